# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the plugin finds its own files, and those that users add to them."""

from __future__ import annotations

import fnmatch
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QDir

from .disk import check_room, reason, refuse_read_only
from .errors import ExportError
from .i18n import translate
from .letters import plain_letters
from .printable import printable
from .scratch import part_of, sweep_now_and_then, working_folder

# What every viewer and every file system of the offices takes.
_LONGEST_NAME = 80

_LONGEST_PREFIX = 60

# What no file name has on Windows, and the names of its devices, whatever follows their dot.
FORBIDDEN = '<>:"/\\|?*'
DEVICES = {
    *("CON", "PRN", "AUX", "NUL"),
    *(f"{port}{number}" for port in ("COM", "LPT") for number in "123456789¹²³"),
}

ROOT = Path(__file__).resolve().parents[2]

# The folder of the maps that may lie under a sheet.
BACKGROUNDS = "data/backgrounds"

# The other files of a format that has several, and the formats with a journal.
_FILE_PARTS = {
    ".shp": (".dbf", ".shx", ".prj", ".cpg"),
    ".tab": (".dat", ".map", ".id", ".dbf"),
    ".mif": (".mid",),
}
_WITH_JOURNAL = (".gpkg", ".sqlite", ".db")

# The path of a file, when it was last written (nanoseconds) and its size in bytes.
FileState = tuple[str, int, int]


def profile_folder() -> Path:
    """The plugin's folder in the QGIS profile; what users put there survives an upgrade."""
    return Path(QgsApplication.qgisSettingsDirPath()) / "srce_pac"


def write_whole(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a file whole or not at all, its folder too where that is missing. Raises OSError.

    Of a text, no control character comes into it, see `printable`.
    """
    write_whole_bytes(path, printable(text).encode(encoding))


def write_whole_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, its folder too where that is missing. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    refuse_read_only(path)
    sweep_now_and_then(path.parent)
    # Two who write one file at once do not write one part.
    part = part_of(path)
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def scratch_folder(beside: Path | None = None) -> Iterator[Path]:
    """A folder that is gone after the body, as far as it can be removed. Raises ExportError.

    It lies in the folder for temporary files; where that is missing or takes nothing, `beside` the
    files that are made with it, or in the user's profile.
    """
    with ExitStack() as stack:
        yield _scratch_folder(stack, [beside] if beside is not None else [])


def _scratch_folder(stack: ExitStack, others: list[Path]) -> Path:
    try:
        place = Path(tempfile.gettempdir())
        check_room(place)
        return stack.enter_context(working_folder(place))
    except OSError as error:
        for other in (*others, profile_folder()):
            with suppress(OSError):
                other.mkdir(parents=True, exist_ok=True)
                return stack.enter_context(working_folder(other))
        # Python's own words for it name every place where it has looked.
        fault = OSError(error.errno, os.strerror(error.errno or 0))
        raise cannot_write(Path(tempfile.tempdir or QDir.tempPath()), fault) from error


def files(folder: str, pattern: str) -> dict[str, Path]:
    """The files of a folder by stem, the bundled ones and the user's; a user's own comes first."""
    bases = (ROOT / folder, profile_folder() / folder)
    return {path.stem: path for base in bases for path in _matching(base, pattern)}


def _matching(folder: Path, pattern: str) -> list[Path]:
    """The files of a folder whose names match, in their order; none where it cannot be read.

    Each sheet asks for those of several folders, and Path.glob takes five times as long.
    """
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return sorted(folder / name for name in fnmatch.filter(names, pattern))


def file_name(prefix: str, code: str, name: str, ending: str = ".pdf") -> str:
    """A file name safe on Windows, macOS and Linux: `SRCE_59294_HAYNECOURT.pdf`."""
    safe = _safe(name)[:_LONGEST_NAME].rstrip("_")
    parts = (safe_prefix(prefix), _safe(code), safe)
    stem = "_".join(part for part in parts if part) or "_"
    if stem.partition(".")[0].upper() in DEVICES:
        stem = f"_{stem}"
    return stem + ending


def safe_prefix(prefix: str) -> str:
    """A beginning of file names as every file system takes it; a safe one is left as it is."""
    kept = "".join(letter for letter in prefix if letter.isprintable() and letter not in FORBIDDEN)
    return kept[:_LONGEST_PREFIX].strip(". ")


def _safe(text: str) -> str:
    plain = plain_letters(text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Z0-9]+", "_", plain.upper()).strip("_")


def cannot_write(path: Path, error: OSError) -> ExportError:
    """What to raise where a file that a user asked for cannot be written."""
    return ExportError(
        translate("Export", "“{path}” cannot be written: {reason}.").format(
            path=path, reason=reason(error, path)
        )
    )


def make_folder(folder: Path) -> None:
    """Make a folder where there is none. Raises ExportError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_make(folder, error) from error


def cannot_make(folder: Path, error: OSError) -> ExportError:
    """What to raise where a folder for files that a user asked for cannot be made."""
    return ExportError(
        translate("Export", "The folder “{path}” cannot be made: {reason}.").format(
            path=folder, reason=reason(error, folder)
        )
    )


@contextmanager
def new_folder(folder: Path) -> Iterator[None]:
    """A folder that is made where there is none, and goes again where nothing comes into it.

    Raises ExportError.
    """
    new = [path for path in (folder, *folder.parents) if not path.exists()]
    make_folder(folder)
    try:
        yield
    finally:
        for path in new:
            # One that holds something stays.
            with suppress(OSError):
                path.rmdir()


def file_states(files: Iterable[Path]) -> tuple[FileState, ...]:
    """The states of the files that are there, and of those beside them that are parts of them."""
    states = []
    for path in sorted(files, key=str):
        for part in (path, *_parts(path)):
            try:
                stat = part.stat()
            except OSError:
                continue
            states.append((str(part), stat.st_mtime_ns, stat.st_size))
    return tuple(states)


def _parts(path: Path) -> list[Path]:
    """The files that hold a part of another one: attributes, a journal of writes."""
    ending = path.suffix
    if ending.lower() in _WITH_JOURNAL:
        return [path.with_name(f"{path.name}-wal")]
    parts = _FILE_PARTS.get(ending.lower(), ())
    return [path.with_suffix(part.upper() if ending.isupper() else part) for part in parts]
