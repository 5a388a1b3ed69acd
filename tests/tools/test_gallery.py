# SPDX-License-Identifier: GPL-3.0-or-later
"""The gallery: its pages are printed and shown, and one that breaks is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QImage

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layout.template import available_templates
from srce_pac.core.styles.colour_vision import VIEWS
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.missing import find_program
from srce_pac.tools import gallery_files
from srce_pac.tools.gallery import chosen, make_gallery
from srce_pac.tools.gallery_pages import BAND, Page, Section, all_sections

pytestmark = pytest.mark.usefixtures("qgis_app", "poppler")


@pytest.fixture
def poppler() -> None:
    """What makes pictures of printed files."""
    find_program("pdftoppm")


SMALL = Page(
    "small", "The smallest & the reddest", SheetRequest("59332", template="commune_a4_portrait")
)
DETAILED = Page(
    "detailed",
    "A sheet in detail",
    SheetRequest("59294", template="commune_a4_landscape", scale=20_000),
    details=(BAND,),
)
BROKEN = Page("broken", "A sheet of nowhere", SheetRequest("Atlantide"))


@dataclass(frozen=True)
class Gallery:
    """A gallery that was made, and the pages that failed in it."""

    folder: Path
    failed: list[str]


@pytest.fixture(scope="module")
def gallery(embedded: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    """One of every kind of page, those that cannot be made among them."""
    folder = tmp_path_factory.mktemp("gallery")
    reference, source = folder / "wireframe.png", folder / "absent.gpkg"
    QImage(20, 10, QImage.Format.Format_RGB32).save(str(reference))
    sections: list[Section] = [
        ("Here", [BROKEN, replace(SMALL, eyes=True, beside=folder / "absent.png")]),
        (
            "There",
            [
                Page("real", "", SheetRequest("59294", source=str(source)), needs=source),
                replace(DETAILED, beside=reference),
            ],
        ),
    ]
    return Gallery(folder / "made", make_gallery(sections, folder / "made", embedded))


def test_every_page_is_in_the_index_with_its_pictures(gallery: Gallery) -> None:
    index = read_index(gallery.folder)
    assert index.index(SMALL.caption) < index.rindex("There") < index.index(DETAILED.caption)
    assert re.search(r"A4 portrait, 1/[\d ]+, \d+ kB, [\d.]+ s", index)
    assert "1/20 000" in index
    # What the plugin says of the sheet: its scale is finer than the data.
    assert "finer than 1/25 000" in index
    shown = pictures(gallery.folder)
    assert [file.stem for file in shown] == [
        *("small", *(f"small_{view}" for view in VIEWS)),
        *("detailed", "wireframe", "detailed_band"),
    ]
    sizes = {file.stem: QImage(str(file)).size() for file in shown}
    assert all(size.width() > 0 for size in sizes.values())
    assert sizes["small"].height() == sizes["detailed"].width() == 1600


def test_a_detail_is_the_part_of_the_page_that_it_names(gallery: Gallery) -> None:
    shown = {file.stem: QImage(str(file)) for file in pictures(gallery.folder)}
    whole, band = shown["detailed"], shown["detailed_band"]
    factor = 3600 / 1600
    left = whole.width() - band.width() / factor
    assert left == pytest.approx(BAND.landscape[0] * whole.width(), abs=1)
    assert band.height() / factor == pytest.approx(whole.height(), abs=1)
    there = whole.copy(round(left), 0, whole.width() - round(left), whole.height())
    elsewhere = whole.copy(0, 0, there.width(), there.height())
    assert difference(band, there) < 0.3 * difference(band, elsewhere)


def test_a_page_for_all_eyes_is_shown_as_the_colour_blind_see_it(gallery: Gallery) -> None:
    names = ["small", *(f"small_{view}" for view in VIEWS)]
    shown = {file.stem: QImage(str(file)) for file in pictures(gallery.folder)}
    # In the reservoir of the map; then on white paper, which is white for all.
    place = shown["small"].width() // 4, shown["small"].height() // 3
    colours = [shown[name].pixelColor(*place).getRgb()[:3] for name in names]
    assert len(set(colours)) == len(names)
    assert len(set(colours[-1])) == 1
    assert {shown[name].pixelColor(2, 2).name() for name in names} == {"#ffffff"}


def test_a_page_that_breaks_is_told_and_hides_no_other(gallery: Gallery) -> None:
    assert gallery.failed == ["broken"]
    assert "No territory is called “Atlantide”" in read_index(gallery.folder)


def test_what_is_not_there_is_told_and_fails_nothing(gallery: Gallery) -> None:
    index = read_index(gallery.folder)
    assert "absent.gpkg" in index
    assert "absent.png" in index
    assert "real" not in gallery.failed


def test_pages_are_chosen_by_name_or_pattern() -> None:
    sections: list[Section] = [("One", [SMALL, BROKEN]), ("Two", [DETAILED])]
    assert chosen(sections, ["small", "de*"]) == [("One", [SMALL]), ("Two", [DETAILED])]
    assert chosen(sections, ["broken"]) == [("One", [BROKEN])]
    assert chosen(sections, ["smal"]) == []


def test_every_bundled_template_has_a_page_and_every_page_a_name_of_its_own(
    embedded: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery_files, "profile_folder", lambda: tmp_path / "profile")
    pages = [page for _, pages in all_sections(tmp_path, embedded) for page in pages]
    assert [name for name, count in Counter(p.name for p in pages).items() if count > 1] == []
    assert {page.request.template for page in pages} >= set(available_templates())


class TestCommand:
    """What `make gallery` runs."""

    def test_the_real_pages_are_made(self, root: Path, tmp_path: Path) -> None:
        names = ["legend_one", "commune_strip"]
        done = command(root, tmp_path, f"run(['--only', *{names}, '--out', {str(tmp_path)!r}])")
        assert done.returncode == 0, done.stderr
        assert {file.stem for file in pictures(tmp_path)} >= set(names)

    def test_a_page_that_breaks_fails_the_command(self, root: Path, tmp_path: Path) -> None:
        call = f"run(['--out', {str(tmp_path)!r}], ['Atlantide'])"
        done = command(root, tmp_path, call)
        assert done.returncode == 1
        assert "Atlantide" in read_index(tmp_path)

    def test_a_name_that_no_page_has_fails_the_command(self, root: Path, tmp_path: Path) -> None:
        done = command(root, tmp_path, f"run(['--only', 'nobody', '--out', {str(tmp_path)!r}])")
        assert done.returncode == 1
        assert "nobody" in done.stderr
        assert not (tmp_path / "index.html").exists()


SCRIPT = """
import sys
from srce_pac.core.pipeline import SheetRequest
from srce_pac.tools import gallery
from srce_pac.tools.gallery_pages import Page
from srce_pac.tests.support.missing import find_program

