# SPDX-License-Identifier: GPL-3.0-or-later
"""What the items of filled layouts have in common, and what differs from sheet to sheet.

A template is filled for each territory as the sheet itself would be, and read off: where each item
stands, what it says, and its form, that is all else of it (a type size, a legend's lines, the
segments of a scale bar). An atlas has an item for each form, and shows the one of its page.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field

from qgis.core import (
    QgsLayoutItem,
    QgsLayoutItemGroup,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutSize,
    QgsReadWriteContext,
)
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from ..common.typography import wrapped
from ..layout.item_fonts import label_font
from ..layout.layout_items import LayoutItems
from ..layout.legend_item import LegendItem
from ..layout.sheet_items import LabelItem

# Places are compared and kept to so many decimals of a millimetre.
DECIMALS = 3

# What is not shown has no form.
HIDDEN = -1

# The variable that a label prints the day of printing by, and its value on the filled sheet.
PRINT_DATE = "srce_print_date"


@dataclass(frozen=True)
class ItemState:
    """An item on one sheet: the number of its form, where it stands (mm of the page), its text.

    The extent of a map is in its CRS.
    """

    form: int
    left: float
    top: float
    width: float
    height: float
    text: str = ""
    extent: tuple[float, float, float, float] | None = None


@dataclass
class RecordedItem:
    """An item of a template: its forms as XML, and its states by the codes of the sheets."""

    id: str
    kind: str
    forms: list[str] = field(default_factory=list)
    states: dict[str, ItemState] = field(default_factory=dict)
    # Its text and its margin (mm) as the template has them, where it is a label.
    template_text: str = ""
    margin: float = 0.0
    _numbers: dict[Hashable, int] = field(default_factory=dict)

    @property
    def is_map(self) -> bool:
        """Whether it is a map."""
        return self.kind == QgsLayoutItemMap.__name__

    @property
    def is_label(self) -> bool:
        """Whether it is a label."""
        return self.kind == QgsLayoutItemLabel.__name__

    @property
    def is_legend(self) -> bool:
        """Whether it is a legend."""
        return self.kind == QgsLayoutItemLegend.__name__

    @property
    def sizes_itself(self) -> bool:
        """Whether QGIS makes it as large as what it shows."""
        return self.kind in (QgsLayoutItemLegend.__name__, QgsLayoutItemScaleBar.__name__)

    def form_of(self, key: Hashable, item: QgsLayoutItem, layers: Mapping[str, str]) -> int:
        """The number of the form that an item has now; `layers` gives names to its layers."""
        if key not in self._numbers:
            self._numbers[key] = len(self.forms)
            self.forms.append(_written(item, layers))
        return self._numbers[key]


class ItemRecorder:
    """Reads off the items of one template, sheet by sheet."""

    def __init__(self, items: LayoutItems) -> None:
        layout = items.layout
        document = QDomDocument()
        self.layout = _without_items(layout.writeXml(document, QgsReadWriteContext()), document)
        self.items = [_recorded(item, items) for item in _items(items)]

    def record(self, code: str, items: LayoutItems, layers: Mapping[str, str]) -> bool:
        """Take down the sheet of a code; tells whether it has the items of the others.

        `layers` gives the names that the layers of the layout have in the atlas, by their ids.
        """
        present = list(_items(items))
        if len(present) != len(self.items):
            return False
        texts = {label.layout_item: _text(label) for label in items.labels}
        legends = {legend.layout_item: legend for legend in items.legends}
        for recorded, item in zip(self.items, present):
            key = _form_key(item, legends.get(item), layers)
            form = recorded.form_of(key, item, layers) if item.isVisible() else HIDDEN
            recorded.states[code] = _state(item, form, texts.get(item, ""))
        return True

    def forget(self, code: str) -> None:
        """Drop the sheet of a code."""
        for recorded in self.items:
            recorded.states.pop(code, None)


def _items(items: LayoutItems) -> Iterator[QgsLayoutItem]:
    """The items that stand on the pages, always in the same order; of groups what is in them."""
    layout_items = (x for x in items.layout.items() if isinstance(x, QgsLayoutItem))
    for item in layout_items:
        if not isinstance(item, (QgsLayoutItemPage, QgsLayoutItemGroup)):
            yield item


def _recorded(item: QgsLayoutItem, items: LayoutItems) -> RecordedItem:
    recorded = RecordedItem(item.id(), type(item).__name__)
    for label in items.labels:
        if label.layout_item is item:
            recorded.template_text, recorded.margin = label.template_text, label.margin
    return recorded


def _text(label: LabelItem) -> str:
    """The text of a label as it is printed; of a centred one with its line breaks.

    Its margins break its lines, and would make a form of each text.
    """
    item = label.layout_item
    text = str(item.currentText())
    if not label.is_centred:
        return text
    return wrapped(text, label_font(item), item.rect().width() - 2 * item.marginX())


def _form_key(
    item: QgsLayoutItem, legend: LegendItem | None, layers: Mapping[str, str]
) -> Hashable:
    """What tells one form of an item from another: what filling changes but place and text."""
    if isinstance(item, QgsLayoutItemLabel):
        return label_font(item).toString()
    if legend is not None:
        contents = legend.contents
        # The layers themselves are refilled: what they are called in the atlas says how they look.
        lines = tuple(
            (line.text, line.heading, line.signs, line.is_sentence, layers.get(line.layer.id(), ""))
            for line in contents.lines or ()
        )
        return contents.title, lines, contents.set_at, legend.width
    if isinstance(item, QgsLayoutItemPicture):
        return (item.picturePath(),)
    if isinstance(item, QgsLayoutItemScaleBar):
        return item.unitLabel(), item.unitsPerSegment(), item.numberOfSegments()
    return ()


def _state(item: QgsLayoutItem, form: int, text: str) -> ItemState:
    converter = item.layout().renderContext().measurementConverter()
    position, size = item.positionWithUnits(), item.sizeWithUnits()
    position = converter.convert(position, item.layout().units())
    size = QgsLayoutSize(converter.convert(size, item.layout().units()))
    extent = None
    if isinstance(item, QgsLayoutItemMap):
        box = item.extent()
        extent = box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()
    numbers = position.x(), position.y(), size.width(), size.height()
    left, top, width, height = (round(number, DECIMALS) for number in numbers)
    return ItemState(form, left, top, width, height, text, extent)


def _written(item: QgsLayoutItem, layers: Mapping[str, str]) -> str:
    """An item as XML, its layers called as in the atlas."""
    document = QDomDocument()
    parent = document.createElement("items")
    document.appendChild(parent)
    item.writeXml(parent, document, QgsReadWriteContext())
    nodes = parent.elementsByTagName("layer-tree-layer")
    for index in range(nodes.count()):
        node = nodes.at(index).toElement()
        node.setAttribute("id", layers.get(node.attribute("id"), ""))
        # The layer of a legend is found by its id alone.
        for name in ("source", "providerKey"):
            node.setAttribute(name, "")
    return str(document.toString(-1))


def _without_items(layout: QDomElement, document: QDomDocument) -> str:
    """A layout as XML, without what stands on its pages."""
    children = layout.childNodes()
    for index in reversed(range(children.count())):
        if children.at(index).nodeName() in ("LayoutItem", "LayoutMultiFrame"):
            layout.removeChild(children.at(index))
    document.appendChild(layout)
    return str(document.toString(-1))
