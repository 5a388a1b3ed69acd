# SPDX-License-Identifier: GPL-3.0-or-later
"""The territories of a series: the list is that of `core/territory`."""

from ..territory.territory_list import ALL, Fault, Listed, listed_entries

__all__ = ["ALL", "Fault", "Listed", "listed_entries"]
