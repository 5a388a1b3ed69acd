# SPDX-License-Identifier: GPL-3.0-or-later
"""The page in QGIS's Options dialog: the office that prints the sheets, and its texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qgis.gui import QgsFileWidget, QgsMessageBar, QgsOptionsPageWidget
from qgis.PyQt import uic
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QInputDialog, QWidget

from ...core.common.errors import SheetError
from ...core.common.i18n import translate
from ...core.common.settings import Settings, remembers
from ...core.common.traces import remove_traces, traces_text
from ...core.layout.allowed_reads import count_answers, forget_answers
from ...core.sheet.cartouche import (
    Cartouche,
    available_offices,
    export_cartouche,
    own_offices,
    read_cartouche,
    read_office,
    remove_office,
    write_office,
)
from ...core.sheet.text_entries import TEXTS
from ..common.fields import changed, fill_extras, select, set_value, value
from ..common.file_dialogs import ask, ask_open, ask_save, cartouche_files
from ..common.labels import office_label
from ..common.locked import lock_fields
from ..common.messages import Messages
from ..common.source_menu import SourceMenu
from .copies_row import CopiesRow
from .territory_layers import TerritoryLayers

FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))

# The items that an office sets for all its sheets; the widgets of the form have their names.
FIELDS = (
    *("state_motto", "state_name", "logo", "service", "office", "office_name"),
    *("status", "procedure", "sheet_word", "date_label", "sources", "email"),
    *("extras", "page"),
)
FROM_SHEET = ("status", "procedure", "sheet_word", "date_label")

# The widgets of the settings that an office may lock.
LOCKED = {
    "office": ("printing",),
    "outlines": ("outlines",),
    "geopdf": ("geopdf",),
    "territories": ("territories", "browseTerritories"),
    "epcis": ("epcis", "browseEpcis"),
    "office_styles": ("officeStyles",),
    "copies_limit": ("copiesLimit",),
}

PICTURE = QSize(120, 48)

# A name that every file system takes.
_NAME = re.compile(r"[\w-]+(?: [\w-]+)*")


class OptionsPage(QgsOptionsPageWidget):
    """Edits the offices. Except for exports, nothing is written until QGIS's dialog is accepted."""

    def __init__(
        self, bar: QgsMessageBar, unsaved: dict[str, dict[str, Any]], parent: QWidget | None = None
    ) -> None:
        """`bar` is QGIS's own; `unsaved` holds the offices that could not be saved."""
        super().__init__(parent)
        self.form = FORM()
        self.form.setupUi(self)
        self.setObjectName("SrcePacOptions")
        self.messages = Messages(self.form.bar)
        self._bar = bar
        self._unsaved = unsaved
        # The unsaved changes, by office.
        self._drafts = {name: dict(entries) for name, entries in unsaved.items()}
        self._name = ""
        self._shown: dict[str, Any] = {}
        self._build()
        self._connect()
        settings = Settings.load()
        self.form.outlines.setChecked(settings.outlines)
        self.form.geopdf.setChecked(settings.geopdf)
        self.form.territories.setText(settings.territories)
        self.form.epcis.setText(settings.epcis)
        self.form.officeStyles.setFilePath(settings.office_styles)
        self.copies = CopiesRow(self.form, self.messages, self)
        self.form.forgetAnswers.setEnabled(bool(count_answers()))
        lock_fields(self.form, LOCKED)
        mine = [*self._drafts, settings.office, *sorted(own_offices())]
        self._fill(settings.office, next(filter(None, mine), ""))

    def apply(self) -> None:
        """Save everything; an office that cannot be saved is kept for the next page."""
        if not remembers():
            return
        settings = Settings.load()
        settings.office = self.form.printing.currentData()
        settings.outlines = self.form.outlines.isChecked()
        settings.geopdf = self.form.geopdf.isChecked()
        settings.territories = self.form.territories.text().strip()
        settings.epcis = self.form.epcis.text().strip()
        self.layers.remember(settings)
        settings.office_styles = self.form.officeStyles.filePath().strip()
        settings.copies_limit = self.form.copiesLimit.value()
        settings.save()
        self._keep()
        for name, entries in list(self._drafts.items()):
            # QGIS closes the dialog, even after a failure.
            with Messages(self._bar, of_qgis=True).shown():
                self._write(name, entries)
        # Further changes are compared with what was saved.
        shown, self._name = self._name, ""
        self._edit(shown)

    def _build(self) -> None:
        form = self.form
        form.state_motto.setPlaceholderText(Cartouche.state_motto)
        form.state_name.setPlaceholderText(Cartouche.state_name)
        for name in FROM_SHEET:
            field = getattr(form, name)
            field.setPlaceholderText(translate("Options", "As the sheet says"))
        index = translate("Options", "The index of communes")
        fill_extras(form.extras, index)
        form.page.setPlaceholderText("https://")
        form.logo.setFilter(f"{translate('Options', 'Pictures')} (*.png *.svg)")
        form.logo.setDialogTitle(translate("Options", "Logo"))
        form.officeStyles.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        form.officeStyles.setDialogTitle(translate("Options", "Styles of the office"))
        form.officeStyles.lineEdit().setPlaceholderText(translate("Options", "None"))
        for button, field in (
            (form.browseTerritories, form.territories),
            (form.browseEpcis, form.epcis),
        ):
            menu = SourceMenu(translate("Options", "Territories"), lambda: "", self)
            menu.chosen.connect(field.setText)
            button.setMenu(menu)
        self.layers = TerritoryLayers(form, self.messages, self)
        form.picture.setFixedHeight(PICTURE.height())
        form.picture.hide()

    def _connect(self) -> None:
        form = self.form
        form.edited.activated.connect(lambda: self._edit(form.edited.currentData()))
        form.logo.fileChanged.connect(self._show_logo)
        for name in FIELDS:
            changed(getattr(form, name)).connect(self._update)
        form.forgetAnswers.clicked.connect(self._forget_answers)
        form.removeTraces.clicked.connect(self._remove_traces)
        form.new_.clicked.connect(self._new)
        form.import_.clicked.connect(self._import)
        form.export_.clicked.connect(self._export)
        form.remove.clicked.connect(self._remove)

    def _fill(self, printing: str, edited: str) -> None:
        """List the offices; `printing` and `edited` are the current ones of the two lists."""
        names = sorted({*available_offices(), *self._drafts})
        form = self.form
        for combo in (form.printing, form.edited):
            combo.clear()
        form.printing.addItem(translate("Options", "The office of the territory's département"), "")
        for name in names:
            label = office_label(name, self._printed_name(name))
            for combo in (form.printing, form.edited):
                combo.addItem(label, name)
        select(form.printing, printing)
        select(form.edited, edited)
        self._edit(form.edited.currentData() or "")

    def _printed_name(self, name: str) -> str:
        try:
            return str(self._office_texts(name).get("office", ""))
        except SheetError:
            # The refusal is shown when the office is chosen.
            return ""

    def _office_texts(self, name: str) -> dict[str, Any]:
        """The texts of an office, with the changes made here. Raises SheetError."""
        return dict(self._drafts[name] if name in self._drafts else read_office(name))

    def _edit(self, name: str) -> None:
        """Keep the changes to the office that is shown, then show another one."""
        self._keep()
        self._name = name
        self.form.bar.clearWidgets()
        texts: dict[str, Any] = {}
        with self.messages.shown():
            texts = self._office_texts(name)
        self._show(texts)

    def _show(self, entries: Mapping[str, Any]) -> None:
        self._shown = dict(entries)
        for name in FIELDS:
            set_value(getattr(self.form, name), self._shown.get(name, ""))
        self.form.ofSheets.setVisible(TEXTS in self._shown)
        self._update()

    def _entries(self) -> dict[str, Any]:
        """The texts of the office in the form; for an empty one the sheet's own is printed."""
        entries = dict(self._shown)
        for name in FIELDS:
            text = value(getattr(self.form, name))
            if text:
                entries[name] = text
            elif self._shown.get(name):
                del entries[name]
        return entries

    def _keep(self) -> None:
        """Keep the changes to the office that is shown."""
        if self._name and self._entries() != self._shown:
            self._drafts[self._name] = self._entries()

    def _update(self) -> None:
        self.form.remove.setEnabled(self._name in {*own_offices(), *self._drafts})

    def _show_logo(self, path: str) -> None:
        label = self.form.picture
        picture = QIcon(path).pixmap(PICTURE)
        label.setVisible(bool(path))
        label.setPixmap(picture)
        if picture.isNull():
            label.setText(translate("Options", "No picture"))

    def _write(self, name: str, entries: dict[str, Any]) -> None:
        try:
            write_office(name, entries)
        except SheetError as error:
            self._unsaved[name] = entries
            raise SheetError(
                f"{error} {translate('Options', 'What you typed is still on the options page.')}"
            ) from error
        self._drafts.pop(name, None)
        self._unsaved.pop(name, None)

    def _forget_answers(self) -> None:
        forget_answers()
        self.form.forgetAnswers.setEnabled(False)

    def _remove_traces(self) -> None:
        question = translate(
            "Options",
            "Remove {what} from this QGIS profile? Data profiles, offices, styles and copies of "
            "services are lost; projects that use such a copy lose what it shows.",
        )
        if ask(self, question.format(what=traces_text())):
            with self.messages.shown():
                remove_traces()
                self._drafts.clear()
                self.form.removeTraces.setEnabled(False)
                self.messages.done(
                    translate("Options", "All is removed. The plugin can now be uninstalled.")
                )

    def _new(self) -> None:
        text, accepted = QInputDialog.getText(
            self,
            translate("Options", "New office"),
            translate(
                "Options", "The code of its département, so that it prints there, or another name"
            ),
        )
        name = text.strip()
        if not accepted or not name:
            return
        with self.messages.shown():
            self._check(name)
            self._keep()
            self._drafts[name] = {}
            self._fill(self.form.printing.currentData(), name)

    def _check(self, name: str) -> None:
        taken = {other.lower() for other in (*available_offices(), *self._drafts)}
        if not _NAME.fullmatch(name):
            raise SheetError(
                translate(
                    "Options", "“{name}” is no name for an office: use letters, digits and hyphens."
                ).format(name=name)
            )
        if name.lower() in taken:
            raise SheetError(
                translate("Options", "There is an office called “{name}” already.").format(
                    name=name
                )
            )

    def _import(self) -> None:
        path = ask_open(
            self, translate("Options", "Import the texts of an office"), "", cartouche_files()
        )
        if path is None:
            return
        with self.messages.shown():
            entries = read_cartouche(path)
            self._drafts[self._name] = entries
            self._show(entries)

    def _export(self) -> None:
        path = ask_save(
            self,
            translate("Options", "Export the texts of an office"),
            Settings.load().export_folder,
            self._name,
            [cartouche_files()],
        )
        with self.messages.shown():
            if path is not None:
                export_cartouche(path, self._entries())

    def _remove(self) -> None:
        question = translate(
            "Options",
            "Remove your own texts of “{office}”? Those that came with the plugin, if there are "
            "any, are back at once.",
        )
        if not ask(self, question.format(office=self.form.edited.currentText())):
            return
        with self.messages.shown():
            if self._name in own_offices():
                remove_office(self._name)
            self._drafts.pop(self._name, None)
            self._unsaved.pop(self._name, None)
            # The texts in the form are dropped with it.
            name, self._name = self._name, ""
            self._fill(self.form.printing.currentData(), name)
