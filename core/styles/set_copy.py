# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies in the profile of sets of styles that lie elsewhere: in a zip, in a shared folder."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TypeVar

from ..common.files import profile_folder, write_whole_bytes

# Seconds that a shared folder has to answer, and for which one that did not is not asked again.
ANSWER_WITHIN = 4.0
ASKED_AGAIN_AFTER = 60.0

# What a copy notes of the files that it was made of.
STATES = "states.json"

_Answer = TypeVar("_Answer")
# Until when what did not answer is not asked again.
_silent_until: dict[Path, float] = {}


def copy_folder(source: Path) -> Path:
    """The folder of the copy of a set that lies elsewhere."""
    # The hash of a path is a name for a folder, no secret.
    name = hashlib.sha256(os.fspath(source).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return copies_folder() / name


def copies_folder() -> Path:
    """The folder of all copies."""
    return profile_folder() / "style_copies"


def mirror(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Have a folder hold these files and no other ones. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        file = folder / name
        if not file.is_file() or file.read_bytes() != content:
            write_whole_bytes(file, content)
    for file in folder.iterdir():
        # Another QGIS may be writing a part of a file there.
        if file.name not in contents and not file.name.startswith("."):
            file.unlink(missing_ok=True)


def copy_zip(source: Path, read: Callable[[Path], Mapping[str, bytes]]) -> None:
    """Bring the copy of a zip up to date, of which `read` gives the files. Raises OSError.

    It is read only where it has changed.
    """
    folder, stat = copy_folder(source), source.stat()
    state = {source.name: [stat.st_mtime_ns, stat.st_size]}
    if _noted(folder) != state:
        mirror(folder, {**read(source), STATES: json.dumps(state).encode()})


def copy_changed(source: Path, is_wanted: Callable[[str], bool]) -> list[str]:
    """Bring the copy of a folder up to date; gives the files that could not be read.

    Only what has changed is read. Raises OSError where the folder cannot be reached.
    """
    folder = copy_folder(source)
    with os.scandir(source) as entries:
        present = {e.name: e.stat() for e in entries if is_wanted(e.name)}
    states = {name: [stat.st_mtime_ns, stat.st_size] for name, stat in present.items()}
    noted = _noted(folder)
    if noted and not states:
        # What a share is mounted on is an empty folder while it is offline.
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    folder.mkdir(parents=True, exist_ok=True)
    unread = []
    for name, state in states.items():
        if noted.get(name) == state and (folder / name).is_file():
            continue
        try:
            write_whole_bytes(folder / name, (source / name).read_bytes())
        except OSError:
            unread.append(name)
    for name in noted.keys() - states.keys():
        (folder / name).unlink(missing_ok=True)
    # Of what could not be read, the copy has an earlier state, or none.
    copied = {name: noted.get(name) if name in unread else states[name] for name in states}
    if copied != noted:
        write_whole_bytes(folder / STATES, json.dumps(copied).encode())
    return unread


def reach(source: Path, work: Callable[[], _Answer]) -> _Answer:
    """What work on a shared file or folder gives, unless it does not answer in time.

    It is done in a thread of its own, since a share that is offline may not answer for long; it
    then goes on by itself, until QGIS ends, and for a while no one else asks. Raises OSError, and
    what work raises.
    """
    late = TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
    if _silent_until.get(source, 0) > time.monotonic():
        raise late
    answers: list[_Answer] = []
    faults: list[Exception] = []

    def run() -> None:
        try:
            answers.append(work())
        except Exception as error:
            faults.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(ANSWER_WITHIN)
    if answers:
        return answers[0]
    if faults:
        raise faults[0]
    _silent_until[source] = time.monotonic() + ASKED_AGAIN_AFTER
    raise late


def _noted(folder: Path) -> dict[str, list[int]]:
    with suppress(OSError, ValueError, RecursionError):
        noted = json.loads((folder / STATES).read_bytes())
        if isinstance(noted, dict):
            return noted
    return {}
