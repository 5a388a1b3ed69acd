# SPDX-License-Identifier: GPL-3.0-or-later
"""What databases may do to a sheet: one sentence each time, and the rest of the sheet drawn."""

from __future__ import annotations

import re
import shutil
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from srce_pac.core.common.files import profile_folder
from srce_pac.core.layers.sheet_layers import SheetLayers
from srce_pac.core.profiles.profile import ClassSource, DataProfile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sources.source import list_layers
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.clock import ends_soon
from srce_pac.tests.support.factories import NATIONAL_CORRIDOR, NATIONAL_RESERVOIR, X0, Y0
from srce_pac.tests.support.faulty_sources import (
    BANDS,
    CONNECTION,
    CORRIDORS,
    MIXED,
    RESERVOIRS,
    SQUARES,
    WHOLE,
    draw,
    refusal,
    render,
    warning,
    write,
)
from srce_pac.tests.support.relays import TcpRelay
from srce_pac.tests.support.services import PostgisServer, saved_database

pytestmark = [pytest.mark.usefixtures("qgis_app"), pytest.mark.early]


@pytest.fixture
def database(postgis: PostgisServer) -> PostgisServer:
    """Reservoirs and corridors as tables."""
    statements = []
    for name, kind, fields, shapes in (
        (RESERVOIRS, "Polygon", NATIONAL_RESERVOIR, SQUARES),
        (CORRIDORS, "LineString", NATIONAL_CORRIDOR, BANDS),
    ):
        columns = ", ".join(
            f"\"{field}\" text DEFAULT '{value}'" for field, value in fields.items()
        )
        rows = ", ".join(f"('SRID=2154;{shape}')" for shape in shapes)
        statements += [
            f"CREATE TABLE {name} (gid serial PRIMARY KEY, {columns}, geom geometry({kind}, 2154))",
            f"INSERT INTO {name} (geom) VALUES {rows}",
            f"CREATE INDEX {name}_geom_idx ON {name} USING gist (geom)",
        ]
    postgis.run(";".join(statements))
    return postgis


@pytest.fixture
def source(database: PostgisServer, cleaning: ExitStack) -> str:
    """The connection to the tables."""
    return cleaning.enter_context(saved_database(CONNECTION, database))


