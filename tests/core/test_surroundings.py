# SPDX-License-Identifier: GPL-3.0-or-later
"""What is drawn around a territory, and that it changes nothing of what is said of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from qgis.core import (
    QgsFeatureRequest,
    QgsGeometry,
    QgsLayerTreeGroup,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsPrintLayout,
    QgsProject,
    QgsVectorLayer,
)

from srce_pac.core.common.crs import transform
from srce_pac.core.common.layer_roles import MASK, ROLE
from srce_pac.core.common.request import DEMONSTRATION, DIM, HIDE, SHOW, SheetRequest
from srce_pac.core.pipeline import (
    Printer,
    add_layout,
    load_sheet_layers,
    summarise_sheet,
)
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_OBSTACLE,
    box,
    line,
    load,
    make_gazetteer,
    point,
    rows,
    write_layer,
)
from srce_pac.tests.support.reservoirs import reservoirs
from srce_pac.tests.support.templates import wide_template

pytestmark = pytest.mark.usefixtures("qgis_app")

# A commune that is small, one in a town, a long one on the coast, a tall one, and an EPCI.
TERRITORIES = ["59294", "59350", "59183", "59588", "200041960"]


def map_of(layout: QgsPrintLayout) -> QgsLayoutItemMap:
    item = layout.itemById("map")
    assert isinstance(item, QgsLayoutItemMap)
    return item


def legend_of(layout: QgsPrintLayout | None) -> list[str]:
    """The headings and lines of the legend, as they stand below each other."""
    assert layout is not None
    legend = layout.itemById("legend")
    assert isinstance(legend, QgsLayoutItemLegend)
    return list(_lines(legend.model().rootGroup()))


def _lines(group: QgsLayerTreeGroup) -> Iterator[str]:
    for node in group.children():
        if isinstance(node, QgsLayerTreeGroup):
            yield f"# {node.name()}".replace("\n", " ")
            yield from _lines(node)
        else:
            yield str(node.customProperty("legend/title-label")).replace("\n", " ")


def objects_in(layer: QgsVectorLayer, shape: QgsGeometry, item: QgsLayoutItemMap) -> set[str]:
    """The objects of a layer that meet a shape in the CRS of a map."""
    local = QgsGeometry(shape)
    local.transform(transform(item.crs(), layer.crs()))
    features = layer.getFeatures(QgsFeatureRequest(local.boundingBox()))
    return {f.geometry().asWkt(2) for f in features if f.geometry().intersects(local)}


def source_objects(source: str, shape: QgsGeometry, item: QgsLayoutItemMap) -> set[str]:
    """The objects of a source that meet a shape, read without the plugin's restriction."""
    layers = {(s.layer.uri, s.layer.provider) for s in recognise(source).sources}
    opened = [QgsVectorLayer(uri, "", provider) for uri, provider in layers]
    return set().union(*(objects_in(layer, shape, item) for layer in opened))


def drawn_objects(item: QgsLayoutItemMap) -> set[str]:
    """All the objects of the classes that a map draws."""
    classes = [x for x in item.layers() if str(x.customProperty(ROLE)).startswith("class:")]
    return {f.geometry().asWkt(2) for layer in classes for f in layer.getFeatures()}


class TestFrame:
    """All that the map's frame shows is drawn, whatever the paper and the scale."""

    @pytest.mark.parametrize(
        ("code", "template", "scale", "outside"),
        [
            *[(code, "", None, DIM) for code in TERRITORIES],
            ("59183", "", None, SHOW),
            ("200041960", "", None, SHOW),
            ("59588", "A4", None, DIM),
            ("200041960", "A4", None, DIM),
            ("59183", "A2", None, DIM),
            ("59294", "", 100_000, DIM),
            ("200041960", "", 100_000, DIM),
            ("59350", "A1", 20_000, DIM),
            ("200041960", "A1", 20_000, DIM),
        ],
    )
    def test_every_object_within_the_frame_is_drawn(
        self,
        shared_printer: Printer,
        code: str,
        template: str,
        scale: float | None,
        outside: str,
    ) -> None:
        request = SheetRequest(code, template=template, scale=scale, outside=outside)
        self.check(request, shared_printer)

    @pytest.mark.parametrize("code", ["59588", "200041960"])
    def test_a_map_much_wider_than_the_territory_is_filled(
        self, shared_printer: Printer, tmp_path: Path, code: str
    ) -> None:
        template = wide_template(tmp_path / "wide.qpt")
        self.check(SheetRequest(code, template=str(template)), shared_printer)

    @pytest.mark.parametrize(("code", "outside"), [("60159", SHOW), ("246000129", DIM)])
    def test_every_object_of_real_data_is_drawn(
        self,
        embedded: Gazetteer,
        shared: Path,
        tmp_path: Path,
        code: str,
        outside: str,
    ) -> None:
        # Opening a GeoPackage writes beside it.
        original = shared / "data" / "sraddet_hdf2020_oise_est.gpkg"
        source = shutil.copyfile(original, tmp_path / original.name)
        request = SheetRequest(code, source=str(source), outside=outside)
        with closing(Printer(request, embedded)) as printer:
            self.check(request, printer)

    @staticmethod
    def check(request: SheetRequest, printer: Printer) -> None:
        item = map_of(printer.lay_out(request).filled.layout)
        shown = source_objects(request.source, QgsGeometry.fromRect(item.extent()), item)
        assert shown
        assert shown <= drawn_objects(item)

    @pytest.mark.parametrize("code", TERRITORIES)
    def test_nothing_beyond_the_territory_is_drawn_where_it_is_hidden(
        self, shared_printer: Printer, code: str
    ) -> None:
        sheet = shared_printer.lay_out(SheetRequest(code, outside=HIDE))
        item = map_of(sheet.filled.layout)
        inside = source_objects(DEMONSTRATION, sheet.prepared.territory.geometry, item)
        assert inside
        assert drawn_objects(item) <= inside

    @pytest.mark.parametrize("outside", [HIDE, DIM, SHOW])
    def test_what_is_far_from_the_frame_is_not_read(self, tmp_path: Path, outside: str) -> None:
        far = [box(x, 0, 100) for x in range(50_000, 60_000, 200)]
        source = reservoirs(tmp_path, [box(100, 100, 50), *far])
        (thematic,) = load(make_gazetteer(tmp_path), source, outside=outside).thematic
        assert thematic.layer.featureCount() == 1


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Obstacles (points) in Alpha and outside, a reservoir in Alpha, a corridor only outside."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    reservoirs(folder, [box(100, 100, 300), box(1100, 100, 300)])
    write_layer(
        folder / "n_srce_obstacle_p_000.fgb",
        rows([point(500, 500), point(1200, 500), point(-200, 300)], NATIONAL_OBSTACLE),
        "Point",
    )
    write_layer(
        folder / "n_srce_corridor_l_000.fgb",
        rows([line((1100, 700), (1300, 900))], NATIONAL_CORRIDOR),
        "LineString",
    )
    return folder


