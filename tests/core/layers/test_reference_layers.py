# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference layers of a sheet and of its situation map."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsVectorLayer,
)

from srce_pac.core.common.french import french
from srce_pac.core.common.layer_roles import MASK, MEMBERS, NEIGHBOURS, ROLE, SITUATION_ABSENT
from srce_pac.core.common.request import DIM
from srce_pac.core.layers.inline_layer import inline_layer
from srce_pac.core.layers.situation import SituationMap
from srce_pac.core.sheet.definition import CONTOUR
from srce_pac.core.territory.gazetteer import Gazetteer, NamedGeometry
from srce_pac.tests.support.factories import (
    LAMBERT,
    SIDE,
    Row,
    box,
    commune,
    epci,
    load,
    make_gazetteer,
    open_layer,
    open_situation,
    sheet_context,
    two_communes,
    write_layer,
)
from srce_pac.tests.support.reservoirs import INSIDE, reservoirs, roles
from srce_pac.tests.support.territories import memory_layer

REST = " – en blanc\u00a0: communes non représentées"

pytestmark = pytest.mark.usefixtures("qgis_app")


class TestReferenceLayers:
    """Contour, neighbours, mask: plain layers that need no file."""

    def test_the_contour_of_a_commune_is_its_own(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        contour = load(gazetteer, reservoirs(tmp_path, [*INSIDE])).contour
        (feature,) = contour.getFeatures()
        assert (feature["code"], feature["name"]) == ("59001", "Alpha")
        assert feature.geometry().area() == pytest.approx(SIDE**2)
        assert contour.crs().authid() == LAMBERT

    def test_the_limits_within_an_epci_are_drawn_once_and_its_own_is_not_among_them(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        contour = load(gazetteer, reservoirs(tmp_path, [*INSIDE]), "200000001").contour
        (limits,) = (feature.geometry() for feature in contour.getFeatures())
        # Two squares side by side: of seven sides, one is between them.
        assert limits.length() == pytest.approx(SIDE, rel=1e-4)

    def test_the_communes_of_an_epci_are_named(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        members = load(gazetteer, reservoirs(tmp_path, [*INSIDE]), "200000001").reference[MEMBERS]
        assert sorted(f["name"] for f in members.getFeatures()) == ["Alpha", "Bêta"]
        assert members.labelsEnabled()

    def test_neighbours_are_named_and_the_territory_is_none_of_them(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*INSIDE]), outside=DIM)
        neighbours = layers.reference[NEIGHBOURS]
        assert [f["name"] for f in neighbours.getFeatures()] == ["Bêta"]
        assert neighbours.labelsEnabled()

    @pytest.mark.parametrize("territory", ["59355", "59350 Vieux-Lille"])
    def test_around_a_part_of_a_commune_lies_the_rest_of_it(
        self, tmp_path: Path, territory: str
    ) -> None:
        width = 2 * SIDE
        communes = [
            Row(box(0, 0, width, SIDE), {"insee_com": "59350", "nom": "Lille"}),
            Row(box(0, SIDE, SIDE), {"insee_com": "59328", "nom": "Lambersart"}),
        ]
        names = {"59355": "Lomme", "59350": "Vieux-Lille"}
        parts = [
            Row(
                box(i * SIDE, 0, SIDE),
                {"insee_cad": code, "nom": name, "insee_com": "59350", "nature": "COMD"},
            )
            for i, (code, name) in enumerate(names.items())
        ]
        lille = Gazetteer([memory_layer(communes), memory_layer(parts, "parts")])
        layers = load(lille, reservoirs(tmp_path, [*INSIDE]), territory, outside=DIM)
        around = {
            f["name"]: f.geometry().area() for f in layers.reference[NEIGHBOURS].getFeatures()
        }
        assert around == pytest.approx({"Lille": SIDE**2, "Lambersart": SIDE**2})
        (contour,) = layers.contour.getFeatures()
        assert contour["name"] == names[territory[:5]]

    def test_a_territory_without_neighbours_has_no_layer_of_them(self, tmp_path: Path) -> None:
        alone = make_gazetteer(tmp_path, [commune("59001", "Seule", box(0, 0, SIDE))])
        layers = load(alone, reservoirs(tmp_path, [*INSIDE]))
        assert roles(layers)[:2] == [CONTOUR, MASK]

    def test_reference_layers_need_no_file(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*INSIDE]))
        shutil.rmtree(tmp_path / "territories")
        for layer in layers.reference.values():
            again = QgsVectorLayer(layer.source(), "again", layer.providerType())
            assert again.isValid()
            assert again.featureCount() == layer.featureCount() == 1

    def test_a_contour_with_heights_is_drawn(self, tmp_path: Path) -> None:
        high = QgsGeometry.fromWkt(box(0, 0, SIDE))
        high.get().addZValue(12)
        path = write_layer(
            tmp_path / "territories.gpkg",
            [commune("59001", "Haute", high.asWkt())],
            geometry="MultiPolygonZ",
        )
        layers = load(Gazetteer([open_layer(path)]), reservoirs(tmp_path, [*INSIDE]))
        (feature,) = layers.contour.getFeatures()
        assert feature.geometry().area() == pytest.approx(SIDE**2)

    @pytest.mark.parametrize(
        "name",
        [
            'L\'Île <b>"x"</b>/é',
            "x'; DROP TABLE y; --",
            "a\\b",
            "a\\",
            "a\nb\tc",
            "50 % & + # ?query=x&y",
            "{x} %1 [% 1 %] %20",
            "’“”–œ ǆ 中 🌿",
            "SELECT 1 UNION SELECT 2",
            "''",
            "",
            "x" * 500,
        ],
    )
    def test_any_name_is_kept_as_french_is_set(self, tmp_path: Path, name: str) -> None:
        shape = QgsGeometry.fromWkt(box(0, 0, SIDE))
        crs = QgsCoordinateReferenceSystem(LAMBERT)
        layer = inline_layer([NamedGeometry("59'001", name, shape)], crs, "x")
        (feature,) = layer.getFeatures()
        assert (feature["name"], feature["code"]) == (french(name), "59'001")

    def test_thousands_of_places_make_one_layer(self) -> None:
        crs = QgsCoordinateReferenceSystem(LAMBERT)
        places = [
            NamedGeometry(str(i), f"Nº {i}", QgsGeometry.fromWkt(box(i, 0, 1))) for i in range(3000)
        ]
        assert inline_layer(places, crs, "x").featureCount() == 3000

    def test_coordinates_are_kept_to_the_centimetre(self) -> None:
        crs = QgsCoordinateReferenceSystem(LAMBERT)
        shape = QgsGeometry.fromWkt(box(0.128, 0.256, 3.333))
        (feature,) = inline_layer([NamedGeometry("1", "x", shape)], crs, "x").getFeatures()
        assert feature.geometry().hausdorffDistance(shape) < 0.01

    @pytest.mark.parametrize("crs", ["EPSG:2154", "EPSG:2975", "EPSG:5490", "EPSG:4471"])
    def test_it_stands_in_the_projection_of_the_territory(self, crs: str) -> None:
        system = QgsCoordinateReferenceSystem(crs)
        layer = inline_layer(
            [NamedGeometry("1", "x", QgsGeometry.fromWkt(box(0, 0, 9)))], system, "x"
        )
        assert layer.crs().authid() == crs


