# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheet definitions: legend classes, labels, order and texts of a printed sheet, read from JSON."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..common.as_meant import as_meant, named_alike, nearest
from ..common.errors import SheetError
from ..common.files import ROOT, files
from ..common.i18n import translate
from ..common.json_object import JsonObject
from ..common.patterns import pattern
from ..common.request import COMMUNE, EPCI, SELECTION
from .cartouche import cartouche_entries
from .class_notes import ClassNote, read_class_notes, suiting_paragraphs
from .key_figures import KeyFigure, read_key_figures
from .scheme import known_kinds, linked_once, said_of, scheme_classes, schemes_of
from .wording import Wording, filled, printed_texts, read_wording, read_wordings, takes_only
from .words import read_words

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
    "uncovered",
    "situation",
    "situation_territory",
    "situation_absent",
    "demonstration",
    "land",
    "unloaded",
    "unloaded_name",
    "country",
    "country_name",
    "sea",
    "sea_name",
)

# The texts of a sheet that may differ with the scheme.
PLAIN_TEXTS = ("title", "subtitle", "text_title", "text", "nota", "notice")

# A class, as the names of its styles begin.
_CLASS = pattern(r"\w[\w-]*")

# A beginning of file names that stays in its folder, on every file system.
_PREFIX = pattern(r'(?!\.)[^<>:"/\\|?*\x00-\x1f\x7f-\x9f]*')


@dataclass(frozen=True)
class LegendEntry:
    """A line of the legend: one class, the geometries it stands for, its printed label."""

    class_id: str
    geometries: str
    label: str
    heading: str = ""


@dataclass(frozen=True)
class SheetWordings:
    """The texts of a sheet that speaks of schemes, before it is known of which.

    `words` are what these texts say of every scheme unless it has words of its own. The headings of
    the `legends` are texts of the same kind.
    """

    words: dict[str, str]
    title: Wording
    subtitle: Wording
    text_title: Wording
    text: tuple[Wording, ...]
    nota: tuple[Wording, ...]
    notice: tuple[Wording, ...]
    legends: dict[str, tuple[LegendEntry, ...]]


@dataclass(frozen=True)
class SheetDefinition:
    """What a sheet says and in which order it draws; the same for every territory.

    `path` is the file that it was read from.
    `departements` are those that its texts speak of, none where they hold everywhere; `scheme` is
    the kind of scheme that it speaks of, and `wordings` its texts for any of them; `defaults`
    gives, for each kind of territory, what its cartouche says unless an office or an export says
    otherwise; the `class_notes` are those paragraphs of its `nota` that are printed where the map
    shows one of their classes; the first of the `templates` of a kind is on its usual paper;
    `styles` are the folders of the styles of its own and of the plugin. What is not said of
    selections of communes is what is said of EPCIs.
    """

    id: str
    path: Path
    name: str
    file_prefix: str
    family: str
    title: str
    subtitle: str
    departements: tuple[str, ...]
    scheme: str
    wordings: SheetWordings | None
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
    class_notes: tuple[ClassNote, ...]
    notice: str
    key_figures: tuple[KeyFigure, ...]
    finest_scale: float
    templates: dict[str, tuple[str, ...]]
    styles: tuple[Path, ...]

    def label(self, class_id: str) -> str:
        """The full printed name of a class, or of a reference layer."""
        return self.classes[class_id]

    def missing(self, kind: str, held: Iterable[str], expected: Collection[str] = ()) -> list[str]:
        """The classes of the legend of a kind of territory that are not held by its data.

        `expected` are the classes that the data may have, all where it is empty. A neutral class
        is not missed where one that it stands for is there, nor are these where it is there.
        """
        shown = {CONTOUR, *held}
        for name, others in self.neutral.items():
            if name in shown:
                shown.update(others)
            elif shown.intersection(others):
                shown.add(name)
        listed = dict.fromkeys(entry.class_id for entry in self.legends[kind])
        wanted = [class_id for class_id in listed if not expected or class_id in expected]
        return [class_id for class_id in wanted if class_id not in shown]

    def expected(self, classes: Sequence[str], scheme: str) -> tuple[str, ...]:
        """The classes that data may have: those that they name, else those of their scheme."""
        return tuple(classes) or scheme_classes(scheme)

    def for_departements(
        self, departements: Sequence[str], of_data: Collection[str] = ()
    ) -> SheetDefinition:
        """The sheet with the texts of the schemes of some départements, the first one leading.

        `of_data` are the départements that the data were made for, where that is known: of schemes
        none of which the data belong to, nothing is said.
        """
        wordings = self.wordings
        if wordings is None:
            return self
        schemes = schemes_of(self.scheme, departements)
        drawn = [s for s in schemes if not of_data or set(of_data).intersection(s.departements)]
        values = [said_of(scheme, wordings.words) for scheme in schemes if drawn]
        values = values or [wordings.words]
        # The notice speaks of the data.
        of_drawn = linked_once([said_of(scheme, wordings.words) for scheme in drawn])
        return replace(
            self,
            title="".join(wordings.title.printed(values)),
            subtitle="".join(wordings.subtitle.printed(values)),
            text_title="".join(wordings.text_title.printed(values)),
            text="\n\n".join(printed_texts(wordings.text, values)),
            nota=_listed((*printed_texts(wordings.nota, values), *_texts_of(self.class_notes))),
            notice=" ".join(printed_texts(wordings.notice, of_drawn or values)),
            legends={
                kind: tuple(replace(e, heading=filled(e.heading, values[0])) for e in entries)
                for kind, entries in wordings.legends.items()
            },
        )

    def nota_without(
        self,
        missing: Sequence[str],
        hidden: Sequence[str] = (),
        cautions: Sequence[str] = (),
        shown: Collection[str] = (),
    ) -> str:
        """The NOTA, which says what the sheet does not show, for want of data or as is wished.

        `cautions` are sentences that it says before; `shown` are the classes that the map shows in
        the territory.
        """
        notes = [replace(note, text=f"– {note.text}") for note in self.class_notes]
        paragraphs = suiting_paragraphs(self.nota.split("\n\n"), notes, shown)
        paragraphs = ["\n\n".join(paragraphs)] if any(paragraphs) else []
        paragraphs += [f"– {caution}" for caution in cautions]
        for word, classes in (("absent", missing), ("hidden", hidden)):
            if classes:
                labels = " ; ".join(self.label(class_id) for class_id in classes)
                paragraphs.append(f"– {self.words[word].format(labels)}")
        return "\n\n".join(paragraphs)

    def draws(self, class_id: str, geometry: str) -> bool:
        """Whether a class has a place in the drawing order, for a geometry letter."""
        return f"{class_id}_{geometry}" in self.drawing_order


