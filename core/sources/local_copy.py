# SPDX-License-Identifier: GPL-3.0-or-later
"""Local copies of layers that cannot be restricted where they are: services, layers in memory."""

from __future__ import annotations

import datetime
import hashlib
import re
from contextlib import suppress
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsFeedback,
    QgsGeometry,
    QgsRectangle,
    QgsTask,
    QgsVectorFileWriter,
    QgsVectorFileWriterTask,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from ..common.crs import is_known, transform
from ..common.errors import CancelledError, SourceError
from ..common.files import profile_folder
from ..common.geometry import layer_geometry
from ..common.i18n import translate
from ..common.progress import TIME_LIMIT, wait_for
from .connection import ROW_NUMBER, SERVICES, SourceLayer
from .network_watch import watch_service
from .source import broken_off, open_layer, read_all

# Providers whose layers can be restricted in place, where their rows have one key.
LIVE = ("ogr", "postgres", "spatialite")

MAX_AGE = datetime.timedelta(days=1)

# Metres to which the box that is read is rounded, so that it is the same the next time.
ROUNDING = 10.0

# What a FlatGeobuf column may hold.
SIMPLE_TYPES = (
    # Unscoped: on Qt 6 QGIS gives these names, and no others, their meaning.
    *(QVariant.Bool, QVariant.Int, QVariant.UInt, QVariant.LongLong, QVariant.ULongLong),
    *(QVariant.Double, QVariant.String, QVariant.Date, QVariant.Time, QVariant.DateTime),
)

_STAMP = "%Y%m%d%H%M%S%f"

# Tasks that nobody waits for any longer; QGIS may not lose them before they end.
_left_alone: set[QgsTask] = set()


def is_live(layer: QgsVectorLayer) -> bool:
    """Whether a layer can be restricted where it is, by the keys of its rows."""
    if layer.providerType() not in LIVE:
        return False
    keys = [layer.fields()[index].name() for index in layer.primaryKeyAttributes()]
    return layer.providerType() == "ogr" or (len(keys) == 1 and keys[0] != ROW_NUMBER)


def local_copy(
    layer: SourceLayer,
    extent: QgsRectangle | None,
    crs: QgsCoordinateReferenceSystem | None,
    feedback: QgsFeedback | None,
    warnings: list[str],
    max_age: datetime.timedelta = MAX_AGE,
    seconds: float = TIME_LIMIT,
) -> QgsVectorLayer:
    """A layer, or its objects within an extent given in `crs`, as a file in the user's profile.

    What was lately read of a service is taken again, and anything older, with a warning, where
    the layer cannot be read now. Raises SourceError, CancelledError.
    """
    box = _rounded(extent) if extent is not None else None
    folder = profile_folder() / "copies"
    told = f"{layer.provider} {layer.uri}"
    if box is not None and crs is not None:
        told += f" {crs.authid()} {box.asWktCoordinates()}"
    digest = hashlib.sha256(told.encode()).hexdigest()[:10]
    stem = f"{re.sub(r'[^0-9A-Za-z]+', '_', layer.name)[:40]}_{digest}"
    earlier = max(folder.glob(f"{stem}_*.fgb"), default=None)
    now = datetime.datetime.now()
    if earlier is not None and layer.provider in SERVICES and now - _date(earlier) < max_age:
        return _opened(layer, earlier)
    path = folder / f"{stem}_{now.strftime(_STAMP)}.fgb"
    try:
        copy_layer(layer, path, box, crs, feedback, seconds)
    except SourceError as error:
        if earlier is None:
            raise
        warnings.append(
            translate("Copying", "{refusal} What was read of it on {date} is drawn.").format(
                refusal=error, date=_date(earlier).strftime("%d/%m/%Y")
            )
        )
        path = earlier
    return _opened(layer, path)


