# SPDX-License-Identifier: GPL-3.0-or-later
"""Local copies of layers that cannot be restricted where they are: services, layers in memory."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsFeatureRequest,
    QgsFeedback,
    QgsGeometry,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsTask,
    QgsVectorFileWriter,
    QgsVectorFileWriterTask,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication, QVariant

from ..common.crs import local_box
from ..common.disk import fault_in, reason
from ..common.errors import CancelledError, SourceError
from ..common.geometry import layer_geometry
from ..common.i18n import translate
from ..common.progress import TIME_LIMIT, wait_for
from .connection import SERVICES, SourceLayer
from .copies import (
    PART,
    copy_date,
    copy_stem,
    is_recent,
    new_copy,
    newest_copy,
    open_copy,
    remove_unused_copies,
    without_duplicate,
)
from .copy_seal import seal
from .network_watch import watch_service
from .placement import check_crs, check_place
from .source import OpenedLayer, broken_off, open_layer, read_all
from .stated_count import Reading, check_complete

MAX_AGE = datetime.timedelta(days=1)

# Metres to which the box that is read is rounded, so that it is the same the next time.
ROUNDING = 10.0

# What a FlatGeobuf column may hold.
SIMPLE_TYPES = (
    # Unscoped: on Qt 6 QGIS gives these names, and no others, their meaning.
    *(QVariant.Bool, QVariant.Int, QVariant.UInt, QVariant.LongLong, QVariant.ULongLong),
    *(QVariant.Double, QVariant.String, QVariant.Date, QVariant.Time, QVariant.DateTime),
)

# Tasks that write copies, referenced until they end, which QGIS deletes then.
_running_tasks: set[QgsTask] = set()


def has_copy(layer: SourceLayer) -> bool:
    """Whether a layer was read before as a whole."""
    return newest_copy(copy_stem(layer, None)) is not None


def local_copy(
    layer: SourceLayer,
    extent: QgsReferencedRectangle | None = None,
    feedback: QgsFeedback | None = None,
    max_age: datetime.timedelta = MAX_AGE,
    seconds: float = TIME_LIMIT,
) -> OpenedLayer:
    """Read a layer, or its objects within an extent, from a file in the user's profile.

    A copy of a service that is younger than `max_age` is taken again, and any older one, with a
    warning, where the layer cannot be read within some seconds; one that was damaged is not.
    Raises SourceError, CancelledError.
    """
    box = _rounded(extent) if extent is not None else None
    stem = copy_stem(layer, box)
    path = newest_copy(stem)
    warnings: tuple[str, ...] = ()
    if path is None or layer.provider not in SERVICES or not is_recent(path, max_age):
        path, warnings = _read_now(layer, stem, box, feedback, seconds)
    copy = OpenedLayer(open_copy(path, layer.name), warnings)
    remove_unused_copies()
    return copy


def copy_layer(
    layer: SourceLayer,
    path: Path,
    extent: QgsReferencedRectangle | None = None,
    feedback: QgsFeedback | None = None,
    seconds: float = TIME_LIMIT,
) -> int:
    """Write a layer to a FlatGeobuf file: all of it, or what meets an extent.

    It is read in a thread of QGIS while the window goes on drawing, and appears whole or not at
    all. Gives the number of objects. Raises SourceError when it cannot be read in time and to its
    end, or written; CancelledError.
    """
    opened = open_layer(layer, feedback)
    if layer.provider in SERVICES:
        # A service is not asked for objects twice.
        check_crs(layer, opened)
    else:
        check_place(layer, opened)
    part = path.with_name(f"{PART}{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        box = _local(extent, opened)
        with watch_service(layer) as watch:

            def wait(done: Callable[[], bool], timeout_message: str) -> None:
                def is_done() -> bool:
                    watch.check_size()
                    return done()

                wait_for(is_done, timeout_message, feedback, seconds)

            options = _options(opened, layer.columns, box)
            _write(opened, part, options, seconds, wait)
            # What came last may be told in events that nobody has waited for.
            QCoreApplication.sendPostedEvents()
            watch.check_size()
        if watch.faults or opened.dataProvider().errors():
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
        if layer.provider in SERVICES:
            check_complete(Reading(layer, opened, watch.asked, box, count), feedback, seconds)
        else:
            _check_count(opened, box, count)
        part.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        _remove(part)
    return count


def _read_now(
    layer: SourceLayer,
    stem: str,
    extent: QgsReferencedRectangle | None,
    feedback: QgsFeedback | None,
    seconds: float,
) -> tuple[Path, tuple[str, ...]]:
    """A new copy of a layer, or the newest one and a warning where it cannot be read."""
    path = new_copy(stem)
    try:
        copy_layer(layer, path, extent, feedback, seconds)
    except SourceError as error:
        earlier = newest_copy(stem)
        if earlier is None:
            raise
        warning = translate("Copying", "{refusal} What was read of it on {date} is drawn.").format(
            refusal=error, date=copy_date(earlier).strftime("%d/%m/%Y")
        )
        return earlier, (warning,)
    try:
        seal(path)
        if layer.provider in SERVICES:
            # Its date says when it is to be read again.
            return path, ()
        return without_duplicate(path, stem), ()
    except OSError as error:
        raise _unwritable(path, error) from error


def _write(
    opened: QgsVectorLayer,
    path: Path,
    options: QgsVectorFileWriter.SaveVectorOptions,
    seconds: float,
    wait: Callable[[Callable[[], bool], str], None],
) -> None:
    task = QgsVectorFileWriterTask(opened, str(path), options)
    ended: list[str] = []
    task.writeComplete.connect(lambda *_: ended.append(""))
    task.errorOccurred.connect(lambda _, message: ended.append(message or "?"))
    abandoned: list[bool] = []

    def forget() -> None:
        _running_tasks.discard(task)
        if abandoned:
            _remove(path)

    _running_tasks.add(task)
    task.taskTerminated.connect(forget)
    task.taskCompleted.connect(forget)
    QgsApplication.taskManager().addTask(task)
    timeout_message = translate(
        "Copying", "The layer “{layer}” did not come within {seconds} seconds."
    ).format(layer=opened.name(), seconds=seconds)
    try:
        wait(lambda: bool(ended), timeout_message)
    except (SourceError, CancelledError):
        # It ends when QGIS next hears of the service, and leaves what it has begun.
        abandoned.append(True)
        # QGIS deletes one that has ended meanwhile.
        if task in _running_tasks:
            task.cancel()
        raise
    faults = [*filter(None, ended)]
    fault = fault_in(path.parent) if faults else None
    if fault is not None:
        # GDAL does not say what the disk has against a file.
        raise fault
    if faults:
        raise SourceError(
            translate("Copying", "The layer “{layer}” cannot be copied: {reason}.").format(
                layer=opened.name(), reason=" ".join(faults[0].split()).rstrip(".")
            )
        )


def _options(
    opened: QgsVectorLayer, columns: Collection[str], box: QgsRectangle
) -> QgsVectorFileWriter.SaveVectorOptions:
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "FlatGeobuf"
    # By default it is the name of the file, and no two copies would be the same.
    options.layerName = opened.name()
    options.attributes = [
        index
        for index, column in enumerate(opened.fields())
        if column.type() in SIMPLE_TYPES and (not columns or column.name() in columns)
    ]
    options.filterExtent = box
    if layer_geometry(opened):
        # Layers of areas often mix simple and multiple ones, of which a file takes one kind.
        options.overrideGeometryType = QgsWkbTypes.multiType(opened.wkbType())
        options.forceMulti = True
    return options


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


def _local(extent: QgsReferencedRectangle | None, layer: QgsVectorLayer) -> QgsRectangle:
    """An extent in the CRS of a layer; a null one where there is none."""
    if extent is None:
        return QgsRectangle()
    return local_box(extent, layer)


def _remove(part: Path) -> None:
    """Take away what was begun; where it is still held, it goes when its task has ended."""
    with suppress(OSError):
        part.unlink()


def _unwritable(path: Path, error: OSError) -> SourceError:
    return SourceError(
        translate("Copying", "“{path}” cannot be written: {reason}.").format(
            path=path, reason=reason(error, path)
        )
    )


def _rounded(extent: QgsReferencedRectangle) -> QgsReferencedRectangle:
    """An extent that holds another, its sides at round coordinates."""
    low = (extent.xMinimum() // ROUNDING * ROUNDING, extent.yMinimum() // ROUNDING * ROUNDING)
    high = (
        -(-extent.xMaximum() // ROUNDING) * ROUNDING,
        -(-extent.yMaximum() // ROUNDING) * ROUNDING,
    )
    return QgsReferencedRectangle(QgsRectangle(*low, *high), extent.crs())
