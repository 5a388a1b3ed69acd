# SPDX-License-Identifier: GPL-3.0-or-later
"""The bundled styles: complete, plain, vector in print, and told apart without their colours."""

from __future__ import annotations

import itertools
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsExpression,
    QgsFeature,
    QgsGeometry,
    QgsLayoutExporter,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QRectF, QSizeF

from srce_pac.core.styles.colour_vision import GREY, VIEWS
from srce_pac.core.styles.differences import (
    DPI,
    LEAST,
    LEAST_ON_PAPER,
    SHAPES,
    WINDOWS,
    WKB,
    Patch,
    draw,
)
from srce_pac.core.styles.overlaps import (
    LEAST_OVERLAID,
    MOST_WAVES,
    SMALL,
    SMALL_SHARE,
    Overlay,
    Swatch,
)
from srce_pac.tests.support.missing import find_program
from srce_pac.tools.build_styles import build
from srce_pac.tools.style_qml import to_qml

ROOT = Path(__file__).resolve().parents[2]
STYLES = ROOT / "styles"

AREAS = (
    "reservoir_s",
    "reservoir_preserve_s",
    "reservoir_restore_s",
    "corridor_s",
    "corridor_restore_s",
    "watercourse_s",
    "obstacle_s",
)
LINES = tuple(f"{name[:-2]}_l" for name in AREAS)
# In their drawing order.
ZONINGS = (
    *("apb_s", "aphn_s", "rb_s", "rnr_s", "rnn_s", "cen_s", "cdl_s"),
    *("znieff1_s", "zsc_s", "zps_s", "ramsar_s", "pn_s", "pnr_s", "znieff2_s"),
)
# Those with a pattern of lines, of marks in rows or of dashes.
HATCHED = tuple(
    name
    for name in (*AREAS, *ZONINGS)
    if name not in ("reservoir_s", "reservoir_preserve_s", "watercourse_s", "cdl_s")
)
POINTS = ("obstacle_p", "apb_p")
CLASSES = (*AREAS, *LINES, *ZONINGS, *POINTS, "contour_s", "contour_l")
GROUND_NAMES = ("country_p", "sea_p", "unloaded_p")
MEMBERS_AND_NEIGHBOURS = ("members_p", "members_s", "neighbours_p", "neighbours_s")
NAMED = (*MEMBERS_AND_NEIGHBOURS, "demonstration_s", *GROUND_NAMES)
REFERENCE_CLASSES = (
    *NAMED,
    "country_s",
    "country_show_s",
    "land_s",
    "limit_s",
    "outside_dim_s",
    "outside_hide_s",
    "sea_s",
    "sea_show_s",
    "situation_absent_s",
    "situation_s",
    "situation_territory_s",
    "uncovered_s",
    "unloaded_s",
    "unloaded_show_s",
)
BASE_NAMED = (
    *("base_hamlet_p", "base_town_p"),
    *("base_river_l", "base_road_main_l", "base_road_motorway_l"),
)
BASE = (
    *BASE_NAMED,
    *("base_built_s", "base_rail_l", "base_road_local_l", "base_stream_l", "base_water_s"),
)
ALL = (*CLASSES, *REFERENCE_CLASSES, *BASE)

DEMONSTRATION_TEXT = "DONNÉES FICTIVES – DÉMONSTRATION"

needs_poppler = pytest.mark.usefixtures("poppler")
needs_322 = pytest.mark.skipif(
    not 32200 <= Qgis.QGIS_VERSION_INT < 32300, reason="the styles are written by QGIS 3.22"
)


@pytest.fixture
def poppler() -> None:
    """What reads printed files."""
    for program in ("pdfimages", "pdftotext"):
        find_program(program)


@pytest.fixture(autouse=True)
def project(qgis_app: object, qgis_new_project: None) -> Iterator[QgsProject]:
    project = QgsProject.instance()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    yield project
    project.clear()


# The files ----------------------------------------------------------------------------------


