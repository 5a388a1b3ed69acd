# SPDX-License-Identifier: GPL-3.0-or-later
"""The printed sheets, opened and read: Haynecourt from the demonstration, Compiègne from real data.

The pictures are compared with those of `reference/`; make them anew, after looking at what changed,
with SRCE_PAC_NEW_REFERENCE=1 in the environment.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsLayoutItemLabel, QgsLayoutItemScaleBar, QgsProject
from qgis.PyQt.QtGui import QImage

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.output.export import write_layout
from srce_pac.core.pipeline import SheetResult, add_layout, export_sheet
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import NATIONAL_RESERVOIR, box, rows, write_layer

HAYNECOURT = "59294"
COMPIEGNE = "60159"
VALENCIENNES = "245901160"
# Compiègne and its surroundings.
REAL_EPCI = "200067965"

DATE = "Mai 2017"
MARK = "DONNÉES FICTIVES – DÉMONSTRATION"
OBSTACLES = "Obstacles à la fonctionnalité des continuités écologiques"

# The commune column of the printed model, in the words of the map of 2017.
ITEMS = {
    "motto": "Liberté • Égalité • Fraternité",
    "state": "RÉPUBLIQUE FRANÇAISE",
    "service": (
        "Service Urbanisme et Connaissances des territoires "
        "Pôle Gestion et Valorisation des Données"
    ),
    "office": "D.D.T.M 59",
    "office name": "Direction Départementale des Territoires et de la Mer du Nord",
    "family": "Carte Environnementale",
    "title": "Carte S.R.C.E",
    "subtitle": "Schéma Régional de Cohérence Ecologique – trame verte et bleue",
    "status": "Pour information",
    "territory": "Commune de HAYNECOURT 59294",
    "sheet number": "CARTE : 1/4",
    "date": f"Mise à jour : {DATE}",
    "sources": "Sources : Gestionnaires Servitudes © Cadastre / Pci - Dgfip",
    "e-mail": "Email : ddtm-suct@nord.gouv.fr",
    "legend": f"Contour de commune Corridors écologiques {OBSTACLES}",
    "legend of reservoirs": "Réservoir de Biodiversité A préserver",
    "text title": (
        "Le schéma régional de cohérence écologique - trame verte et bleue (SRCE-TVB) Outil"
    ),
    "text 1": (
        "Outil d'aménagement du territoire, le schéma régional de cohérence écologique - trame "
        "verte et bleue (SRCE-TVB) est un réseau des continuités écologiques terrestres et "
        "aquatiques. Il vise à préserver les services rendus par la biodiversité, à enrayer sa "
        "perte en maintenant et restaurant ses capacités d'évolution et à la remise en bon état "
        "des continuités écologiques."
    ),
    "text 2": (
        "Le SRCE-TVB vise à identifier, préserver et restaurer les continuités écologiques "
        "nécessaires au maintien de la biodiversité, afin de permettre aux espèces animales et "
        "végétales de circuler, de s'alimenter, de se reproduire, de se reposer..."
    ),
    "text 3": (
        "Le terme « SRCE » est complété de « TVB » pour inscrire l'élaboration du Schéma en "
        "filiation des travaux Régionaux."
    ),
    "text 4": (
        "Le SRCE-TVB du Nord-Pas-de-Calais a été arrêté par le préfet de région le 16 juillet "
        "2014, après son approbation par le Conseil régional le 4 juillet 2014."
    ),
    "nota": "NOTA :",
    "nota 1": (
        "Les réservoirs de biodiversité sont des espaces pouvant abriter des noyaux de "
        "populations d'espèces à partir desquels les individus se dispersent, ou susceptibles de "
        "permettre l'accueil de nouvelles populations d'espèces."
    ),
    "nota 2": (
        "Les corridors écologiques assurent les connexions entre les réservoirs de biodiversité, "
        "offrant aux espèces des conditions favorables à leur déplacement et à l'accomplissement "
        "de leur cycle de vie."
    ),
    "nota 3": (
        "Les obstacles sont des freins à la fonctionnalité des continuités écologiques "
        "identifiés dans l'atlas cartographique dans la cartographie des objectifs de "
        "préservation ou de remise en bon état assignés aux éléments de la trame verte et bleue."
    ),
    "legend title": "LÉGENDE",
    "annulment": "annulé par le tribunal administratif de Lille le 26 janvier 2017",
    "successor": (
        "SRADDET Hauts-de-France, approuvé par le préfet de région le 4 août 2020, lui a succédé"
    ),
    "demonstration mark": MARK,
    "scale": "Échelle 1/15 000",
    "projection": "Lambert 93 – EPSG:2154",
    "situation": "CA de Cambrai",
    "neighbour": "Épinoy",
    "date of printing": "Imprimé le ",
}

# The EPCI column: what it has in common with the commune's, and what is its own. The day of its
# update is free text.
EPCI_DATE = "30/09/2016"
EPCI_ITEMS = {
    **{
        name: ITEMS[name]
        for name in ITEMS
        if name.startswith(("text", "nota"))
        or name
        in (
            "motto",
            "title",
            "subtitle",
            "status",
            "office",
            "office name",
            "e-mail",
            "legend title",
            "annulment",
            "successor",
            "demonstration mark",
            "projection",
            "date of printing",
        )
    },
    "state": "RÉPUBLIQUE FRANÇAISE",
    "procedure": "Porter à Connaissance pour la procédure de planification Urbaine",
    "territory": "E.P.C.I VALENCIENNES METROPOLE",
    "sheet number": "PLAN 1/4",
    "date": f"Date de mise à jour : {EPCI_DATE}",
    "sources": "Sources : Gestionnaires Servitudes © Cadastre / Pci - Dgfip",
    "legend": (
        "Contour de commune schéma régional de cohérence écologique - trame verte et bleue "
        f"Corridors à renaturer {OBSTACLES} {OBSTACLES} Corridors écologiques "
        "Réservoir de Biodiversité à préserver Réservoir de Biodiversité à renaturer"
    ),
    "scale": "Échelle 1/",
}

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
def gazetteer(qgis_app: Any) -> Gazetteer:
    return open_gazetteer()


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


@pytest.fixture(scope="module")
def sraddet(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real data: opening a GeoPackage writes beside it."""
    original = shared / "data" / "sraddet_hdf2020_oise_est.gpkg"
    copy = tmp_path_factory.mktemp("sraddet") / original.name
    shutil.copyfile(original, copy)
    return copy


