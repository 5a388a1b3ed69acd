# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be wrong on a filled template, whatever the territory."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Callable

from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsLayoutItemLegend,
    QgsLayoutItemScaleBar,
    QgsLayoutUtils,
    QgsLegendRenderer,
    QgsLegendStyle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QRectF, Qt
from qgis.PyQt.QtGui import QFont, QFontMetricsF

from srce_pac.core.common.request import COMMUNE, DEMONSTRATION, EPCI, HIDE
from srce_pac.core.common.typography import POINT
from srce_pac.core.layers.layer_maker import MemoryLayers
from srce_pac.core.layers.sheet_layers import SheetLayers, ThematicLayer
from srce_pac.core.layers.situation import SituationMap
from srce_pac.core.layout.content import SheetContent
from srce_pac.core.layout.fill import fill_layout
from srce_pac.core.layout.frame import frame_layout
from srce_pac.core.layout.item_fonts import LEGEND_PARTS, label_font, legend_font
from srce_pac.core.layout.paper import MapSpace, paper_factor
from srce_pac.core.layout.scale import round_scales
from srce_pac.core.layout.template import open_template
from srce_pac.core.print_project import PrintProject
from srce_pac.core.profiles.profile import ClassSource
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.definition import CONTOUR, LegendEntry, SheetDefinition, load_sheet
from srce_pac.core.styles.style_order import style_order
from srce_pac.core.territory.gazetteer import Gazetteer, Territory
from srce_pac.core.territory.territory_sources import EMBEDDED_CREDIT
from srce_pac.tests.support.factories import default_cartouche
from srce_pac.tests.support.made_styles import apply_style
from srce_pac.tests.support.sheets import PrintedPage, holds, overlap, scene, to_geometry

KINDS = (COMMUNE, EPCI)
TEMPLATES = [name for kind in KINDS for name in load_sheet("srce").templates[kind]]

SMALLEST_TYPE = 6.5
MARGIN = 5.0
# How much Qt's own measures of type may differ, in mm.
HAIR = 0.1
# Titles that say less than the name of the territory.
NAME = "territory_name"
# How much of a box of the band may be white; a NOTA that states the precision leaves more of it to
# the notice in the next column.
MOST_WHITE = 0.57


@dataclass
class FilledPage(PrintedPage):
    """A filled layout that may be printed, and what the user was told of it."""

    scale: float
    warned: list[str]

    @property
    def factor(self) -> float:
        return paper_factor(self.layout)

    @property
    def warnings(self) -> list[str]:
        return [text for text in self.warned if "not that precise" not in text]


class Filler:
    """Fills templates with the demonstration, each again and again, as a printer does.

    Its layers are opened once, whole: a legend lists what of them meets the territory. A page
    holds until its template is filled again.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.sheet = load_sheet("srce").for_departements(["59"])
        profile = recognise(DEMONSTRATION)
        self._templates = {name: open_template(name) for name in TEMPLATES}
        model_commune = self.territory("59294")
        self._print_project = PrintProject(MemoryLayers.of(profile), model_commune.crs)
        self.layers = SheetLayers(
            thematic=[self._open(source) for source in profile.sources],
            reference={CONTOUR: self._styled(covering(model_commune), CONTOUR, "s")},
            counts={},
        )

    def close(self) -> None:
        """Let go of layouts and layers: those that outlive QGIS itself bring it down."""
        self._print_project.close()
        self.layers.thematic.clear()
        self.layers.reference.clear()

    def territory(self, code: str) -> Territory:
        return self.gazetteer.territory(self.gazetteer.resolve(code))

    def _open(self, source: ClassSource) -> ThematicLayer:
        layer = QgsVectorLayer(source.layer.uri, source.layer.name, source.layer.provider)
        layer = self._styled(layer, source.class_id, source.geometry)
        return ThematicLayer(layer, source.class_id, source.geometry, 0)

    def _styled(self, layer: QgsVectorLayer, class_id: str, geometry: str) -> QgsVectorLayer:
        layer.setName(self.sheet.label(class_id))
        apply_style(layer, style_order(self.sheet).choose(f"{class_id}_{geometry}").file)
        return layer

    def fill(
        self,
        template: str,
        code: str,
        territory: Territory | None = None,
        sheet: SheetDefinition | None = None,
        layers: SheetLayers | None = None,
        file: Path = Path(),
    ) -> FilledPage:
        territory = territory or self.territory(code)
        kind = territory.entry.kind
        items = self._print_project.layout(self._templates[template])
        items.reset()
        framed = frame_layout(items, territory)
        held = [layer.class_id for layer in (layers or self.layers).thematic]
        content = SheetContent(
            territory,
            sheet or self.sheet,
            replace(default_cartouche("59"), **self.sheet.defaults[kind]),
            layers or self.layers,
            situation=SituationMap(),
            outside=HIDE,
            credits=("données fictives de démonstration (Mai 2017)", EMBEDDED_CREDIT),
            date="Mai 2017",
            data_scale=100_000,
            missing=(sheet or self.sheet).missing(kind, held),
        )
        warned = [*framed.warnings, *fill_layout(framed, content)]
        return FilledPage(framed.layout, territory, file, framed.scale, warned)


Check = Callable[[FilledPage], list[str]]


def kind_of(template: str) -> str:
    return template.split("_")[0]


def model(template: str) -> str:
    """The territory of the reference sheet of a template's kind."""
    return "245901160" if kind_of(template) == EPCI else "59294"


