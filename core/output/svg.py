# SPDX-License-Identifier: GPL-3.0-or-later
"""A layout written as SVG, one file a page.

QGIS writes SVG through Qt, whose writer ignores every clip: the dots and lines of a pattern leave
their polygons. The layout is drawn by QGIS as for any other format, and what Qt records of it is
written with its clips.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qgis.core import Qgis, QgsLayoutExporter, QgsLayoutItem, QgsPrintLayout
from qgis.PyQt.QtCore import QRect, Qt
from qgis.PyQt.QtGui import QPainter, QPicture

from .pages import printed_pages
from .svg_writer import SvgWriter

INCH = 25.4  # mm

# QGIS's mark of an item that it hides while it draws another.
_WAS_VISIBLE = "wasVisible"


def write_svg(
    layout: QgsPrintLayout, path: Path, text: Qgis.TextRenderFormat, force_vector: bool
) -> None:
    """Write a layout to `path`, its further pages beside it as QGIS numbers them.

    Raises OSError.
    """
    with _drawn_for_export(layout, text, force_vector):
        for number in printed_pages(layout):
            file = path if number == 0 else path.with_name(f"{path.stem}_{number + 1}{path.suffix}")
            file.write_text(_page(layout, number), encoding="utf-8")


def _page(layout: QgsPrintLayout, number: int) -> str:
    size = layout.pageCollection().page(number).rect()
    dots = layout.renderContext().dpi() / INCH
    frame = QRect(0, 0, round(size.width() * dots), round(size.height() * dots))
    writer = SvgWriter(frame.width(), frame.height(), (size.width(), size.height()))
    metadata = layout.project().metadata()
    writer.title = metadata.title()
    writer.description = metadata.creationDateTime().toString(Qt.DateFormat.ISODate)
    exporter = QgsLayoutExporter(layout)
    for name in _layers(layout):
        picture = QPicture()
        picture.setBoundingRect(frame)
        painter = QPainter(picture)
        exporter.renderPage(painter, number)
        painter.end()
        writer.add_layer(name, picture)
    return writer.text()


def _layers(layout: QgsPrintLayout) -> Iterator[str]:
    """The name of each item and of each part of a map, while nothing else is visible."""
    items = [
        item
        for item in layout.items(Qt.SortOrder.AscendingOrder)
        if isinstance(item, QgsLayoutItem) and item.isVisible()
    ]
    try:
        for item in items:
            # A map asks for this mark which of the hidden items keep names away.
            item.setProperty(_WAS_VISIBLE, True)
            item.hide()
        for item in items:
            item.show()
            yield from _parts(item)
            item.hide()
    finally:
        for item in items:
            item.setProperty(_WAS_VISIBLE, None)
            item.show()


def _parts(item: QgsLayoutItem) -> Iterator[str]:
    if item.exportLayerBehavior() != QgsLayoutItem.ExportLayerBehavior.ItemContainsSubLayers:
        yield item.displayName()
        return
    item.startLayeredExport()
    try:
        while item.nextExportPart():
            yield item.exportLayerDetails().name
    finally:
        item.stopLayeredExport()


@contextmanager
def _drawn_for_export(
    layout: QgsPrintLayout, text: Qgis.TextRenderFormat, force_vector: bool
) -> Iterator[None]:
    """Let a layout be drawn as QGIS draws it into a PDF."""
    context = layout.renderContext()
    flags, earlier = context.flags(), context.textRenderFormat()
    context.setFlag(context.Flag.FlagForceVectorOutput, force_vector)
    context.setFlag(context.Flag.FlagUseAdvancedEffects, not force_vector)
    context.setTextRenderFormat(text)
    try:
        yield
    finally:
        context.setFlags(flags)
        context.setTextRenderFormat(earlier)
