# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheet definitions: legend classes, labels, order and texts of a printed sheet, read from JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..common.errors import SheetError
from ..common.files import ROOT, files, read_object
from ..common.i18n import translate
from ..common.request import COMMUNE, EPCI, SELECTION

# The class of the territory's own outline, drawn by every sheet.
CONTOUR = "contour"

# What a sheet need not say, since the bundled one does: the names of the map's furniture, and the
# words around a value.
USUAL = ROOT / "sheets" / "srce.json"
REFERENCE_CLASSES = (
    CONTOUR,
    "limit",
    "members",
    "neighbours",
    "outside",
    "situation",
    "situation_territory",
    "demonstration",
)


@dataclass(frozen=True)
class LegendEntry:
    """A line of the legend: one class, the geometries it stands for, its printed label."""

    class_id: str
    geometries: str
    label: str
    heading: str = ""


@dataclass(frozen=True)
class SheetDefinition:
    """What a sheet says and in which order it draws; the same for every territory.

    `departements` are those that its texts speak of, none where they hold everywhere; `defaults`
    gives, for each kind of territory, what its cartouche says unless an office or an export says
    otherwise; the first of the `templates` of a kind is on its usual paper. What is not said of
    selections of communes is what is said of EPCIs.
    """

    id: str
    name: str
    file_prefix: str
    family: str
    title: str
    subtitle: str
    departements: tuple[str, ...]
    kinds: dict[str, str]
    defaults: dict[str, dict[str, Any]]
    words: dict[str, str]
    classes: dict[str, str]
    neutral: dict[str, tuple[str, ...]]
    drawing_order: tuple[str, ...]
    legend_title: str
    legend_empty: str
    legends: dict[str, tuple[LegendEntry, ...]]
    text_title: str
    text: str
    nota_title: str
    nota: str
    notice: str
    finest_scale: float
    templates: dict[str, tuple[str, ...]]
    styles: tuple[Path, ...]

    def label(self, class_id: str) -> str:
        """The full printed name of a class, or of a layer of the map's furniture."""
        return self.classes[class_id]

    def missing(self, kind: str, held: Iterable[str]) -> list[str]:
        """The classes of the legend of a kind of territory that are not held by its data.

        A neutral class is not missed where one that it stands for is there.
        """
        there = {CONTOUR, *held}
        there |= {name for name, others in self.neutral.items() if there.intersection(others)}
        asked = dict.fromkeys(entry.class_id for entry in self.legends[kind])
        return [class_id for class_id in asked if class_id not in there]

    def nota_without(self, missing: Sequence[str]) -> str:
        """The NOTA, which says what the sheet does not show for want of data."""
        if not missing:
            return self.nota
        labels = " ; ".join(self.label(class_id) for class_id in missing)
        return f"{self.nota}\n\n– {self.words['absent'].format(labels)}"

    def draws(self, class_id: str, geometry: str) -> bool:
        """Whether a class has a place in the drawing order, for a geometry letter."""
        return f"{class_id}_{geometry}" in self.drawing_order

    def style(self, name: str) -> Path:
        """The QML file of a class and geometry: beside the sheet, else a bundled one."""
        files = [folder / f"{name}.qml" for folder in self.styles]
        return next((file for file in files if file.is_file()), files[0])


def available_sheets() -> dict[str, Path]:
    """The bundled sheet definitions and those in the user's profile, by id."""
    return files("sheets", "*.json")


def load_sheet(sheet: str) -> SheetDefinition:
    """Read a sheet definition by id or from a JSON file.

    Raises SheetError when it is missing, is no JSON or lacks an entry.
    """
    path = available_sheets().get(sheet) or Path(sheet)
    data = read_object(path)
    try:
        return _definition(data, path)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SheetError(
            translate(
                "Sheet", "The sheet definition “{path}” is incomplete or wrong at {entry}."
            ).format(path=path, entry=error)
        ) from error


def _definition(data: dict[str, Any], path: Path) -> SheetDefinition:
    usual = read_object(USUAL)
    furniture = {name: usual["classes"][name] for name in REFERENCE_CLASSES}
    classes = {**furniture, **_table(data, "classes", str)}
    drawing_order = _texts(data, "drawing_order")
    for name in drawing_order:
        _value(classes, name[:-2], str)
    kinds = {kind: _value(_value(data, "kinds", dict), kind, str) for kind in (COMMUNE, EPCI)}
    kinds[SELECTION] = data["kinds"].get(SELECTION, "")
    legend = _value(data, "legend", dict)
    cartouche = _value(data, "cartouche", dict)
    text = _value(data, "text", dict)
    nota = _value(data, "nota", dict)
    defaults = _value(data, "defaults", dict)
    templates = _value(data, "templates", dict)
    neutral = _value(data, "neutral", dict) if "neutral" in data else {}
    return SheetDefinition(
        id=_value(data, "id", str),
        name=_value(data, "name", str),
        file_prefix=_value(data, "file_prefix", str),
        family=_value(cartouche, "family", str),
        title=_value(cartouche, "title", str),
        subtitle=_value(cartouche, "subtitle", str),
        departements=_texts(data, "departements"),
        kinds=kinds,
        defaults={kind: _value(defaults, _key(defaults, kind), dict) for kind in kinds},
        words={**usual["words"], **(_table(data, "words", str) if "words" in data else {})},
        classes=classes,
        neutral={name: _texts(neutral, name) for name in neutral},
        drawing_order=drawing_order,
        legend_title=_value(legend, "title", str),
        legend_empty=_value(legend, "empty", str),
        legends={
            kind: tuple(_entries(_value(legend, _key(legend, kind), list), classes))
            for kind in kinds
        },
        text_title=_value(text, "title", str),
        text="\n\n".join(_texts(text, "paragraphs")),
        nota_title=_value(nota, "title", str),
        nota="\n\n".join(f"– {paragraph}" for paragraph in _texts(nota, "paragraphs")),
        notice=_value(data, "notice", str),
        finest_scale=float(_value(data, "finest_scale", (int, float))),
        templates={kind: _texts(templates, _key(templates, kind)) for kind in kinds},
        styles=(path.resolve().parent.parent / "styles", ROOT / "styles"),
    )


def _entries(
    items: list[dict[str, Any]], classes: dict[str, str], heading: str = ""
) -> list[LegendEntry]:
    entries: list[LegendEntry] = []
    for item in items:
        if "heading" in item:
            entries += _entries(_value(item, "entries", list), classes, item["heading"])
        else:
            class_id = _value(item, "class", str)
            label = item.get("label", classes[class_id])
            entries.append(LegendEntry(class_id, _value(item, "geometries", str), label, heading))
    return entries


def _key(table: dict[str, Any], kind: str) -> str:
    return EPCI if kind == SELECTION and kind not in table else kind


def _value(data: dict[str, Any], key: str, kind: Any) -> Any:
    # A missing or wrong entry is told by its name: see load_sheet.
    if not isinstance(data[key], kind):
        raise TypeError(repr(key))
    return data[key]


def _texts(data: dict[str, Any], key: str) -> tuple[str, ...]:
    texts = _value(data, key, list)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError(repr(key))
    return tuple(texts)


def _table(data: dict[str, Any], key: str, kind: Any) -> dict[str, Any]:
    table = _value(data, key, dict)
    for name in table:
        _value(table, name, kind)
    return dict(table)
