# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of legend classes: their symbols, how many objects of each there are, their menus."""

from __future__ import annotations

from qgis.PyQt.QtCore import QLocale, QObject, QPoint, QSize, Qt
from qgis.PyQt.QtWidgets import QHeaderView, QMenu, QTreeWidget, QTreeWidgetItem

from ...core.common.i18n import translate
from ...core.pipeline import SheetResult
from ..common.symbols import renderer_icon, symbols_icon
from ..styles.class_styles import ClassStyles
from .loaded_group import LoadedGroup

CLASS = Qt.ItemDataRole.UserRole


class ClassList(QObject):
    """Lists the classes of a result; the symbols follow what is changed on the map."""

    def __init__(self, tree: QTreeWidget, group: LoadedGroup, styles: ClassStyles) -> None:
        super().__init__(tree)
        self._tree = tree
        self._group = group
        self._styles = styles
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        tree.setIconSize(QSize(22, 14))
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.menu = QMenu(tree)
        self.menu.setToolTipsVisible(True)
        tree.customContextMenuRequested.connect(self._show_menu)
        # Enter, where the keyboard has no key for menus.
        tree.itemActivated.connect(lambda *_: self._show_menu())
        group.looked_at.connect(self._follow_map)

    def show(self, result: SheetResult) -> None:
        """List the classes of a result; those missing in its source come last, greyed."""
        tree = self._tree
        tree.clear()
        counts = {name: QLocale().toString(count) for name, count in result.counts.items()}
        for class_id, count in {**counts, **dict.fromkeys(result.missing, "–")}.items():
            item = QTreeWidgetItem([result.sheet.label(class_id), count])
            item.setData(0, CLASS, class_id)
            item.setToolTip(0, result.sheet.label(class_id))
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
            symbols = [result.symbols[class_id]] if class_id in result.symbols else []
            item.setIcon(0, symbols_icon(symbols, tree.iconSize()))
            if class_id in result.missing:
                item.setDisabled(True)
                item.setToolTip(0, translate("Dock", "The source does not hold this class"))
            tree.addTopLevelItem(item)
        self._follow_map(self._group.is_wanted())

    def _follow_map(self, is_wanted: bool) -> None:
        """Draw the symbols of the classes that are on the map as they are there."""
        renderers = self._group.renderers() if is_wanted else {}
        for item in self._items():
            renderer = renderers.get(item.data(0, CLASS))
            if renderer is not None:
                item.setIcon(0, renderer_icon(renderer, self._tree.iconSize()))

    def _items(self) -> list[QTreeWidgetItem]:
        return [self._tree.topLevelItem(row) for row in range(self._tree.topLevelItemCount())]

    def _show_menu(self, place: QPoint | None = None) -> None:
        """Show the menu of the current class, at the mouse or, for the keyboard, below its row."""
        item = self._tree.currentItem()
        if item is None or item.isDisabled():
            return
        self._styles.fill_for_class(self.menu, item.data(0, CLASS), item.text(0))
        if place is None or self._tree.itemAt(place) is not item:
            place = self._tree.visualItemRect(item).bottomLeft()
        self.menu.popup(self._tree.viewport().mapToGlobal(place))
