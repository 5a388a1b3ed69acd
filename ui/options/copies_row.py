# SPDX-License-Identifier: GPL-3.0-or-later
"""The row of the options that tells what copies of services take of the disk, and removes them."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtWidgets import QWidget

from ...core.common.errors import SourceError
from ...core.common.i18n import translate
from ...core.common.settings import Settings
from ...core.common.sizes import size_text
from ...core.sources.copies import all_copies
from ...core.sources.copies_use import remove_copies, unneeded_copies, use_of
from ..common.busy_cursor import busy_cursor
from ..common.file_dialogs import ask
from ..common.messages import Messages


class CopiesRow:
    """Drives the widgets of the row; what it removes is removed at once."""

    def __init__(self, form: Any, messages: Messages, parent: QWidget) -> None:
        self._form, self._messages, self._parent = form, messages, parent
        form.copiesLimit.setSuffix(f"\u00a0{translate('Options', 'MB')}")
        form.copiesLimit.setValue(Settings.load().copies_limit)
        form.removeCopies.clicked.connect(self._remove)
        self._show()

    def _show(self) -> None:
        use = use_of(all_copies())
        text = translate("Options", "{size} in %n files", "", use.count) if use.count else ""
        self._form.copies.setText(
            text.format(size=size_text(use.size)) or translate("Options", "None")
        )
        self._form.removeCopies.setEnabled(use.count > 0)

    def _remove(self) -> None:
        with busy_cursor():
            unneeded = unneeded_copies()
        use = use_of(unneeded)
        if not use.count:
            self._messages.done(translate("Options", "All of the copies are in use."))
            return
        question = translate(
            "Options",
            "Remove %n files ({size}) that no project uses? A project that was moved since QGIS "
            "last opened it would lose what it shows of them.",
            "",
            use.count,
        )
        if not ask(self._parent, question.format(size=size_text(use.size))):
            return
        with self._messages.shown():
            left = remove_copies(unneeded)
            self._show()
            if left:
                raise SourceError(
                    translate(
                        "Options",
                        "%n files could not be removed: close them in other programs.",
                        "",
                        len(left),
                    )
                )
