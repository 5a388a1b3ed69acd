# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog for the cartouche of one export, with a preview of the sheet."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qgis.PyQt import uic
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import QDialogButtonBox, QWidget

from ...core.common.errors import SrceError
from ...core.common.i18n import translate
from ...core.preview import SheetPreview
from ...core.sheet.cartouche import Cartouche, export_cartouche, read_cartouche
from ...core.sheet.text_entries import TEXTS
from ..common.fields import changed, set_value, value
from ..common.file_dialogs import ask_open, ask_save, cartouche_files
from ..common.help import add_help
from ..common.messages import Messages
from ..common.tab_order import tab_through
from ..common.unsaved import UnsavedDialog
from .sheet_view import SheetView
from .texts_page import TextsPage

FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))

# The items that vary from one export to the next; the widgets of the form have their names.
FIELDS = (
    *("status", "procedure", "sheet_word", "sheet_number", "sheet_total"),
    *("date_label", "date", "notice"),
)

NUMBERS = ("sheet_number", "sheet_total")

# The layout item of the cartouche.
BOX = "cartouche"

# The preview of a sheet by its id, or the reason why there is none.
PreviewOf = Callable[[str], "tuple[SheetPreview | None, str]"]

# Milliseconds after the last key before the sheet is drawn again.
PAUSE = 300


