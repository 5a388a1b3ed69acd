# SPDX-License-Identifier: GPL-3.0-or-later
"""PDFs that the plugin has written, put together into one with bookmarks and links.

Nothing that every QGIS brings does it. An export over an iterator (an atlas) draws all sheets anew
in one process, and writes neither bookmarks nor metadata nor where the maps lie. GDAL's composition
takes a page as a drawing: it drops all pages of a file but the first, its links, the layers that a
viewer switches and where the map lies, and takes as long as drawing. Qt's writer reads no PDF.

So the objects of each file are copied as they are, one file after another, under new numbers; what
several of them have alike is written once. What is not understood is refused.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qgis.core import QgsFeedback

from ..common.disk import check_room, reason
from ..common.errors import ExportError
from ..common.files import cannot_write, make_folder
from ..common.i18n import SHEET_LANGUAGE, translate
from ..common.progress import Steps
from ..common.scratch import working_folder
from ..common.target import check_target
from .pdf_copy import LostPartError, PageCopy, PdfCopy
from .pdf_document import EncryptedError, PdfDocument
from .pdf_layers import Layers
from .pdf_outline import Outline
from .pdf_properties import Properties
from .pdf_values import Reference, Value, pdf_text, plain_text
from .pdf_writer import LARGEST_FILE, PdfWriter
from .placing import place_files

# How many pages stand in one list of the tree of pages.
_PAGES_IN_LIST = 100

# Room for what is added to the files that are merged, in bytes: for each page, and for all.
_PER_PAGE, _FOR_ALL = 2000, 100_000


@dataclass(frozen=True)
class Bookmark:
    """Leads to a page of a part: `titles` are those of what holds it and its own, `page` from 0."""

    titles: tuple[str, ...]
    page: int = 0


@dataclass(frozen=True)
class Link:
    """A place on a page of a part that leads to the first page of another part.

    `page` counts from 0; `rect` is left, top, width and height in mm from the upper left corner;
    `target` is the place of the other part among all, from 0.
    """

    page: int
    rect: tuple[float, float, float, float]
    target: int


@dataclass(frozen=True)
class Part:
    """A PDF among those that are merged.

    `label` is what viewers call its pages; where no part has one, they count them.
    """

    path: Path
    bookmarks: tuple[Bookmark, ...] = ()
    label: str = ""
    links: tuple[Link, ...] = ()


def merge_pdfs(
    parts: Sequence[Part],
    path: Path,
    title: str,
    feedback: QgsFeedback | None = None,
    ids: tuple[str, str] | None = None,
) -> None:
    """Write PDFs of the plugin into one, in their order.

    The file is written beside its place and then moved there; an earlier one survives a failure.
    Author and subject are those that all parts have alike; `ids` are the identifiers of the file,
    of the whole and of its state, in hexadecimals. Raises ExportError, CancelledError.
    """
    check_target(path, (".pdf",), [part.path for part in parts])
    make_folder(path.parent)
    try:
        size = sum(_size(part.path) + _PER_PAGE for part in parts) + _FOR_ALL
        if size >= LARGEST_FILE:
            raise _too_large(path)
        check_room(path.parent, size)
        with working_folder(path.parent) as folder:
            with open(folder / path.name, "xb") as file:
                _Merger(PdfWriter(file), ids).merge(parts, title, feedback)
                file.flush()
                os.fsync(file.fileno())
            place_files([folder / path.name], path, folder)
    except OSError as error:
        raise cannot_write(path, error) from error


def count_pages(path: Path) -> int:
    """The number of pages of a PDF of the plugin. Raises ExportError."""
    try:
        return len(PdfCopy(PdfDocument(_content(path)), None).pages())
    except ValueError as error:
        raise _no_part(path, error) from error


@dataclass
class _Merger:
    """Writes parts one after another, and then what holds them together."""

    writer: PdfWriter
    ids: tuple[str, str] | None = None
    layers: Layers = field(default_factory=Layers)
    outline: Outline = field(default_factory=Outline)
    # The first page of each part, also where links lead to it before it is reached.
    starts: dict[int, Reference] = field(default_factory=dict)
    lists: list[tuple[Reference, list[Value]]] = field(default_factory=list)
    labels: list[Value] = field(default_factory=list)
    authors: set[str] = field(default_factory=set)
    subjects: set[str] = field(default_factory=set)
    count: int = 0
    is_labelled: bool = False

    def merge(self, parts: Sequence[Part], title: str, feedback: QgsFeedback | None) -> None:
        root = self.writer.reserve()
        steps = Steps(feedback, (0, 100), len(parts))
        for number, part in enumerate(parts):
            try:
                self._add(part, number)
            except ValueError as error:
                raise _no_part(part.path, error) from error
            steps.next()
        if not self.count:
            raise ExportError(translate("Merge", "There is no sheet that could be merged."))
        self._finish(root, title)

    def _add(self, part: Part, number: int) -> None:
        document = PdfDocument(_content(part.path))
        copy = PdfCopy(document, self.writer)
        pages = copy.pages()
        properties = document.properties()
        self.authors.add(plain_text(properties.get(b"/Author")))
        self.subjects.add(plain_text(properties.get(b"/Subject")))
        self.layers.add(copy)
        references = [self._start(number), *(self.writer.reserve() for _ in pages[1:])]
        copy.set_pages(pages, references)
        self._label(part.label, len(pages))
        for index, (page, reference) in enumerate(zip(pages, references)):
            links = [
                (link.rect, self._start(link.target)) for link in part.links if link.page == index
            ]
            copy.write_page(page, PageCopy(reference, self._list(reference), links))
        for bookmark in part.bookmarks:
            self.outline.add(bookmark.titles, references[bookmark.page])
        self.count += len(pages)

    def _start(self, number: int) -> Reference:
        """The first page of a part, which may be reached later only."""
        if number not in self.starts:
            self.starts[number] = self.writer.reserve()
        return self.starts[number]

    def _list(self, page: Reference) -> Reference:
        """The list of pages that takes the next page, which it gets."""
        if not self.lists or len(self.lists[-1][1]) == _PAGES_IN_LIST:
            self.lists.append((self.writer.reserve(), []))
        node, kids = self.lists[-1]
        kids.append(page)
        return node

    def _label(self, label: str, pages: int) -> None:
        if label and pages == 1:
            style = {b"/P": pdf_text(label)}
        elif label:
            style = {b"/P": pdf_text(f"{label} – "), b"/S": b"/D"}
        else:
            style = {b"/S": b"/D", b"/St": b"%d" % (self.count + 1)}
        self.labels += [b"%d" % self.count, style]
        self.is_labelled |= bool(label)

    def _finish(self, root: Reference, title: str) -> None:
        writer = self.writer
        for node, kids in self.lists:
            tree = {b"/Type": b"/Pages", b"/Parent": root, b"/Count": b"%d" % len(kids)}
            writer.write(node, {**tree, b"/Kids": kids})
        nodes = [node for node, _ in self.lists]
        writer.write(root, {b"/Type": b"/Pages", b"/Count": b"%d" % self.count, b"/Kids": nodes})
        author, subject = (
            next(iter(said)) if len(said) == 1 else "" for said in (self.authors, self.subjects)
        )
        properties = Properties.now(title, author, subject, ())
        xmp = {b"/Type": b"/Metadata", b"/Subtype": b"/XML"}
        catalog = {
            b"/Type": b"/Catalog",
            b"/Pages": root,
            b"/Lang": pdf_text(SHEET_LANGUAGE),
            b"/Metadata": writer.add(xmp, properties.xmp()),
            **self.outline.write(writer),
            **self.layers.catalog(),
        }
        if self.is_labelled:
            catalog[b"/PageLabels"] = {b"/Nums": self.labels}
        writer.finish(writer.add(catalog), writer.add(properties.entries()), self.ids)


def _content(path: Path) -> bytes:
    """What a file holds; of those that are merged, one at a time is read. Raises ExportError."""
    try:
        return path.read_bytes()
    except MemoryError as error:
        fault = OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))
        raise _unreadable(path, fault) from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> ExportError:
    return ExportError(
        translate("Merge", "“{path}” cannot be read, and is not merged: {reason}.").format(
            path=path, reason=reason(error)
        )
    )


def _too_large(path: Path) -> ExportError:
    return ExportError(
        translate(
            "Merge",
            "“{path}” would be larger than a PDF may be: merge fewer sheets, or keep them as files "
            "of their own.",
        ).format(path=path)
    )


def _no_part(path: Path, error: ValueError) -> ExportError:
    if isinstance(error, EncryptedError):
        sentence = translate(
            "Merge",
            "“{path}” is encrypted and cannot be merged: the sheets stay files of their own, which "
            "the page of the report lists.",
        )
    elif isinstance(error, LostPartError):
        sentence = translate(
            "Merge",
            "“{path}” would lose a part of it ({part}) if merged: the sheets stay files of their "
            "own, which the page of the report lists.",
        )
    else:
        sentence = translate(
            "Merge",
            "“{path}” is damaged or no PDF of this plugin: the sheets stay files of their own, "
            "which the page of the report lists.",
        )
    return ExportError(sentence.format(path=path, part=error))
