#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print sheets of every kind and put their pictures into one index, to be looked at.

make gallery [ARGS="--only valenciennes 'epci_*' --out elsewhere"]
"""

from __future__ import annotations

import argparse
import fnmatch
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtGui import QImage

from srce_pac.core.common.errors import SrceError
from srce_pac.core.common.request import PAPERS
from srce_pac.core.layout.scale import scale_text
from srce_pac.core.pipeline import export_sheet
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.style_gallery import print_style_gallery
from srce_pac.core.styles.colour_vision import VIEWS, picture_as_seen
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tools.gallery_files import imaginary_territories
from srce_pac.tools.gallery_pages import Detail, Page, Section, all_sections

OUT = Path(__file__).resolve().parents[1] / "out" / "gallery"

# The long side of the picture of a page; a detail is cut out of a larger one.
PAGE_PIXELS = 1600
DETAIL_PIXELS = 3600

MILLIMETRES = 25.4 / 72

CSS = """
body { font: 14px sans-serif; margin: 1em 2em; background: #ddd; }
section { border-top: 1px solid #999; }
h3, figcaption { margin: 0.6em 0 0.2em; }
section div { display: flex; flex-wrap: wrap; gap: 1em; align-items: flex-start; }
figure { margin: 0; max-width: 49%; }
img { max-width: 100%; max-height: 95vh; background: white; box-shadow: 0 0 4px #777; }
.error { color: #b00; font-weight: bold; }
"""


@dataclass(frozen=True)
class Picture:
    """A picture of the index; `file` and what it leads to are counted from the index."""

    file: str
    caption: str
    link: str


@dataclass
class Made:
    """What came of a page; `error` is the sentence with which it failed."""

    page: Page
    facts: str = ""
    notes: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    error: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="pages to make; epci_* for some")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FOLDER", help="where to")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gallery_") as name:
        workshop = Path(name)
        # What the user has added to the profile is none of the gallery's.
        application = QgsApplication([], False, str(workshop / "profile"))
        application.initQgis()
        # No layer may outlive QGIS: all of them end with the call.
        problem = run(arguments.only or ["*"], arguments.out, workshop)
        application.exitQgis()
    sys.exit(problem or 0)


def run(names: Sequence[str], out: Path, workshop: Path) -> str:
    """Make the pages of some names, and say what failed."""
    gazetteer = open_gazetteer()
    sections = all_sections(workshop, gazetteer)
    unknown = [name for name in names if not chosen(sections, [name])]
    if unknown:
        return f"No page of the gallery is called {' or '.join(unknown)}."
    failed = make_gallery(chosen(sections, names), out, gazetteer)
    return f"Not made: {', '.join(failed)}." if failed else ""


def chosen(sections: Iterable[Section], patterns: Sequence[str]) -> list[Section]:
    """The pages whose name is, or matches, one of some patterns."""
    found = [
        (title, [p for p in pages if any(fnmatch.fnmatch(p.name, x) for x in patterns)])
        for title, pages in sections
    ]
    return [(title, pages) for title, pages in found if pages]


def make_gallery(sections: Sequence[Section], folder: Path, gazetteer: Gazetteer) -> list[str]:
    """Make pages and the index over them; give the names of the pages that failed."""
    imaginary = imaginary_territories()
    done = []
    for title, pages in sections:
        all_made = []
        for page in pages:
            made = make_page(page, folder, imaginary if page.imaginary else gazetteer)
            print(f"{page.name}: {made.error or made.facts or made.notes[0]}", file=sys.stderr)
            all_made.append(made)
        done.append((title, all_made))
    index = folder / "index.html"
    index.write_text(as_html(done), encoding="utf-8")
    print(index)
    return [made.page.name for _, all_made in done for made in all_made if made.error]


def make_page(page: Page, folder: Path, gazetteer: Gazetteer) -> Made:
    """Print a page and take its pictures; what goes wrong is told and not raised."""
    made = Made(page)
    made.notes += [
        f"Without {path.name}: it is not in ../shared, beside this checkout."
        for path in (page.needs, page.beside)
        if path and not path.exists()
    ]
    if page.needs and not page.needs.exists():
        return made
    try:
        file = folder / "sheets" / (page.name + page.ending)
        started = time.perf_counter()
        scale = 0.0
        if page.styles:
            sheet = load_sheet(page.request.sheet)
            made.notes += print_style_gallery(sheet, page.request.styles, file).warnings
        else:
            result = export_sheet(page.request, gazetteer, file)
            made.notes += result.warnings
            scale = result.scale
        made.facts = facts(file, scale, time.perf_counter() - started)
        made.pictures += take_pictures(page, file, folder)
    # A page that breaks, in whatever way, shall not hide the others: it fails the command.
    except Exception as error:
        if not isinstance(error, SrceError):
            traceback.print_exc()
        made.error = str(error) or type(error).__name__
    return made


def facts(file: Path, scale: float, seconds: float) -> str:
    """What can be said of a page in a line: `A3 landscape, 1/20 000, 123 kB, 0.4 s`.

    A gallery of styles has no scale (0).
    """
    size = f"{file.stat().st_size / 1000:,.0f} kB"
    paper = [paper_of(file)] if file.suffix == ".pdf" else []
    scales = [scale_text(scale)] if scale else []
    return ", ".join([*paper, *scales, size, f"{seconds:.1f} s"])


def paper_of(pdf: Path) -> str:
    """The paper of the first page, and how it is held."""
    width, height = (round(side) for side in page_size(pdf))
    sides = (min(width, height), max(width, height))
    name = next(
        (name for name, paper in PAPERS.items() if paper == sides), f"{width} × {height} mm"
    )
    return f"{name} {'landscape' if width > height else 'portrait'}"


def page_size(pdf: Path) -> tuple[float, float]:
    """Width and height of the first page in mm."""
    info = subprocess.run(["pdfinfo", str(pdf)], stdout=subprocess.PIPE, check=True).stdout
    found = re.search(rb"Page size:\s+([\d.]+) x ([\d.]+)", info)
    if found is None:
        raise ValueError(f"pdfinfo says nothing of the page of {pdf.name}.")
    return float(found[1]) * MILLIMETRES, float(found[2]) * MILLIMETRES


def take_pictures(page: Page, sheet: Path, folder: Path) -> Iterator[Picture]:
    """Draw a printed sheet, its details and what it is compared with into `pictures/`."""
    pictures_folder = folder / "pictures"
    pictures_folder.mkdir(parents=True, exist_ok=True)
    whole = pictures_folder / f"{page.name}.png"
    if sheet.suffix == ".pdf":
        draw(sheet, whole, PAGE_PIXELS)
    else:
        whole = sheet
    yield shown(whole, "", folder, sheet)
    if page.beside and page.beside.exists():
        copy = pictures_folder / page.beside.name
        shutil.copyfile(page.beside, copy)
        yield shown(copy, "wireframe", folder)
    for detail in page.details:
        part = pictures_folder / f"{page.name}_{detail.name}.png"
        draw(sheet, part, DETAIL_PIXELS, detail)
        yield shown(part, detail.name, folder)
    for view in VIEWS if page.eyes else ():
        seen = pictures_folder / f"{page.name}_{view}.png"
        picture_as_seen(QImage(str(whole)), view).save(str(seen))
        yield shown(seen, view, folder)


def shown(file: Path, caption: str, folder: Path, link: Path | None = None) -> Picture:
    """A picture as an index in `folder` shows it; it leads to itself unless told otherwise."""
    paths = [path.relative_to(folder).as_posix() for path in (file, link or file)]
    return Picture(paths[0], caption, paths[1])


def draw(pdf: Path, picture: Path, pixels: int, detail: Detail | None = None) -> None:
    """Draw a page, or a part of it, as PNG; the long side of the page takes so many pixels."""
    width, height = page_size(pdf)
    cut: list[str] = []
    if detail:
        parts = detail.landscape if width > height else detail.portrait
        sides = (width, height, width, height)
        left, top, right, bottom = (
            round(part * side * pixels / max(width, height)) for part, side in zip(parts, sides)
        )
        box = {"-x": left, "-y": top, "-W": right - left, "-H": bottom - top}
        cut = [str(word) for pair in box.items() for word in pair]
    command = ["pdftoppm", "-png", "-singlefile", "-scale-to", str(pixels), *cut, str(pdf)]
    subprocess.run([*command, str(picture.with_suffix(""))], check=True)


def as_html(sections: Sequence[tuple[str, Sequence[Made]]]) -> str:
    """The index: a list of the sections, then the pages of each."""
    links = "".join(
        f'<li><a href="#s{number}">{escape(title)}</a></li>'
        for number, (title, _) in enumerate(sections)
    )
    bodies = "".join(
        f'<h2 id="s{number}">{escape(title)}</h2>{"".join(map(page_html, all_made))}'
        for number, (title, all_made) in enumerate(sections)
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Gallery</title>'
        f"<style>{CSS}</style></head><body><h1>Gallery</h1><ul>{links}</ul>{bodies}</body></html>\n"
    )


def page_html(made: Made) -> str:
    """A page of the index: its caption, what is to be known of it, its pictures."""
    page = made.page
    notes = "".join(f"<li>{escape(note)}</li>" for note in made.notes)
    error = f'<p class="error">{escape(made.error)}</p>' if made.error else ""
    figures = "".join(
        f'<figure><a href="{escape(picture.link)}">'
        f'<img src="{escape(picture.file)}" alt="{escape(page.caption)}" loading="lazy"></a>'
        f"<figcaption>{escape(picture.caption)}</figcaption></figure>"
        for picture in made.pictures
    )
    return (
        f'<section id="{escape(page.name)}"><h3>{escape(page.caption)}</h3>'
        f"<p><code>{escape(page.name)}</code> {escape(made.facts)}</p>{error}"
        f"<ul>{notes}</ul><div>{figures}</div></section>"
    )


if __name__ == "__main__":
    main()
