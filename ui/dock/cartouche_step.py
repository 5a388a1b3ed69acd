# SPDX-License-Identifier: GPL-3.0-or-later
"""The step of the dock that asks for the cartouche entries of a territory."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from typing import Any

from ...core.common.request import SheetRequest
from ...core.common.settings import Settings
from ...core.sheet.cartouche import compose
from ...core.sheet.definition import USUAL, usable_sheet
from ...core.territory.entry import Entry
from ..cartouche.dialog import CartoucheDialog
from ..common.labels import sheet_name
from .choices import chosen_sheets


def edit_cartouche(dock: Any, entry: Entry, request: SheetRequest) -> None:
    """Ask for the entries of a territory, with a preview of the sheet that a request gives.

    Raises SrceError.
    """
    with ExitStack() as printers:
        # The bundled sheets, which the data choose from, have the same defaults.
        defaults = usable_sheet(request.sheet or USUAL.stem)[0].defaults[entry.kind]
        office_texts = compose(defaults, request.office or entry.departement)
        preview_of = cache(lambda sheet: dock.preview(printers, replace(request, sheet=sheet)))
        preview, refusal = preview_of(request.sheet)
        if dock.steps.is_closed:
            return
        folder, sheets = Settings.load().export_folder, chosen_sheets(dock.form)
        dialog = CartoucheDialog(office_texts, request.cartouche, preview, folder, dock)
        dialog.refuse_preview(refusal)
        if len(sheets) > 1:
            dialog.show_sheets([(one, sheet_name(one)) for one in sheets], preview_of)
        if dialog.exec() and not dock.steps.is_closed:
            dock.cartouches.put(entry, dialog.entries())
        dialog.deleteLater()