def test_there_is_one_style_for_each_class_and_geometry_and_nothing_else() -> None:
    assert {file.stem for file in STYLES.glob("*.qml")} == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_style_loads_on_a_layer_of_its_geometry(name: str) -> None:
    layer = _layer(name)
    assert layer.renderer() is not None
    assert layer.labelsEnabled() == (name in (*NAMED, *BASE_NAMED))


def test_style_is_refused_by_another_geometry() -> None:
    layer = QgsVectorLayer("Point?crs=EPSG:2154", "", "memory")
    assert not layer.loadNamedStyle(str(STYLES / "corridor_l.qml"))[1]


@pytest.mark.parametrize("name", ALL)
def test_style_leaves_the_other_settings_of_a_layer_alone(name: str) -> None:
    root = ElementTree.parse(STYLES / f"{name}.qml").getroot()
    assert root.attrib == {
        "version": "3.22.0",
        "styleCategories": "Symbology|Labeling",
        "labelsEnabled": root.attrib["labelsEnabled"],
    }
    assert {part.tag for part in root} <= {
        "renderer-v2",
        "labeling",
        "blendMode",
        "featureBlendMode",
        "layerGeometryType",
    }


@needs_322
def test_committed_styles_are_what_the_builder_writes(tmp_path: Path) -> None:
    written = build(tmp_path)
    assert [file.stem for file in written] == sorted(ALL)
    for file in written:
        assert file.read_text("utf-8") == (STYLES / file.name).read_text("utf-8"), file.name


@needs_322
@pytest.mark.parametrize("name", ALL)
def test_nothing_is_lost_by_what_the_builder_leaves_out(name: str) -> None:
    assert to_qml(_layer(name)) == (STYLES / f"{name}.qml").read_text("utf-8")


# What may not be in a style -----------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_symbols_are_made_of_plain_vector_parts(name: str) -> None:
    root = ElementTree.parse(STYLES / f"{name}.qml").getroot()
    parts = {part.get("class") for part in root.iter("layer")}
    assert parts <= {"SimpleFill", "SimpleLine", "SimpleMarker", "MarkerLine", "PointPatternFill"}
    renderers = {part.get("type") for part in root.iter("renderer-v2")}
    assert renderers <= {"singleSymbol", "invertedPolygonRenderer", "nullSymbol"}


@pytest.mark.parametrize("name", ALL)
def test_nothing_forces_the_map_into_a_picture(name: str) -> None:
    layer = _layer(name)
    assert layer.opacity() == 1
    assert layer.blendMode() == layer.featureBlendMode() == 0
    root = ElementTree.parse(STYLES / f"{name}.qml").getroot()
    for part in root.iter():
        assert part.tag != "effect"
        assert part.get("forceraster", "0") == "0"
        assert part.get("maskEnabled", "0") == "0"
        assert {
            value for key, value in part.attrib.items() if key.lower().endswith("blendmode")
        } <= {"0"}
    assert {symbol.get("alpha") for symbol in root.iter("symbol")} <= {"1"}


@pytest.mark.parametrize("name", ALL)
def test_style_stands_alone(name: str) -> None:
    layer = _layer(name)
    assert not layer.hasScaleBasedVisibility()
    text = (STYLES / f"{name}.qml").read_text("utf-8")
    assert 'scaleVisibility="1"' not in text
    assert "srce" not in text.lower()
    assert not re.search(r'="(/|[A-Za-z]:[\\/]|file:|\.{1,2}/|base64:)', text)
    root = ElementTree.fromstring(text)
    for part in root.iter():
        for key in ("expression", "geometryGenerator"):
            expression = QgsExpression(part.get(key, ""))
            assert not expression.hasParserError() or not part.get(key)
            assert expression.referencedFunctions() <= {
                *("transform", "layer_property", "min", "max", "var", "coalesce")
            }


@pytest.mark.parametrize("name", CLASSES)
def test_sizes_are_millimetres_and_lines_are_not_hairlines(name: str) -> None:
    root = ElementTree.parse(STYLES / f"{name}.qml").getroot()
    for part in root.iter("layer"):
        options = {o.get("name", ""): o.get("value", "") for o in part.iterfind("Option/Option")}
        assert {value for key, value in options.items() if key.endswith("unit")} <= {"MM"}
        if options.get("outline_style") != "no":
            width = options.get("line_width") or options.get("outline_width")
            assert width is None or float(width) >= 0.15


