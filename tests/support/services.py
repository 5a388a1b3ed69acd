# SPDX-License-Identifier: GPL-3.0-or-later
"""Real servers on loopback, in folders of their own: PostGIS, QGIS Server and MapServer."""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsProject,
    QgsProviderRegistry,
    QgsSettings,
    QgsVectorLayer,
    QgsVectorLayerExporter,
    QgsWkbTypes,
)

from srce_pac.tests.support.fast_cgi import FastCgi
from srce_pac.tests.support.missing import MissingError, find_program
from srce_pac.tests.support.programs import PATIENCE, Server, listens
from srce_pac.tests.support.relays import HttpRelay, forget_answers
from srce_pac.tests.support.servers import Reply, ReplyServer

DATABASE = "srce"
USER = "ddtm"
# As people choose them: what forgets to quote it, or to add it at all, is not let in.
PASSWORD = "l'Été à 2\\3"

# How QGIS names the versions of a WFS connection.
AUTOMATIC = "auto"
WFS_1_1 = "1.1.0"
WFS_2_0 = "2.0.0"
OGC_API = "OGC_API_FEATURES"

# Drops all that PostGIS itself has not made.
EMPTY = """
SET client_min_messages = warning;
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT nspname FROM pg_namespace
        WHERE nspname !~ '^(pg_|information_schema$|public$)'
    LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', one.nspname);
    END LOOP;
    FOR one IN SELECT relname, CASE WHEN relkind IN ('r', 'p') THEN 'TABLE'
            WHEN relkind = 'v' THEN 'VIEW' ELSE 'MATERIALIZED VIEW' END AS kind FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
            AND oid NOT IN (SELECT objid FROM pg_depend WHERE deptype = 'e')
    LOOP
        EXECUTE format('DROP %s IF EXISTS %I CASCADE', one.kind, one.relname);
    END LOOP;
END $$
"""


