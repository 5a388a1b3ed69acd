# SPDX-License-Identifier: GPL-3.0-or-later
"""Dialogs that ask before what was changed in them is lost."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QCloseEvent, QKeyEvent
from qgis.PyQt.QtWidgets import QDialog, QWidget

from .file_dialogs import ask


class UnsavedDialog(QDialog):
    """A dialog that Escape, its Cancel button and its frame close only once that is settled."""

    def __init__(self, question: str, parent: QWidget | None) -> None:
        """`question` is asked where something is changed."""
        super().__init__(parent)
        self._question = question

    def is_changed(self) -> bool:
        """Whether something would be lost."""
        raise NotImplementedError

    def may_lose(self) -> bool:
        """Whether there are no changes, or the user drops them."""
        return not self.is_changed() or ask(self, self._question)

    def leave(self) -> None:
        """Close the dialog, unless the user goes on."""
        if self.may_lose():
            self.reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Escape ask before anything is lost."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask before anything is lost."""
        if self.may_lose():
            super().closeEvent(event)
        else:
            event.ignore()