def is_reference(style_name: str) -> bool:
    """Whether a style, `outside_dim_s`, is that of a reference layer, which is no class."""
    class_id = style_name.rpartition("_")[0]
    return any(class_id == name or class_id.startswith(f"{name}_") for name in REFERENCE_CLASSES)


def available_sheets() -> dict[str, Path]:
    """The bundled sheet definitions and those in the user's profile, by id."""
    return files("sheets", "*.json")


def bundled_sheets() -> set[str]:
    """The ids of the sheets that come with the plugin."""
    return {path.stem for path in (ROOT / "sheets").glob("*.json")}


def sheets_by_scheme() -> set[str]:
    """Of the bundled sheets, those that speak of schemes, one for each kind and one for any.

    They draw the same data, which say the one to take.
    """
    return {sheet for sheet in bundled_sheets() if "scheme" in JsonObject.read(bundled_path(sheet))}


def usable_sheet(sheet: str) -> tuple[SheetDefinition, list[str]]:
    """A sheet definition as `load_sheet` gives it, and what is wrong with it.

    Where a sheet of the user's is wrong that takes the place of a bundled one, that one is given.
    Raises SheetError for any other.
    """
    try:
        return load_sheet(sheet), []
    except SheetError as error:
        if sheet not in bundled_sheets() or sheet_path(sheet) == bundled_path(sheet):
            raise
        fault = translate("Files", "The plugin's own stands in its place: {fault}")
        return load_sheet(str(bundled_path(sheet))), [fault.format(fault=error.whole)]


def bundled_path(sheet: str) -> Path:
    """The file of a sheet that comes with the plugin."""
    return ROOT / "sheets" / f"{sheet}.json"


def sheet_path(sheet: str) -> Path:
    """The file of a sheet definition, by its id, however that is written, or by the file itself."""
    known = available_sheets()
    alike = named_alike(sheet, known, ".json")
    return known[alike] if alike else Path(as_meant(sheet))


def load_sheet(sheet: str) -> SheetDefinition:
    """Read a sheet definition by id or from a JSON file.

    The texts of one that speaks of schemes are those where no scheme is known, see
    `for_departements`. Raises SheetError when it is missing, is no JSON, lacks an entry or has a
    wrong one.
    """
    path = sheet_path(sheet)
    _check_is_known(path, sheet)
    data, usual = _read(path), JsonObject.read(USUAL)
    own_classes = _classes(data.object("classes"))
    reference_classes = usual.table("classes")
    classes = {**{name: reference_classes[name] for name in REFERENCE_CLASSES}, **own_classes}
    kinds = _kinds(data.object("kinds"))
    defaults, legend = data.object("defaults"), data.object("legend")
    legends = {kind: _entries(legend.objects(_key(legend, kind)), classes) for kind in kinds}
    wordings = _wordings(data, legends) if "scheme" in data else None
    is_plain = wordings is None
    class_notes = read_class_notes(data.object("nota"), own_classes)
    texts = _plain_texts(data, class_notes) if is_plain else dict.fromkeys(PLAIN_TEXTS, "")
    templates = data.object("templates")
    neutral = data.object("neutral") if "neutral" in data else None
    scheme = None if is_plain else data.object("scheme")
    definition = SheetDefinition(
        id=data.text("id"),
        path=path,
        name=data.text("name"),
        file_prefix=data.matching(
            "file_prefix", _PREFIX, translate("Sheet", "a file name cannot begin so")
        ),
        family=data.object("cartouche").text("family"),
        departements=data.texts("departements") if is_plain or "departements" in data else (),
        scheme=scheme.choice("kind", ("", *known_kinds())) if scheme else "",
        wordings=wordings,
        kinds=kinds,
        defaults={kind: cartouche_entries(defaults.object(_key(defaults, kind))) for kind in kinds},
        words={**read_words(usual, usual.table("words")), **read_words(data, usual.table("words"))},
        classes=classes,
        neutral={name: neutral.texts(name) for name in neutral} if neutral else {},
        drawing_order=drawing_order(data, classes),
        legend_title=legend.text("title"),
        legend_empty=legend.text("empty"),
        legends=legends,
        nota_title=data.object("nota").text("title"),
        class_notes=class_notes,
        key_figures=read_key_figures(data, own_classes),
        finest_scale=data.positive("finest_scale"),
        templates={kind: templates.texts(_key(templates, kind), filled=True) for kind in kinds},
        styles=(path.resolve().parent.parent / "styles", ROOT / "styles"),
        **texts,
    )
    return definition.for_departements(())


