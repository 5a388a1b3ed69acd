# SPDX-License-Identifier: GPL-3.0-or-later
"""Key figures of a territory, taken while its classes are measured."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from qgis.core import QgsGeometry

from ..sheet.key_figures import AREA, COUNT, LENGTH, SHARE, KeyFigure
from .measure import EllipsoidMeasure, checked

# The letter of the geometries that each is measured of; of a number, any.
_LETTERS = {SHARE: "s", AREA: "s", LENGTH: "l"}


class MeasuredRow(Protocol):
    """What a row of a summary says of a class: of which geometries, how many, their measure."""

    @property
    def class_id(self) -> str: ...
    @property
    def geometry(self) -> str: ...
    @property
    def count(self) -> int | None: ...
    @property
    def measure(self) -> float | None: ...


@dataclass(frozen=True)
class Figure:
    """A key figure of a territory: a percentage, hectares, kilometres or a number of objects.

    A percentage stands for some `hectares`. `is_least`: of a part of the territory or of the
    classes nothing is known, so that there may be more.
    """

    label: str
    measure: str
    value: float
    hectares: float = 0.0
    is_least: bool = False


@dataclass
class FigureTaker:
    """Takes the key figures of a territory of some hectares.

    `unknown` are the classes that the data lack, and those that the map does not show, or not
    whole; `shapes` the areas of each class within the territory, `lines` its lines, noted as they
    are measured.
    """

    figures: Sequence[KeyFigure]
    hectares: float
    is_partial: bool
    unknown: Collection[str]
    shapes: dict[str, list[QgsGeometry]]
    lines: dict[str, list[QgsGeometry]] = field(default_factory=dict)

    def note(self, class_id: str, letter: str, found: Sequence[QgsGeometry]) -> None:
        """Note what of a class lies within the territory, if a figure is measured of it."""
        noted = {"s": self.shapes, "l": self.lines}.get(letter)
        wanted = any(
            class_id in figure.classes and _LETTERS.get(figure.measure) == letter
            for figure in self.figures
        )
        if noted is not None and wanted:
            noted.setdefault(class_id, []).extend(found)

    def take(self, rows: Sequence[MeasuredRow], measure: EllipsoidMeasure) -> tuple[Figure, ...]:
        """The figures that can be told, from the rows of the whole classes.

        Raises SourceError.
        """
        taken = (self._figure(figure, rows, measure) for figure in self.figures)
        return tuple(figure for figure in taken if figure is not None)

    def _figure(
        self, figure: KeyFigure, rows: Sequence[MeasuredRow], measure: EllipsoidMeasure
    ) -> Figure | None:
        of_classes = [row for row in rows if row.class_id in figure.classes]
        letter = _LETTERS.get(figure.measure, "")
        measured = [row for row in of_classes if row.count and letter in ("", row.geometry)]
        # What the data lack, or draw in another way only, is no nothing.
        if not of_classes or (not measured and any(row.count for row in of_classes)):
            return None
        if figure.is_optional and not measured:
            return None
        is_least = self.is_partial or any(one in self.unknown for one in figure.classes)
        # Corridors drawn as lines and as areas are longer than the lines alone.
        is_least = is_least or sum(bool(row.count) for row in of_classes) > len(measured)
        if figure.measure == COUNT:
            value: float = sum(row.count or 0 for row in measured)
        elif len(measured) > 1 and letter == "s":
            # What several classes have in common counts once.
            value = measure.hectares(_joined(self.shapes, figure.classes))
        else:
            value = sum(row.measure or 0.0 for row in measured)
            if letter == "l" and len(measured) > 1:
                value -= _in_common(self.lines, figure.classes, measure)
        if figure.measure != SHARE:
            return Figure(figure.label, figure.measure, value, is_least=is_least)
        if self.is_partial or not self.hectares:
            return None
        percent = 100 * value / self.hectares
        return Figure(figure.label, SHARE, percent, value, is_least)


def _joined(shapes: Mapping[str, list[QgsGeometry]], classes: Sequence[str]) -> list[QgsGeometry]:
    return [shape for class_id in classes for shape in shapes.get(class_id, [])]


def _in_common(
    lines: Mapping[str, list[QgsGeometry]], classes: Sequence[str], measure: EllipsoidMeasure
) -> float:
    """By how many kilometres the lines of classes are longer than all of them drawn at once."""
    each = [checked(QgsGeometry.unaryUnion(found)) for c in classes if (found := lines.get(c))]
    if len(each) < 2:
        return 0.0
    return measure.kilometres(each) - measure.kilometres([checked(QgsGeometry.unaryUnion(each))])
