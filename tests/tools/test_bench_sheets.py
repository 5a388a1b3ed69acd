# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark of the sheets: its peer, its turns, and what it says of its figures."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any, Callable

import pytest

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tools import bench_sheets
from srce_pac.tools.bench_atlas import Atlas
from srce_pac.tools.bench_sheets import in_turns, right_sheets
from srce_pac.tools.figures import Spent, in_a_process, ratio_figures

LILLE, DUNKERQUE = "59350", "59183"
TEMPLATE = "commune_a3_landscape"

pytestmark = pytest.mark.usefixtures("qgis_app")


def write_pdf(file: Path, word: str) -> None:
    stream = f"BT /F1 12 Tf 20 20 Td ({word}) Tj ET"
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
        f"/Resources<</Font<</F1 {font}>>>>>>",
        f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream",
    ]
    body = "".join(f"{number} 0 obj\n{part}\nendobj\n" for number, part in enumerate(parts, 1))
    file.write_text(f"%PDF-1.4\n{body}trailer\n<</Root 1 0 R>>\n%%EOF\n", encoding="ascii")


def test_an_atlas_prints_a_page_for_each_territory(tmp_path: Path) -> None:
    request = SheetRequest(LILLE, template=TEMPLATE)
    codes = [LILLE, DUNKERQUE]
    with closing(Atlas(request, open_gazetteer(), codes)) as atlas:
        for code in codes:
            atlas.export(code, tmp_path / f"{code}.pdf")
    pages = [(tmp_path / f"{code}.pdf").read_bytes() for code in codes]
    assert all("LILLE" in pdf.text(tmp_path / f"{code}.pdf") for code in codes)
    assert pages[0] != pages[1]


def test_each_territory_is_printed_by_all_in_an_order_that_turns_round() -> None:
    printed: list[str] = []

    def contender(name: str) -> Callable[[str], Callable[[], object]]:
        return lambda code: lambda: printed.append(name + code)

    times = in_turns({name: contender(name) for name in "ab"}, ["1", "2"], rounds=2)
    assert printed == ["a2", "b2", "a1", "b1", "b2", "a2", "b1", "a1", "a2", "b2"]
    assert {name: len(each) for name, each in times.items()} == {"a": 2, "b": 2}


@pytest.mark.parametrize(("aim", "met"), [(2.0, True), (1.9, False), (0.0, None)])
def test_a_ratio_is_the_median_of_the_rounds(aim: float, met: bool | None) -> None:
    ours = [Spent(20, 20), Spent(90, 90), Spent(10, 10)]
    peer = [Spent(10, 10), Spent(10, 10), Spent(10, 10)]
    wall, cpu = ratio_figures("a sheet", ours, peer, "page", aim)
    assert (wall.measured, wall.peer) == ("20 ms = 2.00 ×", "page 10 ms")
    assert (wall.met, cpu.met) == (met, met)


def test_a_sheet_is_right_where_it_is_as_without_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_sheets, "MANY", 4)
    free, limited = tmp_path / "free", tmp_path / "limited"
    for folder in (free, limited):
        folder.mkdir()
        for number in range(1, 5):
            write_pdf(folder / f"{number}.pdf", "corridor")
    assert right_sheets(free, limited, 2) == 4
    (limited / "1.pdf").unlink()
    assert right_sheets(free, limited, 2) == 3
    (limited / "3.pdf").write_bytes(b"shorter")
    assert right_sheets(free, limited, 2) == 2
    # Of the sample, and of the same size.
    write_pdf(limited / "4.pdf", "obstacle")
    assert right_sheets(free, limited, 2) == 1


def test_real_data_that_are_not_there_are_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_sheets, "REAL_DATA", bench_sheets.ROOT.parent / "none.gpkg")
    assert [data.name for data in bench_sheets.data_sets()] == ["demonstration"]
    (given,) = bench_sheets.missing_data()
    assert given.measured == "not measured: needs ../none.gpkg"


def test_many_sheets_are_printed_and_looked_after_in_a_process(tmp_path: Path) -> None:
    given: dict[str, Any] = {
        "measure": "many_sheets",
        "request": bench_sheets.plain(SheetRequest(LILLE, template=TEMPLATE)),
        "codes": [LILLE, "no such commune", DUNKERQUE],
        "folder": str(tmp_path),
        "look_after": [1, 3],
    }
    answer = in_a_process(bench_sheets.PROCESS, given, tmp_path / "profile")
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["1.pdf", "3.pdf"]
    assert list(answer["problems"]) == ["2"]
    assert sorted(answer["held"]) == ["1", "3"]
