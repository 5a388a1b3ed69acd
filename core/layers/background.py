# SPDX-License-Identifier: GPL-3.0-or-later
"""The optional background of a sheet: a muted layer, and the picture of it that is printed.

It is drawn beforehand, in a limited time, into a picture that the sheet then takes: a service
that is slow or broken costs the background, never the sheet.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
import warnings as python_warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsBilinearRasterResampler,
    QgsCoordinateReferenceSystem,
    QgsCsException,
    QgsDataSourceUri,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeedback,
    QgsMapLayer,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsMultiBandColorRenderer,
    QgsNetworkAccessManager,
    QgsNetworkReplyContent,
    QgsPaintEffectRegistry,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsRenderContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QEventLoop, QSize, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QColor, QImage, QPainter
from qgis.PyQt.QtNetwork import QNetworkReply, QNetworkRequest

from ..common.crs import is_known, transform
from ..common.errors import BackgroundError, CancelledError, SheetError
from ..common.files import BACKGROUNDS, files
from ..common.i18n import translate
from ..sheet.definition import read_object

# The levels of the Web Mercator grid that a service has, unless its file says otherwise.
LEVELS = {"min_zoom": 0, "max_zoom": 19}

# What is black becomes a light grey (151 of 255), what is white stays so, colours fade to 40 %.
BRIGHTNESS = 76
CONTRAST = -36
SATURATION = -60
# The same for what is drawn as vectors, on white paper.
OPACITY = 0.4

# Pixels drawn beyond the frame of the map: the very edge of a resampled picture is see-through,
# and a PDF would keep a mask beside it.
EDGE = 4

# Answers of a service that has no tile at a place: nothing is broken.
NO_TILE = (204, 404, 410)


@dataclass(frozen=True)
class Background:
    """A muted layer to draw under a sheet, and the credit that goes with it."""

    layer: QgsMapLayer
    credit: str


def available_backgrounds() -> dict[str, str]:
    """The backgrounds that come with the plugin and the user's own: ids and names.

    One whose file is damaged goes by its id; opening it says what is wrong.
    """
    names = {}
    for key, path in files(BACKGROUNDS, "*.json").items():
        try:
            names[key] = str(read_object(path).get("name", key))
        except SheetError:
            names[key] = key
    return names


def open_background(name: str, project: QgsProject) -> Background:
    """Open a background: a known one by its id, a layer of `project` by id or name, or a file.

    A layer of the project is cloned, never altered. The layer is muted, and fit to lie under a
    layout that stays in a project: nothing in it makes QGIS rasterise the map. Its labels are
    off, the names on a map being the sheet's. Raises BackgroundError.
    """
    path = files(BACKGROUNDS, "*.json").get(name)
    if path is not None:
        layer, credit = _open_known(path)
    else:
        layer = _clone_of(name, project) or _open_file(name)
        credit = " ; ".join(layer.metadata().rights())
    if not layer.isValid():
        raise _left_out(name, translate("Background", "QGIS cannot read it."))
    if not is_known(layer.crs()):
        reason = translate("Background", "it has no coordinate system; set one in its properties.")
        raise _left_out(layer.name(), reason)
    _mute(layer)
    return Background(layer, credit)


def draw_background(
    background: Background,
    extent: QgsRectangle,
    crs: QgsCoordinateReferenceSystem,
    width: float,
    height: float,
    folder: Path,
    dpi: float = 150,
    seconds: float = 20,
    feedback: QgsFeedback | None = None,
    warnings: list[str] | None = None,
) -> QgsRasterLayer:
    """Draw a background for a map of `width` by `height` mm that shows `extent` in `crs`.

    The result is an opaque GeoTIFF in `folder`, in `crs` and a few pixels larger than the map,
    opened as a layer that needs no network. Events are processed meanwhile. Where the background
    has nothing for a part of the map, that part is white; `warnings` is told so, and without
    `warnings` it is an error. Raises BackgroundError when the drawing fails, shows nothing or
    takes longer than `seconds`, and CancelledError.
    """
    layer = background.layer
    frame = _Frame.around(extent, crs, width, height, dpi)
    settings = _settings(layer, frame)
    answers = _Answers(layer)
    end = time.monotonic() + seconds
    with answers.heard():
        image, fault = _render(layer, settings, end, feedback)
        if fault or answers.fault():
            # QGIS 3.22 asks only once for a tile. Those that have come stay in its cache.
            answers.forget()
            image, fault = _render(layer, settings, end, feedback)
    fault = answers.fault() or fault
    if fault:
        raise _left_out(layer.name(), fault)
    picture = _on_white(image)
    if _is_plain(picture):
        reason = translate(
            "Background", "it shows nothing here; it may not cover this place, or not this scale."
        )
        raise _left_out(layer.name(), reason)
    if answers.gaps() or _ends_within(layer, settings):
        gap = translate(
            "Background",
            "The background “{name}” covers only a part of the map; the rest of it stays white.",
        ).format(name=layer.name())
        if warnings is None:
            raise BackgroundError(gap)
        warnings.append(gap)
    return _open_picture(_write(picture, settings, frame, folder, layer.name()), layer.name())


def _left_out(name: str, reason: str) -> BackgroundError:
    return BackgroundError(
        translate("Background", "The background “{name}” is left out: {reason}").format(
            name=name, reason=reason
        )
    )


# Opening.


def _open_known(path: Path) -> tuple[QgsRasterLayer, str]:
    """The layer of a JSON file, as tiles by address: that opens without any request."""
    try:
        data = read_object(path)
        name, url, credit = (_text(data, key) for key in ("name", "url", "credit"))
        if not all(re.search(part, url) for part in (r"\{z\}", r"\{x\}", r"\{-?y\}")):
            raise ValueError("'url'")
        levels = [str(int(data.get(key, level))) for key, level in LEVELS.items()]
    except SheetError as error:
        raise BackgroundError(str(error)) from error
    except (KeyError, TypeError, ValueError) as error:
        raise BackgroundError(
            translate(
                "Background", "The background file “{path}” is incomplete or wrong at {entry}."
            ).format(path=path, entry=error)
        ) from error
    uri = QgsDataSourceUri()
    uri.setParam("type", "xyz")
    uri.setParam("url", url)
    uri.setParam("zmin", levels[0])
    uri.setParam("zmax", levels[1])
    layer = QgsRasterLayer(bytes(uri.encodedUri()).decode(), name, "wms")
    metadata = layer.metadata()
    metadata.setRights([credit])
    metadata.setLicenses([str(data.get("licence", ""))])
    layer.setMetadata(metadata)
    return layer, credit


def _text(data: dict[str, Any], key: str) -> str:
    if not isinstance(data[key], str):
        raise TypeError(repr(key))
    return str(data[key])


def _clone_of(name: str, project: QgsProject) -> QgsMapLayer | None:
    by_id = project.mapLayer(name)
    found = [by_id] if by_id else project.mapLayersByName(name)
    if not found:
        return None
    if len(found) > 1:
        reason = translate("Background", "more than one layer of the project has this name.")
        raise _left_out(name, reason)
    layer = found[0]
    if not isinstance(layer, (QgsRasterLayer, QgsVectorLayer)):
        reason = translate("Background", "only a raster or a vector layer can be one.")
        raise _left_out(layer.name(), reason)
    # A clone of a broken layer would wait for its server again.
    if not layer.isValid():
        raise _left_out(layer.name(), translate("Background", "its data is not available."))
    return layer.clone()


def _open_file(name: str) -> QgsMapLayer:
    if not os.path.exists(name):
        raise BackgroundError(
            translate(
                "Background",
                "The background “{name}” is unknown: it is none of {names}, no layer of the "
                "project and no file.",
            ).format(name=name, names=", ".join(available_backgrounds()))
        )
    raster = QgsRasterLayer(name, Path(name).stem, "gdal")
    return raster if raster.isValid() else QgsVectorLayer(name, Path(name).stem, "ogr")


def _mute(layer: QgsMapLayer) -> None:
    layer.setBlendMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    if isinstance(layer, QgsRasterLayer):
        _mute_raster(layer)
    else:
        _mute_vector(layer)


def _mute_raster(layer: QgsRasterLayer) -> None:
    """Make a raster pale, on top of what its user has made of it."""
    light, colours = layer.brightnessFilter(), layer.hueSaturationFilter()
    # QGIS multiplies by the square of the contrast, then adds the brightness.
    brightness = light.brightness() * (1 + CONTRAST / 100) ** 2 + BRIGHTNESS
    light.setBrightness(round(brightness))
    light.setContrast(_both(light.contrast(), CONTRAST))
    colours.setSaturation(_both(colours.saturation(), SATURATION))


def _both(one: int, other: int) -> int:
    """The percentage that two changes by a percentage make one after the other."""
    return round((1 + one / 100) * (1 + other / 100) * 100 - 100)


def _mute_vector(layer: QgsVectorLayer) -> None:
    """Make symbols see-through: unlike a see-through layer, that leaves the map a drawing."""
    layer.setLabelsEnabled(False)
    layer.setFeatureBlendMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    opacity = layer.opacity() * OPACITY
    renderer = layer.renderer()
    renderer.setPaintEffect(QgsPaintEffectRegistry.defaultStack())
    symbols = renderer.symbols(QgsRenderContext())
    for symbol in symbols:
        symbol.setOpacity(symbol.opacity() * opacity)
    # A heat map has no symbols.
    layer.setOpacity(1 if symbols else opacity)


# Drawing.


@dataclass(frozen=True)
class _Frame:
    """The picture to make: its place, its size in pixels."""

    extent: QgsRectangle
    crs: QgsCoordinateReferenceSystem
    columns: int
    rows: int
    dpi: float

    @classmethod
    def around(
        cls,
        extent: QgsRectangle,
        crs: QgsCoordinateReferenceSystem,
        width: float,
        height: float,
        dpi: float,
    ) -> _Frame:
        """The frame of a map of some mm, and its edge."""
        columns, rows = max(1, round(width * dpi / 25.4)), max(1, round(height * dpi / 25.4))
        across, along = EDGE * extent.width() / columns, EDGE * extent.height() / rows
        grown = QgsRectangle(
            extent.xMinimum() - across,
            extent.yMinimum() - along,
            extent.xMaximum() + across,
            extent.yMaximum() + along,
        )
        return cls(grown, crs, columns + 2 * EDGE, rows + 2 * EDGE, dpi)


def _settings(layer: QgsMapLayer, frame: _Frame) -> QgsMapSettings:
    """What to draw: a raster in its own projection, since QGIS would project it jaggedly."""
    native = layer.crs() if isinstance(layer, QgsRasterLayer) else frame.crs
    try:
        area = transform(frame.crs, native).transformBoundingBox(frame.extent)
    except QgsCsException as error:
        reason = translate("Background", "its projection does not reach this place.")
        raise _left_out(layer.name(), reason) from error
    pixel = min(area.width() / frame.columns, area.height() / frame.rows)
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(native)
    settings.setOutputDpi(frame.dpi)
    settings.setOutputSize(QSize(round(area.width() / pixel), round(area.height() / pixel)))
    settings.setExtent(area)
    settings.setOutputImageFormat(QImage.Format.Format_ARGB32_Premultiplied)
    settings.setBackgroundColor(QColor(Qt.GlobalColor.transparent))
    context = QgsExpressionContext()
    context.appendScope(QgsExpressionContextUtils.globalScope())
    context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))
    settings.setExpressionContext(context)
    return settings


def _render(
    layer: QgsMapLayer, settings: QgsMapSettings, end: float, feedback: QgsFeedback | None
) -> tuple[QImage, str]:
    """Draw in other threads until a moment of the monotonic clock; also say what went wrong."""
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
        _let_go(job)
    if feedback is not None and feedback.isCanceled():
        raise CancelledError(translate("Background", "Cancelled."))
    if slow:
        raise _left_out(layer.name(), translate("Background", "it takes too long to come."))
    errors = job.errors()
    if not errors:
        return job.renderedImage(), ""
    reason = translate("Background", "QGIS cannot draw it ({reason}).")
    return job.renderedImage(), reason.format(reason=errors[-1].message.rstrip("."))


def _let_go(job: QgsMapRendererParallelJob) -> None:
    """Let a job end by itself: to wait for it, or to destroy it while it runs, would block."""
    job.setParent(QgsApplication.instance())
    job.finished.connect(job.deleteLater)
    job.cancelWithoutBlocking()


@dataclass(frozen=True)
class _Answer:
    """How a server answered a request; the status is that of HTTP, 0 without an answer."""

    status: int
    good: bool


@dataclass
class _Answers:
    """What the servers of a layer say while it is drawn, which QGIS itself does not pass on.

    Of a request made more than once, the last answer counts.
    """

    layer: QgsMapLayer
    _answers: dict[str, _Answer] = field(default_factory=dict)
    _complaints: list[str] = field(default_factory=list)
    # Where servers have sent QGIS on to, which it takes literally even without a host.
    _elsewhere: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        # The canvas may be talking to other servers at the same time.
        addresses = re.findall(r"https?://([^/?&|'\"\s]+)", unquote(self.layer.source()).lower())
        self._hosts = {address.rpartition("@")[2] for address in addresses}

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Listen to QGIS's requests, whichever thread makes them, and to its log."""
        # Only the log tells of an answer that is no picture.
        finished = QgsNetworkAccessManager.instance().finished[QgsNetworkReplyContent]
        logged = QgsApplication.messageLog().messageReceived
        finished.connect(self._hear)
        logged.connect(self._read)
        try:
            yield
        finally:
            finished.disconnect(self._hear)
            logged.disconnect(self._read)

    def forget(self) -> None:
        """Begin again."""
        self._answers.clear()
        self._complaints.clear()

    def fault(self) -> str:
        """What went wrong, if anything did."""
        bad = [a for a in self._answers.values() if not a.good and a.status not in NO_TILE]
        # An answer that breaks off may have begun well.
        worst = max((answer.status for answer in bad), default=0)
        if worst >= 400:
            reason = translate("Background", "its server answers with the error {status}.")
            return reason.format(status=worst)
        if bad:
            return translate("Background", "its server cannot be reached.")
        missing = self._missing()
        if any(not any(url in text for url in missing) for text in self._complaints):
            return translate("Background", "what its server sends is no picture.")
        return ""

    def gaps(self) -> bool:
        """Whether there was no tile for a part of the map."""
        return bool(self._missing())

    def _missing(self) -> list[str]:
        return [url for url, answer in self._answers.items() if answer.status in NO_TILE]

    def _hear(self, reply: QgsNetworkReplyContent) -> None:
        url = reply.request().url()
        if _host(url) not in self._hosts and url.toString() not in self._elsewhere:
            return
        target = reply.attribute(QNetworkRequest.Attribute.RedirectionTargetAttribute)
        if target is not None and not target.isEmpty():
            self._elsewhere.add(target.toString())
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        good = reply.error() == QNetworkReply.NetworkError.NoError
        self._answers[url.toString()] = _Answer(int(status or 0), good)

    def _read(self, text: str, _tag: str, level: Qgis.MessageLevel) -> None:
        levels = Qgis.MessageLevel
        names = self._hosts | self._elsewhere
        if level in (levels.Warning, levels.Critical) and any(name in text for name in names):
            self._complaints.append(text)


