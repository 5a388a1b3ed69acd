# SPDX-License-Identifier: GPL-3.0-or-later
"""What a map shows of a light base: by its frame and scale, without what the sheet says itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtGui import QFont

from srce_pac.core.layers import base_layers
from srce_pac.core.layers.base_drawing import DrawnBase
from srce_pac.core.layers.base_layers import LEAST_IMPORTANT, BaseView, open_base
from srce_pac.core.layers.base_names import BaseRoom
from srce_pac.core.layers.drawn_ground import DrawnGround
from srce_pac.core.layers.layer_maker import LayerMaker, MemoryLayers, ProjectLayers
from srce_pac.core.layers.name_placement import Lettering, NameRoom
from srce_pac.core.layers.reference_layers import surroundings
from srce_pac.core.profiles.profile import DataProfile
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import X0, Y0, Row, box, line, sheet_context, write_layer

ROAD = {"nature": "Route à 1 chaussée", "importance": "3", "cpx_numero": "D939"}
LOCAL = {**ROAD, "importance": "5", "cpx_numero": ""}
FAR = 90_000

Draw = Callable[..., DrawnBase]

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Two roads, a pond beyond any map, the names of towns."""
    folder = tmp_path / "base"
    folder.mkdir()
    roads = [Row(line((0, 500), (1000, 500)), ROAD), Row(line((0, 200), (900, 100)), LOCAL)]
    write_layer(folder / "troncon_de_route.fgb", roads, "LineString")
    pond = Row(box(FAR, 0, 50), {"nature": "Lac"})
    write_layer(folder / "surface_hydrographique.fgb", [pond])
    places = [("ALPHA", 500), ("Beta", 1500), ("Gamma", 700), ("", 800), ("Loin", FAR)]
    values = {"nature": "Lieu-dit habité"}
    towns = [
        Row(box(x, 300, 20), {**values, "toponyme": name, "importance": "2"}) for name, x in places
    ]
    write_layer(folder / "zone_d_habitation.fgb", towns)
    return folder


@pytest.fixture
def draw(gazetteer: Gazetteer, base: Path) -> Draw:
    """Draws that base around Alpha."""
    context = sheet_context(gazetteer)

    def drawn(
        scale: float = 20_000,
        maker: LayerMaker | None = None,
        wish: str = str(base),
        **how: object,
    ) -> DrawnBase:
        view = BaseView(surroundings(context.territory), scale, **how)  # type: ignore[arg-type]
        return open_base(context, maker or MemoryLayers.of(DataProfile("", "", ())), wish, view)

    return drawn


def layers(drawn: DrawnBase) -> dict[str, QgsVectorLayer]:
    return {one.key: one.layer for one in drawn.layers}


def names(layer: QgsVectorLayer) -> list[str]:
    return sorted(feature["name"] for feature in layer.getFeatures())


@pytest.mark.parametrize("kind", [MemoryLayers, ProjectLayers])
def test_a_class_holds_its_own_objects_in_the_frame_and_is_styled(
    draw: Draw, kind: type[LayerMaker]
) -> None:
    found = layers(draw(maker=kind.of(DataProfile("", "", ()))))
    assert list(found) == [
        *("base:town_p_0", "base:road_main_name_l_0", "base:road_main_l_0"),
        *("base:road_local_l_0", "base:built_s_0"),
    ]
    main = found["base:road_main_l_0"]
    assert [feature["cpx_numero"] for feature in main.getFeatures()] == ["D939"]
    assert not main.labelsEnabled()
    assert names(found["base:road_main_name_l_0"]) == ["D939"]
    for key in ("base:road_main_name_l_0", "base:town_p_0"):
        settings = found[key].labeling().settings()
        along = settings.lineSettings()
        # It stands where it was put, in whatever format.
        assert settings.displayAll
        assert along.anchorType() == along.AnchorType.Strict
    at_any_scale = layers(draw(scale=0.0, maker=kind.of(DataProfile("", "", ()))))
    assert "base:road_main_name_l_0" not in at_any_scale
    main = at_any_scale["base:road_main_l_0"]
    assert main.labelsEnabled()
    settings = main.labeling().settings()
    assert '"cpx_numero"' in settings.fieldName
    assert not settings.displayAll
    # No object of its own: nothing stays of the plugin in it.
    assert main.isValid()


