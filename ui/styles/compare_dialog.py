# SPDX-License-Identifier: GPL-3.0-or-later
"""The styles of one class side by side, drawn as pictures, with what is to be known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qgis.core import QgsFeatureRenderer, QgsSymbolLayerUtils
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ...core.common.i18n import translate
from ..common.help import add_help
from ..common.symbols import signs

PICTURE = QSize(150, 84)  # pixels
MARGIN = 40
# The largest height of the window, in pixels.
TALLEST = 560


@dataclass(frozen=True)
class Look:
    """A style by its title; without a renderer where it cannot be used, as the notes say."""

    title: str
    renderer: QgsFeatureRenderer | None
    notes: Sequence[str] = ()
    is_drawn: bool = False


class CompareDialog(QDialog):
    """A column for each style: its title, its symbols on white, its notes."""

    def __init__(self, title: str, looks: Sequence[Look], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Styles", "Compare – {title}").format(title=title))
        columns = QWidget()
        row = QHBoxLayout(columns)
        for look in looks:
            row.addWidget(_column(look))
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(columns)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        add_help(buttons, "styles")
        layout = QVBoxLayout(self)
        layout.addWidget(scroll)
        layout.addWidget(buttons)
        hint = columns.sizeHint()
        self.resize(hint.width() + 50, min(hint.height() + 90, TALLEST))


def _column(look: Look) -> QWidget:
    column = QWidget()
    column.setFixedWidth(PICTURE.width() + MARGIN)
    layout = QVBoxLayout(column)
    title = _label(look.title)
    font = title.font()
    font.setBold(True)
    title.setFont(font)
    layout.addWidget(title)
    layout.addWidget(_label(translate("Styles", "Drawn on the sheets") if look.is_drawn else " "))
    for symbol, name in signs(look.renderer) if look.renderer is not None else []:
        picture = QLabel()
        picture.setFixedSize(PICTURE)
        # Sheets are white, whatever the theme of QGIS.
        picture.setStyleSheet("background: white; border: 1px solid gray")
        picture.setPixmap(QgsSymbolLayerUtils.symbolPreviewPixmap(symbol, PICTURE * 0.8))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        picture.setAccessibleName(name or look.title)
        layout.addWidget(picture)
        if name:
            layout.addWidget(_label(name))
    for note in look.notes:
        layout.addWidget(_label(note))
    layout.addStretch()
    return column


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