class TestTables:
    """Tables as offices make them."""

    @pytest.mark.parametrize(
        "change",
        {
            "no key": "ALTER TABLE {table} DROP COLUMN gid",
            "a key of two columns": "ALTER TABLE {table} DROP CONSTRAINT {table}_pkey; "
            'ALTER TABLE {table} ADD PRIMARY KEY (gid, "ID_SRCE")',
            "a key of texts": "ALTER TABLE {table} ALTER gid DROP DEFAULT, "
            "ALTER gid TYPE text USING 'l''objet n° ' || gid",
            "a large key": "ALTER TABLE {table} ALTER gid TYPE numeric(30, 5)",
            "a key of another name": 'ALTER TABLE {table} RENAME gid TO "Clé ""1"""',
            "no spatial index": "DROP INDEX {table}_geom_idx",
            "a column of any geometry anywhere": "ALTER TABLE {table} ALTER geom TYPE geometry",
            "a column of any geometry there": "ALTER TABLE {table} "
            "ALTER geom TYPE geometry(Geometry, 2154)",
            "a column of geography": "ALTER TABLE {table} ALTER geom TYPE geography "
            "USING ST_Transform(geom, 4326)::geography",
            "two columns of geometry": "ALTER TABLE {table} ADD centre geometry(Point, 2154); "
            "UPDATE {table} SET centre = ST_Centroid(geom)",
            "columns of rare types": "ALTER TABLE {table} ADD tags text[] DEFAULT '{{a,b}}', "
            "ADD fiche jsonb DEFAULT '{{}}', ADD photo bytea DEFAULT '\\x00', "
            "ADD id uuid DEFAULT gen_random_uuid(), ADD mesure numeric(30, 12) DEFAULT 1.5, "
            "ADD le timestamptz DEFAULT now(), ADD vrai boolean DEFAULT true, "
            "ADD duree interval DEFAULT '1 day'",
        }.items(),
        ids=lambda change: change[0],
    )
    def test_a_table_of_any_make_and_a_view_of_it_are_drawn(
        self, database: PostgisServer, source: str, gazetteer: Gazetteer, change: tuple[str, str]
    ) -> None:
        database.run(
            f"DROP TABLE {CORRIDORS}; {change[1].format(table=RESERVOIRS)}; "
            f"CREATE SCHEMA vues; CREATE VIEW vues.{RESERVOIRS} AS TABLE {RESERVOIRS}"
        )
        for schema in ("public", "vues"):
            layers = draw(f"{source}/{schema}", gazetteer)
            assert layers.counts == {"reservoir": 3}, schema
            assert layers.warnings == [], schema

    @pytest.mark.parametrize("levels", [1, 2])
    def test_a_partitioned_table_is_drawn_once(
        self, database: PostgisServer, source: str, gazetteer: Gazetteer, levels: int
    ) -> None:
        parted = "PARTITION BY RANGE (gid)" if levels == 2 else ""
        deepest = f"CREATE TABLE parts.a_1 PARTITION OF {RESERVOIRS}_a DEFAULT" if parted else ""
        database.run(
            f"ALTER TABLE {RESERVOIRS} RENAME TO whole; CREATE SCHEMA parts; "
            f"CREATE TABLE {RESERVOIRS} (LIKE whole) PARTITION BY RANGE (gid); "
            f"CREATE TABLE {RESERVOIRS}_a PARTITION OF {RESERVOIRS} "
            f"FOR VALUES FROM (1) TO (4) {parted}; {deepest}; "
            f"CREATE TABLE {RESERVOIRS}_b PARTITION OF {RESERVOIRS} DEFAULT; "
            f"INSERT INTO {RESERVOIRS} TABLE whole; DROP TABLE whole"
        )
        names = {layer.name for layer in list_layers(SourceAddress.parse(source)).layers}
        assert names == {RESERVOIRS, CORRIDORS}
        layers = draw(source, gazetteer)
        assert layers.counts == WHOLE
        assert layers.warnings == []

    def test_mixed_geometries_in_a_table_are_drawn_each_as_its_kind(
        self, postgis: PostgisServer, cleaning: ExitStack, gazetteer: Gazetteer
    ) -> None:
        values = ", ".join(f"('O', 'S', '{shape}')" for shape in MIXED)
        postgis.run(
            'CREATE TABLE n_srce_obstacle_x_059 (gid serial PRIMARY KEY, "ID_OBST" text, '
            '"ID_SRCE" text, geom geometry(Geometry, 2154)); '
            f'INSERT INTO n_srce_obstacle_x_059 ("ID_OBST", "ID_SRCE", geom) VALUES {values}'
        )
        source = cleaning.enter_context(saved_database(CONNECTION, postgis))
        layers = draw(source, gazetteer)
        kinds = {thematic.geometry: thematic.count for thematic in layers.thematic}
        assert kinds == {"p": 2, "l": 1, "s": 1}

    def test_curved_empty_and_missing_geometries_cost_themselves_only(
        self, database: PostgisServer, source: str, gazetteer: Gazetteer
    ) -> None:
        database.run(
            f"ALTER TABLE {RESERVOIRS} ALTER geom TYPE geometry(Geometry, 2154); "
            f"UPDATE {RESERVOIRS} SET geom = NULL WHERE gid = 1; "
            f"UPDATE {RESERVOIRS} SET geom = 'SRID=2154;POLYGON EMPTY' WHERE gid = 2; "
            f"UPDATE {RESERVOIRS} SET geom = ST_ForceCurve(geom) WHERE gid = 3"
        )
        assert draw(source, gazetteer).counts == {"reservoir": 1, "corridor": 3}

    def test_a_table_without_declared_crs_costs_itself_only(
        self, database: PostgisServer, source: str, gazetteer: Gazetteer
    ) -> None:
        database.run(f"SELECT UpdateGeometrySRID('{RESERVOIRS}', 'geom', 0)")
        layers = draw(source, gazetteer)
        assert layers.counts == {"corridor": 3}
        assert RESERVOIRS in warning(layers)

    @pytest.mark.parametrize("form", ["table", "view"])
    def test_a_table_without_crs_is_drawn_in_the_one_that_the_user_gives(
        self, database: PostgisServer, source: str, gazetteer: Gazetteer, form: str
    ) -> None:
        database.run(
            f"SELECT UpdateGeometrySRID('{RESERVOIRS}', 'geom', 0);"
            f"CREATE SCHEMA vues; CREATE VIEW vues.{RESERVOIRS} AS "
            f'SELECT "ID_RESV", "ID_SRCE", geom FROM {RESERVOIRS}'
        )
        place = f"{source}/vues" if form == "view" else source
        found = next(
            x for x in list_layers(SourceAddress.parse(place)).layers if x.name == RESERVOIRS
        )
        given = ClassSource("reservoir", "s", replace(found, crs="EPSG:2154"))
        assert draw(DataProfile("Essai", "", (given,)), gazetteer).counts == {"reservoir": 3}

    def test_a_table_that_one_may_not_read_costs_itself_only(
        self, database: PostgisServer, cleaning: ExitStack, gazetteer: Gazetteer
    ) -> None:
        database.run(
            f"DROP ROLE IF EXISTS lecteur; CREATE ROLE lecteur LOGIN PASSWORD 'lecture'; "
            f"GRANT SELECT ON {CORRIDORS} TO lecteur"
        )
        uri = re.sub(
            r"user='\S+' password='.*?' ", "user='lecteur' password='lecture' ", database.uri()
        )
        profile = recognise(cleaning.enter_context(saved_database("entier", database)))
        cleaning.callback(lambda: database.run("DROP OWNED BY lecteur; DROP ROLE lecteur"))
        source = cleaning.enter_context(saved_database(CONNECTION, database, uri))
        sources = tuple(
            replace(one, layer=replace(one.layer, connection=CONNECTION)) for one in profile.sources
        )
        layers = draw(replace(profile, sources=sources), gazetteer)
        assert layers.counts == {"corridor": 3}
        assert RESERVOIRS in warning(layers)
        assert draw(source, gazetteer).counts == {"corridor": 3}

    def test_a_table_that_has_outgrown_its_statistics_is_drawn(
        self, database: PostgisServer, cleaning: ExitStack, gazetteer: Gazetteer
    ) -> None:
        shifted = f"UPDATE {RESERVOIRS} SET geom = ST_Translate(geom, {{}}, 0)"
        database.run(f"{shifted.format(5e5)}; ANALYZE {RESERVOIRS}; {shifted.format(-5e5)}")
        estimating = saved_database(CONNECTION, database, estimatedMetadata=True)
        source = cleaning.enter_context(estimating)
        assert draw(source, gazetteer).counts == WHOLE

    def test_a_table_that_is_gone_costs_itself_only(
        self, database: PostgisServer, source: str, gazetteer: Gazetteer
    ) -> None:
        profile = recognise(source)
        database.run(f"DROP TABLE {RESERVOIRS}")
        layers = draw(profile, gazetteer)
        assert layers.counts == {"corridor": 3}
        assert RESERVOIRS in warning(layers)

    def test_a_view_that_has_changed_is_drawn_as_it_is(
        self, database: PostgisServer, source: str, gazetteer: Gazetteer
    ) -> None:
        database.run(
            f"CREATE SCHEMA vues; CREATE VIEW vues.{RESERVOIRS} AS "
            f'SELECT "ID_RESV", "ID_SRCE", geom FROM {RESERVOIRS}'
        )
        assert draw(f"{source}/vues", gazetteer).counts == {"reservoir": 3}
        database.run(f"DELETE FROM {RESERVOIRS} WHERE gid = 1")
        assert draw(f"{source}/vues", gazetteer).counts == {"reservoir": 2}