def test_the_scale_decides_which_classes_are_drawn(draw: Draw) -> None:
    assert "base:road_local_l_0" not in layers(draw(scale=30_000))
    everywhere = layers(draw(scale=0.0))
    assert {"base:road_local_l_0", "base:water_s_0"} <= set(everywhere)
    assert everywhere["base:road_local_l_0"].minimumScale() == 25_000


def test_names_that_the_sheet_writes_are_left_to_it(draw: Draw) -> None:
    assert names(layers(draw())["base:town_p_0"]) == ["ALPHA", "Beta", "Gamma"]
    written = draw(written=frozenset({"Bêta"}))
    assert names(layers(written)["base:town_p_0"]) == ["ALPHA", "Gamma"]
    inside = draw(names_inside=True)
    assert names(layers(inside)["base:town_p_0"]) == ["ALPHA", "Gamma"]
    assert "base:road_main_name_l_0" not in layers(inside)


def test_towns_outside_are_named_on_what_is_pale_and_smaller_than_communes(draw: Draw) -> None:
    frame = QgsRectangle.fromCenterAndSize(QgsPointXY(X0, Y0), 10_000, 10_000)
    ground = DrawnGround(frame, 10)
    ground.paint([QgsGeometry.fromRect(frame)], 25)
    room = BaseRoom(NameRoom(frame, (), ground), Lettering(20.0, 1.0, QFont("Liberation Sans")))
    for is_veiled, expected in ((False, {"ALPHA"}), (True, {"ALPHA", "Beta"})):
        drawn = draw(room=room, is_veiled=is_veiled, most_points=6.5)
        towns = {f["name"]: f["size"] for f in layers(drawn)["base:town_p_0"].getFeatures()}
        assert set(towns) == expected
    assert towns["Beta"] == 6.5 < towns["ALPHA"]


def test_only_what_is_in_the_frame_comes_into_the_legend(draw: Draw) -> None:
    seen = {one.label for one in draw(scale=0.0).layers if one.is_seen}
    assert seen == {"Routes principales", "Autres routes", "Zones bâties"}


def test_a_filter_that_a_file_cannot_apply_draws_the_same(
    draw: Draw, base: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.json"
    layer = {
        "class": "road_main",
        "geometry": "l",
        "name": "roads",
        "uri": str(base / "troncon_de_route.fgb"),
        "filter": "title(lower(\"cpx_numero\")) = 'D939'",
    }

    text = json.dumps({"data_profile": 1, "credit": "Nous", "layers": [layer]})
    own.write_text(text, encoding="utf-8")
    drawn = draw(wish=str(own))
    assert drawn.credit == "Nous"
    found = layers(drawn)
    assert found["base:road_main_l_0"].featureCount() == 1
    # Of what the base knows nothing, the map of a commune names at least that.
    assert names(found["base:town_p_0"]) == ["Alpha"]


def test_a_base_that_is_gone_costs_one_warning(draw: Draw, tmp_path: Path) -> None:
    drawn = draw(wish=str(tmp_path / "gone"))
    assert drawn.layers == ()
    assert drawn.credit == ""
    assert len(drawn.warnings) == 1
    assert not drawn.is_whole


def test_the_credit_says_what_the_data_were_made_for(draw: Draw) -> None:
    assert draw(scale=20_000).credit == "© IGN – BD TOPO®, précision du 1/25\u00a0000"
    drawn = draw(scale=50_000)
    assert drawn.credit == "© IGN – BD TOPO®"
    assert drawn.is_whole


@pytest.mark.parametrize(
    ("importance", "rank"),
    [
        ("2", 2),
        ("2.0", 2),
        *((odd, LEAST_IMPORTANT) for odd in ("", "deux", "nan", "inf", "-1e999")),
    ],
)
def test_what_is_no_number_is_of_the_least_importance(importance: str, rank: int) -> None:
    assert base_layers._rank(importance) == rank
