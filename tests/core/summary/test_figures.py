# SPDX-License-Identifier: GPL-3.0-or-later
"""The key figures of a sheet: taken with its summary, printed as the precision allows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry

from srce_pac.core.common.errors import SheetError
from srce_pac.core.common.files import ROOT
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layout.key_figures import figure_lines
from srce_pac.core.pipeline import Printer
from srce_pac.core.prepared_sheet import PreparedSheet, summarise_prepared
from srce_pac.core.sheet.definition import bundled_sheets, load_sheet
from srce_pac.core.sheet.key_figures import KeyFigure
from srce_pac.core.summary.figures import FigureTaker
from srce_pac.core.summary.measure import EllipsoidMeasure
from srce_pac.core.summary.summary import Summary, SummaryRow, SummaryScope
from srce_pac.tests.support.factories import box, find, make_gazetteer
from srce_pac.tests.support.summaries import ALPHA, CARRES, reservoirs

pytestmark = pytest.mark.usefixtures("qgis_app")

FIGURES = load_sheet("srce").key_figures
HELD = "\u00a0"


def row(class_id: str, letter: str, count: int = 1, measure: float | None = None) -> SummaryRow:
    return SummaryRow(True, "", "", class_id, class_id, "", letter, count, measure)


def taken(
    rows: list[SummaryRow],
    figures: tuple[KeyFigure, ...] = FIGURES,
    shapes: dict[str, list[QgsGeometry]] | None = None,
    **how: Any,
) -> list[tuple[str, str]]:
    """The lines that a sheet prints of some rows of a territory of a thousand hectares."""
    sheet = load_sheet("srce")
    facts = {"is_partial": False, "unknown": (), **how}
    taker = FigureTaker(figures, 1000.0, shapes=shapes or {}, **facts)
    measure = EllipsoidMeasure(QgsCoordinateReferenceSystem("EPSG:2154"), lambda: None)
    found = taker.take(rows, measure)
    summary = Summary(None, sheet, (), "", data_scale=100_000, figures=found)  # type: ignore[arg-type]
    return figure_lines(summary)


@pytest.mark.parametrize(
    ("rows", "how", "printed"),
    [
        # The data hold none of its classes; what they hold but here not is nothing, and known.
        ([], {}, []),
        ([row("reservoir", "", 0)], {}, [f"0,0{HELD}% du territoire"]),
        ([row("reservoir", "s", 2, 123.4)], {}, [f"12,3{HELD}% du territoire"]),
        ([row("reservoir", "s", 2, 0.4)], {}, [f"<{HELD}0,1{HELD}% du territoire"]),
        # A line has no share, and no area has a length, but another figure.
        ([row("reservoir", "l", 2, 3.0)], {}, []),
        ([row("corridor", "s", 2, 30.0)], {}, [f"3,0{HELD}% du territoire"]),
        ([row("corridor", "", 0)], {}, ["0,0 km"]),
        ([row("corridor", "l", 2, 3.04), row("corridor_restore", "l", 1, 2.0)], {}, ["5,0 km"]),
        ([row("obstacle", "p", 1200), row("obstacle", "l", 3, 9.0)], {}, ["1 203"]),
        # What is drawn in both ways is more than what is measured of it.
        (
            [row("corridor", "l", 2, 3.04), row("corridor", "s", 1, 9.0)],
            {},
            ["au moins 3,0 km", f"au moins 0,9{HELD}% du territoire"],
        ),
        # Of what is not known whole less is said.
        ([row("reservoir", "s", 2, 123.4)], {"is_partial": True}, []),
        ([row("obstacle", "p", 3)], {"is_partial": True}, ["au moins 3"]),
        ([row("obstacle", "p", 3)], {"unknown": ["obstacle"]}, ["au moins 3"]),
    ],
)
def test_a_figure_says_what_is_known(
    rows: list[SummaryRow], how: dict[str, Any], printed: list[str]
) -> None:
    values = [value.replace(HELD, " ") for _, value in taken(rows, **how)]
    assert values == [text.replace(HELD, " ") for text in printed]


def test_what_classes_have_in_common_counts_once() -> None:
    square = QgsGeometry.fromWkt(box(0, 0, 1000))
    names = ("reservoir_preserve", "reservoir_restore")
    rows = [row(name, "s", 1, 100.0) for name in names]
    ((_, value),) = taken(rows, shapes={name: [square] for name in names})
    assert value.replace(HELD, " ") == "10,0 % du territoire"


def test_a_stretch_of_two_classes_counts_once() -> None:
    line = QgsGeometry.fromWkt("LineString (700000 7000000, 703000 7000000)")
    other = QgsGeometry.fromWkt("LineString (702000 7000000, 705000 7000000)")
    names = ("corridor", "corridor_restore")
    rows = [row(name, "l", 1, 3.0) for name in names]
    ((_, value),) = taken(rows, lines={names[0]: [line], names[1]: [other]})
    assert value.replace(HELD, " ") == "5,0 km"


def test_they_are_taken_of_the_whole_territory_and_of_what_the_data_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One of the classes of a figure is lacking.
    monkeypatch.setattr(PreparedSheet, "missing", lambda _: ["reservoir_restore"])
    source = tmp_path / "source"
    source.mkdir()
    reservoirs(source, [box(100, 100, 500), box(100, 100, 500)])
    gazetteer = make_gazetteer(tmp_path / "territories")
    printer = Printer(SheetRequest(ALPHA, source=str(source)), gazetteer)
    try:
        prepared, _ = printer._prepare_print(SheetRequest(CARRES, source=str(source)), None)
        scope = SummaryScope(communes=False, figures=True)
        summary = summarise_prepared(prepared, None, 100, scope)
    finally:
        printer.close()
    assert {row.is_whole for row in summary.rows} == {True}
    assert find(gazetteer, CARRES).entry.code == CARRES
    ((label, value),) = figure_lines(summary)
    assert label == "Réservoirs de biodiversité"
    assert value.startswith("au moins")


@pytest.mark.parametrize("name", sorted(bundled_sheets()))
def test_every_bundled_sheet_has_its_own(name: str) -> None:
    sheet = load_sheet(name)
    assert sheet.key_figures
    assert len({figure.label for figure in sheet.key_figures}) == len(sheet.key_figures)


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": "x", "classes": ["badger"], "measure": "share"},
        {"label": "x", "classes": ["reservoir"], "measure": "weight"},
        {"label": "x", "classes": [], "measure": "share"},
        {"classes": ["reservoir"], "measure": "share"},
    ],
)
def test_a_wrong_figure_is_refused_with_its_place(tmp_path: Path, wrong: dict[str, Any]) -> None:
    data = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
    path = tmp_path / "own.json"
    path.write_text(json.dumps({**data, "key_figures": [wrong]}), encoding="utf-8")
    with pytest.raises(SheetError) as refusal:
        load_sheet(str(path))
    assert "key_figures[0]" in refusal.value.whole
