# SPDX-License-Identifier: GPL-3.0-or-later
"""What the table of a sheet says: its columns, and the texts of its lines.

Of a plan it is a matrix: a commune a line, a class a group of columns, the whole below them. Of a
commune each class, sub-trame or zone has a line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..common.french import french
from ..common.patterns import pattern

if TYPE_CHECKING:
    from ..summary.rounding import Rounded
    from ..summary.summary import Summary, SummaryRow

NO_BREAK_SPACE = "\u00a0"

# What stands where a commune has nothing of a class, and behind the name of one that the data
# cover in part.
NOTHING = "–"
PARTIAL = NO_BREAK_SPACE + "*"

UNITS = {"s": "ha", "l": "km"}

# The order of the columns of a class.
_LETTERS = "pls"

# A number with what stands behind its comma, and no unit.
_DECIMALS = pattern(r"\d(?:,(\d+))?$")

# The words of the columns of numbers.
_NUMBERS = ("count", "extent", "share")


@dataclass(frozen=True)
class TableColumn:
    """A column: its heading, and the group that it stands in with those beside it, if any.

    `is_bar`: it holds no text, but a bar for each percentage of the column before.
    """

    heading: str
    group: str = ""
    is_numeric: bool = False
    is_bar: bool = False


@dataclass(frozen=True)
class TableLine:
    """The texts of a line, one a column, and the percentages that bars stand for.

    `is_bold` are the columns in bold; `is_whole`: it is of a territory that others are parts of;
    `goes_on`: it belongs to the line before.
    """

    texts: tuple[str, ...]
    shares: tuple[float | None, ...]
    is_bold: tuple[bool, ...]
    is_whole: bool = False
    goes_on: bool = False


@dataclass(frozen=True)
class TableContent:
    """Columns and lines of a table, and what explains signs in it.

    The first column names what a line is of, and stands before the others on every page.
    """

    columns: tuple[TableColumn, ...]
    lines: tuple[TableLine, ...]
    notes: tuple[str, ...] = ()

    @property
    def groups(self) -> list[range]:
        """The columns behind the first, those of one group together."""
        found: list[range] = []
        for number, column in enumerate(self.columns[1:], 1):
            before = self.columns[number - 1]
            if found and column.group and column.group == before.group:
                found[-1] = range(found[-1].start, number + 1)
            else:
                found.append(range(number, number + 1))
        return found

    @property
    def without_bars(self) -> TableContent:
        """The same without the columns of bars."""
        return self.of_columns([n for n, column in enumerate(self.columns) if not column.is_bar])

    def named_at(self, starts: Collection[int]) -> TableContent:
        """The same with a name in the lines of some numbers: that of the line that they belong to.

        Each of them begins a frame.
        """
        lines, name = [], ""
        for number, line in enumerate(self.lines):
            name = line.texts[0] or name
            if number in starts and not line.texts[0]:
                line = replace(line, texts=(name, *line.texts[1:]))
            lines.append(line)
        return replace(self, lines=tuple(lines))

    def of_columns(self, numbers: Sequence[int]) -> TableContent:
        """The same lines with some of the columns."""
        return TableContent(
            tuple(self.columns[n] for n in numbers),
            tuple(
                TableLine(
                    tuple(line.texts[n] for n in numbers),
                    tuple(line.shares[n] for n in numbers),
                    tuple(line.is_bold[n] for n in numbers),
                    line.is_whole,
                    line.goes_on,
                )
                for line in self.lines
            ),
            self.notes,
        )


def table_content(summary: Summary) -> TableContent:
    """The table of a summary."""
    classes = _classes(summary) if summary.by_commune else {}
    content = _matrix(summary, classes) if classes else _list(summary)
    texts = [tuple(map(french, line.texts)) for line in content.lines]
    aligned, is_mixed = _aligned(content.columns, texts)
    mixed = (summary.sheet.words["summary_shares"],) if is_mixed else ()
    return TableContent(
        tuple(
            replace(c, heading=french(c.heading), group=french(c.group)) for c in content.columns
        ),
        tuple(replace(line, texts=one) for line, one in zip(content.lines, aligned)),
        (*content.notes, *mixed),
    )


def class_lines(summary: Summary) -> tuple[list[str], list[list[str]]]:
    """The headings and the lines of what a whole territory holds of each class."""
    rows = [row for row in _listed_rows(summary) if not row.sub_trame]
    words = summary.sheet.words
    headings = [words[f"summary_{name}"] for name in ("class", *_NUMBERS)]
    return headings, [[summary.title(row), *_numbers(summary, row)] for row in rows]


def empty_classes(summary: Summary) -> str:
    """A sentence that names the classes of which there is nothing; empty where each has a line."""
    listed = {row.class_id for row in _listed_rows(summary)}
    rows = [row for row in summary.rows if row.is_whole and row.class_id]
    absent = dict.fromkeys(row.class_id for row in rows if row.class_id not in listed)
    if not absent:
        return ""
    labels = " ; ".join(map(summary.sheet.label, absent))
    return summary.sheet.words["summary_nothing"].format(labels)


def french_number(value: float, decimals: int) -> str:
    """A number as the sheet prints it, whatever the machine's locale."""
    return f"{value:,.{decimals}f}".replace(",", NO_BREAK_SPACE).replace(".", ",")


