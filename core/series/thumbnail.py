# SPDX-License-Identifier: GPL-3.0-or-later
"""The small picture of a sheet, for reports and for who watches a series."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from qgis.core import (
    QgsMapLayer,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsPrintLayout,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QBuffer, QIODevice, QSizeF
from qgis.PyQt.QtGui import QColor, QImage, QPainter

from ..common.errors import SourceError, TemplateError
from ..common.files import write_whole_bytes
from ..common.layer_roles import BASE, ROLE
from ..layers.memory_layer import memory_twin, refill
from ..layout.template import find_map
from ..styles.merged_surfaces import is_drawn_merged, style_of_objects

# Pixels along the longer side.
SIDE = 240

_MM_IN_INCH = 25.4

# Of PNG, which loses nothing: packed in half the time, a file is an eighth larger.
_QUALITY = 80


def draw_thumbnail(layout: QgsPrintLayout) -> QImage:
    """The map of a sheet, without light base and names: a twentieth of the time of the sheet.

    To draw the whole of the layout takes half of that time. Raises TemplateError without a map,
    SourceError where areas cannot be copied.
    """
    item = find_map(layout)
    size = item.rect().size()
    per_mm = SIDE / max(size.width(), size.height())
    pixels = QSizeF(size.width() * per_mm, size.height() * per_mm)
    settings = item.mapSettings(item.extent(), pixels, per_mm * _MM_IN_INCH, True)
    # Thousands of roads and streams would be a grey blur at this size.
    layers = [_quickly_drawn(layer) for layer in settings.layers() if not _is_base(layer)]
    settings.setLayers(layers)
    settings.setFlag(QgsMapSettings.Flag.DrawLabeling, False)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    map_ = job.renderedImage()
    # The paper, which QGIS leaves out: what shows through would look grey.
    picture = QImage(map_.size(), QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    painter.drawImage(0, 0, map_)
    painter.end()
    return picture


def _is_base(layer: QgsMapLayer) -> bool:
    return str(layer.customProperty(ROLE)).startswith(f"{BASE}:")


def _quickly_drawn(layer: QgsMapLayer) -> QgsMapLayer:
    """A layer whose areas are drawn each by itself: to unite them takes as long as on the sheet."""
    if not isinstance(layer, QgsVectorLayer) or not is_drawn_merged(layer):
        return layer
    # A clone would have the whole style written and read.
    twin = memory_twin(layer)
    refill(twin, layer.getFeatures())
    twin.setRenderer(style_of_objects(layer.renderer()))
    return twin


def write_thumbnail(layout: QgsPrintLayout, path: Path) -> None:
    """Write the small picture of a sheet as PNG, whole or not at all. Raises OSError."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    with suppress(SourceError, TemplateError):
        draw_thumbnail(layout).save(buffer, "PNG", _QUALITY)
        write_whole_bytes(path, buffer.data().data())
