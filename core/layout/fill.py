# SPDX-License-Identifier: GPL-3.0-or-later
"""A framed layout filled: variables, map, legend, situation map, band and cartouche."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from qgis.core import (
    QgsBasicNumericFormat,
    QgsLayoutItem,
    QgsLayoutItemMap,
    QgsMapLayer,
    QgsPrintLayout,
    QgsRectangle,
    QgsUnitTypes,
    QgsVectorLayer,
)

from ..common.extras import QR, TICKS
from ..common.french import french
from ..common.i18n import translate
from ..layers.sheet_layers import SheetLayers
from ..sheet.cartouche import Cartouche
from ..styles.symbol_scaling import scale_names, scale_symbols
from .band import arrange_band, fit_labels, smallest_type
from .boxes import set_visible
from .content import SheetContent
from .extras import draw_qr_code, show_extras, show_ticks
from .frame import FramedLayout
from .layout_items import LayoutItems
from .legend import legend_lines
from .legend_place import fit_legends
from .paper import A3_LONG_SIDE, paper_factor, paper_size
from .precision import precision_lines, precision_warnings
from .scale import bar_segment
from .sheet_items import SheetItem
from .table import complete_pages, fill_table, leave_out_page, short_texts, table_texts
from .table_content import table_content
from .table_item import ShortTable
from .template_texts import LONGEST_TEXT, named
from .variables import layout_variables, sheet_variables

# Beyond this denominator objects come so near to each other that their symbols must be smaller.
LARGE_TERRITORY = 75_000
# They are still to be told apart: about 0.6 of their size.
MIN_SYMBOL_GROWTH = 0.36

# Length of a segment of the scale bar, in mm on A3.
SEGMENT = 20.0


def fill_layout(framed: FramedLayout, content: SheetContent) -> list[str]:
    """Fill a layout whose map is framed; gives what the user should know."""
    items = framed.items
    smallest = smallest_type(paper_factor(items.layout))
    _set_up_map(items.map, content.layers.in_drawing_order())
    _scale_symbols(items.layout, content.layers, framed.scale)
    _set_up_scale_bars(items, framed.scale)
    _set_up_situation(items, content)
    warnings = precision_warnings(content, framed.scale)
    warnings += show_logo(items.logo, items.state_texts, content.cartouche)
    warnings += _show_extras(items, content)
    _fill_legends(items, content, framed.scale)
    short = _short_table(items, content)
    if short is not None:
        told = _write(framed, content, smallest, is_short=True)
        if arrange_band(items, smallest):
            short.complete()
            return warnings + told
        short.fill(None)
    warnings += _write(framed, content, smallest)
    warnings += _arrange_band(items, smallest)
    return warnings


def _short_table(items: LayoutItems, content: SheetContent) -> ShortTable | None:
    """The table of the band with its lines, if there is one and they are few enough."""
    if items.short_table is None:
        return None
    shown = None
    summary = content.summary
    if summary is not None and not summary.by_commune and not summary.is_uncovered:
        shown = table_content(summary)
    return items.short_table if items.short_table.fill(shown) else None


def _write(
    framed: FramedLayout, content: SheetContent, smallest: float, is_short: bool = False
) -> list[str]:
    """Write the texts and the table of a sheet; a short one stands in the band."""
    items, values = framed.items, sheet_variables(content, framed.scale)
    if is_short and content.summary is not None:
        values.update(layout_variables(short_texts(content.summary)))
    # Of what the data do not cover there is nothing to list: the NOTA says it.
    nothing = content.summary is not None and content.summary.is_uncovered
    has_page = not is_short and not nothing
    if nothing:
        values.update(layout_variables(table_texts(None)))
    warnings = fill_table(items.table, content.summary if has_page else None, smallest)
    if not has_page and items.table is not None:
        leave_out_page(items.table)
    items.set_variables(values)
    for label in items.labels:
        label.read_text()
    warnings += _check_lengths(items)
    warnings += _check_cautions(items, content, framed.scale)
    warnings += fit_labels(items, smallest)
    complete_pages(items.table if has_page else None)
    warnings += fit_legends(items, smallest)
    return warnings


def _show_extras(items: LayoutItems, content: SheetContent) -> list[str]:
    asked, name = content.extras, items.layout.name()
    warnings = show_ticks(items.map, TICKS in asked, name)
    if QR in asked:
        told = draw_qr_code(items.extras, content.page)
        asked = asked - {QR} if told else asked
        warnings += told
    return warnings + show_extras(items.extras, asked, name)


def _check_lengths(items: LayoutItems) -> list[str]:
    """Tell of the texts that are cut, as nobody would read them to their end."""
    cut = [label.layout_item.displayName() for label in items.labels if label.is_cut]
    if not cut:
        return []
    return [
        translate("Layout", "Texts of more than {most} characters are cut: {items}.").format(
            most=LONGEST_TEXT, items=named(cut)
        )
    ]


def _check_cautions(items: LayoutItems, content: SheetContent, scale: float) -> list[str]:
    """Tell what changes how the map is read and has no place on the template."""
    cautions = [*content.cautions(), *precision_lines(content, scale)]
    printed = [label.text for label in items.labels if label.is_visible]
    unprinted = [line for line in cautions if not any(french(line) in text for text in printed)]
    if not unprinted:
        return []
    return [
        translate(
            "Layout",
            "The template “{name}” has no text with @srce_nota, so that the sheet does not say: "
            "{text}",
        ).format(name=items.layout.name(), text=" ".join(unprinted))
    ]


def _set_up_map(item: QgsLayoutItemMap, layers: list[QgsMapLayer]) -> None:
    item.setLayers(layers)
    item.setKeepLayerSet(True)
    # A name cut by the frame says nothing.
    cut_labels = QgsLayoutItemMap.MapItemFlag.ShowPartialLabels
    item.setMapFlags(QgsLayoutItemMap.MapItemFlags(item.mapFlags() & ~cut_labels))


def symbol_growth(layout: QgsPrintLayout, scale: float) -> float:
    """How much larger than in their styles symbols are on a layout, at a scale (a denominator).

    They grow like type, but are smaller at a coarse scale.
    """
    paper = paper_size(layout)[1] / A3_LONG_SIDE
    room = max(MIN_SYMBOL_GROWTH, min(1.0, LARGE_TERRITORY / scale))
    # On A4, type does not shrink, and symbols not as much as the paper.
    return max(paper, math.sqrt(paper)) * math.sqrt(room)


def _scale_symbols(layout: QgsPrintLayout, layers: SheetLayers, scale: float) -> None:
    """Draw symbols and names larger than in their styles on large paper."""
    growth, type_growth = symbol_growth(layout, scale), paper_factor(layout)
    for layer in layers.with_symbols():
        scale_symbols(layer, growth)
    for drawn in layers.in_drawing_order():
        if isinstance(drawn, QgsVectorLayer):
            scale_names(drawn, type_growth)


def _set_up_scale_bars(items: LayoutItems, scale: float) -> None:
    segment = bar_segment(scale, SEGMENT * paper_size(items.layout)[1] / A3_LONG_SIDE)
    in_kilometres = 2 * segment >= 1000
    number_format = QgsBasicNumericFormat()
    # The sheet is French whatever the machine's locale.
    number_format.setDecimalSeparator(",")
    number_format.setShowThousandsSeparator(False)
    number_format.setShowTrailingZeros(False)
    kilometres = QgsUnitTypes.DistanceUnit.DistanceKilometers
    metres = QgsUnitTypes.DistanceUnit.DistanceMeters
    for item in items.scale_bars:
        bar = item.layout_item
        for present, set_value, value in (
            (bar.linkedMap(), bar.setLinkedMap, items.map),
            (bar.units(), bar.setUnits, kilometres if in_kilometres else metres),
            (bar.unitLabel(), bar.setUnitLabel, "km" if in_kilometres else "m"),
            (bar.mapUnitsPerScaleBarUnit(), bar.setMapUnitsPerScaleBarUnit, 1),
            (
                bar.unitsPerSegment(),
                bar.setUnitsPerSegment,
                segment / 1000 if in_kilometres else segment,
            ),
            (bar.numberOfSegmentsLeft(), bar.setNumberOfSegmentsLeft, 0),
            (bar.numberOfSegments(), bar.setNumberOfSegments, 2),
        ):
            # Each of them measures the bar anew.
            if present != value:
                set_value(value)
        bar.setNumericFormat(number_format.clone())
        bar.update()
        item.measure()


def _set_up_situation(items: LayoutItems, content: SheetContent) -> None:
    territory, situation = content.territory, content.situation.layers
    box = territory.geometry.boundingBox()
    for layer in situation:
        box.combineExtentWith(layer.extent())
    for item in items.overviews:
        item.setCrs(territory.crs)
        item.setLayers(list(situation))
        item.setKeepLayerSet(True)
        # An extent of another shape than the item's would change the item's size.
        width, height = item.rect().width(), item.rect().height()
        metres = 1.08 * max(box.width() / width, box.height() / height)
        item.setExtent(
            QgsRectangle.fromCenterAndSize(box.center(), width * metres, height * metres)
        )


def show_logo(
    item: SheetItem | None, state_texts: Sequence[QgsLayoutItem], cartouche: Cartouche
) -> list[str]:
    """Show the logo of the office, or the text block of the State in its place."""
    if item is None:
        return []
    logo, warnings = item.layout_item, []
    shown = bool(cartouche.logo)
    if shown:
        logo.setPicturePath(cartouche.logo)
        logo.refreshPicture()
        item.measure()
        shown = Path(cartouche.logo).is_file() and not logo.isMissingImage()
        if not shown:
            warnings.append(
                translate(
                    "Layout",
                    "The logo “{path}” cannot be read; the sheet carries the text "
                    "block in its place.",
                ).format(path=cartouche.logo)
            )
    set_visible(logo, shown)
    for text in state_texts:
        set_visible(text, not shown)
    return warnings


def _fill_legends(items: LayoutItems, content: SheetContent, scale: float) -> None:
    lines = legend_lines(content, items.map.extent(), scale)
    for legend in items.legends:
        legend.fill(content.sheet.legend_title, lines)


def _arrange_band(items: LayoutItems, smallest: float) -> list[str]:
    if arrange_band(items, smallest):
        return []
    return [
        translate(
            "Layout",
            "The texts of the band do not fit the template “{name}” at {size} points; shorten "
            "them or choose a larger paper.",
        ).format(name=items.layout.name(), size=f"{smallest:.1f}")
    ]
