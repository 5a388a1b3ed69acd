# SPDX-License-Identifier: GPL-3.0-or-later
"""Communes that are associated with, delegated to or merged into others, and what holds them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from ..common.files import ROOT
from .entry import Entry

# Made with the territories by tools/build_territories.py, see data/README.md.
TABLE = ROOT / "data" / "former_communes.csv"


class FormerCommune(NamedTuple):
    """A commune that is none any more, and the INSEE code of the one that holds it."""

    code: str
    name: str
    holder: str


@lru_cache(maxsize=1)
def known_former_communes() -> tuple[FormerCommune, ...]:
    """All that the plugin knows of, by code."""
    with TABLE.open(encoding="utf-8", newline="") as opened:
        rows = csv.reader(opened)
        next(rows)
        return tuple(FormerCommune(*row) for row in rows)


def former_communes(loaded: Mapping[str, Entry]) -> list[Entry]:
    """The loaded communes that hold others, once for each of these, found as that one.

    A former commune that is loaded itself, as with an older layer, is left out.
    """
    found = []
    for former in known_former_communes():
        holder = loaded.get(former.holder)
        if holder is None or (former.code in loaded and former.code != former.holder):
            continue
        if former.name != holder.name:
            found.append(replace(holder, found_as=former.name, former_code=former.code))
    return found
