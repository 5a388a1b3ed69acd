# SPDX-License-Identifier: GPL-3.0-or-later
"""Printed PDF files opened and read as a reader would: through poppler, pypdf and GDAL."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
from osgeo import gdal
from pypdf import PdfReader

Picture = npt.NDArray[np.float64]

MILLIMETRES = 25.4 / 72


@dataclass(frozen=True)
class Word:
    """A word and its box on the page, in mm from the page's top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Font:
    """A font of the document; `kind` is `Type 3` where the text is no more than drawings."""

    name: str
    kind: str
    embedded: bool


@dataclass(frozen=True)
class Image:
    """A raster in the document: its size in pixels, its size on the page in mm."""

    columns: int
    rows: int
    width: float
    height: float


def text(path: Path) -> str:
    """All the text in the order of drawing, see `normalised`."""
    return normalised(_run("pdftotext", "-raw", "-enc", "UTF-8", path, "-"))


def sorted_words(path: Path) -> list[str]:
    """All the words, whatever the order of drawing: QGIS has none for labels of one rank."""
    return sorted(text(path).split())


def normalised(words: str) -> str:
    """A text as it is typed: single blanks, straight apostrophes, three dots."""
    return " ".join(words.replace("’", "'").replace("…", "...").split())


def words(path: Path) -> list[Word]:
    """Every word with its box."""
    page = _run("pdftotext", "-bbox", "-enc", "UTF-8", path, "-")
    # The head repeats the metadata, in which QGIS leaves what is no XML.
    body = page[page.index("<doc>") : page.index("</doc>") + len("</doc>")]
    found = []
    for word in ElementTree.fromstring(body).iter("word"):
        box = [float(word.attrib[side]) for side in ("xMin", "yMin", "xMax", "yMax")]
        found.append(Word(word.text or "", *(side * MILLIMETRES for side in box)))
    return found


def type_sizes(path: Path) -> list[tuple[float, str]]:
    """The size in points, on paper, of every piece of text that is shown."""
    sizes: list[tuple[float, str]] = []

    def note(
        piece: str, matrix: list[float], text_matrix: list[float], _: Any, size: float
    ) -> None:
        across = matrix[0] * text_matrix[0] + matrix[2] * text_matrix[1]
        along = matrix[1] * text_matrix[0] + matrix[3] * text_matrix[1]
        if piece.strip():
            sizes.append((size * float(np.hypot(across, along)), normalised(piece)))

    PdfReader(path).pages[0].extract_text(visitor_text=note)
    return sizes


def info(path: Path) -> dict[str, str]:
    """The document's properties as `pdfinfo` names them."""
    lines = _run("pdfinfo", "-enc", "UTF-8", path).splitlines()
    return {key.strip(): value.strip() for key, _, value in (x.partition(":") for x in lines)}


def page_size(path: Path) -> tuple[float, float]:
    """Width and height of the first page in mm."""
    box = PdfReader(path).pages[0].mediabox
    return float(box.width) * MILLIMETRES, float(box.height) * MILLIMETRES


def fonts(path: Path) -> list[Font]:
    """The fonts that the document uses."""
    rows = _run("pdffonts", path).splitlines()[2:]
    # The kind may hold blanks; the columns after it do not.
    pattern = re.compile(r"(\S+)\s+(.+?)\s+\S+\s+(yes|no)\s+(?:yes|no)\s+(?:yes|no)\s+\d+\s+\d+$")
    matches = [pattern.match(row) for row in rows]
    return [Font(m[1], m[2], m[3] == "yes") for m in matches if m]


def images(path: Path) -> list[Image]:
    """The rasters that the document holds."""
    rows = [row.split() for row in _run("pdfimages", "-list", path).splitlines()[2:]]
    return [
        Image(
            int(row[3]),
            int(row[4]),
            int(row[3]) / float(row[12]) * 25.4,
            int(row[4]) / float(row[13]) * 25.4,
        )
        for row in rows
    ]


def path_count(path: Path) -> int:
    """How many lines and curves the page draws: a page that is an image has next to none."""
    contents = PdfReader(path).pages[0].get_contents()
    assert contents is not None
    return len(re.findall(rb"\b[lc]\s", contents.get_data()))


def georeference(path: Path) -> tuple[str, tuple[float, float, float, float]]:
    """The CRS as `EPSG:code`, and the box (xmin, ymin, xmax, ymax) of the first page in it."""
    document = gdal.Open(str(path))
    reference = document.GetSpatialRef()
    code = f"{reference.GetAuthorityName(None)}:{reference.GetAuthorityCode(None)}"
    transform = document.GetGeoTransform()
    left, top = gdal.ApplyGeoTransform(transform, 0, 0)
    right, bottom = gdal.ApplyGeoTransform(transform, document.RasterXSize, document.RasterYSize)
    return code, (left, bottom, right, top)


def neatline(path: Path) -> list[tuple[float, float]]:
    """The ring round what is georeferenced on the first page, in the CRS of the page."""
    line = gdal.Open(str(path)).GetMetadataItem("NEATLINE")
    numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", line)]
    return list(zip(numbers[0::2], numbers[1::2]))


def on_page(path: Path, places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Places on the ground in mm from the top left corner of the first page."""
    document = gdal.Open(str(path))
    inverse = gdal.InvGeoTransform(document.GetGeoTransform())
    width, height = page_size(path)
    pixels = [gdal.ApplyGeoTransform(inverse, x, y) for x, y in places]
    return [
        (column / document.RasterXSize * width, row / document.RasterYSize * height)
        for column, row in pixels
    ]


def xmp(path: Path) -> dict[str, list[str]]:
    """The metadata of the document: the texts of each property by its name without namespace."""
    root = ElementTree.fromstring(_run("pdfinfo", "-meta", path))
    found: dict[str, list[str]] = {}
    for description in root.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"):
        for element in description:
            texts = [text for text in element.itertext() if text.strip()]
            found[element.tag.rpartition("}")[2]] = texts
    return found


def picture(path: Path, dpi: int = 50, part: tuple[int, int, int, int] | None = None) -> Picture:
    """The page as RGB values from 0 to 255 (rows, columns, channels).

    `part` is what to draw of it: left, top, width and height, in pixels.
    """
    crop = [word for pair in zip(("-x", "-y", "-W", "-H"), map(str, part or ())) for word in pair]
    data = subprocess.run(
        ["pdftoppm", "-r", str(dpi), *crop, "-singlefile", str(path)],
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    header = re.match(rb"P6\s(\d+)\s(\d+)\s255\s", data)
    assert header is not None
    columns, rows = int(header[1]), int(header[2])
    pixels = np.frombuffer(data, np.uint8, offset=header.end())
    return pixels.reshape(rows, columns, 3).astype(np.float64)


def _run(program: str, *arguments: object) -> str:
    done = subprocess.run(
        [program, *map(str, arguments)], stdout=subprocess.PIPE, check=True, encoding="utf-8"
    )
    return done.stdout
