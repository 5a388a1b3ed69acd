# SPDX-License-Identifier: GPL-3.0-or-later
"""Enums of Qt and QGIS are named with their members: on Qt 6 a class has its members no more."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import Any

import pytest

from srce_pac.tests.test_structure import CODE, read

MODULES = (
    "qgis.core",
    "qgis.gui",
    *(f"qgis.PyQt.Qt{name}" for name in ("Core", "Gui", "Widgets", "Network", "Xml")),
)
# On Qt 6 QGIS itself gives these names their meaning, and only these.
KEPT = ("QVariant.",)


@cache
def find_class(name: str) -> type | None:
    """The class of Qt or QGIS of a name."""
    for module in MODULES:
        found = getattr(importlib.import_module(module), name, None)
        if isinstance(found, type):
            return found
    return None


def is_member(name: str, attribute: str) -> bool:
    """Whether a class has a member of one of its enums as an attribute of its own."""
    owner = find_class(name)
    value: Any = getattr(owner, attribute, None) if owner is not None else None
    kind = type(value)
    named = isinstance(value, Enum) or (isinstance(value, int) and kind not in (int, bool))
    # Of an enum the class is a member's own type.
    return named and kind is not owner and not isinstance(value, type)


def unscoped(source: str) -> Iterator[str]:
    """The members of enums that a module names without their enum, with their lines.

    And those of QVariant that it names with it.
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Attribute):
            continue
        if ast.unparse(node.value) == "QVariant.Type":
            yield f"{node.lineno}: {ast.unparse(node)}"
        if not isinstance(node.value, ast.Name):
            continue
        text = ast.unparse(node)
        if not text.startswith(KEPT) and is_member(node.value.id, node.attr):
            yield f"{node.lineno}: {text}"


def test_enums_are_scoped(qgis_app: Any) -> None:
    found = {str(file): list(unscoped(read(file))) for file in CODE}
    assert {file: lines for file, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("layer.setFlags(QgsMapLayer.Searchable)", True),
        ("Qgis.Warning", True),
        ("label.setAlignment(Qt.AlignLeft)", True),
        ("QgsWkbTypes.PolygonGeometry", True),
        ("QVariant.Type.Int", True),
        ("QVariant.Int", False),
        ("QgsMapLayer.LayerFlag.Searchable", False),
        ("Qgis.MessageLevel.Warning", False),
        ("Qt.AlignmentFlag.AlignLeft", False),
        ("Qgis.QGIS_VERSION_INT", False),
        ("QgsMapLayer.LayerFlags", False),
    ],
)
def test_a_member_without_its_enum_is_found(line: str, is_found: bool, qgis_app: Any) -> None:
    assert bool(list(unscoped(line))) is is_found
