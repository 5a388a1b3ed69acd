# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of pairs that the settings keep as a text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TypeVar

_Second = TypeVar("_Second")


def read_pairs(text: str, second: type[_Second]) -> list[tuple[str, _Second]]:
    """The pairs of a text and of what is of a type; what is none, or damaged, is left out."""
    try:
        written = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return []
    return [
        (one[0], one[1])
        for one in (written if isinstance(written, list) else [])
        if isinstance(one, list)
        and len(one) == 2
        and isinstance(one[0], str)
        and isinstance(one[1], second)
    ]


def write_pairs(pairs: Iterable[tuple[str, object]]) -> str:
    """The text for pairs."""
    return json.dumps(list(pairs), ensure_ascii=False)
