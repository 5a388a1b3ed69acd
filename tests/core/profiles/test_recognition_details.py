# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of layers and of fields as services and shapefiles change them."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from pathlib import Path

import pytest
from qgis.core import QgsVectorLayer

from srce_pac.core.common.errors import SourceError
from srce_pac.core.profiles.recognition import recognise
from srce_pac.tests.support.factories import NATIONAL_RESERVOIR, box, rows, write_layer
from srce_pac.tests.support.relays import HttpRelay
from srce_pac.tests.support.servers import Reply
from srce_pac.tests.support.services import WFS_2_0, MapServer, saved_service

pytestmark = pytest.mark.usefixtures("qgis_app")

RESERVOIRS = "n_srce_reservoir_s_000"


@pytest.fixture
def preset(qgis_profile: Path) -> Path:
    """A preset of the user's, whose fields have more than ten letters."""
    path = qgis_profile / "sheets" / "presets" / "region.json"
    path.parent.mkdir(parents=True)
    rule = {
        "class": "reservoir",
        "geometries": "s",
        "names": ["zonage_regional"],
        "fields": ["identifiant_zonage"],
        "sub_trame": "sous_trame_dominante",
    }
    preset = {"title": "La Région", "credit": "Région", "layers": [rule]}
    path.write_text(json.dumps(preset), encoding="utf-8")
    return path


def without_titles(path: str, reply: Reply) -> Reply:
    """Capabilities whose layers have no title but their name, which starts with a schema."""
    body = re.sub(rb"<Title>n_srce[^<]*</Title>", b"", reply.body)
    return Reply(body, reply.status, reply.kind)


def test_a_layer_that_a_service_puts_a_schema_in_front_of_is_recognised_by_its_name(
    tmp_path: Path,
) -> None:
    path = write_layer(tmp_path / f"{RESERVOIRS}.fgb", rows([box(0, 0, 5)], NATIONAL_RESERVOIR))
    layer = QgsVectorLayer(str(path), RESERVOIRS, "ogr")
    with ExitStack() as cleaning:
        server = cleaning.enter_context(MapServer([layer]))
        relay = cleaning.enter_context(HttpRelay(server.address, without_titles))
        source = cleaning.enter_context(saved_service("Région", relay.address, WFS_2_0))
        (found,) = recognise(source).sources
    assert found.layer.name == f"ms:{RESERVOIRS}"
    assert found.class_id == "reservoir"
    assert found.reason.startswith("named as in")


@pytest.mark.usefixtures("preset")
@pytest.mark.parametrize(
    ("ending", "id_field", "sub_trame"),
    [
        (".gpkg", "identifiant_zonage", "sous_trame_dominante"),
        (".shp", "identifian", "sous_trame"),
    ],
)
def test_a_field_is_known_by_its_whole_name_and_by_what_a_shapefile_leaves_of_it(
    tmp_path: Path, ending: str, id_field: str, sub_trame: str
) -> None:
    values = {"identifiant_zonage": "1", "sous_trame_dominante": "forêt"}
    path = write_layer(tmp_path / f"zonage_regional{ending}", rows([box(0, 0, 5)], values))
    written = [field.name() for field in QgsVectorLayer(str(path), "", "ogr").fields()]
    assert id_field in written
    (found,) = recognise(str(path)).sources
    assert (found.class_id, found.sub_trame) == ("reservoir", sub_trame)


@pytest.mark.usefixtures("preset")
def test_a_field_whose_tenth_letter_is_another_is_another_field(tmp_path: Path) -> None:
    values = {"identifiaXt_zonage": "1"}
    path = write_layer(tmp_path / "autre_nom.gpkg", rows([box(0, 0, 5)], values))
    with pytest.raises(SourceError, match="of a known schema"):
        recognise(str(path))
