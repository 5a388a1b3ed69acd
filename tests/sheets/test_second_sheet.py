# SPDX-License-Identifier: GPL-3.0-or-later
"""A second sheet made of the very files of `docs/sheets.md`: two of JSON and a few of QML.

With UPDATE_GUIDE=1 in the environment, its picture is written to `docs/images/`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsFillSymbol,
    QgsGeometry,
    QgsMarkerSymbol,
    QgsProject,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsVectorLayer,
)

from srce_pac.core.common import files as files_module
from srce_pac.core.common.errors import SourceError, StyleError
from srce_pac.core.common.files import ROOT, profile_folder
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.pipeline import SheetResult, export_sheets
from srce_pac.core.profiles.presets import load_presets
from srce_pac.core.sheet.definition import REFERENCE_CLASSES, available_sheets, load_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.demonstration_sheets import add_layout, export_sheet
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_OBSTACLE,
    NATIONAL_RESERVOIR,
    Row,
    line,
    point,
    rows,
    write_layer,
)
from srce_pac.tests.support.pictures import write_page

SHEET = "zones_humides"
PRESET = "inventaire_zones_humides"

HAYNECOURT = "59294"
CAMBRAI = "200068500"
# A commune of the Nord without any of the wetlands below.
DRY = "59494"

# Two valleys and three ponds in and around Haynecourt, in metres from the origin of the tests.
RIVER = line((9300, 12900), (10400, 12350), (11100, 12500), (12100, 11900), (13000, 11950))
BROOK = line((10100, 11250), (10900, 11700), (11100, 12500))
PONDS = ((10550, 12750), (11750, 12650), (11550, 11650))

pytestmark = pytest.mark.usefixtures("qgis_app")


def examples(page: str) -> dict[str, Any]:
    """The sheet and the preset that a page of the documentation shows."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    objects = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
    # Others show a part of a file.
    return {entry["id"]: entry for entry in objects if "id" in entry}


def write_files(folder: Path, preset: Path, **changes: Any) -> None:
    """The example in a folder, with the preset where presets are looked for."""
    example = examples("sheets.md")
    files = {
        folder / "sheets" / f"{SHEET}.json": example[SHEET],
        preset / f"{PRESET}.json": {**example[PRESET], **changes},
    }
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    styles = folder / "styles"
    styles.mkdir(exist_ok=True)
    # Two that QGIS writes, and a bundled one in another colour.
    plain = {"color": "#3b8fc4", "outline_color": "#1c557d", "outline_width": "0.4"}
    save_style(styles / "zone_averee_s.qml", "Polygon", QgsFillSymbol.createSimple(plain))
    mark = {"name": "diamond", "color": "#14304d", "outline_color": "#ffffff", "size": "3.2"}
    save_style(styles / "mare_p.qml", "Point", QgsMarkerSymbol.createSimple(mark))
    hatched = (ROOT / "styles" / "reservoir_restore_s.qml").read_text(encoding="utf-8")
    assert "74,156,38" in hatched
    (styles / "zone_dominante_s.qml").write_text(
        hatched.replace("74,156,38", "59,143,196"), encoding="utf-8"
    )


def save_style(path: Path, geometry: str, symbol: QgsSymbol) -> None:
    layer = QgsVectorLayer(f"{geometry}?crs=EPSG:2154", "style", "memory")
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    message, saved = layer.saveNamedStyle(str(path))
    assert saved, message


def write_wetlands(folder: Path) -> Path:
    """The inventory: one layer of areas of two kinds, and one of ponds."""
    river, brook = (QgsGeometry.fromWkt(wkt).smooth(3) for wkt in (RIVER, BROOK))
    areas = [
        (river.buffer(260, 6), "dominante"),
        (brook.buffer(170, 6), "dominante"),
        (river.buffer(90, 6), "avérée"),
    ]
    wetlands = [
        Row(area.asWkt(1), {"ID_ZH": str(number), "TYPE_ZH": kind})
        for number, (area, kind) in enumerate(areas, 1)
    ]
    write_layer(folder / "inventaire.gpkg", wetlands, layer="ZONES_HUMIDES_2026")
    ponds = [Row(point(*place), {"ID_MARE": str(n)}) for n, place in enumerate(PONDS, 1)]
    write_layer(folder / "mares.geojson", ponds, "Point")
    return folder


def own_files(profile: Path) -> list[Path]:
    """What the example puts into the folder of a user."""
    return [
        profile / "sheets" / f"{SHEET}.json",
        profile / "sheets" / "presets" / f"{PRESET}.json",
        *(profile / "styles").glob("zone_*_s.qml"),
        *(profile / "styles").glob("mare_p.qml"),
    ]


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The example in the plugin's folder of a profile, which here is one of its own."""
    profile = tmp_path_factory.mktemp("profile")
    write_files(profile, profile / "sheets" / "presets")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files_module, "profile_folder", lambda: profile)
        yield profile


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_wetlands(tmp_path_factory.mktemp("wetlands")))


