# SPDX-License-Identifier: GPL-3.0-or-later
"""What a template of others would fetch from the network or read from the machine, and without it.

Pictures and expressions of a template come from whoever has drawn it. What is in the template, in
its folder or in QGIS's own library of pictures is harmless; all else is read only where the user
allows it.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Callable

from qgis.core import QgsApplication, QgsPathResolver, QgsSymbolLayerUtils
from qgis.PyQt.QtGui import QTextDocumentFragment
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from ..common.files import ROOT
from ..common.patterns import pattern
from ..styles.pictures import EMBEDDED, FILE_OPTIONS
from .expression_reads import reads_of_expression
from .html_reads import reads_of_html
from .template_expressions import expression_places
from .template_walk import children, elements, set_option

# What gives a picture or a page by an expression: it may be any.
_SOURCES = {"dataDefinedSource", "dataDefinedSourceUrl"}

# Another machine, or a part of a file that GDAL opens: never looked for on the disk.
_ELSEWHERE = pattern(r"[a-z][a-z0-9+.-]+:|//|\\\\|/vsi", re.IGNORECASE)
# A file of Windows, which no other system has.
_DRIVE = pattern(r"[a-z]:[\\/]", re.IGNORECASE)

_MANUAL_HTML = "1"


@dataclass(frozen=True)
class Read:
    """What would be read, as the user is told, and how the template does without."""

    what: str
    withhold: Callable[[], None]


def template_reads(document: QDomDocument, file: Path) -> list[Read]:
    """All that a template would read beside itself and what lies in the folder of its file."""
    return [
        read
        for element in elements(document.documentElement())
        for read in (
            *_pictures(element, file),
            *_pages(element),
            *_expressions(element),
            *_computed_sources(element),
            *_variables(element),
        )
    ]


def _pictures(element: QDomElement, file: Path) -> Iterator[Read]:
    """The pictures of an item or a symbol that are not harmless."""
    tag = element.tagName()
    if tag in ("LayoutItem", "ComposerPicture"):
        yield from _attribute_pictures(element, "file", file)
    elif tag == "background":
        yield from _attribute_pictures(element, "shapeSVGFile", file)
    elif tag == "layer":
        name = FILE_OPTIONS.get(element.attribute("class"), "")
        holder = element.firstChildElement("Option")
        places = [*children(holder, "Option"), *children(element, "prop")] if name else []
        for place in places:
            if name in (place.attribute("name"), place.attribute("k")):
                yield from _attribute_pictures(place, "value", file)
                yield from _attribute_pictures(place, "v", file)


def _attribute_pictures(element: QDomElement, name: str, file: Path) -> Iterator[Read]:
    picture = element.attribute(name)
    if picture and not is_harmless(picture, file):
        yield Read(_spoken(picture), partial(element.setAttribute, name, ""))


def is_harmless(picture: str, file: Path) -> bool:
    """Whether a picture is in a template, beside its file, or in a library of pictures of QGIS."""
    if picture.startswith(EMBEDDED):
        return _is_alone(picture[len(EMBEDDED) :])
    if picture.startswith(":/"):
        return True
    if is_elsewhere(picture):
        return False
    resolver = QgsPathResolver(str(file))
    found = Path(QgsSymbolLayerUtils.svgSymbolNameToPath(picture, resolver) or picture)
    try:
        # What is nowhere is not read.
        path = (file.parent / found).resolve()
        homes = [Path(home).resolve() for home in (file.parent, ROOT, *QgsApplication.svgPaths())]
    except (OSError, RuntimeError, ValueError):
        return False
    return any(home in path.parents for home in homes if home != Path(home.anchor))


def is_elsewhere(picture: str) -> bool:
    """Whether the address of a picture is none of this machine's files."""
    is_foreign = os.name != "nt" and _DRIVE.match(picture)
    return bool(_ELSEWHERE.match(picture) or is_foreign)


