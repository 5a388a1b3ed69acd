# SPDX-License-Identifier: GPL-3.0-or-later
"""What sources may do to a sheet: one sentence each time, and the rest of the sheet drawn."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, NamedTuple, Optional
from urllib.request import urlopen

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeedback,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsNetworkAccessManager,
    QgsProject,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize, QTimer

from srce_pac.core.common.errors import CancelledError, SourceError
from srce_pac.core.common.files import profile_folder
from srce_pac.core.common.progress import wait_for
from srce_pac.core.layers.sheet_layers import SheetLayers
from srce_pac.core.profiles.field_values import count_objects
from srce_pac.core.profiles.profile import ClassSource, DataProfile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sources.connection import SourceLayer
from srce_pac.core.sources.local_copy import _left_alone, copy_layer
from srce_pac.core.sources.source import list_layers, open_layer, with_file
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.clock import SILENCE, SOON, Heartbeat, ends_soon
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_OBSTACLE,
    NATIONAL_RESERVOIR,
    X0,
    Y0,
    Row,
    box,
    line,
    make_gazetteer,
    open_layers,
    point,
    sheet_context,
    write_geojson,
    write_layer,
)
from srce_pac.tests.support.relays import HttpRelay, TcpRelay
from srce_pac.tests.support.servers import Reply
from srce_pac.tests.support.services import (
    OGC_API,
    WFS_1_1,
    WFS_2_0,
    MapServer,
    PostgisServer,
    QgisServer,
    ogc_api,
    saved_database,
    saved_service,
)

# Early, because QGIS 3.44 reads nothing of an OGC API any more after many other tests.
pytestmark = [pytest.mark.usefixtures("qgis_app"), pytest.mark.early]

RESERVOIRS = "n_srce_reservoir_s_059"
CORRIDORS = "n_srce_corridor_l_059"
CONNECTION = "DDTM"
# Of each, three objects are in Alpha.
SQUARES = [box(120 + 300 * i, 100, 50) for i in range(9)]
BANDS = [line((120 + 300 * i, 20), (160 + 300 * i, 900)) for i in range(9)]
WHOLE = {"reservoir": 3, "corridor": 3}


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    """Alpha (59001) and Bêta (59002), side by side."""
    return make_gazetteer(tmp_path)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A folder for files."""
    folder = tmp_path / "partage"
    folder.mkdir()
    return folder


@pytest.fixture
def cleaning() -> Iterator[ExitStack]:
    """What is undone after a test, and no local copy before and after it."""
    copies = profile_folder() / "copies"
    shutil.rmtree(copies, ignore_errors=True)
    with ExitStack() as stack:
        yield stack
    shutil.rmtree(copies, ignore_errors=True)


def write(path: Path, **how: Any) -> Path:
    """A file of the reservoirs or of the corridors, by its name."""
    if path.stem == CORRIDORS:
        return write_layer(path, numbered(BANDS, NATIONAL_CORRIDOR), "LineString", **how)
    return write_layer(path, numbered(SQUARES, NATIONAL_RESERVOIR), **how)


def write_both(folder: Path, ending: str) -> Path:
    """A folder with a file of the reservoirs and one of the corridors."""
    for name in (RESERVOIRS, CORRIDORS):
        write(folder / f"{name}{ending}")
    return folder


def numbered(shapes: list[str], fields: Mapping[str, object]) -> list[Row]:
    """Rows that a number tells apart."""
    return [Row(shape, {"NUMERO": i, **fields}) for i, shape in enumerate(shapes)]


def draw(
    source: DataProfile | str | Path, gazetteer: Gazetteer, territory: str = "59001"
) -> SheetLayers:
    """Open the layers of a profile or of a source, and draw them."""
    context = sheet_context(gazetteer, territory)
    profile = source if isinstance(source, DataProfile) else recognise(str(source), context.sheet)
    layers = open_layers(context, profile)
    render(layers)
    return layers


