# SPDX-License-Identifier: GPL-3.0-or-later
"""The bundled sheet of natural zonings on the demonstration, beside the first sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsLayoutItemLabel

from srce_pac.core.common.request import DEMONSTRATION, SheetRequest
from srce_pac.core.pipeline import export_sheets, summarise_sheet
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.sheet_choice import choose_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.demonstration_sheets import laid_out
from srce_pac.tests.support.recognition import roles

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

SHEET = "patrimoine_naturel"
HAYNECOURT, DUNKERQUE = "59294", "59183"
# A commune of the Nord where the demonstration has no zoning.
EMPTY = "59494"

# Words of the paragraphs that say what each zoning binds to.
NOTES = {
    "znieff1": "sans portée juridique",
    "zsc": "évaluation de leurs incidences",
    "apb": "R. 411-15",
    "rnn": "L. 332-9",
    "rb": "Office national des forêts",
    "pn": "L. 331-2",
    "pnr": "L. 333-1",
    "ramsar": "L. 336-2",
    "cdl": "L. 322-9",
    "cen": "par acquisition ou par convention",
}
SHOWN = {
    HAYNECOURT: {"znieff1", "zsc", "apb", "cen"},
    DUNKERQUE: {"znieff1", "zsc", "apb", "rnn", "ramsar", "cdl", "cen"},
    EMPTY: set[str](),
}


@pytest.fixture(scope="module")
def gazetteer(qgis_app: Any) -> Gazetteer:
    return open_gazetteer()


def texts(gazetteer: Gazetteer, code: str) -> str:
    """All that the sheet of a territory says."""
    with laid_out(SheetRequest(code, sheet=SHEET), gazetteer) as sheet:
        items = sheet.filled.layout.items()
        labels = [item for item in items if isinstance(item, QgsLayoutItemLabel)]
        said = " ".join(label.currentText() for label in labels)
    # Lines are broken, and blanks kept together, by where they stand.
    return " ".join(said.split())


@pytest.mark.parametrize("code", SHOWN)
def test_it_says_what_binds_there_and_nothing_of_what_is_not_there(
    gazetteer: Gazetteer, code: str
) -> None:
    said = texts(gazetteer, code)
    assert {name for name, words in NOTES.items() if words in said} == SHOWN[code]
    assert "continuités écologiques" not in said


def test_the_demonstration_serves_both_sheets_and_chooses_the_first() -> None:
    profile = recognise(DEMONSTRATION)
    assert choose_sheet(profile)[0].id == "srce"
    assert profile.warnings == ()
    zonings = recognise(DEMONSTRATION, load_sheet(SHEET))
    assert zonings.demonstration
    assert zonings.warnings == ()
    assert {f"{name}_{letter}" for name, letter in roles(zonings)} == set(
        load_sheet(SHEET).drawing_order
    )


def test_two_sheets_of_one_territory_are_numbered(gazetteer: Gazetteer, tmp_path: Path) -> None:
    request = SheetRequest(HAYNECOURT, template="A4")
    results = export_sheets(request, ["srce", SHEET], gazetteer, tmp_path)
    assert [result.file.name for result in results if result.file] == [
        "SRCE_59294_HAYNECOURT.pdf",
        "PATRIMOINE_NATUREL_59294_HAYNECOURT.pdf",
    ]
    for number, result in enumerate(results, 1):
        assert result.file is not None
        printed = pdf.text(result.file)
        assert f"CARTE : {number}/2" in printed
        assert "DONNÉES FICTIVES" in printed


def test_the_summary_names_the_zones(gazetteer: Gazetteer) -> None:
    summary = summarise_sheet(SheetRequest(HAYNECOURT, sheet=SHEET), gazetteer)
    zones = [row for row in summary.rows if row.zone]
    assert {row.class_id for row in zones} == {"znieff1", "znieff2", "zsc", "apb", "cen"}
    assert all("fictif" in row.sub_trame and row.zone in row.part for row in zones)
