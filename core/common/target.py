# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a file may be written: nothing that is read, and nothing of another kind, is replaced."""

from __future__ import annotations

import errno
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from .disk import refuse_read_only
from .errors import ExportError, SrceError
from .files import DEVICES, FORBIDDEN, cannot_make, cannot_write
from .i18n import translate
from .patterns import pattern

# The longest name of a file, and what another file beside it adds to it.
LONGEST_NAME = 255
_BESIDE = {".png": ".aux.xml"}

_IS_WINDOWS = os.name == "nt"

# The kinds of characters that do not show in a name: control characters, line and paragraph
# separators, halves of surrogate pairs; and the signs that turn the direction of writing.
_UNSEEN = ("Cc", "Zl", "Zp", "Cs")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# How much of a file tells its kind.
_HEAD = 4096

_BINARY = b"\0"
# What XML may have before its root element. No alternative can match in two ways, so that no file
# takes long.
_PROLOGUE = (
    rb"(?:\xef\xbb\xbf)?"
    rb"(?:\s|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE\s[^>\[]*(?:\[[^\]]*\][^>]*)?>)*"
)
# The root elements of a drawing, a style and a project of QGIS, an SLD and a style library of QGIS.
_ROOTS = {
    ending: pattern(_PROLOGUE + rb"<(?:[\w.-]+:)?" + root + rb"[\s/>]", re.DOTALL)
    for ending, root in {
        ".svg": b"svg",
        ".qml": b"qgis",
        ".qgs": b"qgis",
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
    its ending says; a sheet also if it holds no more than plain text. What is marked as read-only
    is not. Raises ExportError.
    """
    check_name(path)
    ending = path.suffix.lower()
    if ending not in endings:
        raise ExportError(
            translate(
                "Export",
                "“{path}” is no file that can be written: its name must end with {endings}.",
            ).format(path=path, endings=", ".join(endings))
        )
    _check_place(path)
    if not path.is_file():
        return
    if any(is_same_file(path, read) for read in inputs):
        raise ExportError(
            translate(
                "Export", "“{path}” is one of the files that are read here: choose another name."
            ).format(path=path)
        )
    try:
        refuse_read_only(path)
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


def check_folder(folder: Path) -> None:
    """Check that files may be written into a folder, which need not be there yet.

    Raises ExportError.
    """
    _check_folder(folder, folder)


def check_name(path: Path) -> None:
    """Check that every file system takes the name of a file or a folder. Raises ExportError."""
    name = path.name
    start = name.partition(".")[0].rstrip().upper()
    is_unseen = any(unicodedata.category(one) in _UNSEEN or one in _TURNING for one in name)
    length = 0 if is_unseen else _length(name + _BESIDE.get(path.suffix.lower(), ""))
    faults = {
        translate("Export", "it holds a line break or a control character"): is_unseen,
        translate("Export", "it must not end with a dot or a blank"): name.endswith((".", " ")),
        translate("Export", "there must be something before its ending"): not path.stem.strip(". ")
        or name.lower() in _KINDS,
        translate("Export", "Windows calls a device so"): start in DEVICES,
        translate("Export", "Windows takes none of {characters}").format(
            characters=" ".join(FORBIDDEN)
        ): _IS_WINDOWS and any(letter in FORBIDDEN for letter in name),
        translate("Export", "it is too long"): length > LONGEST_NAME,
    }
    fault = next((fault for fault, is_there in faults.items() if is_there), "")
    if fault:
        raise _no_name(path, fault)


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, by links or in another spelling too."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return False


def _check_place(path: Path) -> None:
    """Raise ExportError where no file can be put at a path, as far as one sees before."""
    _check_folder(path.parent, path)
    try:
        if os.path.isdir(path):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        # What is too long for this disk, of which the folder may not be there yet.
        with suppress(FileNotFoundError):
            os.lstat(path)
    except OSError as error:
        raise cannot_write(path, error) from error


def _check_folder(folder: Path, path: Path) -> None:
    """Raise ExportError where `path` cannot be written into a folder."""
    try:
        _check_way(folder)
    except OSError as error:
        raise (
            cannot_write(path, error) if os.path.isdir(folder) else cannot_make(folder, error)
        ) from error


def _check_way(folder: Path) -> None:
    """Raise OSError where a folder, or the one in which it is to be made, takes no file."""
    places = (folder, *folder.parents)
    there = next((place for place in places if os.path.lexists(place)), None)
    for new in places[: places.index(there)] if there is not None else places:
        if new.name not in ("", ".."):
            check_name(new)
    if there is None:
        return
    if not there.is_dir():
        code = errno.EEXIST if there == folder else errno.ENOTDIR
        raise OSError(code, os.strerror(code), str(there))
    if not os.access(there, os.W_OK | os.X_OK):
        code = errno.EROFS if _is_on_read_only_disk(there) else errno.EACCES
        raise OSError(code, os.strerror(code), str(there))


def _is_on_read_only_disk(folder: Path) -> bool:
    # Windows has no such question.
    return hasattr(os, "statvfs") and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def _length(name: str) -> int:
    """The length of a name as file systems count it: in bytes, on Windows in units of UTF-16."""
    return len(name.encode("utf-16-le")) // 2 if _IS_WINDOWS else len(os.fsencode(name))


def _no_name(path: Path, fault: str) -> ExportError:
    return ExportError(
        translate("Export", "“{path}” is no usable name: {fault}.").format(path=path, fault=fault)
    )


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
    ".qgz": lambda head: head.startswith(b"PK"),
    **{ending: partial(_has_root, ending=ending) for ending in _ROOTS},
}