class TestTerritory:
    """Counts, legend and summary speak of the territory, whatever is drawn around it."""

    @pytest.mark.parametrize("code", TERRITORIES)
    def test_counts_are_the_same_whatever_is_drawn_outside(
        self, shared_printer: Printer, project: QgsProject, code: str
    ) -> None:
        counts = [
            shared_printer.load(SheetRequest(code, outside=outside), project).counts
            for outside in (HIDE, DIM, SHOW)
        ]
        assert any(counts[0].values())
        assert counts[1:] == counts[:1] * 2

    @pytest.mark.parametrize("code", ["59294", "59588", "200041960"])
    def test_the_legend_lists_what_is_only_outside_apart_or_not_at_all(
        self, shared_printer: Printer, code: str
    ) -> None:
        hide, dim, show = (
            legend_of(shared_printer.lay_out(SheetRequest(code, outside=outside)).filled.layout)
            for outside in (HIDE, DIM, SHOW)
        )
        assert dim == hide
        assert show[: len(hide)] == hide
        assert show[len(hide) :][:1] in ([], ["# Hors du territoire"])

    def test_a_class_only_outside_stands_under_a_heading_with_its_full_name(
        self, tmp_path: Path, project: QgsProject, mixed: Path
    ) -> None:
        request = SheetRequest("59001", source=str(mixed), outside=SHOW)
        legend = legend_of(add_layout(request, make_gazetteer(tmp_path), project).layout)
        assert legend[-2:] == ["# Hors du territoire", "Corridors écologiques"]
        assert legend.count("Corridors écologiques") == 1

    @pytest.mark.parametrize("outside", [HIDE, DIM, SHOW])
    def test_counts_and_summary_leave_out_what_is_outside(
        self, tmp_path: Path, project: QgsProject, mixed: Path, outside: str
    ) -> None:
        request = SheetRequest("59001", source=str(mixed), outside=outside)
        gazetteer = make_gazetteer(tmp_path)
        counts = load_sheet_layers(request, gazetteer, project).counts
        assert counts == {"obstacle": 1, "reservoir": 1, "corridor": 0}
        assert summarise_sheet(request, gazetteer).total == 2


class TestVeil:
    """Points lie over the veil in the territory, under it outside."""

    def test_points_outside_lie_under_the_veil_and_those_inside_over_it(
        self, tmp_path: Path, mixed: Path
    ) -> None:
        layers = load(make_gazetteer(tmp_path), mixed, outside=DIM)
        over, under = (t for t in layers.thematic if t.class_id == "obstacle")
        assert (over.layer.featureCount(), over.count) == (1, 1)
        assert (under.layer.featureCount(), under.count) == (2, 0)
        order = layers.in_drawing_order()
        mask = layers.reference[MASK]
        assert order.index(over.layer) < order.index(mask) < order.index(under.layer)

    @pytest.mark.parametrize(("outside", "drawn"), [(HIDE, 1), (SHOW, 3)])
    def test_without_a_veil_they_are_one_layer(
        self, tmp_path: Path, mixed: Path, outside: str, drawn: int
    ) -> None:
        layers = load(make_gazetteer(tmp_path), mixed, outside=outside)
        (only,) = (t for t in layers.thematic if t.class_id == "obstacle")
        assert (only.layer.featureCount(), only.count) == (drawn, 1)

    def test_the_layer_under_the_veil_stays_in_a_project(
        self, tmp_path: Path, project: QgsProject, mixed: Path
    ) -> None:
        request = SheetRequest("59001", source=str(mixed), outside=DIM)
        load_sheet_layers(request, make_gazetteer(tmp_path), project)
        layers = project.mapLayers().values()
        (under,) = (x for x in layers if x.name().endswith(" – Hors du territoire"))
        assert under.name().startswith("Obstacles")
        assert under.featureCount() == 2
        assert under.subsetString()
