# SPDX-License-Identifier: GPL-3.0-or-later
"""Downloads through QGIS's own network layer: checked, resumable, whole or not at all."""

from __future__ import annotations

import hashlib
import math
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QCoreApplication

from ..common.disk import reason
from ..common.errors import SourceError
from ..common.i18n import translate
from ..common.sizes import size_text
from ..sources.archive import MOST_FILES, leads_out
from .http_transfer import (
    MOST,
    PIECE,
    Bounds,
    ChangedError,
    Part,
    TooLargeError,
    Transfer,
    stop_if_cancelled,
    unexpected_size,
)

# Seconds for which a server may send next to nothing.
TIME_LIMIT = 60.0

# How many times as large as the zip data are that was packed well.
USUAL_RATIO = 20


@dataclass(frozen=True)
class FileCheck:
    """What is known of a file before it is downloaded: its size in bytes, its SHA-256 sum.

    `most` bytes are taken, and unpacked, without asking where its size is not known.
    """

    size: int | None = None
    sha256: str = ""
    most: float = MOST


def download(
    url: str,
    path: Path,
    feedback: QgsFeedback | None = None,
    check: FileCheck = FileCheck(),
    seconds: float = TIME_LIMIT,
) -> None:
    """Download a file, through the proxy and with the certificates that QGIS is set up with.

    Events are processed meanwhile. What comes is written beside `path`, which it replaces once it
    is whole and checked: by what is known of it, and a `.zip` by its own sums. What came of a
    download that was cut or cancelled is kept, and the next one of the same address goes on from
    there, if the server still has the same file. A zip is only read, never unpacked.

    Raises SourceError when the server refuses, sends next to nothing for some `seconds`, breaks off
    or sends something else, or when the disk refuses or has too little room; GoneError when there
    is no such file; TooLargeError when a user should be asked first; CancelledError.
    """
    feedback = feedback or QgsFeedback()
    bounds = Bounds(seconds, check.size, check.most)
    part = Part(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            Transfer(url, part, feedback, bounds).run()
        except ChangedError:
            part.discard()
            Transfer(url, part, feedback, bounds).run()
        try:
            _check(url, part, check, feedback)
        except TooLargeError:
            # It need not come again where the user agrees.
            raise
        except SourceError:
            part.discard()
            raise
        part.file.replace(path)
        part.discard()
    except OSError as error:
        raise SourceError(
            translate("Download", "“{path}” cannot be written: {reason}.").format(
                path=path, reason=reason(error, path)
            )
        ) from error


def has_begun(path: Path) -> bool:
    """Whether a download to `path` was cut or cancelled, and may go on from there."""
    part = Part(path)
    return part.file.exists() and part.note.exists()


def _check(url: str, part: Part, check: FileCheck, feedback: QgsFeedback) -> None:
    """Raises SourceError when what came is not what it should be."""
    is_zip = part.path.suffix.lower() == ".zip"
    if is_zip:
        _check_zip(url, part.file)
    _check_content(url, part.file, check, feedback)
    if is_zip:
        _check_archive(url, part.file, check, feedback)


def _check_zip(url: str, file: Path) -> None:
    """Raises SourceError when a file is no zip file, or breaks off."""
    if zipfile.is_zipfile(file):
        return
    if _begins_as_zip(file):
        raise SourceError(
            translate(
                "Download",
                "The zip file {url} ends too early where it comes from: try again later.",
            ).format(url=url)
        )
    raise SourceError(
        translate(
            "Download",
            "What {url} sends is no zip file but, it seems, a web page: log in to the network, or "
            "look for the new address at its publisher.",
        ).format(url=url)
    )


def _check_content(url: str, file: Path, check: FileCheck, feedback: QgsFeedback) -> None:
    """Raises SourceError when a file is not the one that was expected."""
    actual = file.stat().st_size
    if check.size is not None and actual != check.size:
        raise unexpected_size(url, actual, check.size)
    if check.sha256 and _digest(file, feedback) != check.sha256.lower():
        raise SourceError(
            translate(
                "Download",
                "What {url} sends is not the file that was expected: its SHA-256 sum is "
                "another one. Its publisher may have replaced it.",
            ).format(url=url)
        )


def _digest(file: Path, feedback: QgsFeedback) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        for piece in _pieces(opened, feedback):
            digest.update(piece)
    return digest.hexdigest()


def _check_archive(url: str, file: Path, check: FileCheck, feedback: QgsFeedback) -> None:
    """Check what a zip file says of itself, then read all that it holds, unless its sum is known.

    Reading compares it with the sums in it. Raises SourceError.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_members(url, members, check)
            for member in [] if check.sha256 else members:
                with archive.open(member) as opened:
                    for _ in _pieces(opened, feedback):
                        pass
    except NotImplementedError:
        # Packed in a way that Python does not know; what reads the data will say.
        return
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise SourceError(
            translate("Download", "The zip file of {url} is damaged; download it again.").format(
                url=url
            )
        ) from error


def _check_members(url: str, members: list[zipfile.ZipInfo], check: FileCheck) -> None:
    """Raise SourceError where what a zip holds leads out of it, or is far larger than the zip."""
    for member in members:
        if leads_out(member.filename):
            raise SourceError(
                translate(
                    "Download",
                    "The zip file of {url} holds “{name}”, which would lead out of its folder: it "
                    "is not used.",
                ).format(url=url, name=member.filename)
            )
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    is_agreed = check.most == math.inf
    is_large = unpacked > max(check.most, packed * USUAL_RATIO)
    if not is_agreed and (is_large or len(members) > MOST_FILES):
        raise TooLargeError(
            translate(
                "Download",
                "The zip file of {url} unpacks to {size} in {count} files, which is more than is "
                "taken without asking.",
            ).format(url=url, size=size_text(unpacked), count=len(members))
        )


def _pieces(opened: IO[bytes], feedback: QgsFeedback) -> Iterator[bytes]:
    """Read a file piece by piece, while the window goes on drawing."""
    while piece := opened.read(PIECE):
        yield piece
        QCoreApplication.processEvents()
        stop_if_cancelled(feedback)


def _begins_as_zip(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(4) == b"PK\x03\x04"