def rounded_text(number: Rounded) -> str:
    """A rounded number, or what it is less than."""
    less = "<" + NO_BREAK_SPACE if number.is_less else ""
    return less + french_number(number.value, number.decimals)


def _classes(summary: Summary) -> dict[str, list[str]]:
    """The classes that the territory has objects of, in their order, and their letters."""
    letters: dict[str, list[str]] = {}
    for row in summary.rows:
        if row.is_whole and not row.sub_trame and row.geometry and row.count:
            letters.setdefault(row.class_id, []).append(row.geometry)
    return {class_id: sorted(found, key=_LETTERS.index) for class_id, found in letters.items()}


def _matrix(summary: Summary, classes: dict[str, list[str]]) -> TableContent:
    words, label = summary.sheet.words, summary.sheet.label
    columns = [TableColumn(words["summary_place"])]
    for class_id, letters in classes.items():
        for letter in letters:
            heading = UNITS.get(letter, words["summary_number"])
            columns.append(TableColumn(heading, label(class_id), is_numeric=True))
            if letter == "s":
                columns.append(TableColumn("%", label(class_id), is_numeric=True))
                columns.append(TableColumn("", label(class_id), is_bar=True))
    places: dict[str, list[SummaryRow]] = defaultdict(list)
    for row in summary.rows:
        if not row.sub_trame:
            places[row.code if not row.is_whole else ""].append(row)
    whole = places.pop("")
    lines = [
        *(_place_line(summary, rows, classes, False) for rows in places.values()),
        _place_line(summary, whole, classes, True),
    ]
    return TableContent(tuple(columns), tuple(lines), tuple(_notes(summary, whole, places)))


def _place_line(
    summary: Summary, rows: Sequence[SummaryRow], classes: dict[str, list[str]], is_whole: bool
) -> TableLine:
    first = rows[0]
    known = {(row.class_id, row.geometry): row for row in rows}
    texts = [first.place + (PARTIAL if first.is_partial else "")]
    shares: list[float | None] = [None]
    unknown = summary.sheet.words["summary_unknown"]
    for class_id, letters in classes.items():
        for letter in letters:
            row = known.get((class_id, letter))
            blank = NOTHING if first.count is not None else unknown
            cells, share = (blank, blank), None
            if row is not None and row.count:
                cells, share = _measures(summary, row), row.share
            texts += (*cells, "") if letter == "s" else cells[:1]
            shares += [None, None, share] if letter == "s" else [None]
    return TableLine(tuple(texts), tuple(shares), (is_whole,) * len(texts), is_whole)


