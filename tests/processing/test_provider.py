# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of the algorithms: their names, parameters and defaults."""

from __future__ import annotations

from typing import Any

import pytest
from qgis.core import QgsProcessingAlgorithm, QgsProcessingParameterDefinition

from srce_pac.processing.provider import SrcePacProvider

# The names of the parameters are a contract: scripts of offices call them.
CHOSEN = {
    f"{source}_{part}" for source in ("TERRITORIES", "EPCIS") for part in ("LAYER", "CODE", "NAME")
}
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
    "BASE",
    "STYLES",
    "OUTLINES",
    "GEOPDF",
    "TEMPLATE_READS",
    "EXTRAS",
    *CHOSEN,
}
LOAD_PARAMETERS = {
    "TERRITORY",
    "TITLE",
    "SHEET",
    "SOURCE",
    "TERRITORIES",
    "EPCIS",
    "OUTSIDE",
    "STYLES",
    "BASE",
    *CHOSEN,
}
SERIES_PARAMETERS = {
    "TERRITORIES_LIST",
    "OUTPUT_FOLDER",
    "WORKERS",
    "EXISTING",
    "SLICE",
    *EXPORT_PARAMETERS - {"TERRITORY", "TITLE", "OUTPUT"},
    # Beyond the contract.
    "OWN_SHEET",
    "FORMAT",
    "FILE_NAME",
    "OUTPUT_MODE",
    "TIME_LIMIT",
    "MEMORY_LIMIT",
}
ATLAS_PARAMETERS = {
    *(EXPORT_PARAMETERS - {"TERRITORY", "TITLE", "BACKGROUND", "BASE", "GEOPDF"}),
    "TERRITORIES_LIST",
}
ALGORITHMS = (
    *("exportsheet", "exportseries", "loadlayers"),
    *("exportstyles", "installstyles", "atlasproject"),
)
pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("exportsheet", EXPORT_PARAMETERS),
        ("exportseries", SERIES_PARAMETERS),
        ("loadlayers", LOAD_PARAMETERS),
        ("atlasproject", ATLAS_PARAMETERS),
        ("exportstyles", {"OUTPUT_FOLDER", "SHEET", "STYLES"}),
        ("installstyles", {"SHEET", "STYLES", "REMOVE"}),
    ],
)
def test_the_parameters_have_the_names_of_the_contract(
    name: str, parameters: set[str], algorithm: Any
) -> None:
    asked = algorithm(name)
    assert {p.name() for p in asked.parameterDefinitions()} == parameters


@pytest.mark.parametrize("name", ALGORITHMS)
def test_only_the_territory_and_the_output_are_asked_for(name: str, algorithm: Any) -> None:
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    asked = algorithm(name)
    needed = {p.name() for p in asked.parameterDefinitions() if not p.flags() & optional}
    assert needed <= {"TERRITORY", "TERRITORIES_LIST", "OUTPUT", "OUTPUT_FOLDER"}


@pytest.mark.parametrize(
    ("parameter", "default"), [("SHEET", None), ("OUTSIDE", "dim"), ("SCALE", None)]
)
def test_a_default_is_that_of_the_contract(parameter: str, default: object, algorithm: Any) -> None:
    asked = algorithm("exportsheet")
    assert asked.parameterDefinition(parameter).defaultValue() == default


def test_the_provider_has_its_algorithms(provider: SrcePacProvider) -> None:
    assert {a.name() for a in provider.algorithms()} == {*ALGORITHMS, "summary"}


@pytest.mark.parametrize("name", ALGORITHMS)
def test_an_algorithm_stays_on_the_main_thread(name: str, algorithm: Any) -> None:
    assert algorithm(name).flags() & QgsProcessingAlgorithm.Flag.FlagNoThreading


@pytest.mark.parametrize("name", ALGORITHMS)
def test_an_algorithm_explains_itself(name: str, algorithm: Any) -> None:
    asked = algorithm(name)
    assert len(asked.shortHelpString()) > 80
    assert asked.group()
    assert {"SRCE", "porter à connaissance"} <= set(asked.tags())
    assert asked.helpUrl().endswith(".html")
    assert all(p.description() for p in asked.parameterDefinitions())
