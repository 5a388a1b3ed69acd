# SPDX-License-Identifier: GPL-3.0-or-later
"""What a PDF says of itself: title, author and the like, as PDF has them and as XMP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from qgis.core import Qgis, QgsPrintLayout
from qgis.PyQt.QtCore import QDateTime, Qt

from ..common.i18n import SHEET_LANGUAGE
from ..common.printable import printable
from .pdf_values import pdf_text


@dataclass(frozen=True)
class Properties:
    """What the document says of itself."""

    title: str
    author: str
    subject: str
    keywords: list[str]
    created: QDateTime
    program: str

    @classmethod
    def of(cls, layout: QgsPrintLayout) -> Properties:
        """The properties of a layout that is written now."""
        metadata = layout.project().metadata()
        vocabularies = metadata.keywords()
        keywords = [word for name in sorted(vocabularies) for word in vocabularies[name]]
        title = metadata.title() or layout.name()
        return cls.now(title, metadata.author(), metadata.abstract(), keywords)

    @classmethod
    def now(cls, title: str, author: str, subject: str, keywords: Sequence[str]) -> Properties:
        """The properties of a document that is made at this moment."""
        now = QDateTime.currentDateTime()
        return cls(
            title=_line(title),
            author=_line(author),
            subject=_line(subject),
            keywords=[line for line in map(_line, dict.fromkeys(keywords)) if line],
            created=now.toOffsetFromUtc(now.offsetFromUtc()),
            program=_line(f"QGIS {Qgis.QGIS_VERSION}"),
        )

    def listed_keywords(self) -> str:
        """All keywords in a line; one with a comma of its own is quoted, as Acrobat does."""
        return ", ".join(f'"{word}"' if "," in word else word for word in self.keywords)

    def entries(self) -> dict[bytes, bytes]:
        """The document's properties as PDF has had them from its beginning."""
        hours = self.created.toString("yyyyMMddHHmmss")
        zone = self._date()[19:].replace(":", "'")
        texts = {
            b"/Title": self.title,
            b"/Author": self.author,
            b"/Subject": self.subject,
            b"/Keywords": self.listed_keywords(),
            b"/Creator": self.program,
            b"/Producer": self.program,
            b"/CreationDate": f"D:{hours}{zone}" + ("'" if "'" in zone else ""),
        }
        return {key: pdf_text(text) for key, text in texts.items() if text}

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


def _line(text: str) -> str:
    """A text in one line, without the characters that XML has no room for."""
    return " ".join("".join(c if c >= " " else " " for c in printable(text)).split(" ")).strip()