def _measures(summary: Summary, row: SummaryRow) -> tuple[str, str]:
    """The number of points, or the measure, and the share, without their units."""
    measure, share = summary.rounded(row)
    if measure is None:
        return french_number(row.count or 0, 0), ""
    return rounded_text(measure), "" if share is None else rounded_text(share)


def _notes(
    summary: Summary, whole: Sequence[SummaryRow], places: dict[str, list[SummaryRow]]
) -> Iterable[str]:
    """What the signs of a matrix mean, and of which classes there is nothing."""
    sheet = summary.sheet
    words = sheet.words
    nothing = empty_classes(summary)
    if nothing:
        yield nothing
    firsts = [rows[0] for rows in places.values()]
    # Where nothing is known there is another sign.
    if any(row.count is not None for row in firsts):
        yield words["summary_none"]
    if any(row.count is None for row in firsts):
        yield words["summary_unknown_is"].format(words["summary_unknown"])
    if any(row.is_partial for row in (*firsts, *whole)):
        yield f"* {words['summary_partial']}."


def _listed_rows(summary: Summary) -> list[SummaryRow]:
    """The rows of the whole territory that a list has a line for: of what is there, if anything."""
    rows = [row for row in summary.rows if row.is_whole]
    there = [row for row in rows if row.count or row.count is None]
    return there or rows


def _list(summary: Summary) -> TableContent:
    """A line for each row of the whole territory that holds something."""
    rows = _listed_rows(summary)
    words, has_parts = summary.sheet.words, any(row.sub_trame for row in rows)
    names = ("class", *(("sub_trame",) if has_parts else ()), *_NUMBERS)
    columns = tuple(
        TableColumn(words[f"summary_{name}"], is_numeric=name in _NUMBERS) for name in names
    )
    lines = []
    before = ""
    for row in rows:
        parts = (row.part,) if has_parts else ()
        goes_on = row.class_id == before and bool(before)
        # The name of a class is not said again of each of its parts.
        title = "" if goes_on and row.sub_trame else summary.title(row)
        texts = (title, *parts, *_numbers(summary, row), "")
        is_class = has_parts and bool(row.class_id) and not row.sub_trame
        bold = (is_class,) * len(texts)
        shares = (*[None] * (len(texts) - 1), row.share)
        lines.append(TableLine(texts, shares, bold, goes_on=goes_on))
        before = row.class_id
    nothing = empty_classes(summary)
    notes = (nothing,) if nothing else ()
    return TableContent((*columns, TableColumn("", is_bar=True)), tuple(lines), notes)


def _aligned(
    columns: Sequence[TableColumn], lines: Sequence[tuple[str, ...]]
) -> tuple[list[tuple[str, ...]], bool]:
    """Texts of which the numbers of a column stand below each other's commas; whether some had to
    be moved for that.

    Spaces stand for what a number lacks: in most typefaces a figure is as wide as two of them, the
    comma as one.
    """
    lacking = [[0] * len(columns) for _ in lines]
    for number, column in enumerate(columns):
        found = [_DECIMALS.search(texts[number]) if column.is_numeric else None for texts in lines]
        most = max((len(one[1] or "") for one in found if one is not None), default=0)
        for line, one in zip(lacking, found):
            line[number] = most - len(one[1] or "") if one is not None else 0
            # A comma is lacking with all that stand behind it.
            line[number] += line[number] + int(bool(one and most and not one[1]))
    aligned = [
        tuple(text + NO_BREAK_SPACE * count for text, count in zip(texts, counts))
        for texts, counts in zip(lines, lacking)
    ]
    return aligned, any(map(any, lacking))


def _numbers(summary: Summary, row: SummaryRow) -> tuple[str, str, str]:
    """The number of objects, their area or length and its share, with their units."""
    measure, share = summary.rounded(row)
    unit = UNITS.get(row.geometry, "")
    return (
        french_number(row.count, 0) if row.class_id and row.count is not None else "",
        "" if measure is None else rounded_text(measure) + NO_BREAK_SPACE + unit,
        "" if share is None else rounded_text(share) + NO_BREAK_SPACE + "%",
    )
