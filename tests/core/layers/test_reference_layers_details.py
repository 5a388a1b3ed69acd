# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference layers: what is no commune of its own, and what QGIS asks of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsMapLayer, QgsProject, QgsRectangle
from qgis.gui import QgsMapCanvas, QgsMapToolIdentify

from srce_pac.core.common.layer_roles import (
    GROUNDS,
    LIMIT,
    MASK,
    MEMBERS,
    NEIGHBOURS,
    ROLE,
    WATERMARK,
)
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.pipeline import load_sheet_layers
from srce_pac.core.sheet.definition import CONTOUR
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    LAMBERT,
    NATIONAL_RESERVOIR,
    SIDE,
    X0,
    Y0,
    box,
    epci,
    make_gazetteer,
    rows,
    two_communes,
    write_layer,
)

REFERENCE = {CONTOUR, LIMIT, MASK, MEMBERS, NEIGHBOURS, WATERMARK, *GROUNDS}
EPCI = "200000009"

pytestmark = pytest.mark.usefixtures("qgis_app")


def load(project: QgsProject, gazetteer: Gazetteer, territory: str) -> dict[str, QgsMapLayer]:
    """The layers of a territory by their role, with the demonstration's data."""
    load_sheet_layers(SheetRequest(territory), gazetteer, project)
    return {layer.customProperty(ROLE): layer for layer in project.mapLayers().values()}


class TestRest:
    """What a territory has beyond those of its communes that are loaded."""

    @staticmethod
    def members(project: QgsProject, folder: Path, beyond: float, codes: list[str]) -> list[str]:
        """The names of the parts of an EPCI that reaches so many metres beyond Alpha and Bêta."""
        whole = box(0, 0, 2 * SIDE + beyond, SIDE)
        gazetteer = make_gazetteer(folder, [*two_communes()[:2], epci(EPCI, "CC", whole, codes)])
        layer = load(project, gazetteer, EPCI)[MEMBERS]
        return sorted(str(feature["name"]) for feature in layer.getFeatures())

    # A hectare is the least: 10 m along a side of 1,000 m.
    def test_a_sliver_between_an_epci_and_its_communes_is_no_commune(
        self, project: QgsProject, tmp_path: Path
    ) -> None:
        codes = ["59001", "59002", "59003"]
        assert self.members(project, tmp_path, 9.9, codes) == ["Alpha", "Bêta"]

    def test_what_an_absent_commune_leaves_is_drawn_without_a_name(
        self, project: QgsProject, tmp_path: Path
    ) -> None:
        codes = ["59001", "59002", "59003"]
        assert self.members(project, tmp_path, 10.1, codes) == ["", "Alpha", "Bêta"]

    def test_where_no_commune_is_absent_nothing_is_left(
        self, project: QgsProject, tmp_path: Path
    ) -> None:
        assert self.members(project, tmp_path, 500, ["59001", "59002"]) == ["Alpha", "Bêta"]


class TestFlags:
    """The layers that a map is read against stand in nobody's way."""

    @pytest.mark.parametrize("territory", ["59001", "200000001"])
    def test_only_the_layers_of_the_theme_are_searched_by_the_locator(
        self, project: QgsProject, tmp_path: Path, territory: str
    ) -> None:
        layers = load(project, make_gazetteer(tmp_path), territory)
        searched = {
            role
            for role, layer in layers.items()
            if layer.flags() & QgsMapLayer.LayerFlag.Searchable
        }
        base = {role for role in layers if role.startswith("base:")}
        assert layers.keys() - searched == layers.keys() & REFERENCE | base
        assert searched

    def test_identify_answers_with_the_objects_and_not_with_the_layers_over_them(
        self, project: QgsProject, tmp_path: Path
    ) -> None:
        source = write_layer(
            tmp_path / "n_srce_reservoir_s_000.gpkg", rows([box(0, 0, SIDE)], NATIONAL_RESERVOIR)
        )
        request = SheetRequest("59001", source=str(source))
        load_sheet_layers(request, make_gazetteer(tmp_path), project)
        canvas = QgsMapCanvas()
        canvas.resize(100, 100)
        # A canvas that was never shown has no extent.
        canvas.show()
        canvas.setDestinationCrs(QgsCoordinateReferenceSystem(LAMBERT))
        canvas.setLayers(project.layerTreeRoot().layerOrder())
        canvas.setExtent(QgsRectangle(X0, Y0, X0 + SIDE, Y0 + SIDE))
        tool = QgsMapToolIdentify(canvas)
        found = tool.identify(50, 50, QgsMapToolIdentify.IdentifyMode.TopDownStopAtFirst)
        assert [result.mLayer.customProperty(ROLE) for result in found] == ["class:reservoir"]
        canvas.setLayers([])
