# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the window of a series where sheets and files are chosen."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QObject, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QListWidgetItem

from ...core.common.errors import ExportError, SrceError
from ...core.common.i18n import translate
from ...core.common.settings import Settings
from ...core.series.naming import Named, name_examples, name_fields
from ...core.series.request import (
    BOTH,
    DOSSIER,
    FILES,
    FORMATS,
    MERGED,
    PDF,
    REPLACE,
    SKIP,
    SeriesRequest,
)
from ...core.sheet.definition import USUAL, SheetDefinition, usable_sheet
from ...core.territory.entry import Entry
from ..common.fields import select
from ..common.labels import sheet_names
from ..common.locked import is_locked, lock_fields
from .offer import Offer

# Milliseconds after the last key, before the names are shown anew.
_PAUSE = 300

# The widgets of the settings that an office may lock.
LOCKED = {"sheet_choice": ("sheets",), "series_name": ("name",), "series_workers": ("workers",)}

_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class OutputChoices(QObject):
    """Drives the fields; `changed` tells that another series is asked for."""

    changed = pyqtSignal()

    def __init__(self, form: Any, offer: Offer, parent: QObject) -> None:
        """`form` is that of the window, `offer` what the dock has chosen at first."""
        super().__init__(parent)
        self._form = form
        self._offer = offer
        self._entries: Sequence[Entry] = ()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._show_names)
        self._fill(Settings.load())
        self.take_over(offer)
        self._connect()

    def take_over(self, offer: Offer) -> None:
        """Show the options of the dock, and print with them."""
        is_same, self._offer = offer == self._offer, offer
        form = self._form
        form.dock.setText(" · ".join(offer.words))
        form.cartouche.setVisible(bool(offer.cartouche))
        form.cartouche.setToolTip(offer.typed)
        if not is_same:
            self.changed.emit()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show what the files of these territories would be called."""
        self._entries = entries
        self._pause.start()

    def request(self, entries: Sequence[Entry]) -> SeriesRequest:
        """The series of some territories, as it is asked for. Raises ExportError, SheetError."""
        form, offer = self._form, self._offer
        folder = form.folder.filePath().strip()
        if not folder:
            raise ExportError(translate("Series", "Choose the folder for the files."))
        if not Path(folder).is_absolute():
            sentence = translate(
                "Series", "“{folder}” is no whole path: choose the folder for the files with …."
            )
            raise ExportError(sentence.format(folder=folder))
        sheet = offer.request
        if offer.cartouche and form.cartouche.isChecked():
            sheet = replace(sheet, cartouche=offer.cartouche)
        return SeriesRequest(
            sheet=sheet,
            territories="",
            folder=Path(folder),
            sheets=self._sheets(),
            own_sheet=form.ownSheet.isChecked(),
            format=form.format.currentData(),
            name=form.name.asExpression().strip(),
            output=form.output.currentData(),
            existing=form.existing.currentData(),
            workers=form.workers.value(),
            entries=tuple(entries),
        )

    def remember(self) -> None:
        """Keep the choices for the next session."""
        form, settings = self._form, Settings.load()
        settings.series_folder = form.folder.filePath().strip()
        settings.series_own_sheet = form.ownSheet.isChecked()
        settings.series_format = form.format.currentData()
        settings.series_name = form.name.asExpression().strip()
        settings.series_output = form.output.currentData()
        settings.series_existing = form.existing.currentData()
        settings.series_workers = form.workers.value()
        settings.save()

    def _fill(self, settings: Settings) -> None:
        form = self._form
        first = ("", USUAL.stem)
        for sheet, name in sorted(sheet_names().items(), key=lambda each: each[0] not in first):
            item = QListWidgetItem(name, form.sheets)
            item.setToolTip(item.text())
            item.setData(Qt.ItemDataRole.UserRole, sheet)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_CHECKED if sheet in self._offer.sheets else _UNCHECKED)
        fill_outputs(form.output)
        fill_formats(form.format)
        fill_existing(form.existing)
        form.folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        form.folder.setDialogTitle(translate("Dock", "Folder for the sheets"))
        form.name.setFields(name_fields())
        form.workers.setRange(0, max(4, os.cpu_count() or 1))
        form.workers.setSpecialValueText(translate("Series", "within QGIS"))
        select(form.output, settings.series_output)
        select(form.format, settings.series_format)
        select(form.existing, settings.series_existing)
        own_folder = "" if is_locked("export_folder") else settings.series_folder
        form.folder.setFilePath(own_folder or settings.export_folder)
        form.name.setField(settings.series_name)
        form.workers.setValue(settings.series_workers)
        form.ownSheet.setChecked(settings.series_own_sheet)
        lock_fields(form, LOCKED)
        self._follow_output()

    def _connect(self) -> None:
        form = self._form
        form.sheets.itemChanged.connect(self._note)
        form.sheets.model().rowsMoved.connect(self._note)
        form.sheets.model().rowsRemoved.connect(self._note)
        for combo in (form.output, form.format, form.existing):
            combo.currentIndexChanged.connect(self._note)
        form.output.currentIndexChanged.connect(self._follow_output)
        form.folder.fileChanged.connect(self._note)
        form.name.fieldChanged.connect(self._note)
        form.workers.valueChanged.connect(self._note)
        form.cartouche.toggled.connect(self._note)

    def _note(self) -> None:
        self._pause.start()
        self.changed.emit()

    def _follow_output(self) -> None:
        """Only PDFs are put together."""
        form = self._form
        is_alone = form.output.currentData() == FILES
        form.format.setEnabled(is_alone)
        if not is_alone:
            select(form.format, PDF)

    def _sheets(self) -> tuple[str, ...]:
        """The sheets that are ticked; without any, the one that the data choose.

        The one that the office has locked may be in no list.
        """
        if is_locked("sheet_choice"):
            return self._offer.sheets
        items = [self._form.sheets.item(row) for row in range(self._form.sheets.count())]
        ticked = [item for item in items if item.checkState() == _CHECKED]
        return tuple(item.data(Qt.ItemDataRole.UserRole) for item in ticked)

    def _show_names(self) -> None:
        """Show three of the names, or what is wrong with the expression."""
        form = self._form
        try:
            names = name_examples(self._named(), form.name.asExpression(), self._ending())
            form.names.setText("\n".join(dict.fromkeys(names)))
        except SrceError as error:
            form.names.setText(str(error))

    def _named(self) -> list[Named]:
        """The first, the middle and the last territory, with each of their sheets."""
        sheets = [_definition(sheet) for sheet in self._sheets() or ("",)]
        entries = self._entries
        places = sorted({0, len(entries) // 2, len(entries) - 1}) if entries else []
        some = [entries[place] for place in places]
        total = len(sheets)
        return [Named(e, s, n, total) for e in some for n, s in enumerate(sheets, 1)]

    def _ending(self) -> str:
        return f".{self._form.format.currentData()}"


def fill_outputs(combo: QComboBox) -> None:
    """List what a series may write."""
    outputs = {
        FILES: translate("Series", "A file for each sheet"),
        MERGED: translate("Series", "One PDF of all sheets, with bookmarks"),
        BOTH: translate("Series", "Both"),
        DOSSIER: translate("Series", "A dossier for each territory"),
    }
    told = {
        DOSSIER: translate("Series", "One PDF of cover, list of sheets, key figures and sheets"),
    }
    for output, label in outputs.items():
        combo.addItem(label, output)
        tip = told.get(output, label)
        combo.setItemData(combo.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)


def fill_formats(combo: QComboBox) -> None:
    """List the formats of sheets."""
    for name in FORMATS:
        combo.addItem(name.upper(), name)


def fill_existing(combo: QComboBox) -> None:
    """List what may become of sheets that are there already."""
    combo.addItem(translate("Series", "Skip those that are up to date"), SKIP)
    combo.addItem(translate("Series", "Replace all"), REPLACE)


def _definition(sheet: str) -> SheetDefinition:
    """A sheet; the usual one stands for that which the data will choose. Raises SheetError."""
    return usable_sheet(sheet or USUAL.stem)[0]