def render(layers: SheetLayers) -> None:
    """Draw Alpha, small."""
    settings = QgsMapSettings()
    settings.setLayers(layers.in_drawing_order())
    settings.setDestinationCrs(layers.contour.crs())
    settings.setExtent(QgsRectangle(X0, Y0, X0 + 1000, Y0 + 1000))
    settings.setOutputSize(QSize(50, 50))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()


def refusal(call: Callable[[], object]) -> str:
    """The sentence with which something is refused."""
    with pytest.raises(SourceError) as caught:
        call()
    check_sentence(str(caught.value))
    return str(caught.value)


def warning(layers: SheetLayers) -> str:
    """The one sentence with which something is told."""
    (sentence,) = layers.warnings
    check_sentence(sentence)
    return sentence


def check_sentence(text: str) -> None:
    """Check that a text is whole and for people."""
    assert re.fullmatch(r"[“«A-ZÀ-Ý0-9].*[^.]\.", text), text
    for trace in ("Traceback", "Errno", "NoneType", "object at 0x", "Error(", "  ", "<", ">"):
        assert trace not in text, text


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Have another program write to a GeoPackage, which nobody may read meanwhile."""
    script = (
        "import sqlite3, sys; opened = sqlite3.connect(sys.argv[1]); "
        "opened.execute('BEGIN EXCLUSIVE'); print(flush=True); sys.stdin.read()"
    )
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", script, str(path)], **pipes) as other:
        assert other.stdout is not None
        assert other.stdout.readline()
        yield
        other.communicate()


class TestFiles:
    """Files that vanish, are locked or are wrong about themselves."""

    def test_a_file_that_vanishes_once_recognised_costs_its_own_class_only(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        profile = recognise(str(write_both(share, ".fgb")))
        (share / f"{CORRIDORS}.fgb").unlink()
        layers = draw(profile, gazetteer)
        assert layers.counts == {"reservoir": 3}
        assert str(share / f"{CORRIDORS}.fgb") in warning(layers)

    def test_a_class_that_is_lost_where_another_has_nothing_is_told(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        write(share / f"{CORRIDORS}.fgb")
        write_layer(share / f"{RESERVOIRS}.fgb", numbered([box(9000, 0, 9)], NATIONAL_RESERVOIR))
        profile = recognise(str(share))
        (share / f"{CORRIDORS}.fgb").unlink()
        layers = draw(profile, gazetteer)
        assert layers.counts == {"reservoir": 0}
        assert any(CORRIDORS in sentence for sentence in layers.warnings)

    def test_a_share_that_vanishes_is_refused(self, share: Path, gazetteer: Gazetteer) -> None:
        profile = recognise(str(write_both(share, ".fgb")))
        shutil.rmtree(share)
        assert str(share) in refusal(lambda: draw(profile, gazetteer))
        assert str(share) in refusal(lambda: draw(share, gazetteer))

    @pytest.mark.parametrize("ending", [".fgb", ".shp", ".gpkg", ".geojson"])
    def test_a_share_that_vanishes_under_what_is_drawn_brings_nothing_down(
        self, share: Path, gazetteer: Gazetteer, ending: str
    ) -> None:
        layers = draw(write(share / f"{RESERVOIRS}{ending}"), gazetteer)
        shutil.rmtree(share)
        render(layers)
        layers.thematic[0].layer.dataProvider().reloadData()
        render(layers)

    def test_a_geopackage_that_another_program_has_locked_is_named(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        path = write(share / f"{RESERVOIRS}.gpkg")
        with locked(path):
            sentence = refusal(lambda: draw(path, gazetteer))
        assert str(path) in sentence
        assert "locked" in sentence
        assert draw(path, gazetteer).counts == {"reservoir": 3}

    def test_a_geopackage_that_is_locked_later_leaves_the_others(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        profile = recognise(str(write_both(share, ".gpkg")))
        # QGIS itself still has the file of a moment ago open.
        for name in (RESERVOIRS, CORRIDORS):
            (share / f"{name}.gpkg").rename(share / f"{name}_2.gpkg")
        moved = tuple(
            replace(one, layer=with_file(one.layer, share / f"{one.layer.name}_2.gpkg"))
            for one in profile.sources
        )
        path = share / f"{RESERVOIRS}_2.gpkg"
        with locked(path):
            layers = draw(replace(profile, sources=moved), gazetteer)
        assert layers.counts == {"corridor": 3}
        assert str(path) in warning(layers)
        assert "locked" in layers.warnings[0]

    def test_a_shapefile_of_which_a_part_is_missing_is_told(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        write_both(share, ".shp")
        for ending in (".shx", ".dbf"):
            (share / f"{RESERVOIRS}{ending}").unlink()
        layers = draw(share, gazetteer)
        assert layers.counts == {"corridor": 3}
        assert RESERVOIRS in warning(layers)

    @pytest.mark.parametrize("kept", [0.9, 0.5, 0.01])
    def test_a_zip_that_is_cut_short_is_refused(self, share: Path, kept: float) -> None:
        path = share / "livraison.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for file in write_both(share, ".shp").glob("n_srce*"):
                archive.write(file, file.name)
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
        assert str(path) in refusal(lambda: recognise(str(path)))

    def test_a_broken_layer_of_the_project_leaves_the_others(
        self, share: Path, gazetteer: Gazetteer, cleaning: ExitStack
    ) -> None:
        project = QgsProject.instance()
        cleaning.callback(project.clear)
        for path in (write(share / f"{RESERVOIRS}.fgb"), share / f"{CORRIDORS}.fgb"):
            project.addMapLayer(QgsVectorLayer(str(path), path.stem, "ogr"))
        layers = draw("project", gazetteer)
        assert layers.counts == {"reservoir": 3}
        assert CORRIDORS in warning(layers)

    @pytest.mark.parametrize("extent", [(0, 0, 1, 1), (0, 0, 0, 0), (9e6, 9e6, 9.1e6, 9.1e6)])
    def test_a_shapefile_that_is_wrong_about_its_extent_is_drawn_all_the_same(
        self, share: Path, gazetteer: Gazetteer, extent: tuple[float, ...]
    ) -> None:
        path = write(share / f"{RESERVOIRS}.shp")
        with path.open("r+b") as opened:
            opened.seek(36)
            opened.write(struct.pack("<4d", *extent))
        layers = draw(path, gazetteer)
        assert layers.counts == {"reservoir": 3}
        assert layers.warnings == []


class TestCodePages:
    """Accents come out right, whatever a shapefile says of them or leaves unsaid."""

    NAME = "Forêt de Raismes – œuvre à préserver"

    def write(self, folder: Path, encoding: str, declared: str) -> Path:
        """A shapefile of a name in an encoding, which its .cpg declares or not."""
        path = folder / f"{RESERVOIRS}.shp"
        placeholder = "#" * len(self.NAME.encode(encoding))
        fields = {**NATIONAL_RESERVOIR, "NOM_RESV": placeholder}
        write_layer(path, [Row(SQUARES[0], fields)])
        table = path.with_suffix(".dbf")
        table.write_bytes(
            table.read_bytes().replace(placeholder.encode(), self.NAME.encode(encoding))
        )
        path.with_suffix(".cpg").unlink()
        if declared:
            path.with_suffix(".cpg").write_text(declared)
        # The byte that names the code page to those that do not know of .cpg.
        with table.open("r+b") as opened:
            opened.seek(29)
            opened.write(b"\0")
        return path

    @pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
    @pytest.mark.parametrize("declared", ["", "right", "ISO-8859-1", "UTF-8"])
    def test_names_are_read_as_they_were_written(
        self, share: Path, gazetteer: Gazetteer, encoding: str, declared: str
    ) -> None:
        path = self.write(share, encoding, encoding if declared == "right" else declared)
        (layer,) = draw(path, gazetteer).thematic
        assert [feature["NOM_RESV"] for feature in layer.layer.getFeatures()] == [self.NAME]

    def test_a_code_page_that_the_user_chose_wins(self, share: Path) -> None:
        path = self.write(share, "utf-8", "")
        (layer,) = list_layers(SourceAddress.parse(str(path))).layers
        opened = open_layer(replace(layer, encoding="IBM850"))
        (feature,) = opened.getFeatures()
        assert feature["NOM_RESV"] == self.NAME.encode().decode("cp850")


class TestContents:
    """Geometries and fields that are not as the class would have them."""

    MIXED = (point(100, 100), line((200, 200), (300, 300)), box(400, 400, 50), point(150, 150))

    @pytest.mark.parametrize("ending", [".gpkg", ".geojson"])
    def test_mixed_geometries_in_a_file_are_drawn_each_as_its_kind(
        self, share: Path, gazetteer: Gazetteer, ending: str
    ) -> None:
        rows = numbered(list(self.MIXED), NATIONAL_OBSTACLE)
        path = write_layer(share / f"n_srce_obstacle_x_059{ending}", rows, "Unknown")
        layers = draw(path, gazetteer)
        assert layers.counts == {"obstacle": 4}
        kinds = {thematic.geometry: thematic.count for thematic in layers.thematic}
        assert kinds == {"p": 2, "l": 1, "s": 1}

    def test_single_and_multiple_geometries_may_stand_together(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        multiple = SQUARES[1].replace("Polygon(", "MultiPolygon((") + ")"
        path = share / f"{RESERVOIRS}.geojson"
        rows = numbered([SQUARES[0], multiple], NATIONAL_RESERVOIR)
        assert draw(write_layer(path, rows, "Unknown"), gazetteer).counts == {"reservoir": 2}

    def test_a_collection_of_geometries_costs_itself_only(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        square = {"type": "Polygon", "coordinates": [[[3, 50], [3.01, 50], [3.01, 50.01], [3, 50]]]}
        collection = {"type": "GeometryCollection", "geometries": [square]}
        features = [
            {"type": "Feature", "properties": NATIONAL_RESERVOIR, "geometry": geometry}
            for geometry in (square, collection)
        ]
        write_geojson(share / f"{RESERVOIRS}.geojson", features)
        write(share / f"{CORRIDORS}.fgb")
        assert draw(share, gazetteer).counts["corridor"] == 3

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb"])
    def test_heights_and_measures_are_no_matter(
        self, share: Path, gazetteer: Gazetteer, ending: str
    ) -> None:
        shapes = [
            re.sub(r"(\d+ \d+)", r"\1 12 7", s).replace("Polygon", "PolygonZM") for s in SQUARES
        ]
        path = write_layer(
            share / f"{RESERVOIRS}{ending}", numbered(shapes, NATIONAL_RESERVOIR), "PolygonZM"
        )
        layers = draw(path, gazetteer)
        assert layers.counts == {"reservoir": 3}
        assert layers.warnings == []

    @pytest.mark.parametrize("value", [12, 1.5])
    def test_a_field_of_another_type_is_no_matter(
        self, share: Path, gazetteer: Gazetteer, value: object
    ) -> None:
        fields = {**NATIONAL_RESERVOIR, "ID_RESV": value, "NOM_RESV": value}
        path = write_layer(share / f"{RESERVOIRS}.fgb", numbered(SQUARES, fields))
        assert draw(path, gazetteer).counts == {"reservoir": 3}

    def test_a_filter_for_a_field_of_another_type_finds_the_same(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        rows = [
            Row(s, {**NATIONAL_RESERVOIR, "OBJ_ASSI": i % 2 + 1}) for i, s in enumerate(SQUARES)
        ]
        profile = recognise(str(write_layer(share / f"{RESERVOIRS}.gpkg", rows)))
        for filter in ("\"OBJ_ASSI\" = '2'", '"OBJ_ASSI" = 2', "\"OBJ_ASSI\" IN ('2')"):
            sources = tuple(replace(source, filter=filter) for source in profile.sources)
            layers = draw(replace(profile, sources=sources), gazetteer, "59002")
            assert layers.counts == {"reservoir": 2}, filter

    def test_a_filter_for_a_field_that_is_gone_costs_its_own_class_only(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        profile = recognise(str(write_both(share, ".fgb")))
        sources = tuple(
            replace(source, filter="\"ETAT\" = 'bon'") if source.class_id == "corridor" else source
            for source in profile.sources
        )
        layers = draw(replace(profile, sources=sources), gazetteer)
        assert layers.counts == {"reservoir": 3}
        assert CORRIDORS in warning(layers)
        assert "ETAT" in layers.warnings[0]


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

    def test_mixed_geometries_in_a_table_are_drawn_each_as_its_kind(
        self, postgis: PostgisServer, cleaning: ExitStack, gazetteer: Gazetteer
    ) -> None:
        values = ", ".join(f"('O', 'S', '{shape}')" for shape in TestContents.MIXED)
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


@pytest.fixture
def service(qgis_server: QgisServer, tmp_path: Path) -> Iterator[str]:
    """The address of a WFS of reservoirs and corridors; QGIS waits for it but two seconds."""
    before = QgsNetworkAccessManager.timeout()
    QgsNetworkAccessManager.setTimeout(2000)
    yield qgis_server.publish(files(tmp_path))
    QgsNetworkAccessManager.setTimeout(before)


def files(folder: Path) -> list[QgsVectorLayer]:
    """The reservoirs and the corridors as layers of files."""
    paths = [write(folder / f"{name}.fgb") for name in (RESERVOIRS, CORRIDORS)]
    return [QgsVectorLayer(str(path), path.stem, "ogr") for path in paths]


Spoilt = Callable[[Reply], Optional[Reply]]


class Damage(NamedTuple):
    """What a service does to the objects of one layer."""

    version: str
    spoil: Spoilt


def cut(reply: Reply) -> Reply:
    """Half an answer, which seems to be whole."""
    return replace(reply, body=reply.body[: len(reply.body) // 2])


def broken_off(reply: Reply) -> Reply:
    """Half an answer, which was to be longer."""
    return replace(cut(reply), announced=len(reply.body))


def page_of_error(reply: Reply) -> Reply:
    """What a proxy says in the place of a service."""
    return Reply(b"<html><body><h1>Service indisponible</h1></body></html>", kind="text/html")


def refused_by_server(reply: Reply) -> Reply:
    return Reply(b"<html><body>Oops</body></html>", 503, "text/html")


def exception_report(reply: Reply) -> Reply:
    """How a WFS itself refuses."""
    return Reply(
        b'<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows" '
        b'version="1.1.0"><ows:Exception exceptionCode="NoApplicableCode"><ows:ExceptionText>'
        b"Table inconnue</ows:ExceptionText></ows:Exception></ows:ExceptionReport>",
        kind="text/xml",
    )


FAULTS = {
    f.__name__: f for f in (cut, broken_off, page_of_error, refused_by_server, exception_report)
}


class TestServices:
    """Services that answer wrongly, too much, too little or never."""

    @pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
    @pytest.mark.parametrize("version", [WFS_1_1, OGC_API])
    def test_a_service_that_cannot_be_listed_is_refused(
        self, cleaning: ExitStack, service: str, version: str, fault: Spoilt
    ) -> None:
        url = ogc_api(service) if version == OGC_API else service
        relay = cleaning.enter_context(HttpRelay(url, lambda _, reply: fault(reply)))
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, version))
        assert CONNECTION in refusal(lambda: recognise(source))

    @pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
    @pytest.mark.parametrize("version", [WFS_1_1, OGC_API])
    def test_a_layer_that_does_not_come_whole_costs_itself_only(
        self,
        cleaning: ExitStack,
        service: str,
        gazetteer: Gazetteer,
        version: str,
        fault: Spoilt,
    ) -> None:
        def spoil(path: str, reply: Reply) -> Reply | None:
            return fault(reply) if wants_objects(path, RESERVOIRS) else reply

        url = ogc_api(service) if version == OGC_API else service
        relay = cleaning.enter_context(HttpRelay(url, spoil))
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, version))
        layers = draw(source, gazetteer)
        assert layers.counts == {"corridor": 3}
        assert RESERVOIRS in warning(layers)
        relay.spoil = lambda _, reply: reply
        assert draw(source, gazetteer).counts == WHOLE

    @pytest.mark.parametrize("version", [WFS_2_0, OGC_API])
    def test_a_layer_whose_second_page_is_wrong_costs_itself_only(
        self,
        cleaning: ExitStack,
        qgis_server: QgisServer,
        tmp_path: Path,
        gazetteer: Gazetteer,
        version: str,
    ) -> None:
        def spoil(path: str, reply: Reply) -> Reply | None:
            later = re.search(r"(?i)(startindex|offset)=[1-9]", path)
            return page_of_error(reply) if later and RESERVOIRS in path else reply

        layers = files(tmp_path)
        if version == OGC_API:
            url = ogc_api(qgis_server.publish(layers))
        else:
            url = cleaning.enter_context(MapServer(layers, page=2)).address
        relay = cleaning.enter_context(HttpRelay(url, spoil))
        paged = saved_service(CONNECTION, relay.address, version, pageSize="2")
        drawn = draw(cleaning.enter_context(paged), gazetteer)
        assert drawn.counts == {"corridor": 3}
        assert RESERVOIRS in warning(drawn)

    def test_a_service_that_sends_no_more_than_so_many_objects_is_told(
        self, cleaning: ExitStack, tmp_path: Path, gazetteer: Gazetteer
    ) -> None:
        server = cleaning.enter_context(MapServer(files(tmp_path), page=2))
        source = cleaning.enter_context(saved_service(CONNECTION, server.address, WFS_1_1))
        sentence = refusal(lambda: draw(source, gazetteer))
        assert RESERVOIRS in sentence or CORRIDORS in sentence

    @pytest.mark.parametrize("version", [WFS_1_1, OGC_API])
    def test_a_service_that_sends_what_nobody_asked_for_is_drawn_rightly(
        self, cleaning: ExitStack, service: str, gazetteer: Gazetteer, version: str
    ) -> None:
        def everything(path: str, reply: Reply) -> Reply:
            if "bbox" not in path.lower():
                return reply
            with urlopen(service + re.sub(r"(?i)&?bbox=[^&]*", "", path[1:])) as answer:
                return replace(reply, body=answer.read())

        url = ogc_api(service) if version == OGC_API else service
        relay = cleaning.enter_context(HttpRelay(url, everything))
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, version))
        layers = draw(source, gazetteer)
        assert layers.counts == WHOLE
        assert [thematic.layer.featureCount() for thematic in layers.thematic] == [3, 3]
        assert layers.warnings == []

    def test_a_class_without_an_object_in_the_territory_is_nothing_to_tell(
        self, cleaning: ExitStack, qgis_server: QgisServer, tmp_path: Path, gazetteer: Gazetteer
    ) -> None:
        path = write_layer(
            tmp_path / f"{RESERVOIRS}_2.fgb", numbered(SQUARES[:1], NATIONAL_RESERVOIR)
        )
        layers = [QgsVectorLayer(str(path), RESERVOIRS, "ogr"), files(tmp_path)[1]]
        url = qgis_server.publish(layers)
        source = cleaning.enter_context(saved_service(CONNECTION, url, WFS_1_1))
        drawn = draw(source, gazetteer, "59002")
        assert drawn.counts == {"reservoir": 0, "corridor": 4}
        assert drawn.warnings == []

    def test_a_service_that_is_gone_leaves_what_was_read_of_it(
        self, cleaning: ExitStack, service: str, gazetteer: Gazetteer
    ) -> None:
        relay = HttpRelay(service)
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, WFS_1_1))
        profile = recognise(source)
        assert draw(profile, gazetteer).counts == WHOLE
        relay.close()
        layers = draw(profile, gazetteer)
        assert layers.counts == WHOLE
        assert layers.warnings == []
        for copy in (profile_folder() / "copies").iterdir():
            copy.rename(copy.with_name(re.sub(r"_\d+\.fgb", "_20260131120000.fgb", copy.name)))
        layers = draw(profile, gazetteer)
        assert layers.counts == WHOLE
        assert len(layers.warnings) == 2
        for sentence in layers.warnings:
            assert "31/01/2026" in sentence


class TestPatience:
    """Services that never answer are waited for no longer than anybody would."""

    @pytest.fixture
    def layer(self, cleaning: ExitStack, service: str) -> SourceLayer:
        """A layer whose objects never come."""
        relay = cleaning.enter_context(
            HttpRelay(service, lambda path, reply: None if "BBOX" in path else reply)
        )
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, WFS_1_1))
        return next(
            one for one in list_layers(SourceAddress.parse(source)).layers if one.name == RESERVOIRS
        )

    def copy(self, layer: SourceLayer, path: Path, **how: Any) -> None:
        """Read what is in Alpha."""
        box = QgsRectangle(X0, Y0, X0 + 1000, Y0 + 1000)
        crs = QgsCoordinateReferenceSystem("EPSG:2154")
        copy_layer(layer, path, QgsReferencedRectangle(box, crs), **how)

    def test_objects_that_never_come_are_given_up(self, layer: SourceLayer, tmp_path: Path) -> None:
        path = tmp_path / "copie" / "a.fgb"
        sentence = refusal(lambda: self.copy(layer, path, seconds=0.5))
        assert RESERVOIRS in sentence
        assert "within 0.5 seconds" in sentence
        # What QGIS's own thread has begun goes with it.
        wait_for(lambda: not _left_alone, "The thread goes on.", seconds=SOON)
        assert not any(path.parent.iterdir())

    def test_one_need_not_wait_for_that(self, layer: SourceLayer, tmp_path: Path) -> None:
        feedback = QgsFeedback()
        QTimer.singleShot(300, feedback.cancel)
        with ends_soon(), pytest.raises(CancelledError):
            self.copy(layer, tmp_path / "a.fgb", feedback=feedback)

    def test_counting_its_objects_can_be_cancelled_as_well(
        self, cleaning: ExitStack, service: str
    ) -> None:
        silent = HttpRelay(
            service, lambda path, reply: None if "REQUEST=GetFeature" in path else reply
        )
        relay = cleaning.enter_context(silent)
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, WFS_1_1))
        layer = next(
            one for one in list_layers(SourceAddress.parse(source)).layers if one.name == RESERVOIRS
        )
        feedback = QgsFeedback()
        QTimer.singleShot(300, feedback.cancel)
        with ends_soon(), pytest.raises(CancelledError):
            count_objects(ClassSource("reservoir", "s", layer), feedback)

    def test_the_window_goes_on_meanwhile(self, layer: SourceLayer, tmp_path: Path) -> None:
        opened = open_layer(layer)
        assert opened.isValid()
        with Heartbeat() as window:
            refusal(lambda: self.copy(layer, tmp_path / "a.fgb", seconds=1))
        assert window.count > 10
        assert window.longest_pause < window.seconds / 2

    @pytest.mark.parametrize("version", [WFS_1_1, OGC_API])
    def test_a_list_that_never_comes_may_be_cancelled(
        self, cleaning: ExitStack, service: str, version: str
    ) -> None:
        relay = cleaning.enter_context(HttpRelay(service, lambda *_: None))
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, version))
        feedback = QgsFeedback()
        # Else QGIS itself would end the wait.
        QgsNetworkAccessManager.setTimeout(int(SILENCE * 1000))
        QTimer.singleShot(300, feedback.cancel)
        with ends_soon(), pytest.raises(CancelledError):
            recognise(source, feedback=feedback)

    def test_a_list_that_never_comes_is_given_up(self, cleaning: ExitStack, service: str) -> None:
        relay = cleaning.enter_context(HttpRelay(service, lambda *_: None))
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, WFS_1_1))
        with ends_soon():
            assert CONNECTION in refusal(lambda: recognise(source))


def wants_objects(path: str, name: str) -> bool:
    """Whether a request is for the objects of a layer in some box."""
    asked = "REQUEST=GetFeature" in path or "/items" in path
    return asked and name in path and "bbox" in path.lower()
