# SPDX-License-Identifier: GPL-3.0-or-later
"""Territories: communes and EPCIs, and the gazetteer that finds them."""
