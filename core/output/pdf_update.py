# SPDX-License-Identifier: GPL-3.0-or-later
"""What QGIS leaves out of a PDF, appended to it in the way that the format provides for.

QGIS names no language, writes metadata (XMP) in some releases and for some kinds of PDF only, puts
the name of a vocabulary into the keywords, and georeferences the whole page (PDF), or a map by
crossed corners and as if the drawing filled the page (GeoPDF).
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsLayoutItemMap,
    QgsPrintLayout,
)
from qgis.PyQt.QtCore import QPointF, QSizeF
from qgis.PyQt.QtGui import QPageSize

from ..common.i18n import SHEET_LANGUAGE
from .pages import page_titles, printed_pages
from .pdf_document import PdfDocument, without
from .pdf_outline import Outline
from .pdf_properties import Properties
from .pdf_values import Reference, numbers, pdf_text, write_value

# The unit of PDF in an inch.
POINTS = 72

# How many points the sides of a page may differ from Qt's: it makes a standard size of one that is
# within three points, and GDAL rounds up.
NEARLY = 4

# The corners of a map from the upper left one down and round: in PDF a frame goes that way.
_ROUND = (0, 3, 2, 1)


def update_pdf(path: Path, layout: QgsPrintLayout, metadata: bool, georeference: bool) -> bool:
    """Add language, metadata, bookmarks of several pages and the reference map's frame to a PDF.

    A PDF of another structure than QGIS's is left as it is; tells whether it was not.
    Raises OSError.
    """
    try:
        document = PdfDocument(path.read_bytes())
        catalog = without(b"Lang", document.dictionary(document.root))
        catalog += b" /Lang (%s)" % SHEET_LANGUAGE.encode()
        if georeference:
            _frame_map(document, layout)
        if metadata:
            properties = Properties.of(layout)
            xmp = properties.xmp()
            stream = b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream"
            reference = document.add(stream % (len(xmp), xmp))
            catalog = without(b"Metadata", catalog) + b" /Metadata " + reference
            document.info = document.add(write_value(properties.entries()))
        catalog += _bookmarks(document, layout)
        document.add(b"<<%s >>" % catalog, document.root)
        update = document.update()
    except (ValueError, QgsCsException):
        return False
    with path.open("ab") as file:
        file.write(update)
    return True


def _bookmarks(document: PdfDocument, layout: QgsPrintLayout) -> bytes:
    """Write bookmarks of a document of several pages; gives what the catalog says of them."""
    numbers_of = dict(zip(printed_pages(layout), document.pages()))
    titles = {0: Properties.of(layout).title, **page_titles(layout)}
    marked = {page: title for page, title in titles.items() if title and page in numbers_of}
    if len(marked) < 2:
        return b""
    outline = Outline()
    for page, title in sorted(marked.items()):
        outline.add((title,), Reference(numbers_of[page]))
    entries = outline.write(document)
    return b"".join(b" %s %s" % (key, write_value(value)) for key, value in entries.items())


def _frame_map(document: PdfDocument, layout: QgsPrintLayout) -> None:
    """Make the frame of the reference map all that is georeferenced."""
    item = layout.referenceMap()
    # A CRS of the user's own stays as QGIS wrote it.
    if item is None or not _degrees_of(item.crs()).isValid():
        return
    for number, index in zip(document.pages(), printed_pages(layout)):
        before = document.dictionary(number)
        page = without(b"VP", before)
        if index == item.page():
            page += b" /VP [ %s ]" % document.add(_viewport(item, page))
        if page != before:
            document.add(b"<<%s >>" % page, number)


def _viewport(item: QgsLayoutItemMap, page: bytes) -> bytes:
    """The part of a page that a map takes, with its corners on page and ground."""
    corners = [_frame(item, page)[corner] for corner in _ROUND]
    across, up = zip(*corners)
    left, bottom, right, top = min(across), min(up), max(across), max(up)
    width, height = right - left, top - bottom
    if not width or not height:
        raise ValueError("no frame")
    square = numbers([v for x, y in corners for v in ((x - left) / width, (y - bottom) / height)])
    crs = item.crs()
    authority, _, code = crs.authid().partition(":")
    wkt = _known_wkt(crs.authid()) if authority == "EPSG" else _esri_wkt(crs)
    return (
        b"<< /Type /Viewport /Name %s /BBox [ %s ] /Measure << /Type /Measure /Subtype /GEO"
        b" /Bounds [ %s ] /GPTS [ %s ] /LPTS [ %s ] /GCS << /Type /%s%s /WKT %s >> >> >>"
    ) % (
        pdf_text(item.displayName()),
        numbers([left, bottom, right, top]),
        square,
        numbers(_degrees(item)),
        square,
        b"GEOGCS" if crs.isGeographic() else b"PROJCS",
        b" /EPSG %s" % code.encode() if authority == "EPSG" else b"",
        pdf_text(wkt),
    )


def _esri_wkt(crs: QgsCoordinateReferenceSystem) -> str:
    return str(crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT1_ESRI))


@lru_cache(maxsize=16)
def _known_wkt(authid: str) -> str:
    """The text of a CRS that is the same wherever it is used, which takes QGIS two milliseconds."""
    return _esri_wkt(QgsCoordinateReferenceSystem(authid))


def _frame(item: QgsLayoutItemMap, page: bytes) -> list[tuple[float, float]]:
    """Where on its page the corners of a map are drawn, clockwise, in points from the lower left.

    QGIS fits the page into Qt's, which has whole points, from the upper left corner on. A GeoPDF
    has Qt's page in the lower left corner of one that may be larger.
    """
    layout = item.layout()
    paper = layout.pageCollection().page(item.page())
    size = QSizeF(paper.rect().width(), paper.rect().height())
    qt_size, dpi = QPageSize(size, QPageSize.Unit.Millimeter), int(layout.renderContext().dpi())
    points, dots = qt_size.sizePoints(), qt_size.sizePixels(dpi)
    box = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", page)
    sides = zip(box.groups(), (points.width(), points.height())) if box else ()
    if not box or any(abs(float(side) - expected) > NEARLY for side, expected in sides):
        raise ValueError("another page")
    scale = min(dots.width() / size.width(), dots.height() / size.height()) * POINTS / dpi
    rect = item.rect()
    corners = (rect.topLeft(), rect.topRight(), rect.bottomRight(), rect.bottomLeft())
    placed: list[QPointF] = [item.mapToScene(corner) - paper.pos() for corner in corners]
    return [(at.x() * scale, points.height() - at.y() * scale) for at in placed]


def _degrees(item: QgsLayoutItemMap) -> list[float]:
    """Latitudes and longitudes of the corners of a map, in the order of its frame.

    Raises QgsCsException where they have none.
    """
    project = item.layout().project()
    transform = QgsCoordinateTransform(item.crs(), _degrees_of(item.crs()), project)
    ground = item.visibleExtentPolygon()
    corners = [transform.transform(ground[corner].x(), ground[corner].y()) for corner in _ROUND]
    return [value for corner in corners for value in (corner.y(), corner.x())]


def _degrees_of(crs: QgsCoordinateReferenceSystem) -> QgsCoordinateReferenceSystem:
    """The degrees that a CRS is made from, invalid where QGIS knows none."""
    return QgsCoordinateReferenceSystem(crs.geographicCrsAuthId())
