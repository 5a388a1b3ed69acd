# SPDX-License-Identifier: GPL-3.0-or-later
"""What the local copies take of the disk, and how much of it nothing uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .copies import all_copies, is_open, remove_copy, size_of
from .kept_copies import is_needed


@dataclass(frozen=True)
class CopiesUse:
    """The number of some copies and their size in bytes."""

    count: int
    size: int


def use_of(copies: Sequence[Path]) -> CopiesUse:
    """What some copies take of the disk."""
    sizes = [size for path in copies if (size := size_of(path)) is not None]
    return CopiesUse(len(sizes), sum(sizes))


def unneeded_copies() -> list[Path]:
    """The copies that no layer is read from now and no project refers to that can be found.

    They include those that are drawn while their service cannot be reached, but not what was read
    within a day, which another process may be drawing. Reads the files of projects.
    """
    return [path for path in all_copies() if not is_open(path) and not is_needed(path)]


def remove_copies(copies: Sequence[Path]) -> list[Path]:
    """Remove some copies; gives those that could not be, being open in another program."""
    return [path for path in copies if not remove_copy(path)]
