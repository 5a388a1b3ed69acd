# SPDX-License-Identifier: GPL-3.0-or-later
"""What a source covers of a territory, and how a sheet says what it does not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import QgsProject

from srce_pac.core.common.layer_roles import UNCOVERED
from srce_pac.core.common.request import DEMONSTRATION, DIM, HIDE, SHOW, SheetRequest
from srce_pac.core.layers.coverage import Coverage, Uncovered
from srce_pac.core.pipeline import Printer, load_sheet_layers, summarise_sheet
from srce_pac.core.profiles.data_facts import DataFacts
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.definition import load_sheet, sheet_path
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    SIDE,
    box,
    commune,
    epci,
    make_gazetteer,
    open_layers,
    rows,
    sheet_context,
    write_layer,
)
from srce_pac.tests.support.reservoirs import reservoirs

pytestmark = pytest.mark.usefixtures("qgis_app")

COVERED, PARTLY, NOT_COVERED = "covered", "partly", "not covered"
KM = 1_000

NOTHING = "Aucune continuité écologique"
HATCHED = "Non couvert par les données"


def state(uncovered: Uncovered) -> str:
    if uncovered.is_empty:
        return COVERED
    return NOT_COVERED if uncovered.is_whole else PARTLY


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A copy of the eastern Oise: opening a GeoPackage writes beside it."""
    original = shared / "data" / "sraddet_hdf2020_oise_est.gpkg"
    return str(shutil.copyfile(original, tmp_path_factory.mktemp("real") / original.name))


def found(
    gazetteer: Gazetteer,
    source: Path | str,
    territory: str,
    departements: Sequence[str] | None = None,
    outside: str = DIM,
) -> Uncovered:
    """What a source does not cover of a territory; it may be said which départements it is of."""
    profile = recognise(str(source))
    if departements is not None:
        profile = replace(profile, facts=DataFacts(departements=tuple(departements)))
    return open_layers(sheet_context(gazetteer, territory), profile, outside).uncovered


class TestKnownData:
    """Data whose départements are known."""

    @pytest.mark.parametrize(
        ("territory", "expected"),
        [
            ("59294", COVERED),
            ("59350", COVERED),
            ("59183", COVERED),
            ("59332", COVERED),
            # It holds nothing.
            ("59197", COVERED),
            ("245901160", COVERED),
            ("62041", NOT_COVERED),
            # Beside the Nord, and met by objects of it.
            ("62673", NOT_COVERED),
            ("60159", NOT_COVERED),
            ("247600588", NOT_COVERED),
            ("59350,62041", PARTLY),
            ("59350,59294", COVERED),
        ],
    )
    def test_the_demonstration_covers_the_nord_and_nothing_else(
        self, embedded: Gazetteer, territory: str, expected: str
    ) -> None:
        assert state(found(embedded, DEMONSTRATION, territory)) == expected

    @pytest.mark.parametrize("outside", [HIDE, SHOW])
    @pytest.mark.parametrize(
        ("is_real", "territory", "expected"),
        [
            (False, "59294", COVERED),
            (False, "62673", NOT_COVERED),
            (False, "59350,62041", PARTLY),
            (True, "60531", COVERED),
            (True, "80021", NOT_COVERED),
            (True, "60159,60057", PARTLY),
        ],
    )
    def test_whatever_is_drawn_outside(
        self,
        embedded: Gazetteer,
        real: str,
        is_real: bool,
        territory: str,
        expected: str,
        outside: str,
    ) -> None:
        source = real if is_real else DEMONSTRATION
        assert state(found(embedded, source, territory, outside=outside)) == expected

    def test_the_communes_of_the_other_departement_are_what_is_not_covered(
        self, embedded: Gazetteer
    ) -> None:
        uncovered = found(embedded, DEMONSTRATION, "59350,62041").geometry
        arras = sheet_context(embedded, "62041").territory.geometry
        assert uncovered.symDifference(arras).area() < 1

    @pytest.mark.parametrize(
        ("territory", "expected"),
        [
            ("60159", COVERED),
            ("200067965", COVERED),
            ("246000129", COVERED),
            # On the border of what is there, and in the largest hole in it.
            ("02810", COVERED),
            ("60531", COVERED),
            ("60117", COVERED),
            ("60057", NOT_COVERED),
            ("62041", NOT_COVERED),
            ("80021", NOT_COVERED),
            ("60159,60057", PARTLY),
        ],
    )
    def test_an_extract_of_a_region_covers_what_it_holds(
        self, embedded: Gazetteer, real: str, territory: str, expected: str
    ) -> None:
        assert state(found(embedded, real, territory)) == expected


def row_of_communes(folder: Path, count: int = 40) -> Gazetteer:
    """Communes of a kilometre from west to east, the first twenty in the Nord, in one EPCI."""
    codes = [f"{59 if i < 20 else 62}{i:03}" for i in range(count)]
    territories = [commune(code, f"C{code}", box(i * KM, 0, KM)) for i, code in enumerate(codes)]
    for i, row in enumerate(territories):
        row.values["departement"] = codes[i][:2]  # type: ignore[index]
    whole = box(0, 0, count * KM, KM)
    return make_gazetteer(folder, [*territories, epci("200000001", "CC du Rang", whole, codes)])


