# SPDX-License-Identifier: GPL-3.0-or-later
"""A summary for spreadsheets: as a CSV file, and as text and HTML for the clipboard.

Headings and labels are French, as on the sheet.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from html import escape
from pathlib import Path

from ..common.files import cannot_write, file_name, make_folder, write_whole
from ..common.layer_roles import UNCOVERED
from ..common.printable import printable
from ..common.target import check_target
from .rounding import Rounded
from .summary import Summary, SummaryRow

FORMATS = (".csv",)

# What a cell begins with that spreadsheets take for a formula.
FORMULA_STARTS = ("=", "+", "-", "@")

ZONE = "zone"
COLUMNS = (
    *("code", "place", "class", "sub_trame", ZONE, "geometry"),
    *("count", "area", "length", "percent", "source", "note"),
)


def csv_name(summary: Summary) -> str:
    """The usual name of the file of a summary: `SRCE_59294_HAYNECOURT.csv`."""
    entry = summary.territory.entry
    return file_name(summary.sheet.file_prefix, entry.code, entry.name, ".csv")


def write_csv(summary: Summary, path: Path) -> None:
    """Write a summary as French spreadsheets read it, whole or not at all.

    UTF-8 with a byte order mark, semicolons, decimal commas. No file that the summary was read
    from is written over. Raises ExportError.
    """
    check_target(path, FORMATS, summary.inputs)
    make_folder(path.parent)
    try:
        write_whole(path, as_csv(summary), "utf-8-sig")
    except OSError as error:
        raise cannot_write(path, error) from error


def as_csv(summary: Summary) -> str:
    """A summary as `write_csv` writes it."""
    table = io.StringIO()
    csv.writer(table, delimiter=";").writerows(_lines(summary, ","))
    return table.getvalue()


def as_text(summary: Summary, decimal_point: str = ",") -> str:
    """A summary with tabs between its cells, for the clipboard."""
    return "\n".join("\t".join(line) for line in _lines(summary, decimal_point)) + "\n"


def as_html(summary: Summary, decimal_point: str = ",") -> str:
    """A summary as an HTML table, for the clipboard."""
    heading, *lines = _lines(summary, decimal_point)
    rows = [_html_row(heading, "th"), *(_html_row(line, "td") for line in lines)]
    return f'<meta charset="utf-8"><table>{"".join(rows)}</table>'


def _html_row(cells: list[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def _lines(summary: Summary, decimal_point: str) -> Iterator[list[str]]:
    """The headings, then the cells of every row."""
    words = summary.sheet.words
    # A table of data without codes of zones is the one that its readers know.
    has_zones = any(row.zone for row in summary.rows)
    columns = COLUMNS if has_zones else [name for name in COLUMNS if name != ZONE]
    yield [words[f"summary_{column}"] for column in columns]
    for row in summary.rows:
        zone = (row.zone,) if has_zones else ()
        texts = (row.code, row.place, row.label, row.sub_trame, *zone)
        geometry = words[f"summary_{row.geometry}"] if row.geometry else ""
        yield [
            *map(_harmless, texts),
            geometry,
            "" if row.count is None else str(row.count),
            *(number.replace(".", decimal_point) for number in _numbers(summary, row)),
            _harmless(summary.source),
            _harmless(_note(summary, row)),
        ]


def _note(summary: Summary, row: SummaryRow) -> str:
    """What is to be known of the place of a row: that the data do not cover it whole."""
    if row.is_whole:
        return summary.uncovered
    if row.count is None:
        return summary.sheet.label(UNCOVERED)
    return summary.sheet.words["summary_partial"] if row.is_partial else ""


def _numbers(summary: Summary, row: SummaryRow) -> tuple[str, str, str]:
    """The area, the length and the share, rounded as on the sheet."""
    measure, share = summary.rounded(row)
    by_geometry = {row.geometry: measure}
    return (_number(by_geometry.get("s")), _number(by_geometry.get("l")), _number(share))


def _number(rounded: Rounded | None) -> str:
    """A number, or what it is less than."""
    if rounded is None:
        return ""
    return ("<" if rounded.is_less else "") + f"{rounded.value:.{rounded.decimals}f}"


def _harmless(text: str) -> str:
    """A text on one line that no spreadsheet takes for a formula."""
    line = " ".join(printable(text).split())
    return f"'{line}" if line.startswith(FORMULA_STARTS) else line
