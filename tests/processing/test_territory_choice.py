# SPDX-License-Identifier: GPL-3.0-or-later
"""Which layer of a source the algorithms take for the communes, and in which fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsVectorLayer

from srce_pac.core.common.errors import TerritoryError
from srce_pac.processing.provider import SrcePacProvider
from srce_pac.tests.support.factories import SIDE, Row, box, write_layer

pytestmark = pytest.mark.usefixtures("qgis_app")


class Feedback(QgsProcessingFeedback):
    """Keeps what is told."""

    def __init__(self) -> None:
        super().__init__(False)
        self.warnings: list[str] = []

    def pushWarning(self, warning: str) -> None:  # noqa: N802 - QGIS's name
        self.warnings.append(warning)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two layers of communes, one of EPCIs that no name tells."""
    path: Path = tmp_path_factory.mktemp("limites") / "limites.gpkg"
    for name, values in (
        ("communes_2023", {"code": "59001", "nom": "Alpha", "numero": "59003", "libre": "Libre"}),
        ("communes_2024", {"code": "59002", "nom": "Bêta", "libre": "Autre"}),
        ("z", {"code": "200068500", "nom": "CA", "libre": "CA de Cambrai"}),
    ):
        write_layer(path, [Row(box(0, 0, SIDE), values)], layer=name)
    return path


CASES = {
    "the best": ({}, {"59002": "Bêta"}, ["“communes_2024” is taken"]),
    "a layer": ({"TERRITORIES_LAYER": "communes_2023"}, {"59001": "Alpha"}, []),
    "a name": (
        {"TERRITORIES_LAYER": "communes_2024", "TERRITORIES_NAME": "libre"},
        {"59002": "Autre"},
        [],
    ),
    "a code": (
        {"TERRITORIES_LAYER": "communes_2023", "TERRITORIES_CODE": "numero"},
        {"59003": "Alpha"},
        [],
    ),
    "EPCIs of the same source": (
        {"TERRITORIES_LAYER": "communes_2024", "EPCIS_LAYER": "z", "EPCIS_NAME": "libre"},
        {"59002": "Bêta", "200068500": "CA de Cambrai"},
        [],
    ),
}


@pytest.mark.parametrize(("chosen", "named", "told"), CASES.values(), ids=list(CASES))
@pytest.mark.parametrize("is_folder", [False, True])
def test_what_is_chosen_is_read(
    package: Path,
    algorithm: Any,
    chosen: Any,
    named: dict[str, str],
    told: list[str],
    is_folder: bool,
) -> None:
    source = package.parent if is_folder else package
    parameters = {"TERRITORY": "59001", "TERRITORIES": str(source), **chosen}
    asked, context, feedback = algorithm("loadlayers"), QgsProcessingContext(), Feedback()
    assert asked.checkParameterValues(parameters, context)[0]
    gazetteer = asked.gazetteer(parameters, context, feedback)
    assert {e.code: e.name for e in gazetteer.entries} == named
    assert len(feedback.warnings) == len(told)
    for words, warning in zip(told, feedback.warnings):
        assert words in warning


@pytest.mark.parametrize(
    "source", ["{path}|layername=communes_2023", "{folder}|layername=communes_2023"]
)
def test_a_layer_may_stand_behind_the_source(package: Path, algorithm: Any, source: str) -> None:
    text = source.format(path=package, folder=package.parent)
    parameters = {"TERRITORY": "59001", "TERRITORIES": text}
    asked, context = algorithm("loadlayers"), QgsProcessingContext()
    assert asked.checkParameterValues(parameters, context)[0]
    assert asked.gazetteer(parameters, context).entry("59001") is not None


def test_qgis_reads_a_filter_behind_a_layer(package: Path, algorithm: Any) -> None:
    text = f"{package}|layername=communes_2023|subset=code = '59002'"
    parameters = {"TERRITORY": "59001", "TERRITORIES": text}
    context = QgsProcessingContext()
    assert algorithm("loadlayers").gazetteer(parameters, context).entries == []


@pytest.mark.parametrize("part", ["LAYER", "CODE", "NAME"])
def test_nothing_to_choose_from_is_refused(package: Path, algorithm: Any, part: str) -> None:
    context = QgsProcessingContext()
    parameters: dict[str, Any] = {"TERRITORY": "59001", f"TERRITORIES_{part}": "x"}
    with pytest.raises(TerritoryError, match=f"TERRITORIES_{part}"):
        algorithm("loadlayers").gazetteer(parameters, context)
    if part == "LAYER":
        parameters["TERRITORIES"] = QgsVectorLayer(f"{package}|layername=z", "z", "ogr")
        with pytest.raises(TerritoryError, match=f"TERRITORIES_{part}"):
            algorithm("loadlayers").gazetteer(parameters, context)


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"TERRITORIES_LAYER": "autre"}, "no layer “autre”, but communes_2023"),
        ({"TERRITORIES_LAYER": "communes_2023", "TERRITORIES_CODE": "autre"}, "no field “autre”"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(
    package: Path, algorithm: Any, chosen: dict[str, str], told: str
) -> None:
    parameters = {"TERRITORY": "59001", "TERRITORIES": str(package), **chosen}
    with pytest.raises(TerritoryError, match=told):
        algorithm("loadlayers").gazetteer(parameters, QgsProcessingContext())


def test_they_are_advanced_parameters(provider: SrcePacProvider) -> None:
    for name in ("exportsheet", "loadlayers", "summary"):
        for source in ("TERRITORIES", "EPCIS"):
            for part in ("LAYER", "CODE", "NAME"):
                parameter = provider.algorithm(name).parameterDefinition(f"{source}_{part}")
                assert parameter.flags() & parameter.FlagAdvanced
