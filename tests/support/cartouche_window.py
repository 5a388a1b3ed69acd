# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of the cartouche, worked by keys and clicks."""

from __future__ import annotations

from typing import Any, Callable

from srce_pac.tests.support.desktop import click, dialog_is_open, when
from srce_pac.tests.support.dialogs import accept, modal
from srce_pac.ui.cartouche.dialog import CartoucheDialog
from srce_pac.ui.dock.dock import SheetDock


def work(dock: SheetDock, *steps: Callable[[Any], object], ok: bool = True) -> None:
    """Open the window, do some things in it once the sheet is there, and close it."""

    def answer() -> None:
        dialog = modal()
        try:
            for step in steps:
                step(dialog)
        finally:
            if modal() is dialog:
                accept(dialog) if ok else dialog.reject()

    def is_ready() -> bool:
        return dialog_is_open(CartoucheDialog) and (
            modal().sheet.has_page or modal().form.refusal.isVisible()
        )

    # What is ready stays so; at each turn of the loop, waiting would keep a processor busy.
    timer = when(is_ready, answer, every=5)
    click(dock.form.cartouche)
    assert not timer.isActive()
