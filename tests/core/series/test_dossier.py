# SPDX-License-Identifier: GPL-3.0-or-later
"""Dossiers as they are handed over: what they hold and say, and where their links lead."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from qgis.core import QgsFeedback

from srce_pac.core.common.errors import CancelledError
from srce_pac.core.common.files import ROOT
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.common.sentence import whole
from srce_pac.core.pipeline import Printer
from srce_pac.core.series.dossier import write_dossiers
from srce_pac.core.series.dossier_front import Dossier, DossierSheet, _index
from srce_pac.core.series.job import FAILED, PRINTED, SKIPPED, Job, Outcome
from srce_pac.core.series.request import SeriesRequest
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import make_gazetteer, two_communes
from srce_pac.tests.support.printers import small, write_both

pytestmark = [pytest.mark.usefixtures("qgis_app"), pytest.mark.once]

EPCI = "200000001"
FIRST, SECOND = "SRCE – trame verte et bleue", "Zones humides"


@dataclass(frozen=True)
class Printed:
    """A gazetteer and sheets of its territories, two of them of Alpha."""

    gazetteer: Gazetteer
    folder: Path
    requests: dict[str, SheetRequest]

    def outcome(self, name: str, number: int, sheet: str = FIRST) -> Outcome:
        """What came of one of the sheets."""
        request = self.requests[name]
        entry = self.gazetteer.resolve(request.territory)
        path = self.folder / f"{name}.pdf"
        job = Job(number, request, entry.code, entry.name, path, sheet=sheet)
        return Outcome(job, SKIPPED if number % 2 else PRINTED, paper="A4", scale=25_000)

    def alpha(self) -> list[Outcome]:
        """The two sheets of Alpha, the second with a table on a page of its own."""
        return [self.outcome("alpha", 1), self.outcome("alpha_second", 2, SECOND)]

    def epci(self) -> list[Outcome]:
        """The sheets of the EPCI, its own among those of its communes."""
        return [*self.alpha(), self.outcome("beta", 3), self.outcome("epci", 4)]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, qgis_app: Any) -> Printed:
    folder = tmp_path_factory.mktemp("printed")
    gazetteer = make_gazetteer(folder, two_communes())
    source = write_both(folder / "source")
    second = folder / "sheet" / "second.json"
    second.parent.mkdir()
    definition = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
    definition.update(id="second", name=SECOND, file_prefix="ZH")
    second.write_text(json.dumps(definition), encoding="utf-8")
    other = small(source, sheet=str(second), template="epci_a3_landscape_table")
    requests = {
        "alpha": small(source).numbered(1, 2),
        "alpha_second": other.numbered(2, 2),
        "beta": small(source, "59002"),
        "epci": small(source, EPCI, template="epci_a4_portrait"),
    }
    for name, request in requests.items():
        with closing(Printer(request, gazetteer)) as printer:
            printer.export(request, folder / f"{name}.pdf")
    return Printed(gazetteer, folder, requests)


def write(
    printed: Printed, outcomes: Sequence[Outcome], folder: Path
) -> tuple[list[Path], list[str]]:
    request = SeriesRequest(SheetRequest(""), "", folder)
    done = write_dossiers(request, outcomes, printed.gazetteer)
    return done.files, done.warnings


@pytest.fixture(scope="module")
def of_alpha(printed: Printed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,), warnings = write(printed, printed.alpha(), tmp_path_factory.mktemp("alpha"))
    assert warnings == []
    return path


@pytest.fixture(scope="module")
def of_epci(printed: Printed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,), warnings = write(printed, printed.epci(), tmp_path_factory.mktemp("epci"))
    assert warnings == []
    return path


def read(path: Path) -> Any:
    """A PDF as pypdf reads it."""
    return PdfReader(path)


def texts(path: Path, most: int = 9) -> list[str]:
    """The text of each of the first pages, with single blanks."""
    return [" ".join(page.extract_text().split()) for page in read(path).pages[:most]]


def titles(outline: list[Any]) -> list[Any]:
    """The titles of bookmarks, those below one in a list behind it."""
    return [titles(each) if isinstance(each, list) else each.title for each in outline]


def links(path: Path) -> list[tuple[int, int]]:
    """The page of each link and the page that it leads to, from 1."""
    reader = read(path)
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages, 1)}
    return [
        (number, numbers[annotation.get_object()["/Dest"][0].idnum])
        for number, page in enumerate(reader.pages, 1)
        for annotation in page.get("/Annots", [])
    ]


class TestOfACommune:
    def test_it_has_cover_list_figures_and_sheets(self, of_alpha: Path) -> None:
        assert of_alpha.name == "DOSSIER_59001_ALPHA.pdf"
        cover, front, first, second, table = texts(of_alpha)
        for words in ("Porter à connaissance", "Commune de", "ALPHA", "59001", "D.D.T.M 59"):
            assert words in cover
        assert cover.index("Avertissement") < cover.index("annulé")
        assert "Imprimé le" in cover
        assert "CARTE : 1/2" in pdf.normalised(first)
        assert "CARTE : 2/2" in pdf.normalised(second)
        assert "récapitulatif" in table
        assert "Page 2/5" in front

    def test_the_list_gives_number_paper_scale_and_page(self, of_alpha: Path) -> None:
        front = pdf.normalised(texts(of_alpha)[1])
        assert "1/2 Carte S.R.C.E" in front
        assert "A4 1/25 000 3" in front
        assert "A4 1/25 000 4" in front

    def test_its_tables_are_those_of_the_summary(self, of_alpha: Path) -> None:
        front = texts(of_alpha)[1]
        assert f"Récapitulatif – {FIRST}" in front
        assert f"Récapitulatif – {SECOND}" in front
        assert (
            "Corridors écologiques 3 2,6 km Réservoir de Biodiversité 3 < 1 ha < 1 %"
            in pdf.normalised(front)
        )
        assert "ellipsoïde" in front
        # The key figures are those that the sheets print.
        assert pdf.normalised(front).count("Ensemble des corridors : 2,6 km") == 2

    def test_lines_lead_to_their_pages(self, of_alpha: Path) -> None:
        assert links(of_alpha) == [(2, 3), (2, 4)]

    def test_bookmarks_lead_to_all_of_it(self, of_alpha: Path) -> None:
        outline = read(of_alpha).outline
        assert [pdf.normalised(title) for title in titles(outline)] == [
            "Porter à connaissance – Alpha (59001)",
            "Contenu du dossier",
            f"Récapitulatif – {FIRST}",
            f"Récapitulatif – {SECOND}",
            FIRST,
            SECOND,
        ]
        pages = [read(of_alpha).get_destination_page_number(each) for each in outline]
        assert pages == [0, 1, 1, 1, 2, 3]

    def test_it_says_what_it_is(self, of_alpha: Path) -> None:
        info = pdf.info(of_alpha)
        assert info["Title"] == "Porter à connaissance – Alpha (59001)"
        assert info["Author"] == "D.D.T.M 59"
        assert all(font.embedded for font in pdf.fonts(of_alpha))

    def test_a_sheet_that_is_missing_is_named(self, printed: Printed, tmp_path: Path) -> None:
        first, second = printed.alpha()
        (path,), _ = write(printed, [first, replace(second, status=FAILED)], tmp_path)
        _, front, _ = texts(path)
        assert "manque" in front
        assert f"Alpha (59001), {SECOND}" in pdf.normalised(front)
        assert links(path) == [(2, 3)]
        assert "Page 2/3" in front

    def test_a_sheet_without_its_data_is_missing_only(
        self, printed: Printed, tmp_path: Path
    ) -> None:
        first, second = printed.alpha()
        request = replace(second.job.request, source=str(tmp_path / "none.gpkg"))
        second = replace(second, job=replace(second.job, request=request))
        (path,), told = write(printed, [first, replace(second, status=FAILED)], tmp_path / "a")
        assert f"2/2 {SECOND} manque" in pdf.normalised(texts(path)[1])
        assert told == []
        # The sheet is there, and its data are not any more.
        (path,), (told_of,) = write(printed, [first, second], tmp_path / "b")
        assert "none.gpkg" in whole(told_of)
        assert texts(path)[1].count("Récapitulatif") == 1
        assert len(texts(path)) == 5

    def test_nothing_is_known_but_the_sheet(self, printed: Printed, tmp_path: Path) -> None:
        first = printed.outcome("beta", 1)
        request = replace(first.job.request, source=str(tmp_path / "none.gpkg"))
        (path,), _ = write(
            printed, [replace(first, job=replace(first.job, request=request))], tmp_path
        )
        cover, front, _ = texts(path)
        assert "BÊTA" in cover
        assert "Chiffres" not in front


class TestOfAnEpci:
    def test_the_plan_comes_first_and_communes_have_an_index(self, of_epci: Path) -> None:
        pages = texts(of_epci)
        assert of_epci.name == "DOSSIER_200000001_CC_DES_CARRES.pdf"
        assert "Index des communes" in pages[2]
        assert "CARRÉS" in pages[3]
        index = pdf.normalised(pages[2])
        assert f"Alpha 59001 {FIRST} A4 1/25 000 5 Alpha 59001 {SECOND} A4 1/25 000 6" in index
        assert f"Bêta 59002 {FIRST} A4 1/25 000 8" in index
        assert len(pages) == 8

    @pytest.mark.parametrize(
        ("sheets", "are_told"), [((FIRST, FIRST), False), ((FIRST, SECOND), True)]
    )
    def test_the_index_tells_sheets_apart_where_there_are_several(
        self, printed: Printed, sheets: tuple[str, ...], are_told: bool
    ) -> None:
        outcomes = [printed.outcome("beta", 1, sheet) for sheet in sheets]
        entry = printed.gazetteer.resolve(EPCI)
        others = [DossierSheet(outcome, 0) for outcome in outcomes]
        index = _index(Dossier(entry, [], others, load_sheet("srce")), {})
        assert [pdf.normalised(line.cells[2]) == FIRST for line in index.lines][:1] == [are_told]
        assert {len(line.cells) for line in index.lines} == {len(index.columns)}

    def test_lines_lead_to_their_pages(self, of_epci: Path) -> None:
        assert links(of_epci) == [(2, 4), (3, 5), (3, 6), (3, 8)]

    def test_bookmarks_go_down_to_the_sheets(self, of_epci: Path) -> None:
        assert titles(read(of_epci).outline)[3:] == [
            "Index des communes",
            "CC des Carrés (200000001)",
            "Alpha (59001)",
            [FIRST, SECOND],
            "Bêta (59002)",
        ]


def test_a_damaged_sheet_costs_its_own_dossier_only(printed: Printed, tmp_path: Path) -> None:
    beta = printed.outcome("beta", 3)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(beta.job.path.read_bytes()[:-100])
    outcomes = [replace(beta, job=replace(beta.job, path=broken)), printed.outcome("alpha", 1)]
    files, (warning,) = write(printed, outcomes, tmp_path / "out")
    assert [file.name for file in files] == ["DOSSIER_59001_ALPHA.pdf"]
    assert "broken.pdf" in whole(warning)


def test_a_territory_without_any_sheet_gets_none(printed: Printed, tmp_path: Path) -> None:
    failed = replace(printed.outcome("beta", 3), status=FAILED)
    assert write(printed, [failed], tmp_path / "out") == ([], [])
    assert not (tmp_path / "out").exists()


def test_a_cancelled_one_leaves_nothing(printed: Printed, tmp_path: Path) -> None:
    feedback = QgsFeedback()
    feedback.cancel()
    request = SeriesRequest(SheetRequest(""), "", tmp_path / "out")
    with pytest.raises(CancelledError):
        write_dossiers(request, printed.alpha(), printed.gazetteer, feedback)
    assert not (tmp_path / "out").exists()


def test_a_template_of_ones_own_is_used(
    printed: Printed, qgis_profile: Path, tmp_path: Path
) -> None:
    folder = qgis_profile / "layouts" / "dossier"
    shutil.copytree(ROOT / "layouts" / "dossier", folder)
    own = folder / "dossier_cover_a4_portrait.qpt"
    content = own.read_text(encoding="utf-8").replace("[% @srce_status %]", "Notre dossier")
    own.write_text(content, encoding="utf-8")
    (path,), warnings = write(printed, printed.alpha(), tmp_path)
    assert "Notre dossier" in texts(path)[0]
    assert warnings == []


def test_a_template_without_a_body_is_refused(
    printed: Printed, qgis_profile: Path, tmp_path: Path
) -> None:
    folder = qgis_profile / "layouts" / "dossier"
    shutil.copytree(ROOT / "layouts" / "dossier", folder)
    own = folder / "dossier_list_a4_portrait.qpt"
    content = own.read_text(encoding="utf-8").replace('id="body"', 'id="other"')
    own.write_text(content, encoding="utf-8")
    files, (warning,) = write(printed, printed.alpha(), tmp_path)
    assert files == []
    assert "body" in whole(warning)
