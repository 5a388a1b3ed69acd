# SPDX-License-Identifier: GPL-3.0-or-later
"""From a request to a sheet: its territory, its paper, its office, its number, its format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from osgeo import gdal
from qgis.core import Qgis, QgsProject

from srce_pac.core import pipeline
from srce_pac.core.common.errors import SheetError, TemplateError
from srce_pac.core.common.files import ROOT, profile_folder
from srce_pac.core.common.layer_roles import ROLE
from srce_pac.core.common.request import HIDE, PAPERS, SheetRequest
from srce_pac.core.common.sentence import whole
from srce_pac.core.layout.paper import paper_size
from srce_pac.core.pipeline import Printer, export_sheets
from srce_pac.core.sheet.cartouche import read_office, write_cartouche
from srce_pac.core.sheet.definition import CONTOUR
from srce_pac.core.sheet_layout import LaidOutSheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.demonstration_sheets import add_layout, export_sheet, laid_out
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_RESERVOIR,
    SIDE,
    box,
    commune,
    epci,
    line,
    make_gazetteer,
    rows,
    two_communes,
    write_layer,
)

HAYNECOURT = "59294"
VALENCIENNES = "245901160"

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


def printed(request: SheetRequest, gazetteer: Gazetteer, folder: Path) -> Path:
    """The file of a request."""
    file = export_sheet(request, gazetteer, folder).file
    assert file is not None
    return file


def paper(sheet: LaidOutSheet) -> str:
    """The paper of a layout: `A3 landscape`."""
    layout = sheet.filled.layout
    page = layout.pageCollection().page(0).pageSize()
    name = next(name for name, size in PAPERS.items() if size == paper_size(layout))
    return f"{name} {'landscape' if page.width() > page.height() else 'portrait'}"


@pytest.mark.parametrize("name", ["SheetRequest", "add_layout", "export_sheet", "open_gazetteer"])
def test_scripts_find_what_they_rely_on_in_the_pipeline(name: str) -> None:
    assert name in pipeline.__all__
    assert callable(getattr(pipeline, name))


class TestTerritories:
    """EPCIs and selections as far as the printed sheet."""

    def test_a_selection_is_printed_under_its_title(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        request = SheetRequest("59294, 59552", title="SCoT d'Essai")
        result = export_sheet(request, gazetteer, tmp_path)
        assert result.file == tmp_path / "SRCE_SCOT_D_ESSAI.pdf"
        text = pdf.text(tmp_path / "SRCE_SCOT_D_ESSAI.pdf")
        for item in ("SCoT D'ESSAI", "Groupement de communes", "Haynecourt", "Sancourt"):
            assert item in text

    def test_its_objects_are_those_of_its_communes(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        both, one, other = (
            export_sheet(SheetRequest(codes), gazetteer, tmp_path).counts
            for codes in ("59294,59552", "59294", "59552")
        )
        for class_id, count in both.items():
            assert max(one[class_id], other[class_id]) <= count
            assert count <= one[class_id] + other[class_id]

    def test_members_outside_the_loaded_communes_are_named(
        self, project: QgsProject, tmp_path: Path
    ) -> None:
        whole = box(0, 0, 3 * SIDE, SIDE)
        places = make_gazetteer(
            tmp_path,
            [
                *two_communes()[:2],
                epci("200000009", "CC d'Ici", whole, ["59001", "59002", "76035"]),
            ],
        )
        result = add_layout(SheetRequest("200000009"), places, project)
        assert result.layout is not None
        warning = next(text for text in result.warnings if "76035" in text)
        assert "These communes of CC d'Ici (200000009)" in warning
        contour = next(
            layer
            for layer in result.layout.itemById("map").layers()
            if layer.customProperty(ROLE) == CONTOUR
        )
        (limits,) = (feature.geometry() for feature in contour.getFeatures())
        # Three squares side by side: two sides within, that of the absent commune included.
        assert limits.length() == pytest.approx(2 * SIDE, rel=1e-4)

    @pytest.mark.parametrize(
        ("code", "absent", "departement"),
        [
            pytest.param("247600588", "76192", "76", id="Villes Sœurs, of two regions"),
            pytest.param("200069672", "", "62", id="Ternois, of two départements"),
        ],
    )
    def test_an_epci_over_two_departements_is_whole(
        self, code: str, absent: str, departement: str, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        result = export_sheet(SheetRequest(code), gazetteer, tmp_path)
        assert result.territory.entry.departement == departement
        told = [whole(warning) for warning in result.warnings]
        assert any("not among the loaded" in x and absent in x for x in told) == bool(absent)
        members = [gazetteer.entry(c) for c in result.territory.entry.members]
        names = {entry.name for entry in members if entry}
        assert result.file is not None
        text = pdf.text(result.file).replace(" ", "").replace("-", "")
        missing = [n for n in names if n.replace(" ", "").replace("-", "") not in text]
        assert len(missing) <= len(names) / 20

    def test_an_epci_known_only_by_its_members_is_printed(self, tmp_path: Path) -> None:
        places = make_gazetteer(
            tmp_path,
            [
                commune("59001", "Alpha", box(0, 0, SIDE), "200000001"),
                commune("59002", "Bêta", box(SIDE, 0, SIDE), "200000001"),
            ],
        )
        result = export_sheet(SheetRequest("200000001"), places, tmp_path)
        assert result.territory.geometry.area() == pytest.approx(2 * SIDE**2, rel=1e-6)
        assert result.file is not None
        text = pdf.text(result.file)
        assert "Alpha" in text
        assert "Bêta" in text


class TestPaper:
    """Paper and orientation, by the territory's shape and by the scale wished for."""

    @pytest.mark.parametrize(
        ("territory", "usual"),
        [
            pytest.param(HAYNECOURT, "A3", id="a commune"),
            pytest.param(VALENCIENNES, "A1", id="an EPCI"),
        ],
    )
    def test_without_a_wish_it_is_the_usual_one(
        self, territory: str, usual: str, gazetteer: Gazetteer
    ) -> None:
        with laid_out(SheetRequest(territory), gazetteer) as sheet:
            assert paper(sheet).startswith(usual)

    @pytest.mark.parametrize(
        ("shape", "orientation"),
        [
            pytest.param(box(0, 0, 4 * SIDE, SIDE), "landscape", id="wide"),
            pytest.param(box(0, 0, SIDE, 4 * SIDE), "portrait", id="tall"),
        ],
    )
    @pytest.mark.parametrize("template", ["", "A4", "a2", "A0"])
    def test_the_orientation_follows_the_shape_on_any_paper(
        self, template: str, shape: str, orientation: str, tmp_path: Path
    ) -> None:
        places = make_gazetteer(tmp_path, [commune("59001", "Alpha", shape)])
        with laid_out(SheetRequest("59001", template=template), places) as sheet:
            assert paper(sheet) == f"{template.upper() or 'A3'} {orientation}"

    @pytest.mark.parametrize(
        ("scale", "expected"), [(25_000, "A4"), (15_000, "A3"), (10_000, "A2"), (5_000, "A0")]
    )
    def test_a_scale_is_given_the_smallest_paper_that_takes_it(
        self, scale: float, expected: str, gazetteer: Gazetteer
    ) -> None:
        with laid_out(SheetRequest(HAYNECOURT, scale=scale), gazetteer) as sheet:
            assert sheet.filled.scale == scale
            assert paper(sheet).startswith(expected)
            assert not any("does not show the whole" in text for text in sheet.filled.warnings)

    def test_a_scale_that_no_paper_takes_is_kept_on_the_largest_and_told(
        self, gazetteer: Gazetteer
    ) -> None:
        with laid_out(SheetRequest(HAYNECOURT, scale=1_000), gazetteer) as sheet:
            assert paper(sheet).startswith("A0")
            assert any("does not show the whole territory" in x for x in sheet.filled.warnings)

    def test_a_paper_wished_for_beside_a_scale_is_kept(self, gazetteer: Gazetteer) -> None:
        request = SheetRequest(HAYNECOURT, scale=25_000, template="A2")
        with laid_out(request, gazetteer) as sheet:
            assert paper(sheet).startswith("A2")
            assert sheet.filled.scale == 25_000

    def test_a_paper_without_a_template_is_refused(
        self, project: QgsProject, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        definition = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
        definition["templates"]["commune"] = ["commune_a3_landscape"]
        (tmp_path / "one.json").write_text(json.dumps(definition), encoding="utf-8")
        with pytest.raises(TemplateError, match="has no template on A2 for Haynecourt"):
            add_layout(
                SheetRequest(HAYNECOURT, sheet=str(tmp_path / "one.json"), template="A2"),
                gazetteer,
                project,
            )


class TestOffices:
    """Whose cartouche a sheet bears."""

    @pytest.fixture
    def own(self) -> Any:
        """The folder of the user's offices, emptied afterwards."""
        folder = profile_folder() / "data" / "offices"
        yield folder
        for file in folder.glob("*"):
            file.unlink()

    def test_an_office_of_ones_own_comes_before_the_bundled_one(
        self, own: Path, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        write_cartouche(own / "59.json", {"office": "D.D.T.M D'ESSAI", "status": "Provisoire"})
        text = pdf.text(printed(SheetRequest(HAYNECOURT), gazetteer, tmp_path))
        assert "D.D.T.M D'ESSAI" in text
        assert "Provisoire" in text
        assert "D.D.T.M 59" not in text

    def test_an_office_that_is_named_prints_for_any_departement(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        request = SheetRequest(HAYNECOURT, office="62")
        text = pdf.text(printed(request, gazetteer, tmp_path))
        assert read_office("62")["office"] in text
        assert read_office("59")["office"] not in text

    def test_its_file_takes_the_logo_along(self, own: Path, tmp_path: Path) -> None:
        logo = tmp_path / "Écusson.SVG"
        logo.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
        write_cartouche(own / "59.json", {"logo": str(logo)})
        logo.unlink()
        kept = Path(read_office("59")["logo"])
        assert kept == own / "59_logo.svg"
        assert kept.is_file()

    def test_written_again_it_keeps_its_logo(self, own: Path, tmp_path: Path) -> None:
        logo = tmp_path / "logo.svg"
        logo.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
        write_cartouche(own / "59.json", {"logo": str(logo)})
        write_cartouche(own / "59.json", {**read_office("59"), "status": "Autre"})
        assert Path(read_office("59")["logo"]).is_file()

    def test_a_failure_leaves_the_earlier_file(self, own: Path, tmp_path: Path) -> None:
        write_cartouche(own / "59.json", {"office": "AVANT"})
        with pytest.raises(SheetError, match=r"missing\.png"):
            write_cartouche(own / "59.json", {"logo": str(tmp_path / "missing.png")})
        assert read_office("59") == {"office": "AVANT"}


class TestSheets:
    """Several sheets of one territory."""

    def test_they_are_numbered_and_named(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        definition = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
        definition["file_prefix"] = "ZH"
        definition["cartouche"]["title"] = "Zones humides"
        (tmp_path / "wetlands.json").write_text(json.dumps(definition), encoding="utf-8")
        sheets = ["srce", str(tmp_path / "wetlands.json")]
        results = export_sheets(SheetRequest(HAYNECOURT), sheets, gazetteer, tmp_path)
        assert [result.file.name for result in results if result.file] == [
            "SRCE_59294_HAYNECOURT.pdf",
            "ZH_59294_HAYNECOURT.pdf",
        ]
        first, second = (pdf.text(result.file) for result in results if result.file)
        assert "CARTE : 1/2" in first
        assert "CARTE : 2/2" in second
        assert "Zones humides" in second


class TestFormats:
    """What a PDF may be asked to be."""

    @pytest.fixture
    def places(self, tmp_path: Path) -> Gazetteer:
        return make_gazetteer(tmp_path)

    @pytest.fixture
    def source(self, tmp_path: Path) -> str:
        """A reservoir in Alpha and a corridor in Bêta, in the national schema."""
        folder = tmp_path / "source"
        folder.mkdir()
        write_layer(folder / "reservoir.shp", rows([box(100, 100, 500)], NATIONAL_RESERVOIR))
        across = line((SIDE + 10, 10), (SIDE + 500, 500))
        write_layer(folder / "corridor.shp", rows([across], NATIONAL_CORRIDOR), "LineString")
        return str(folder)

    def test_letters_may_be_outlines(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        request = SheetRequest(HAYNECOURT, outlines=True)
        file = printed(request, gazetteer, tmp_path)
        # Of the names of the map, QGIS 3.22 makes outlines, but not of the layout's own texts.
        assert "Sancourt" not in pdf.text(file)
        if Qgis.QGIS_VERSION_INT >= 32400:
            assert pdf.fonts(file) == []

    def test_layers_may_be_switched_in_a_viewer(
        self, places: Gazetteer, source: str, tmp_path: Path
    ) -> None:
        request = SheetRequest("59001", source=source, geopdf=True, outside=HIDE)
        file = printed(request, places, tmp_path)
        names = set(gdal.Open(str(file)).GetMetadata("LAYERS").values())
        assert {"Contour_de_commune", "Réservoir_de_Biodiversité"} <= names
        assert not any("Corridors" in name for name in names)
        assert "ALPHA" in pdf.text(file)
        assert pdf.georeference(file)[0] == "EPSG:2154"

    def test_the_mark_of_the_demonstration_is_no_layer_to_switch(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        result = export_sheet(SheetRequest(HAYNECOURT, geopdf=True), gazetteer, tmp_path)
        assert not gdal.Open(str(result.file)).GetMetadata("LAYERS")
        assert any("could be switched off" in text for text in result.warnings)


class TestPreview:
    """The sheet as a picture while its cartouche is written."""

    def test_it_shows_the_page_and_follows_the_entries(self, gazetteer: Gazetteer) -> None:
        preview = Printer(SheetRequest(HAYNECOURT), gazetteer).preview(HAYNECOURT)
        before = preview.picture({}, 600)
        assert (before.width(), before.height()) == (600, round(600 * 297 / 420))
        assert preview.picture({}, 600) == before
        assert preview.picture({"status": "Document provisoire"}, 600) != before

    def test_it_tells_where_an_item_stands(self, gazetteer: Gazetteer) -> None:
        preview = Printer(SheetRequest(HAYNECOURT), gazetteer).preview(HAYNECOURT)
        preview.picture({}, 300)
        cartouche = preview.place("cartouche")
        assert cartouche is not None
        assert 0.7 < cartouche.left() < cartouche.right() < 1
        assert 0.7 < cartouche.top() < cartouche.bottom() < 1
        assert preview.place("nothing") is None

    def test_it_tells_what_is_wrong_with_the_last_picture(self, gazetteer: Gazetteer) -> None:
        preview = Printer(SheetRequest(HAYNECOURT), gazetteer).preview(HAYNECOURT)
        preview.picture({"logo": "/nulle/part.png"}, 300)
        assert any("/nulle/part.png" in text for text in preview.warnings)
        preview.picture({}, 300)
        assert not any("/nulle/part.png" in text for text in preview.warnings)


class TestReview:
    """What went wrong once."""

    @pytest.mark.parametrize("scale", [0, -5, 1 / 30_000])
    def test_a_scale_that_is_none_is_refused(
        self, scale: float, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        with pytest.raises(SheetError, match="is no scale"):
            export_sheet(SheetRequest(HAYNECOURT, scale=scale), gazetteer, tmp_path)

    def test_a_scale_coarser_than_needed_still_fills_the_map(
        self, project: QgsProject, gazetteer: Gazetteer
    ) -> None:
        request = SheetRequest(HAYNECOURT, scale=60_000, outside="show", template="A3")
        result = add_layout(request, gazetteer, project)
        assert result.layout is not None
        frame = result.layout.itemById("map")
        for role in ("neighbours", "class:corridor"):
            layers = (x for x in frame.layers() if x.customProperty(ROLE) == role)
            extent = next(layers).extent()
            assert extent.contains(frame.extent().buffered(-2_000)), role

    def test_names_without_room_are_not_printed_elsewhere(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        request = SheetRequest("59294, 59552", scale=1_000_000, template="A3")
        result = export_sheet(request, gazetteer, tmp_path)
        assert any("There is no room" in text for text in result.warnings)
        assert result.file is not None
        # The title is in capitals.
        text = pdf.text(result.file)
        assert not [name for name in ("Haynecourt", "Sancourt") if name in text]

    def test_sheets_that_would_overwrite_each_other_are_refused(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        with pytest.raises(SheetError, match="SRCE"):
            export_sheets(SheetRequest(HAYNECOURT), ["srce", "srce"], gazetteer, tmp_path)
        assert list(tmp_path.iterdir()) == []

    def test_an_epci_of_two_departements_lies_among_the_epcis_of_both(
        self, gazetteer: Gazetteer
    ) -> None:
        flandre_lys = gazetteer.territory(gazetteer.resolve("245900758"))
        assert set(flandre_lys.entry.departement_name.split(" – ")) == {"Nord", "Pas-de-Calais"}
        around = gazetteer.surroundings(flandre_lys.entry, flandre_lys.crs)
        found = {entry.departement for p in around if (entry := gazetteer.entry(p.code))}
        assert found == {"59", "62"}

    def test_a_small_selection_needs_no_wall_plan(self, gazetteer: Gazetteer) -> None:
        with laid_out(SheetRequest("59294, 59552"), gazetteer) as sheet:
            assert paper(sheet)[:2] in ("A4", "A3")

    def test_a_sheet_without_templates_for_a_kind_is_refused(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        definition = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
        definition["templates"]["commune"] = []
        (tmp_path / "none.json").write_text(json.dumps(definition), encoding="utf-8")
        request = SheetRequest(HAYNECOURT, sheet=str(tmp_path / "none.json"))
        with pytest.raises(SheetError, match=r"templates\.commune"):
            export_sheet(request, gazetteer, tmp_path)
