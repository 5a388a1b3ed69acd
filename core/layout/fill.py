# SPDX-License-Identifier: GPL-3.0-or-later
"""A template filled for a territory: variables, map, legend, situation map, band and cartouche."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qgis.core import (
    QgsBasicNumericFormat,
    QgsGeometry,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsMapLayer,
    QgsPrintLayout,
    QgsRectangle,
    QgsUnitTypes,
    QgsVectorLayer,
)

from ..common.i18n import translate
from ..common.request import SHOW
from ..common.typography import usable_family
from ..layers.sheet_layers import SheetLayers
from ..layers.symbol_scaling import scale_symbols
from ..sheet.cartouche import Cartouche
from ..sheet.definition import SheetDefinition
from ..summary.summary import Summary
from ..territory.gazetteer import Territory
from .band import arrange_band, fit_labels, fit_smallest
from .insets import free_corners
from .item_fonts import LEGEND_PARTS, label_font, legend_font, set_label_font, set_legend_font
from .legend import fill_legends
from .paper import A3_LONG_SIDE, MAP_MARGIN, min_denominator, paper_factor, paper_size
from .scale import bar_segment, fitting_scale, round_scales, scale_text
from .table import fill_table
from .template import find_map
from .template_restore import snapshot_filled, snapshot_template
from .variables import set_variables

# Beyond this denominator objects come so near to each other that their symbols must be smaller.
LARGE_TERRITORY = 75_000
# They are still to be told apart: about 0.6 of their size.
LEAST_GROWTH = 0.36

# Length of a segment of the scale bar, in mm on A3.
SEGMENT = 20.0


@dataclass
class FilledLayout:
    """A layout ready to print, the denominator of its scale, and what the user should know."""

    layout: QgsPrintLayout
    scale: float
    warnings: list[str] = field(default_factory=list)

    @property
    def map(self) -> QgsLayoutItemMap:
        return find_map(self.layout)


def frame_layout(
    layout: QgsPrintLayout, territory: Territory, scale: float | None = None
) -> FilledLayout:
    """Put the map of a layout that `load_template` gave at its place and scale.

    `scale` fixes the denominator; otherwise it is the finest round one at which the whole
    territory and a margin fit. Raises TemplateError.
    """
    filled = FilledLayout(layout, 0.0)
    filled.map.setCrs(territory.crs)
    filled.scale = _frame(filled, territory, paper_factor(layout), scale)
    return filled


def fill_layout(
    filled: FilledLayout,
    territory: Territory,
    sheet: SheetDefinition,
    cartouche: Cartouche,
    layers: SheetLayers,
    situation: list[QgsVectorLayer],
    outside: str,
    credits: str,
    missing: Sequence[str],
    summary: Summary | None = None,
) -> None:
    """Fill a layout that `frame_layout` framed; what the user should know joins its warnings."""
    layout, map_item = filled.layout, filled.map
    factor = paper_factor(layout)

    snapshot_template(layout)
    _use_present_fonts(layout)
    _set_up_map(map_item, layers.in_drawing_order())
    for layer in layers.with_symbols():
        scale_symbols(layer, _symbol_growth(layout, filled.scale))
    if filled.scale < sheet.finest_scale:
        filled.warnings.append(_too_fine(filled.scale, sheet))
    set_variables(layout, territory, sheet, cartouche, credits, missing, filled.scale)
    _set_up_scale_bars(layout, map_item, filled.scale)
    _set_up_situation(layout, situation, territory)
    _set_up_logo(layout, cartouche, filled.warnings)
    filled.warnings.extend(fill_table(layout, summary))

    frame = QgsGeometry.fromRect(map_item.extent())
    area = frame if outside == SHOW else territory.geometry.intersection(frame)
    fill_legends(layout, sheet, territory.entry.kind, layers, layers.shown_in(area, territory.crs))
    smallest = fit_smallest(factor)
    filled.warnings.extend(fit_labels(layout, map_item, smallest))
    if not arrange_band(layout, map_item, smallest):
        filled.warnings.append(
            translate(
                "Layout",
                "The texts of the band do not fit the template “{name}” at {size} points; shorten "
                "them or choose a larger paper.",
            ).format(name=layout.name(), size=f"{smallest:.1f}")
        )
    snapshot_filled(layout)
    layout.refresh()


def _use_present_fonts(layout: QgsPrintLayout) -> None:
    for item in layout.items():
        if isinstance(item, QgsLayoutItemLabel):
            font = label_font(item)
            font.setFamily(usable_family(font.family()))
            set_label_font(item, font)
        elif isinstance(item, QgsLayoutItemLegend):
            for part in LEGEND_PARTS:
                font = legend_font(item, part)
                font.setFamily(usable_family(font.family()))
                set_legend_font(item, part, font)
        elif isinstance(item, QgsLayoutItemScaleBar):
            text_format = item.textFormat()
            font = text_format.font()
            font.setFamily(usable_family(font.family()))
            text_format.setFont(font)
            item.setTextFormat(text_format)


def _set_up_map(item: QgsLayoutItemMap, layers: list[QgsMapLayer]) -> None:
    # A map theme that the template follows would override the layers that it is given.
    item.setFollowVisibilityPreset(False)
    item.setLayers(layers)
    item.setKeepLayerSet(True)
    # A name cut by the frame says nothing.
    cut_labels = QgsLayoutItemMap.MapItemFlag.ShowPartialLabels
    item.setMapFlags(QgsLayoutItemMap.MapItemFlags(item.mapFlags() & ~cut_labels))


def _frame(filled: FilledLayout, territory: Territory, factor: float, fixed: float | None) -> float:
    """Choose scale and extent so that the territory fits and the insets cover none of it."""
    layout, item = filled.layout, filled.map
    box = territory.geometry.boundingBox()
    margin = MAP_MARGIN * factor
    width, height = item.rect().width(), item.rect().height()
    scales = round_scales(min_denominator(layout, territory))
    least = next(scales)
    if fixed is None:
        candidates = [least, next(scales)]
    else:
        candidates = [fixed]
        if fixed < fitting_scale(box.width(), box.height(), width, height):
            filled.warnings.append(
                translate(
                    "Layout",
                    "At {scale} the map does not show the whole territory, which needs {least}.",
                ).format(scale=scale_text(fixed), least=scale_text(least))
            )
    for scale in candidates:
        extent = free_corners(layout, item, territory.geometry, scale, margin)
        if extent is not None:
            break
    else:
        # Insets that hide a corner of the territory are a lesser evil than a much smaller map.
        scale = candidates[0]
        extent = QgsRectangle.fromCenterAndSize(
            box.center(), width * scale / 1000, height * scale / 1000
        )
    item.setExtent(extent)
    item.setScale(scale)
    return scale


def _symbol_growth(layout: QgsPrintLayout, scale: float) -> float:
    """How much larger than in their style symbols are drawn, on this paper and at this scale."""
    paper = paper_size(layout)[1] / A3_LONG_SIDE
    return math.sqrt(paper * max(LEAST_GROWTH, min(1.0, LARGE_TERRITORY / scale)))


def _too_fine(scale: float, sheet: SheetDefinition) -> str:
    return translate(
        "Layout",
        "The sheet is at {scale}, finer than {finest}: the data is not that precise.",
    ).format(scale=scale_text(scale), finest=scale_text(sheet.finest_scale))


def _set_up_scale_bars(layout: QgsPrintLayout, map_item: QgsLayoutItemMap, scale: float) -> None:
    segment = bar_segment(scale, SEGMENT * paper_size(layout)[1] / A3_LONG_SIDE)
    in_kilometres = 2 * segment >= 1000
    number_format = QgsBasicNumericFormat()
    # The sheet is French whatever the machine's locale.
    number_format.setDecimalSeparator(",")
    number_format.setShowThousandsSeparator(False)
    number_format.setShowTrailingZeros(False)
    for bar in layout.items():
        if not isinstance(bar, QgsLayoutItemScaleBar):
            continue
        bar.setLinkedMap(map_item)
        bar.setUnits(
            QgsUnitTypes.DistanceUnit.DistanceKilometers
            if in_kilometres
            else QgsUnitTypes.DistanceUnit.DistanceMeters
        )
        bar.setUnitLabel("km" if in_kilometres else "m")
        bar.setMapUnitsPerScaleBarUnit(1)
        bar.setUnitsPerSegment(segment / 1000 if in_kilometres else segment)
        bar.setNumberOfSegmentsLeft(0)
        bar.setNumberOfSegments(2)
        bar.setNumericFormat(number_format.clone())
        bar.update()


def _set_up_situation(
    layout: QgsPrintLayout, situation: list[QgsVectorLayer], territory: Territory
) -> None:
    item = layout.itemById("overview")
    if not isinstance(item, QgsLayoutItemMap):
        return
    item.setFollowVisibilityPreset(False)
    item.setCrs(territory.crs)
    item.setLayers(situation)
    item.setKeepLayerSet(True)
    box = territory.geometry.boundingBox()
    for layer in situation:
        box.combineExtentWith(layer.extent())
    # An extent of another shape than the item's would change the item's size.
    rect = item.rect()
    metres = 1.08 * max(box.width() / rect.width(), box.height() / rect.height())
    item.setExtent(
        QgsRectangle.fromCenterAndSize(box.center(), rect.width() * metres, rect.height() * metres)
    )


def _set_up_logo(layout: QgsPrintLayout, cartouche: Cartouche, warnings: list[str]) -> None:
    logo = layout.itemById("logo")
    if not isinstance(logo, QgsLayoutItemPicture):
        return
    shown = bool(cartouche.logo)
    if shown:
        logo.setPicturePath(cartouche.logo)
        logo.refreshPicture()
        shown = Path(cartouche.logo).is_file() and not logo.isMissingImage()
        if not shown:
            warnings.append(
                translate(
                    "Layout",
                    "The logo “{path}” cannot be read; the sheet carries the text "
                    "block in its place.",
                ).format(path=cartouche.logo)
            )
    logo.setVisibility(shown)
    for name in ("state_motto", "state_name"):
        text = layout.itemById(name)
        if text is not None:
            text.setVisibility(not shown)
