# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the docs as HTML: every browser opens it, few programs open Markdown."""

from __future__ import annotations

import re
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QTextDocument

from .errors import ExportError
from .files import ROOT, make_folder, profile_folder
from .settings import remembers

_DOCS = ROOT / "docs"
_LINK = re.compile(r'(href|src)="([^":#]+?)(#[^"]*)?"')


def page_file(page: str) -> Path:
    """The Markdown of a page (`guide`), in the user's language if there is a translation."""
    translated = _DOCS / f"{page}.{QgsApplication.locale()[:2]}.md"
    return translated if translated.is_file() else _DOCS / f"{page}.md"


def help_url(page: str) -> str:
    """The address of a page as HTML, written into the profile with the pages that it leads to.

    That of the Markdown where the profile cannot be written, or shall not any more. QGIS asks for
    it whenever it opens the window of an algorithm: where all pages are there, it takes 1 ms.
    """
    folder = profile_folder() / "help"
    first = page_file(page)
    markdown = QUrl.fromLocalFile(str(first)).toString()
    if not remembers():
        return markdown
    try:
        make_folder(folder)
        for file in _DOCS.glob("*.md"):
            _write(file, folder / f"{file.stem}.html")
    except (ExportError, OSError):
        return markdown
    return QUrl.fromLocalFile(str(folder / f"{first.stem}.html")).toString()


def _write(file: Path, page: Path) -> None:
    if page.is_file() and page.stat().st_mtime_ns >= file.stat().st_mtime_ns:
        return
    document = QTextDocument()
    document.setMarkdown(file.read_text(encoding="utf-8"))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, file.stem)
    page.write_text(_LINK.sub(_local, document.toHtml()), encoding="utf-8")


def _local(link: re.Match[str]) -> str:
    """A link to another page of the docs as one to its HTML, one to a picture as its address."""
    attribute, target, part = link[1], link[2], link[3] or ""
    if target.endswith(".md") and "/" not in target:
        return f'{attribute}="{target[:-3]}.html{part}"'
    address = QUrl.fromLocalFile(str((_DOCS / target).resolve())).toString()
    return f'{attribute}="{address}{part}"'