@pytest.fixture(scope="module")
def printed(
    installed: Path,
    source: str,
    gazetteer: Gazetteer,
    tmp_path_factory: pytest.TempPathFactory,
) -> SheetResult:
    """The sheet of Haynecourt."""
    request = SheetRequest(HAYNECOURT, sheet=SHEET, source=source)
    return export_sheet(request, gazetteer, tmp_path_factory.mktemp("printed"))


@pytest.fixture(scope="module")
def text(printed: SheetResult) -> str:
    return words(printed)


def words(result: SheetResult) -> str:
    """All that a sheet says."""
    assert result.file is not None
    return pdf.text(result.file)


def labels(sheet: str) -> set[str]:
    """What a sheet may print in its legend, but for the contour."""
    definition = load_sheet(sheet)
    lines = [entry for legend in definition.legends.values() for entry in legend]
    names = [name for entry in lines for name in (entry.label, entry.heading)]
    names += [text for key, text in definition.classes.items() if key not in REFERENCE_CLASSES]
    return {name for name in names if name} - {definition.label("contour")}


class TestPrintedSheet:
    """Haynecourt on the sheet of the page."""

    def test_the_sheet_is_offered(self, installed: Path) -> None:
        assert available_sheets()[SHEET] == installed / "sheets" / f"{SHEET}.json"

    def test_its_file_is_named_after_it(self, printed: SheetResult) -> None:
        assert printed.file is not None
        assert printed.file.name == "ZH_59294_HAYNECOURT.pdf"

    def test_nothing_but_the_scale_is_warned_of(self, printed: SheetResult) -> None:
        assert len(printed.warnings) == 1
        assert "1/25 000" in printed.warnings[0]

    def test_one_layer_makes_two_classes(self, printed: SheetResult) -> None:
        assert printed.counts == {"zone_averee": 1, "zone_dominante": 2, "mare": 3}
        assert printed.missing == []

    @pytest.mark.parametrize(
        "words",
        [
            "Carte Environnementale",
            "Zones humides avérées et zones à dominante humide",
            "Commune de",
            "HAYNECOURT",
            "CARTE : 2/4",
            "Pour information",
            "Mise à jour :",
            "Inventaire des zones humides",
        ],
    )
    def test_the_cartouche_is_that_of_the_sheet(self, words: str, text: str) -> None:
        assert words in text

    def test_the_legend_lists_its_classes_in_order(self, text: str) -> None:
        lines = ["Contour de commune", "Zones humides", "Avérée", "À dominante humide", "Mare"]
        assert " ".join(lines) in text

    def test_the_texts_are_printed_whole(self, text: str) -> None:
        sheet = examples("sheets.md")[SHEET]
        for part in (sheet["text"], sheet["nota"]):
            for paragraph in (part["title"], *part["paragraphs"]):
                assert pdf.normalised(paragraph) in text

    def test_nothing_of_the_srce_is_printed(self, text: str) -> None:
        srce = load_sheet("srce").for_departements(["59"])
        for words in (*labels("srce"), srce.text_title, srce.notice, "S.R.C.E", "FICTIVES"):
            assert pdf.normalised(words) not in text

    def test_each_class_is_drawn_in_its_style(self, printed: SheetResult) -> None:
        assert printed.file is not None
        picture = pdf.picture(printed.file, 100)
        on_map = picture[:, : int(0.65 * picture.shape[1])]
        for colour in ((59, 143, 196), (28, 85, 125), (20, 48, 77)):
            near = (abs(on_map - colour) < 12).all(axis=2)
            assert near.sum() > 20, colour

    def test_the_map_is_of_vectors(self, printed: SheetResult) -> None:
        assert printed.file is not None
        assert pdf.images(printed.file) == []


