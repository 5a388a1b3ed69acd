# SPDX-License-Identifier: GPL-3.0-or-later
"""The database, the index of the file or the service finds what is of the territory."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.deliveries import EPCI, RESERVOIRS, Workshop, picture, sheet_layers
from srce_pac.tests.support.factories import NATIONAL_RESERVOIR, X0, Y0, Row, box, write_layer
from srce_pac.tests.support.missing import MissingError
from srce_pac.tests.support.relays import HttpRelay
from srce_pac.tests.support.services import OGC_API, WFS_1_1, PostgisServer, ogc_api, readings

pytestmark = [pytest.mark.usefixtures("qgis_app"), pytest.mark.early]

MANY = 30_000
GRID = f"""
CREATE TABLE {RESERVOIRS} (gid serial PRIMARY KEY, "ID_RESV" text, "ID_SRCE" text,
                           geom geometry(Polygon, 2154));
INSERT INTO {RESERVOIRS} ("ID_RESV", "ID_SRCE", geom)
SELECT 'FR31RS' || i, 'FR31SRCE2014', ST_MakeEnvelope(x, y, x + 50, y + 50, 2154)
FROM (SELECT i, {X0} + 25 + i % 200 * 100 AS x, {Y0} + 25 + i / 200 * 100 AS y
      FROM generate_series(0, {MANY} - 1) AS i) AS grid;
CREATE INDEX ON {RESERVOIRS} USING gist (geom);
ANALYZE {RESERVOIRS};
"""


class TestRestriction:
    """The database, the index of the file or the service finds what is of the territory."""

    def test_a_database_reads_the_territory_only(
        self, postgis: PostgisServer, workshop: Workshop, gazetteer: Gazetteer
    ) -> None:
        postgis.run(GRID)
        source = workshop.connect(postgis)
        with postgis.explained() as plans:
            layers = sheet_layers(source, gazetteer, "59001")
            picture(layers)
        assert layers.counts == {"reservoir": 100}
        found = readings(plans, RESERVOIRS)
        assert any("Index Scan" in reading.way and reading.rows >= 100 for reading in found)
        assert sum(reading.rows for reading in found) < MANY / 10

    @pytest.mark.parametrize("ending", [".gpkg", ".fgb", ".shp"])
    def test_a_file_with_a_spatial_index_is_not_read_to_its_end(
        self, tmp_path: Path, gazetteer: Gazetteer, ending: str
    ) -> None:
        wide = {f"NOTE_{i}": "Le bois qui a un très long nom " * 6 for i in range(9)}
        rows = [
            Row(box(25 + i % 100 * 100, 25 + i // 100 * 100, 50), {**NATIONAL_RESERVOIR, **wide})
            for i in range(MANY // 2)
        ]
        options = ["SPATIAL_INDEX=YES"]
        path = write_layer(tmp_path / f"{RESERVOIRS}{ending}", rows, options=options)
        whole = sum(file.stat().st_size for file in tmp_path.glob(f"{RESERVOIRS}.*"))
        sheet_layers(str(path), gazetteer, "59002")
        before = bytes_read()
        layers = sheet_layers(str(path), gazetteer, "59001")
        picture(layers)
        assert layers.counts == {"reservoir": 100}
        assert bytes_read() - before < whole / 2

    @pytest.mark.parametrize("version", [WFS_1_1, OGC_API])
    def test_a_service_is_asked_for_the_territory_only(
        self, workshop: Workshop, gazetteer: Gazetteer, version: str
    ) -> None:
        url = workshop.only(RESERVOIRS).publish()
        relay = workshop.relay(ogc_api(url) if version == OGC_API else url)
        layers = sheet_layers(workshop.serve(relay.address, version), gazetteer)
        assert layers.counts == {"reservoir": 6}
        assert objects_asked(relay)
        for request in objects_asked(relay):
            # But for their number, and for a look at what they are.
            restricted = r"bbox=|resulttype=hits|[?&](limit|maxfeatures)=1?\d(&|$)"
            assert re.search(restricted, request.lower()), request

    def test_a_service_is_read_once_for_a_territory(
        self, workshop: Workshop, gazetteer: Gazetteer
    ) -> None:
        relay = workshop.relay(workshop.only(RESERVOIRS).publish())
        source = workshop.serve(relay.address, WFS_1_1)
        for territory, times in ((EPCI, 1), (EPCI, 1), ("59001", 2)):
            layers = sheet_layers(source, gazetteer, territory)
            assert layers.counts == {"reservoir": 6 if territory == EPCI else 3}
            assert len([request for request in objects_asked(relay) if "BBOX" in request]) == times


def objects_asked(relay: HttpRelay) -> list[str]:
    """The requests for objects that a relay has passed on."""
    return [r for r in relay.asked if "REQUEST=GetFeature" in r or "/items" in r]


def bytes_read() -> int:
    """The bytes that this process has read so far, from the disk or from its cache."""
    status = Path("/proc/self/io")
    if not status.exists():
        raise MissingError("only Linux tells how much a process reads")
    return int(status.read_text().split("rchar: ")[1].split()[0])