class CartoucheDialog(UnsavedDialog):
    """Shows the texts of the sheet and the office; keeps only the entries that differ."""

    def __init__(
        self,
        office_texts: Cartouche,
        entries: Mapping[str, Any],
        preview: SheetPreview | None,
        folder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`office_texts` is the cartouche without `entries`; file dialogs open at `folder`."""
        super().__init__(translate("Cartouche", "Drop what was changed here?"), parent)
        self.form = FORM()
        self.form.setupUi(self)
        self.messages = Messages(self.form.bar)
        self._office_texts = office_texts
        # Earlier entries for items that are not in the form, or that the export counts.
        self._others: dict[str, Any] = {}
        self._before: dict[str, Any] = {}
        self._counted: dict[str, int] = {}
        self._preview: SheetPreview | None = None
        self._folder = folder
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._pause = PAUSE
        self._build()
        self._show_sheet(preview, "")
        self._show(entries)
        self._connect()
        self._first = self.entries()

    def entries(self) -> dict[str, Any]:
        """The entries that differ from the texts of the sheet and the office."""
        free = [name for name in FIELDS if name not in self._counted]
        values = {name: value(getattr(self.form, name)) for name in free}
        changes = {k: text for k, text in values.items() if text != getattr(self._office_texts, k)}
        return {**self._others, **self._before, **changes, **self.texts.export}

    def refuse_preview(self, reason: str) -> None:
        """Show why there is no preview; an empty reason hides the line."""
        self.form.refusal.setText(reason)
        self.form.refusal.setVisible(bool(reason))

    def show_sheets(self, sheets: Sequence[tuple[str, str]], preview_of: PreviewOf) -> None:
        """Show the first of several sheets, which the export numbers itself.

        `sheets` are the id and the name of each; the texts of each can be changed.
        """
        chosen = self.texts.sheets
        for sheet, name in sheets:
            chosen.addItem(name, sheet)
        chosen.show()
        chosen.activated.connect(lambda: self._show_sheet(*preview_of(chosen.currentData())))
        total = len(sheets)
        self._before = {key: text for key, text in self.entries().items() if key in NUMBERS}
        self._counted = dict(zip(NUMBERS, (1, total)))
        for name, number in self._counted.items():
            field = getattr(self.form, name)
            field.setValue(number)
            field.setEnabled(False)
            field.setToolTip(translate("Cartouche", "All sheets are exported: they are counted"))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the sheet once the dialog is there."""
        super().showEvent(event)
        QTimer.singleShot(0, self._draw)

    def accept(self) -> None:
        """Keep the texts of the office; stay open where they cannot be written."""
        self.form.bar.clearWidgets()
        with self.messages.shown():
            self.texts.save()
            super().accept()

    def done(self, result: int) -> None:
        """Stop drawing."""
        self._timer.stop()
        self._preview = None
        super().done(result)

    def _build(self) -> None:
        form = self.form
        self.texts = TextsPage(self.messages)
        form.pages.addTab(self.texts, translate("Cartouche", "Texts"))
        self.sheet = SheetView(self)
        self.sheet.setMinimumSize(220, 220)
        self.sheet.setAccessibleName(translate("Cartouche", "The sheet as it will be printed"))
        self.sheet.setToolTip(
            translate(
                "Cartouche",
                "Turn the wheel to zoom, drag to move, double-click to look from near or at the "
                "whole sheet",
            )
        )
        form.sheetColumn.insertWidget(1, self.sheet, 1)
        tab_through((self.texts.labels, form.whole, form.near, self.sheet))
        form.date.setPlaceholderText(translate("Cartouche", "that of the data"))
        form.office.setText(
            translate(
                "Cartouche", "The other texts are those of {office}: Settings ▸ Options ▸ SRCE PAC"
            ).format(office=self._office_texts.office)
            if self._office_texts.office
            else translate("Cartouche", "No office is set: Settings ▸ Options ▸ SRCE PAC")
        )
        action = QDialogButtonBox.ButtonRole.ActionRole
        reset = QDialogButtonBox.ButtonRole.ResetRole
        self.open_button = form.buttons.addButton(translate("Cartouche", "&Open…"), action)
        self.save = form.buttons.addButton(translate("Cartouche", "Sa&ve…"), action)
        self.reset = form.buttons.addButton(
            translate("Cartouche", "&Back to the office's texts"), reset
        )
        for button in (self.open_button, self.save, self.reset):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        form = self.form
        for name in FIELDS:
            changed(getattr(form, name)).connect(self._note)
        self._timer.timeout.connect(self._draw)
        self.sheet.rescaled.connect(lambda: self._timer.start(PAUSE))
        form.whole.clicked.connect(self.sheet.show_whole)
        form.near.clicked.connect(self._look_from_near)
        self.texts.edited.connect(self._note)
        self.open_button.clicked.connect(self._open)
        self.save.clicked.connect(self._save)
        self.reset.clicked.connect(lambda: self._show({}))
        form.buttons.accepted.connect(self.accept)
        form.buttons.rejected.connect(self.leave)
        add_help(form.buttons, "guide", is_narrow=True)

    def is_changed(self) -> bool:
        """Whether entries or texts of the office would be lost."""
        return self.texts.is_office_changed or self.entries() != self._first

    def _show_sheet(self, preview: SheetPreview | None, refusal: str) -> None:
        """Show the preview of a sheet, or the reason why there is none, and its texts."""
        self._preview = preview
        if preview is None:
            self.sheet.clear()
        self.refuse_preview(refusal)
        self.texts.set_sheet(preview)

    def _show(self, entries: Mapping[str, Any]) -> None:
        shown = {**asdict(self._office_texts), **entries, **self._counted}
        for name in FIELDS:
            set_value(getattr(self.form, name), shown[name])
        self._before = {}
        self._others = {k: text for k, text in entries.items() if k not in (*FIELDS, TEXTS)}
        self.texts.set_export(entries)
        self._note()

    def _note(self) -> None:
        """Update the dialog at once, and the preview after a pause."""
        self._timer.start(self._pause)
        self.reset.setEnabled(bool(self.entries()))
        self.form.others.setVisible(bool(self._others))
        self.form.others.setText(
            translate(
                "Cartouche",
                "The file that was opened says %n more that cannot be changed here",
                "",
                len(self._others),
            )
        )

    def _draw(self) -> None:
        """Show the sheet with these entries, or the reason why it cannot be drawn."""
        self._timer.stop()
        if self._preview is None:
            return
        began = time.monotonic()
        try:
            office, texts = self.texts.drawn
            entries = {k: entry for k, entry in self.entries().items() if k != TEXTS}
            entries = {**entries, **self._counted, **texts}
            width = self.sheet.page_width()
            self.sheet.show_page(self._preview.picture(entries, width, office))
        except SrceError as error:
            self.sheet.clear()
            self.refuse_preview(str(error))
        else:
            self.form.near.setVisible(self._preview.place(BOX) is not None)
            self.refuse_preview(" ".join(self._preview.warnings))
        # A sheet that takes long to draw is drawn after a longer pause.
        self._pause = max(PAUSE, round(2000 * (time.monotonic() - began)))

    def _look_from_near(self) -> None:
        """Look at the cartouche, or at the box of the text that was used last."""
        if self._preview is None:
            return
        box = self.texts.box if self.form.pages.currentWidget() is self.texts else BOX
        place = self._preview.place(box) or self._preview.place(BOX)
        if place is not None:
            self.sheet.look_at(place)

    def _open(self) -> None:
        path = ask_open(
            self, translate("Cartouche", "Open a cartouche"), self._folder, cartouche_files()
        )
        self.form.bar.clearWidgets()
        with self.messages.shown():
            if path is not None:
                self._show(read_cartouche(path))

    def _save(self) -> None:
        path = ask_save(
            self,
            translate("Cartouche", "Save the cartouche"),
            self._folder,
            "cartouche",
            [cartouche_files()],
        )
        self.form.bar.clearWidgets()
        with self.messages.shown():
            if path is not None:
                export_cartouche(path, self.entries())
