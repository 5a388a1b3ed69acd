# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of a PDF, and all that they consist of, copied into another one."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from .pdf_document import PdfDocument
from .pdf_values import Reference, Value, mapped, numbers
from .pdf_writer import PdfWriter

# What a page has from the list that it stands in.
_INHERITED = (b"/Resources", b"/MediaBox", b"/CropBox", b"/Rotate")

# What a catalog may hold. Language and metadata are those of the whole, and so is the way in which
# it is shown; anything else would be lost.
_LAYERS = b"/OCProperties"
_KNOWN = {
    *(b"/Type", b"/Pages", b"/Version", b"/Lang", b"/Metadata", _LAYERS),
    *(b"/PageLayout", b"/PageMode", b"/ViewerPreferences"),
    # The bookmarks of a merged document lead to its parts.
    b"/Outlines",
}

# Objects in objects in objects, and lists of pages in lists.
_DEEPEST = 60

# How streams may be packed.
_FILTERS = {
    *(b"/FlateDecode", b"/DCTDecode", b"/JPXDecode", b"/CCITTFaxDecode"),
    *(b"/LZWDecode", b"/RunLengthDecode", b"/ASCII85Decode"),
}

# How much of a stream is unpacked at once to be checked, in bytes.
_CHUNK = 1 << 14

_POINTS_PER_MM = 72 / 25.4


class LostPartError(ValueError):
    """A document holds what its copy would lose, which is named as PDF calls it."""


@dataclass(frozen=True)
class PageCopy:
    """What becomes of a page: its reference, the list that it stands in, and links on it.

    A link is a rectangle (left, top, width, height in mm from the upper left corner) and the page
    that it leads to.
    """

    reference: Reference
    parent: Reference
    links: Sequence[tuple[tuple[float, float, float, float], Reference]] = ()


