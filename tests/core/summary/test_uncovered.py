# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of places that the data do not cover, or cover in part."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from srce_pac.core.common.request import DEMONSTRATION, SheetRequest
from srce_pac.core.layout.table import method
from srce_pac.core.pipeline import summarise_sheet
from srce_pac.core.summary.spreadsheet import write_csv
from srce_pac.core.summary.summary import SummaryRow
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.summaries import read

pytestmark = pytest.mark.usefixtures("qgis_app")

NOT_COVERED = "Non couvert par les données"
NUMBERS = ("Objets", "Surface (ha)", "Longueur (km)", "Part de la surface (%)")


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A copy of the eastern Oise: opening a GeoPackage writes beside it."""
    original = shared / "data" / "sraddet_hdf2020_oise_est.gpkg"
    return str(shutil.copyfile(original, tmp_path_factory.mktemp("real") / original.name))


@pytest.mark.parametrize(
    ("is_real", "territory"),
    # Beauvais, Laon; Arras, a commune beside the Nord that objects of it reach into, two EPCIs.
    [
        *((True, code) for code in ("60057", "02408")),
        *((False, code) for code in ("62041", "62673", "60159", "247600588", "200071181")),
    ],
)
def test_nothing_is_counted_where_nothing_is_covered(
    embedded: Gazetteer, real: str, tmp_path: Path, is_real: bool, territory: str
) -> None:
    request = SheetRequest(territory, source=real if is_real else DEMONSTRATION)
    summary = summarise_sheet(request, embedded)
    write_csv(summary, tmp_path / "out.csv")
    rows = read(tmp_path / "out.csv")
    assert {row["Classe"] for row in rows} == {NOT_COVERED}
    assert {row[number] for row in rows for number in NUMBERS} == {""}
    assert len(rows) == len({row["Code"] for row in rows})
    assert "ne couvrent pas le territoire" in rows[0]["Remarque"]
    for credit in ("SRADDET", "fictives"):
        assert credit not in "".join(row["Sources"] for row in rows)
        assert credit not in method(summary).split("Sources :")[1]
    assert summary.is_uncovered
    assert summary.total == 0


@pytest.mark.parametrize(
    ("is_real", "covered", "uncovered"),
    # Compiègne and Beauvais; Noyon and Laon; Lille and Arras.
    [(True, "60159", "60057"), (True, "60471", "02408"), (False, "59350", "62041")],
)
def test_a_territory_covered_in_part_says_so_and_has_no_share(
    embedded: Gazetteer,
    real: str,
    tmp_path: Path,
    is_real: bool,
    covered: str,
    uncovered: str,
) -> None:
    source = real if is_real else DEMONSTRATION
    summary = summarise_sheet(SheetRequest(f"{covered},{uncovered}", source=source), embedded)
    alone = summarise_sheet(SheetRequest(covered, source=source), embedded)
    write_csv(summary, tmp_path / "out.csv")
    rows = read(tmp_path / "out.csv")
    (lacking,) = (row for row in rows if row["Code"] == uncovered)
    assert lacking["Classe"] == lacking["Remarque"] == NOT_COVERED
    assert not any(lacking[number] for number in NUMBERS)
    whole = [row for row in summary.rows if row.is_whole]
    assert any(row.measure for row in whole)
    assert all(row.share is None for row in whole)
    remarks = [row["Remarque"] for row in rows[: len(whole)]]
    assert set(remarks) == {" ".join(summary.uncovered.split())}
    assert "qu'une partie" in remarks[0]
    # What is covered is told as if it were asked for alone.
    shares = {_part(row): row.share for row in summary.rows if row.code == covered}
    assert shares == {_part(row): row.share for row in alone.rows if row.count}
    assert summary.uncovered in method(summary)
    assert "aucune part de la surface n'est donnée" in method(summary)
    assert alone.source in method(summary)


@pytest.mark.parametrize("territory", ["59294", "59197", "59350,59294", "245901160"])
def test_nothing_is_said_of_a_territory_that_is_covered(
    embedded: Gazetteer, tmp_path: Path, territory: str
) -> None:
    summary = summarise_sheet(SheetRequest(territory), embedded)
    write_csv(summary, tmp_path / "out.csv")
    assert {row["Remarque"] for row in read(tmp_path / "out.csv")} == {""}
    assert all(row.count is not None and not row.is_partial for row in summary.rows)
    assert "aucune part" not in method(summary)


def _part(row: SummaryRow) -> tuple[str, str, str]:
    return row.class_id, row.geometry, row.sub_trame
