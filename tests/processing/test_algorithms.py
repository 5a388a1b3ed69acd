# SPDX-License-Identifier: GPL-3.0-or-later
"""The algorithms, through the real qgis_process and from within QGIS."""

from __future__ import annotations

import gc
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QEvent

from srce_pac.core.output.export import FORMATS
from srce_pac.processing.provider import SrcePacProvider
from srce_pac.tests.support import pdf
from srce_pac.tests.support.process import Answer, Process

ROOT = Path(__file__).resolve().parents[2]

# The names of the parameters are a contract: scripts of offices call them.
EXPORT_PARAMETERS = {
    "TERRITORY",
    "OUTPUT",
    "SHEET",
    "SOURCE",
    "TERRITORIES",
    "EPCIS",
    "TEMPLATE",
    "SCALE",
    "OUTSIDE",
    "CARTOUCHE",
    # Beyond the contract.
    "TITLE",
    "BACKGROUND",
    "OUTLINES",
    "GEOPDF",
}
LOAD_PARAMETERS = {"TERRITORY", "TITLE", "SHEET", "SOURCE", "TERRITORIES", "EPCIS", "OUTSIDE"}

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


@pytest.fixture(scope="module")
def provider(qgis_app: Any) -> Iterator[SrcePacProvider]:
    added = SrcePacProvider()
    QgsApplication.processingRegistry().addProvider(added)
    yield added
    QgsApplication.processingRegistry().removeProvider(added)
    # The connections of the layers that went with their projects are closed while GDAL is there.
    QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def algorithm(provider: SrcePacProvider) -> Callable[[str], QgsProcessingAlgorithm]:
    def find(name: str) -> QgsProcessingAlgorithm:
        found = QgsApplication.processingRegistry().createAlgorithmById(f"srce_pac:{name}")
        assert found is not None
        return found

    return find


class Feedback(QgsProcessingFeedback):
    """Keeps what is told."""

    def __init__(self) -> None:
        super().__init__(False)
        self.infos: list[str] = []
        self.warnings: list[str] = []

    def pushInfo(self, info: str) -> None:  # noqa: N802 - QGIS's name
        self.infos.append(info)

    def pushWarning(self, warning: str) -> None:  # noqa: N802 - QGIS's name
        self.warnings.append(warning)


def run(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict[str, Any],
    project: QgsProject | None = None,
    feedback: QgsProcessingFeedback | None = None,
) -> dict[str, Any]:
    """Run an algorithm as the toolbox does; a refusal is raised."""
    context = QgsProcessingContext()
    if project is not None:
        context.setProject(project)
    results, ok = algorithm.run(
        parameters, context, feedback or QgsProcessingFeedback(), catchExceptions=False
    )
    assert ok
    return dict(results)


# The contract.


@pytest.mark.parametrize(
    ("name", "parameters"), [("exportsheet", EXPORT_PARAMETERS), ("loadlayers", LOAD_PARAMETERS)]
)
def test_the_parameters_have_the_names_of_the_contract(
    name: str, parameters: set[str], algorithm: Any
) -> None:
    asked = algorithm(name)
    assert {p.name() for p in asked.parameterDefinitions()} == parameters


@pytest.mark.parametrize("name", ["exportsheet", "loadlayers"])
def test_only_the_territory_and_the_output_are_asked_for(name: str, algorithm: Any) -> None:
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    asked = algorithm(name)
    needed = {p.name() for p in asked.parameterDefinitions() if not p.flags() & optional}
    assert needed <= {"TERRITORY", "OUTPUT"}


@pytest.mark.parametrize(
    ("parameter", "default"), [("SHEET", "srce"), ("OUTSIDE", "dim"), ("SCALE", None)]
)
def test_a_default_is_that_of_the_contract(parameter: str, default: object, algorithm: Any) -> None:
    asked = algorithm("exportsheet")
    assert asked.parameterDefinition(parameter).defaultValue() == default


def test_the_provider_has_the_two_algorithms(provider: SrcePacProvider) -> None:
    assert {a.id() for a in provider.algorithms()} >= {
        "srce_pac:exportsheet",
        "srce_pac:loadlayers",
    }


@pytest.mark.parametrize("name", ["exportsheet", "loadlayers"])
def test_an_algorithm_stays_on_the_main_thread(name: str, algorithm: Any) -> None:
    assert algorithm(name).flags() & QgsProcessingAlgorithm.Flag.FlagNoThreading


@pytest.mark.parametrize("name", ["exportsheet", "loadlayers"])
def test_an_algorithm_explains_itself(name: str, algorithm: Any) -> None:
    asked = algorithm(name)
    assert len(asked.shortHelpString()) > 80
    assert all(p.description() for p in asked.parameterDefinitions())


# Through qgis_process.


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


# From within QGIS.


