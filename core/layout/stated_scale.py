# SPDX-License-Identifier: GPL-3.0-or-later
"""The scales that the texts of a template state of its map, in French."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Union

from qgis.core import (
    QgsExpression,
    QgsExpressionContextScope,
    QgsLayout,
    QgsLayoutItemHtml,
    QgsLayoutItemLabel,
    QgsLayoutItemManualTable,
    QgsLayoutMultiFrame,
)
from qgis.PyQt.QtGui import QTextDocumentFragment

from ..common.patterns import pattern
from .scale import FINEST

_HTML = QgsLayoutItemLabel.Mode.ModeHtml
_MANUAL = QgsLayoutItemHtml.ContentMode.ManualHtml

# The variables of the sheet, and the one of them that states its scale.
_OURS, _SCALE = "srce_", "srce_scale"

# An expression that is one of the others.
_TEXTS_OF_SHEET = pattern(rf"\[%\s*@(?!{_SCALE}\b){_OURS}\w+\s*%\]")

# A number in French, its thousands apart or not, on one line.
_NUMBER = r"(\d{1,3}(?:(?:[^\S\n]|[.,'’])\d{3})+(?!\d)|\d+(?:,\d+)?)"
# 1/15 000, and no date such as 1/12/2026.
_FRACTION = pattern(rf"(?<![\d/.,])1\s*[/:⁄∕]\s*{_NUMBER}(?![\d/])")
# 1 cm = 150 m.
_LENGTHS = pattern(
    rf"(?<![\d.,])1\s*cm\s*(?:=|:|↔|≈|pour|représente|équivaut à|sur la carte =)\s*{_NUMBER}"
    r"\s*(km|m|kilomètres?|mètres?)\b",
    re.IGNORECASE,
)
# Where a clause begins, and the words by which it speaks of the data, not of the map.
_CLAUSE = pattern(r"[,;\n\u2028\u2029]|\.\s")
_OF_DATA = pattern(
    r"donn[ée]e|source|[ée]tabli|relev|saisi|num[ée]ris|r[ée]f[ée]rentiel|précis|\bfonds?\b|"
    r"\bscan|\bBD\b|\bIGN\b",
    re.IGNORECASE,
)


def stated_scales(layout: QgsLayout) -> Iterator[tuple[str, float]]:
    """The name of an item that is shown, and a denominator that its text states of the map.

    What the sheet's own variables say beside its scale is of the data: it is left out, and so is
    a web page that is not part of the layout.
    """
    for item, text in _texts(layout):
        for stated in (_FRACTION, _LENGTHS):
            for found in stated.finditer(text):
                clause = _CLAUSE.split(text[: found.start()])[-1]
                scale = _number(found[1]) * _centimetres(found[2] if stated is _LENGTHS else "")
                if scale >= FINEST and not _OF_DATA.search(clause):
                    yield item.displayName(), scale


_TextItem = Union[QgsLayoutItemLabel, QgsLayoutMultiFrame]


def _texts(layout: QgsLayout) -> Iterator[tuple[_TextItem, str]]:
    """The items of a layout that are shown and what they say, without tags."""
    for label in layout.items():
        if isinstance(label, QgsLayoutItemLabel) and label.isVisible():
            text = _without_texts_of_sheet(label, label.text())
            yield label, _plain(text) if label.mode() == _HTML else text
    for item in layout.multiFrames():
        if not any(frame.isVisible() for frame in item.frames()):
            continue
        # From QGIS 3.30 on, a label of HTML becomes such an item as it is loaded.
        if isinstance(item, QgsLayoutItemHtml) and item.contentMode() == _MANUAL:
            html = item.html()
            if item.evaluateExpressions():
                html = _without_texts_of_sheet(item, html)
            yield item, _plain(html)
        elif isinstance(item, QgsLayoutItemManualTable):
            for cell in itertools.chain(*item.tableContents()):
                yield item, str(cell.content())


def _without_texts_of_sheet(item: _TextItem, text: str) -> str:
    """A text with its expressions computed, but for the texts of the sheet."""
    # Most labels hold nothing else, and QGIS takes its time to get an expression ready.
    text = _TEXTS_OF_SHEET.sub("", text)
    if "[%" not in text:
        return text
    context = item.createExpressionContext()
    ours = [name for name in context.variableNames() if name.startswith(_OURS)]
    scope = QgsExpressionContextScope()
    for name in ours:
        if name != _SCALE:
            scope.setVariable(name, "")
    context.appendScope(scope)
    return str(QgsExpression.replaceExpressionText(text, context))


def _plain(html: str) -> str:
    return QTextDocumentFragment.fromHtml(html).toPlainText()


def _number(written: str) -> float:
    # 0,250 is less than one.
    grouped = re.fullmatch(r"[1-9]\d{0,2}(?:\D\d{3})+", written)
    return float(re.sub(r"\D", "", written) if grouped else written.replace(",", "."))


def _centimetres(unit: str) -> float:
    """How many centimetres a unit has; a ratio has none."""
    if not unit:
        return 1.0
    return 100_000.0 if unit.lower().startswith("k") else 100.0