def warned(page: FilledPage) -> list[str]:
    return page.warnings


def overlapping_texts(page: FilledPage) -> list[str]:
    return overlapping(page.texts)


def overlapping_boxes(page: FilledPage) -> list[str]:
    return overlapping(outer_boxes(page))


def astray(page: FilledPage) -> list[str]:
    boxes = page.boxes.values()
    texts = page.texts.items()
    return [name for name, rect in texts if sum(holds(box, rect) for box in boxes) != 1]


def beyond_the_page(page: FilledPage) -> list[str]:
    paper = page.paper().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    return [item.id() for item in page.shown if not holds(paper, scene(item))]


def cut(page: FilledPage) -> list[str]:
    labels = page.labels
    return [x.id() for x in labels if drawn_height(x) > scene(x).height() + HAIR]


def without_legend(page: FilledPage) -> list[str]:
    needed = QRectF(page.rect("legend").topLeft(), legend_size(page.item("legend")))
    whole = holds(page.rect("legend_box"), needed)
    says = len(page.legend_lines()) >= 3 and all(page.legend_lines())
    return [] if whole and says else [f"{needed}", *page.legend_lines()]


def broken_too_early(page: FilledPage) -> list[str]:
    legend = page.item("legend")
    room = page.rect("legend_box").right() - page.rect("legend").left()
    font = legend_font(legend, QgsLegendStyle.Style.SymbolLabel)
    widest = room - 2 * legend.symbolWidth()
    labels = labels_of(legend)
    return [label for label in labels if "\n" in label and line_width(label, font) < widest]


def too_small(page: FilledPage) -> list[str]:
    least = SMALLEST_TYPE * page.factor - 0.01
    return [f"{name} {size}" for name, size in type_sizes(page).items() if size < least]


def larger_than_the_name(page: FilledPage) -> list[str]:
    sizes = type_sizes(page)
    return [name for name, size in sizes.items() if size > sizes[NAME] + 0.01]


def half_empty(page: FilledPage) -> list[str]:
    found = []
    for name in ("legend", "text", "nota", "notice"):
        box = page.rect(f"{name}_box")
        inside = [rect for rect in page.texts.values() if holds(box, rect)]
        white = 1 - sum(rect.height() for rect in inside) / box.height()
        if white > MOST_WHITE:
            found.append(f"{name} {white:.2f}")
    return found


def beyond_the_map(page: FilledPage) -> list[str]:
    frame = to_geometry(page.rect("map"))
    return [] if frame.contains(page.territory_on_paper()) else ["beyond the map"]


def misplaced_insets(page: FilledPage) -> list[str]:
    frame, rects = page.rect("map"), insets(page)
    beyond = [name for name, rect in rects.items() if not holds(frame, rect)]
    return beyond + overlapping(rects)


def covered(page: FilledPage) -> list[str]:
    territory = page.territory_on_paper()
    rects = insets(page).items()
    return [name for name, rect in rects if territory.intersects(to_geometry(rect))]


def covered_at_a_coarse_scale(page: FilledPage) -> list[str]:
    finest = next(round_scales(MapSpace.of_layout(page.layout).min_denominator(page.territory)))
    return covered(page) if page.scale > finest else []


def bar_on_arrow(page: FilledPage) -> list[str]:
    bar = page.rect("scalebar")
    return [f"{bar}"] if overlap(bar, page.rect("north")) else []


CHECKS: tuple[Check, ...] = (
    warned,
    overlapping_texts,
    overlapping_boxes,
    astray,
    beyond_the_page,
    cut,
    without_legend,
    broken_too_early,
    too_small,
    larger_than_the_name,
    half_empty,
    beyond_the_map,
    misplaced_insets,
    covered,
    covered_at_a_coarse_scale,
    bar_on_arrow,
)
# What holds whatever the territory, the legend and the texts.
SOUND = (overlapping_texts, overlapping_boxes, astray, beyond_the_page, cut, without_legend)
# What holds unless the user is told otherwise.
READABLE = (*SOUND, warned, too_small, larger_than_the_name)


