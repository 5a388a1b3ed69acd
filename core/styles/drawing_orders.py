# SPDX-License-Identifier: GPL-3.0-or-later
"""Which styles the known sheets draw, and which of them never lie on one map."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache

from ..common.errors import SheetError
from ..common.files import FileState, file_states
from ..sheet.definition import available_sheets, load_sheet


def never_together(one: str, other: str) -> bool:
    """Whether two styles, `corridor_s` and another, are drawn by sheets, but by none both."""
    orders = drawing_orders(file_states(available_sheets().values()))
    of_one = [order for order in orders if one in order]
    is_other_drawn = any(other in order for order in orders)
    return bool(of_one) and is_other_drawn and not any(other in order for order in of_one)


# Sheets are compared with their files each time that one is drawn.
@lru_cache(maxsize=1)
def drawing_orders(_: tuple[FileState, ...]) -> tuple[frozenset[str], ...]:
    """The names of the styles that each sheet draws."""
    orders = []
    for sheet in available_sheets():
        # What is wrong with a sheet is told where that one is drawn.
        with suppress(SheetError):
            orders.append(frozenset(load_sheet(sheet).drawing_order))
    return tuple(orders)