def _host(url: QUrl) -> str:
    return f"{url.host()}:{url.port()}" if url.port() != -1 else str(url.host())


# The picture.


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
    """Whether a raster is smaller than the map; of vectors, white may be what they show."""
    return isinstance(layer, QgsRasterLayer) and not layer.extent().contains(settings.extent())


def _write(
    picture: QImage, settings: QgsMapSettings, frame: _Frame, folder: Path, name: str
) -> Path:
    """Write a picture that was drawn under some settings, projected into the frame."""
    try:
        handle, path = tempfile.mkstemp(".tif", "background_", folder)
        os.close(handle)
        with python_warnings.catch_warnings():
            # GDAL wants to be told whether to raise exceptions, by each for all: either will do.
            python_warnings.simplefilter("ignore", FutureWarning)
            written = gdal.Warp(
                path,
                _dataset(picture, settings),
                dstSRS=_wkt(frame.crs),
                outputBounds=(
                    frame.extent.xMinimum(),
                    frame.extent.yMinimum(),
                    frame.extent.xMaximum(),
                    frame.extent.yMaximum(),
                ),
                width=frame.columns,
                height=frame.rows,
                resampleAlg="cubic",
            )
    except (OSError, RuntimeError) as error:
        raise _left_out(name, _unwritten(folder, error)) from error
    if written is None:
        raise _left_out(name, _unwritten(folder, gdal.GetLastErrorMsg()))
    return Path(path)


def _unwritten(folder: Path, reason: object) -> str:
    return translate("Background", "its picture cannot be written to “{path}” ({reason}).").format(
        path=folder, reason=reason
    )


def _dataset(picture: QImage, settings: QgsMapSettings) -> Any:
    """A picture of three bytes a pixel as GDAL's, georeferenced."""
    columns, rows = picture.width(), picture.height()
    bits = picture.constBits()
    bits.setsize(picture.sizeInBytes())
    dataset = gdal.GetDriverByName("MEM").Create("", columns, rows, 3)
    dataset.WriteRaster(
        0,
        0,
        columns,
        rows,
        bytes(bits),
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
    """Open a picture so that it is drawn as it is, whatever QGIS is set to do with new rasters."""
    layer = QgsRasterLayer(str(path), name, "gdal")
    if not layer.isValid():
        raise _left_out(name, _unwritten(path, translate("Background", "QGIS cannot read it.")))
    layer.setRenderer(QgsMultiBandColorRenderer(layer.dataProvider(), 1, 2, 3))
    layer.resampleFilter().setZoomedInResampler(QgsBilinearRasterResampler())
    return layer
