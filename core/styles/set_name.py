# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of sets of styles, and the file that gives a set its name."""

from __future__ import annotations

import json
from pathlib import Path
from unicodedata import category

from ..common.disk import reason
from ..common.i18n import translate
from ..common.json_text import JsonError, parse

# The file that gives a set its name, and how many bytes it may have.
SET_FILE = "style_set.json"
LARGEST_SET_FILE = 64_000

# Letters of the name of a set, and the kinds of characters that it may not have: controls, breaks
# of lines, halves of a surrogate pair.
LONGEST_NAME = 100
_UNPRINTED = ("Cc", "Cs", "Zl", "Zp")


def name_in(folder: Path, usual_name: str) -> tuple[str, tuple[str, ...]]:
    """The name that the file of a set says, the usual one where it says none; tells of damage."""
    path = folder / SET_FILE
    try:
        with path.open("rb") as file:
            name = name_of(file.read(LARGEST_SET_FILE))
    except FileNotFoundError:
        return one_line_name(usual_name), ()
    except OSError as error:
        name, fault = "", reason(error, path)
    else:
        fault = translate("Styles", "it holds no name")
    if name:
        return name, ()
    sentence = translate(
        "Styles", "The set of styles is called “{name}”, as “{path}” cannot be read: {reason}."
    )
    usual = one_line_name(usual_name)
    return usual, (sentence.format(path=path, reason=fault, name=usual),)


def name_of(content: bytes) -> str:
    """The name in the file of a set; a damaged one costs the name only."""
    try:
        said = parse(content)
    except JsonError:
        return ""
    name = said.get("name") if isinstance(said, dict) else None
    return one_line_name(name) if isinstance(name, str) else ""


def name_text(name: str) -> str:
    """What the file of a set of some name holds."""
    return json.dumps({"name": name}, ensure_ascii=False, indent=2) + "\n"


def one_line_name(text: str) -> str:
    """A text as the name of a set: without breaks and what no file can hold, and not too long."""
    kept = "".join(" " if category(letter) in _UNPRINTED else letter for letter in text)
    return kept.strip()[:LONGEST_NAME].strip()
