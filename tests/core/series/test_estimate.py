# SPDX-License-Identifier: GPL-3.0-or-later
"""What a series will take, and which territories have data, told before it starts."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import QgsFeedback

from srce_pac.core.common.errors import CancelledError
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.series import run
from srce_pac.core.series.estimate import Trial, _print, estimate, seconds_of
from srce_pac.core.series.job import SKIPPED, Job, Outcome
from srce_pac.core.series.plan import SeriesPlan, plan_series
from srce_pac.core.series.request import DOSSIER, FILES, MERGED, SeriesRequest
from srce_pac.core.series.where_data import DataPlaces, territory_boxes
from srce_pac.core.sheet_basis import SheetBasis
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import SIDE, box, commune, make_gazetteer, two_communes
from srce_pac.tests.support.printers import small


@pytest.fixture
def far(tmp_path: Path) -> Gazetteer:
    """Two communes with data, and one 50 km east of all objects."""
    return make_gazetteer(
        tmp_path, [*two_communes(), commune("59009", "Loin", box(50_000, 0, SIDE))]
    )


def test_it_counts_sheets_and_what_is_there_and_what_will_lack_data(
    source: Path, far: Gazetteer, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    series = plan_series(SeriesRequest(small(source, ""), "59", folder, workers=0), far)
    folder.mkdir()
    series.jobs[0].path.write_bytes(b"an earlier one")
    found = estimate(series, far)
    assert (found.count, found.current) == (3, 0)
    assert found.existing == (series.jobs[0].path.name,)
    assert found.lacking == ("Loin (59009)",)
    assert found.warnings == ()
    assert found.seconds > 0
    assert 20_000 < found.size / found.count < 500_000
    # What was printed on trial is gone, and none of it came into the folder.
    assert [path.name for path in folder.iterdir()] == [series.jobs[0].path.name]


def test_what_cannot_be_printed_is_told(source: Path, far: Gazetteer, tmp_path: Path) -> None:
    series = plan_series(SeriesRequest(small(source, ""), "59", tmp_path / "out", workers=0), far)
    series.jobs = [
        replace(job, request=replace(job.request, territory="Nulpart")) for job in series.jobs
    ]
    found = estimate(series, far)
    assert (found.seconds, found.size) == (0, 0)
    assert "Nulpart" in found.warnings[0]


def test_it_is_cancelled_while_a_sheet_is_drawn(
    source: Path, far: Gazetteer, tmp_path: Path
) -> None:
    request = SeriesRequest(small(source, ""), "59", tmp_path / "out", workers=0)
    series = plan_series(request, far)
    feedback = QgsFeedback()
    # The sheets themselves tell their progress to no one; this is the end of the first.
    feedback.progressChanged.connect(lambda done: feedback.cancel() if done > 20 else None)
    with pytest.raises(CancelledError):
        estimate(series, far, feedback)


def test_putting_the_sheets_together_is_timed(
    source: Path, far: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "merge_sheets", lambda *_: time.sleep(0.2))
    sheet = small(source, "")
    request = SeriesRequest(sheet, "59001", tmp_path / "out", output=MERGED, workers=0)
    series = plan_series(request, far)
    trial = _print(series, series.jobs, far, None)
    assert trial.together >= 0.2
    assert trial.parts == 2
    assert len(trial.sheets) == 1


@pytest.mark.parametrize(
    ("output", "workers", "seconds"),
    [
        # The start, then ten sheets, of which the one in the middle counts twice.
        (FILES, 0, 5 + 10 * 3),
        (FILES, 1, 5 + 10 * 3),
        (FILES, 2, 5 + 10 * 3 / 1.7),
        (MERGED, 0, 5 + 10 * 3 + 12),
        # Two sheets of each territory, of which one has what is up to date.
        (DOSSIER, 0, 5 + 10 * 3 + 6),
    ],
)
def test_all_that_comes_is_counted(output: str, workers: int, seconds: float) -> None:
    sheet = SheetRequest("")
    request = SeriesRequest(sheet, "", Path(), output=output, workers=workers)
    jobs = [Job(n, replace(sheet, territory=f"5900{n // 2}"), "", "", Path()) for n in range(12)]
    skipped = [Outcome(job, SKIPPED) for job in jobs[10:]]
    trial = Trial(start=5, sheets=((1, 100), (2, 200), (7, 700)), together=3, parts=3)
    assert seconds_of(SeriesPlan(request, jobs[:10], skipped), trial) == pytest.approx(seconds)


def test_territories_beyond_the_departements_of_the_data_lack_them(embedded: Gazetteer) -> None:
    codes = ["59294", "60159", "59001,60159", "200068500"]
    boxes = territory_boxes(embedded, codes)
    with closing(SheetBasis(SheetRequest(""), None)) as basis:
        places = DataPlaces(basis)
        assert [places.reach(boxes[code]) for code in codes] == [True, False, True, True]


def test_the_box_of_a_territory_is_that_of_its_contour(embedded: Gazetteer) -> None:
    entry = embedded.resolve("59294")
    territory = embedded.territory(entry)
    found = territory_boxes(embedded, ["59294", "nothing"])
    assert set(found) == {"59294"}
    exact = territory.geometry.boundingBox()
    assert found["59294"].crs == territory.crs
    assert found["59294"].box.contains(exact.buffered(-50))
    assert exact.buffered(50).contains(found["59294"].box)
