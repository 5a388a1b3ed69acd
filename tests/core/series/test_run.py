# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole series: planned, printed, reported, merged."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsFeedback, QgsProject
from qgis.PyQt.QtCore import QEventLoop, QTimer

from srce_pac.core.common.errors import ExportError, SrceError
from srce_pac.core.common.report_names import PICTURES
from srce_pac.core.common.scratch import part_of
from srce_pac.core.common.sentence import whole
from srce_pac.core.series import pool
from srce_pac.core.series import run as run_module
from srce_pac.core.series.job import CANCELLED, FAILED, PRINTED, SKIPPED
from srce_pac.core.series.lock import SeriesLock
from srce_pac.core.series.progress import SeriesProgress, SeriesResult
from srce_pac.core.series.request import BOTH, DOSSIER, MERGED, REPLACE, Slice
from srce_pac.core.series.run import SeriesRun, needs_project
from srce_pac.core.series.waiting import run_series
from srce_pac.tests.support.factories import open_layer
from srce_pac.tests.support.series import Series, make_series, run_to_end

SHEETS = {"SRCE_59001_COMMUNE_1.pdf", "SRCE_59002_COMMUNE_2.pdf", "SRCE_59003_COMMUNE_3.pdf"}
REPORT = {"rapport.csv", "rapport.html"}


@pytest.fixture
def series(tmp_path: Path) -> Series:
    """Three communes, printed in this process."""
    return make_series(tmp_path, 3, workers=0)


def statuses(result: SeriesResult) -> list[str]:
    return [one.status for one in result.outcomes]


def test_a_series_goes_from_its_request_to_its_report(series: Series) -> None:
    steps: list[SeriesProgress] = []
    run = SeriesRun(series.request, series.gazetteer)
    results: list[SeriesResult] = []
    run.progressed.connect(steps.append)
    run.sheet_done.connect(series.outcomes.append)
    run.finished.connect(results.append)
    run.start()
    printing = run.pool()
    assert printing is not None
    run_to_end(printing, lambda: None)
    [result] = results
    assert statuses(result) == [PRINTED] * 3
    assert series.outcomes == result.outcomes
    assert series.files() >= SHEETS | REPORT
    assert not [name for name in series.files() if name.startswith(".")]
    assert not result.cancelled
    assert result.report.name == "rapport.csv"
    assert steps[-1].done == steps[-1].total == 3
    assert steps[-1].per_minute > 0
    assert any(step.current == ("Commune 2 (59002)",) for step in steps)


@pytest.mark.once
def test_nothing_of_a_series_stays_behind(series: Series) -> None:
    run = SeriesRun(series.request, series.gazetteer)
    run.start()
    printing = run.pool()
    assert printing is not None
    workers = [weakref.ref(worker) for worker in printing.workers()]
    run_to_end(printing, lambda: None)
    kept: list[Any] = [weakref.ref(run), weakref.ref(printing), *workers]
    del run, printing
    gc.collect()
    assert [one() for one in kept] == [None] * 3


def test_its_layers_are_let_go_of_without_the_collector(tmp_path: Path) -> None:
    """A process that ends with QGIS crashes where a layer outlives it."""
    series = make_series(tmp_path, 1)
    gazetteer = weakref.ref(series.gazetteer)
    for workers in (0, 1):
        gc.collect()
        gc.disable()
        try:
            request = replace(series.request, workers=workers, existing=REPLACE)
            assert statuses(run_series(request, series.gazetteer)) == [PRINTED]
            if workers:
                del series
                assert gazetteer() is None
        finally:
            gc.enable()


@pytest.mark.once
def test_a_series_goes_on_where_it_was_cancelled(series: Series) -> None:
    feedback = QgsFeedback()
    feedback.progressChanged.connect(lambda progress: progress > 30 and feedback.cancel())
    result = run_series(series.request, series.gazetteer, feedback)
    assert result.cancelled
    assert CANCELLED in statuses(result)
    assert PRINTED in statuses(result)
    again = run_series(series.request, series.gazetteer)
    assert set(statuses(again)) == {PRINTED, SKIPPED}
    assert len(again.outcomes) == 3
    assert series.files() >= SHEETS | REPORT


