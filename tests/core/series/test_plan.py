# SPDX-License-Identifier: GPL-3.0-or-later
"""Which sheets of a series are printed: its jobs, the shares of machines, what is there already."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import QgsFeatureRequest, QgsProject, QgsVectorLayer
from qgis.PyQt.QtGui import QColor

from srce_pac.core.common.errors import CancelledError, ExportError, SrceError, TerritoryError
from srce_pac.core.common.files import ROOT
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.common.sentence import whole
from srce_pac.core.profiles.data_facts import DataFacts
from srce_pac.core.profiles.profile import ClassSource, DataProfile
from srce_pac.core.series import fingerprint, plan
from srce_pac.core.series.fingerprint import _digest, _written
from srce_pac.core.series.job import PRINTED, Outcome
from srce_pac.core.series.plan import SeriesPlan, parse_slice, plan_series, take_finished
from srce_pac.core.series.report import Report
from srce_pac.core.series.report_files import report_path
from srce_pac.core.series.request import MERGED, REPLACE, SKIP, SeriesRequest, Slice
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.sources.connection import SourceLayer
from srce_pac.core.sources.layer_file import file_of_uri
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.printers import BANDS, CORRIDORS, RESERVOIRS, SQUARES, at, small, write

EPCI = "200000001"


@pytest.fixture
def request_(source: Path, tmp_path: Path) -> SeriesRequest:
    """A series of both communes of the EPCI."""
    return SeriesRequest(small(source, ""), EPCI, tmp_path / "out")


def finish(series: SeriesPlan, size: int = 40) -> None:
    """What a run leaves behind: a whole file for each job, and the report."""
    report = Report(series)
    for job in series.jobs:
        job.path.parent.mkdir(parents=True, exist_ok=True)
        job.path.write_bytes(b"%PDF-1.4\n" + b"x" * (size - 15) + b"%%EOF\n")
        report.append(Outcome(job, PRINTED, paper="A4", scale=25_000, size=size))
    report.finish()


def codes(series: SeriesPlan) -> list[str]:
    return [job.code for job in series.jobs]


class TestJobs:
    """What is to be printed."""

    def test_a_job_says_all_that_its_sheet_needs(
        self, request_: SeriesRequest, gazetteer: Gazetteer
    ) -> None:
        series = plan_series(replace(request_, own_sheet=True), gazetteer)
        assert [(job.number, job.code) for job in series.jobs] == [
            (1, EPCI),
            (2, "59001"),
            (3, "59002"),
        ]
        job = series.jobs[1]
        assert job.request == replace(request_.sheet, territory="59001")
        assert job.path == request_.folder / "SRCE_59001_ALPHA.pdf"
        assert job.name == "Alpha"
        assert not request_.folder.exists()

    def test_several_sheets_are_numbered(
        self, request_: SeriesRequest, gazetteer: Gazetteer
    ) -> None:
        series = plan_series(replace(request_, sheets=("srce", "continuites")), gazetteer)
        assert [job.request.sheet for job in series.jobs] == ["srce", "continuites"] * 2
        assert [job.request.cartouche for job in series.jobs[:2]] == [
            {"sheet_number": number, "sheet_total": 2} for number in (1, 2)
        ]
        assert series.jobs[1].path.stem.endswith("_2-2")
        assert len({job.fingerprint for job in series.jobs}) == 4

    def test_unknown_territories_are_reported_and_stop_nothing(
        self, request_: SeriesRequest, gazetteer: Gazetteer
    ) -> None:
        wish = replace(request_, territories="59001\nNulpart\n59001")
        series = plan_series(wish, gazetteer)
        assert codes(series) == ["59001"]
        (failed,) = series.failed
        assert failed.job.code == "Nulpart"
        assert "No territory is called" in failed.message
        assert "more than once" in whole(series.warnings[0])
        assert len(series.warnings) == 1
        # One machine of several reports them.
        series = plan_series(replace(wish, slice=Slice(2, 2)), gazetteer)
        assert not series.failed
        assert len(series.warnings) == 2

    def test_entries_that_are_chosen_already_are_a_sheet_each(
        self, request_: SeriesRequest, gazetteer: Gazetteer
    ) -> None:
        entries = gazetteer.resolve(EPCI), gazetteer.resolve("59001,59002", "SCoT")
        series = plan_series(replace(request_, entries=entries), gazetteer)
        assert [job.request.territory for job in series.jobs] == [EPCI, "59001,59002"]
        assert [job.request.title for job in series.jobs] == ["", "SCoT"]

    @pytest.mark.parametrize("total", [1, 2, 3, 5])
    def test_shares_are_disjoint_and_whole(
        self, request_: SeriesRequest, gazetteer: Gazetteer, total: int
    ) -> None:
        every = plan_series(replace(request_, own_sheet=True), gazetteer).jobs
        shares = [
            plan_series(replace(request_, own_sheet=True, slice=Slice(k, total)), gazetteer).jobs
            for k in range(1, total + 1)
        ]
        assert sorted((job for share in shares for job in share), key=lambda j: j.number) == every

    @pytest.mark.parametrize(
        ("text", "part"), [("", (1, 1)), ("3/16", (3, 16)), (" 1 / 1 ", (1, 1))]
    )
    def test_a_share_is_read(self, text: str, part: tuple[int, int]) -> None:
        assert parse_slice(text) == Slice(*part)

    @pytest.mark.parametrize("text", ["3", "0/4", "5/4", "-1/4", "a/b", "1/0", "1.5/3", "3/16/2"])
    def test_a_share_that_is_none_is_refused(self, text: str) -> None:
        with pytest.raises(ExportError, match="no part of a series"):
            parse_slice(text)

    @pytest.mark.parametrize(
        ("changes", "error", "told"),
        [
            ({"territories": " \n"}, TerritoryError, "No territory is named"),
            ({"format": "jpg"}, ExportError, "jpg"),
            ({"existing": "perhaps"}, ExportError, "perhaps"),
            ({"output": "zip"}, ExportError, "zip"),
            ({"slice": Slice(4, 3)}, ExportError, "4/3"),
            ({"output": MERGED, "format": "png"}, ExportError, "PDF"),
            ({"output": MERGED, "slice": Slice(1, 2)}, ExportError, "A part of a series"),
            ({"folder": Path("/dev/null/x")}, ExportError, "cannot be"),
            ({"name": "'../x'"}, ExportError, "leads out"),
            ({"sheets": ("nothing",)}, SrceError, "nothing"),
        ],
    )
    def test_a_series_that_cannot_be_meant_is_refused(
        self,
        request_: SeriesRequest,
        gazetteer: Gazetteer,
        changes: dict[str, Any],
        error: type[SrceError],
        told: str,
    ) -> None:
        with pytest.raises(error) as refused:
            plan_series(replace(request_, **changes), gazetteer)
        assert told in refused.value.whole
        assert not request_.folder.exists()


class TestExisting:
    """What is there already."""

    @pytest.fixture
    def finished(self, request_: SeriesRequest, gazetteer: Gazetteer) -> Callable[[], SeriesPlan]:
        finish(plan_series(request_, gazetteer))
        return lambda: plan_series(request_, gazetteer)

    def test_what_would_be_the_same_is_skipped_with_what_is_known_of_it(
        self, finished: Callable[[], SeriesPlan]
    ) -> None:
        series = finished()
        assert series.jobs == []
        assert [outcome.job.code for outcome in series.skipped] == ["59001", "59002"]
        assert (series.skipped[0].paper, series.skipped[0].scale) == ("A4", 25_000)
        assert series.warnings == []

    def test_replace_prints_all(
        self, finished: object, request_: SeriesRequest, gazetteer: Gazetteer
    ) -> None:
        assert len(plan_series(replace(request_, existing=REPLACE), gazetteer).jobs) == 2

    def test_what_another_machine_finishes_meanwhile_is_skipped(
        self, request_: SeriesRequest, gazetteer: Gazetteer
    ) -> None:
        early, again = (
            plan_series(replace(request_, existing=existing), gazetteer)
            for existing in (SKIP, REPLACE)
        )
        finish(plan_series(replace(request_, territories="59001"), gazetteer))
        take_finished(early)
        assert codes(early) == ["59002"]
        assert [outcome.job.code for outcome in early.skipped] == ["59001"]
        take_finished(again)
        assert len(again.jobs) == 2

    def test_planning_can_be_cancelled(
        self, finished: object, request_: SeriesRequest, gazetteer: Gazetteer
    ) -> None:
        feedback = at(1, lambda: feedback.cancel())
        with pytest.raises(CancelledError):
            plan_series(request_, gazetteer, feedback)

    @pytest.mark.parametrize("how", ["gone", "cut", "other", "report"])
    def test_what_is_not_as_it_was_left_is_printed_again(
        self, finished: Callable[[], SeriesPlan], request_: SeriesRequest, how: str
    ) -> None:
        path = request_.folder / "SRCE_59001_ALPHA.pdf"
        if how == "gone":
            path.unlink()
        elif how == "cut":
            path.write_bytes(path.read_bytes()[:-8])
        elif how == "other":
            path.write_bytes(b"%PDF-1.4 another one %%EOF")
        else:
            report = report_path(request_.folder, Slice())
            lines = report.read_text("utf-8").splitlines()
            report.write_text("\n".join(line for line in lines if "ALPHA" not in line), "utf-8")
        assert codes(finished()) == ["59001"]

    def test_what_other_machines_have_printed_is_skipped(
        self, request_: SeriesRequest, gazetteer: Gazetteer
    ) -> None:
        for number in (1, 2):
            finish(plan_series(replace(request_, slice=Slice(number, 2)), gazetteer))
        series = plan_series(request_, gazetteer)
        assert (series.jobs, len(series.skipped)) == ([], 2)

    def test_it_depends_on_no_place(
        self,
        finished: object,
        request_: SeriesRequest,
        gazetteer: Gazetteer,
        source: Path,
        tmp_path: Path,
    ) -> None:
        """Another machine sees the same files elsewhere, copied at another time."""
        moved = tmp_path / "elsewhere"
        shutil.copytree(source, moved / "source")
        shutil.copytree(request_.folder, moved / "out")
        (territories,) = (file_of_uri(layer.source()) for layer in gazetteer.layers)
        copy = Path(shutil.copy(territories, moved))
        for path in moved.rglob("*"):
            os.utime(path, (1e9, 1e9))
        there = replace(
            request_,
            sheet=replace(request_.sheet, source=str(moved / "source")),
            folder=moved / "out",
        )
        assert plan_series(there, open_gazetteer(str(copy))).jobs == []


def _change_data(source: Path, profile: Path) -> None:
    path = source / f"{RESERVOIRS}.fgb"
    path.unlink()
    write(path, SQUARES[1:])


def _add_data(source: Path, profile: Path) -> None:
    write(source / f"{RESERVOIRS}_2.fgb")


def _remove_data(source: Path, profile: Path) -> None:
    (source / f"{CORRIDORS}.fgb").unlink()


def _own_style(source: Path, profile: Path) -> None:
    folder = profile / "styles" / "own"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "styles" / "contour_s.qml", folder / "corridor_s.qml")


def _own_template(source: Path, profile: Path) -> None:
    folder = profile / "layouts"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "layouts" / "commune_a4_landscape.qpt", folder / "commune_a4_portrait.qpt")


def _own_office(source: Path, profile: Path) -> None:
    folder = profile / "data" / "offices"
    folder.mkdir(parents=True)
    (folder / "59.json").write_text(json.dumps({"office": "DDTM 59"}), encoding="utf-8")


def _own_sheet(source: Path, profile: Path) -> None:
    folder = profile / "sheets"
    folder.mkdir(parents=True)
    own = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
    own["legend"]["title"] = "Autre légende"
    (folder / "srce.json").write_text(json.dumps(own), encoding="utf-8")


CHANGES = {
    "data": _change_data,
    "more data": _add_data,
    "less data": _remove_data,
    "style": _own_style,
    "template": _own_template,
    "office": _own_office,
    "sheet": _own_sheet,
}


def test_the_members_of_a_set_are_told_in_one_order() -> None:
    # Those of a set of texts come in another order in each process.
    one, other = frozenset([0, 8]), frozenset([8, 0])
    assert list(one) != list(other)
    assert _digest({"tints": one}) == _digest({"tints": other})
    assert _digest({"tints": one}) != _digest({"tints": frozenset([0])})


def test_the_order_of_classes_makes_another_sheet() -> None:
    sheet = load_sheet("srce")
    turned = replace(sheet, classes=dict(reversed(sheet.classes.items())))
    assert _written(sheet) == _written(replace(sheet))
    assert _written(sheet) != _written(turned)


class TestFingerprint:
    """What is printed again since something has changed."""

    @pytest.fixture
    def known(self, request_: SeriesRequest, gazetteer: Gazetteer, qgis_profile: Path) -> list[str]:
        return self.of(request_, gazetteer)

    def of(self, request: SeriesRequest, gazetteer: Gazetteer) -> list[str]:
        return [job.fingerprint for job in plan_series(request, gazetteer).jobs]

    def test_it_is_the_same_as_long_as_nothing_changes(
        self, known: list[str], request_: SeriesRequest, gazetteer: Gazetteer
    ) -> None:
        assert self.of(request_, gazetteer) == known
        # Nor do other files beside the data, such as the sheets.
        (Path(request_.sheet.source) / "rapport.csv").write_text("a;b\n1;2\n")
        assert self.of(request_, gazetteer) == known
        # How it is printed says nothing of what is.
        other = replace(request_, workers=0, name='"code"', slice=Slice(1, 1), time_limit=3)
        assert self.of(other, gazetteer) == known

    @pytest.mark.parametrize("change", CHANGES)
    def test_another_file_changes_it(
        self,
        known: list[str],
        request_: SeriesRequest,
        gazetteer: Gazetteer,
        source: Path,
        qgis_profile: Path,
        change: str,
    ) -> None:
        CHANGES[change](source, qgis_profile)
        assert not set(self.of(request_, gazetteer)).intersection(known)

    @pytest.mark.parametrize(
        "option",
        [
            {"scale": 50_000},
            {"outside": "hide"},
            {"outlines": True},
            {"geopdf": True},
            {"template": "A3"},
            {"background": "plan_ign"},
            {"cartouche": {"status": "projet"}},
            {"office": "62"},
            {"sheet": "continuites"},
            {"template_reads": True},
        ],
        ids=lambda option: next(iter(option)),
    )
    def test_another_option_changes_it(
        self,
        known: list[str],
        request_: SeriesRequest,
        gazetteer: Gazetteer,
        option: dict[str, Any],
    ) -> None:
        other = replace(request_, sheet=replace(request_.sheet, **option))
        assert not set(self.of(other, gazetteer)).intersection(known)

    def test_a_geopackage_that_is_open_elsewhere_is_the_same(
        self, request_: SeriesRequest, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        path = write(tmp_path / f"{RESERVOIRS}.gpkg")
        here = replace(request_, sheet=replace(request_.sheet, source=str(path)))
        before, content = self.of(here, gazetteer), path.read_bytes()
        # As QGIS does where a layer is opened to be edited.
        with closing(sqlite3.connect(path)) as opened:
            assert opened.execute("PRAGMA journal_mode = wal").fetchone() == ("wal",)
            assert path.read_bytes() != content
            assert self.of(here, gazetteer) == before
            opened.execute("UPDATE gpkg_contents SET description = 'changed'")
            opened.commit()
            assert not set(self.of(here, gazetteer)).intersection(before)

    def test_another_version_changes_it(
        self,
        known: list[str],
        request_: SeriesRequest,
        gazetteer: Gazetteer,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(fingerprint, "plugin_version", lambda: "99")
        assert not set(self.of(request_, gazetteer)).intersection(known)

    def test_a_logo_is_what_it_holds(
        self, known: list[str], request_: SeriesRequest, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        found = set()
        for content in ("<svg/>", "<svg></svg>"):
            logo = tmp_path / "logo.svg"
            logo.write_text(content, encoding="utf-8")
            sheet = replace(request_.sheet, cartouche={"logo": str(logo)})
            found.update(self.of(replace(request_, sheet=sheet), gazetteer))
        assert len(found) == 4

    def test_a_picture_beside_a_template_is_what_it_holds(
        self, request_: SeriesRequest, gazetteer: Gazetteer, source: Path, qgis_profile: Path
    ) -> None:
        _own_template(source, qgis_profile)
        folder = qgis_profile / "layouts"
        path = folder / "commune_a4_portrait.qpt"
        path.write_text(path.read_text("utf-8").replace("</Layout>", "<!-- x.png --></Layout>"))
        found = set()
        for content in (b"a picture", b"another one"):
            (folder / "x.png").write_bytes(content)
            found.update(self.of(request_, gazetteer))
        assert len(found) == 4
        (folder / "y.png").write_bytes(b"none of it")
        assert found.issuperset(self.of(request_, gazetteer))

    def test_each_field_of_a_class_and_of_a_profile_counts(self) -> None:
        source = ClassSource("corridor", "l", SourceLayer("layer", "x.fgb"))
        profile = DataProfile("title", "credit", (source,))
        known = fingerprint._profile(profile)
        # Where the data lie is told by what they hold, and what is said of them changes no sheet.
        other_source = {"layer", "reason"}
        for one in fields(ClassSource):
            if one.name not in other_source:
                other: dict[str, Any] = {one.name: "other"}
                changed = replace(source, **other)
                assert fingerprint._profile(replace(profile, sources=(changed,))) != known, one.name
        others: dict[str, Any] = {
            "credit": "other",
            "sources": (),
            "demonstration": True,
            "unread": frozenset(["corridor"]),
            "facts": DataFacts(date="2026"),
        }
        assert {one.name for one in fields(DataProfile)} - {"title", "warnings"} == others.keys()
        for name, value in others.items():
            assert fingerprint._profile(replace(profile, **{name: value})) != known, name

    def test_a_background_is_what_its_file_and_its_style_hold(self, tmp_path: Path) -> None:
        path = write(tmp_path / f"{CORRIDORS}.fgb")
        found = [fingerprint._background(str(path))]
        path.with_suffix(".qml").write_text("a style")
        found.append(fingerprint._background(str(path)))
        project = QgsProject.instance()
        layer = QgsVectorLayer(str(path), "lines", "ogr")
        project.addMapLayer(layer)
        try:
            found.append(fingerprint._background("lines"))
            assert fingerprint._background(layer.id()) == found[-1]
            assert fingerprint._background("lines") == found[-1]
            layer.renderer().symbol().setColor(QColor(1, 2, 3))
            found.append(fingerprint._background("lines"))
        finally:
            project.clear()
        path.unlink()
        write(path, BANDS[:3])
        found.append(fingerprint._background(str(path)))
        assert all(one not in found[:number] for number, one in enumerate(found))

    @pytest.mark.parametrize(
        ("provider", "uri", "is_file"),
        [
            ("ogr", "{file}|layername=x", True),
            ("ogr", "PG:dbname=x", False),
            ("postgres", "dbname='x'", False),
            ("memory", "Point", False),
        ],
    )
    def test_only_of_a_file_is_known_whether_it_has_changed(
        self, source: Path, provider: str, uri: str, is_file: bool
    ) -> None:
        file = source / f"{CORRIDORS}.fgb"
        found = fingerprint._file_at(provider, uri.format(file=file))
        assert found == (file if is_file else None)

    def test_of_a_large_file_its_ends_and_its_date_count(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(fingerprint, "_SMALL", 100)
        monkeypatch.setattr(fingerprint, "_END", 10)
        path, found = tmp_path / "large", set()
        for number, content in enumerate((b"a" * 200, b"a" * 199 + b"b", b"b" + b"a" * 199)):
            path.write_bytes(content)
            os.utime(path, (1e9, 1e9 + number))
            found.add(fingerprint.content(path))
        assert len(found) == 3
        before = fingerprint.content(path)
        os.utime(path, (2e9, 2e9))
        assert fingerprint.content(path) != before


class TestUnknownState:
    """Data of which nothing tells whether they have changed."""

    @pytest.fixture
    def in_memory(self, source: Path) -> Iterator[SheetRequest]:
        """A request of the open project, in which the layer of the corridors is in memory."""
        project = QgsProject.instance()
        file = QgsVectorLayer(str(source / f"{CORRIDORS}.fgb"), CORRIDORS, "ogr")
        layer = file.materialize(QgsFeatureRequest())
        layer.setName(CORRIDORS)
        project.addMapLayer(layer)
        yield small("project", "")
        project.clear()

    def test_layers_in_memory_are_printed_again(
        self, in_memory: SheetRequest, request_: SeriesRequest, gazetteer: Gazetteer
    ) -> None:
        wish = replace(request_, sheet=in_memory)
        finish(plan_series(wish, gazetteer))
        assert len(plan_series(wish, gazetteer).jobs) == 2

    def test_territories_in_memory_are_printed_again(
        self,
        request_: SeriesRequest,
        gazetteer: Gazetteer,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        finish(plan_series(request_, gazetteer))
        (layer,) = gazetteer.layers
        monkeypatch.setattr(
            Gazetteer, "layers", property(lambda _: [layer.materialize(QgsFeatureRequest())])
        )
        assert len(plan_series(request_, gazetteer).jobs) == 2

    def test_a_database_counts_as_it_was_for_some_hours(
        self,
        request_: SeriesRequest,
        gazetteer: Gazetteer,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def unknown(self: fingerprint.Fingerprints, *given: Any) -> None:
            original(self, *given)
            self.is_known = False

        original = fingerprint.Fingerprints.__init__
        monkeypatch.setattr(fingerprint.Fingerprints, "__init__", unknown)
        finish(plan_series(request_, gazetteer))
        series = plan_series(request_, gazetteer)
        assert len(series.skipped) == 2
        assert "is not known" in whole(series.warnings[0])
        monkeypatch.setattr(plan, "CURRENT", -1)
        assert len(plan_series(request_, gazetteer).jobs) == 2
