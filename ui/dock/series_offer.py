# SPDX-License-Identifier: GPL-3.0-or-later
"""What the dock gives to a series: the options of a single export."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...core.common.i18n import translate
from ..series.offer import Offer
from .cartouche_entries import CartoucheEntries
from .choices import chosen_options, chosen_sheets
from .loaded_group import LoadedGroup
from .page_choices import PageChoices


def series_offer(
    form: Any, group: LoadedGroup, cartouches: CartoucheEntries, page: PageChoices
) -> Offer:
    """The options that are chosen now. Raises SheetError where the scale is none."""
    typed, look = cartouches.last, group.look()
    changed = (translate("Dock", "your changes of the classes on the map"),) if look else ()
    return Offer(
        replace(chosen_options(form), look=look),
        tuple(chosen_sheets(form)),
        (form.source.currentText(), *page.words(), *changed),
        typed.entries if typed is not None else {},
        typed.short_text if typed is not None else "",
    )