class TestConnections:
    """Databases that are not there, or not for long."""

    def test_a_connection_that_is_unknown_is_named(
        self, source: str, cleaning: ExitStack, gazetteer: Gazetteer
    ) -> None:
        profile = recognise(source)
        cleaning.close()
        assert CONNECTION in refusal(lambda: recognise(source))
        assert CONNECTION in refusal(lambda: draw(profile, gazetteer))

    def test_a_schema_that_is_unknown_is_named(self, source: str) -> None:
        assert "nulle_part" in refusal(lambda: recognise(f"{source}/nulle_part"))

    @pytest.mark.parametrize("wrong", ["password", "port"])
    def test_a_database_that_lets_nobody_in_is_refused_soon(
        self, database: PostgisServer, cleaning: ExitStack, wrong: str
    ) -> None:
        replaced = {"password": ("password='", "password='x"), "port": ("port=", "port=1")}[wrong]
        uri = database.uri().replace(*replaced).replace(f"port=1{database.port}", "port=9")
        source = cleaning.enter_context(saved_database(CONNECTION, database, uri))
        with ends_soon():
            assert CONNECTION in refusal(lambda: recognise(source))

    def test_connections_that_were_cut_are_made_again(
        self, database: PostgisServer, source: str, gazetteer: Gazetteer
    ) -> None:
        profile = recognise(source)
        layers = draw(profile, gazetteer)
        assert database.drop_connections() > 0
        render(layers)
        assert draw(profile, gazetteer).counts == WHOLE
        database.drop_connections()
        assert draw(source, gazetteer).counts == WHOLE

    @pytest.mark.parametrize("lasting", [False, True], ids=["for a moment", "for good"])
    @pytest.mark.parametrize("form", ["table", "view"])
    def test_a_connection_that_breaks_in_the_middle_never_leaves_a_part(
        self,
        database: PostgisServer,
        cleaning: ExitStack,
        share: Path,
        gazetteer: Gazetteer,
        form: str,
        lasting: bool,
    ) -> None:
        database.run(
            f'INSERT INTO {RESERVOIRS} ("ID_RESV", geom) '
            "SELECT repeat('x', 200) || i, ST_MakeEnvelope"
            f"({X0} + 10 + i / 3, {Y0} + 10, {X0} + 15 + i / 3, {Y0} + 20, 2154) "
            "FROM generate_series(1, 2600) AS i; "
            f"CREATE SCHEMA vues; CREATE VIEW vues.{RESERVOIRS} AS "
            f'SELECT "ID_RESV", "ID_SRCE", geom FROM {RESERVOIRS}'
        )
        relay = cleaning.enter_context(TcpRelay(database.port))
        uri = database.uri().replace(str(database.port), str(relay.port))
        source = cleaning.enter_context(saved_database(CONNECTION, database, uri))
        read = recognise(f"{source}/{'vues' if form == 'view' else 'public'}")
        tables = tuple(one for one in read.sources if one.class_id == "reservoir")
        files = recognise(str(write(share / f"{CORRIDORS}.fgb"))).sources
        profile = replace(read, sources=(*tables, *files))
        whole = {"reservoir": 2603, "corridor": 3}

        def drawn() -> SheetLayers:
            shutil.rmtree(profile_folder() / "copies", ignore_errors=True)
            return draw(profile, gazetteer)

        before = relay.passed
        assert drawn().counts == whole
        size = relay.passed - before
        for part in (0.3, 0.7):
            relay.limit, relay.broken = int(size * part), lasting
            layers = drawn()
            relay.limit, relay.broken = None, False
            if layers.counts != whole:
                assert layers.counts == {"corridor": 3}, part
                assert RESERVOIRS in warning(layers)
        assert drawn().counts == whole