def _read(path: Path) -> JsonObject:
    """A sheet's file, completed by the sheet that it is `like`. Raises SheetError."""
    data = JsonObject.read(path)
    if "like" not in data:
        return data
    like = data.choice("like", [name for name in available_sheets() if name != path.stem])
    base = JsonObject.read(sheet_path(like))
    if "like" in base:
        raise data.refusal("like", translate("Sheet", "that sheet is itself like another one"))
    return JsonObject({**base.values, **data.values}, path)


def _check_is_known(path: Path, sheet: str) -> None:
    """Raise SheetError for a name, rather than a path, of which there is no sheet."""
    if len(path.parts) > 1 or (path.parts and os.path.exists(path)):
        return
    known = available_sheets()
    sentence = translate("Sheet", "There is no sheet “{name}”: {count} are known, such as {names}.")
    raise SheetError(sentence.format(name=sheet, count=len(known), names=nearest(sheet, known)))


def _classes(classes: JsonObject) -> dict[str, str]:
    """The names of the classes, by classes of which a file can be called."""
    for class_id in classes:
        if not _CLASS.fullmatch(class_id):
            fault = translate("Sheet", "a class is made of letters, digits, _ and -")
            raise classes.refusal(class_id, fault)
    return {class_id: classes.text(class_id) for class_id in classes}


def _plain_texts(data: JsonObject, class_notes: Sequence[ClassNote]) -> dict[str, str]:
    """The texts of a sheet that says the same everywhere."""
    cartouche, text = data.object("cartouche"), data.object("text")
    return {
        "title": cartouche.text("title"),
        "subtitle": cartouche.text("subtitle"),
        "text_title": text.text("title"),
        "text": "\n\n".join(text.texts("paragraphs")),
        "nota": _listed((*data.object("nota").texts("paragraphs"), *_texts_of(class_notes))),
        "notice": data.text("notice"),
    }


def _wordings(data: JsonObject, legends: dict[str, tuple[LegendEntry, ...]]) -> SheetWordings:
    """The texts of a sheet that speaks of schemes."""
    cartouche, text = data.object("cartouche"), data.object("text")
    words = data.object("scheme").table("words")
    for kind, entries in legends.items():
        if not all(takes_only(entry.heading, words) for entry in entries):
            fault = translate("Sheet", "the braces of a heading must hold a word of the scheme")
            raise data.refusal(f"legend.{kind}", fault)
    is_text = isinstance(data.values.get("notice"), str)
    notice = (read_wording(data, "notice"),) if is_text else read_wordings(data, "notice")
    return SheetWordings(
        words=words,
        title=read_wording(cartouche, "title"),
        subtitle=read_wording(cartouche, "subtitle"),
        text_title=read_wording(text, "title"),
        text=read_wordings(text, "paragraphs"),
        nota=read_wordings(data.object("nota"), "paragraphs"),
        notice=notice,
        legends=legends,
    )


def _texts_of(notes: Sequence[ClassNote]) -> list[str]:
    return [note.text for note in notes]


def _listed(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(f"– {paragraph}" for paragraph in paragraphs)


def _kinds(kinds: JsonObject) -> dict[str, str]:
    return {
        **{kind: kinds.text(kind) for kind in (COMMUNE, EPCI)},
        SELECTION: kinds.text(SELECTION, ""),
    }


def drawing_order(
    data: JsonObject, classes: Collection[str], filled: bool = False
) -> tuple[str, ...]:
    """The names of styles as they are drawn. Raises the error of `data` for one of no class."""
    names = data.texts("drawing_order", filled)
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
) -> tuple[LegendEntry, ...]:
    entries: list[LegendEntry] = []
    for item in items:
        if "heading" in item:
            entries += _entries(item.objects("entries"), classes, item.text("heading"))
        else:
            class_id = item.choice("class", classes)
            geometries = item.letters("geometries", GEOMETRIES)
            label = item.text("label", classes[class_id])
            entries.append(LegendEntry(class_id, geometries, label, heading))
    return tuple(entries)


def _key(table: JsonObject, kind: str) -> str:
    return EPCI if kind == SELECTION and kind not in table else kind
