# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of the GeoPackage beside a published project."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from ..common.disk import fault_in
from ..common.errors import ExportError
from ..common.files import cannot_write
from ..common.i18n import translate
from ..sources.geopackage import sqlite_address

# The key of a table, and what it is called where the data have a column of that name.
FID = "fid"
OTHER_FID = "srce_fid"

# The codes of communes that are no numbers (2A004) get keys beyond those of all that are.
BEYOND_NUMBERS = 1_000_000_000

# What the geometries of a table may be.
AREAS, POINTS = QgsWkbTypes.Type.MultiPolygon, QgsWkbTypes.Type.MultiPoint

# Unscoped: on Qt 6 QGIS gives these names, and no others, their meaning.
_TYPES: dict[type, Any] = {
    int: QVariant.LongLong,
    float: QVariant.Double,
    str: QVariant.String,
}


@dataclass(frozen=True)
class Row:
    """A row of a table: its geometry, its values, and its key where it has one of its own."""

    geometry: QgsGeometry
    values: Sequence[object]
    key: int | None = None


def key_of(code: str) -> int | None:
    """The key of a commune in a table, the same in every atlas: 59294 of 59294, 2001 of 02001.

    A code with other signs than letters and digits has none, and gets one from GDAL.
    """
    if not (code.isascii() and code.isalnum()):
        return None
    return int(code) if code.isdecimal() else BEYOND_NUMBERS + int(code, 36)


class Tables:
    """The tables of one GeoPackage, which is written at one place and read at another."""

    def __init__(self, new: Path, placed: Path) -> None:
        self.path = new
        self._placed = placed

    def write(
        self,
        name: str,
        columns: Mapping[str, type],
        crs: QgsCoordinateReferenceSystem,
        rows: Iterable[Row],
        geometry: QgsWkbTypes.Type = AREAS,
    ) -> None:
        """Write a table of geometries of one type in `crs`. Raises ExportError."""
        features = (_feature(row) for row in rows)
        self.write_features(name, _fields(columns), (geometry, crs), features)

    def write_features(
        self,
        name: str,
        fields: QgsFields,
        kind: tuple[QgsWkbTypes.Type, QgsCoordinateReferenceSystem],
        features: Iterable[QgsFeature],
    ) -> None:
        """Write features with these fields, of a kind of geometry in a CRS. Raises ExportError.

        The first value of a feature is that of its key, or none.
        """
        taken = {field.name().casefold() for field in fields}
        fid = OTHER_FID if FID in taken else FID
        all_fields = QgsFields()
        all_fields.append(QgsField(fid, QVariant.LongLong))
        for field in fields:
            all_fields.append(field)
        writer = self._writer(name, all_fields, kind, fid)
        count = 0
        for feature in features:
            writer.addFeature(feature)
            count += 1
        writer.flushBuffer()
        message = writer.errorMessage()
        # What is not let go of is not written to its end, of which nothing is said.
        del writer
        if self._count(name) != count:
            raise self._failure(message)

    def open(self, name: str, title: str) -> QgsVectorLayer:
        """A layer of a table. Raises ExportError."""
        layer = QgsVectorLayer(f"{self._placed.as_posix()}|layername={name}", title, "ogr")
        if not layer.isValid():
            # Of an empty error, QGIS itself reads a summary that is not there.
            error = layer.error()
            raise self._failure("" if error.isEmpty() else error.summary())
        return layer

    def _count(self, name: str) -> int:
        """How many rows a table has; -1 where it cannot be read."""
        try:
            with closing(sqlite3.connect(f"{sqlite_address(self.path)}?mode=ro", uri=True)) as file:
                # The plugin itself gives the names of its tables.
                query = f'SELECT count(*) FROM "{name}"'  # noqa: S608 # nosec B608
                (count,) = file.execute(query).fetchone()
        except sqlite3.Error:
            return -1
        return int(count)

    def _writer(
        self,
        name: str,
        fields: QgsFields,
        kind: tuple[QgsWkbTypes.Type, QgsCoordinateReferenceSystem],
        fid: str,
    ) -> QgsVectorFileWriter:
        actions = QgsVectorFileWriter.ActionOnExistingFile
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = "GPKG"
        options.layerName = name
        options.layerOptions = [f"FID={fid}"]
        is_there = self.path.exists()
        options.actionOnExistingFile = (
            actions.CreateOrOverwriteLayer if is_there else actions.CreateOrOverwriteFile
        )
        wkb, crs = kind
        writer = QgsVectorFileWriter.create(
            str(self.path), fields, wkb, crs, QgsCoordinateTransformContext(), options
        )
        if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
            raise self._failure(writer.errorMessage())
        return writer

    def _failure(self, reason: str) -> ExportError:
        fault = fault_in(self.path.parent)
        if fault is not None:
            return cannot_write(self.path, fault)
        return ExportError(
            translate("Atlas", "The data of the atlas cannot be written: {reason}.").format(
                reason=reason.rstrip(".") or "GeoPackage"
            )
        )


def _fields(columns: Mapping[str, type]) -> QgsFields:
    fields = QgsFields()
    for column, kind in columns.items():
        fields.append(QgsField(column, _TYPES[kind]))
    return fields


def _feature(row: Row) -> QgsFeature:
    feature = QgsFeature()
    feature.setAttributes([row.key, *row.values])
    geometry = QgsGeometry(row.geometry)
    geometry.convertToMultiType()
    feature.setGeometry(geometry)
    return feature
