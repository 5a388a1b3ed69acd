# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the docs as HTML: every browser opens it, few programs open Markdown."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QTextCharFormat, QTextCursor, QTextDocument

from .errors import ExportError
from .files import ROOT, profile_folder, write_whole
from .settings import remembers
from .version import plugin_version

_DOCS = ROOT / "docs"
_LINK = re.compile(r'(href|src)="([^":#]+?)(#[^"]*)?"')


def page_file(page: str) -> Path:
    """The Markdown of a page (`guide`), in the user's language if there is a translation."""
    translated = _DOCS / f"{page}.{QgsApplication.locale()[:2]}.md"
    return translated if translated.is_file() else _DOCS / f"{page}.md"


def help_url(page: str) -> str:
    """The address of a page as HTML, written into the profile with the pages that it leads to.

    That of the Markdown where the profile cannot be written, or shall not any more. QGIS asks for
    it whenever it opens the window of an algorithm: where the pages are there, it takes 1 ms.
    """
    first = page_file(page)
    if remembers():
        # Another version of the plugin has its own pages.
        folder = profile_folder() / "help" / plugin_version()
        try:
            return QUrl.fromLocalFile(str(_written(first, folder))).toString()
        except (ExportError, OSError):
            pass
    return QUrl.fromLocalFile(str(first)).toString()


def name_headings(document: QTextDocument) -> None:
    """Give each heading the anchor that links to it name: its words, small, with hyphens."""
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            named = QTextCharFormat()
            named.setAnchor(True)
            named.setAnchorNames([_anchor(block.text())])
            cursor = QTextCursor(block)
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
            cursor.mergeCharFormat(named)
        block = block.next()


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")


def _written(first: Path, folder: Path) -> Path:
    """The HTML of a page in a folder, written after those that it leads to.

    Written again where the page is newer: an office may change it and keep the version.
    """
    target = folder / f"{first.stem}.html"
    if not target.is_file() or target.stat().st_mtime_ns < first.stat().st_mtime_ns:
        _remove_others(folder)
        for page in reversed(_led_to(first)):
            _write(page, folder / f"{page.stem}.html")
    return target


def _led_to(first: Path) -> list[Path]:
    """A page and all pages of the docs that a reader gets to from it, that page first."""
    found = [first]
    for page in found:
        for _, target, _ in _LINK.findall(_html(page)):
            file = _DOCS / target
            if _is_page(target) and file.is_file() and file not in found:
                found.append(file)
    return found


def _remove_others(folder: Path) -> None:
    """Remove the pages of other versions, as far as that can be done."""
    others = folder.parent.iterdir() if folder.parent.is_dir() else ()
    for other in others:
        if other.is_dir() and other != folder:
            shutil.rmtree(other, ignore_errors=True)


def _write(file: Path, page: Path) -> None:
    write_whole(page, _LINK.sub(_local, _html(file)))


def _html(file: Path) -> str:
    document = QTextDocument()
    document.setMarkdown(file.read_text(encoding="utf-8"))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, file.stem)
    name_headings(document)
    return document.toHtml()


def _local(link: re.Match[str]) -> str:
    """A link to another page of the docs as one to its HTML, one to a picture as its address."""
    attribute, target, part = link[1], link[2], link[3] or ""
    if _is_page(target):
        return f'{attribute}="{target[:-3]}.html{part}"'
    address = QUrl.fromLocalFile(str((_DOCS / target).resolve())).toString()
    return f'{attribute}="{address}{part}"'


def _is_page(target: str) -> bool:
    return target.endswith(".md") and "/" not in target
