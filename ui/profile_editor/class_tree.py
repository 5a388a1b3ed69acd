# SPDX-License-Identifier: GPL-3.0-or-later
"""The legend classes of a sheet with the layers that play them, in the editor of data profiles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from qgis.core import QgsApplication, QgsRenderContext, QgsSymbolLayerUtils, QgsVectorLayer
from qgis.PyQt.QtCore import QLocale, QObject, QSignalBlocker, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QBrush, QColor, QIcon, QPalette, QPixmap
from qgis.PyQt.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from ...core.common.errors import StyleError
from ...core.common.i18n import translate
from ...core.common.request import COMMUNE
from ...core.profiles.profile import ClassSource
from ...core.sheet.definition import LegendEntry, SheetDefinition
from ...core.sources.layer_file import layer_location
from ...core.styles.qml import apply_qml
from ...core.styles.style_order import style_order

LAYER, OBJECTS, GEOMETRY, FILTER, WHY = range(5)

# The letters of the geometries, with QGIS's names.
GEOMETRIES = {"s": "Polygon", "l": "LineString", "p": "Point"}

PICTURE = QSize(26, 14)

# The colours of faults, on a light and on a dark ground.
RED, LIGHT_RED = QColor("#c62828"), QColor("#ff8a80")

# The alignment of numbers.
NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

_DATA = Qt.ItemDataRole.UserRole


@dataclass(eq=False)
class Line:
    """A layer in the role of a class: how many objects it has, or why that is not known."""

    source: ClassSource
    count: int | None = None
    fault: str = ""


class ProfileTree(QObject):
    """Drives the tree: a row for each class, below it one for each of its layers."""

    # Another row has become the current one.
    moved = pyqtSignal()

    def __init__(self, tree: QTreeWidget, sheet: SheetDefinition, parent: QObject) -> None:
        super().__init__(parent)
        self._tree = tree
        self._sheet = sheet
        self._styles = style_order(sheet)
        self._classes: dict[str, QTreeWidgetItem] = {}
        self._pictures: dict[tuple[str, str], QIcon] = {}
        # The refusals of styles that cannot be drawn as a picture.
        self.faults: list[str] = []
        tree.setIconSize(PICTURE)
        header = tree.header()
        for column, letters in ((LAYER, 24), (FILTER, 12)):
            tree.setColumnWidth(column, letters * tree.fontMetrics().averageCharWidth())
        for column in (OBJECTS, GEOMETRY):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        tree.headerItem().setTextAlignment(OBJECTS, NUMBERS)
        header.setStretchLastSection(True)
        tree.currentItemChanged.connect(lambda *_: self.moved.emit())

    def show(self, sources: Iterable[ClassSource]) -> None:
        """Show these sources below their classes, and the first row as the current one."""
        with QSignalBlocker(self._tree):
            self._tree.clear()
            self._classes = {}
            for class_id in legend_classes(self._sheet):
                self._add_class(class_id)
            for source in sources:
                if source.class_id not in self._classes:
                    # A class of another sheet is kept, though this sheet does not draw it.
                    self._add_class(source.class_id)
                self._add_row(Line(source))
        self._tree.setCurrentItem(next(self._rows(), self._tree.topLevelItem(0)))
        self._tree.scrollToTop()

    def lines(self) -> list[Line]:
        """The layers, class by class."""
        return [item.data(0, _DATA) for item in self._rows()]

    def current(self) -> tuple[str, Line | None]:
        """The class of the current row, and its layer unless it is the row of the class."""
        item = self._tree.currentItem()
        if item is None:
            return "", None
        line = item.data(0, _DATA)
        return (line.source.class_id, line) if isinstance(line, Line) else (line, None)

    def add(self, line: Line) -> None:
        """Show one more layer, as the current row, without `moved` being emitted."""
        with QSignalBlocker(self._tree):
            self._tree.setCurrentItem(self._add_row(line))

    def remove(self, line: Line) -> None:
        """Take a layer away; the row of its class is the current one."""
        parent = self._item(line).parent()
        parent.removeChild(self._item(line))
        self._note_empty(parent)
        self._tree.setCurrentItem(parent)

    def select_class(self, class_id: str) -> None:
        """Make the row of a class the current one."""
        self._tree.setCurrentItem(self._classes[class_id])

    def replace(self, line: Line, source: ClassSource) -> None:
        """Give a line another source; it stays the current row."""
        moved = source.class_id != line.source.class_id
        if moved:
            # The current row changes several times; only the last change matters.
            with QSignalBlocker(self._tree):
                self.remove(line)
        line.source = source
        if moved:
            self.add(line)
        self.refresh(line)

    def refresh(self, line: Line) -> None:
        """Show the current state of a line."""
        item, source = self._item(line), line.source
        if item is None:
            return
        red = fault_color(self._tree.palette())
        item.setIcon(LAYER, self._picture(source.class_id, source.geometry))
        counted = "…" if line.count is None else QLocale().toString(line.count)
        texts = {
            LAYER: source.layer.name,
            OBJECTS: "–" if line.fault else counted,
            GEOMETRY: geometry_name(source.geometry),
            FILTER: source.filter,
            WHY: line.fault or source.reason,
        }
        for column, text in texts.items():
            item.setText(column, text)
            item.setToolTip(column, text)
            item.setForeground(column, QBrush(red) if line.fault else QBrush())
        item.setToolTip(LAYER, f"{source.layer.name}\n{layer_location(source.layer)}")
        warning = QgsApplication.getThemeIcon("/mIconWarning.svg") if line.fault else QIcon()
        item.setIcon(WHY, warning)
        item.setTextAlignment(OBJECTS, NUMBERS)

    def _rows(self) -> Iterator[QTreeWidgetItem]:
        """The rows of layers."""
        for row in range(self._tree.topLevelItemCount()):
            item = self._tree.topLevelItem(row)
            children = (item.child(number) for number in range(item.childCount()))
            yield from (child for child in children if isinstance(child.data(0, _DATA), Line))

    def _item(self, line: Line) -> Any:
        return next((item for item in self._rows() if item.data(0, _DATA) is line), None)

    def _add_class(self, class_id: str) -> None:
        known = class_id in self._sheet.classes
        label = self._sheet.label(class_id) if known else class_id
        item = QTreeWidgetItem(self._tree, [label])
        item.setData(0, _DATA, class_id)
        item.setToolTip(0, label)
        self._classes[class_id] = item
        drawn = geometries(self._sheet, class_id)
        if drawn:
            item.setIcon(0, self._picture(class_id, drawn[0]))
        else:
            item.setText(
                0, translate("Profile", "{name} (this sheet does not draw it)").format(name=label)
            )
        item.setFirstColumnSpanned(True)
        item.setExpanded(True)
        self._note_empty(item)

    def _note_empty(self, item: QTreeWidgetItem) -> None:
        """Add or remove the row “No layer” of a class."""
        first = item.child(0)
        if first is None:
            empty = QTreeWidgetItem(item, [translate("Profile", "No layer")])
            empty.setData(0, _DATA, item.data(0, _DATA))
            empty.setIcon(0, _no_picture())
            grey = self._tree.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
            empty.setForeground(0, QBrush(grey))
            empty.setFirstColumnSpanned(True)
        elif item.childCount() > 1 and not isinstance(first.data(0, _DATA), Line):
            item.removeChild(first)

    def _add_row(self, line: Line) -> QTreeWidgetItem:
        parent = self._classes[line.source.class_id]
        item = QTreeWidgetItem(parent)
        item.setData(0, _DATA, line)
        self._note_empty(parent)
        self.refresh(line)
        return item

    def _picture(self, class_id: str, geometry: str) -> QIcon:
        if (class_id, geometry) not in self._pictures:
            self._pictures[class_id, geometry] = self._draw(class_id, geometry)
        return self._pictures[class_id, geometry]

    def _draw(self, class_id: str, geometry: str) -> QIcon:
        if not self._sheet.draws(class_id, geometry):
            return _no_picture()
        layer = QgsVectorLayer(GEOMETRIES[geometry], class_id, "memory")
        try:
            apply_qml(layer, self._styles.choose(f"{class_id}_{geometry}").qml)
        except StyleError as error:
            self.faults.append(str(error))
            return _no_picture()
        symbols = layer.renderer().symbols(QgsRenderContext())
        # Some renderers, such as heat maps, have no symbols.
        return QgsSymbolLayerUtils.symbolPreviewIcon(symbols[0], PICTURE) if symbols else QIcon()


def legend_classes(sheet: SheetDefinition) -> list[str]:
    """The classes that layers may play, in the order of the legend."""
    drawn = [*(entry.class_id for entry in _entries(sheet)), *(n[:-2] for n in sheet.drawing_order)]
    return [class_id for class_id in dict.fromkeys(drawn) if geometries(sheet, class_id)]


def geometries(sheet: SheetDefinition, class_id: str) -> list[str]:
    """The letters of the geometries in which a sheet draws a class, in the order of the legend."""
    shown = (entry.geometries for entry in _entries(sheet) if entry.class_id == class_id)
    letters = dict.fromkeys("".join((*shown, *GEOMETRIES)))
    return [letter for letter in letters if sheet.draws(class_id, letter)]


def _entries(sheet: SheetDefinition) -> list[LegendEntry]:
    """The lines of the legends, those of a commune's sheet first."""
    return [entry for kind in (COMMUNE, *sheet.legends) for entry in sheet.legends[kind]]


def geometry_name(letter: str) -> str:
    """The name of a geometry for users."""
    return {
        "p": translate("Profile", "points"),
        "l": translate("Profile", "lines"),
        "s": translate("Profile", "surfaces"),
    }.get(letter, "")


def fault_color(palette: QPalette) -> QColor:
    """The colour of faults."""
    return RED if palette.color(QPalette.ColorRole.Base).lightness() > 127 else LIGHT_RED


def _no_picture() -> QIcon:
    """An empty picture, so that names are aligned."""
    nothing = QPixmap(PICTURE)
    nothing.fill(Qt.GlobalColor.transparent)
    return QIcon(nothing)
