# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies in the profile of sets of styles that lie elsewhere: in a zip, in a shared folder."""

from __future__ import annotations

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
ASKED_AGAIN_AFTER = 30.0

# What a copy notes of the files that it was made of.
STATES = "states.json"

_Answer = TypeVar("_Answer")
_offline_until: dict[Path, float] = {}


def copy_folder(source: Path) -> Path:
    """The folder of the copy of a set that lies elsewhere."""
    # The hash of a path is a name for a folder, no secret.
    name = hashlib.sha256(os.fspath(source).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return profile_folder() / "style_copies" / name


def mirror(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Have a folder hold these files and no other ones. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        file = folder / name
        if not file.is_file() or file.read_bytes() != content:
            write_whole_bytes(file, content)
    for file in folder.iterdir():
        if file.name not in contents:
            file.unlink()


def refresh_copy(source: Path, is_wanted: Callable[[str], bool]) -> list[str]:
    """Bring the copy of a shared folder up to date; gives the files that could not be read.

    Only what has changed is read. Raises OSError where the folder cannot be reached.
    """
    if _offline_until.get(source, 0) > time.monotonic():
        raise OSError
    try:
        unread = _within(ANSWER_WITHIN, lambda: _copy_changed(source, is_wanted))
    except OSError:
        _offline_until[source] = time.monotonic() + ASKED_AGAIN_AFTER
        raise
    return unread


def _copy_changed(source: Path, is_wanted: Callable[[str], bool]) -> list[str]:
    folder = copy_folder(source)
    with os.scandir(source) as entries:
        present = {e.name: e.stat() for e in entries if is_wanted(e.name)}
    states = {name: [stat.st_mtime_ns, stat.st_size] for name, stat in present.items()}
    noted = _noted(folder)
    if noted and not states:
        # What a share is mounted on is an empty folder while it is offline.
        raise OSError
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


def _noted(folder: Path) -> dict[str, list[int]]:
    with suppress(OSError, ValueError):
        noted = json.loads((folder / STATES).read_bytes())
        if isinstance(noted, dict):
            return noted
    return {}


def _within(seconds: float, work: Callable[[], _Answer]) -> _Answer:
    """What work gives, in a thread of its own: a share that is offline may not answer for long.

    Raises OSError where it takes longer; it then goes on by itself, until QGIS ends.
    """
    answers: list[_Answer] = []
    faults: list[OSError] = []

    def run() -> None:
        try:
            answers.append(work())
        except OSError as error:
            faults.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if answers:
        return answers[0]
    raise faults[0] if faults else OSError
