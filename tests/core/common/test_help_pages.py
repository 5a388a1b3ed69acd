# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the docs as HTML."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QUrl

from srce_pac.core.common.help_pages import help_url
from srce_pac.core.common.version import plugin_version

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")


@pytest.mark.parametrize("ending", ["", ".fr"])
def test_all_that_a_page_leads_to_is_there_and_no_other(
    qgis_profile: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda: ending[1:] or "en"))
    old = qgis_profile / "help" / "0.0.9"
    old.mkdir(parents=True)
    first = local(help_url("guide"))
    assert first.name == f"guide{ending}.html"
    assert [each.name for each in first.parent.parent.iterdir()] == [plugin_version()]
    pages, seen, anchors = [first], {first}, 0
    for page in pages:
        for target in re.findall(r'(?:href|src)="([^"]+)"', page.read_text(encoding="utf-8")):
            url = QUrl(target)
            if url.scheme() in ("http", "https", "mailto"):
                continue
            path = url.toLocalFile() if url.scheme() else str(page.parent / url.path())
            file = Path(path) if url.path() else page
            assert file.exists(), f"{page.name} leads to {target}"
            if url.hasFragment():
                anchors += 1
                assert f'<a name="{url.fragment()}"></a>' in file.read_text(encoding="utf-8")
            if file.suffix == ".html" and file not in seen:
                seen.add(file)
                pages.append(file)
    assert anchors
    names = {page.name for page in seen}
    assert {f"{name}{ending}.html" for name in ("guide", "data", "series", "styles")} <= names
    assert names == {page.name for page in first.parent.iterdir()}


def test_a_page_that_has_changed_is_written_again(qgis_profile: Path) -> None:
    page = local(help_url("guide"))
    page.write_text("old", encoding="utf-8")
    assert help_url("guide").endswith("guide.html")
    assert page.read_text(encoding="utf-8") == "old"

    os.utime(page, (0, 0))
    help_url("guide")
    assert "SRCE PAC" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(("locale", "ending"), [("en_GB", ""), ("fr_FR", ".fr"), ("de", "")])
def test_where_the_profile_cannot_be_written_the_page_is_shown_as_it_is(
    qgis_profile: Path, monkeypatch: pytest.MonkeyPatch, locale: str, ending: str
) -> None:
    monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda: locale))
    # No folder can be made there, whoever asks.
    qgis_profile.mkdir(parents=True, exist_ok=True)
    (qgis_profile / "help").write_text("", encoding="utf-8")
    page = local(help_url("data"))
    assert page.name == f"data{ending}.md"
    assert page.is_file()


def local(url: str) -> Path:
    return Path(QUrl(url).toLocalFile())
