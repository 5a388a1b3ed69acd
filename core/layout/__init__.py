# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates chosen, filled and fitted for a territory."""