class TestOtherSheets:
    """The same files for other requests."""

    def test_an_epci_has_its_own_legend(
        self, installed: Path, source: str, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        request = SheetRequest(CAMBRAI, sheet=SHEET, source=source, template="A3")
        text = words(export_sheet(request, gazetteer, tmp_path))
        limits = ["Contour de commune", "Limite du territoire"]
        lines = [*limits, "Zone humide avérée", "Zone à dominante humide", "Mares"]
        assert " ".join(lines) in text
        for item in ("E.P.C.I", "PLAN 2/4", "Date de mise à jour"):
            assert item in text

    def test_where_nothing_lies_the_legend_says_so(
        self, installed: Path, source: str, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        presets = installed / "sheets" / "presets"
        try:
            write_files(tmp_path, presets, demonstration=True, departements=["59"])
            request = SheetRequest(DRY, sheet=SHEET, source=source)
            text = words(export_sheet(request, gazetteer, tmp_path))
        finally:
            write_files(tmp_path, presets)
        assert load_sheet(SHEET).legend_empty in text

    def test_where_the_data_are_not_known_to_cover_it_says_that(
        self, installed: Path, source: str, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        request = SheetRequest(DRY, sheet=SHEET, source=source)
        text = words(export_sheet(request, gazetteer, tmp_path))
        assert load_sheet(SHEET).legend_empty not in text
        assert "Non couvert par les données" in text

    def test_several_sheets_are_numbered_and_take_their_own_from_one_source(
        self, installed: Path, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        source = tmp_path / "source"
        source.mkdir()
        write_wetlands(source)
        # More layers than there are of wetlands.
        srce = {
            "n_srce_reservoir_s_000": (NATIONAL_RESERVOIR, "Polygon"),
            "n_srce_corridor_l_000": (NATIONAL_CORRIDOR, "LineString"),
            "n_srce_obstacle_p_000": (NATIONAL_OBSTACLE, "Point"),
        }
        bog = QgsGeometry.fromWkt(point(11000, 12000)).buffer(300, 6).asWkt()
        shapes = {"Polygon": bog, "LineString": BROOK, "Point": point(11200, 12100)}
        for name, (values, geometry) in srce.items():
            write_layer(source / f"{name}.fgb", rows([shapes[geometry]], values), geometry)

        request = SheetRequest(HAYNECOURT, source=str(source))
        results = export_sheets(request, ["srce", SHEET], gazetteer, tmp_path / "sheets")
        first, second = map(words, results)
        assert "CARTE : 1/2" in first
        assert "CARTE : 2/2" in second
        assert not [label for label in labels(SHEET) if label in first]
        assert not [label for label in labels("srce") if label in second]
        assert "Corridors écologiques" in first
        assert "À dominante humide" in second
        assert [len(result.warnings) for result in results] == [1, 1]

    def test_a_source_without_any_of_its_classes_is_refused(
        self, installed: Path, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        with pytest.raises(SourceError, match="Zones humides"):
            export_sheet(SheetRequest(HAYNECOURT, sheet=SHEET), gazetteer, tmp_path)
        assert list(tmp_path.iterdir()) == []

    def test_a_style_that_is_not_there_is_named(
        self, installed: Path, source: str, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        write_files(tmp_path / "profile", installed / "sheets" / "presets")
        (tmp_path / "profile" / "styles" / "mare_p.qml").unlink()
        sheet = str(tmp_path / "profile" / "sheets" / f"{SHEET}.json")
        with pytest.raises(StyleError, match=r"mare_p\.qml"):
            export_sheet(SheetRequest(HAYNECOURT, sheet=sheet, source=source), gazetteer, tmp_path)

    def test_a_sheet_prints_from_any_folder_with_the_styles_beside_it(
        self, installed: Path, source: str, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        write_files(tmp_path, installed / "sheets" / "presets")
        shutil.copy(
            tmp_path / "styles" / "zone_averee_s.qml", tmp_path / "styles" / "contour_s.qml"
        )
        sheet = str(tmp_path / "sheets" / f"{SHEET}.json")
        project = QgsProject()
        request = SheetRequest(HAYNECOURT, sheet=sheet, source=source)
        result = add_layout(request, gazetteer, project)
        assert result.layout is not None
        colours = {
            layer.name(): layer.renderer().symbol().color().name()
            for layer in result.layout.itemById("map").layers()
            if layer.name() in ("Contour de commune", "Mare")
        }
        assert colours == {"Contour de commune": "#3b8fc4", "Mare": "#14304d"}
        project.clear()


class TestPage:
    """The documentation itself."""

    def test_the_french_page_has_the_same_files(self) -> None:
        assert examples("sheets.fr.md") == examples("sheets.md")
        assert list(examples("sheets.md")) == [SHEET, PRESET]

    def test_the_styles_are_those_that_the_page_names(self, installed: Path) -> None:
        page = (ROOT / "docs" / "sheets.md").read_text(encoding="utf-8")
        tree = re.search(r"```text\n(.*?)```", page, re.DOTALL)
        assert tree is not None
        named = set(re.findall(r"\w+\.qml", tree[1]))
        assert named == {f"{name}.qml" for name in load_sheet(SHEET).drawing_order}
        assert named == {file.name for file in own_files(installed) if file.suffix == ".qml"}

    def test_the_preset_is_one_of_those_that_are_known(self, installed: Path) -> None:
        assert PRESET in [preset.id for preset in load_presets()[0]]


def test_the_files_work_in_the_profile_of_the_running_qgis(
    source: str, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    profile = profile_folder()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(files_module, "profile_folder", profile_folder)
            write_files(profile, profile / "sheets" / "presets")
            request = SheetRequest(HAYNECOURT, sheet=SHEET, source=source)
            assert "CARTE : 2/4" in words(export_sheet(request, gazetteer, tmp_path))
    finally:
        for file in own_files(profile):
            file.unlink(missing_ok=True)


def test_fictitious_wetlands_bear_the_mark(
    installed: Path, source: str, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    try:
        write_files(tmp_path, installed / "sheets" / "presets", demonstration=True)
        request = SheetRequest(HAYNECOURT, sheet=SHEET, source=source)
        result = export_sheet(request, gazetteer, tmp_path)
    finally:
        write_files(tmp_path, installed / "sheets" / "presets")
    assert "DONNÉES FICTIVES – DÉMONSTRATION" in words(result)
    if os.environ.get("UPDATE_GUIDE") == "1":
        assert result.file is not None
        write_page(result.file, "second_sheet_printed.png")
