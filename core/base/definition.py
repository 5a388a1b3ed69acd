# SPDX-License-Identifier: GPL-3.0-or-later
"""What the light base of a sheet is made of: its classes, and the scales that draw them, as JSON.

A user's own file of the same name in the profile takes the place of the bundled one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..common.files import files
from ..common.json_object import JsonObject
from ..common.own_files import read_usable
from ..sheet.definition import drawing_order

FOLDER = "data/base"
PRESETS = "data/base/presets"
NAME = "base"

# Lines and areas are drawn at most so many times finer than the scale that they were made for.
FINEST_SHARE = 10

NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True)
class NameSize:
    """How places of up to an importance (1 is the highest) are named.

    `coarsest` is the denominator up to which they are; `points` the size of the type on A3.
    """

    importance: int
    coarsest: float
    points: float


@dataclass(frozen=True)
class BaseClass:
    """A class of the base: its line in the legend, and the denominators between which it is drawn.

    Places have `sizes` of their names, the most important first, of which at most `most` are
    written on a map; lines and areas have none.
    """

    class_id: str
    label: str
    finest: float
    coarsest: float
    most: int = 0
    sizes: tuple[NameSize, ...] = ()

    def is_drawn_at(self, scale: float, made_for: float = 0.0) -> bool:
        """Whether a map of a scale shows it, with data made for another one (0 where not known).

        Both are denominators. Names bear any scale.
        """
        least = self.finest if self.sizes else max(self.finest, made_for / FINEST_SHARE)
        return least <= scale <= self.coarsest

    def size_of(self, importance: int, scale: float) -> float:
        """The points of the name of a place on A3; 0 where a map of the scale does not name it."""
        for size in self.sizes:
            if importance <= size.importance:
                return size.points if scale <= size.coarsest else 0.0
        return 0.0


@dataclass(frozen=True)
class BaseDefinition:
    """The classes of the light base by their ids, and their order, the topmost first.

    `tints` are styles of themes that its lines and water are drawn over where nothing else of the
    theme lies below them, all but its own styles that are `under_tints`.
    `heading` stands over it in the legend, `made_for` is what a credit says of the scale that data
    were made for; the embedded data have a credit and such a scale (a denominator).
    """

    name: str
    heading: str
    made_for: str
    drawing_order: tuple[str, ...]
    tints: frozenset[str]
    under_tints: frozenset[str]
    classes: dict[str, BaseClass]
    embedded_credit: str
    embedded_scale: float

    def draws(self, class_id: str, geometry: str) -> bool:
        """Whether a class is drawn, for a geometry letter."""
        return f"{class_id}_{geometry}" in self.drawing_order

    def made_for_text(self, scale: float) -> str:
        """What is printed of data that were made for a scale (a denominator)."""
        return self.made_for.format(f"1/{scale:,.0f}".replace(",", NO_BREAK_SPACE))


def read_base() -> tuple[BaseDefinition | None, list[str]]:
    """The definition of the base and what is wrong with the user's own; None without any."""
    return read_usable(FOLDER, NAME, _definition)


def definition_files() -> list[Path]:
    """The files that say what the base is, and how its data are recognised."""
    return [*files(FOLDER, "*.json").values(), *files(PRESETS, "*.json").values()]


def _definition(path: Path) -> BaseDefinition:
    """Read a definition. Raises SheetError."""
    data = JsonObject.read(path)
    embedded = data.object("embedded")
    classes = {one.class_id: one for one in map(_class, data.objects("classes", filled=True))}
    return BaseDefinition(
        name=data.text("name"),
        heading=data.text("heading"),
        made_for=data.template("made_for", 1),
        drawing_order=drawing_order(data, classes, filled=True),
        tints=_names(data, "tints"),
        under_tints=_names(data, "under_tints"),
        classes=classes,
        embedded_credit=embedded.text("credit"),
        embedded_scale=embedded.positive("scale"),
    )


def _names(data: JsonObject, entry: str) -> frozenset[str]:
    return frozenset(data.texts(entry) if entry in data else ())


def _class(data: JsonObject) -> BaseClass:
    sizes = [_size(one) for one in data.objects("names", filled=True)] if "names" in data else []
    return BaseClass(
        class_id=data.text("class"),
        label=data.text("label"),
        finest=data.positive("finest") if "finest" in data else 0.0,
        coarsest=data.positive("coarsest"),
        most=data.whole("most", 0),
        sizes=tuple(sorted(sizes, key=lambda size: size.importance)),
    )


def _size(data: JsonObject) -> NameSize:
    importance = data.whole("importance", least=1)
    return NameSize(importance, data.positive("coarsest"), data.positive("points"))
