# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers of a service without codes of communes: what meets the box around some départements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from srce_pac.core.base.library import Bases
from srce_pac.core.common.errors import SourceError
from srce_pac.core.common.files import ROOT
from srce_pac.core.opendata.catalogue import OpenData
from srce_pac.core.opendata.departement_boxes import box_of
from srce_pac.core.opendata.store import fetch, fetched
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet_choice import choose_sheet
from srce_pac.core.sources.provenance import read_note
from srce_pac.tests.support.factories import Row, open_layer, write_layer
from srce_pac.tests.support.open_data import find, write_list
from srce_pac.tests.support.services import MapServer

pytestmark = pytest.mark.usefixtures("qgis_app")

# Metres in Lambert 93: one zone in the Nord, one just over its border, one near Paris.
PLACES = {
    "310000001": (711_000, 7_012_000),
    "310000002": (790_000, 6_990_000),
    "110000001": (652_000, 6_862_000),
}


def square(x: float, y: float) -> str:
    right, top = x + 500, y + 500
    return f"Polygon(({x} {y}, {right} {y}, {right} {top}, {x} {top}, {x} {y}))"


@pytest.fixture(scope="module")
def server(qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MapServer]:
    """A WFS of zones in two layers, the second of which has none in the Nord."""
    folder = tmp_path_factory.mktemp("zones")
    layers = []
    for name, codes in (("znieff1", PLACES), ("pn", ["110000001"])):
        found = [Row(square(*PLACES[code]), {"id_mnhn": code, "nom": "Zone"}) for code in codes]
        layers.append(open_layer(write_layer(folder / f"{name}.fgb", found)))
        layers[-1].setName(name)
    with MapServer(layers) as server:
        yield server


def zones(profile: Path, server: MapServer, names: Sequence[str], **more: Any) -> OpenData:
    """The source of a list of the user's that names layers of that service."""
    layers = [{"type": f"ms:{name}", "name": name, "by_box": True, **more} for name in names]
    service = {"url": server.address, "version": "2.0.0", "layers": layers}
    write_list(profile, "zones", date="", service=service)
    return find("zones")


def codes(folder: Path, name: str) -> set[str]:
    return {feature["id_mnhn"] for feature in open_layer(f"{folder}/{name}.fgb").getFeatures()}


class TestBoxes:
    def test_a_departement_comes_with_a_little_around_it(
        self, profile: Path, server: MapServer
    ) -> None:
        source = zones(profile, server, ["znieff1"])
        assert source.by_departement
        server.asked.clear()
        folder = fetch(source, departements=["59"]).folder
        assert codes(folder, "znieff1") == {"310000001", "310000002"}
        pages = [request for request in server.asked if "COUNT=1000" in request]
        assert pages
        assert all("BBOX=63" in page for page in pages)

    def test_without_a_departement_all_comes(self, profile: Path, server: MapServer) -> None:
        folder = fetch(zones(profile, server, ["znieff1"])).folder
        assert codes(folder, "znieff1") == set(PLACES)

    def test_a_layer_without_anything_there_says_that_there_is_nothing(
        self, profile: Path, server: MapServer
    ) -> None:
        folder = fetch(zones(profile, server, ["znieff1", "pn"]), departements=["59"]).folder
        assert codes(folder, "pn") == set()
        profile_ = recognise(str(folder))
        assert {source.class_id for source in profile_.sources} == {"znieff1", "pn"}
        assert (profile_.facts.departements, profile_.facts.complete) == (("59",), True)
        assert choose_sheet(profile_)[0].id == "patrimoine_naturel"

    def test_an_optional_layer_that_is_gone_costs_itself(
        self, profile: Path, server: MapServer
    ) -> None:
        source = zones(profile, server, ["znieff1", "gone"], optional=True)
        result = fetch(source, departements=["59"])
        assert codes(result.folder, "znieff1") == {"310000001", "310000002"}
        (warning,) = result.warnings
        assert "ms:gone" in warning
        # What is not there may be in the layer that did not come.
        note = read_note(result.folder)
        assert note is not None
        assert not note.is_complete

    @pytest.mark.parametrize("optional", [True, False])
    def test_nothing_but_what_is_gone_is_refused(
        self, profile: Path, server: MapServer, optional: bool
    ) -> None:
        with pytest.raises(SourceError, match="ms:gone"):
            fetch(zones(profile, server, ["gone"], optional=optional), departements=["59"])
        assert fetched(find("zones")) is None


