# SPDX-License-Identifier: GPL-3.0-or-later
"""Data profiles: which layers of a source play which legend classes."""
