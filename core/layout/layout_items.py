# SPDX-License-Identifier: GPL-3.0-or-later
"""The items of a layout by what they are for, filled for one sheet after another."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from qgis.core import (
    QgsExpressionContextUtils,
    QgsLayoutFrame,
    QgsLayoutItem,
    QgsLayoutItemGroup,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutItemShape,
    QgsPrintLayout,
)

from ..common.i18n import translate
from .boxes import BOX_ENDING, page_rect
from .extras import INDEX_BOX, is_extra
from .insets import Inset
from .item_fonts import use_present_fonts
from .kept_context import KeptContextLayout
from .legend_item import LegendItem
from .sheet_items import LabelItem, SheetItem
from .sheet_map import check_is_printed, check_scale, claim_map, claim_north, claim_scale_bar
from .table import find_table
from .table_item import ShortTable
from .table_marks import remove_made
from .template import MAP, OVERVIEW, find_map

_HTML = QgsLayoutItemLabel.Mode.ModeHtml


class LayoutItems:
    """The items of a layout, found once, as they stand in its template.

    A sheet is filled from there, whatever sheet the layout was filled for before: each step of
    filling sets what it may ever change, and `reset` what not every sheet sets.
    """

    def __init__(self, layout: QgsPrintLayout, told: tuple[str, ...] = ()) -> None:
        """Take a layout as it is loaded; set it in typefaces that the machine has.

        `told` is what there is to be told of its template.

        Raises TemplateError when there is no map, or it would not be printed.
        """
        # A template may be saved from a sheet.
        remove_made(layout)
        use_present_fonts(layout)
        self.layout = layout
        self.map = find_map(layout)
        self.warnings = (*told, *_one_of_several(self.map), *_claim(self.map))
        self.map_rect = page_rect(self.map)
        maps = [x for x in layout.items() if isinstance(x, QgsLayoutItemMap)]
        self.overviews = [x for x in maps if x.id() == OVERVIEW]
        for overview in self.overviews:
            claim_map(overview)
        self.table = find_table(layout)
        for arrow in (x for x in layout.items() if isinstance(x, QgsLayoutItemPicture)):
            self.warnings += _claim_north(arrow, self.map)

        items = [_sheet_item(x) for x in layout.items() if isinstance(x, QgsLayoutItem)]
        self.labels = [item for item in items if isinstance(item, LabelItem)]
        self.legends = [item for item in items if isinstance(item, LegendItem)]
        self.short_table = next((item for item in items if isinstance(item, ShortTable)), None)
        self.scale_bars = [x for x in items if isinstance(x.layout_item, QgsLayoutItemScaleBar)]
        for bar in self.scale_bars:
            claim_scale_bar(bar.layout_item)
        pictures = [x for x in items if isinstance(x.layout_item, QgsLayoutItemPicture)]
        self.logo = next((item for item in pictures if item.layout_item.id() == "logo"), None)
        self.extras = [item for item in items if is_extra(item)]
        # What stands in the place of the logo.
        texts = [layout.itemById(name) for name in ("state_motto", "state_name")]
        self.state_texts = [text for text in texts if text is not None]

        frame, boxes = self.map_rect, _boxes(items)
        self.boxes_beside_map = [box for box in boxes if not frame.intersects(box[0].rect)]
        self.plain_shapes = [x.rect for x in items if _is_shape(x) and not _is_box(x)]
        on_map = [box for box in boxes if frame.contains(box[0].rect)]
        self.insets = [
            Inset([shape, *(item for item in content if item.is_visible)], self.map)
            for shape, content in on_map
            if shape.layout_item.id() != INDEX_BOX
        ]
        # The box of the index, its title and its text.
        indexes = [box for box in on_map if box[0].layout_item.id() == INDEX_BOX]
        self.index_box = indexes[0][0] if indexes else None
        self.index_labels = _labels_of(indexes[0][1]) if indexes else []

        # Whether it can be filled once more just as if it never was: a table may add pages.
        alive = [item for item in items if _changes_by_itself(item.layout_item)]
        self.can_be_refilled = not layout.multiFrames() and not alive

        self._properties = {key: layout.customProperty(key) for key in layout.customProperties()}
        self._dpi = layout.renderContext().dpi()
        variables = QgsExpressionContextUtils.layoutScope(layout)
        names = [name for name in variables.variableNames() if not variables.isReadOnly(name)]
        self._variables = {name: variables.variable(name) for name in names}

    def reset(self) -> None:
        """Undo what a former sheet has set and the next one may not set."""
        layout = self.layout
        layout.renderContext().setDpi(self._dpi)
        if self.table is None:
            remove_made(layout)
        for key in layout.customProperties():
            if key not in self._properties:
                layout.removeCustomProperty(key)
        for key, value in self._properties.items():
            if layout.customProperty(key) != value:
                layout.setCustomProperty(key, value)
        for item in (*self.scale_bars, *([self.logo] if self.logo else [])):
            item.put_back()
        # QGIS hides the grids of the pages as it writes SVG, and leaves them so.
        for page in layout.pageCollection().pages():
            for part in page.childItems():
                part.setVisible(True)

    def keeping_context(self) -> AbstractContextManager[None]:
        """While nothing but `set_variables` changes what expressions know, have it kept."""
        kept = isinstance(self.layout, KeptContextLayout)
        return self.layout.keeping_context() if kept else nullcontext()

    def check_scale(self, scale: float) -> None:
        """Compare what is printed with the scale that the sheet says. Raises TemplateError."""
        bars = [bar.layout_item for bar in self.scale_bars]
        check_scale(self.map, bars, scale)

    def set_variables(self, values: dict[str, str]) -> None:
        """Set variables of the layout beside those of the template."""
        # All at once: QGIS never replaces one, it appends it.
        variables = {**self._variables, **values}
        QgsExpressionContextUtils.setLayoutVariables(self.layout, variables)
        if isinstance(self.layout, KeptContextLayout):
            self.layout.forget_context()


def _one_of_several(map_item: QgsLayoutItemMap) -> tuple[str, ...]:
    """Tell where other maps bear the ID of the sheet's map; they stay empty."""
    layout = map_item.layout()
    maps = [x for x in layout.items() if isinstance(x, QgsLayoutItemMap) and x.id() == MAP]
    if len(maps) < 2:
        return ()
    return (
        translate(
            "Template",
            "The template “{template}” has {count} maps of the item ID “{id}”: the sheet is drawn "
            "on the largest.",
        ).format(template=layout.name(), count=len(maps), id=MAP),
    )


