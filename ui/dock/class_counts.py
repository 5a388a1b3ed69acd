# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of legend classes, with their symbols and how many objects of each there are."""

from __future__ import annotations

from qgis.core import QgsSymbolLayerUtils
from qgis.PyQt.QtCore import QLocale, QSize, Qt
from qgis.PyQt.QtGui import QIcon, QPixmap
from qgis.PyQt.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from ...core.common.i18n import translate
from ...core.pipeline import SheetResult


def set_up_counts(tree: QTreeWidget) -> None:
    """Stretch the column of names; fit that of numbers to its contents."""
    header = tree.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    tree.setIconSize(QSize(22, 14))


def show_counts(tree: QTreeWidget, result: SheetResult) -> None:
    """List the classes of a result; those missing in its source come last, greyed."""
    tree.clear()
    counts = {name: QLocale().toString(count) for name, count in result.counts.items()}
    nothing = QPixmap(tree.iconSize())
    nothing.fill(Qt.GlobalColor.transparent)
    for class_id, count in {**counts, **dict.fromkeys(result.missing, "–")}.items():
        item = QTreeWidgetItem([result.sheet.label(class_id), count])
        item.setToolTip(0, result.sheet.label(class_id))
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
        icon = QIcon(nothing)
        if class_id in result.symbols:
            symbol = result.symbols[class_id]
            icon = QgsSymbolLayerUtils.symbolPreviewIcon(symbol, tree.iconSize())
        item.setIcon(0, icon)
        if class_id in result.missing:
            item.setDisabled(True)
            item.setToolTip(0, translate("Dock", "The source does not hold this class"))
        tree.addTopLevelItem(item)
