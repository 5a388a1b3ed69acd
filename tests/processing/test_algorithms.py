# SPDX-License-Identifier: GPL-3.0-or-later
"""The algorithms, run from within QGIS as the toolbox does."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import pytest
from osgeo import gdal
from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)

from srce_pac.core.output.export import FORMATS
from srce_pac.tests.support import pdf

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("qgis_app")


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


def test_exportsheet_prints_says_where_and_what_and_touches_no_project(
    algorithm: Any, tmp_path: Path
) -> None:
    project, feedback = QgsProject(), Feedback()
    parameters = {"TERRITORY": "59294", "OUTPUT": str(tmp_path / "sheet.pdf")}
    results = run(algorithm("exportsheet"), parameters, project, feedback)
    assert results["OUTPUT"] == parameters["OUTPUT"]
    assert results["SCALE"] == 15_000
    # Counts, what the source lacks, and what the user should know.
    infos = "\n".join(feedback.infos)
    assert "Corridors écologiques : 3" in infos
    assert "Cours d'eau: not in the source" in infos
    assert "1/15 000" in infos
    assert any("1/25 000" in warning for warning in feedback.warnings)
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


def test_exportsheet_takes_separate_files_of_communes_and_epcis(
    algorithm: Any, tmp_path: Path
) -> None:
    files = write_territories(tmp_path)
    parameters = {
        "TERRITORY": "200068500",
        "OUTPUT": str(tmp_path / "sheet.pdf"),
        "TERRITORIES": files["commune"],
        "EPCIS": files["epci"],
    }
    run(algorithm("exportsheet"), parameters)
    assert "CAMBRAI" in pdf.text(tmp_path / "sheet.pdf")


@pytest.mark.parametrize("ending", FORMATS)
def test_the_ending_decides_the_format(ending: str, algorithm: Any, tmp_path: Path) -> None:
    file = tmp_path / f"sheet{ending}"
    parameters = {"TERRITORY": "59294", "OUTPUT": str(file), "TEMPLATE": "commune_a4_portrait"}
    assert run(algorithm("exportsheet"), parameters)["OUTPUT"] == str(file)
    start = {".pdf": b"%PDF", ".png": b"\x89PNG", ".svg": b"<?xml"}[ending]
    assert file.read_bytes().startswith(start)


def test_several_sheets_are_numbered_into_a_folder(algorithm: Any, tmp_path: Path) -> None:
    definition = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
    definition["file_prefix"] = "ZH"
    second = tmp_path / "zones_humides.json"
    second.write_text(json.dumps(definition), encoding="utf-8")
    parameters = {"TERRITORY": "59294", "SHEET": f"srce, {second}", "OUTPUT": f"{tmp_path}/out/"}
    files = sorted(Path(run(algorithm("exportsheet"), parameters)["OUTPUT"]).iterdir())
    assert [file.name for file in files] == [
        "SRCE_59294_HAYNECOURT.pdf",
        "ZH_59294_HAYNECOURT.pdf",
    ]
    assert "CARTE : 2/2" in pdf.text(files[1])


@pytest.mark.once
@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        pytest.param({"TERRITORY": "Nulle-Part-sur-Rien"}, "Nulle-Part-sur-Rien", id="unknown"),
        pytest.param({"SOURCE": "/nulle/part.gpkg"}, "/nulle/part.gpkg", id="no source"),
        pytest.param({"TEMPLATE": "commune_a9"}, "commune_a9", id="no template"),
        pytest.param({"CARTOUCHE": "/nulle/part.json"}, "/nulle/part.json", id="no cartouche"),
        pytest.param({"STYLES": "/nulle/part"}, "/nulle/part", id="no styles"),
        pytest.param({"OUTPUT": "/proc/nulle/sheet.pdf"}, "/proc/nulle", id="no folder"),
        pytest.param({"OUTPUT": "/tmp/sheet.doc"}, "sheet.doc", id="no format"),
        pytest.param({"SHEET": "srce,srce"}, "Several sheets need a folder", id="one file"),
    ],
)
def test_exportsheet_refuses_in_one_sentence(
    parameters: dict[str, str], words: str, algorithm: Any, tmp_path: Path
) -> None:
    output = str(tmp_path / "sheet.pdf")
    with pytest.raises(QgsProcessingException) as refusal:
        run(algorithm("exportsheet"), {"TERRITORY": "59294", "OUTPUT": output, **parameters})
    assert words in str(refusal.value)
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


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


def test_loadlayers_makes_one_group_and_replaces_it_unless_it_is_refused(algorithm: Any) -> None:
    project = QgsProject()
    results = run(algorithm("loadlayers"), {"TERRITORY": "59294"}, project)
    assert results["COUNT"] == 6
    assert len(project.layerTreeRoot().children()) == 1
    assert len(project.layerTreeRoot().findLayers()) == len(project.mapLayers()) > 5
    first = set(project.mapLayers())
    with pytest.raises(QgsProcessingException, match="Nulle-Part"):
        run(algorithm("loadlayers"), {"TERRITORY": "Nulle-Part"}, project)
    assert set(project.mapLayers()) == first
    run(algorithm("loadlayers"), {"TERRITORY": "59350"}, project)
    assert len(project.layerTreeRoot().children()) == 1
    assert "Lille" in project.layerTreeRoot().children()[0].name()
    assert not first & set(project.mapLayers())
    # QGIS keeps the refusal, hence the context and the project: no layer may outlive QGIS in it.
    project.clear()


def layers_alive() -> int:
    gc.collect()
    return sum(isinstance(each, QgsVectorLayer) for each in gc.get_objects())


def write_territories(folder: Path) -> dict[str, str]:
    """The embedded territories as two files, communes and EPCIs, as IGN delivers them."""
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