def _claim(map_item: QgsLayoutItemMap) -> tuple[str, ...]:
    """Make a map the sheet's; tells what of the template is left aside. Raises TemplateError."""
    check_is_printed(map_item)
    undone = claim_map(map_item)
    if not undone:
        return ()
    return (
        translate(
            "Template",
            "The template “{template}” sets of its map what the sheet decides; it is left aside: "
            "{properties}.",
        ).format(template=map_item.layout().name(), properties=", ".join(undone)),
    )


def _claim_north(picture: QgsLayoutItemPicture, map_item: QgsLayoutItemMap) -> tuple[str, ...]:
    """Have a picture that is a north arrow point north; tells whether it did not."""
    if not claim_north(picture, map_item):
        return ()
    return (
        translate(
            "Template",
            "The template “{template}” turns its north arrow “{item}”; it is set upright.",
        ).format(template=map_item.layout().name(), item=picture.displayName()),
    )


def _sheet_item(item: QgsLayoutItem) -> SheetItem:
    if isinstance(item, QgsLayoutFrame):
        return ShortTable.of(item) or SheetItem(item)
    if isinstance(item, QgsLayoutItemLabel):
        return LabelItem.of(item)
    if isinstance(item, QgsLayoutItemLegend):
        return LegendItem.of(item)
    return SheetItem(item)


def _boxes(items: list[SheetItem]) -> list[tuple[SheetItem, list[SheetItem]]]:
    """The boxes and what stands in each, shown or not."""
    places = [(item, item.rect.center()) for item in items if not _is_background(item)]
    return [
        (shape, [item for item, place in places if shape.rect.contains(place)])
        for shape in items
        if _is_box(shape)
    ]


def _labels_of(content: list[SheetItem]) -> list[LabelItem]:
    """The labels of a box from top to bottom."""
    labels = [item for item in content if isinstance(item, LabelItem)]
    return sorted(labels, key=lambda item: item.rect.top())


def _is_shape(item: SheetItem) -> bool:
    return isinstance(item.layout_item, QgsLayoutItemShape)


def _is_box(item: SheetItem) -> bool:
    return _is_shape(item) and item.layout_item.id().endswith(BOX_ENDING)


def _is_background(item: SheetItem) -> bool:
    """Whether items stand on it, not beside it."""
    return _is_shape(item) or isinstance(item.layout_item, QgsLayoutItemPage)


def _changes_by_itself(item: QgsLayoutItem) -> bool:
    """Whether there is more to an item than what filling sets."""
    # A group stretches what is in it as it moves.
    if isinstance(item, QgsLayoutItemGroup):
        return True
    # QGIS sets what follows an expression, and loads a web page, when it refreshes a layout.
    is_page = isinstance(item, QgsLayoutItemLabel) and item.mode() == _HTML
    return is_page or bool(item.dataDefinedProperties().hasActiveProperties())
