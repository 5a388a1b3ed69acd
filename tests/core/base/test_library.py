# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a light base comes from: what is asked for, a download, what is embedded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srce_pac.core.base.definition import read_base
from srce_pac.core.base.library import EMBEDDED, Bases
from srce_pac.core.common.errors import BackgroundError
from srce_pac.core.common.files import profile_folder
from srce_pac.core.common.request import NO_BASE
from srce_pac.core.sources.provenance import downloads_folder, note_path
from srce_pac.tests.support.bases import BaseArea, write_base
from srce_pac.tests.support.factories import Row, line, point, write_layer

AREA = BaseArea(700_000, 7_000_000, 710_000, 7_008_000)
CLASSES = {
    *("road_main_l", "road_motorway_l", "road_local_l", "rail_l", "river_l", "stream_l"),
    *("water_s", "town_s", "hamlet_s", "built_s"),
}

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")


def roles(bases: Bases, wish: str, departement: str = "59") -> dict[str, str]:
    """The layers of a base by the styles that they are drawn with."""
    opened = bases.of(wish, departement)
    assert opened is not None
    return {f"{s.class_id}_{s.geometry}": s.layer.name for s in opened.profile.sources}


def download(tmp_path: Path, departements: list[str]) -> Path:
    """A base among the downloads of the user, on their list of open data."""
    listed = profile_folder() / "data" / "opendata"
    listed.mkdir(parents=True)
    (listed / "mine.json").write_text('{"holds": "base"}', encoding="utf-8")
    folder = downloads_folder() / "mine"
    folder.mkdir(parents=True)
    write_layer(folder / "river_l.fgb", [Row(line((0, 0), (9, 9)), {"name": "Lys"})], "LineString")
    note = {"date": "2026-11-30", "departements": departements, "credit": "© IGN 2026"}
    note_path(folder).write_text(json.dumps(note), encoding="utf-8")
    return folder


def test_the_layers_of_the_bd_topo_are_recognised(tmp_path: Path) -> None:
    found = roles(Bases(), str(write_base(tmp_path / "bdtopo", AREA, 0.02)))
    assert set(found) == CLASSES
    assert found["road_main_l"] == found["road_motorway_l"] == "troncon_de_route"


def test_an_office_names_its_layers_as_the_classes(tmp_path: Path) -> None:
    rows = [Row(line((0, 0), (10, 10)), {"NUMERO": "D 939"})]
    write_layer(tmp_path / "fond_road_main_l.shp", rows, "LineString")
    write_layer(tmp_path / "town.gpkg", [Row(point(0, 0), {"nom": "Marquion"})], "Point")
    write_layer(tmp_path / "parcelles.gpkg", [Row(point(0, 0), {"nom": "AB 12"})], "Point")
    assert roles(Bases(), str(tmp_path)) == {"road_main_l": "fond_road_main_l", "town_p": "town"}


@pytest.mark.parametrize(("departements", "taken"), [(["59"], True), ([], True), (["02"], False)])
def test_a_download_is_taken_where_it_is_of_the_departement(
    tmp_path: Path, departements: list[str], taken: bool
) -> None:
    folder = download(tmp_path, departements)
    opened = Bases().of("", "59")
    assert opened is not None
    assert opened.address == str(folder if taken else EMBEDDED)
    assert (opened.profile.credit == "© IGN 2026") == taken


def test_the_embedded_base_has_its_credit_and_none_is_none() -> None:
    opened = Bases().of("", "59")
    assert opened is not None
    assert "GeoNames" in opened.profile.credit
    assert opened.profile.facts.scale > 0
    assert Bases().of(NO_BASE, "59") is None


def test_what_is_no_base_is_one_refusal_and_asked_once(tmp_path: Path) -> None:
    bases = Bases()
    write_layer(tmp_path / "parcelles.gpkg", [Row(point(0, 0), {"nom": "AB 12"})], "Point")
    for _ in range(2):
        with pytest.raises(BackgroundError) as error:
            bases.of(str(tmp_path), "59")
    assert str(tmp_path) in error.value.whole


def test_a_base_that_was_away_is_read_once_it_is_there(tmp_path: Path) -> None:
    folder, away = tmp_path / "base", tmp_path / "away"
    folder.mkdir()
    write_layer(folder / "river_l.fgb", [Row(line((0, 0), (9, 9)), {"name": "Lys"})], "LineString")
    folder.rename(away)
    bases = Bases()
    with pytest.raises(BackgroundError):
        bases.of(str(folder), "59")
    # Each sheet of a series would look for it again.
    assert bases.is_current()
    away.rename(folder)
    assert not bases.is_current()
    bases.close()
    assert set(roles(bases, str(folder))) == {"river_l"}


def test_another_file_in_the_folder_or_another_definition_is_noticed(tmp_path: Path) -> None:
    write_layer(
        tmp_path / "river_l.fgb", [Row(line((0, 0), (9, 9)), {"name": "Lys"})], "LineString"
    )
    bases = Bases()
    bases.of(str(tmp_path), "59")
    assert bases.is_current()
    write_layer(tmp_path / "rail_l.fgb", [Row(line((0, 0), (9, 9)), {"name": ""})], "LineString")
    assert not bases.is_current()
    bases.close()
    assert set(roles(bases, str(tmp_path))) == {"river_l", "rail_l"}
    own = profile_folder() / "data" / "base" / "base.json"
    own.parent.mkdir(parents=True)
    own.write_text("{}", encoding="utf-8")
    assert not bases.is_current()


def test_classes_are_drawn_between_their_scales_and_no_finer_than_their_data_bear() -> None:
    definition, faults = read_base()
    assert definition is not None
    assert faults == []
    local, river, town = (definition.classes[name] for name in ("road_local", "river", "town"))
    assert local.is_drawn_at(25_000)
    assert not local.is_drawn_at(30_000)
    assert not river.is_drawn_at(25_000, made_for=10_000_000)
    assert town.is_drawn_at(25_000, made_for=10_000_000)
    assert town.size_of(1, 300_000) > town.size_of(2, 300_000) > 0
    assert town.size_of(5, 300_000) == 0
    least = min(size.points for one in definition.classes.values() for size in one.sizes)
    assert least >= 6.5
