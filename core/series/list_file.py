# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a file that lists territories, whichever program has written it."""

from __future__ import annotations

import codecs
from pathlib import Path

from ..common.errors import TerritoryError
from ..common.i18n import translate

# All communes with forty columns have less.
MOST_BYTES = 50_000_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_list_file(path: Path) -> str:
    """Read a CSV or text file as UTF-8 or UTF-16, or else as Windows writes it.

    Raises TerritoryError where it cannot be read, or is no text.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise TerritoryError(
            translate("Series", "“{file}” cannot be read: {reason}").format(
                file=path, reason=error.strerror or error
            )
        ) from error
    if size > MOST_BYTES:
        sentence = translate(
            "Series", "“{file}” is too large for a list of territories: choose a CSV or text file."
        )
        raise TerritoryError(sentence.format(file=path))
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\0" in text:
        sentence = translate(
            "Series",
            "“{file}” is no text: save the table as CSV, or copy its column and paste it.",
        )
        raise TerritoryError(sentence.format(file=path))
    return text
