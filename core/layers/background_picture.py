# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of a background that is printed, drawn beforehand in a limited time."""

from __future__ import annotations

import os
import tempfile
import time
import warnings as python_warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsBilinearRasterResampler,
    QgsCoordinateReferenceSystem,
    QgsCsException,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeedback,
    QgsMapLayer,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsMultiBandColorRenderer,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QEventLoop, QSize, Qt, QTimer
from qgis.PyQt.QtGui import QColor, QImage, QPainter

from ..common.crs import transform
from ..common.disk import fault_in, reason
from ..common.errors import CancelledError
from ..common.i18n import translate
from ..sources.network_watch import NetworkWatch
from .background import Background, left_out

# Pixels drawn beyond the frame of the map: the very edge of a resampled picture is see-through,
# and a PDF would keep a mask beside it.
EDGE = 4


@dataclass(frozen=True)
class MapFrame:
    """A map on paper: the `extent` in `crs` that it shows on `width` by `height` mm, at `dpi`."""

    extent: QgsRectangle
    crs: QgsCoordinateReferenceSystem
    width: float
    height: float
    dpi: float = 150


@dataclass(frozen=True)
class DrawnBackground:
    """The picture of a background as a layer, and what the user should know of it."""

    layer: QgsRasterLayer
    warnings: tuple[str, ...] = ()


def draw_background(
    background: Background,
    frame: MapFrame,
    folder: Path,
    seconds: float = 20,
    feedback: QgsFeedback | None = None,
) -> DrawnBackground:
    """Draw a background for a map into an opaque GeoTIFF in `folder`.

    The picture is in the CRS of the map and a few pixels larger than it, and needs no network.
    Events are processed meanwhile. Where the background has nothing for a part of the map, that
    part is white, with a warning. Raises BackgroundError when the drawing fails, shows nothing or
    takes longer than `seconds`, and CancelledError.
    """
    layer, grid = background.layer, _Grid.around(frame)
    settings = _settings(layer, grid)
    image, is_whole = _render_watched(layer, settings, time.monotonic() + seconds, feedback)
    picture = _on_white(image)
    if _is_plain(picture):
        reason = translate(
            "Background", "it shows nothing here; it may not cover this place, or not this scale."
        )
        raise left_out(layer.name(), reason)
    path = _write(picture, settings, grid, folder, layer.name())
    return DrawnBackground(
        _open_picture(path, layer.name()), () if is_whole else (_part_missing(layer.name()),)
    )


@dataclass(frozen=True)
class _Grid:
    """The pixels of the picture to make, and where they lie."""

    extent: QgsRectangle
    crs: QgsCoordinateReferenceSystem
    columns: int
    rows: int
    dpi: float

    @classmethod
    def around(cls, frame: MapFrame) -> _Grid:
        """The pixels of a map, and EDGE pixels more on each side."""
        columns = max(1, round(frame.width * frame.dpi / 25.4))
        rows = max(1, round(frame.height * frame.dpi / 25.4))
        extent = frame.extent
        across, along = EDGE * extent.width() / columns, EDGE * extent.height() / rows
        grown = QgsRectangle(
            extent.xMinimum() - across,
            extent.yMinimum() - along,
            extent.xMaximum() + across,
            extent.yMaximum() + along,
        )
        return cls(grown, frame.crs, columns + 2 * EDGE, rows + 2 * EDGE, frame.dpi)


def _settings(layer: QgsMapLayer, grid: _Grid) -> QgsMapSettings:
    """What to draw: a raster in its own projection, since QGIS would project it jaggedly."""
    native = layer.crs() if isinstance(layer, QgsRasterLayer) else grid.crs
    try:
        area = transform(grid.crs, native).transformBoundingBox(grid.extent)
    except QgsCsException as error:
        reason = translate("Background", "its projection does not reach this place.")
        raise left_out(layer.name(), reason) from error
    pixel = min(area.width() / grid.columns, area.height() / grid.rows)
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(native)
    settings.setOutputDpi(grid.dpi)
    settings.setOutputSize(QSize(round(area.width() / pixel), round(area.height() / pixel)))
    settings.setExtent(area)
    settings.setOutputImageFormat(QImage.Format.Format_ARGB32_Premultiplied)
    settings.setBackgroundColor(QColor(Qt.GlobalColor.transparent))
    context = QgsExpressionContext()
    context.appendScope(QgsExpressionContextUtils.globalScope())
    context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))
    settings.setExpressionContext(context)
    return settings


def _render_watched(
    layer: QgsMapLayer, settings: QgsMapSettings, end: float, feedback: QgsFeedback | None
) -> tuple[QImage, bool]:
    """Draw, once more after a fault, and say whether the layer covers all of the picture."""
    watch = NetworkWatch(layer)
    with watch.listening():
        image, fault = _render(layer, settings, end, feedback)
        if fault or watch.fault():
            # QGIS 3.22 asks only once for a tile. Those that have come stay in its cache.
            watch.forget()
            image, fault = _render(layer, settings, end, feedback)
    fault = watch.fault() or fault
    if fault:
        raise left_out(layer.name(), fault)
    return image, not watch.gaps() and not _ends_within(layer, settings)


def _part_missing(name: str) -> str:
    return translate(
        "Background",
        "The background “{name}” covers only a part of the map; the rest of it stays white.",
    ).format(name=name)


