# SPDX-License-Identifier: GPL-3.0-or-later
"""The progress of one step, with a Cancel button."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QWidget

from ...core.common.i18n import translate


@contextmanager
def show_progress(parent: QWidget) -> Iterator[Progress]:
    """Show the progress of a step over the foot of a widget until the body ends."""
    progress = Progress(parent)
    progress.show()
    try:
        progress.follow(0)
        yield progress
    finally:
        progress.hide()
        progress.deleteLater()


class Progress(QDialog):
    """A bar and a Cancel button over the foot of a widget.

    It is modal: a step lets QGIS handle events, and no second step nor anything else that could
    change the project may start meanwhile.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setModal(True)
        self.feedback = QgsFeedback()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel = QPushButton(translate("Dock", "Cancel"))
        self.cancel.clicked.connect(self.reject)
        layout = QHBoxLayout(self)
        layout.addWidget(self.bar)
        layout.addWidget(self.cancel)
        self.resize(parent.width(), self.sizeHint().height())
        self.move(parent.mapToGlobal(parent.rect().bottomLeft()) - self.rect().bottomLeft())
        self.feedback.progressChanged.connect(self.follow)

    def follow(self, percent: float) -> None:
        """Show how far the step is, and let QGIS handle events, such as a click on Cancel."""
        self.bar.setValue(int(percent))
        QCoreApplication.processEvents()

    def reject(self) -> None:
        """Cancel the step; the window stays until it has ended."""
        self.cancel.setEnabled(False)
        self.feedback.cancel()