def run(arguments, territories=()):
    sys.argv = ["gallery", *arguments]
    if territories:
        pages = [Page(name, name, SheetRequest(name)) for name in territories]
        gallery.all_sections = lambda *_: [("Some", pages)]
    gallery.main()

"""


def command(root: Path, folder: Path, call: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as it ends with QGIS itself."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(root / ".build" / "plugins"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    return subprocess.run(
        [sys.executable, "-c", SCRIPT + call],
        env=environment,
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )


def read_index(folder: Path) -> str:
    return unescape((folder / "index.html").read_text(encoding="utf-8"))


def pictures(folder: Path) -> list[Path]:
    """The pictures that the index shows; whatever it shows or leads to is there."""
    index = (folder / "index.html").read_text(encoding="utf-8")
    links = [link for link in re.findall(r'href="([^"]+)"', index) if not link.startswith("#")]
    files = [folder / unescape(name) for name in re.findall(r'src="([^"]+)"', index)]
    assert all(file.is_file() for file in [*files, *(folder / link for link in links)])
    return files


def difference(one: QImage, other: QImage) -> float:
    """The mean difference of two pictures, brought to one size, in levels of grey."""
    values = [levels(picture) for picture in (one, other)]
    return sum(abs(a - b) for a, b in zip(*values)) / len(values[0])


def levels(picture: QImage) -> bytes:
    aspect = Qt.AspectRatioMode.IgnoreAspectRatio
    small = picture.scaled(64, 64, aspect, Qt.TransformationMode.SmoothTransformation)
    grey = small.convertToFormat(QImage.Format.Format_Grayscale8)
    bits = grey.constBits()
    bits.setsize(64 * 64)
    return bytes(bits)
