# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheet definitions: legend classes, labels, order and texts of a printed sheet, read from JSON."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..common.files import ROOT, files
from ..common.i18n import translate
from ..common.json_object import JsonObject
from ..common.request import COMMUNE, EPCI, SELECTION
from .cartouche import cartouche_entries

# The class of the territory's own outline, drawn by every sheet.
CONTOUR = "contour"

# The letters of points, lines and areas.
GEOMETRIES = "pls"

# What a sheet need not say, since the bundled one does: the names of the reference layers, and the
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

# The number of values that are put into the words of a sheet; into the others, none.
VALUES_IN_WORDS = {
    "sources": 1,
    "email": 1,
    "scale": 1,
    "printed": 1,
    "number": 3,
    "absent": 1,
    "uncovered": 1,
    "summary_title": 1,
    "summary_method": 1,
    "summary_absent": 1,
}

# A beginning of file names that stays in its folder, on every file system.
_PREFIX = re.compile(r'[^<>:"/\\|?*\x00-\x1f]*')


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
        """The full printed name of a class, or of a reference layer."""
        return self.classes[class_id]

    def missing(self, kind: str, held: Iterable[str]) -> list[str]:
        """The classes of the legend of a kind of territory that are not held by its data.

        A neutral class is not missed where one that it stands for is there.
        """
        shown = {CONTOUR, *held}
        shown |= {name for name, others in self.neutral.items() if shown.intersection(others)}
        listed = dict.fromkeys(entry.class_id for entry in self.legends[kind])
        return [class_id for class_id in listed if class_id not in shown]

    def nota_without(self, missing: Sequence[str]) -> str:
        """The NOTA, which says what the sheet does not show for want of data."""
        if not missing:
            return self.nota
        labels = " ; ".join(self.label(class_id) for class_id in missing)
        absent = f"– {self.words['absent'].format(labels)}"
        return "\n\n".join(filter(None, (self.nota, absent)))

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


def sheet_path(sheet: str) -> Path:
    """The file of a sheet definition, by its id or by the file itself."""
    return available_sheets().get(sheet) or Path(sheet)


def load_sheet(sheet: str) -> SheetDefinition:
    """Read a sheet definition by id or from a JSON file.

    Raises SheetError when it is missing, is no JSON, lacks an entry or has a wrong one.
    """
    path = sheet_path(sheet)
    data, usual = JsonObject.read(path), JsonObject.read(USUAL)
    own_classes = data.table("classes")
    reference_classes = usual.table("classes")
    classes = {**{name: reference_classes[name] for name in REFERENCE_CLASSES}, **own_classes}
    kinds = _kinds(data.object("kinds"))
    cartouche, text, nota = data.object("cartouche"), data.object("text"), data.object("nota")
    defaults, legend = data.object("defaults"), data.object("legend")
    templates = data.object("templates")
    neutral = data.object("neutral") if "neutral" in data else None
    return SheetDefinition(
        id=data.text("id"),
        name=data.text("name"),
        file_prefix=data.matching(
            "file_prefix", _PREFIX, translate("Sheet", "a file name cannot begin so")
        ),
        family=cartouche.text("family"),
        title=cartouche.text("title"),
        subtitle=cartouche.text("subtitle"),
        departements=data.texts("departements"),
        kinds=kinds,
        defaults={kind: cartouche_entries(defaults.object(_key(defaults, kind))) for kind in kinds},
        words={**_words(usual, usual.table("words")), **_words(data, usual.table("words"))},
        classes=classes,
        neutral={name: neutral.texts(name) for name in neutral} if neutral else {},
        drawing_order=_drawing_order(data, classes),
        legend_title=legend.text("title"),
        legend_empty=legend.text("empty"),
        legends={
            kind: tuple(_entries(legend.objects(_key(legend, kind)), classes)) for kind in kinds
        },
        text_title=text.text("title"),
        text="\n\n".join(text.texts("paragraphs")),
        nota_title=nota.text("title"),
        nota="\n\n".join(f"– {paragraph}" for paragraph in nota.texts("paragraphs")),
        notice=data.text("notice"),
        finest_scale=data.positive("finest_scale"),
        templates={kind: templates.texts(_key(templates, kind), filled=True) for kind in kinds},
        styles=(path.resolve().parent.parent / "styles", ROOT / "styles"),
    )


def _kinds(kinds: JsonObject) -> dict[str, str]:
    return {
        **{kind: kinds.text(kind) for kind in (COMMUNE, EPCI)},
        SELECTION: kinds.text(SELECTION, ""),
    }


def _words(data: JsonObject, usual: Collection[str]) -> dict[str, str]:
    """The words that a sheet gives, which are among the usual ones."""
    if "words" not in data:
        return {}
    words = data.object("words")
    words.only(usual)
    return {
        name: words.template(name, VALUES_IN_WORDS[name])
        if name in VALUES_IN_WORDS
        else words.text(name)
        for name in words
    }


def _drawing_order(data: JsonObject, classes: Collection[str]) -> tuple[str, ...]:
    names = data.texts("drawing_order")
    for number, name in enumerate(names):
        class_id, _, letter = name.rpartition("_")
        if class_id not in classes or letter not in tuple(GEOMETRIES):
            fault = translate(
                "Sheet", "“{name}” is not a class of the sheet followed by _p, _l or _s"
            ).format(name=name)
            raise data.refusal(f"drawing_order[{number}]", fault)
    return names


def _entries(
    items: list[JsonObject], classes: dict[str, str], heading: str = ""
) -> list[LegendEntry]:
    entries: list[LegendEntry] = []
    for item in items:
        if "heading" in item:
            entries += _entries(item.objects("entries"), classes, item.text("heading"))
        else:
            class_id = item.choice("class", classes)
            geometries = item.letters("geometries", GEOMETRIES)
            label = item.text("label", classes[class_id])
            entries.append(LegendEntry(class_id, geometries, label, heading))
    return entries


def _key(table: JsonObject, kind: str) -> str:
    return EPCI if kind == SELECTION and kind not in table else kind