def copy_layer(
    layer: SourceLayer,
    path: Path,
    extent: QgsRectangle | None = None,
    crs: QgsCoordinateReferenceSystem | None = None,
    feedback: QgsFeedback | None = None,
    seconds: float = TIME_LIMIT,
) -> int:
    """Write a layer to a FlatGeobuf file: all of it, or what an extent given in `crs` meets.

    It is read in a thread of QGIS while the window goes on drawing, and appears whole or not at
    all. Gives the number of objects. Raises SourceError when it cannot be read in time and to its
    end, or written; CancelledError.
    """
    opened = open_layer(layer, feedback)
    if not is_known(opened.crs()):
        raise without_crs(layer.name)
    part = path.with_name(f"part_{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        box = _local(extent, crs, opened)
        with watch_service(layer) as faults:
            _write(opened, layer.name, part, box, feedback, seconds)
        if faults or opened.dataProvider().errors():
            raise SourceError(
                translate(
                    "Copying",
                    "The layer “{layer}” did not come whole: its service broke off, or answered "
                    "with something else. Try again later.",
                ).format(layer=layer.name)
            )
        written = QgsVectorLayer(str(part), layer.name, "ogr")
        count = int(written.featureCount())
        del written
        if layer.provider not in SERVICES:
            _check_count(opened, box, count)
        part.replace(path)
    except OSError as error:
        raise SourceError(
            translate("Copying", "“{path}” cannot be written: {reason}.").format(
                path=path, reason=error.strerror or error
            )
        ) from error
    finally:
        _remove(part)
    return count


def without_crs(name: str) -> SourceError:
    """The refusal of a layer that cannot be placed on Earth."""
    return SourceError(
        translate(
            "Layers",
            "The layer “{layer}” has no coordinate system: choose one in a data profile, or give "
            "one to the file (.prj) or the table.",
        ).format(layer=name)
    )


def _write(
    opened: QgsVectorLayer,
    name: str,
    path: Path,
    box: QgsRectangle,
    feedback: QgsFeedback | None,
    seconds: float,
) -> None:
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "FlatGeobuf"
    options.attributes = [
        index for index, column in enumerate(opened.fields()) if column.type() in SIMPLE_TYPES
    ]
    options.filterExtent = box
    if layer_geometry(opened):
        # Layers of areas often mix simple and multiple ones, of which a file takes one kind.
        options.overrideGeometryType = QgsWkbTypes.multiType(opened.wkbType())
        options.forceMulti = True
    task = QgsVectorFileWriterTask(opened, str(path), options)
    ended: list[str] = []
    task.writeComplete.connect(lambda *_: ended.append(""))
    task.errorOccurred.connect(lambda _, message: ended.append(message or "?"))
    abandoned: list[bool] = []

    def forget() -> None:
        _left_alone.discard(task)
        if abandoned:
            _remove(path)

    _left_alone.add(task)
    task.taskTerminated.connect(forget)
    task.taskCompleted.connect(forget)
    QgsApplication.taskManager().addTask(task)
    late = translate("Copying", "The layer “{layer}” did not come within {seconds} seconds.")
    try:
        wait_for(lambda: bool(ended), late.format(layer=name, seconds=seconds), feedback, seconds)
    except (SourceError, CancelledError):
        # It ends when QGIS next hears of the service, and leaves what it has begun.
        abandoned.append(True)
        task.cancel()
        raise
    faults = [*filter(None, ended)]
    if faults:
        raise SourceError(
            translate("Copying", "The layer “{layer}” cannot be copied: {reason}.").format(
                layer=name, reason=" ".join(faults[0].split()).rstrip(".")
            )
        )


def _check_count(layer: QgsVectorLayer, box: QgsRectangle, written: int) -> None:
    """Raise SourceError unless as many objects were written as a layer has, in a box if any."""
    request = QgsFeatureRequest().setNoAttributes().setFilterRect(box)
    frame = QgsGeometry.fromRect(box)
    engine = QgsGeometry.createGeometryEngine(frame.constGet())
    shapes = (feature.geometry() for feature in read_all(layer, request))
    # A FlatGeobuf keeps no row without geometry.
    there = (shape for shape in shapes if not shape.isEmpty())
    if written != sum(box.isNull() or engine.intersects(shape.constGet()) for shape in there):
        raise broken_off(layer)


def _local(
    extent: QgsRectangle | None, crs: QgsCoordinateReferenceSystem | None, layer: QgsVectorLayer
) -> QgsRectangle:
    """An extent given in `crs`, in the CRS of a layer; a null one where there is none."""
    if extent is None or crs is None:
        return QgsRectangle()
    return transform(crs, layer.crs()).transformBoundingBox(extent)


def _remove(part: Path) -> None:
    """Take away what was begun; where it is still held, it goes when its task has ended."""
    with suppress(OSError):
        part.unlink()


def _opened(layer: SourceLayer, path: Path) -> QgsVectorLayer:
    return QgsVectorLayer(str(path), layer.name, "ogr")


def _rounded(box: QgsRectangle) -> QgsRectangle:
    """A box that holds another, its sides at round coordinates."""
    low = (box.xMinimum() // ROUNDING * ROUNDING, box.yMinimum() // ROUNDING * ROUNDING)
    high = (-(-box.xMaximum() // ROUNDING) * ROUNDING, -(-box.yMaximum() // ROUNDING) * ROUNDING)
    return QgsRectangle(*low, *high)


def _date(path: Path) -> datetime.datetime:
    return datetime.datetime.strptime(path.stem.rsplit("_", 1)[1], _STAMP)
