# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the docs as HTML."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import QUrl

from srce_pac.core.common.help_pages import help_url

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")


def test_a_page_and_all_that_it_leads_to_are_there() -> None:
    pages, seen = [Path(QUrl(help_url("guide")).toLocalFile())], set()
    while pages:
        page = pages.pop()
        seen.add(page)
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r'(?:href|src)="([^"]+)"', text):
            url = QUrl(target)
            if url.scheme() in ("http", "https", "mailto") or target.startswith("#"):
                continue
            file = Path(url.toLocalFile()) if url.scheme() else page.parent / url.path()
            assert file.exists(), f"{page.name} leads to {target}"
            if file.suffix == ".html" and file not in seen:
                pages.append(file)
    assert {"guide.html", "data.html", "series.html", "styles.html"} <= {p.name for p in seen}


def test_a_page_that_has_changed_is_written_again(qgis_profile: Path) -> None:
    page = Path(QUrl(help_url("guide")).toLocalFile())
    page.write_text("old", encoding="utf-8")
    assert help_url("guide").endswith("guide.html")
    assert page.read_text(encoding="utf-8") == "old"

    os.utime(page, (0, 0))
    help_url("guide")
    assert "SRCE PAC" in page.read_text(encoding="utf-8")