class PostgisServer(Server):
    """A PostgreSQL with PostGIS, and in it one database of one user."""

    # PostgreSQL's "immediate" mode.
    _last_signal = signal.SIGQUIT

    def _start(self) -> None:
        programs = _postgres_programs()
        data, password = self.folder / "data", self.folder / "password.txt"
        password.write_text(PASSWORD, encoding="utf-8")
        as_owner: list[str] = []
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            owner = pwd.getpwnam("postgres")
            for path in (self.folder, password):
                os.chown(path, owner.pw_uid, owner.pw_gid)
            ids = [f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
            as_owner = [find_program("setpriv"), *ids]
        options = [f"--pgdata={data}", f"--username={USER}", f"--pwfile={password}"]
        options += ["--auth-local=trust", "--auth-host=scram-sha-256"]
        options += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(
            [*as_owner, str(programs / "initdb"), *options],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.folder,
            "fsync": "off",
            "full_page_writes": "off",
            "shared_preload_libraries": "auto_explain",
            "auto_explain.log_analyze": "on",
            "auto_explain.log_format": "json",
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        # After the change of user, or the kernel forgets whose end is to be this one's.
        self._command = [*as_owner[1:], str(programs / "postgres"), "-D", str(data), *options]
        self._ready = [str(programs / "pg_isready"), "-q", "-h", str(self.folder)]
        self._serve()
        self.run(f"CREATE DATABASE {DATABASE}", "postgres")
        self.run("CREATE EXTENSION postgis")

    def _serve(self) -> None:
        self._run(self._command)
        ready = [*self._ready, "-p", str(self.port)]
        self._wait_until(lambda: not subprocess.run(ready, check=False).returncode)

    def restart(self) -> None:
        """End in good order, cutting every connection, and serve the same data again."""
        assert self._program is not None
        # PostgreSQL's "fast" mode.
        self._program.send_signal(signal.SIGINT)
        self._program.wait(PATIENCE)
        self._serve()

    def run(self, sql: str, database: str = DATABASE) -> str:
        """Run statements, and give what the last one answers: a line a row, `|` between values."""
        how = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]
        where = [f"--host={self.folder}", f"--port={self.port}", f"--dbname={database}"]
        done = subprocess.run(
            [find_program("psql"), *how, *where, f"--username={USER}"],
            input=sql,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PGCLIENTENCODING": "UTF8"},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def uri(self, table: str = "", schema: str = "public", column: str = "geom") -> str:
        """The database, or a table of it with its key "gid", as QGIS opens it."""
        uri = QgsDataSourceUri()
        uri.setConnection(
            "127.0.0.1",
            str(self.port),
            DATABASE,
            USER,
            PASSWORD,
            QgsDataSourceUri.SslMode.SslDisable,
        )
        if table:
            uri.setDataSource(schema, table, column, "", "gid")
        return str(uri.uri(False))

    def load(
        self,
        layer: QgsVectorLayer,
        table: str,
        schema: str = "public",
        crs: str = "",
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Make a table of a layer, by default in its own CRS, with a key and a spatial index."""
        if schema != "public":
            quiet = "SET client_min_messages = warning"
            self.run(f'{quiet}; CREATE SCHEMA IF NOT EXISTS "{schema}"')
        target = QgsCoordinateReferenceSystem(crs) if crs else layer.crs()
        result, message = QgsVectorLayerExporter.exportLayer(
            layer, self.uri(table, schema), "postgres", target, False, dict(options or {})
        )
        assert result == QgsVectorLayerExporter.ExportError.Success, message
        name = f'"{schema}"."{table}"'
        self.run(f"CREATE INDEX ON {name} USING gist (geom); ANALYZE {name}")

    def empty(self) -> None:
        """Make the database as empty as it was at first."""
        self.run(EMPTY)

    def drop_connections(self) -> int:
        """Cut every connection that is open, and give their number."""
        cut = self.run(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            f"WHERE datname = '{DATABASE}' AND pid <> pg_backend_pid()"
        )
        return int(cut)

    @contextmanager
    def explained(self) -> Iterator[list[dict[str, Any]]]:
        """List how the server finds what it is asked meanwhile; full once this is left."""
        plans: list[dict[str, Any]] = []
        self._log_statements("0")
        begin = self.log.stat().st_size
        try:
            yield plans
        finally:
            # The plan of a cursor is told when that is closed.
            self._wait_for_log()
            self._log_statements("-1")
            text = self.log.read_bytes()[begin:].decode("utf-8")
            found = re.findall(r"plan:\n((?:\t.*\n)+)", text)
            plans += [json.loads(plan.replace("\n\t", "\n")) for plan in found]

    def _log_statements(self, duration: str) -> None:
        """Log the plans of statements of some duration."""
        self.run(f"ALTER SYSTEM SET auto_explain.log_min_duration = {duration}", "postgres")
        self.run("SELECT pg_reload_conf()", "postgres")
        end = time.monotonic() + PATIENCE
        # A new session knows of it once all others were told.
        while self.run("SHOW auto_explain.log_min_duration", "postgres") != duration:
            assert time.monotonic() < end
            time.sleep(0.02)

    def _wait_for_log(self) -> None:
        """Wait until the server has said all that it has to say."""
        size = -1
        while size != self.log.stat().st_size:
            size = self.log.stat().st_size
            time.sleep(0.2)


class Reading(NamedTuple):
    """How a statement reads a table: by "Seq Scan" or some "… Index Scan", and how many rows."""

    way: str
    rows: int


def readings(plans: Sequence[Mapping[str, Any]], table: str) -> list[Reading]:
    """How the statements of some plans read a table, rows that they then leave out included."""

    def nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        yield plan
        for below in plan.get("Plans", ()):
            yield from nodes(below)

    found = []
    for plan in plans:
        for node in nodes(plan["Plan"]):
            if node.get("Relation Name") == table:
                counted = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
                rows = sum(node.get(name, 0) for name in counted) * node["Actual Loops"]
                found.append(Reading(node["Node Type"], int(rows)))
    return found


class QgisServer(Server):
    """A QGIS Server, with as many projects as are published."""

    def __init__(self) -> None:
        super().__init__()
        self._fronts: list[HttpRelay] = []

    def close(self) -> None:
        """End at once, and all that is published with it."""
        for front in self._fronts:
            front.close()
        super().close()

    def _start(self) -> None:
        environment = {
            "QT_QPA_PLATFORM": "offscreen",
            "QGIS_OPTIONS_PATH": str(self.folder),
            "QGIS_CUSTOM_CONFIG_PATH": str(self.folder),
            "XDG_RUNTIME_DIR": str(self.folder),
        }
        self._run([find_program("qgis_mapserver"), f"127.0.0.1:{self.port}"], environment)
        self._wait_until(lambda: listens(self.port))

    def publish(self, layers: Sequence[QgsVectorLayer]) -> str:
        """Publish layers of files or of a database; give the address of their WFS, up to 1.1.0.

        Their OGC API – Features is at `ogc_api` of it.
        """
        path = self.folder / f"srce_{len(self._fronts)}.qgs"
        project = QgsProject()
        project.setCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
        copies = [layer.clone() for layer in layers]
        project.addMapLayers(copies)
        ids = [layer.id() for layer in copies]
        project.writeEntry("WFSLayers", "/", ids)
        for key in ids:
            project.writeEntry("WFSLayersPrecision", f"/{key}", 8)
        assert project.write(str(path)), project.error()
        project.clear()
        # QGIS loses what an address of OGC API – Features asks for beyond its path.
        server = f"http://127.0.0.1:{self.port}/"
        self._fronts.append(HttpRelay(server, query=f"MAP={quote(str(path))}"))
        return self._fronts[-1].address


def ogc_api(address: str) -> str:
    """The OGC API – Features of what QGIS Server publishes at the address of a WFS."""
    return f"{address}wfs3"


class MapServer(ReplyServer):
    """A MapServer behind a small HTTP server: unlike QGIS Server it speaks WFS 2.0, in pages.

    `asked` lists the requests that have come, `page` is the most objects that it sends at once.
    Raises MissingError where it is not there.
    """

    def __init__(self, layers: Sequence[QgsVectorLayer], page: int = 1000) -> None:
        """Serve layers, each the first one of a file with unique values in its first field."""
        program = find_program("mapserv")
        self.page = page
        self.asked: list[str] = []
        self.folder = Path(tempfile.mkdtemp(prefix="srce_pac_"))
        configuration = self.folder / "mapserver.conf"
        configuration.write_text("CONFIG\n ENV\n END\nEND\n", encoding="utf-8")
        self._environment = {
            **os.environ,
            "MAPSERVER_CONFIG_FILE": str(configuration),
            "MS_MAPFILE": str(self.folder / "srce.map"),
        }
        self._program = FastCgi(program, self.folder, self._environment)
        super().__init__()
        forget_answers()
        self.address = f"{self.root}/wfs"
        # The layers themselves are not kept: a waiting connection keeps its server.
        self._write_map(layers)

    def close(self) -> None:
        """End, leaving no request waiting."""
        super().close()
        self._program.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def reply(self, handler: BaseHTTPRequestHandler) -> Reply:
        """What MapServer answers."""
        self.asked.append(handler.path)
        host, _, port = handler.headers["Host"].partition(":")
        answer = self._program.answer(
            {
                **self._environment,
                "REQUEST_METHOD": "GET",
                "SERVER_NAME": host,
                "SERVER_PORT": port,
                "SCRIPT_NAME": "/wfs",
                "QUERY_STRING": urlsplit(handler.path).query,
            }
        )
        head, _, body = answer.partition(b"\r\n\r\n")
        kind = re.search(rb"Content-Type: ([^\r\n]+)", head)
        return Reply(body, kind=kind[1].decode() if kind else "text/plain")

    def _write_map(self, layers: Sequence[QgsVectorLayer]) -> None:
        metadata = {
            "wfs_title": "SRCE",
            "wfs_srs": "EPSG:2154 EPSG:4326",
            "wfs_enable_request": "*",
            "wfs_maxfeatures": str(self.page),
        }
        parts = ["MAP", 'NAME "srce"', "EXTENT 0 6000000 1300000 7200000", "SIZE 100 100"]
        parts += ['PROJECTION "init=epsg:2154" END', "WEB", *_metadata(metadata), "END"]
        parts += [part for layer in layers for part in self._layer(layer)]
        (self.folder / "srce.map").write_text("\n".join([*parts, "END"]), encoding="utf-8")

    def _layer(self, layer: QgsVectorLayer) -> list[str]:
        kinds = {
            QgsWkbTypes.GeometryType.PointGeometry: "POINT",
            QgsWkbTypes.GeometryType.LineGeometry: "LINE",
            QgsWkbTypes.GeometryType.PolygonGeometry: "POLYGON",
        }
        metadata = {
            "wfs_title": layer.name(),
            "wfs_srs": f"{layer.crs().authid()} EPSG:4326",
            "gml_include_items": "all",
            "gml_types": "auto",
            # By which QGIS tells objects apart.
            "gml_featureid": layer.fields()[0].name(),
            "wfs_use_default_extent_for_getfeature": "false",
        }
        code = layer.crs().authid().lower()
        return [
            "LAYER",
            f'NAME "{layer.name()}"',
            f"TYPE {kinds[layer.geometryType()]}",
            "STATUS ON",
            "CONNECTIONTYPE OGR",
            f'CONNECTION "{layer.source().split("|")[0]}"',
            'DATA "0"',
            f'PROJECTION "init={code}" END',
            *_metadata(metadata),
            "END",
        ]


def _metadata(entries: Mapping[str, str]) -> list[str]:
    return ["METADATA", *(f'"{key}" "{value}"' for key, value in entries.items()), "END"]


@contextmanager
def saved_database(
    name: str, server: PostgisServer, uri: str = "", **settings: Any
) -> Iterator[str]:
    """Save a connection to a database in QGIS, and take it away again; give it as a source.

    `settings` are those of QGIS: `publicOnly`, `estimatedMetadata` …
    """
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    how = {"saveUsername": True, "savePassword": True, **settings}
    metadata.saveConnection(metadata.createConnection(uri or server.uri(), how), name)
    try:
        yield f"postgres:{name}"
    finally:
        metadata.deleteConnection(name)


@contextmanager
def saved_service(name: str, url: str, version: str = AUTOMATIC, **settings: str) -> Iterator[str]:
    """Save a WFS connection in QGIS, and take it away again; give it as a source."""
    stored = QgsSettings()
    newer = f"connections/ows/items/wfs/connections/items/{name}"
    older, logins = f"qgis/connections-wfs/{name}", f"qgis/WFS/{name}"
    # QGIS has moved its connections and spelt their settings anew; a release reads its own only.
    for key, value in {"url": url, "version": version, **settings}.items():
        place = logins if key in ("username", "password", "authcfg") else older
        for spelt in (key, key.lower()):
            stored.setValue(f"{place}/{spelt}", value)
        spelt = re.sub("([A-Z])", r"-\1", key).lower()
        stored.setValue(f"{newer}/{spelt}", value)
    try:
        yield f"wfs:{name}"
    finally:
        for group in (newer, older, logins):
            stored.remove(group)


def _postgres_programs() -> Path:
    """The programs of the newest PostgreSQL that has PostGIS, where Debian puts them."""
    extensions = Path("/usr/share/postgresql").glob("*/extension/postgis.control")
    versions = sorted((path.parts[-3] for path in extensions), key=int)
    for version in reversed(versions):
        programs = Path("/usr/lib/postgresql", version, "bin")
        if (programs / "initdb").exists():
            return programs
    raise MissingError(
        "needs PostgreSQL with PostGIS, which is not on this machine (tools/setup.sh test)"
    )
