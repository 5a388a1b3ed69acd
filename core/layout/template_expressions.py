# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a template has expressions, and how it does without one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Callable

from qgis.PyQt.QtXml import QDomElement

from ..common.patterns import pattern
from .html_reads import EXPRESSION
from .template_walk import attributes, set_option

# Attributes whose whole text is an expression, or a filter.
_NAMES = pattern(r"expr|filter|pattern$|sortkey|condition|generator", re.IGNORECASE)
_OPTIONS = {"expression", "geometryModifier"}


@dataclass(frozen=True)
class Place:
    """An expression of a template, and what takes it out."""

    expression: str
    drop: Callable[[], None]


def expression_places(element: QDomElement) -> Iterator[Place]:
    """The expressions of an element, those of others below it left out."""
    for name, value in attributes(element).items():
        if "[%" in value:
            for expression in EXPRESSION.findall(value):
                yield Place(expression, partial(_cut, element, name, f"[%{expression}%]"))
        elif _NAMES.search(name):
            yield Place(value, partial(element.setAttribute, name, ""))
    for tag, key, name in (("Option", "name", "value"), ("prop", "k", "v")):
        if element.tagName() == tag and element.attribute(key) in _OPTIONS:
            yield Place(element.attribute(name), partial(_switch_off, element, name))


def _cut(element: QDomElement, name: str, part: str) -> None:
    element.setAttribute(name, element.attribute(name).replace(part, ""))


def _switch_off(option: QDomElement, name: str) -> None:
    option.setAttribute(name, "")
    set_option(option.parentNode().toElement(), "active", "false")
