# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of legend classes: their symbols, how many objects of each there are, their menus."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.PyQt.QtCore import QEvent, QObject, QPoint, QSize, Qt
from qgis.PyQt.QtGui import QIcon, QKeyEvent
from qgis.PyQt.QtWidgets import (
    QAction,
    QHeaderView,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
)

from ...core.common.i18n import translate
from ...core.pipeline import SheetResult
from ..common.labels import number
from ..common.messages import Messages
from ..common.symbols import renderer_icon, symbols_icon
from ..styles.class_styles import ClassStyles
from .loaded_group import LoadedGroup

CLASS = Qt.ItemDataRole.UserRole
COUNT = Qt.ItemDataRole.UserRole + 1


class ClassList(QObject):
    """Lists the classes of a result; the symbols follow what is changed on the map.

    A double click zooms to the objects of a class, the menu offers that and its style.
    """

    def __init__(
        self, tree: QTreeWidget, group: LoadedGroup, styles: ClassStyles, messages: Messages
    ) -> None:
        """`messages` show why the objects of a class cannot be zoomed to."""
        super().__init__(tree)
        self._messages = messages
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
        tree.installEventFilter(self)
        tree.itemDoubleClicked.connect(lambda item, _: self.zoom_to(item.data(0, CLASS)))
        group.looked_at.connect(self._follow_map)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Show the menu for Enter too, where the keyboard has no key for menus."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter:
            self._show_menu()
        return is_enter

    def show(self, result: SheetResult) -> None:
        """List the classes of a result; those missing in its source come last, greyed."""
        labels = {one: result.sheet.label(one) for one in (*result.counts, *result.missing)}
        symbols = {one: [result.symbols[one]] if one in result.symbols else [] for one in labels}
        size = self._tree.iconSize()
        icons = {class_id: symbols_icon(found, size) for class_id, found in symbols.items()}
        self.fill(labels, result.counts, icons)

    def fill(
        self, labels: Mapping[str, str], counts: Mapping[str, int], icons: Mapping[str, QIcon]
    ) -> None:
        """List classes by their labels, with the counts of those that the source holds."""
        tree = self._tree
        tree.clear()
        for class_id, label in labels.items():
            count = counts.get(class_id)
            item = QTreeWidgetItem([label, "–" if count is None else number(count)])
            item.setData(0, CLASS, class_id)
            item.setData(0, COUNT, count)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
            if count is None:
                item.setDisabled(True)
                tip = translate("Dock", "{class}\nThe source does not hold this class")
            else:
                tip = translate("Dock", "{class}\nA double click zooms to its objects")
            item.setToolTip(0, tip.format_map({"class": label}))
            item.setIcon(0, icons.get(class_id, QIcon()))
            tree.addTopLevelItem(item)
        self._follow_map(self._group.is_wanted())

    def zoom_to(self, class_id: str) -> None:
        """Show the objects of a class on the canvas, those within the territory."""
        with self._messages.shown():
            self._group.zoom_to_class(class_id)

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
        class_id = item.data(0, CLASS)
        self._styles.fill_for_class(self.menu, class_id, item.text(0))
        zoom = QAction(translate("Dock", "&Zoom to its objects"), self.menu)
        zoom.setEnabled(bool(item.data(0, COUNT)))
        zoom.triggered.connect(lambda: self.zoom_to(class_id))
        first = (self.menu.actions() or [None])[0]
        self.menu.insertAction(first, zoom)
        self.menu.insertSeparator(first)
        if place is None or self._tree.itemAt(place) is not item:
            place = self._tree.visualItemRect(item).bottomLeft()
        self.menu.popup(self._tree.viewport().mapToGlobal(place))
