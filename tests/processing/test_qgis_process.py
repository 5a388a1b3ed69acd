# SPDX-License-Identifier: GPL-3.0-or-later
"""The algorithms through the real qgis_process, as scripts run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import Qgis, QgsProject

from srce_pac.core.output.export import FORMATS
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


@pytest.mark.parametrize("ending", FORMATS)
def test_the_ending_decides_the_format(ending: str, export: Process, tmp_path: Path) -> None:
    file = tmp_path / f"sheet{ending}"
    answer = export(TERRITORY="59294", OUTPUT=file, TEMPLATE="commune_a4_portrait")
    assert answer.status == 0
    assert Path(answer.results["OUTPUT"]) == file
    start = {".pdf": b"%PDF", ".png": b"\x89PNG", ".svg": b"<?xml"}[ending]
    assert file.read_bytes().startswith(start)


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
    assert "COMPIEGNE" in text
    assert "D.D.T 99" in text
    assert "annulé" not in text
    assert "Échelle 1/50 000" in text
    assert "Margny-lès-Compiègne" not in text
    assert "FICTIVES" not in text
    assert pdf.page_size(file) == pytest.approx((297, 420), abs=0.3)


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


def test_several_sheets_are_numbered_into_a_folder(export: Process, tmp_path: Path) -> None:
    definition = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
    definition["file_prefix"] = "ZH"
    second = tmp_path / "zones_humides.json"
    second.write_text(json.dumps(definition), encoding="utf-8")
    answer = export(TERRITORY="59294", SHEET=f"srce, {second}", OUTPUT=f"{tmp_path}/out/")
    assert answer.status == 0, answer.errors
    files = sorted(Path(answer.results["OUTPUT"]).iterdir())
    assert [file.name for file in files] == [
        "SRCE_59294_HAYNECOURT.pdf",
        "ZH_59294_HAYNECOURT.pdf",
    ]
    assert "CARTE : 2/2" in pdf.text(files[1])


def test_several_sheets_are_not_written_into_one_file(export: Process, tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    answer = export(TERRITORY="59294", SHEET="srce,srce", OUTPUT=file)
    assert answer.status != 0
    assert "Several sheets need a folder" in answer.output + answer.errors
    assert not file.exists()


def test_separate_layers_of_communes_and_epcis_are_taken(export: Process, tmp_path: Path) -> None:
    files = write_territories(tmp_path)
    answer = export(
        TERRITORY="200068500",
        OUTPUT=tmp_path / "sheet.pdf",
        TERRITORIES=files["commune"],
        EPCIS=files["epci"],
    )
    assert answer.status == 0, answer.errors
    assert "CAMBRAI" in pdf.text(tmp_path / "sheet.pdf")


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        pytest.param({"TERRITORY": "Nulle-Part-sur-Rien"}, "Nulle-Part-sur-Rien", id="unknown"),
        pytest.param({"SOURCE": "/nulle/part.gpkg"}, "/nulle/part.gpkg", id="no source"),
        pytest.param({"TEMPLATE": "commune_a9"}, "commune_a9", id="no template"),
        pytest.param({"CARTOUCHE": "/nulle/part.json"}, "/nulle/part.json", id="no cartouche"),
        pytest.param({"OUTPUT": "/proc/nulle/sheet.pdf"}, "/proc/nulle", id="no folder"),
        pytest.param({"OUTPUT": "/tmp/sheet.doc"}, "sheet.doc", id="no format"),
    ],
)
def test_a_refusal_is_one_sentence_and_a_status(
    parameters: dict[str, str], words: str, export: Process, tmp_path: Path
) -> None:
    answer = export(**{"TERRITORY": "59294", "OUTPUT": tmp_path / "sheet.pdf", **parameters})
    assert answer.status != 0
    assert words in answer.last_error
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
    if answer.status < 0 and Qgis.QGIS_VERSION_INT < 33400:
        # native:centroids does it too: OGR's pool is emptied after GDAL has gone.
        pytest.skip("this QGIS crashes on its way out after any algorithm beside a project")
    assert answer.status == 0, answer.errors
    assert answer.results["COUNT"] == 6


def test_loadlayers_without_a_project_is_refused_in_one_sentence(qgis_process: Process) -> None:
    answer = qgis_process("--json", "run", "srce_pac:loadlayers", "--", "TERRITORY=59294")
    assert answer.status != 0
    assert "PROJECT_PATH" in answer.last_error
    assert "Traceback" not in answer.output + answer.errors


def write_territories(folder: Path) -> dict[str, str]:
    """The embedded territories as two files, communes and EPCIs, as IGN delivers them."""
    from osgeo import gdal

    gdal.UseExceptions()
    files = {}
    for kind in ("commune", "epci"):
        files[kind] = str(folder / f"{kind}.gpkg")
        gdal.VectorTranslate(
            files[kind],
            str(ROOT / "data" / "territories.fgb"),
            where=f"kind = '{kind}' AND departement = '59'",
            layerName=kind,
        )
    return files
