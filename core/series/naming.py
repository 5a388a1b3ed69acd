# SPDX-License-Identifier: GPL-3.0-or-later
"""What the files of a series are called: the usual names, or those of an expression."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsFeature,
    QgsField,
    QgsFields,
)
from qgis.PyQt.QtCore import QVariant

from ..common.errors import ExportError
from ..common.files import DEVICES, FORBIDDEN, file_name
from ..common.i18n import translate
from ..common.request import EPCI
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
    stems = list(_stems(named, expression, ending))
    stems, changed = _made_different(stems, named)
    paths = [folder.joinpath(*stem.parts[:-1], stem.name + ending) for stem in stems]
    if not changed:
        return paths, []
    sentence = translate(
        "Series",
        "Several sheets would have one name, such as “{name}”: their codes and numbers are added.",
    )
    return paths, [sentence.format(name=changed[0])]


def name_examples(named: Sequence[Named], expression: str, ending: str) -> list[str]:
    """The names of the first, the middle and the last sheet, below the folder. Raises ExportError.

    Names that would be one are shown as they are.
    """
    chosen = dict.fromkeys((0, len(named) // 2, len(named) - 1)) if named else {}
    stems = _stems([named[place] for place in chosen], expression, ending)
    return [f"{stem}{ending}" for stem in stems]


def name_fields() -> QgsFields:
    """The fields that an expression for names may use."""
    fields = QgsFields()
    for name in _FIELDS:
        kind = QVariant.Type.Int if name in _INTEGERS else QVariant.Type.String
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
    unknown = sorted(set(parsed.referencedColumns()) - set(_FIELDS))
    if unknown:
        reason = translate("Series", "there is no “{field}”, but {known}")
        raise _refusal(expression, reason.format(field=unknown[0], known=", ".join(_FIELDS)))


_FIELDS = (
    *("code", "name", "kind", "departement", "departement_name", "epci", "epci_name"),
    *("population", "sheet", "prefix", "number", "total", "date"),
)


def _stems(named: Sequence[Named], expression: str, ending: str) -> Iterator[PurePosixPath]:
    """The path of each sheet below the folder, without its ending."""
    if not expression.strip():
        yield from (_usual(each) for each in named)
        return
    check_expression(expression)
    parsed = QgsExpression(expression)
    has_number = "number" in parsed.referencedColumns()
    fields = name_fields()
    context = QgsExpressionContext()
    context.setFields(fields)
    parsed.prepare(context)
    for each in named:
        feature = QgsFeature(fields)
        feature.setAttributes([_value(value) for value in each.values().values()])
        context.setFeature(feature)
        value = parsed.evaluate(context)
        if parsed.hasEvalError():
            raise _refusal(expression, parsed.evalErrorString())
        text = "" if value is None else _text(value)
        yield _safe_path(text, expression, "" if has_number else _of_several(each), ending)


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


def _safe_path(text: str, expression: str, number: str, ending: str) -> PurePosixPath:
    """A path below the folder that every file system takes. Raises ExportError."""
    if text.casefold().endswith(ending):
        text = text[: -len(ending)]
    pieces = [piece.strip() for piece in _SEPARATOR.split(text)]
    if _ABSOLUTE.match(text) or ".." in pieces:
        raise _refusal(
            expression, translate("Series", "“{path}” leads out of the folder").format(path=text)
        )
    safe = [piece for piece in map(_safe, pieces) if piece]
    if not safe or not pieces[-1]:
        raise _refusal(expression, translate("Series", "it gives no name of a file"))
    if len(safe) > _DEEPEST:
        raise _refusal(expression, translate("Series", "it gives too many folders"))
    safe[-1] = f"{safe[-1]}{number}"
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


def _refusal(expression: str, reason: str) -> ExportError:
    sentence = translate("Series", "The expression “{expression}” gives no file names: {reason}.")
    return ExportError(
        sentence.format(expression=expression, reason=" ".join(reason.split()).rstrip("."))
    )
