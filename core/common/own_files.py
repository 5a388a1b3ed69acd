# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a user's profile, of which a wrong one costs itself and nothing else.

Where it takes the place of a bundled one, that one stands in its place; what is wrong is told.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from .errors import SrceError
from .files import ROOT, files
from .i18n import translate

_Read = TypeVar("_Read")


def read_usable(
    folder: str, name: str, read: Callable[[Path], _Read]
) -> tuple[_Read | None, list[str]]:
    """What the file of a name says, and what is wrong; None where there is none to be used.

    `read` raises SrceError.
    """
    path = files(folder, "*.json").get(name)
    if path is None:
        return None, []
    try:
        return read(path), []
    except SrceError as error:
        fault = error.whole
    bundled = ROOT / folder / path.name
    if path == bundled or not bundled.is_file():
        return None, [translate("Files", "Left out: {fault}").format(fault=fault)]
    sentence = translate("Files", "The plugin's own stands in its place: {fault}")
    return read(bundled), [sentence.format(fault=fault)]


def read_all_usable(
    folder: str, read: Callable[[Path], _Read]
) -> tuple[dict[str, _Read], list[str]]:
    """What each file of a folder says, by its name, and what is wrong with others."""
    found, faults = {}, []
    for name in files(folder, "*.json"):
        value, wrong = read_usable(folder, name, read)
        faults += wrong
        if value is not None:
            found[name] = value
    return found, faults