class PdfCopy:
    """Copies what is asked for, and what that refers to, once."""

    def __init__(self, document: PdfDocument, writer: PdfWriter | None) -> None:
        """Raises LostPartError where the document holds what cannot be copied, else ValueError.

        Without a writer, pages are only counted.
        """
        self._document = document
        self._writer = writer
        self._copied: dict[int, Reference] = {}
        self._open: set[int] = set()
        self._catalog = _dictionary(document.object(document.root)[0])
        unknown = sorted(self._catalog.keys() - _KNOWN)
        if unknown:
            raise LostPartError(", ".join(key.decode("latin-1").strip("/") for key in unknown))

    def pages(self) -> list[tuple[int, dict[bytes, Value]]]:
        """The pages in their order: their numbers, and what they hold. Raises ValueError."""
        found: list[tuple[int, dict[bytes, Value]]] = []
        self._walk(self._catalog.get(b"/Pages"), {}, found, 0)
        if not found:
            raise ValueError("no pages")
        return found

    def layers(self) -> dict[bytes, Value]:
        """What the catalog says of layers that a viewer switches; empty where there are none."""
        return _dictionary(self._document.value(self._catalog.get(_LAYERS, {})))

    def set_pages(
        self, pages: Sequence[tuple[int, Value]], references: Sequence[Reference]
    ) -> None:
        """Say what becomes of the pages, which links and the like refer to."""
        self._copied.update({number: new for (number, _), new in zip(pages, references)})

    def set_object(self, number: int, reference: Reference) -> None:
        """Say what stands for an object."""
        self._copied[number] = reference

    def value(self, value: Value) -> Value:
        """A value whose references are those of the copy, made where it is not there yet.

        Raises ValueError, OSError.
        """
        return mapped(value, self._reference)

    def write(self, value: Value) -> Reference:
        """Write an object of its own; gives its reference. Raises OSError."""
        return self._to.add(value)

    def original(self, value: Value) -> Value:
        """A value, or what its reference leads to. Raises ValueError."""
        return self._document.value(value)

    def write_page(self, page: tuple[int, dict[bytes, Value]], copy: PageCopy) -> None:
        """Write a page. Raises ValueError, OSError."""
        _, held = page
        new = {key: value for key, value in held.items() if key not in (b"/Parent", b"/Annots")}
        annotations = self._document.value(held.get(b"/Annots", []))
        if not isinstance(annotations, list):
            raise ValueError("no list of annotations")
        new = self.value(new)
        linked = [self.value(each) for each in annotations]
        linked += [self._link(held, *link) for link in copy.links]
        if linked:
            new[b"/Annots"] = linked
        self._to.write(copy.reference, {**new, b"/Parent": copy.parent})

    @property
    def _to(self) -> PdfWriter:
        if self._writer is None:
            raise TypeError("nothing to write to")
        return self._writer

    def _walk(
        self,
        node: Value,
        inherited: dict[bytes, Value],
        found: list[tuple[int, dict[bytes, Value]]],
        depth: int,
    ) -> None:
        """Find the pages of a list of pages, or in lists in it."""
        if not isinstance(node, Reference) or depth > _DEEPEST:
            raise ValueError("no page")
        held = {**inherited, **_dictionary(self._document.object(node.number)[0])}
        if held.get(b"/Type") == b"/Page":
            found.append((node.number, held))
            return
        kids = self._document.value(held.get(b"/Kids"))
        if held.get(b"/Type") != b"/Pages" or not isinstance(kids, list):
            raise ValueError("no list of pages")
        handed = {key: held[key] for key in _INHERITED if key in held}
        for kid in kids:
            self._walk(kid, handed, found, depth + 1)

    def _reference(self, number: int) -> Reference:
        known = self._copied.get(number)
        if known is not None:
            return known
        if number in self._open or len(self._open) > _DEEPEST:
            raise ValueError("objects in a circle")
        self._open.add(number)
        value, stream = self._document.object(number)
        if isinstance(value, dict):
            if value.get(b"/Type") in (b"/Page", b"/Pages", b"/Catalog"):
                raise ValueError("a page that is none of the document's")
            if stream is not None:
                _check_stream(value, stream)
                # It is written with the stream.
                value.pop(b"/Length", None)
        new = mapped(value, self._reference)
        # An annotation belongs to one page only.
        is_own = isinstance(value, dict) and b"/Rect" in value and b"/Subtype" in value
        known = self._to.add(new, stream) if is_own else self._to.share(new, stream)
        self._open.remove(number)
        self._copied[number] = known
        return known

    def _link(
        self,
        page: dict[bytes, Value],
        rect: tuple[float, float, float, float],
        target: Reference,
    ) -> Reference:
        """A link on a page."""
        box = self._document.value(page.get(b"/MediaBox"))
        if not isinstance(box, list) or len(box) != 4:
            raise ValueError("a page without a size")
        left, top, width, height = (side * _POINTS_PER_MM for side in rect)
        x, y = float(box[0]) + left, float(box[3]) - top
        return self._to.add(
            {
                b"/Type": b"/Annot",
                b"/Subtype": b"/Link",
                b"/Rect": b"[ %s ]" % numbers((x, y - height, x + width, y), 2),
                b"/Border": b"[ 0 0 0 ]",
                # Printed as well as shown, as PDF/A asks for.
                b"/F": b"4",
                b"/Dest": [target, b"/Fit"],
            }
        )


def _dictionary(value: Value) -> dict[bytes, Value]:
    if not isinstance(value, dict):
        raise ValueError("no dictionary")
    return value


def _check_stream(held: dict[bytes, Value], stream: memoryview) -> None:
    """Raise ValueError where a stream is packed in an unknown way, damaged or cut short."""
    filters = held.get(b"/Filter", [])
    filters = filters if isinstance(filters, list) else [filters]
    if any(name not in _FILTERS for name in filters):
        raise ValueError("an unknown filter")
    if filters != [b"/FlateDecode"]:
        return
    packed = zlib.decompressobj()
    try:
        for start in range(0, len(stream), _CHUNK):
            packed.decompress(stream[start : start + _CHUNK])
        packed.flush()
    except zlib.error as error:
        raise ValueError("a damaged stream") from error
    if not packed.eof:
        raise ValueError("a stream that is cut short")
