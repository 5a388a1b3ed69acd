# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a file may be written: nothing that is read, and nothing of another kind, is replaced."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from .errors import ExportError, SrceError
from .files import cannot_write
from .i18n import translate

# How much of a file tells its kind.
_HEAD = 4096

_BINARY = b"\0"
# What XML may have before its root element. No alternative can match in two ways, so that no file
# takes long.
_PROLOGUE = (
    rb"(?:\xef\xbb\xbf)?"
    rb"(?:\s|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE\s[^>\[]*(?:\[[^\]]*\][^>]*)?>)*"
)
# The root elements of a drawing, a style of QGIS, an SLD and a style library of QGIS.
_ROOTS = {
    ending: re.compile(_PROLOGUE + rb"<(?:[\w.-]+:)?" + root + rb"[\s/>]", re.DOTALL)
    for ending, root in {
        ".svg": b"svg",
        ".qml": b"qgis",
        ".sld": b"StyledLayerDescriptor",
        ".xml": b"qgis_style",
    }.items()
}
# The endings of sheets and tables: plain text under such a name is nothing that anybody misses.
_OF_SHEETS = (".pdf", ".png", ".svg", ".csv")
# What plain text does not begin with: PDF, JSON, XML.
_NO_PLAIN_TEXT = (b"%PDF-", b"{", b"[", b"<")


def check_target(path: Path, endings: Sequence[str], inputs: Iterable[Path] = ()) -> None:
    """Check that a file may be written to `path`, whose ending is one of some (`.pdf`).

    `inputs` are files that are read for it. An earlier file is replaced if it is of the kind that
    its ending says; a sheet also if it holds no more than plain text. Raises ExportError.
    """
    ending = path.suffix.lower()
    if ending not in endings:
        raise ExportError(
            translate(
                "Export",
                "“{path}” is no file that can be written: its name must end with {endings}.",
            ).format(path=path, endings=", ".join(endings))
        )
    if not path.is_file():
        return
    if any(is_same_file(path, read) for read in inputs):
        raise ExportError(
            translate(
                "Export", "“{path}” is one of the files that are read here: choose another name."
            ).format(path=path)
        )
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise cannot_write(path, error) from error
    is_left_over = ending in _OF_SHEETS and _is_plain_text(head)
    if head and not is_left_over and not _KINDS[ending](head):
        raise _of_another_kind(path)


def check_json_target(
    path: Path, read: Callable[[Path], object], inputs: Iterable[Path] = ()
) -> None:
    """Check that a JSON file may be written: an earlier one has to be as `read` takes it.

    `read` raises SrceError for any other. Raises ExportError.
    """
    check_target(path, (".json",), inputs)
    if not path.is_file() or not path.stat().st_size:
        return
    try:
        read(path)
    except SrceError as error:
        raise _of_another_kind(path) from error


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, by links or in another spelling too."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return False


def _of_another_kind(path: Path) -> ExportError:
    return ExportError(
        translate(
            "Export",
            "“{path}” holds something else than its name says, and is not replaced: choose "
            "another name.",
        ).format(path=path)
    )


def _is_plain_text(head: bytes) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return _BINARY not in head and not text.startswith(_NO_PLAIN_TEXT)


def _has_root(head: bytes, ending: str) -> bool:
    return _BINARY not in head and _ROOTS[ending].match(head) is not None


# Whether a file begins as those of an ending do.
_KINDS: dict[str, Callable[[bytes], bool]] = {
    ".pdf": lambda head: head.startswith(b"%PDF-"),
    ".png": lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"),
    ".csv": _is_plain_text,
    ".json": lambda head: head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"),
    ".zip": lambda head: head.startswith(b"PK"),
    **{ending: partial(_has_root, ending=ending) for ending in _ROOTS},
}