@pytest.fixture(scope="module")
def compiegne(
    sraddet: Path, gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory
) -> SheetResult:
    request = SheetRequest(COMPIEGNE, source=str(sraddet))
    return export_sheet(request, gazetteer, tmp_path_factory.mktemp("compiegne"))


@pytest.fixture(scope="module")
def compiegne_text(compiegne: SheetResult) -> str:
    assert compiegne.file is not None
    return pdf.text(compiegne.file)


@pytest.fixture(scope="module")
def epci(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("valenciennes")
    request = SheetRequest(VALENCIENNES, cartouche={"date": EPCI_DATE})
    file = export_sheet(request, gazetteer, folder).file
    assert file is not None
    return file


MISSING = "Non représentés, faute de données : Cours d'eau."


@pytest.mark.parametrize("item", ITEMS)
def test_the_commune_sheet_holds(item: str, sheet_text: str) -> None:
    assert ITEMS[item] in sheet_text


@pytest.mark.parametrize(
    "absent", ["à renaturer", "A renaturer", "Cours d'eau", "Réservoir de Biodiversité à préserver"]
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
    assert "Dgfip ; données fictives de démonstration ; © IGN – Admin Express" in sheet_text


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
        ("Subject", "Schéma Régional de Cohérence Ecologique – trame verte et bleue"),
    ],
)
def test_the_document_says(key: str, value: str, sheet: Path) -> None:
    assert pdf.info(sheet)[key] == value


