# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a disk refuses a file, in words; also where a writer has only said that it failed."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from pathlib import Path

from .i18n import translate
from .sizes import size_text

# Bytes that are tried to write, and those that a disk must have left for a sheet.
_TRIED = 1 << 20
_LITTLE = 1 << 24

# What Windows adds to an error: another program holds the file, or a part of it.
_HELD = (32, 33)
_NETWORK_GONE = (53, 59, 64, 67, 121, 1231)

_UNREACHABLE = frozenset(
    getattr(errno, name)
    for name in ("ETIMEDOUT", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ESTALE")
    if hasattr(errno, name)
)


class LittleRoomError(OSError):
    """A disk has less left, in bytes, than what is to be written takes, as far as that is known."""

    def __init__(self, free: int, size: int = 0) -> None:
        super().__init__(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.free, self.size = free, size


def reason(error: OSError, path: Path | None = None) -> str:
    """Why a file or a folder could not be written or read: a clause in the user's language.

    `path` is what was to be written; none where something was to be read.
    """
    windows = getattr(error, "winerror", None) or 0
    code = error.errno
    if isinstance(error, LittleRoomError):
        if error.size:
            sentence = translate("Disk", "it takes {size}, and the disk has only {free} left")
            return sentence.format(size=size_text(error.size), free=size_text(error.free))
        return translate("Disk", "there is too little room on the disk, {size}").format(
            size=size_text(error.free)
        )
    if not windows and code is not None and error.strerror != os.strerror(code):
        # Who raised it says more than the system does.
        return _plain(error)
    if windows in _HELD or code in (errno.EBUSY, errno.ETXTBSY):
        return translate("Disk", "it is open in another program, close it there")
    if windows in _NETWORK_GONE or code in _UNREACHABLE:
        return translate("Disk", "the network drive does not answer")
    if code in (errno.EACCES, errno.EPERM):
        return _denied(path)
    if path is None and isinstance(error.filename, (str, bytes)):
        path = Path(os.fsdecode(error.filename))
    if code in (errno.EEXIST, errno.ENOTEMPTY, errno.EISDIR):
        return _taken(path)
    if code == errno.ENOENT:
        return _gone(path)
    return _clauses().get(code or 0) or _plain(error)


def fault_in(folder: Path) -> OSError | None:
    """What keeps a folder from taking a file now, found by trying; None where it takes one.

    For writers of QGIS and GDAL, which only say that they have failed.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(_TRIED))
            file.flush()
            os.fsync(file.fileno())
        check_room(folder)
    except OSError as error:
        return error
    return None


def check_room(folder: Path, size: int = 0) -> None:
    """Raises OSError where a folder is not there, or its disk has no room.

    `size` is what it must take, in bytes; where that is not known, enough for a sheet.
    """
    free = shutil.disk_usage(folder).free
    if free < (size or _LITTLE):
        raise LittleRoomError(free, size)


def is_read_only(path: Path) -> bool:
    """Whether a file is there that is marked as one to be read only. Raises OSError."""
    try:
        mode = os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    # Not the rights of this user: who may write in the folder of a colleague may replace a file.
    return stat.S_ISREG(mode) and not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


def refuse_read_only(path: Path) -> None:
    """Raises PermissionError where a file may not be replaced, else OSError."""
    if is_read_only(path):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def _plain(error: OSError) -> str:
    return " ".join((error.strerror or str(error)).split()).rstrip(".")


def _denied(path: Path | None) -> str:
    denied = translate("Disk", "access is denied")
    if path is None:
        return denied
    try:
        if is_read_only(path):
            return translate("Disk", "the file is read-only, choose another name")
        if os.name == "nt" and os.path.isfile(path) and os.access(path, os.W_OK):
            # What Windows says of a file that a viewer shows.
            return translate("Disk", "it is open in another program, close it there")
        folder = path if os.path.isdir(path) else path.parent
        if os.path.isdir(folder) and not os.access(folder, os.W_OK | os.X_OK):
            return translate("Disk", "you have no right to write in that folder")
    except (OSError, ValueError):
        # The file cannot even be looked at.
        return denied
    return denied


def _taken(path: Path | None) -> str:
    if path is not None and os.path.exists(path) and not os.path.isdir(path):
        return translate("Disk", "a file of this name is there")
    return translate("Disk", "a folder of this name is there")


def _gone(path: Path | None) -> str:
    if path is not None and not os.path.isdir(path.parent):
        return translate("Disk", "its folder is gone")
    return translate("Disk", "there is no such file or folder")


def _clauses() -> dict[int, str]:
    """What an error means by itself."""
    full = translate("Disk", "the disk is full, make room on it")
    no_name = translate("Disk", "the disk takes no such name")
    clauses = {
        "ENOSPC": full,
        "EDQUOT": translate("Disk", "your quota on the disk is used up"),
        "EROFS": translate("Disk", "the disk can only be read"),
        "ENAMETOOLONG": translate("Disk", "the name is too long"),
        "ENOTDIR": translate("Disk", "a part of its path is no folder"),
        "EMFILE": translate("Disk", "too many files are open"),
        "ENFILE": translate("Disk", "too many files are open"),
        "EFBIG": translate("Disk", "the disk is full, or takes no file of that size"),
        "EIO": translate("Disk", "the disk is faulty or was taken away"),
        "ENODEV": translate("Disk", "the disk is faulty or was taken away"),
        "ENXIO": translate("Disk", "the disk is faulty or was taken away"),
        "EINVAL": no_name,
        "EILSEQ": no_name,
        "ELOOP": translate("Disk", "its links lead in a circle"),
        "ENOMEM": translate("Disk", "there is not enough memory"),
    }
    return {getattr(errno, name): text for name, text in clauses.items() if hasattr(errno, name)}
