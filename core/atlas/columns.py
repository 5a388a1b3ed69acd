# SPDX-License-Identifier: GPL-3.0-or-later
"""The columns of a coverage: what is stored of each of its territories."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..common.letters import plain_letters
from .expressions import column


@dataclass
class Columns:
    """The columns of a coverage by name, the values of each by the codes of the territories."""

    values: dict[str, Mapping[str, object]] = field(default_factory=dict)

    def add(self, name: str, values: Mapping[str, object]) -> str:
        """Add a column under a name like this one, which no other has; gives its name."""
        plain = plain_name(name) or "item"
        free, number = plain, 1
        while free in self.values:
            number += 1
            free = f"{plain}_{number}"
        self.values[free] = values
        return free

    def varying(self, name: str, values: Mapping[str, object]) -> str:
        """The expression of values that differ, which get a column; empty where all are one."""
        if len(set(values.values())) < 2:
            return ""
        return column(self.add(name, values))

    def types(self) -> dict[str, type]:
        """The type of each column."""
        return {name: _type(values) for name, values in self.values.items()}

    def row(self, code: str) -> tuple[object, ...]:
        """The values of a territory, in the order of the columns."""
        return tuple(values.get(code) for values in self.values.values())


def plain_name(text: str) -> str:
    """A text as the name of a table or a column that every database takes."""
    return re.sub(r"[^a-z0-9]+", "_", plain_letters(text).lower()).strip("_")


def _type(values: Mapping[str, object]) -> type:
    types = {type(value) for value in values.values() if value is not None}
    if types <= {int, bool}:
        return int
    return float if types <= {int, bool, float} else str
