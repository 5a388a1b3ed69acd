# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of a layout that are written to files."""

from __future__ import annotations

from qgis.core import QgsLayoutItemLabel, QgsPrintLayout

# The labels by which a page after the first is named: of a table, and of an index.
PAGE_TITLES = "summary_title", "index_title"


def printed_pages(layout: QgsPrintLayout) -> list[int]:
    """The numbers of the pages that QGIS exports, from 0: not those that the template excludes."""
    pages = layout.pageCollection()
    numbers = range(pages.pageCount())
    # QGIS's own answer is about empty pages only.
    return [
        n for n in numbers if pages.shouldExportPage(n) and not pages.page(n).excludeFromExports()
    ]


def page_titles(layout: QgsPrintLayout) -> dict[int, str]:
    """What the pages behind the first are called, by their numbers from 0: where that changes."""
    labels = [
        item
        for item in layout.items()
        if isinstance(item, QgsLayoutItemLabel) and item.id() in PAGE_TITLES and item.page() > 0
    ]
    titles: dict[int, str] = {}
    for label in sorted(labels, key=lambda label: label.page()):
        text = " ".join(str(label.currentText()).split())
        if text and text not in titles.values():
            titles[label.page()] = text
    return titles
