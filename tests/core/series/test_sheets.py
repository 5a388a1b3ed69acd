# SPDX-License-Identifier: GPL-3.0-or-later
"""Which sheets each territory of a series gets, and what becomes of those without data."""

from __future__ import annotations

import shutil
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import QgsFeedback

from srce_pac.core.common.collector import no_collection
from srce_pac.core.common.errors import SourceError, TerritoryError
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.common.sentence import whole
from srce_pac.core.series.estimate import _lacking
from srce_pac.core.series.plan import plan_series
from srce_pac.core.series.request import SeriesRequest
from srce_pac.core.sheet.definition import bundled_path
from srce_pac.core.sheet_basis import SheetBasis
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.printers import small

NATURE = "patrimoine_naturel"


@pytest.fixture
def request_(source: Path, tmp_path: Path) -> SeriesRequest:
    """A series of two communes, from a source without zones of nature."""
    return SeriesRequest(small(source, ""), "59001 59002", tmp_path / "out")


def test_a_sheet_that_the_source_does_not_hold_stops_no_other(
    request_: SeriesRequest, gazetteer: Gazetteer
) -> None:
    series = plan_series(replace(request_, sheets=(NATURE, "srce")), gazetteer)
    assert [job.path.stem[-3:] for job in series.jobs] == ["2-2", "2-2"]
    assert [(one.job.code, one.job.request.sheet) for one in series.failed] == [
        ("59001", NATURE),
        ("59002", NATURE),
    ]
    assert all("holds nothing" in whole(one.message) for one in series.failed)
    assert _lacking(series, {}, None) == []
    with pytest.raises(SourceError, match="holds nothing"):
        plan_series(replace(request_, sheets=(NATURE,)), gazetteer)


def test_a_refusal_keeps_no_layers(
    request_: SeriesRequest, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A layer that outlives QGIS brings its process down."""
    opened = []

    class Basis(SheetBasis):
        def __init__(self, request: SheetRequest, feedback: QgsFeedback | None) -> None:
            opened.append(weakref.ref(self))
            super().__init__(request, feedback)

    monkeypatch.setattr("srce_pac.core.series.sheets.SheetBasis", Basis)
    other = tmp_path / "other.json"
    shutil.copy(bundled_path(NATURE), other)
    refused = ""
    with no_collection():
        try:
            plan_series(replace(request_, sheets=(NATURE, str(other))), gazetteer)
        except SourceError as error:
            refused = error.whole
        assert "holds nothing" in refused
        assert [one() for one in opened] == [None, None]


def test_a_sheet_that_is_named_twice_is_printed_once(
    request_: SeriesRequest, gazetteer: Gazetteer
) -> None:
    for sheets in (("srce", "srce"), ("srce", str(bundled_path("srce")))):
        series = plan_series(replace(request_, sheets=sheets), gazetteer)
        assert [job.path.name for job in series.jobs] == [
            "SRCE_59001_ALPHA.pdf",
            "SRCE_59002_BETA.pdf",
        ]
        assert "more than once" in series.warnings[0]


@pytest.mark.parametrize(("text", "told"), [("99999", "“99999”"), ("99999, Nulpart", "None of")])
def test_a_list_of_which_nothing_is_known_is_refused(
    request_: SeriesRequest, gazetteer: Gazetteer, text: str, told: str
) -> None:
    with pytest.raises(TerritoryError, match=told):
        plan_series(replace(request_, territories=text), gazetteer)
