# SPDX-License-Identifier: GPL-3.0-or-later
"""Small real files, territories and sources made for a test, all near one place in Lambert-93."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeedback,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from srce_pac.core.common.request import HIDE
from srce_pac.core.layers import sheet_layers, situation
from srce_pac.core.layers.context import SheetContext
from srce_pac.core.layers.layer_maker import ProjectLayers
from srce_pac.core.layers.sheet_layers import SheetLayers
from srce_pac.core.profiles.profile import DataProfile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.cartouche import Cartouche, read_cartouche, read_office
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.styles.style_order import style_order
from srce_pac.core.territory.gazetteer import Gazetteer, Territory
from srce_pac.core.territory.territory_sources import open_gazetteer

LAMBERT = "EPSG:2154"
# Where the square communes of the tests stand (EPSG:2154): all coordinates count from here.
X0, Y0 = 700_000, 7_000_000
SIDE = 1_000

DRIVERS = {".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".geojson": "GeoJSON", ".fgb": "FlatGeobuf"}
TYPES: dict[type, Any] = {
    int: QVariant.Int,
    float: QVariant.Double,
    str: QVariant.String,
}

# The fields by which a layer of each known data set is recognised.
NATIONAL_RESERVOIR = {"ID_RESV": "FR31RS1", "ID_SRCE": "FR31SRCE2014", "NOM_RESV": "Le bois"}
NATIONAL_CORRIDOR = {"ID_CORR": "FR31CL1", "ID_SRCE": "FR31SRCE2014"}
NATIONAL_WATERCOURSE = {"ID_CEAU": "FR31HL1", "ID_SRCE": "FR31SRCE2014"}
NATIONAL_OBSTACLE = {"ID_OBST": "FR31OP1", "ID_SRCE": "FR31SRCE2014"}
DEMONSTRATION_FIELDS = {"id_demo": "1", "nom_demo": "Fictif", "type_demo": "fictif"}


class Row(NamedTuple):
    """A feature to write: WKT in metres of EPSG:2154 (None for no geometry), its attributes."""

    wkt: str | None
    values: Mapping[str, object]


def box(x: float, y: float, width: float, height: float | None = None) -> str:
    """A rectangle in metres from the origin of the tests."""
    x, y, top = X0 + x, Y0 + y, Y0 + y + (width if height is None else height)
    return f"Polygon(({x} {y}, {x + width} {y}, {x + width} {top}, {x} {top}, {x} {y}))"


def line(*points: tuple[float, float]) -> str:
    """A line through points in metres from the origin of the tests."""
    return f"LineString({', '.join(f'{X0 + x} {Y0 + y}' for x, y in points)})"


def point(x: float, y: float) -> str:
    """A point in metres from the origin of the tests."""
    return f"Point({X0 + x} {Y0 + y})"


def bow_tie(x: float, y: float, size: float) -> str:
    """A polygon that crosses itself: invalid, repaired into two triangles."""
    x, y = X0 + x, Y0 + y
    return f"Polygon(({x} {y}, {x + size} {y + size}, {x + size} {y}, {x} {y + size}, {x} {y}))"


def rows(wkts: Iterable[str | None], values: Mapping[str, object]) -> list[Row]:
    """One row a geometry, all with the same attributes."""
    return [Row(wkt, values) for wkt in wkts]


def write_layer(
    path: Path,
    features: Sequence[Row],
    geometry: str = "Polygon",
    crs: str = LAMBERT,
    fields: Mapping[str, object] | None = None,
    layer: str = "",
    options: Sequence[str] = (),
) -> Path:
    """Write a layer with QGIS; a GeoPackage that is there gets one more layer.

    `crs` is that of the file, empty for none; `fields` gives an example value of each field
    where there is no feature to take it from.
    """
    columns = dict(fields or {})
    for row in features:
        columns.update(row.values)
    schema = QgsFields()
    for name, value in columns.items():
        schema.append(QgsField(name, TYPES[type(value)]))

    save = QgsVectorFileWriter.SaveVectorOptions()
    save.driverName = DRIVERS[path.suffix.lower()]
    save.fileEncoding = "UTF-8"
    save.layerName = layer or path.stem
    save.layerOptions = list(options)
    if path.exists():
        save.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    context = QgsCoordinateTransformContext()
    target = QgsCoordinateReferenceSystem(crs)
    writer = QgsVectorFileWriter.create(
        str(path), schema, QgsWkbTypes.parseType(geometry), target, context, save
    )
    assert writer.hasError() == QgsVectorFileWriter.WriterError.NoError, writer.errorMessage()
    transform = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem(LAMBERT),
        target if crs else QgsCoordinateReferenceSystem(),
        context,
    )
    for row in features:
        feature = QgsFeature(schema)
        if row.wkt is not None:
            shape = QgsGeometry.fromWkt(row.wkt)
            if crs:
                shape.transform(transform)
            feature.setGeometry(shape)
        for name, value in row.values.items():
            feature.setAttribute(name, value)
        assert writer.addFeature(feature), writer.errorMessage()
    # The file is whole once the writer is gone.
    del writer
    return path


def write_geojson(path: Path, features: Sequence[Mapping[str, Any]]) -> Path:
    """Write GeoJSON as plain text, feature by feature as given."""
    collection = {"type": "FeatureCollection", "features": list(features)}
    path.write_text(json.dumps(collection), encoding="utf-8")
    return path


def open_layer(path: Path | str, layer: str = "") -> QgsVectorLayer:
    """Open a layer of a file as QGIS does, independently of the plugin."""
    opened = QgsVectorLayer(f"{path}|layername={layer}" if layer else str(path), "opened", "ogr")
    assert opened.isValid(), path
    return opened


def commune(code: str, name: str, wkt: str | None, epci: str = "", population: int = 100) -> Row:
    """A commune as the embedded territories hold it."""
    return _territory("commune", code, name, wkt, population, epci=epci, members="")


def epci(code: str, name: str, wkt: str | None, members: Sequence[str]) -> Row:
    """An EPCI as the embedded territories hold it."""
    return _territory("epci", code, name, wkt, 200, epci="", members="/".join(members))


def make_gazetteer(
    folder: Path, territories: Sequence[Row] = (), ending: str = ".fgb"
) -> Gazetteer:
    """A gazetteer over a real file: by default two square communes side by side in one EPCI.

    A FlatGeobuf file is written fast, but holds no row without geometry. The folder is made where
    there is none.
    """
    folder.mkdir(exist_ok=True)
    path = folder / f"territories{ending}"
    write_layer(path, territories or two_communes(), geometry="MultiPolygon")
    return open_gazetteer(str(path))


def two_communes() -> list[Row]:
    """Alpha (59001) and, east of it, Bêta (59002), members of one EPCI (200000001)."""
    return [
        commune("59001", "Alpha", box(0, 0, SIDE), "200000001", 300),
        commune("59002", "Bêta", box(SIDE, 0, SIDE), "200000001", 200),
        epci("200000001", "CC des Carrés", box(0, 0, 2 * SIDE, SIDE), ["59001", "59002"]),
    ]


def find(gazetteer: Gazetteer, text: str) -> Territory:
    """The territory of a code or an exact name."""
    return gazetteer.territory(gazetteer.resolve(text))


def sheet_context(gazetteer: Gazetteer, territory: str = "59001") -> SheetContext:
    """What the bundled sheet of a territory is made from."""
    sheet = load_sheet("srce")
    return SheetContext(find(gazetteer, territory), sheet, gazetteer, style_order(sheet))


def load(
    gazetteer: Gazetteer, source: Path | str, territory: str = "59001", outside: str = HIDE
) -> SheetLayers:
    """The layers of the bundled sheet for a territory and a source."""
    profile = recognise(str(source))
    return open_layers(sheet_context(gazetteer, territory), profile, outside)


def _territory(
    kind: str, code: str, name: str, wkt: str | None, population: int, **others: str
) -> Row:
    values: dict[str, object] = {
        "kind": kind,
        "code": code,
        "name": name,
        "departement": "59",
        "departement_name": "Nord",
        "population": population,
        **others,
    }
    return Row(wkt, values)


def load_cartouche(path: Path) -> Cartouche:
    """The cartouche of which a file says everything."""
    return Cartouche(**read_cartouche(path))


def default_cartouche(departement: str) -> Cartouche:
    """The cartouche of which a bundled office says everything."""
    return Cartouche(**read_office(departement))


def open_layers(
    context: SheetContext,
    profile: DataProfile,
    outside: str = HIDE,
    feedback: QgsFeedback | None = None,
) -> SheetLayers:
    """The layers of a sheet as they are loaded into a project."""
    maker = ProjectLayers.of(profile)
    return sheet_layers.open_layers(context, maker, outside, feedback=feedback)


def open_situation(context: SheetContext) -> situation.SituationMap:
    """The situation map as it is added to a project."""
    return situation.open_situation(context, ProjectLayers.of(DataProfile("", "", ())))
