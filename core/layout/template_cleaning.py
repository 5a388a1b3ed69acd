# SPDX-License-Identifier: GPL-3.0-or-later
"""A template mended before QGIS loads it: what would bring QGIS down, or never come to an end.

Offices draw templates with versions of fifteen years, and mend them by hand. An item that cannot
be drawn costs itself, a number that is none becomes one that does no harm, and what is longer than
anybody reads is cut; each is told.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsLayoutItemRegistry
from qgis.PyQt.QtCore import QSizeF
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from ..common.i18n import translate
from ..common.patterns import pattern
from .expression_reads import is_endless
from .template_expressions import expression_places
from .template_file import composer_item_size, item_size, length
from .template_pictures import is_bearable
from .template_symbols import drop_wrong_symbols
from .template_texts import LONGEST_TEXT, named, shortened
from .template_walk import (
    COMPOSER_ITEM,
    ITEM,
    MULTI_FRAME,
    attributes,
    children,
    elements,
    is_known,
    layout_root,
    name_of,
)

# The least height in mm of a frame that goes on as often as its content needs it.
LEAST_FRAME = 10.0
_REPEATING = ("1", "2", "3")

_TYPES = QgsLayoutItemRegistry.ItemType
_PAGE, _FRAME, _GROUP = (
    str(int(kind)) for kind in (_TYPES.LayoutPage, _TYPES.LayoutFrame, _TYPES.LayoutGroup)
)
# What QGIS makes as large as it has to be, and what may be as flat as a line.
_GROWING = {str(int(kind)) for kind in (_TYPES.LayoutLegend, _TYPES.LayoutScaleBar)}
_FLAT = {str(int(kind)) for kind in (_TYPES.LayoutPolyline, _TYPES.LayoutPolygon)}
_GROWING |= {"ComposerLegend", "ComposerScaleBar"}
_FLAT |= {"ComposerArrow", "ComposerPolyline", "ComposerPolygon"}

# Where words stand, which may be called as a number that is none.
_WORDS = {
    *("labelText", "html", "name", "title", "text", "label", "description", "family", "id"),
    *("fontFamily", "unitLabel", "unitLabeling", "wrapChar", "wrapString", "key", "dateTimeFormat"),
}
# What QGIS itself writes as no number, as long as it is not known.
_UNKNOWN = {"pictureWidth", "pictureHeight"}
_NO_NUMBER = pattern(r"[+-]?(?:nan|inf|infinity|1\.#\w+)(?:\(\w*\))?", re.IGNORECASE)
_HUGE_NUMBER = pattern(r"[+-]?\d[\d.]*e\+?\d{2,}", re.IGNORECASE)
_MOST = 1e12

# The numbers by which QGIS counts, divides or goes on: the least, the most and the usual one.
_RANGES = {
    "printResolution": (20.0, 1200.0, "300"),
    "opacity": (0.0, 1.0, "1"),
    "fontSize": (0.1, 2000.0, "10"),
    "multilineHeight": (0.1, 20.0, "1"),
    "numSegments": (0.0, 100.0, "2"),
    "numSegmentsLeft": (0.0, 100.0, "0"),
    "numUnitsPerSegment": (0.0, 1e12, "1"),
    "numMapUnitsPerScaleBarUnit": (0.0, 1e12, "1"),
    "columnCount": (1.0, 50.0, "1"),
    "symbolWidth": (0.0, 500.0, "7"),
    "symbolHeight": (0.0, 500.0, "4"),
}
# The same of symbols, which go on along a line or over an area in such steps.
_STEPS = {"interval": "3", "distance": "3", "distance_x": "3", "distance_y": "3"}
_LEAST_STEP = 0.05

_FONTS = pattern(r"\w*font", re.IGNORECASE)


@dataclass
class _Mended:
    """What was changed in a template."""

    left_out: list[str]
    cut: list[str]
    values: int = 0

    def sentences(self, template: str) -> tuple[str, ...]:
        told = []
        if self.left_out:
            sentence = translate(
                "Template",
                "The template “{template}” has items that cannot be drawn and are left out: "
                "{items}.",
            )
            told.append(sentence.format(template=template, items=named(self.left_out)))
        if self.cut:
            sentence = translate(
                "Template",
                "The template “{template}” has texts of more than {most} characters, which are "
                "cut: {items}.",
            )
            told.append(
                sentence.format(template=template, most=LONGEST_TEXT, items=named(self.cut))
            )
        if self.values:
            sentence = translate(
                "Template",
                "The template “{template}” has values that cannot be meant ({count}); usual ones "
                "take their places.",
            )
            told.append(sentence.format(template=template, count=self.values))
        return tuple(told)


def clean_template(document: QDomDocument, file: Path) -> tuple[str, ...]:
    """Mend the template of a file before QGIS loads it; tells what was changed, a sentence each."""
    root = document.documentElement()
    mended = _Mended([], [])
    _drop_items(layout_root(root), mended)
    _drop_circles(layout_root(root), mended)
    for item in children(layout_root(root)):
        _fit_extent(item)
        _fit_margins(item, mended)
    mended.values += drop_wrong_symbols(root)
    for element in elements(root):
        _mend_numbers(element, mended)
        _cut_text(element, mended)
        _drop_picture(element, file, mended)
        for place in expression_places(element):
            if is_endless(place.expression):
                place.drop()
                mended.values += 1
    return mended.sentences(file.stem)


def _drop_items(layout: QDomElement, mended: _Mended) -> None:
    """Take out the items that cannot be drawn."""
    contents = [each for each in children(layout, MULTI_FRAME) if is_known(each)]
    repeating = [each for each in contents if each.attribute("resizeMode") in _REPEATING]
    for item in children(layout):
        size = _size_of(item)
        if size is None:
            continue
        kind = item.attribute("type") or item.tagName()
        # QGIS comes down with a frame of nothing.
        is_of_nothing = kind == _FRAME and not _is_frame_of(item, contents)
        is_endless = kind == _FRAME and size.height() < LEAST_FRAME
        is_endless = is_endless and _is_frame_of(item, repeating)
        if kind == _PAGE or not _can_be_drawn(kind, size) or is_of_nothing or is_endless:
            layout.removeChild(item)
            mended.left_out.append(name_of(item))


def _is_frame_of(item: QDomElement, contents: list[QDomElement]) -> bool:
    """Whether a frame shows a part of one of some contents.

    Either may name the other: what QGIS saves from a layout that came from a template has new
    names for contents, which their frames do not know.
    """
    frames = [frame for each in contents for frame in children(each, "childFrame")]
    links = {item.attribute("multiFrame"), item.attribute("multiFrameTemplateUuid")} - {""}
    return bool(links & _names(contents) or _names([item]) & _names(frames))


def _names(elements: list[QDomElement]) -> set[str]:
    keys = ("uuid", "templateUuid")
    return {each.attribute(key) for each in elements for key in keys} - {""}


def _size_of(item: QDomElement) -> QSizeF | None:
    """Width and height of an item in mm, no valid ones where it cannot stand anywhere."""
    place = item.firstChildElement(COMPOSER_ITEM)
    if item.tagName() == ITEM:
        return item_size(item.attribute("size"), item.attribute("position"))
    return None if place.isNull() else composer_item_size(attributes(place))


def _can_be_drawn(kind: str, size: QSizeF) -> bool:
    if kind in _GROWING or kind == _GROUP:
        return bool(size.isValid())
    if kind in _FLAT:
        return bool(size.isValid() and not size.isNull())
    return not size.isEmpty()


def _drop_circles(layout: QDomElement, mended: _Mended) -> None:
    """Take apart the groups that hold themselves, or each other."""
    groups = {
        item.attribute("uuid"): item
        for item in children(layout, ITEM)
        if item.attribute("type") == _GROUP
    }
    within = {
        uuid: {one.attribute("uuid") for one in children(group, "ComposerItemGroupElement")}
        for uuid, group in groups.items()
    }
    for uuid, group in groups.items():
        seen, waiting = set(), set(within[uuid])
        while waiting:
            one = waiting.pop()
            seen.add(one)
            waiting |= within.get(one, set()) - seen
        if uuid in seen:
            layout.removeChild(group)
            mended.left_out.append(name_of(group))
            within[uuid] = set()


def _fit_extent(item: QDomElement) -> None:
    """Give a map an extent of its own shape, where it has none.

    QGIS itself writes none for a map that has never shown anything. It fits a map of QGIS 2 to the
    extent, which the sheet sets anyway.
    """
    extent = item.firstChildElement("Extent")
    if extent.isNull():
        return
    sides = [length(extent.attribute(name)) for name in ("xmin", "ymin", "xmax", "ymax")]
    is_box = all(map(math.isfinite, sides)) and sides[0] < sides[2] and sides[1] < sides[3]
    if is_box and item.tagName() == ITEM:
        return
    size = _size_of(item) or QSizeF(1, 1)
    for name, value in zip(
        ("xmin", "ymin", "xmax", "ymax"), (0.0, 0.0, size.width(), size.height())
    ):
        extent.setAttribute(name, str(value))


def _fit_margins(item: QDomElement, mended: _Mended) -> None:
    """Leave a label some room between its margins."""
    size = _size_of(item) or QSizeF()
    for name, side in (("marginX", size.width()), ("marginY", size.height())):
        margin = length(item.attribute(name, "0"))
        # No comparison holds of what is not a number.
        if item.hasAttribute(name) and not abs(2 * margin) < max(side, 0.0):
            mended.values += 1
            item.setAttribute(name, "0")


def _mend_numbers(element: QDomElement, mended: _Mended) -> None:
    """Put numbers in the place of those that are none, or by which QGIS never came to an end."""
    tag = element.tagName()
    named_by = {"Option": ("name", "value"), "prop": ("k", "v")}.get(tag)
    for name, value in attributes(element).items():
        if _FONTS.fullmatch(tag) and name == "description":
            better = _better_font(value)
        elif name in _WORDS or (named_by and name != named_by[1]):
            continue
        else:
            key = element.attribute(named_by[0]) if named_by else name
            better = _better(key, value, bool(named_by))
        if better != value:
            element.setAttribute(name, better)
            mended.values += 1


def _better(key: str, value: str, is_option: bool) -> str:
    """A number, or several with commas between, that does no harm in the place of another."""
    if key in _WORDS or key in _UNKNOWN or len(value) > 200:
        return value
    if key in _RANGES and not is_option:
        least, most, usual = _RANGES[key]
        number = _number(value)
        # No comparison holds of what is not a number.
        return usual if number is not None and not least <= number <= most else value
    if key in _STEPS and is_option:
        number = _number(value)
        return _STEPS[key] if number is not None and not number >= _LEAST_STEP else value
    parts = value.split(",")
    return ",".join("0" if _is_harmful(part.strip()) else part for part in parts)


def _number(text: str) -> float | None:
    """A number, which may be none; nothing where none is meant."""
    if _NO_NUMBER.fullmatch(text.strip()):
        return math.nan
    try:
        return float(text)
    except ValueError:
        return None


def _is_harmful(part: str) -> bool:
    if _NO_NUMBER.fullmatch(part):
        return True
    return bool(_HUGE_NUMBER.fullmatch(part)) and not abs(float(part)) <= _MOST


def _better_font(description: str) -> str:
    """A font as Qt writes it, its size in points, or in pixels, one that can be measured."""
    parts = description.split(",")
    if len(parts) < 3:
        return description
    points, pixels = (_number(part) for part in parts[1:3])
    least, most, usual = _RANGES["fontSize"]
    if points is not None and least <= points <= most:
        return description
    if points == -1 and pixels is not None and 1 <= pixels <= most:
        # As many points as on a screen of 96 to the inch.
        usual = f"{pixels * 0.75:g}"
    return ",".join((parts[0], usual, "-1", *parts[3:]))


def _drop_picture(element: QDomElement, file: Path, mended: _Mended) -> None:
    """Leave out a picture that would fill the memory."""
    if element.hasAttribute("file") and not is_bearable(element.attribute("file"), file):
        element.setAttribute("file", "")
        mended.left_out.append(name_of(element))


def _cut_text(element: QDomElement, mended: _Mended) -> None:
    """Cut what nobody reads to its end."""
    for name in ("labelText", "html"):
        text = element.attribute(name)
        if len(text) > LONGEST_TEXT:
            element.setAttribute(name, shortened(text))
            mended.cut.append(name_of(element))
