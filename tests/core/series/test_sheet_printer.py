# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a sheet that is printed is the one that was planned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Callable

import pytest

from srce_pac.core.common.errors import SourceError
from srce_pac.core.common.sentence import whole
from srce_pac.core.layers.layer_maker import MemoryLayers
from srce_pac.core.series.job import PRINTED, Job, Outcome
from srce_pac.core.series.plan import plan_series
from srce_pac.core.series.report_rows import ReportRow
from srce_pac.core.series.request import SeriesRequest
from srce_pac.core.series.sheet_printer import SheetPrinter
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import Row, box, write_layer
from srce_pac.tests.support.printers import CORRIDORS, small

Planned = Callable[..., Job]


@pytest.fixture
def planned(source: Path, gazetteer: Gazetteer, tmp_path: Path) -> Planned:
    """The job of the sheet of Alpha, planned as things are now."""

    def plan(**others: Any) -> Job:
        (tmp_path / "out").mkdir(exist_ok=True)
        sheet = small(source, "", **others)
        (job,) = plan_series(SeriesRequest(sheet, "59001", tmp_path / "out"), gazetteer).jobs
        return job

    return plan


@pytest.fixture
def print_(gazetteer: Gazetteer, tmp_path: Path) -> Callable[[Job], Outcome]:
    printer = SheetPrinter(gazetteer, tmp_path / "out")

    def print_job(job: Job) -> Outcome:
        outcome = printer.print(job)
        assert outcome.status == PRINTED
        row = ReportRow.of(outcome, tmp_path / "out", 0)
        assert row.fingerprint == (job.fingerprint if outcome.as_planned else "")
        return outcome

    return print_job


def test_data_that_are_away_for_a_while_give_sheets_that_do_not_stay(
    planned: Planned, print_: Callable[[Job], Outcome], source: Path
) -> None:
    job = planned()
    assert print_(job).as_planned
    file = source / f"{CORRIDORS}.fgb"
    away = file.rename(source.with_name("away"))
    outcome = print_(job)
    assert not outcome.as_planned
    assert "changed while" in whole(outcome.warnings[-1])
    # It is another series that is planned now.
    assert print_(planned()).as_planned
    away.rename(file)
    assert print_(job).as_planned


@pytest.mark.parametrize("lacking", [{"background": "away.tif"}, {"base": "away"}])
def test_a_sheet_without_what_lies_under_its_theme_does_not_stay(
    lacking: dict[str, str], planned: Planned, print_: Callable[[Job], Outcome]
) -> None:
    outcome = print_(planned(**lacking))
    assert not outcome.as_planned
    assert "is missing on this sheet" in whole(outcome.warnings[-1])


def test_a_sheet_of_which_something_is_missing_does_not_stay(
    planned: Planned, print_: Callable[[Job], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    original = MemoryLayers.class_layer

    def refuse(self: MemoryLayers, source: Any, *others: Any) -> Any:
        if source.class_id == "corridor":
            raise SourceError("away")
        return original(self, source, *others)

    monkeypatch.setattr(MemoryLayers, "class_layer", refuse)
    assert not print_(planned()).as_planned


def test_a_sheet_that_is_one_of_several_is_as_planned(
    planned: Planned, print_: Callable[[Job], Outcome]
) -> None:
    job = planned(cartouche={"sheet_number": 1, "sheet_total": 2}, office="62")
    assert print_(job).as_planned
    assert not print_(replace(job, request=planned(office="59").request)).as_planned


def test_a_light_base_that_changes_between_two_sheets_is_drawn_as_it_is(
    planned: Planned, print_: Callable[[Job], Outcome], tmp_path: Path
) -> None:
    base = tmp_path / "base"
    base.mkdir()
    jobs = []
    for name in ("Vieuxbourg", "Neuvebourg"):
        town = {"nature": "Lieu-dit habité", "toponyme": name, "importance": "2"}
        (base / "zone_d_habitation.fgb").unlink(missing_ok=True)
        write_layer(base / "zone_d_habitation.fgb", [Row(box(500, -500, 20), town)])
        jobs.append(planned(base=str(base)))
        outcome = print_(jobs[-1])
        assert outcome.as_planned
        assert not outcome.warnings
        assert name in pdf.text(tmp_path / "out" / outcome.job.path)
    assert jobs[0].fingerprint != jobs[1].fingerprint
    # What was planned for another base is no sheet of this one.
    assert not print_(jobs[0]).as_planned