def test_the_keywords_name_the_sheet_and_the_territory(sheet: Path) -> None:
    # QGIS prints the name of the vocabulary, a colon, and its words.
    vocabulary, _, words = pdf.info(sheet)["Keywords"].partition(":")
    assert vocabulary == "Carte S.R.C.E"
    assert [word.strip() for word in words.split(",")] == [
        "Haynecourt",
        "59294",
        "porter à connaissance",
    ]


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


def test_the_month_of_printing_stands_where_no_date_is_given(
    compiegne_text: str,
) -> None:
    assert "Mise à jour : " in compiegne_text
    after = compiegne_text.split("Mise à jour : ")[1].split()
    assert after[0] in [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]
    assert after[1].isdigit()


def test_the_notice_mark_and_scale_are_said_in_french_whatever_the_machine(sheet_text: str) -> None:
    assert not {"Scale", "Legend", "Sources:", "Printed"} & set(sheet_text.split())


def test_real_data_bears_no_mark(compiegne_text: str) -> None:
    assert "FICTIVES" not in compiegne_text
    assert "fictives" not in compiegne_text


def test_real_data_is_credited(compiegne_text: str) -> None:
    assert "Sources : SRADDET Hauts-de-France 2020 ; © IGN – Admin Express" in compiegne_text


def test_points_lines_and_polygons_of_obstacles_have_each_a_line_of_the_legend(
    compiegne_text: str,
) -> None:
    assert compiegne_text.count(OBSTACLES) == 3


@pytest.mark.parametrize(
    "label", ["Cours d'eau", "Corridors écologiques", "Réservoir de Biodiversité"]
)
def test_the_real_legend_holds(label: str, compiegne_text: str) -> None:
    before_the_text = compiegne_text.split("LÉGENDE")[0]
    assert label in before_the_text


def test_real_data_prints_as_vector(compiegne: SheetResult) -> None:
    assert compiegne.file is not None
    assert pdf.images(compiegne.file) == []


def test_the_real_sheet_names_its_own_office(compiegne_text: str) -> None:
    assert "D.D.T 60" in compiegne_text
    assert "ddtm-suct" not in compiegne_text


@pytest.mark.parametrize("item", EPCI_ITEMS)
def test_the_epci_sheet_holds(item: str, epci: Path) -> None:
    assert EPCI_ITEMS[item] in pdf.text(epci)


def test_the_epci_sheet_has_the_cartouche_first_then_legend_text_nota_and_notice(
    epci: Path,
) -> None:
    tops = {word.text: word.top for word in reversed(pdf.words(epci))}
    order = ["VALENCIENNES", "LÉGENDE", "Outil", "NOTA", "annulé"]
    assert sorted(order, key=tops.__getitem__) == order


def test_an_epci_plan_on_real_data_is_small(
    sraddet: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    result = export_sheet(SheetRequest(REAL_EPCI, source=str(sraddet)), gazetteer, tmp_path)
    assert result.file is not None
    assert sum(result.counts.values()) > 500
    assert result.file.stat().st_size < 6_000_000
    assert pdf.images(result.file) == []


def test_the_epci_sheet_names_each_of_its_communes(epci: Path, gazetteer: Gazetteer) -> None:
    members = gazetteer.resolve(VALENCIENNES).members
    names = {entry.name for entry in map(gazetteer.entry, members) if entry}
    # A name may be broken after a hyphen.
    printed = pdf.text(epci).replace("- ", "-")
    assert not {name for name in names if name not in printed}


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
    definition = load_sheet("srce")
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
    assert len(kept) == len(layers) - bool(without)
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


def test_a_source_of_another_place_is_no_finding(gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = tmp_path / "n_srce_reservoir_s_059.gpkg"
    write_layer(path, rows([box(-90_000, 0, 100)], NATIONAL_RESERVOIR))
    request = SheetRequest("59294", source=str(path))
    file = export_sheet(request, gazetteer, tmp_path / "sheet.pdf").file
    assert file is not None
    text = pdf.text(file)
    assert f"{load_sheet('srce').legend_empty}, qui ne couvrent peut-être pas ce territoire" in text