def test_sheets_are_merged_too(series: Series) -> None:
    result = run_series(replace(series.request, output=BOTH), series.gazetteer)
    assert result.merged is not None
    assert result.merged.read_bytes().startswith(b"%PDF-")
    assert series.files() == {*SHEETS, *REPORT, result.merged.name}


@pytest.mark.once
def test_one_file_takes_the_place_of_its_sheets_whatever_was_before(series: Series) -> None:
    def print_merged(territories: str, **others: Any) -> tuple[list[str], str]:
        request = replace(series.request, output=MERGED, territories=territories, **others)
        result = run_series(request, series.gazetteer)
        assert result.merged is not None
        return statuses(result), result.merged.name

    mine = series.folder / "recueil_NORD.pdf"
    mine.write_bytes(b"%PDF- of the user")
    # A file that the user has asked for is taken and stays.
    run_series(replace(series.request, territories="59001"), series.gazetteer)
    kept = {"SRCE_59001_COMMUNE_1.pdf", mine.name, *REPORT}
    # One that is unknown keeps no sheet.
    done, name = print_merged("59001,59002,99999")
    assert sorted(done) == [FAILED, PRINTED, SKIPPED]
    assert series.files() == {*kept, name}
    made = (series.folder / name).read_bytes()
    # Nothing has changed: nothing is printed, nothing is written.
    done, same = print_merged("59001,59002")
    assert (done, same) == ([SKIPPED, SKIPPED], name)
    assert (series.folder / name).read_bytes() == made
    # Other sheets are another file, and the first one's stay known.
    done, other = print_merged("59002")
    assert (done, other != name) == ([PRINTED], True)
    assert print_merged("59001,59002") == ([SKIPPED, SKIPPED], name)
    assert print_merged("59002", existing=REPLACE) == ([PRINTED], other)
    assert series.files() == {*kept, name, other}
    assert mine.read_bytes() == b"%PDF- of the user"


@pytest.mark.once
def test_a_merged_series_that_was_cancelled_leaves_no_sheet_in_the_end(series: Series) -> None:
    feedback = QgsFeedback()
    feedback.progressChanged.connect(lambda progress: progress > 30 and feedback.cancel())
    request = replace(series.request, output=MERGED)
    assert run_series(request, series.gazetteer, feedback).cancelled
    assert series.files() == {*REPORT, "recueil_feuilles"}
    result = run_series(request, series.gazetteer)
    assert result.merged is not None
    assert SKIPPED in statuses(result)
    assert series.files() == {*REPORT, result.merged.name}


@pytest.mark.once
def test_a_dossier_is_made_of_each_territory(series: Series) -> None:
    result = run_series(replace(series.request, output=DOSSIER), series.gazetteer)
    names = {path.name for path in result.dossiers}
    assert names == {name.replace("SRCE", "DOSSIER") for name in SHEETS}
    assert SHEETS | names <= series.files()
    assert result.warnings == ()


@pytest.mark.once
@pytest.mark.parametrize("output", [BOTH, DOSSIER])
def test_putting_together_is_cancelled_too(output: str, series: Series) -> None:
    run_series(series.request, series.gazetteer)
    run = SeriesRun(replace(series.request, output=output), series.gazetteer)
    results: list[SeriesResult] = []
    run.finished.connect(results.append)
    run.progressed.connect(lambda step: run.cancel() if step.note else None)
    run.start()
    loop = QEventLoop()
    run.finished.connect(loop.quit)
    if not results:
        loop.exec()
    assert results[0].cancelled
    assert (results[0].merged, results[0].dossiers) == (None, ())
    assert not [name for name in series.files() if name.startswith(("recueil", "DOSSIER", "."))]


@pytest.mark.once
def test_two_series_share_no_folder_but_two_slices_do(series: Series) -> None:
    first = SeriesLock(series.folder, Slice(1, 2))
    with pytest.raises(ExportError, match="Another series"):
        run_series(series.request, series.gazetteer)
    for refused in (Slice(1, 2), Slice(2, 3), Slice(1, 1)):
        with pytest.raises(ExportError, match="Another series"):
            SeriesLock(series.folder, refused)
    other = SeriesLock(series.folder, Slice(2, 2))
    first.release()
    with pytest.raises(ExportError, match="Another series"):
        run_series(series.request, series.gazetteer)
    other.release()
    assert series.files() == set()
    alone = replace(series.request, territories="59001")
    assert statuses(run_series(alone, series.gazetteer)) == [PRINTED]