def test_exportsheet_prints_and_says_where(algorithm: Any, tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    results = run(algorithm("exportsheet"), {"TERRITORY": "59294", "OUTPUT": str(file)})
    assert results["OUTPUT"] == str(file)
    assert results["SCALE"] == 15_000


def test_exportsheet_tells_counts_and_what_the_source_lacks(algorithm: Any, tmp_path: Path) -> None:
    feedback = Feedback()
    parameters = {"TERRITORY": "59294", "OUTPUT": str(tmp_path / "sheet.pdf")}
    run(algorithm("exportsheet"), parameters, feedback=feedback)
    told = "\n".join(feedback.infos)
    assert "Corridors écologiques : 3" in told
    assert "Cours d'eau: not in the source" in told
    assert "1/15 000" in told
    assert any("1/25 000" in warning for warning in feedback.warnings)


def test_exportsheet_touches_no_project(algorithm: Any, tmp_path: Path) -> None:
    project = QgsProject()
    parameters = {"TERRITORY": "59294", "OUTPUT": str(tmp_path / "sheet.pdf")}
    run(algorithm("exportsheet"), parameters, project)
    assert project.mapLayers() == {}
    assert project.layoutManager().layouts() == []
    assert not project.isDirty()


def test_exportsheet_takes_layers_of_the_project_as_territories(
    algorithm: Any, tmp_path: Path
) -> None:
    project = QgsProject()
    layer = QgsVectorLayer(write_territories(tmp_path)["commune"], "communes", "ogr")
    project.addMapLayer(layer)
    parameters = {
        "TERRITORY": "59294",
        "TERRITORIES": layer.id(),
        "OUTPUT": str(tmp_path / "sheet.pdf"),
    }
    run(algorithm("exportsheet"), parameters, project)
    assert "HAYNECOURT" in pdf.text(tmp_path / "sheet.pdf")


def test_exportsheet_refuses_an_unknown_way_to_draw_the_outside(
    algorithm: Any, tmp_path: Path
) -> None:
    output = tmp_path / "sheet.pdf"
    parameters = {"TERRITORY": "59294", "OUTPUT": str(output), "OUTSIDE": "blur"}
    chosen = algorithm("exportsheet")
    accepted, _ = chosen.checkParameterValues(parameters, QgsProcessingContext())
    assert not accepted


def test_a_cancelled_run_is_refused_and_writes_nothing(algorithm: Any, tmp_path: Path) -> None:
    feedback = QgsProcessingFeedback()
    feedback.cancel()
    output = tmp_path / "sheet.pdf"
    with pytest.raises(QgsProcessingException):
        run(
            algorithm("exportsheet"),
            {"TERRITORY": "59294", "OUTPUT": str(output)},
            feedback=feedback,
        )
    assert list(tmp_path.iterdir()) == []


def test_a_refused_run_lets_go_of_its_layers(algorithm: Any) -> None:
    # A layer that is held until QGIS ends brings it down.
    before = layers_alive()
    with pytest.raises(QgsProcessingException):
        run(algorithm("loadlayers"), {"TERRITORY": "Nulle-Part"}, QgsProject())
    assert layers_alive() == before


def test_loadlayers_makes_one_group_and_counts(algorithm: Any) -> None:
    project = QgsProject()
    results = run(algorithm("loadlayers"), {"TERRITORY": "59294"}, project)
    assert results["COUNT"] == 6
    assert len(project.layerTreeRoot().children()) == 1
    assert len(project.layerTreeRoot().findLayers()) == len(project.mapLayers()) > 5


def test_loadlayers_again_replaces_the_group(algorithm: Any) -> None:
    project = QgsProject()
    run(algorithm("loadlayers"), {"TERRITORY": "59294"}, project)
    first = set(project.mapLayers())
    run(algorithm("loadlayers"), {"TERRITORY": "59350"}, project)
    assert len(project.layerTreeRoot().children()) == 1
    assert "Lille" in project.layerTreeRoot().children()[0].name()
    assert not first & set(project.mapLayers())


def test_a_refused_loadlayers_leaves_the_project_as_it_was(algorithm: Any) -> None:
    project = QgsProject()
    run(algorithm("loadlayers"), {"TERRITORY": "59294"}, project)
    before = set(project.mapLayers())
    with pytest.raises(QgsProcessingException, match="Nulle-Part"):
        run(algorithm("loadlayers"), {"TERRITORY": "Nulle-Part"}, project)
    assert set(project.mapLayers()) == before
    # QGIS keeps the refusal, hence the context and the project: no layer may outlive QGIS in it.
    project.clear()


@pytest.fixture
def sraddet(shared: Path, tmp_path: Path) -> Path:
    """A copy of the real data: opening a GeoPackage writes beside it."""
    folder = tmp_path / "source"
    folder.mkdir()
    return Path(shutil.copy(shared / "data" / "sraddet_hdf2020_oise_est.gpkg", folder))


def layers_alive() -> int:
    gc.collect()
    return sum(isinstance(each, QgsVectorLayer) for each in gc.get_objects())


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
