# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the benchmark with a made national data set, in GeoPackage and in PostGIS."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsProviderRegistry,
)
from qgis.PyQt.QtCore import QSize

from srce_pac.tests.support.services import DATABASE, USER, PostgisServer
from srce_pac.tools.build_national import OBJECTS, build_national
from srce_pac.tools.figures import Figure, in_a_process, median, memory, timed

COMMUNE = "59350"
CONNECTION = "bench"

TIME_AIM = 1.5  # times the extract
MEMORY_AIM = 200.0  # MB more than an idle QGIS

# A screen of usual size, in pixels.
SCREEN = QSize(1400, 900)


def national(communes: Path, folder: Path, rounds: int) -> Iterator[Figure]:
    """Times from the choice of a commune to its layers drawn, and what memory that takes."""
    whole, extract = build_national(communes, folder)
    print("Measuring the national data in GeoPackage …", file=sys.stderr)
    yield from _figures("GeoPackage", {}, [str(whole), str(extract)], communes, rounds)
    if shutil.which("psql") is None:
        yield Figure("national data in PostGIS", "not measured: needs PostgreSQL with PostGIS")
        return
    print("Loading the national data into PostGIS …", file=sys.stderr)
    with PostgisServer() as server:
        for schema, path in (("national", whole), ("extract", extract)):
            server.run(f"CREATE SCHEMA {schema}")
            _load(server, schema, path)
        sources = [f"postgres:{CONNECTION}/{schema}" for schema in ("national", "extract")]
        yield from _figures("PostGIS", {"database": server.uri()}, sources, communes, rounds)


def _figures(
    where: str, how: Mapping[str, str], sources: Sequence[str], communes: Path, rounds: int
) -> Iterator[Figure]:
    given = {**how, "communes": str(communes), "rounds": rounds}
    times = _in_a_process({**given, "sources": list(sources)})["times"]
    whole, extract = (median(times[source]) for source in sources)
    yield Figure(
        f"one commune of {OBJECTS:,} objects in {where}, to its layers drawn",
        f"{whole:.0f} ms = {whole / extract:.2f} ×",
        f"≤ {TIME_AIM:.2f} ×",
        f"the département alone {extract:.0f} ms",
        whole / extract <= TIME_AIM,
    )
    idle = _in_a_process({**given, "sources": []})["peak"]
    peak = _in_a_process({**given, "sources": list(sources[:1]), "rounds": 1})["peak"]
    yield Figure(
        f"peak memory of that in {where}",
        f"+{peak - idle:.0f} MB",
        f"≤ +{MEMORY_AIM:.0f} MB",
        f"an idle QGIS {idle:.0f} MB",
        peak - idle <= MEMORY_AIM,
    )


def _load(server: PostgisServer, schema: str, path: Path) -> None:
    gdal.UseExceptions()
    address = f"PG:host={server.folder} port={server.port} dbname={DATABASE} user={USER}"
    options = [f"-lco SCHEMA={schema}", "-lco GEOMETRY_NAME=geom", "-lco FID=gid"]
    gdal.SetConfigOption("PG_USE_COPY", "YES")
    gdal.VectorTranslate(address, str(path), options=" ".join([*options, "-f PostgreSQL"]))
    server.run("ANALYZE")


def _in_a_process(given: Mapping[str, Any]) -> dict[str, Any]:
    """What `measure` answers in a fresh process, with a QGIS profile of its own."""
    with tempfile.TemporaryDirectory() as profile:
        return in_a_process(Path(__file__), given, Path(profile))


def measure(given: Mapping[str, Any]) -> dict[str, Any]:
    """Load and draw a commune from each source by turns: the times in ms, the peak in MB."""
    from srce_pac.core.common.request import SheetRequest
    from srce_pac.core.pipeline import load_sheet_layers
    from srce_pac.core.territory.territory_sources import open_gazetteer

    if given.get("database"):
        metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
        how = {"saveUsername": True, "savePassword": True}
        metadata.saveConnection(metadata.createConnection(given["database"], how), CONNECTION)
    times: dict[str, list[float]] = {source: [] for source in given["sources"]}
    project = QgsProject()
    if times:
        gazetteer = open_gazetteer(given["communes"])

        def load_and_draw(source: str) -> None:
            load_sheet_layers(SheetRequest(COMMUNE, source=source), gazetteer, project)
            draw(project)

        for _ in range(given["rounds"]):
            for source in times:
                times[source].append(timed(partial(load_and_draw, source)))
    project.clear()
    return {"times": times, "peak": memory("VmHWM")}


def draw(project: QgsProject) -> None:
    """Draw a project's layers as a canvas would."""
    layers = project.layerTreeRoot().layerOrder()
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(project.crs())
    settings.setOutputSize(SCREEN)
    settings.setExtent(settings.fullExtent())
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    print(json.dumps(measure(json.loads(sys.argv[1]))))
    application.exitQgis()