@pytest.mark.once
def test_what_cannot_begin_leaves_nothing(series: Series) -> None:
    wrong = replace(series.request, sheet=replace(series.request.sheet, source="/nowhere"))
    with pytest.raises(SrceError):
        run_series(wrong, series.gazetteer)
    assert series.files() == set()


@pytest.mark.once
def test_whatever_keeps_it_from_beginning_leaves_the_folder_free(
    series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no connection")

    for name in ("worker_setup", "needs_project", "Report"):
        with monkeypatch.context() as patch:
            patch.setattr(run_module, name, fail)
            with pytest.raises(RuntimeError, match="no connection"):
                run_series(series.request, series.gazetteer)
        SeriesLock(series.folder, Slice()).release()


@pytest.mark.once
def test_what_a_killed_series_has_left_goes_at_once(series: Series) -> None:
    folders = (series.folder, series.folder / PICTURES)
    for folder in folders:
        folder.mkdir(exist_ok=True)
        part_of(folder / "rapport.csv").write_text("half")
    request = replace(series.request, territories="59001")
    assert statuses(run_series(request, series.gazetteer)) == [PRINTED]
    assert not [path for folder in folders for path in folder.glob(".*")]


@pytest.mark.once
def test_an_unknown_territory_is_reported_and_stops_no_other(series: Series) -> None:
    request = replace(series.request, territories="59001\n99999\n59001")
    result = run_series(request, series.gazetteer)
    assert sorted(statuses(result)) == [FAILED, PRINTED]


@pytest.mark.once
def test_what_is_in_the_project_is_printed_here(series: Series) -> None:
    request, sheet = series.request, series.request.sheet
    project = QgsProject.instance()
    layer = open_layer(Path(sheet.source) / "n_srce_reservoir_s_059.fgb")
    layer.setName("fond")
    project.addMapLayer(layer)
    try:
        assert not needs_project(request)
        assert not needs_project(replace(request, sheet=replace(sheet, background="plan_ign")))
        assert needs_project(replace(request, sheet=replace(sheet, background="fond")))
        assert needs_project(replace(request, sheet=replace(sheet, source="project")))
    finally:
        project.clear()


@pytest.mark.once
def test_a_series_ends_with_the_project_whose_layers_it_prints(series: Series) -> None:
    project = QgsProject.instance()
    for file in Path(series.request.sheet.source).glob("*.fgb"):
        project.addMapLayer(open_layer(file))
    sheet = replace(series.request.sheet, source="project")
    run = SeriesRun(replace(series.request, sheet=sheet, workers=2), series.gazetteer)
    results: list[SeriesResult] = []
    run.finished.connect(results.append)
    run.sheet_done.connect(lambda _: QTimer.singleShot(0, project.clear))
    run.start()
    loop = QEventLoop()
    run.finished.connect(loop.quit)
    loop.exec()
    [result] = results
    assert statuses(result)[0] == PRINTED
    assert CANCELLED in statuses(result)
    assert any("project was closed" in warning for warning in result.warnings)
    assert not [name for name in series.files() if name.startswith(".")]


@pytest.mark.once
def test_a_folder_that_is_away_is_waited_for_and_never_made_again(
    series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "FOLDER_LOOK", 0.1)
    monkeypatch.setattr(pool, "FOLDER_WAIT", 0.5)
    away = series.folder.with_name("away")
    run = SeriesRun(series.request, series.gazetteer)
    results: list[SeriesResult] = []
    run.finished.connect(results.append)
    run.sheet_done.connect(lambda _: series.folder.rename(away) if not away.exists() else None)
    notes: list[str] = []
    run.progressed.connect(lambda step: notes.append(step.note))
    run.start()
    loop = QEventLoop()
    run.finished.connect(loop.quit)
    loop.exec()
    assert statuses(results[0]) == [PRINTED, CANCELLED, CANCELLED]
    assert not series.folder.exists()
    assert any(str(series.folder) in note for note in notes)
    assert any(str(series.folder) in whole(warning) for warning in results[0].warnings)
    # What was printed is there, and known.
    away.rename(series.folder)
    assert statuses(run_series(series.request, series.gazetteer)) == [SKIPPED, PRINTED, PRINTED]
