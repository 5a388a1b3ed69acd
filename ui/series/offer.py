# SPDX-License-Identifier: GPL-3.0-or-later
"""What the dock gives to a series: the options of a single export, as they are chosen there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...core.common.request import SheetRequest


@dataclass(frozen=True)
class Offer:
    """The options of the dock.

    `request` has no territory, sheet or entries of a cartouche; `sheets` are those that are chosen
    there; `words` tell the options as the dock shows them; `cartouche` holds the entries that were
    typed for a territory, `typed` says them in one line.
    """

    request: SheetRequest = field(default_factory=lambda: SheetRequest(""))
    sheets: tuple[str, ...] = ("",)
    words: tuple[str, ...] = ()
    cartouche: Mapping[str, Any] = field(default_factory=dict)
    typed: str = ""