def _render(
    layer: QgsMapLayer, settings: QgsMapSettings, end: float, feedback: QgsFeedback | None
) -> tuple[QImage, str]:
    """Draw in other threads until a moment of the monotonic clock; also give what went wrong."""
    job = QgsMapRendererParallelJob(settings)
    loop, timer = QEventLoop(), QTimer()
    job.finished.connect(loop.quit)
    timer.setSingleShot(True)
    timer.timeout.connect(loop.quit)
    if feedback is not None:
        feedback.canceled.connect(loop.quit)
    job.start()
    timer.start(max(0, round((end - time.monotonic()) * 1000)))
    if feedback is None or not feedback.isCanceled():
        loop.exec()
    slow = job.isActive()
    if slow:
        _abandon(job)
    if feedback is not None and feedback.isCanceled():
        raise CancelledError(translate("Background", "Cancelled."))
    if slow:
        raise left_out(layer.name(), translate("Background", "it takes too long to come."))
    errors = job.errors()
    if not errors:
        return job.renderedImage(), ""
    reason = translate("Background", "QGIS cannot draw it ({reason}).")
    return job.renderedImage(), reason.format(reason=errors[-1].message.rstrip("."))


def _abandon(job: QgsMapRendererParallelJob) -> None:
    """Let a job end by itself: waiting for it, or destroying it while it runs, would block."""
    job.setParent(QgsApplication.instance())
    job.finished.connect(job.deleteLater)
    job.cancelWithoutBlocking()


def _on_white(image: QImage) -> QImage:
    picture = QImage(image.size(), QImage.Format.Format_RGB888)
    picture.fill(QColor(Qt.GlobalColor.white))
    painter = QPainter(picture)
    painter.drawImage(0, 0, image)
    painter.end()
    return picture


def _is_plain(picture: QImage) -> bool:
    plain = picture.copy()
    plain.fill(picture.pixelColor(0, 0))
    return bool(plain == picture)


def _ends_within(layer: QgsMapLayer, settings: QgsMapSettings) -> bool:
    """Whether a raster ends within the map; vectors may be meant to leave parts of it white."""
    return isinstance(layer, QgsRasterLayer) and not layer.extent().contains(settings.extent())


def _write(picture: QImage, settings: QgsMapSettings, grid: _Grid, folder: Path, name: str) -> Path:
    """Write a picture that was drawn under some settings, projected into the grid."""
    try:
        handle, path = tempfile.mkstemp(".tif", "background_", folder)
        os.close(handle)
        with python_warnings.catch_warnings():
            # GDAL warns until a process chooses whether it raises exceptions; both are handled.
            python_warnings.simplefilter("ignore", FutureWarning)
            written = gdal.Warp(
                path,
                _dataset(picture, settings),
                dstSRS=_wkt(grid.crs),
                outputBounds=(
                    grid.extent.xMinimum(),
                    grid.extent.yMinimum(),
                    grid.extent.xMaximum(),
                    grid.extent.yMaximum(),
                ),
                width=grid.columns,
                height=grid.rows,
                resampleAlg="cubic",
            )
    except (OSError, RuntimeError) as error:
        raise left_out(name, _unwritten(folder, fault_in(folder) or error)) from error
    if written is None:
        raise left_out(name, _unwritten(folder, fault_in(folder) or gdal.GetLastErrorMsg()))
    return Path(path)


def _unwritten(folder: Path, fault: object) -> str:
    return translate("Background", "its picture cannot be written to “{path}” ({reason}).").format(
        path=folder, reason=reason(fault, folder) if isinstance(fault, OSError) else fault
    )


def _dataset(picture: QImage, settings: QgsMapSettings) -> Any:
    """A picture of three bytes a pixel as a georeferenced data set of GDAL."""
    columns, rows = picture.width(), picture.height()
    bits = picture.constBits()
    bits.setsize(picture.sizeInBytes())
    dataset = gdal.GetDriverByName("MEM").Create("", columns, rows, 3)
    dataset.WriteRaster(
        0,
        0,
        columns,
        rows,
        bits.asstring(),
        buf_pixel_space=3,
        buf_line_space=picture.bytesPerLine(),
        buf_band_space=1,
    )
    colours = (gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand)
    for number, colour in enumerate(colours, 1):
        dataset.GetRasterBand(number).SetColorInterpretation(colour)
    area = settings.visibleExtent()
    pixel = settings.mapUnitsPerPixel()
    dataset.SetGeoTransform((area.xMinimum(), pixel, 0, area.yMaximum(), 0, -pixel))
    dataset.SetProjection(_wkt(settings.destinationCrs()))
    return dataset


def _wkt(crs: QgsCoordinateReferenceSystem) -> str:
    return str(crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED_GDAL))


def _open_picture(path: Path, name: str) -> QgsRasterLayer:
    """Open a picture to be drawn as it is, whatever QGIS is set to do with new rasters."""
    layer = QgsRasterLayer(str(path), name, "gdal")
    if not layer.isValid():
        raise left_out(name, _unwritten(path, translate("Background", "QGIS cannot read it.")))
    layer.setRenderer(QgsMultiBandColorRenderer(layer.dataProvider(), 1, 2, 3))
    layer.resampleFilter().setZoomedInResampler(QgsBilinearRasterResampler())
    return layer