class TestUnknownData:
    """A source of the user's, of which nothing but its objects is known."""

    @pytest.mark.parametrize(
        ("kilometres", "territory", "expected"),
        [
            # Among the objects, in a hole, beyond the last of them.
            ([0, 5, 10], "59005", COVERED),
            ([0, 10], "59005", COVERED),
            ([0, 2, 4], "59012", NOT_COVERED),
            ([0, 2, 4], "62030", NOT_COVERED),
            # The box of all objects is no proof.
            ([0, 39], "59019", NOT_COVERED),
            ([0, 5, 10, 15, 20], "200000001", PARTLY),
            (list(range(0, 40, 3)), "200000001", COVERED),
            ([0, 2, 4], "59002,62030", PARTLY),
        ],
    )
    def test_it_covers_what_its_objects_are_near_or_all_around(
        self, tmp_path: Path, kilometres: list[int], territory: str, expected: str
    ) -> None:
        source = reservoirs(tmp_path, [box(x * KM + 400, 400, 100) for x in kilometres])
        assert state(found(row_of_communes(tmp_path), source, territory)) == expected

    def test_one_object_that_spans_all_covers_no_more_than_where_it_is(
        self, tmp_path: Path
    ) -> None:
        folder = tmp_path / "source"
        folder.mkdir()
        ends = "MultiLineString((700400 7000400, 700500 7000400), (739400 7000400, 739500 7000400))"
        write_layer(
            folder / "n_srce_corridor_l_000.fgb",
            rows([ends], NATIONAL_CORRIDOR),
            "MultiLineString",
        )
        gazetteer = row_of_communes(tmp_path)
        assert state(found(gazetteer, folder, "59000")) == COVERED
        assert state(found(gazetteer, folder, "59019")) == NOT_COVERED

    def test_an_object_that_ends_nowhere_covers_what_it_crosses(self, tmp_path: Path) -> None:
        folder = tmp_path / "source"
        folder.mkdir()
        endless = "MultiLineString((700400 7000400, 1e13 7000400))"
        write_layer(
            folder / "n_srce_corridor_l_000.fgb",
            rows([endless], NATIONAL_CORRIDOR),
            "MultiLineString",
        )
        assert state(found(row_of_communes(tmp_path), folder, "59005")) == COVERED

    @pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
    def test_it_is_measured_in_metres_whatever_the_crs(self, tmp_path: Path, crs: str) -> None:
        source = reservoirs(tmp_path, [box(x * KM, 400, 100) for x in (0, 10)], crs=crs)
        gazetteer = row_of_communes(tmp_path)
        assert state(found(gazetteer, source, "59005")) == COVERED
        assert state(found(gazetteer, source, "62020")) == NOT_COVERED

    def test_a_wide_area_covers_its_middle(self, tmp_path: Path) -> None:
        source = reservoirs(tmp_path, [box(-60 * KM, -60 * KM, 120 * KM)])
        assert state(found(row_of_communes(tmp_path), source, "59005")) == COVERED


class TestDepartements:
    """The départements bound what objects that reach over the border would say."""

    @pytest.mark.parametrize(
        ("territory", "expected"),
        [
            ("59019", COVERED),
            ("62020", NOT_COVERED),
            ("200000001", PARTLY),
            ("59019,62020", PARTLY),
            ("59018,59019", COVERED),
        ],
    )
    def test_what_lies_outside_them_is_not_covered(
        self, tmp_path: Path, territory: str, expected: str
    ) -> None:
        source = reservoirs(tmp_path, [box(x * KM, 400, 100) for x in range(0, 40, 2)])
        gazetteer = row_of_communes(tmp_path)
        assert state(found(gazetteer, source, territory, ["59"])) == expected

    @pytest.mark.parametrize(
        ("is_complete", "departements", "territory", "expected"),
        [
            (False, ("59",), "59019", NOT_COVERED),
            # What came whole of a département says itself that nothing is there.
            (True, ("59",), "59019", COVERED),
            (True, ("59",), "62020", NOT_COVERED),
            (True, (), "62030", COVERED),
        ],
    )
    def test_complete_data_cover_what_no_object_is_near(
        self,
        tmp_path: Path,
        is_complete: bool,
        departements: tuple[str, ...],
        territory: str,
        expected: str,
    ) -> None:
        source = reservoirs(tmp_path, [box(400, 400, 100)])
        facts = DataFacts(departements=departements, complete=is_complete)
        profile = replace(recognise(str(source)), facts=facts)
        context = sheet_context(row_of_communes(tmp_path), territory)
        assert state(open_layers(context, profile).uncovered) == expected

    def test_those_that_the_data_were_made_for_are_named_where_they_are_the_reason(
        self, tmp_path: Path
    ) -> None:
        source = reservoirs(tmp_path, [box(400, 400, 100)])
        gazetteer = row_of_communes(tmp_path)
        assert found(gazetteer, source, "62020", ["59", "02"]).departements == ("Nord", "02")
        assert found(gazetteer, source, "59019", ["59"]).departements == ()

    def test_half_of_an_epci_on_two_departements_is_hatched(self, tmp_path: Path) -> None:
        source = reservoirs(tmp_path, [box(x * KM, 400, 100) for x in range(0, 40, 2)])
        uncovered = found(row_of_communes(tmp_path), source, "200000001", ["59"])
        assert uncovered.geometry.area() == pytest.approx(20 * KM * KM, rel=0.001)

    def test_communes_that_are_not_loaded_count_by_their_codes(self, tmp_path: Path) -> None:
        loaded = commune("59001", "Alpha", box(0, 0, SIDE))
        both = epci("200000001", "CC", box(0, 0, 2 * SIDE, SIDE), ["59001", "76001"])
        gazetteer = make_gazetteer(tmp_path, [loaded, both])
        source = reservoirs(tmp_path, [box(100, 100, 1500)])
        uncovered = found(gazetteer, source, "200000001", ["59"])
        assert state(uncovered) == PARTLY
        assert uncovered.geometry.area() == pytest.approx(SIDE * SIDE, rel=0.001)
        assert state(found(gazetteer, source, "200000001", ["59", "76"])) == COVERED

    def test_a_strip_of_the_border_is_noise(self, tmp_path: Path) -> None:
        strip = commune("62001", "Bord", box(SIDE, 0, 4, SIDE))
        strip.values["departement"] = "62"  # type: ignore[index]
        large = commune("59001", "Alpha", box(0, 0, SIDE))
        gazetteer = make_gazetteer(tmp_path, [large, strip])
        source = reservoirs(tmp_path, [box(100, 100, 50)])
        assert state(found(gazetteer, source, "59001,62001", ["59"])) == COVERED


