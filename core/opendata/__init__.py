# SPDX-License-Identifier: GPL-3.0-or-later
"""Open data: the catalogue of public sources, and their download."""