class TestSituation:
    """The situation map, and the caption that says what it shows."""

    def test_a_commune_stands_out_of_the_communes_of_its_epci(self, gazetteer: Gazetteer) -> None:
        situation = open_situation(sheet_context(gazetteer))
        assert names(situation) == [["Alpha"], ["Alpha", "Bêta"]]
        assert situation.caption == "CC des Carrés"

    def test_a_commune_of_no_epci_stands_among_its_neighbours(self, tmp_path: Path) -> None:
        free = make_gazetteer(
            tmp_path,
            [commune("59001", "Une", box(0, 0, SIDE)), commune("59002", "Deux", box(SIDE, 0, 9))],
        )
        situation = open_situation(sheet_context(free))
        assert names(situation)[1] == ["Deux", "Une"]
        assert situation.caption == "Communes voisines"

    def test_an_epci_that_is_named_but_not_loaded_is_not_captioned(self, tmp_path: Path) -> None:
        named = commune("59001", "Une", box(0, 0, SIDE))
        named.values["epci_name"] = "CC ailleurs"  # type: ignore[index]
        situation = open_situation(sheet_context(make_gazetteer(tmp_path, [named])))
        assert situation.caption == "Communes voisines"

    @pytest.mark.parametrize("territory", ["200000001", "59001,59002"])
    def test_others_stand_among_the_epcis_of_their_departement(
        self, gazetteer: Gazetteer, territory: str
    ) -> None:
        situation = open_situation(sheet_context(gazetteer, territory))
        assert names(situation)[1] == ["CC des Carrés"]
        assert situation.caption == "Nord"

    @pytest.mark.parametrize("territory", ["59001", "200000001"])
    def test_the_part_of_an_epci_that_is_not_loaded_is_drawn_as_such(
        self, tmp_path: Path, territory: str
    ) -> None:
        whole = epci("200000001", "CC", box(0, 0, 3 * SIDE, SIDE), ["59001", "59002", "76003"])
        partly = make_gazetteer(tmp_path, [*two_communes()[:2], whole])
        situation = open_situation(sheet_context(partly, territory))
        absent = situation.layers[0]
        assert absent.customProperty(ROLE) == SITUATION_ABSENT
        (feature,) = absent.getFeatures()
        assert feature.geometry().area() == pytest.approx(SIDE * SIDE, rel=1e-4)
        assert situation.caption.endswith(REST)

    @pytest.mark.parametrize("territory", ["59001", "200000001", "59001,59002"])
    def test_without_a_contour_of_its_own_it_is_said_all_the_same(
        self, tmp_path: Path, territory: str
    ) -> None:
        rows = two_communes()[:2]
        members = ["59001", "59002", "76003"]
        whole = epci("200000001", "CC", box(0, 0, 2 * SIDE, SIDE), members)
        partly = make_gazetteer(tmp_path, [*rows, whole])
        situation = open_situation(sheet_context(partly, territory))
        is_whole = territory == "59001,59002"
        assert SITUATION_ABSENT not in {x.customProperty(ROLE) for x in situation.layers}
        assert situation.caption.endswith(" – sans les communes non représentées") != is_whole

    @pytest.mark.parametrize(
        ("territory", "caption"),
        [
            ("80533", f"Communauté de communes des Villes Sœurs{REST}"),
            ("247600588", f"Somme{REST}"),
            ("59294", "Communauté d'agglomération de Cambrai"),
            ("245901160", "Nord"),
        ],
    )
    def test_real_territories_are_captioned_by_what_is_drawn(
        self, embedded: Gazetteer, territory: str, caption: str
    ) -> None:
        assert open_situation(sheet_context(embedded, territory)).caption == caption


def names(situation: SituationMap) -> list[list[str]]:
    """The names in each layer of a situation map."""
    return [sorted(str(f["name"]) for f in layer.getFeatures()) for layer in situation.layers]
