# SPDX-License-Identifier: GPL-3.0-or-later
"""Selections of communes as CSV files of their codes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from ..common.files import cannot_write, write_whole
from .entry import Entry


def write_codes(path: Path, communes: Iterable[Entry]) -> None:
    """Write the codes and the names of communes as French spreadsheets read them.

    Raises ExportError where the file cannot be written; an earlier one is still there.
    """
    table = io.StringIO(newline="")
    rows = csv.writer(table, delimiter=";")
    rows.writerow(("code", "nom"))
    # With its zero in front, which a spreadsheet would take away on saving, a code is still found.
    rows.writerows((entry.code, entry.name) for entry in communes)
    try:
        write_whole(path, table.getvalue(), "utf-8-sig")
    except OSError as error:
        raise cannot_write(path, error) from error
