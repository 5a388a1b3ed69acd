# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of a sheet: what is opened and warned of, their order and their look."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import (
    QgsFeedback,
    QgsVectorLayer,
)

from srce_pac.core.common.errors import CancelledError, SourceError, StyleError
from srce_pac.core.common.layer_roles import LAND, MASK, NEIGHBOURS, ROLE, UNLOADED, WATERMARK
from srce_pac.core.common.request import DEMONSTRATION, DIM, HIDE, SHOW
from srce_pac.core.layers.base_drawing import BaseLayer, DrawnBase
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.definition import CONTOUR, load_sheet
from srce_pac.core.styles.style_order import style_order
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_OBSTACLE,
    NATIONAL_RESERVOIR,
    NATIONAL_WATERCOURSE,
    box,
    line,
    load,
    open_layer,
    open_layers,
    point,
    rows,
    sheet_context,
    write_layer,
)
from srce_pac.tests.support.made_styles import apply_style
from srce_pac.tests.support.reservoirs import (
    ELSEWHERE,
    INSIDE,
    RESERVOIRS,
    numbers,
    only,
    reservoirs,
    roles,
)

pytestmark = pytest.mark.usefixtures("qgis_app")


def set_extent(path: Path, extent: tuple[float, ...]) -> None:
    """Write an extent into the contents of a GeoPackage, from where QGIS takes it."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?", extent
        )
    assert not open_layer(path).featureCount()


class TestNothing:
    """Sources that have nothing to show here."""

    def test_a_class_with_nothing_here_is_counted_as_none_and_has_no_layer(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*ELSEWHERE]))
        assert layers.counts == {"reservoir": 0}
        assert layers.thematic == []

    def test_the_territory_is_drawn_all_the_same(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*ELSEWHERE]))
        assert layers.contour.featureCount() == 1
        assert all(layer.isValid() for layer in layers.in_drawing_order())

    def test_an_empty_layer_is_told(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        path = reservoirs(tmp_path, [], fields=NATIONAL_RESERVOIR)
        layers = load(gazetteer, path)
        assert layers.counts == {"reservoir": 0}
        assert RESERVOIRS in layers.warnings[-1]

    @pytest.mark.parametrize(
        "extent", [(0, 0, 0, 0), (1e9, 1e9, -1e9, -1e9), (0, 0, 1, 1)], ids=str
    )
    def test_an_empty_layer_covers_nothing_whatever_its_extent(
        self, gazetteer: Gazetteer, tmp_path: Path, extent: tuple[float, ...]
    ) -> None:
        path = reservoirs(tmp_path, [], ".gpkg", fields=NATIONAL_RESERVOIR)
        set_extent(path, extent)
        layers = load(gazetteer, path)
        uncovered, empty = layers.warnings
        assert "holds no object" in empty
        assert "does not cover" in uncovered
        assert layers.uncovered.is_whole

    def test_a_full_layer_elsewhere_tells_though_another_is_empty(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        folder = tmp_path / "source"
        folder.mkdir()
        reservoirs(folder, [], fields=NATIONAL_RESERVOIR)
        write_layer(
            folder / "n_srce_corridor_l_000.gpkg",
            rows([line((80_000, 0), (90_000, 0))], NATIONAL_CORRIDOR),
            geometry="LineString",
        )
        layers = load(gazetteer, folder)
        assert layers.uncovered.is_whole
        assert "does not cover" in layers.warnings[0]

    def test_a_layer_with_nothing_here_is_no_fault(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        assert load(gazetteer, reservoirs(tmp_path, [*ELSEWHERE])).warnings == []

    @pytest.mark.parametrize("ending", [".shp", ".gpkg", ".fgb"])
    def test_a_layer_without_crs_is_refused_by_name(
        self, gazetteer: Gazetteer, tmp_path: Path, ending: str
    ) -> None:
        path = reservoirs(tmp_path, [*INSIDE], ending, crs="")
        with pytest.raises(SourceError, match=RESERVOIRS):
            load(gazetteer, path)

    def test_a_layer_that_has_gone_since_is_refused_by_name(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        path = reservoirs(tmp_path, [*INSIDE], ".fgb")
        profile = recognise(str(path))
        path.unlink()
        with pytest.raises(SourceError, match=RESERVOIRS):
            open_layers(sheet_context(gazetteer), profile)

    def test_a_class_that_the_sheet_does_not_draw_is_told(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        profile = recognise(str(reservoirs(tmp_path, [*INSIDE])))
        sheet = replace(load_sheet("srce"), drawing_order=("obstacle_p",))
        layers = open_layers(replace(sheet_context(gazetteer), sheet=sheet), profile)
        assert layers.thematic == []
        (warning,) = layers.warnings
        assert RESERVOIRS in warning


class TestOrder:
    """Who is drawn over whom, and in which role."""

    def test_classes_come_in_printing_order_whatever_the_files_are_called(
        self, gazetteer: Gazetteer, all_classes: Path
    ) -> None:
        order = [f"{t.class_id}_{t.geometry}" for t in load(gazetteer, all_classes).thematic]
        assert order == [
            "obstacle_p",
            "obstacle_l",
            "obstacle_s",
            "corridor_l",
            "watercourse_l",
            "reservoir_l",
            "watercourse_s",
            "corridor_s",
            "reservoir_s",
        ]

    def test_the_reference_layers_lie_over_lines_and_areas_and_under_points(
        self, gazetteer: Gazetteer, all_classes: Path
    ) -> None:
        found = roles(load(gazetteer, all_classes, outside=DIM))
        assert found[:4] == ["class:obstacle", CONTOUR, NEIGHBOURS, MASK]
        assert all(role.startswith("class:") for role in found[4:-2])
        assert found[-2:] == [LAND, UNLOADED]

    def test_a_light_base_lies_over_the_tints_that_are_lowest_and_under_all_else(
        self, gazetteer: Gazetteer, all_classes: Path
    ) -> None:
        layers, (over, under) = load(gazetteer, all_classes), (QgsVectorLayer() for _ in "12")
        road = BaseLayer("base:road_main_l_0", over, "", is_seen=True)
        land = BaseLayer("base:built_s_0", under, "", is_seen=True, over_tints=False)
        theme = [t.layer for t in layers.thematic if not t.is_over_veil]
        lowest = theme[-1]
        assert lowest.customProperty(ROLE) == "class:reservoir"
        # Between both there is a hatch: what lies above it is no ground of the base.
        for tints, expected in (
            ({"reservoir_s", "watercourse_s"}, [theme[-2], over, lowest, under]),
            ({"watercourse_s"}, [*theme[-2:], over, under]),
        ):
            layers.base = DrawnBase((road, land), tints=frozenset(tints))
            assert layers.in_drawing_order()[-4:] == expected

    def test_each_layer_has_a_role_and_the_printed_name_of_its_class(
        self, gazetteer: Gazetteer, all_classes: Path
    ) -> None:
        sheet = load_sheet("srce")
        for thematic in load(gazetteer, all_classes).thematic:
            assert thematic.layer.customProperty(ROLE) == f"class:{thematic.class_id}"
            assert thematic.layer.name() == sheet.label(thematic.class_id)

    def test_the_demonstration_is_marked_over_all_else(self, embedded: Gazetteer) -> None:
        for outside in (HIDE, DIM, SHOW):
            context = sheet_context(embedded, "59294")
            layers = open_layers(context, recognise(DEMONSTRATION), outside)
            assert roles(layers)[0] == WATERMARK

    def test_real_data_bears_no_mark(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*INSIDE]))
        assert WATERMARK not in roles(layers)

    @pytest.mark.parametrize(
        ("outside", "expected"),
        [
            (HIDE, [CONTOUR, MASK]),
            (DIM, [CONTOUR, NEIGHBOURS, MASK, LAND, UNLOADED]),
            (SHOW, [CONTOUR, NEIGHBOURS, LAND, UNLOADED]),
        ],
    )
    def test_the_outside_is_hidden_dimmed_or_shown(
        self, gazetteer: Gazetteer, tmp_path: Path, outside: str, expected: list[str]
    ) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*INSIDE]), outside=outside)
        assert [role for role in roles(layers) if not role.startswith("class:")] == expected

    def test_hidden_and_dimmed_look_different(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        path = reservoirs(tmp_path, [*INSIDE])
        hide, dim = (
            look(load(gazetteer, path, outside=way).reference[MASK]) for way in (HIDE, DIM)
        )
        assert hide != dim

    def test_where_the_outside_is_shown_its_objects_are_drawn_but_not_counted(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*INSIDE, *ELSEWHERE]), outside=SHOW)
        assert layers.counts == {"reservoir": 3}
        assert numbers(only(layers)) == [0, 1, 2, 3, 4, 6]

    def test_a_class_that_is_only_outside_is_drawn_there_and_counted_as_none(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*ELSEWHERE]), outside=SHOW)
        assert layers.counts == {"reservoir": 0}
        assert numbers(only(layers)) == [0, 1, 3]


class TestStyles:
    """The bundled styles are on the layers."""

    def test_each_class_has_its_own_look(self, gazetteer: Gazetteer, all_classes: Path) -> None:
        order = style_order(load_sheet("srce"))
        for thematic in load(gazetteer, all_classes).thematic:
            bare = QgsVectorLayer(thematic.layer.source(), "x", "ogr")
            apply_style(bare, order.choose(f"{thematic.class_id}_{thematic.geometry}").file)
            assert look(thematic.layer) == look(bare)

    def test_styling_does_not_undo_the_restriction(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        layer = only(load(gazetteer, reservoirs(tmp_path, [*INSIDE, *ELSEWHERE])))
        assert layer.featureCount() == 3

    @pytest.mark.parametrize("content", [None, "", "<qgis>", "no xml"])
    def test_a_style_that_cannot_be_used_is_refused_by_name(
        self, tmp_path: Path, content: str | None
    ) -> None:
        style = tmp_path / "reservoir_s.qml"
        if content is not None:
            style.write_text(content, encoding="utf-8")
        layer = open_layer(reservoirs(tmp_path, [*INSIDE]))
        with pytest.raises(StyleError, match=r"reservoir_s\.qml"):
            apply_style(layer, style)


class TestCancelling:
    """Work that the user stops."""

    def test_a_cancelled_feedback_stops_it(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        profile = recognise(str(reservoirs(tmp_path, [*INSIDE])))
        feedback = QgsFeedback()
        feedback.cancel()
        with pytest.raises(CancelledError):
            open_layers(sheet_context(gazetteer), profile, feedback=feedback)


@pytest.fixture
def all_classes(tmp_path: Path) -> Path:
    """A folder with a layer of each class and geometry of the national standard."""
    shapes = {
        "s": ("Polygon", box(10, 10, 50)),
        "l": ("LineString", line((0, 0), (50, 50))),
        "p": ("Point", point(50, 50)),
    }
    classes: dict[str, tuple[Mapping[str, object], str]] = {
        "reservoir": (NATIONAL_RESERVOIR, "sl"),
        "corridor": (NATIONAL_CORRIDOR, "sl"),
        "cours_eau": (NATIONAL_WATERCOURSE, "sl"),
        "obstacle": (NATIONAL_OBSTACLE, "slp"),
    }
    folder = tmp_path / "all"
    folder.mkdir()
    for name, (values, letters) in classes.items():
        for letter in letters:
            geometry, wkt = shapes[letter]
            path = folder / f"n_srce_{name}_{letter}_000.fgb"
            write_layer(path, rows([wkt], values), geometry)
    return folder


def look(layer: QgsVectorLayer) -> str:
    """How a layer is drawn, as text."""
    return str(layer.renderer().dump())
