# SPDX-License-Identifier: GPL-3.0-or-later
"""The editor of data profiles: which layers play the classes of a sheet's legend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from qgis.core import QgsApplication, QgsFeedback
from qgis.PyQt import uic
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence
from qgis.PyQt.QtWidgets import QDialogButtonBox, QShortcut, QWidget

from ...core.common.errors import SourceError
from ...core.common.i18n import translate
from ...core.common.settings import Settings
from ...core.profiles.profile import ClassSource, DataProfile, missing_files, relink
from ...core.sheet.definition import SheetDefinition
from ...core.sources.connection import SourceLayer
from ...core.sources.source import list_layers
from ...core.sources.source_address import SourceAddress
from ..common.busy_cursor import busy_cursor
from ..common.file_dialogs import ask_folder
from ..common.help import add_help
from ..common.messages import Messages
from ..common.progress import Progress, show_progress
from ..common.source_menu import SourceMenu
from ..common.unsaved import UnsavedDialog
from .class_tree import Line, ProfileTree
from .counting import Counting
from .facts_fields import FactsFields
from .layer_list import address
from .profile_files import delete_profile, export_profile, import_profile, save_profile, saved_name
from .role_panel import RolePanel

FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))

# Milliseconds after the last key before the objects are counted again.
PAUSE = 400


class ProfileEditor(UnsavedDialog):
    """Shows the recognised layers class by class, and lets the user change them.

    It is accepted once the profile is saved; nothing else but deleting changes what is saved.
    """

    def __init__(
        self,
        sheet: SheetDefinition,
        profile: DataProfile,
        offered: Sequence[SourceLayer],
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Show a profile that was recognised or saved.

        `offered` are the layers that may be chosen from the beginning, `name` is that of the saved
        profile that is edited, or empty.
        """
        question = translate("Profile", "Leave what was changed without saving it?")
        super().__init__(question, parent)
        self.form = FORM()
        self.form.setupUi(self)
        self.messages = Messages(self.form.bar)
        self.progress: Progress | None = None
        self._name = name
        self._folder = Settings.load().source_folder()
        # Layers of fictitious data: as long as one of them is used, sheets are marked.
        self._fictitious: set[tuple[str, str, str]] = set()
        self._shown: Line | None = None
        self.counting = Counting(self)
        self.tree = ProfileTree(self.form.tree, sheet, self)
        self.facts = FactsFields(self.form)
        self.panel = RolePanel(self.form, sheet, self.messages, self)
        self.panel.offer(offered)
        self._build(sheet)
        self._connect()
        self._show(profile, name or _proposed(profile.title))
        self._saved = self.profile()
        self.messages.warn([*profile.warnings, *self.tree.faults])

    def profile(self) -> DataProfile:
        """The profile as it is shown."""
        sources = tuple(line.source for line in self.tree.lines())
        return DataProfile(
            title=self.name(),
            credit=self.form.credit.text().strip(),
            sources=sources,
            demonstration=any(address(source.layer) in self._fictitious for source in sources),
            facts=self.facts.facts(),
        )

    def name(self) -> str:
        """The name under which the profile is saved."""
        return str(self.form.name.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Enter save from the lines of text only."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            form = self.form
            if self.focusWidget() in (form.name, form.credit, form.date, form.departements):
                self._save()
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Stop counting, and close the layers."""
        self.counting.stop()
        self.panel.close_down()
        if self.progress is not None:
            self.progress.reject()
        super().done(result)

    # Building -------------------------------------------------------------------------------

    def _build(self, sheet: SheetDefinition) -> None:
        form = self.form
        self.setWindowTitle(f"{self.windowTitle()} – {sheet.name}")
        icon = QgsApplication.getThemeIcon("/mIconWarning.svg")
        form.missingIcon.setPixmap(icon.pixmap(QSize(16, 16)))
        form.splitter.setStretchFactor(0, 3)
        form.splitter.setStretchFactor(1, 2)
        form.splitter.setSizes([610, 360])
        # There is no horizontal bar: the width must suffice for the panel.
        bar = form.scroll.verticalScrollBar().sizeHint().width()
        form.scroll.setMinimumWidth(form.panel.minimumSizeHint().width() + bar)
        what = translate("Profile", "Source of layers")
        self.sources = SourceMenu(what, lambda: self._folder, self)
        form.source.setMenu(self.sources)
        save = form.buttons.button(QDialogButtonBox.StandardButton.Save)
        save.setText(translate("Profile", "&Save"))
        save.setDefault(True)
        form.tree.setFocus()

    def _connect(self) -> None:
        form = self.form
        self.tree.moved.connect(self._show_current)
        self.panel.changed.connect(self._change)
        self.counting.counted.connect(self._show_count)
        form.tree.itemActivated.connect(lambda *_: form.layer.setFocus())
        form.name.textChanged.connect(self._update)
        form.add.clicked.connect(self._add)
        form.remove.clicked.connect(self._remove)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), form.tree)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove)
        self.sources.chosen.connect(self._list)
        form.find.clicked.connect(self._find)
        form.import_.clicked.connect(self._import)
        form.export_.clicked.connect(self._export)
        form.delete_.clicked.connect(self._delete)
        form.buttons.accepted.connect(self._save)
        form.buttons.rejected.connect(self.leave)
        add_help(form.buttons, "data")

    # Showing --------------------------------------------------------------------------------

    def _show(self, profile: DataProfile, name: str) -> None:
        self.facts.show(profile.facts)
        if profile.demonstration:
            self._fictitious |= {address(source.layer) for source in profile.sources}
        self.panel.offer(source.layer for source in profile.sources)
        self.form.name.setText(name)
        self.form.credit.setText(profile.credit)
        self.form.credit.home(False)
        self.tree.show(profile.sources)
        self._show_current()
        self._show_missing()
        self.counting.begin(self.tree.lines())

    def _show_current(self) -> None:
        class_id, self._shown = self.tree.current()
        self.panel.show(class_id, self._shown.source if self._shown is not None else None)
        self._update()

    def _show_missing(self) -> None:
        missing = missing_files(self.profile())
        self.form.missing.setVisible(bool(missing))
        self.form.missingText.setText(
            translate("Profile", "Files that are not where they were: %n", "", len(missing))
        )
        self.form.missingText.setToolTip("\n".join(map(str, missing)))

    def _update(self) -> None:
        """Update the count and the buttons."""
        self.panel.show_count(self._shown)
        self.form.remove.setEnabled(self._shown is not None)
        self.form.delete_.setEnabled(saved_name(self.name()) is not None)

    def _change(self, source: ClassSource, typing: bool) -> None:
        """Give the shown line another source, or add a line where none is shown."""
        before = self._shown.source if self._shown is not None else None
        if self._shown is None:
            self._shown = Line(source)
            self.tree.add(self._shown)
        else:
            self.tree.replace(self._shown, source)
        if before is None or (before.layer, before.filter) != (source.layer, source.filter):
            self.counting.count_first(self._shown, PAUSE if typing else 0)
            self.tree.refresh(self._shown)
        if before is None or before.layer != source.layer:
            self._show_missing()
        self._update()

    def _show_count(self, line: Line) -> None:
        self.tree.refresh(line)
        if line is self._shown:
            self.panel.show_count(line)

    # Doing ----------------------------------------------------------------------------------

    def _add(self) -> None:
        """Show the class itself: a layer that is chosen then is added to it."""
        self.tree.select_class(self.tree.current()[0])
        self._open_layers()

    def _open_layers(self) -> None:
        """Open the list of layers, for one of them to be chosen."""
        self.form.layer.setFocus()
        self.form.layer.showPopup()

    def _remove(self) -> None:
        if self._shown is not None:
            self.counting.drop(self._shown)
            self.tree.remove(self._shown)
            self._show_missing()

    def _list(self, source: str) -> None:
        """Offer the layers of one more source."""
        if self.progress is not None:
            return
        self.form.bar.clearWidgets()
        with self.messages.shown(), self._busy() as feedback:
            listing = list_layers(SourceAddress.parse(source), feedback)
            self.panel.offer(listing.layers)
            self.messages.warn(listing.warnings)
            self._open_layers()

    @contextmanager
    def _busy(self) -> Iterator[QgsFeedback]:
        """Show progress and Cancel until the body ends."""
        try:
            with show_progress(self) as self.progress:
                yield self.progress.feedback
        finally:
            self.progress = None

    def _find(self) -> None:
        """Look for all missing files in a folder."""
        title = translate("Profile", "Folder where the files are now")
        folder = ask_folder(self, title, self._folder)
        if folder is None:
            return
        self.form.bar.clearWidgets()
        with self.messages.shown(), busy_cursor():
            before = self.profile()
            found = relink(before, folder)
            self._fictitious |= {
                address(new.layer)
                for old, new in zip(before.sources, found.sources)
                if address(old.layer) in self._fictitious
            }
            self._show(replace(found, demonstration=False), self.name())
            if found == before:
                raise SourceError(
                    translate("Profile", "None of the files is in “{folder}”.").format(
                        folder=folder
                    )
                )

    def _save(self) -> None:
        self.form.bar.clearWidgets()
        name = ""
        with self.messages.shown():
            name = save_profile(self, self.profile(), self._name)
        if name:
            self.form.name.setText(name)
            self.accept()
        else:
            self.form.name.setFocus()

    def _import(self) -> None:
        if not self.may_lose():
            return
        self.form.bar.clearWidgets()
        with self.messages.shown():
            profile = import_profile(self, self._folder)
            if profile is not None:
                self._show(profile, profile.title)
                # It is another profile, even if one of that name was edited.
                self._name = ""

    def _export(self) -> None:
        self.form.bar.clearWidgets()
        with self.messages.shown():
            export_profile(self, self.profile(), self._folder)

    def _delete(self) -> None:
        self.form.bar.clearWidgets()
        with self.messages.shown():
            taken = saved_name(self.name())
            if taken is not None:
                delete_profile(self, taken)
        self._update()

    def is_changed(self) -> bool:
        """Whether something is not saved."""
        return self.profile() != self._saved


def _proposed(title: str) -> str:
    """A name for a new profile, made from the title of the preset."""
    return re.sub(r"[^\w-]+", " ", title).strip()
