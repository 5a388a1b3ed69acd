# SPDX-License-Identifier: GPL-3.0-or-later
"""The printed sheet of Haynecourt from the demonstration, opened and read.

The pictures are compared with those of `reference/`; make them anew, after looking at what changed,
with SRCE_PAC_NEW_REFERENCE=1 in the environment.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsLayoutItemLabel, QgsLayoutItemScaleBar, QgsProject
from qgis.PyQt.QtGui import QImage

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.output.export import write_layout
from srce_pac.core.pipeline import SheetResult
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.demonstration_sheets import add_layout, export_sheet
from srce_pac.tests.support.printed_items import DATE, ITEMS, MARK, OBSTACLES

HAYNECOURT = "59294"

# Pictures are compared at this resolution, after a blur of a millimetre and a half.
DPI = 50
BLUR = 3
# A cell is a square of about 5 mm. A layer that is missing changes one of them by 14 or more, the
# same layers drawn by another release of QGIS or of poppler by a few.
CELL = 10
MOST_IN_A_CELL = 8.0
# The whole sheet, letters included, which differ with the fonts that a machine has.
MOST_ON_THE_SHEET = 6.0

REFERENCES = Path(__file__).parent / "reference"
MAP_REFERENCE = REFERENCES / "haynecourt_map.png"
SHEET_REFERENCE = REFERENCES / "haynecourt_sheet.png"
# The map and its insets, in mm on the page, without the frame.
MAP = (9.0, 9.0, 299.0, 288.0)

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


@pytest.fixture(scope="module")
def haynecourt(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> SheetResult:
    """The sheet that DDTM 59 composed by hand, from the embedded demonstration."""
    request = SheetRequest(HAYNECOURT, cartouche={"date": DATE})
    return export_sheet(request, gazetteer, tmp_path_factory.mktemp("haynecourt"))


@pytest.fixture(scope="module")
def sheet(haynecourt: SheetResult) -> Path:
    assert haynecourt.file is not None
    return haynecourt.file


@pytest.fixture(scope="module")
def sheet_text(sheet: Path) -> str:
    return pdf.text(sheet)


MISSING = "Non représentés, faute de données : Cours d'eau."


@pytest.mark.parametrize("item", ITEMS)
def test_the_commune_sheet_holds(item: str, sheet_text: str) -> None:
    assert ITEMS[item] in sheet_text


@pytest.mark.parametrize(
    "absent", ["à renaturer", "À renaturer", "Cours d'eau", "Réservoir de Biodiversité à préserver"]
)
def test_the_legend_names_no_class_that_the_map_does_not_show(absent: str, sheet_text: str) -> None:
    assert absent not in sheet_text.replace(MISSING, "")


def test_the_nota_names_the_classes_that_the_data_lack(sheet_text: str) -> None:
    assert MISSING in sheet_text


def test_the_legend_names_each_class_once(sheet_text: str) -> None:
    assert sheet_text.count(OBSTACLES) == 1


def test_the_counts_are_those_of_the_territory(haynecourt: SheetResult) -> None:
    shown = {class_id for class_id, count in haynecourt.counts.items() if count}
    assert shown == {"corridor", "obstacle", "reservoir_preserve"}


def test_the_classes_that_the_source_lacks_are_reported(haynecourt: SheetResult) -> None:
    assert haynecourt.missing == ["watercourse"]


def test_the_sources_name_the_demonstration_as_fictitious(sheet_text: str) -> None:
    credits = "données fictives de démonstration (Mai 2017) ; © IGN – Admin Express (2025)"
    assert f"DGFiP ; {credits}" in sheet_text


def test_the_mark_stands_whole_within_the_map(sheet: Path) -> None:
    left, top, right, bottom = MAP
    letters = [
        word
        for word in pdf.words(sheet)
        if word.bottom - word.top > 8 and word.left < right and word.text != "HAYNECOURT"
    ]
    assert "".join(sorted("".join(w.text for w in letters))) == "".join(
        sorted(MARK.replace(" ", ""))
    )
    assert all(left < w.left and w.right < right for w in letters)
    assert all(top < w.top and w.bottom < bottom for w in letters)


def test_the_page_is_a3_landscape(sheet: Path) -> None:
    assert pdf.page_size(sheet) == pytest.approx((420.0, 297.0), abs=0.3)


def test_there_is_one_page(sheet: Path) -> None:
    assert pdf.info(sheet)["Pages"] == "1"


def test_every_font_is_embedded(sheet: Path) -> None:
    fonts = pdf.fonts(sheet)
    assert fonts
    assert all(font.embedded for font in fonts)


def test_the_text_is_text_and_no_drawing_of_letters(sheet: Path) -> None:
    assert all(font.kind != "Type 3" for font in pdf.fonts(sheet))


def test_the_map_is_vector(sheet: Path) -> None:
    assert pdf.path_count(sheet) > 1000


def test_the_sheet_holds_no_raster(sheet: Path) -> None:
    assert pdf.images(sheet) == []


def test_the_file_is_small(sheet: Path) -> None:
    assert sheet.stat().st_size < 400_000


def test_the_default_name_says_what_it_is(sheet: Path) -> None:
    assert sheet.name == "SRCE_59294_HAYNECOURT.pdf"


def test_nothing_is_left_beside_the_sheet(sheet: Path) -> None:
    assert [path.name for path in sheet.parent.iterdir()] == [sheet.name]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Title", "Carte S.R.C.E – Haynecourt (59294)"),
        ("Author", "D.D.T.M 59"),
        ("Subject", "Schéma Régional de Cohérence Écologique – trame verte et bleue"),
    ],
)
def test_the_document_says(key: str, value: str, sheet: Path) -> None:
    assert pdf.info(sheet)[key] == value


def test_the_keywords_name_the_territory(sheet: Path) -> None:
    assert pdf.info(sheet)["Keywords"] == "Haynecourt, 59294, porter à connaissance"


def test_the_sheet_is_georeferenced_in_lambert_93(sheet: Path) -> None:
    assert pdf.georeference(sheet)[0] == "EPSG:2154"


def test_the_georeference_has_the_printed_scale(sheet: Path) -> None:
    _, (left, bottom, right, top) = pdf.georeference(sheet)
    assert (right - left, top - bottom) == pytest.approx((420 * 15, 297 * 15), rel=0.002)


def test_the_georeference_puts_the_contour_where_it_is_drawn(
    sheet: Path, haynecourt: SheetResult
) -> None:
    dpi = 100
    dark = pdf.picture(sheet, dpi).min(axis=2) < 90
    transform = gdal.InvGeoTransform(gdal.Open(str(sheet)).GetGeoTransform())
    page = gdal.Open(str(sheet))
    hits = []
    for vertex in haynecourt.territory.geometry.vertices():
        column, row = gdal.ApplyGeoTransform(transform, vertex.x(), vertex.y())
        column, row = (
            int(column / page.RasterXSize * dark.shape[1]),
            int(row / page.RasterYSize * dark.shape[0]),
        )
        hits.append(dark[row - 4 : row + 5, column - 4 : column + 5].any())
    # The contour is dotted and dashed: a vertex may stand in a gap.
    assert np.mean(hits) > 0.8


def test_the_name_is_the_largest_type_of_the_sheet(sheet: Path) -> None:
    sizes = [(size, piece) for size, piece in pdf.type_sizes(sheet) if "FICTIVES" not in piece]
    assert max(sizes)[1] == "HAYNECOURT"


def test_the_notice_is_switched_off_by_the_cartouche(gazetteer: Gazetteer, tmp_path: Path) -> None:
    request = SheetRequest(HAYNECOURT, cartouche={"notice": False})
    file = export_sheet(request, gazetteer, tmp_path).file
    assert file is not None
    assert "annulé" not in pdf.text(file)


def test_the_notice_mark_and_scale_are_said_in_french_whatever_the_machine(sheet_text: str) -> None:
    assert not {"Scale", "Legend", "Sources:", "Printed"} & set(sheet_text.split())


def test_the_outside_is_dimmed_hidden_or_shown(gazetteer: Gazetteer, tmp_path: Path) -> None:
    strength = {}
    for outside in ("hide", "dim", "show"):
        file = tmp_path / f"{outside}.pdf"
        export_sheet(SheetRequest(HAYNECOURT, outside=outside), gazetteer, file)
        # Where the corridor runs on into Épinoy.
        area = _crop(pdf.picture(file, DPI), (155.0, 10.0, 175.0, 50.0))
        strength[outside] = float((255 - area).max())
    assert strength["hide"] < strength["dim"] < strength["show"]


def test_the_map_looks_like_the_reference(gazetteer: Gazetteer, tmp_path: Path) -> None:
    drawn = _map_without_letters(gazetteer, tmp_path)
    if os.environ.get("SRCE_PAC_NEW_REFERENCE"):
        _save(drawn, MAP_REFERENCE)
    assert _worst_cell(drawn, _load(MAP_REFERENCE)) <= MOST_IN_A_CELL


@pytest.mark.parametrize(
    "role",
    [
        "class:reservoir_preserve",
        "class:corridor",
        "class:obstacle",
        "contour",
        "outside",
        "neighbours",
    ],
)
def test_the_comparison_sees_that_a_layer_is_missing(
    role: str, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    drawn = _map_without_letters(gazetteer, tmp_path, without=role)
    assert _worst_cell(drawn, _load(MAP_REFERENCE)) > MOST_IN_A_CELL


def test_the_sheet_looks_like_the_reference(sheet: Path) -> None:
    drawn = pdf.picture(sheet, DPI)
    if os.environ.get("SRCE_PAC_NEW_REFERENCE"):
        _save(drawn, SHEET_REFERENCE)
    assert _mean_difference(drawn, _load(SHEET_REFERENCE)) <= MOST_ON_THE_SHEET


def test_the_comparison_sees_that_a_territory_is_another(
    gazetteer: Gazetteer, tmp_path: Path
) -> None:
    # Same paper, same texts, same legend but for a line.
    file = tmp_path / "sheet.pdf"
    export_sheet(SheetRequest("59017", template="commune_a3_landscape"), gazetteer, file)
    drawn = pdf.picture(file, DPI)
    assert _mean_difference(drawn, _load(SHEET_REFERENCE)) > MOST_ON_THE_SHEET


def test_the_texts_of_the_sheet_are_those_of_the_definition(sheet_text: str) -> None:
    definition = load_sheet("srce").for_departements(["59"])
    assert pdf.normalised(definition.text) in sheet_text
    assert pdf.normalised(definition.nota) in sheet_text


def _crop(picture: pdf.Picture, box: tuple[float, float, float, float]) -> pdf.Picture:
    """The part of an A3 page within a box in mm."""
    left, top, right, bottom = (round(side * DPI / 25.4) for side in box)
    return picture[top:bottom, left:right]


def _map_without_letters(gazetteer: Gazetteer, folder: Path, without: str = "") -> pdf.Picture:
    """The printed map of Haynecourt without its names, labels and scale bar, and maybe a layer.

    What is left is the same whichever fonts the machine has.
    """
    project = QgsProject()
    layout = add_layout(SheetRequest(HAYNECOURT), gazetteer, project).layout
    assert layout is not None
    for item in layout.items():
        if isinstance(item, (QgsLayoutItemLabel, QgsLayoutItemScaleBar)):
            item.setVisibility(False)
    map_item = layout.itemById("map")
    layers = map_item.layers()
    for layer in layers:
        layer.setLabelsEnabled(False)
    kept = [layer for layer in layers if layer.customProperty("srce_pac/role") != without]
    # A class has a layer for each geometry, points outside the territory one more.
    assert (len(kept) < len(layers)) == bool(without)
    map_item.setLayers(kept)
    file = folder / "map.pdf"
    write_layout(layout, file)
    return _crop(pdf.picture(file, DPI), MAP)


def _worst_cell(drawn: pdf.Picture, reference: pdf.Picture) -> float:
    """The mean difference, of 255, in the square where two pictures differ the most."""
    difference = _difference(drawn, reference)
    rows, columns = (n // CELL for n in difference.shape)
    cells = difference[: rows * CELL, : columns * CELL].reshape(rows, CELL, columns, CELL)
    return float(cells.mean(axis=(1, 3)).max())


def _mean_difference(drawn: pdf.Picture, reference: pdf.Picture) -> float:
    return float(_difference(drawn, reference).mean())


def _difference(drawn: pdf.Picture, reference: pdf.Picture) -> pdf.Picture:
    assert drawn.shape == reference.shape
    return np.abs(_blurred(drawn) - _blurred(reference)).mean(axis=2)


def _blurred(picture: pdf.Picture) -> pdf.Picture:
    """A running mean over squares of BLUR pixels."""
    blurred = picture
    mean: Callable[..., pdf.Picture] = np.mean
    for axis in (0, 1):
        blurred = mean([np.roll(blurred, n - BLUR // 2, axis) for n in range(BLUR)], axis=0)
    return blurred


def _load(file: Path) -> pdf.Picture:
    image = QImage(str(file)).convertToFormat(QImage.Format.Format_RGB888)
    assert not image.isNull()
    data = image.constBits().asstring(image.sizeInBytes())
    rows = np.frombuffer(data, np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)
    return pixels.astype(np.float64)


def _save(picture: pdf.Picture, file: Path) -> None:
    rows, columns, _ = picture.shape
    header = f"P6\n{columns} {rows}\n255\n".encode("ascii")
    image = QImage.fromData(header + picture.astype(np.uint8).tobytes(), "PPM")
    file.parent.mkdir(exist_ok=True)
    assert image.convertToFormat(QImage.Format.Format_RGB888).save(str(file))
