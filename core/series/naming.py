# SPDX-License-Identifier: GPL-3.0-or-later
"""What the files of a series are called: the usual names, or those of an expression."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsField,
    QgsFields,
)
from qgis.PyQt.QtCore import QVariant

from ..common.errors import ExportError
from ..common.files import DEVICES, FORBIDDEN, file_name
from ..common.i18n import translate
from ..common.request import COMMUNE, EPCI
from ..layout.expression_reads import is_endless, reads_of_expression
from ..sheet.definition import SheetDefinition
from ..territory.entry import Entry
from .report_files import is_reserved

# Letters of a folder or of a file without its ending.
_LONGEST = 100
# How deep folders lie in each other.
_DEEPEST = 8

_ABSOLUTE = re.compile(r"\s*(?:[/\\]|[A-Za-z]:)")
_SEPARATOR = re.compile(r"[/\\]")

# What gives another value each time: no file would be found again.
_CHANGING = ("rand", "randf", "uuid", "now", "$now")

_INTEGERS = ("number", "total", "population")

# A commune that has all fields, by which an expression is tried.
_COMMUNE = Entry(
    *("59136", "Le Cateau-Cambrésis", COMMUNE, "59", "Nord", 7_000),
    epcis=("200030633",),
    epci_name="CA du Caudrésis et du Catésis",
)

# How many names are shown before a series starts.
EXAMPLES = 3


@dataclass(frozen=True)
class Named:
    """What a file is called after: the territory, and the sheet, `number` of `total`."""

    entry: Entry
    sheet: SheetDefinition
    number: int = 1
    total: int = 1

    def values(self) -> dict[str, Any]:
        """The fields of an expression, see docs/series.md."""
        entry, is_epci = self.entry, self.entry.kind == EPCI
        return {
            "code": entry.code,
            "name": entry.name,
            "kind": entry.kind,
            "departement": entry.departement,
            "departement_name": entry.departement_name,
            # The plan of an EPCI lies with the sheets of its communes.
            "epci": entry.code if is_epci else entry.epci,
            "epci_name": entry.name if is_epci else entry.epci_name,
            "population": entry.population,
            "sheet": self.sheet.id,
            "prefix": self.sheet.file_prefix,
            "number": self.number,
            "total": self.total,
            "date": datetime.date.today().isoformat(),
        }


def file_paths(
    named: Sequence[Named], folder: Path, expression: str, ending: str
) -> tuple[list[Path], list[str]]:
    """The files of the sheets of a whole series below a folder, and what is to be told of them.

    `expression` gives their paths without an ending, empty for the usual names. Names that would
    be one are made different in a way that depends on all of the series only, not on who prints
    which part of it. Raises ExportError.
    """
    stems, unnamed = _stems(named, expression, ending)
    stems, changed = _made_different(stems, named)
    paths = [folder.joinpath(*stem.parts[:-1], stem.name + ending) for stem in stems]
    told = []
    if unnamed:
        sentence = translate(
            "Series",
            "The expression gives no name for the files of {territories}: they have the usual "
            "ones.",
        )
        told.append(sentence.format(territories=", ".join(dict.fromkeys(unnamed))))
    if changed:
        sentence = translate(
            "Series",
            "Several sheets would have one name, such as “{name}”: their codes and numbers are "
            "added.",
        )
        told.append(sentence.format(name=changed[0]))
    return paths, told


def name_examples(named: Sequence[Named], expression: str, ending: str) -> list[str]:
    """The names of the first, the middle and the last sheet, below the folder. Raises ExportError.

    Names that would be one are shown as they are.
    """
    chosen = dict.fromkeys((0, len(named) // 2, len(named) - 1)) if named else {}
    stems, _ = _stems([named[place] for place in chosen], expression, ending)
    return [f"{stem}{ending}" for stem in stems]


def name_fields() -> QgsFields:
    """The fields that an expression for names may use."""
    fields = QgsFields()
    for name in _FIELDS:
        kind = QVariant.Int if name in _INTEGERS else QVariant.String
        fields.append(QgsField(name, kind))
    return fields


def check_expression(expression: str) -> None:
    """Check an expression for names: that it is one, and reads nothing. Raises ExportError."""
    parsed = QgsExpression(expression)
    if parsed.hasParserError():
        raise _refusal(expression, parsed.parserErrorString())
    reads = reads_of_expression(expression)
    if reads:
        reason = translate("Series", "it may not read {reads}")
        raise _refusal(expression, reason.format(reads=", ".join(reads)))
    if is_endless(expression):
        raise _refusal(expression, translate("Series", "it would take without end"))
    changing = sorted(set(_CHANGING).intersection(map(str.casefold, parsed.referencedFunctions())))
    if changing:
        reason = translate(
            "Series", "{functions} gives another name each time; the day is “{field}”"
        )
        raise _refusal(expression, reason.format(functions=", ".join(changing), field="date"))
    known = {*_FIELDS, QgsFeatureRequest.ALL_ATTRIBUTES}
    unknown = sorted(set(parsed.referencedColumns()) - known)
    if unknown:
        reason = translate("Series", "there is no “{field}”, but {known}")
        raise _refusal(expression, reason.format(field=unknown[0], known=", ".join(_FIELDS)))


_FIELDS = (
    *("code", "name", "kind", "departement", "departement_name", "epci", "epci_name"),
    *("population", "sheet", "prefix", "number", "total", "date"),
)


def _stems(
    named: Sequence[Named], expression: str, ending: str
) -> tuple[list[PurePosixPath], list[str]]:
    """The path of each sheet below the folder, without its ending; the territories without one."""
    if not expression.strip():
        return [_usual(each) for each in named], []
    check_expression(expression)
    if not named:
        return [], []
    evaluate = _Evaluation(expression, ending)
    # It lacks nothing: where a territory has not all fields, a slash in front says nothing.
    probe, reason = evaluate(replace(named[0], entry=_COMMUNE))
    if _ABSOLUTE.match(probe):
        raise _leads_out(expression, probe)
    _safe_path(probe, expression)
    stems, unnamed = [], []
    reasons = [] if _named(probe) else [reason]
    for each in named:
        text, reason = evaluate(each)
        if not _named(text):
            unnamed.append(each.entry.title)
            reasons.append(reason)
            text += _usual(each).name
        elif not evaluate.has_number:
            text += _of_several(each)
        stems.append(_safe_path(text, expression))
    if len(reasons) > len(named):
        # What is wrong with all of them, and with a commune that lacks nothing, is the expression.
        nothing = translate("Series", "it gives no name of a file")
        raise _refusal(expression, next(filter(None, reasons), nothing))
    return stems, unnamed


class _Evaluation:
    """Gives what an expression makes of the fields of a sheet, or nothing and why."""

    def __init__(self, expression: str, ending: str) -> None:
        self._expression = QgsExpression(expression)
        self._ending = ending
        self.has_number = "number" in self._expression.referencedColumns()
        self._fields = name_fields()
        self._context = QgsExpressionContext()
        self._context.setFields(self._fields)
        self._expression.prepare(self._context)

    def __call__(self, named: Named) -> tuple[str, str]:
        feature = QgsFeature(self._fields)
        feature.setAttributes([_value(value) for value in named.values().values()])
        self._context.setFeature(feature)
        value = self._expression.evaluate(self._context)
        if self._expression.hasEvalError():
            return "", self._expression.evalErrorString()
        text = "" if value is None else _text(value)
        return text[: -len(self._ending)] if text.casefold().endswith(self._ending) else text, ""


def _usual(named: Named) -> PurePosixPath:
    entry = named.entry
    stem = file_name(named.sheet.file_prefix, entry.code, entry.name, ending="")
    return PurePosixPath(stem + _of_several(named))


def _of_several(named: Named) -> str:
    """What the name of one of several sheets of a territory says of that."""
    return f"_{named.number}-{named.total}" if named.total > 1 else ""


def _value(value: Any) -> Any:
    # A slash in a name is none of the expression's.
    return _SEPARATOR.sub("-", value) if isinstance(value, str) else value


def _text(value: Any) -> str:
    is_null = isinstance(value, QVariant) and value.isNull()
    is_whole = isinstance(value, float) and value.is_integer()
    return "" if is_null else str(int(value) if is_whole else value)


def _named(text: str) -> bool:
    """Whether a path ends with the name of a file."""
    return bool(_safe(_SEPARATOR.split(text)[-1]))


def _safe_path(text: str, expression: str) -> PurePosixPath:
    """A path below the folder that every file system takes. Raises ExportError.

    Folders of empty names are left out, also in front: a territory has not all of the fields.
    """
    pieces = [piece.strip() for piece in _SEPARATOR.split(text)]
    if ".." in pieces:
        raise _leads_out(expression, text)
    safe = [piece for piece in map(_safe, pieces) if piece]
    if len(safe) > _DEEPEST:
        raise _refusal(expression, translate("Series", "it gives too many folders"))
    return PurePosixPath(*safe)


def _safe(piece: str) -> str:
    """The name of a file or a folder as every file system takes it."""
    letters = (
        letter if letter.isprintable() and letter not in FORBIDDEN else "_"
        for letter in unicodedata.normalize("NFC", piece)
    )
    safe = "".join(letters).strip(". ")[:_LONGEST].strip(". ")
    is_taken = safe.partition(".")[0].rstrip().upper() in DEVICES or is_reserved(safe)
    return f"_{safe}" if is_taken else safe


def _made_different(
    stems: list[PurePosixPath], named: Sequence[Named]
) -> tuple[list[PurePosixPath], list[str]]:
    """Paths of which no two are one file on any file system, and those that would have been."""
    counts = Counter(map(_key, stems))
    changed = [str(stem) for stem in stems if counts[_key(stem)] > 1]
    if not changed:
        return stems, []
    taken = {key for key, count in counts.items() if count == 1}
    different = []
    for stem, each in zip(stems, named):
        if counts[_key(stem)] > 1:
            stem = _free(stem, each, taken)
            taken.add(_key(stem))
        different.append(stem)
    return different, changed


def _free(stem: PurePosixPath, named: Named, taken: set[str]) -> PurePosixPath:
    number = str(named.number) if named.total > 1 else ""
    parts = (stem.name, named.entry.code, number)
    wanted = stem.with_name("_".join(part for part in parts if part))
    place, free = 1, wanted
    while _key(free) in taken:
        place += 1
        free = wanted.with_name(f"{wanted.name}_{place}")
    return free


def _key(stem: PurePosixPath) -> str:
    return unicodedata.normalize("NFKC", str(stem).casefold())


def _leads_out(expression: str, path: str) -> ExportError:
    return _refusal(
        expression, translate("Series", "“{path}” leads out of the folder").format(path=path)
    )


def _refusal(expression: str, reason: str) -> ExportError:
    sentence = translate("Series", "The expression “{expression}” gives no file names: {reason}.")
    return ExportError(
        sentence.format(expression=expression, reason=" ".join(reason.split()).rstrip("."))
    )