class TestBase:
    """The light base of a département: of large layers, a part of the objects and columns."""

    @pytest.fixture(scope="class")
    def roads(self, qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MapServer]:
        """A WFS of roads as the BD TOPO has them, in the Nord and near Paris."""
        x, y = PLACES["310000001"]
        far_x, far_y = PLACES["110000001"]
        rows = [
            Row(
                f"LineString({east} {north}, {east + 500} {north})",
                {"nature": nature, "importance": rank, "cpx_numero": number, "urbain": "oui"},
            )
            for east, north, nature, rank, number in (
                (x, y, "Type autoroutier", "1", "A2"),
                (x, y + 50, "Route à 1 chaussée", "3", "D643"),
                (x, y + 90, "Sentier", "6", ""),
                (far_x, far_y, "Route à 1 chaussée", "2", "N20"),
            )
        ]
        file = tmp_path_factory.mktemp("roads") / "troncon_de_route.fgb"
        layer = open_layer(write_layer(file, rows, "LineString"))
        layer.setName("troncon_de_route")
        with MapServer([layer]) as server:
            yield server

    def test_of_a_large_layer_what_is_drawn_comes_and_is_found_as_the_base(
        self, profile: Path, roads: MapServer
    ) -> None:
        bundled = json.loads((ROOT / "data/opendata/bdtopo_v3.json").read_text(encoding="utf-8"))
        (layer,) = (
            each for each in bundled["service"]["layers"] if each["name"] == "troncon_de_route"
        )
        layer["type"] = "ms:troncon_de_route"
        bundled["service"].update(url=roads.address, layers=[layer])
        write_list(profile, "bdtopo_v3", **bundled)
        roads.asked.clear()
        folder = fetch(find("bdtopo_v3"), departements=["59"]).folder
        (file,) = folder.glob("*.fgb")
        written = open_layer(file)
        assert {feature["cpx_numero"] for feature in written.getFeatures()} == {"A2", "D643"}
        assert set(written.fields().names()) == {"nature", "importance", "cpx_numero"}
        # The service itself leaves the rest out.
        pages = [request for request in roads.asked if "COUNT=1000" in request]
        assert pages
        assert all("FILTER=" in page for page in pages)
        base = Bases().of("", "59")
        assert base is not None
        assert base.address == str(folder)
        assert {s.class_id for s in base.profile.sources} >= {"road_motorway", "road_main"}
        elsewhere = Bases().of("", "80")
        assert elsewhere is None or elsewhere.address != str(folder)

    @pytest.mark.parametrize("key", ["bdtopo_v3", "bdcarto_v5"])
    def test_each_layer_of_a_bundled_base_is_one_that_it_draws(self, key: str) -> None:
        written = (ROOT / f"data/base/presets/{key}.json").read_text(encoding="utf-8")
        patterns = [name for layer in json.loads(written)["layers"] for name in layer["names"]]
        service = find(key).service
        assert service is not None
        for layer in service.layers:
            assert any(re.fullmatch(pattern, layer.name) for pattern in patterns), layer.name

    def test_a_filter_that_is_no_expression_is_told(self, profile: Path) -> None:
        layer = {"type": "ms:a", "name": "a", "by_box": True, "filter": '"importance" ='}
        service = {"url": "https://data.example/wfs", "version": "2.0.0", "layers": [layer]}
        write_list(profile, "wrong", service=service)
        assert ".filter”" in find("wrong").fault


class TestTable:
    @pytest.mark.parametrize(
        ("code", "place"),
        [
            ("59", (3.06, 50.63)),
            ("2A", (8.74, 41.92)),
            ("974", (55.45, -20.88)),
            ("01", (5.2, 46.2)),
        ],
    )
    def test_a_box_holds_the_chief_town(self, code: str, place: tuple[float, float]) -> None:
        box = box_of([code])
        assert box.crs().authid() == "EPSG:4326"
        assert box.contains(*place)
        assert box.width() < 4

    def test_several_are_in_one_box(self) -> None:
        box = box_of(["59", "62"])
        assert box.contains(box_of(["59"]))
        assert box.contains(box_of(["62"]))

    def test_a_code_of_none_is_refused(self) -> None:
        with pytest.raises(SourceError, match="no département 99"):
            box_of(["99"])