# Told apart ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, SMALL])
@pytest.mark.parametrize("names", [AREAS, LINES, ZONINGS], ids=["areas", "lines", "zonings"])
def test_classes_are_told_apart(names: Sequence[str], size: float) -> None:
    dpi = round(DPI * size)
    # In true size by lightness alone: colours only add to it, and cost the most time.
    views = (GREY,) if size == 1 else VIEWS
    patches = {
        name: Patch(draw(_layer(name, [SHAPES[name[-1]]]), WINDOWS[name[-1]], dpi=dpi))
        for name in names
    }
    margins: dict[tuple[str, ...], float] = {
        (one, other, view): patches[one].difference(patches[other], view) / LEAST[view]
        for one, other in itertools.combinations(patches, 2)
        for view in views
    }
    assert min(margins.values()) >= (1 if size == 1 else SMALL_SHARE), _report(margins)


@pytest.fixture(scope="module")
def swatches(qgis_app: object) -> dict[str, Swatch]:
    return {name: Swatch(_layer(name, [SHAPES["s"]])) for name in (*AREAS, *ZONINGS)}


@pytest.mark.parametrize("names", [AREAS, ZONINGS], ids=["areas", "zonings"])
def test_what_lies_on_another_class_and_what_lies_below_are_both_seen(
    names: Sequence[str], swatches: dict[str, Swatch]
) -> None:
    seen: dict[tuple[str, ...], float] = {}
    for upper, lower in itertools.permutations(names, 2):
        overlay = Overlay(swatches[upper], swatches[lower])
        seen[upper, "over", lower] = overlay.upper_seen()
        seen[lower, "below", upper] = overlay.lower_seen()
    assert min(seen.values()) >= LEAST_OVERLAID, _report(seen)


def test_hatches_on_each_other_do_not_beat(swatches: dict[str, Swatch]) -> None:
    waves: dict[tuple[str, ...], float] = {
        (upper, lower): -Overlay(swatches[upper], swatches[lower]).waves()
        for upper, lower in itertools.combinations(HATCHED, 2)
    }
    assert min(waves.values()) >= -MOST_WAVES, _report(waves)


def _report(values: dict[tuple[str, ...], float]) -> str:
    """The least of some values first."""
    rows = sorted(values.items(), key=lambda item: item[1])[:20]
    return "\n".join(f"{value:6.2f} {' '.join(names)}" for names, value in rows)


@pytest.mark.parametrize("name", CLASSES)
def test_class_stands_out_from_white_paper_in_grey(name: str) -> None:
    layer = _layer(name, [SHAPES[name[-1]]])
    window = QSizeF(40, 40) if name.startswith("contour") else WINDOWS[name[-1]]
    assert Patch(draw(layer, window)).contrast_on_paper() > LEAST_ON_PAPER


# In print -----------------------------------------------------------------------------------


@needs_poppler
@pytest.mark.parametrize("name", ALL)
def test_printed_style_holds_no_picture(name: str, project: QgsProject, tmp_path: Path) -> None:
    layer = _layer(name, [SHAPES[name[-1]]])
    project.addMapLayer(layer)
    pdf = _print(tmp_path / f"{name}.pdf", project, [layer], legend=True)
    assert _pictures(pdf) == []


@needs_poppler
@pytest.mark.parametrize("page", [(420, 297), (297, 420), (210, 297), (1189, 841)])
def test_demonstration_mark_crosses_any_map_as_one_searchable_text(
    page: tuple[int, int], project: QgsProject, tmp_path: Path
) -> None:
    # Far from the middle of the map, to which the mark belongs.
    layer = _layer("demonstration_s", ["Polygon((-9 -9, -2 -9, -2 -2, -9 -9))"])
    project.addMapLayer(layer)
    pdf = _print(tmp_path / "mark.pdf", project, [layer], page)
    assert _text(pdf, "-raw").count(DEMONSTRATION_TEXT) == 1
    left, top, right, bottom = _box_of_text(pdf)
    assert 0.65 <= (right - left) / (page[0] - 20) <= 0.85
    assert (left + right) / 2 == pytest.approx(page[0] / 2, abs=page[0] * 0.02)
    assert (top + bottom) / 2 == pytest.approx(page[1] / 2, abs=page[1] * 0.02)


