# SPDX-License-Identifier: GPL-3.0-or-later
"""The expressions by which a style draws and labels, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator

from qgis.core import QgsExpression, QgsProperty
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from ..common.i18n import translate
from ..common.patterns import pattern

# The parts of QML whose expressions are evaluated when a map is drawn.
_SYMBOLS = "renderer-v2"
_LABELS = "labeling"
_PARTS = (_SYMBOLS, _LABELS, "DiagramLayerSettings")

# What no one calls a field, and what a field may be called by chance: a call of a function.
_EXPRESSION = pattern(r"""["]|[@$]\w|\w\s*\(\s*['")]""")
_CALL = pattern(r"\w\s*\(")


def wrong_expression(document: QDomDocument) -> str:
    """What is wrong with the expressions of QML, empty where nothing is.

    What a renderer classifies by may be the name of a field: see `is_wrong_name`.
    """
    classified_by = _root(document, _SYMBOLS).attribute("attr")
    if _is_wrong(classified_by) and (
        _EXPRESSION.search(classified_by) or classified_by.count("(") != classified_by.count(")")
    ):
        return reason_of(classified_by)
    return next((reason_of(each) for each in _expressions(document) if _is_wrong(each)), "")


def is_wrong_name(name: str) -> bool:
    """Whether what is no field of the data was meant as an expression, and is a wrong one."""
    return bool(_CALL.search(name)) and _is_wrong(name)


def reason_of(expression: str) -> str:
    """Why an expression cannot be used."""
    reason = translate("Styles", "its expression “{expression}” is wrong: {reason}")
    return reason.format(
        expression=expression, reason=QgsExpression(expression).parserErrorString()
    )


def _is_wrong(expression: str) -> bool:
    return bool(expression) and bool(QgsExpression(expression).hasParserError())


def _expressions(document: QDomDocument) -> Iterator[str]:
    for part in _PARTS:
        element = _root(document, part)
        if part == _LABELS and document.documentElement().attribute("labelsEnabled") == "0":
            continue
        yield from _of_properties(element)
        for rule in _within(element, "rule"):
            if rule.attribute("filter") != "ELSE":
                yield rule.attribute("filter")
        for text in _within(element, "text-style"):
            if text.attribute("isExpression") == "1":
                yield text.attribute("fieldName")
        for placement in _within(element, "placement"):
            if placement.attribute("geometryGeneratorEnabled") == "1":
                yield placement.attribute("geometryGenerator")
        if element.attribute("enableorderby") == "1":
            yield from (clause.text() for clause in _within(element, "orderByClause"))


def _of_properties(element: QDomElement) -> Iterator[str]:
    """The expressions of geometry generators and of what depends on the data."""
    for option in _within(element, "Option"):
        name = option.attribute("name")
        if name == "geometryModifier" or (
            name == "expression" and _is_used(option.parentNode().toElement())
        ):
            yield option.attribute("value")
    for option in _within(element, "prop"):
        if option.attribute("k") == "geometryModifier":
            yield option.attribute("v")


def _is_used(data_defined: QDomElement) -> bool:
    """Whether a property that depends on the data is switched on, and is an expression."""
    values = {
        option.attribute("name"): option.attribute("value")
        for option in _within(data_defined, "Option")
    }
    kind = str(int(QgsProperty.Type.ExpressionBasedProperty))
    return values.get("active") == "true" and values.get("type") == kind


def _root(document: QDomDocument, tag: str) -> QDomElement:
    return document.documentElement().firstChildElement(tag)


def _within(element: QDomElement, tag: str) -> Iterator[QDomElement]:
    """The elements of a tag in another one, without those of parts that are switched off."""
    found = element.elementsByTagName(tag)
    for number in range(found.count()):
        one = found.at(number).toElement()
        if not _is_off(one):
            yield one


def _is_off(element: QDomElement) -> bool:
    node = element
    while not node.isNull():
        if node.tagName() == "layer" and node.attribute("enabled") == "0":
            return True
        node = node.parentNode().toElement()
    return False