def wrong(page: FilledPage, checks: Sequence[Check]) -> list[str]:
    return [f"{check.__name__}: {what}" for check in checks for what in check(page)]


def columns_of(page: FilledPage) -> dict[float, tuple[float, float]]:
    """Top and bottom of each column of the band, by its left edge."""
    columns: dict[float, list[QRectF]] = {}
    for name, rect in outer_boxes(page).items():
        if name not in ("map", "cartouche"):
            columns.setdefault(round(rect.left(), 1), []).append(rect)
    return {
        left: (round(min(r.top() for r in rects), 1), round(max(r.bottom() for r in rects), 1))
        for left, rects in columns.items()
    }


def overlapping(rects: dict[str, QRectF]) -> list[str]:
    pairs = itertools.combinations(rects.items(), 2)
    return [f"{one} and {other}" for (one, a), (other, b) in pairs if overlap(a, b)]


def outer_boxes(page: FilledPage) -> dict[str, QRectF]:
    """The map, the cartouche and the boxes that stand in neither."""
    outer = {name: page.rect(name) for name in ("map", "cartouche")}
    boxes = page.boxes.items()
    rest = {n: r for n, r in boxes if not any(holds(rect, r) for rect in outer.values())}
    return {**outer, **rest}


def insets(page: FilledPage) -> dict[str, QRectF]:
    return {name: page.rect(name) for name in ("scale_box", "overview_box")}


def drawn_height(label: Any) -> float:
    """Height in mm of a label's text as Qt breaks it into lines, in whole tenths of a mm."""
    font = QFont(label_font(label))
    font.setPixelSize(round(font.pointSizeF() * POINT * 10))
    width = label.rect().width() - 2 * label.marginX()
    room = QRectF(0, 0, width * 10, 1e6)
    text = QFontMetricsF(font).boundingRect(room, Qt.TextFlag.TextWordWrap, label.currentText())
    return float(text.height()) / 10


def legend_size(legend: QgsLayoutItemLegend) -> Any:
    context = QgsLayoutUtils.createRenderContextForLayout(legend.layout(), None)
    return QgsLegendRenderer(legend.model(), legend.legendSettings()).minimumSize(context)


def labels_of(legend: QgsLayoutItemLegend) -> list[str]:
    """The labels beside the symbols of a legend, with their line breaks."""
    layers = legend.model().rootGroup().findLayers()
    return [layer.customProperty("legend/title-label") or layer.name() for layer in layers]


def line_width(text: str, font: QFont) -> float:
    """Width in mm of a text without its line breaks."""
    large = QFont(font)
    large.setPixelSize(1000)
    em = font.pointSizeF() * POINT
    return float(QFontMetricsF(large).horizontalAdvance(text.replace("\n", " "))) / 1000 * em


def type_sizes(page: FilledPage) -> dict[str, float]:
    """The type size in points of each text, by the ID of its item."""
    legend = page.item("legend")
    bars = [item for item in page.shown if isinstance(item, QgsLayoutItemScaleBar)]
    return {
        **{label.id(): label_font(label).pointSizeF() for label in page.labels},
        **{f"legend {x}": legend_font(legend, x).pointSizeF() for x in LEGEND_PARTS},
        **{bar.id(): bar.textFormat().size() for bar in bars},
    }


def with_classes(
    count: int, sheet: SheetDefinition, territory: Territory, layers: SheetLayers
) -> tuple[SheetDefinition, SheetLayers]:
    """A sheet whose legend has so many lines, the contour first, and layers with an object of each.

    The labels are those of the bundled sheet, over and over.
    """
    kind = territory.entry.kind
    contour, *others = sheet.legends[kind]
    labels = itertools.cycle(others)
    entries = [contour]
    thematic = []
    for number in range(1, count):
        like = next(labels)
        class_id = f"class_{number}"
        entries.append(LegendEntry(class_id, "s", like.label, like.heading))
        thematic.append(ThematicLayer(covering(territory), class_id, "s", 1))
    return (
        replace(sheet, legends={**sheet.legends, kind: tuple(entries)}),
        replace(layers, thematic=thematic),
    )


def covering(territory: Territory) -> QgsVectorLayer:
    """A layer of one object, the territory itself."""
    layer = QgsVectorLayer(f"MultiPolygon?crs={territory.crs.authid()}", "objets", "memory")
    feature = QgsFeature()
    feature.setGeometry(territory.geometry)
    layer.dataProvider().addFeatures([feature])
    return layer


def rectangle(centre: Any, width: float, height: float) -> QgsGeometry:
    """A rectangle around a point, in metres."""
    box = QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)
    geometry = to_geometry(box)
    geometry.convertToMultiType()
    return geometry