@needs_poppler
def test_demonstration_mark_takes_no_place_from_the_names_around(
    project: QgsProject, tmp_path: Path
) -> None:
    squares = [
        f"Polygon(({x} {y}, {x + 20} {y}, {x + 20} {y + 20}, {x} {y + 20}, {x} {y}))"
        for x in range(-60, 60, 20)
        for y in range(-60, 60, 20)
    ]
    names = _layer("neighbours_s", squares)
    mark = _layer("demonstration_s", [SHAPES["s"]])
    project.addMapLayers([names, mark])
    without = _text(_print(tmp_path / "names.pdf", project, [names]), "-raw")
    together = _text(_print(tmp_path / "both.pdf", project, [mark, names]), "-raw")
    assert without.count("Lieu-dit") == len(squares)
    assert together.count("Lieu-dit") == len(squares)
    assert together.count(DEMONSTRATION_TEXT) == 1


@needs_poppler
def test_names_around_are_printed_as_searchable_text(project: QgsProject, tmp_path: Path) -> None:
    layer = _layer("neighbours_s", [SHAPES["s"]])
    project.addMapLayer(layer)
    assert "Lieu-dit" in _text(_print(tmp_path / "names.pdf", project, [layer]))


def _print(
    pdf: Path,
    project: QgsProject,
    layers: Sequence[QgsVectorLayer],
    page: tuple[int, int] = (420, 297),
    legend: bool = False,
) -> Path:
    """Print layers round (0, 0) at 1:1000, in a map 10 mm inside the page."""
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(*page))
    item = QgsLayoutItemMap(layout)
    layout.addLayoutItem(item)
    item.attemptSetSceneRect(QRectF(10, 10, page[0] - 20, page[1] - 20))
    item.setCrs(project.crs())
    item.setLayers(layers)
    item.setKeepLayerSet(True)
    item.zoomToExtent(QgsRectangle(-50, -50, 50, 50))
    item.setScale(1000)
    if legend:
        box = QgsLayoutItemLegend(layout)
        layout.addLayoutItem(box)
        box.setLinkedMap(item)
        box.attemptMove(QgsLayoutPoint(20, 20))
        box.adjustBoxSize()
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText
    result = QgsLayoutExporter(layout).exportToPdf(str(pdf), settings)
    assert result == QgsLayoutExporter.ExportResult.Success
    return pdf


def _pictures(pdf: Path) -> list[str]:
    return _run("pdfimages", "-list", str(pdf)).splitlines()[2:]


def _text(pdf: Path, *options: str) -> str:
    return _run("pdftotext", *options, str(pdf), "-")


def _box_of_text(pdf: Path) -> tuple[float, float, float, float]:
    """The box of all text of a page: left, top, right and bottom, in millimetres."""
    page = _run("pdftotext", "-bbox", str(pdf), "-")
    sides = [
        [float(value) * 25.4 / 72 for value in re.findall(rf'<word.*{side}="([\d.]+)"', page)]
        for side in ("xMin", "yMin", "xMax", "yMax")
    ]
    return min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


# Layers -------------------------------------------------------------------------------------


def _layer(name: str, shapes: Sequence[str] = ()) -> QgsVectorLayer:
    """A layer of the style's geometry that holds some shapes and has the style."""
    layer = QgsVectorLayer(f"{WKB[name[-1]]}?crs=EPSG:2154&field=name:string", name, "memory")
    for shape in shapes:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromWkt(shape))
        feature["name"] = "Lieu-dit"
        assert layer.dataProvider().addFeatures([feature])[0]
    layer.updateExtents()
    message, loaded = layer.loadNamedStyle(str(STYLES / f"{name}.qml"))
    assert loaded, message
    return layer
