# SPDX-License-Identifier: GPL-3.0-or-later
"""Which projects the local copies are kept for, noted beside each copy.

A project that is open may be saved: its copies are kept as long as its process lives. Once it is
saved, its file is noted; and again when it is opened or saved elsewhere.
"""

from __future__ import annotations

import errno
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from weakref import ref

from qgis.core import QgsMapLayer, QgsProject
from qgis.PyQt.QtCore import QLockFile

from ..common.disk import fault_in, reason
from ..common.errors import SourceError
from ..common.files import profile_folder, write_whole
from ..common.i18n import translate
from ..common.json_object import JsonObject
from .layer_file import file_of_uri

# The ending of the note beside a copy.
KEPT = ".kept"

# The property of a project that says that its saving is noted.
_IS_NOTED = "srce_pac_copies"

_PIECE = 1 << 20
# Bytes of a project file that are read at most.
_LONGEST = 500_000_000

_SESSION = "session_"

# The lock by which other processes know that this one runs.
_sessions: dict[Path, QLockFile] = {}


@dataclass(frozen=True)
class KeptFor:
    """The files of projects that use a copy, and the processes that may save one.

    `is_known` is false where an earlier version has noted no more than that some project does.
    """

    projects: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    is_known: bool = True


def copies_folder() -> Path:
    """The folder of all local copies."""
    return profile_folder() / "copies"


def path_of(layer: QgsMapLayer) -> Path:
    """The file that a layer is read from."""
    return Path(file_of_uri(layer.source()))


def keep_copies(layers: Iterable[QgsMapLayer], project: QgsProject) -> None:
    """Keep the copies that some layers are read from: their project may be saved.

    Raises SourceError when this cannot be noted.
    """
    for copy in _copies(layers):
        try:
            kept = _read(copy)
            own = _session()
            if own not in kept.sessions:
                _write(copy, KeptFor(kept.projects, (*kept.sessions, own), kept.is_known))
        except OSError as error:
            note = copy.with_suffix(KEPT)
            raise SourceError(
                translate("Copying", "“{path}” cannot be written: {reason}.").format(
                    path=note, reason=reason(error, note)
                )
            ) from error
    if not project.property(_IS_NOTED):
        project.setProperty(_IS_NOTED, True)
        saved = ref(project)
        project.projectSaved.connect(lambda: note_project(saved()))


def note_project(project: QgsProject | None) -> None:
    """Note the file of a project, which was saved or opened, beside the copies that it uses.

    A note that cannot be written now is written when the project is next opened.
    """
    name = project.fileName() if project is not None else ""
    if not project or not name:
        return
    for copy in _copies(project.mapLayers().values()):
        kept = _read(copy)
        if name not in kept.projects:
            try:
                _write(copy, KeptFor((*kept.projects, name), kept.sessions, kept.is_known))
            except OSError:
                continue


def is_kept(copy: Path) -> bool:
    """Whether a project may refer to a copy: one that was saved, or is open in some process."""
    if not os.path.lexists(copy.with_suffix(KEPT)):
        return False
    kept = _read(copy)
    return not kept.is_known or bool(kept.projects) or any(map(_runs, kept.sessions))


def is_needed(copy: Path) -> bool:
    """Whether a project is known to refer to a copy, or may do so where it cannot be looked at.

    One that is no longer where it was saved does not; its folder being there, it was deleted or
    moved. Reads the files of projects.
    """
    if not os.path.lexists(copy.with_suffix(KEPT)):
        return False
    kept = _read(copy)
    if not kept.is_known or any(map(_runs, kept.sessions)):
        return True
    return any(_refers(project, copy.name) for project in kept.projects)


def forget_dead_sessions() -> None:
    """Remove the locks that processes which were killed have left."""
    for path in copies_folder().glob(f"{_SESSION}*"):
        _runs(path.name)


def _copies(layers: Iterable[QgsMapLayer]) -> Iterator[Path]:
    folder = copies_folder()
    return (path for path in map(path_of, layers) if path.parent == folder)


def _read(copy: Path) -> KeptFor:
    path = copy.with_suffix(KEPT)
    if not os.path.lexists(path):
        return KeptFor()
    try:
        note = JsonObject.read(path, SourceError)
        return KeptFor(note.texts("projects"), note.texts("sessions"))
    except SourceError:
        return KeptFor(is_known=False)


def _write(copy: Path, kept: KeptFor) -> None:
    """Raises OSError."""
    note = {"projects": list(kept.projects), "sessions": list(filter(_runs, kept.sessions))}
    # What an earlier version has noted stays as it is.
    text = json.dumps(note) if kept.is_known else ""
    write_whole(copy.with_suffix(KEPT), text)


def _session() -> str:
    """The name of this process among those that use copies. Raises OSError."""
    for path in _sessions:
        if path.parent == copies_folder() and path.exists():
            return path.name
    path = copies_folder() / f"{_SESSION}{os.urandom(4).hex()}"
    lock = _lock(path)
    if not lock.tryLock(0):
        raise fault_in(path.parent) or PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    _sessions[path] = lock
    return path.name


def _runs(session: str) -> bool:
    """Whether the process of a session runs still."""
    path = copies_folder() / Path(session).name
    if not path.is_file():
        return False
    if path in _sessions:
        return True
    lock = _lock(path)
    if lock.tryLock(0):
        # Qt has taken it from a process that is dead; with this it is gone.
        lock.unlock()
        return False
    return True


def _lock(path: Path) -> QLockFile:
    lock = QLockFile(str(path))
    # Not by its age: QGIS may be open for weeks.
    lock.setStaleLockTime(0)
    return lock


def _refers(project: str, name: str) -> bool:
    """Whether the file of a project holds the name of a copy, or cannot be looked at."""
    path = Path(project)
    try:
        if not path.is_absolute() or not path.exists():
            # Projects in databases; drives that are away.
            return not path.is_absolute() or not path.parent.is_dir()
        if not zipfile.is_zipfile(path):
            with path.open("rb") as file:
                return _holds(file, name.encode())
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if member.filename.lower().endswith(".qgs"):
                    with archive.open(member) as packed:
                        if _holds(packed, name.encode()):
                            return True
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return True
    return False


def _holds(file: IO[bytes], word: bytes) -> bool:
    """Whether a file holds a word; one that is too long to be read may do."""
    end, read = b"", 0
    while piece := file.read(_PIECE):
        read += len(piece)
        if word in end + piece or read > _LONGEST:
            return True
        end = piece[-len(word) :]
    return False
