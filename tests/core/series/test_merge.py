# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheets of a series in one PDF: which of them, in which order, under which bookmarks."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from qgis.PyQt.QtGui import QPainter, QPdfWriter

from srce_pac.core.common.errors import ExportError
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.series.job import CANCELLED, FAILED, PRINTED, SKIPPED, Job, Outcome
from srce_pac.core.series.merge import merge_sheets, merged_title
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import box, commune, make_gazetteer, two_communes

pytestmark = [pytest.mark.usefixtures("qgis_app"), pytest.mark.once]

EPCI = "200000001"


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory, qgis_app: Any) -> Gazetteer:
    """Two communes of an EPCI, and one of none."""
    rows = [*two_communes(), commune("62001", "Seule", box(50_000, 0, 1000))]
    return make_gazetteer(tmp_path_factory.mktemp("territories"), rows)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, qgis_app: Any) -> Path:
    """A PDF of one empty page."""
    path = tmp_path_factory.mktemp("page") / "page.pdf"
    writer = QPdfWriter(str(path))
    painter = QPainter(writer)
    painter.end()
    return path


@pytest.fixture
def outcome(page: Path, tmp_path: Path) -> Any:
    """Makes the outcome of a sheet, and its file where one was printed."""
    numbers = iter(range(1, 100))

    def make(code: str, name: str, status: str = PRINTED, sheet: str = "") -> Outcome:
        number = next(numbers)
        path = tmp_path / f"{number}_{code}.pdf"
        if status in (PRINTED, SKIPPED):
            shutil.copy(page, path)
        return Outcome(Job(number, SheetRequest(code), code, name, path, sheet=sheet), status)

    return make


def titles(outline: list[Any]) -> list[Any]:
    """The titles of bookmarks, those below one in a list behind it."""
    return [titles(each) if isinstance(each, list) else each.title for each in outline]


def test_communes_stand_behind_the_plan_of_their_epci(
    outcome: Any, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    outcomes = [
        outcome("59002", "Bêta"),
        outcome("62001", "Seule"),
        outcome("59001", "Alpha", SKIPPED),
        outcome(EPCI, "CC des Carrés"),
    ]
    merge_sheets(outcomes, tmp_path / "all.pdf", "Tout", gazetteer)
    reader = PdfReader(tmp_path / "all.pdf")
    below = ["Bêta (59002)", "Alpha (59001)"]
    assert titles(reader.outline) == ["CC des Carrés", below, "Seule (62001)"]
    assert reader.page_labels == [EPCI, "59002", "59001", "62001"]


def test_several_sheets_of_a_territory_stand_below_it(
    outcome: Any, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    outcomes = [outcome("59001", "Alpha", sheet="SRCE"), outcome("59001", "Alpha")]
    merge_sheets(outcomes, tmp_path / "all.pdf", "Tout")
    (one, (first, second)) = titles(PdfReader(tmp_path / "all.pdf").outline)
    assert (one, first, second) == ("Alpha (59001)", "SRCE", "2_59001")
    merge_sheets(outcomes, tmp_path / "all.pdf", "Tout", gazetteer)
    assert titles(PdfReader(tmp_path / "all.pdf").outline)[0] == "CC des Carrés"


def test_what_was_not_printed_is_left_out(outcome: Any, tmp_path: Path) -> None:
    outcomes = [
        outcome("59001", "Alpha"),
        outcome("59002", "Bêta", FAILED),
        outcome("62001", "Seule", CANCELLED),
    ]
    merge_sheets(outcomes, tmp_path / "all.pdf", "Tout")
    assert titles(PdfReader(tmp_path / "all.pdf").outline) == ["Alpha (59001)"]


def test_it_is_called_by_what_its_sheets_have_in_common(outcome: Any, gazetteer: Gazetteer) -> None:
    alpha, beta, alone = outcome("59001", "Alpha"), outcome("59002", "Bêta"), outcome("62001", "S")
    words = "Porter à connaissance – CC des Carrés"
    assert merged_title([alpha.job, beta.job], gazetteer, "x") == words
    assert merged_title([alpha.job, alone.job], gazetteer, "x") == "Porter à connaissance – x"


def test_pictures_are_refused(outcome: Any, tmp_path: Path) -> None:
    picture = Outcome(Job(1, SheetRequest("59001"), "59001", "Alpha", Path("a.png")), PRINTED)
    with pytest.raises(ExportError, match=r"a\.png"):
        merge_sheets([outcome("59002", "Bêta"), picture], tmp_path / "all.pdf", "Tout")
    assert not (tmp_path / "all.pdf").exists()
