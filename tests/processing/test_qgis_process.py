# SPDX-License-Identifier: GPL-3.0-or-later
"""The algorithms through the real qgis_process, as scripts run them."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import Qgis, QgsProject

from srce_pac.tests.support import pdf
from srce_pac.tests.support.process import Answer, Process

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def export(qgis_process: Process) -> Process:
    def run(**parameters: object) -> Answer:
        given = [f"{name}={value}" for name, value in parameters.items()]
        return qgis_process("--json", "run", "srce_pac:exportsheet", "--", *given)

    return run


@pytest.fixture(scope="module")
def printed(export: Process, tmp_path_factory: pytest.TempPathFactory) -> Answer:
    """The shortest call: a code, and a folder that ends with a slash and does not exist yet."""
    return export(TERRITORY="59294", OUTPUT=f"{tmp_path_factory.mktemp('out')}/sheets/")


def test_qgis_process_lists_the_algorithms(qgis_process: Process) -> None:
    listed = qgis_process("list").output
    assert "srce_pac:exportsheet" in listed
    assert "srce_pac:loadlayers" in listed


def test_qgis_process_prints_a_sheet_into_a_folder_that_ends_with_a_slash(
    printed: Answer,
) -> None:
    file = Path(printed.results["OUTPUT"])
    assert printed.status == 0
    assert file.name == "SRCE_59294_HAYNECOURT.pdf"
    assert "Commune de HAYNECOURT 59294" in pdf.text(file)


def test_qgis_process_gives_the_scale(printed: Answer) -> None:
    assert printed.results["SCALE"] == 15_000


def test_qgis_process_tells_warnings(printed: Answer) -> None:
    assert "1/25 000" in printed.output + printed.errors


def test_every_parameter_of_the_contract_is_heeded(
    export: Process, tmp_path: Path, sraddet: Path
) -> None:
    cartouche = tmp_path / "bureau.json"
    cartouche.write_text(json.dumps({"office": "D.D.T 99", "notice": False}), encoding="utf-8")
    file = tmp_path / "sheet.pdf"
    answer = export(
        TERRITORY="Compiègne",
        OUTPUT=file,
        SHEET="srce",
        SOURCE=sraddet,
        TERRITORIES=ROOT / "data" / "territories.fgb",
        TEMPLATE="commune_a3_portrait",
        SCALE="50000",
        OUTSIDE="hide",
        CARTOUCHE=cartouche,
    )
    assert answer.status == 0, answer.errors
    text = pdf.text(file)
    assert "COMPIÈGNE" in text
    assert "D.D.T 99" in text
    assert "annulé" not in text
    assert "Échelle 1/50 000" in text
    assert "Margny-lès-Compiègne" not in text
    assert "FICTIVES" not in text
    assert pdf.page_size(file) == pytest.approx((297, 420), abs=0.3)


@pytest.mark.once
def test_what_goes_beyond_the_contract_is_heeded(
    export: Process, tmp_path: Path, sraddet: Path
) -> None:
    file = tmp_path / "sheet.pdf"
    answer = export(
        TERRITORY="60159, 60402",
        TITLE="Essai de canton",
        OUTPUT=file,
        SOURCE=sraddet,
        BACKGROUND="nulle part",
        TEMPLATE="A4",
        OUTLINES="true",
        GEOPDF="true",
    )
    assert answer.status == 0, answer.errors
    assert "“nulle part”" in answer.output + answer.errors
    layers = gdal.Open(str(file)).GetMetadata("LAYERS").values()
    assert "Corridors_écologiques" in layers
    assert sorted(pdf.page_size(file)) == pytest.approx((210, 297), abs=0.3)
    assert "Compiègne" not in pdf.text(file)


@pytest.mark.once
def test_a_refusal_is_one_sentence_and_a_status(export: Process, tmp_path: Path) -> None:
    answer = export(TERRITORY="Nulle-Part-sur-Rien", OUTPUT=tmp_path / "sheet.pdf")
    assert answer.status > 0
    assert "Nulle-Part-sur-Rien" in answer.last_error
    assert answer.last_error.endswith(".")
    assert "Traceback" not in answer.output + answer.errors
    assert list(tmp_path.iterdir()) == []


def test_loadlayers_loads_into_the_project_of_the_command_line(
    qgis_process: Process, tmp_path: Path
) -> None:
    file = tmp_path / "mine.qgs"
    project = QgsProject()
    assert project.write(str(file))
    own = (f"--PROJECT_PATH={file}", "--", "TERRITORY=59294")
    answer = qgis_process("--json", "run", "srce_pac:loadlayers", *own)
    assert answer.results["COUNT"] == 6
    # Before 3.34 it crashes on its way out wherever the project holds a layer of a file, after
    # native:centroids as well: its connections are closed after GDAL has gone.
    crashes = {-signal.SIGABRT, -signal.SIGSEGV} if Qgis.QGIS_VERSION_INT < 33400 else set()
    assert answer.status in {0, *crashes}, answer.errors
    assert "Traceback" not in answer.errors


@pytest.mark.once
def test_loadlayers_without_a_project_is_refused_in_one_sentence(qgis_process: Process) -> None:
    answer = qgis_process("--json", "run", "srce_pac:loadlayers", "--", "TERRITORY=59294")
    assert answer.status != 0
    assert "PROJECT_PATH" in answer.last_error
    assert "Traceback" not in answer.output + answer.errors