def _is_alone(encoded: str) -> bool:
    """Whether a picture that is in the template draws nothing that is elsewhere."""
    try:
        content = base64.b64decode(encoded)
    except (binascii.Error, ValueError):
        return True
    links = re.findall(rb"""(?:href|src)\s*=\s*["']\s*([^"'#][^"']{0,9})""", content)
    calls = re.findall(rb"""url\s*\(\s*["']?\s*([^"'#)]{0,9})""", content)
    is_drawing = b"<svg" in content or b"<!ENTITY" in content
    return not is_drawing or (
        b"<!ENTITY" not in content
        and all(link.startswith(b"data:") for link in (*links, *calls) if link)
    )


def _pages(element: QDomElement) -> Iterator[Read]:
    """The texts of an element that are web pages, and the addresses of pages."""
    if element.hasAttribute("url") and element.attribute("contentMode") != _MANUAL_HTML:
        url = element.attribute("url")
        if url:
            yield Read(_spoken(url), lambda: element.setAttribute("url", ""))
    for name in ("html", "labelText"):
        text = element.attribute(name)
        if text and (name == "html" or _is_html(element)):
            reads = reads_of_html(text)
            if reads:
                yield Read(_spoken(reads[0]), partial(_make_plain, element, name))
    sheet = element.attribute("stylesheet")
    if sheet:
        reads = reads_of_html(f"<style>{sheet}</style>")
        if reads:
            yield Read(_spoken(reads[0]), lambda: element.setAttribute("stylesheet", ""))


def _is_html(label: QDomElement) -> bool:
    formats = (each for each in elements(label) if each.tagName() == "text-style")
    return label.attribute("htmlState") == "1" or any(
        each.attribute("allowHtml") == "1" for each in formats
    )


def _make_plain(element: QDomElement, name: str) -> None:
    """Keep the words of a page."""
    fragment = QTextDocumentFragment.fromHtml(element.attribute(name))
    element.setAttribute(name, fragment.toPlainText().replace("\ufffc", ""))
    if name == "labelText":
        element.setAttribute("htmlState", "0")


def _expressions(element: QDomElement) -> Iterator[Read]:
    for place in expression_places(element):
        for what in reads_of_expression(place.expression)[:1]:
            yield Read(what, place.drop)


def _computed_sources(element: QDomElement) -> Iterator[Read]:
    """The pictures and pages whose address is computed."""
    tag, name = element.tagName(), element.attribute("name")
    if tag in _SOURCES and element.attribute("active") == "true":
        text = element.attribute("expr") or element.attribute("field")
        yield Read(_spoken(text), lambda: element.setAttribute("active", "false"))
    elif tag == "Option" and (name in _SOURCES or _is_file_of_symbol(element)):
        values = {x.attribute("name"): x.attribute("value") for x in children(element, "Option")}
        if values.get("active") == "true":
            text = values.get("expression") or values.get("field") or name
            yield Read(_spoken(text), lambda: set_option(element, "active", "false"))


def _variables(element: QDomElement) -> Iterator[Read]:
    """The variables of a template that are pieces of a web page, wherever it puts them."""
    holder = element.parentNode().toElement()
    is_value = "variableValues" in (element.attribute("name"), holder.attribute("name"))
    if element.tagName() == "Option" and is_value and "<" in element.attribute("value"):
        yield Read("HTML", partial(element.setAttribute, "value", ""))


def _is_file_of_symbol(option: QDomElement) -> bool:
    """Whether an option computes the picture of a symbol."""
    holder = option
    while not holder.isNull() and holder.tagName() in ("Option", "data_defined_properties"):
        holder = holder.parentNode().toElement()
    wanted = FILE_OPTIONS.get(holder.attribute("class")) if holder.tagName() == "layer" else None
    return bool(wanted) and option.attribute("name") in (wanted, "file", "name")


def _spoken(text: str) -> str:
    """An address as it is told, without the user name and the password in it."""
    return re.sub(r"//[^/@]*@", "//", " ".join(text.split()))
