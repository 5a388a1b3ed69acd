# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of the sets of styles: what they hold, copied, renamed, exchanged, removed."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

from qgis.PyQt import uic
from qgis.PyQt.QtCore import QSize, Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QDialog,
    QHeaderView,
    QInputDialog,
    QListWidgetItem,
    QTreeWidgetItem,
    QWidget,
)

from ...core.common.files import ROOT, file_name
from ...core.common.i18n import translate
from ...core.common.settings import Settings
from ...core.sheet.definition import SheetDefinition
from ...core.styles.style_set import (
    StyleSet,
    duplicate_set,
    export_set,
    import_set,
    office_set,
    own_set,
    remove_set,
    rename_set,
    user_sets,
)
from ..common.file_dialogs import ask, ask_open, ask_save
from ..common.help import add_help
from ..common.labels import geometry_label
from ..common.messages import Messages
from ..common.symbols import style_icon

FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))

ICON = QSize(30, 18)
SET = Qt.ItemDataRole.UserRole


class SetsDialog(QDialog):
    """Works on the sets at once; `is_changed` tells whether another set may be drawn now."""

    def __init__(self, sheet: SheetDefinition, parent: QWidget) -> None:
        """`sheet` names the classes."""
        super().__init__(parent)
        self.form = form = FORM()
        form.setupUi(self)
        self.messages = Messages(form.bar)
        self.is_changed = False
        self._sheet = sheet
        form.styles.setIconSize(ICON)
        header = form.styles.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        form.sets.currentItemChanged.connect(self._show)
        for button, action in (
            (form.duplicate, self._duplicate),
            (form.rename, self._rename),
            (form.export_, self._export),
            (form.import_, self._import),
            (form.remove, self._remove),
        ):
            button.clicked.connect(lambda _, action=action: self._do(action))
        form.folder.clicked.connect(self._open_folder)
        form.buttons.rejected.connect(self.reject)
        add_help(form.buttons, "styles")
        self._fill(own_set())

    def _do(self, action: Callable[[], StyleSet | None]) -> None:
        """Do something that may change the sets, and mark the set that it gives."""
        self.form.bar.clearWidgets()
        with self.messages.shown():
            changed = action()
            if changed is not None:
                self.is_changed = True
                self._fill(changed)

    def _fill(self, current: StyleSet) -> None:
        """List the sets: the user's, the office's, the plugin's styles."""
        sets = user_sets()
        with self.messages.shown():
            office = office_set()
            sets += [office] if office is not None else []
        plugin = translate("Styles", "Plugin's styles")
        sets.append(StyleSet(plugin, ROOT / "styles", is_writable=False))
        self.form.sets.clear()
        for one in sets:
            item = QListWidgetItem(one.name, self.form.sets)
            item.setData(SET, one)
            if one.folder == current.folder:
                self.form.sets.setCurrentItem(item)

    def _set(self) -> StyleSet:
        chosen: StyleSet = self.form.sets.currentItem().data(SET)
        return chosen

    def _show(self, item: QListWidgetItem | None) -> None:
        """Show what the current set holds, and what may be done with it."""
        if item is None:
            return
        form, shown = self.form, self._set()
        form.styles.clear()
        for name in shown.names():
            style = shown.style(name)
            label = _label(self._sheet, name)
            if style is not None:
                row = QTreeWidgetItem(form.styles, [label, geometry_label(name[-1])])
                row.setToolTip(0, label)
                row.setIcon(0, style_icon(style, name[-1], ICON))
        texts = [str(shown.folder), *shown.warnings]
        if not form.styles.topLevelItemCount():
            empty = translate("Styles", "Nothing is kept in this set yet.")
            texts.insert(0, empty)
        form.where.setText("\n".join(texts))
        mine = [one.folder for one in user_sets()]
        form.rename.setEnabled(shown.folder in mine)
        form.remove.setEnabled(shown.folder in mine[1:])
        form.folder.setEnabled(shown.folder.is_dir())

    def _duplicate(self) -> StyleSet | None:
        name = self._ask_name(translate("Styles", "Duplicate the set"), self._set().name)
        return duplicate_set(self._set(), name) if name else None

    def _rename(self) -> StyleSet | None:
        name = self._ask_name(translate("Styles", "Rename the set"), self._set().name)
        return rename_set(self._set(), name) if name else None

    def _export(self) -> StyleSet | None:
        settings, shown = Settings.load(), self._set()
        title = translate("Styles", "Export the set")
        stem = file_name("", "", shown.name, ending="")
        path = ask_save(self, title, settings.export_folder, stem, [_zip_files()])
        if path is not None:
            export_set(shown, path)
            self.messages.saved(path)
        return None

    def _import(self) -> StyleSet | None:
        title = translate("Styles", "Import a set")
        path = ask_open(self, title, Settings.load().export_folder, _zip_files())
        return import_set(path) if path is not None else None

    def _remove(self) -> StyleSet | None:
        question = translate("Styles", "Remove the set “{set}” with its styles?")
        if not ask(self, question.format(set=self._set().name)):
            return None
        remove_set(self._set())
        return own_set()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._set().folder)))

    def _ask_name(self, title: str, before: str) -> str:
        """The name that the user types; empty where they cancel."""
        label = translate("Styles", "Name")
        text, accepted = QInputDialog.getText(self, title, label, text=before)
        return text.strip() if accepted else ""


def _label(sheet: SheetDefinition, style_name: str) -> str:
    """The printed name of the class of a style; that of the file where the sheet has no such."""
    class_id = style_name.rpartition("_")[0]
    return sheet.classes.get(class_id, style_name)


def _zip_files() -> str:
    return f"{translate('Styles', 'Set of styles')} (*.zip)"