class TestSheet:
    """What the sheet, the window and the summary say."""

    @pytest.mark.parametrize(
        ("territory", "legend", "nota", "warning"),
        [
            ("59197", NOTHING, "", ""),
            (
                "62041",
                HATCHED,
                "ne couvrent pas le territoire (Arras)",
                "Arras (62041): the sheet says nothing of it. It was made for: Nord.",
            ),
            ("59350,62041", HATCHED, "ne couvrent qu'une partie", "covers only a part of"),
            ("59294", "", "", ""),
        ],
    )
    def test_absence_is_stated_only_where_the_data_cover_the_territory(
        self,
        shared_printer: Printer,
        tmp_path: Path,
        territory: str,
        legend: str,
        nota: str,
        warning: str,
    ) -> None:
        result = shared_printer.export(SheetRequest(territory, template="A4"), tmp_path)
        assert result.file is not None
        text = " ".join(pdf.text(result.file).split())
        for sentence in (NOTHING, HATCHED):
            assert (sentence in text) == (sentence == legend)
        assert nota in text
        assert ("ne couvrent" in text) == bool(nota)
        assert ("Elles portent sur les départements suivants : Nord." in text) == bool(nota)
        # The first of them is the one that the window shows.
        assert warning in (result.warnings or [""])[0]

    @pytest.mark.parametrize("territory", ["62041", "59350,62041"])
    def test_loading_says_it_and_draws_it_under_the_names(
        self, embedded: Gazetteer, project: QgsProject, territory: str
    ) -> None:
        result = load_sheet_layers(SheetRequest(territory), embedded, project)
        assert "cover" in result.warnings[0]
        layers = open_layers(sheet_context(embedded, territory), recognise(DEMONSTRATION), DIM)
        order = layers.in_drawing_order()
        assert order.index(layers.reference[UNCOVERED]) > order.index(layers.contour)

    def test_the_summary_does_not_call_unknown_what_is_none(self, embedded: Gazetteer) -> None:
        summary = summarise_sheet(SheetRequest("59197,62041"), embedded)
        labels = {row.code: row.label for row in summary.rows if not row.class_id}
        assert labels == {"59197": "Aucun objet", "62041": HATCHED}
        assert "ne couvrent qu'une partie" in summary.uncovered
        assert "covers only a part" in summary.warnings[0]

    def test_a_sheet_of_the_user_with_the_former_word_still_loads(self, tmp_path: Path) -> None:
        written = json.loads(sheet_path("srce").read_text(encoding="utf-8"))
        written["words"] = {"uncovered": "{}, ailleurs"}
        path = tmp_path / "mine.json"
        path.write_text(json.dumps(written), encoding="utf-8")
        assert load_sheet(str(path)).words["uncovered_whole"]


def test_it_is_found_out_once_for_a_territory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    find = Coverage._find

    def counted(self: Coverage, *given: object) -> Uncovered:
        calls.append(given)
        return find(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Coverage, "_find", counted)
    gazetteer = row_of_communes(tmp_path)
    source = reservoirs(tmp_path, [box(400, 400, 100)])
    request = SheetRequest("59001", source=str(source))
    printer = Printer(request, gazetteer)
    for _ in range(3):
        printer.export(request, tmp_path / "sheet.pdf")
    printer.preview(request)
    printer.close()
    assert len(calls) == 1
