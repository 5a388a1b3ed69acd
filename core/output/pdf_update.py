# SPDX-License-Identifier: GPL-3.0-or-later
"""What QGIS leaves out of a PDF, appended to it in the way that the format provides for.

QGIS names no language, writes metadata (XMP) in some releases and for some kinds of PDF only, puts
the name of a vocabulary into the keywords, and georeferences the whole page (PDF), or a map by
crossed corners and as if the drawing filled the page (GeoPDF).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsLayoutItemMap,
    QgsPrintLayout,
)
from qgis.PyQt.QtCore import QDateTime, QPointF, QSizeF, Qt
from qgis.PyQt.QtGui import QPageSize

from ..common.i18n import SHEET_LANGUAGE
from ..common.printable import printable
from .pages import printed_pages
from .pdf_document import PdfDocument, without

# The unit of PDF in an inch.
POINTS = 72

# How many points the sides of a page may differ from Qt's: it makes a standard size of one that is
# within three points, and GDAL rounds up.
NEARLY = 4

# The corners of a map from the upper left one down and round: in PDF a frame goes that way.
_ROUND = (0, 3, 2, 1)


def update_pdf(path: Path, layout: QgsPrintLayout, metadata: bool, georeference: bool) -> bool:
    """Add language, metadata and the frame of the reference map to the PDF of a layout.

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
            properties = _Properties.of(layout)
            xmp = properties.xmp()
            stream = b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream"
            reference = document.add(stream % (len(xmp), xmp))
            catalog = without(b"Metadata", catalog) + b" /Metadata " + reference
            document.info = document.add(properties.dictionary())
        document.add(b"<<%s >>" % catalog, document.root)
        update = document.update()
    except (ValueError, QgsCsException):
        return False
    with path.open("ab") as file:
        file.write(update)
    return True


@dataclass(frozen=True)
class _Properties:
    """What the document says of itself."""

    title: str
    author: str
    subject: str
    keywords: list[str]
    created: QDateTime
    program: str

    @classmethod
    def of(cls, layout: QgsPrintLayout) -> _Properties:
        """The properties of a layout that is written now."""
        metadata = layout.project().metadata()
        vocabularies = metadata.keywords()
        keywords = [word for name in sorted(vocabularies) for word in vocabularies[name]]
        now = QDateTime.currentDateTime()
        return cls(
            title=_line(metadata.title() or layout.name()),
            author=_line(metadata.author()),
            subject=_line(metadata.abstract()),
            keywords=[line for line in map(_line, dict.fromkeys(keywords)) if line],
            created=now.toOffsetFromUtc(now.offsetFromUtc()),
            program=_line(f"QGIS {Qgis.QGIS_VERSION}"),
        )

    def listed_keywords(self) -> str:
        """All keywords in a line; one with a comma of its own is quoted, as Acrobat does."""
        return ", ".join(f'"{word}"' if "," in word else word for word in self.keywords)

    def dictionary(self) -> bytes:
        """The document's properties as PDF has had them from its beginning."""
        hours = self.created.toString("yyyyMMddHHmmss")
        zone = self._date()[19:].replace(":", "'")
        texts = {
            b"Title": self.title,
            b"Author": self.author,
            b"Subject": self.subject,
            b"Keywords": self.listed_keywords(),
            b"Creator": self.program,
            b"Producer": self.program,
            b"CreationDate": f"D:{hours}{zone}" + ("'" if "'" in zone else ""),
        }
        return b"<< %s >>" % b" ".join(b"/%s %s" % (k, _text(v)) for k, v in texts.items() if v)

    def xmp(self) -> bytes:
        """The same as XMP."""
        rows = [
            _row("dc:format", "application/pdf"),
            _row("dc:title", self.title, "Alt"),
            _row("dc:creator", self.author, "Seq"),
            _row("dc:description", self.subject, "Alt"),
            _row("dc:subject", self.keywords, "Bag"),
            _row("dc:language", SHEET_LANGUAGE, "Bag"),
            _row("pdf:Keywords", self.listed_keywords()),
            _row("pdf:Producer", self.program),
            _row("xmp:CreatorTool", self.program),
            _row("xmp:CreateDate", self._date()),
            _row("xmp:MetadataDate", self._date()),
        ]
        return _XMP.format(rows="\n".join(filter(None, rows))).encode()

    def _date(self) -> str:
        return self.created.toString(Qt.DateFormat.ISODate)


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
{rows}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def _row(name: str, value: str | list[str], container: str = "") -> str:
    """A property in XMP, in a container of items where it has one; empty for nothing."""
    items = [escape(item) for item in ([value] if isinstance(value, str) else value) if item]
    if not items:
        return ""
    inside = "".join(items)
    if container:
        attribute = ' xml:lang="x-default"' if container == "Alt" else ""
        inside = "".join(f"<rdf:li{attribute}>{item}</rdf:li>" for item in items)
        inside = f"<rdf:{container}>{inside}</rdf:{container}>"
    return f"<{name}>{inside}</{name}>"


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
    square = _numbers([v for x, y in corners for v in ((x - left) / width, (y - bottom) / height)])
    crs = item.crs()
    wkt = crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT1_ESRI)
    authority, _, code = crs.authid().partition(":")
    return (
        b"<< /Type /Viewport /Name %s /BBox [ %s ] /Measure << /Type /Measure /Subtype /GEO"
        b" /Bounds [ %s ] /GPTS [ %s ] /LPTS [ %s ] /GCS << /Type /%s%s /WKT %s >> >> >>"
    ) % (
        _text(item.displayName()),
        _numbers([left, bottom, right, top]),
        square,
        _numbers(_degrees(item)),
        square,
        b"GEOGCS" if crs.isGeographic() else b"PROJCS",
        b" /EPSG %s" % code.encode() if authority == "EPSG" else b"",
        _text(wkt),
    )


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


def _line(text: str) -> str:
    """A text in one line, without the characters that XML has no room for."""
    return " ".join("".join(c if c >= " " else " " for c in printable(text)).split(" ")).strip()


def _text(text: str) -> bytes:
    """A text in PDF."""
    text = printable(text)
    if text.isascii():
        return b"(%s)" % re.sub(r"([\\()])", r"\\\1", text).encode()
    return b"<FEFF%s>" % text.encode("utf-16-be").hex().upper().encode()


def _numbers(values: list[float]) -> bytes:
    return b" ".join(b"%.12f" % value for value in values)
