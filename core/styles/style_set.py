# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of styles: folders of QML files under a name, the user's, the office's and others'."""

from __future__ import annotations

import os
import shutil
import zipfile
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path, PurePosixPath

from ..common.disk import reason
from ..common.errors import StyleError
from ..common.files import (
    FileState,
    file_name,
    file_states,
    profile_folder,
    write_whole,
    write_whole_bytes,
)
from ..common.i18n import translate
from ..common.patterns import pattern
from ..common.settings import Settings
from ..common.target import check_target
from ..sheet.definition import GEOMETRIES
from .set_copy import copies_folder, copy_changed, copy_folder, copy_zip, mirror, reach
from .set_name import (
    LARGEST_SET_FILE,
    LONGEST_NAME,
    SET_FILE,
    name_in,
    name_of,
    name_text,
    one_line_name,
)

# The folder of the user's own set among those of the user.
OWN = "own"

# The file of a style, by what the file names of every system may hold.
_STYLE_FILE = pattern(rf"\w[\w .'’()-]*_[{''.join(GEOMETRIES)}]\.qml")

# Bytes and styles of the set in a zip, bytes of a style: many times what any has.
LARGEST_SET = 100_000_000
MOST_STYLES = 500
LARGEST_STYLE = 10_000_000


@dataclass(frozen=True)
class StyleSet:
    """Styles under one name: a folder of QML files `<class>_<geometry>.qml`.

    `folder` is where they are kept, or their zip; `copy` a folder that has them as they are now,
    or as they were last where a shared folder is offline. `warnings` tells of that.
    """

    name: str
    folder: Path
    is_writable: bool
    copy: Path | None = None
    warnings: tuple[str, ...] = ()

    @property
    def read_from(self) -> Path:
        """The folder in which its files are to be read."""
        return self.copy or self.folder

    def names(self) -> list[str]:
        """The names of its styles: `corridor_l`."""
        return [file.stem for file in self.files()]

    def style(self, name: str) -> Path | None:
        """The file of a style, to be read only; None where the set has none."""
        return next((file for file in self.files() if file.stem == name), None)

    def files(self) -> list[Path]:
        """The files of its styles, sorted, to be read only."""
        try:
            return sorted(path for path in self.read_from.iterdir() if is_style(path.name))
        except OSError:
            return []


def own_set() -> StyleSet:
    """The set in which the user keeps styles; it is there before anything is kept in it."""
    return _open(_user_folder() / OWN, translate("Styles", "My styles"))


def user_sets() -> list[StyleSet]:
    """The sets in the user's profile, their own first."""
    try:
        folders = sorted(path for path in _user_folder().iterdir() if path.is_dir())
    except OSError:
        folders = []
    return [own_set(), *(_open(path, path.name) for path in folders if path.name != OWN)]


def office_set() -> StyleSet | None:
    """The set of the office, None where the settings name none.

    Where its folder is offline, the last copy stands in for it, with a warning. Raises StyleError
    where there is none either.
    """
    wish = Settings.load().office_styles.strip()
    if not wish:
        return None
    return _open_shared(Path(wish))


def sets_state() -> tuple[FileState, ...]:
    """The state of the profile's sets and copies: another one where a style came or went."""
    folders = (_user_folder(), copies_folder())
    return file_states(path for folder in folders for path in folder.glob("*"))


def known_sets() -> list[StyleSet]:
    """The sets that have a name to be found by: the user's, then the office's."""
    try:
        office = office_set()
    except StyleError:
        office = None
    return [*user_sets(), *([office] if office else [])]


def find_set(wish: str) -> StyleSet:
    """A set by its name, or by the path of its folder or its zip. Raises StyleError.

    One that has a name, but no style any more, is a set as well.
    """
    path = Path(wish)
    known = known_sets()
    found = next((one for one in known if _same(one.name, wish)), None)
    if found is not None:
        return found
    if os.path.exists(path):
        found = _open_zip(path) if path.is_file() else _open(path, path.name)
    if found is None:
        raise StyleError(
            translate(
                "Styles",
                "There is no set of styles “{wish}”: give the folder or the zip of one, or one of "
                "these: {known}.",
            ).format(wish=wish, known=_listed(known))
        )
    if not found.files() and not os.path.exists(found.read_from / SET_FILE):
        raise _no_style(found.folder, known)
    return found


def duplicate_set(source: StyleSet, name: str) -> StyleSet:
    """A copy of a set among those of the user, under a name that none has. Raises StyleError."""
    try:
        contents = {file.name: file.read_bytes() for file in source.files()}
    except OSError as error:
        raise _cannot_read(source.folder, error) from error
    return _new_set(name, contents)


def rename_set(source: StyleSet, name: str) -> StyleSet:
    """Give a set another name, which no other has; its folder stays. Raises StyleError."""
    if not source.is_writable:
        raise read_only(source)
    _check_name(name, [one for one in known_sets() if one.folder != source.folder])
    _write_name(source.folder, name)
    return replace(source, name=name.strip())


def remove_set(source: StyleSet) -> None:
    """Remove a set of the user's, with its styles. Raises StyleError."""
    if source.folder.parent != _user_folder() or source.folder.name == OWN:
        raise StyleError(
            translate(
                "Styles",
                "The set “{name}” cannot be removed: it is none that was made or imported here.",
            ).format(name=source.name)
        )
    try:
        shutil.rmtree(source.folder)
    except OSError as error:
        raise cannot_write(source.folder, error) from error


def export_set(source: StyleSet, path: Path) -> None:
    """Write a set to a zip, whole or not at all.

    Only another zip is replaced, and none that the set is read from. Raises StyleError and
    ExportError.
    """
    if not source.files():
        raise _no_style(source.folder, known_sets())
    check_target(path, (".zip",), [source.folder])
    content = BytesIO()
    try:
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(SET_FILE, name_text(source.name))
            for file in source.files():
                archive.writestr(file.name, file.read_bytes())
        write_whole_bytes(path, content.getvalue())
    except OSError as error:
        raise cannot_write(path, error) from error


def import_set(path: Path) -> StyleSet:
    """Take the set of a zip over into those of the user, under a free name. Raises StyleError."""
    name, contents = _read_zip(path)
    return _new_set(_free_name(name, known_sets()), contents)


def refresh(target: StyleSet) -> None:
    """Have a set show what was just written into its folder."""
    if target.copy is not None:
        _open_shared(target.folder)


def read_only(target: StyleSet) -> StyleError:
    """What to raise where a set cannot be changed."""
    return StyleError(
        translate("Styles", "The set “{name}” can only be read: choose another one.").format(
            name=target.name
        )
    )


def cannot_write(path: Path, error: OSError) -> StyleError:
    """What to raise where a file of a set cannot be written."""
    return StyleError(
        translate("Styles", "“{path}” cannot be written: {reason}.").format(
            path=path, reason=reason(error, path)
        )
    )


def is_style(file: str) -> bool:
    """Whether a file of a set is a style: the part of one that is being written is not.

    Nor is a name that leads elsewhere on Windows: `C:corridor_l.qml`.
    """
    return _STYLE_FILE.fullmatch(file) is not None


def name_set(target: StyleSet) -> None:
    """Have a folder that is not in the profile say the name of its set. Raises StyleError.

    Without that, one that holds no style any more would be a folder like any other.
    """
    if target.folder.parent != _user_folder() and not os.path.exists(target.folder / SET_FILE):
        _write_name(target.folder, target.name)


def _user_folder() -> Path:
    return profile_folder() / "styles"


def _open(folder: Path, usual_name: str) -> StyleSet:
    """The set of a folder, there or to be made."""
    there = next(path for path in (folder, *folder.parents) if os.path.exists(path))
    name, faults = name_in(folder, usual_name)
    return StyleSet(name, folder, os.access(there, os.W_OK), warnings=faults)


def _open_shared(path: Path) -> StyleSet:
    """The set of a shared folder or zip, read from its copy. Raises StyleError."""
    copy = copy_folder(path)
    is_zip = path.suffix.lower() == ".zip"
    usual_name = path.stem if is_zip else path.name
    try:
        unread = reach(path, lambda: _copy_zip(path) if is_zip else copy_changed(path, _is_of_set))
    except (OSError, ValueError, StyleError) as error:
        why = str(error) if isinstance(error, StyleError) else str(_cannot_read(path, error))
        if not copy.is_dir():
            none = translate("Styles", "There is no copy of it yet.")
            raise StyleError(f"{why} {none}") from error
        used = translate("Styles", "Its last copy is used.")
        name, faults = name_in(copy, usual_name)
        return StyleSet(name, path, False, copy, (f"{why} {used}", *faults))
    locked = translate("Styles", "“{path}” cannot be read now: its last copy is used.")
    warnings = tuple(locked.format(path=path / name) for name in unread)
    is_writable = not is_zip and os.access(path, os.W_OK)
    name, faults = name_in(copy, usual_name)
    return StyleSet(name, path, is_writable, copy, (*warnings, *faults))


def _open_zip(path: Path) -> StyleSet:
    """The set of a zip, read from its copy. Raises StyleError."""
    copy = copy_folder(path)
    try:
        _copy_zip(path)
    except OSError as error:
        raise _cannot_read(path, error) from error
    name, faults = name_in(copy, path.stem)
    return StyleSet(name, path, False, copy, faults)


def _copy_zip(path: Path) -> list[str]:
    """Bring the copy of a zip up to date; no file of it is left out. Raises OSError, StyleError."""

    def read(path: Path) -> dict[str, bytes]:
        name, contents = _read_zip(path)
        return {**contents, SET_FILE: name_text(name).encode()}

    copy_zip(path, read)
    return []


def _is_of_set(file: str) -> bool:
    return is_style(file) or file == SET_FILE


def _new_set(name: str, contents: dict[str, bytes]) -> StyleSet:
    _check_name(name, known_sets())
    stem = file_name("", "", name, ending="").lower()
    folder = _user_folder() / stem
    number = 1
    # The user's own set is drawn on every sheet: no other one may come into its place.
    while folder.name == OWN or folder.exists():
        number += 1
        folder = folder.with_name(f"{stem}_{number}")
    try:
        mirror(folder, {**contents, SET_FILE: name_text(name.strip()).encode()})
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise cannot_write(folder, error) from error
    return _open(folder, name)


def _write_name(folder: Path, name: str) -> None:
    try:
        write_whole(folder / SET_FILE, name_text(name.strip()))
    except OSError as error:
        raise cannot_write(folder, error) from error


def _read_zip(path: Path) -> tuple[str, dict[str, bytes]]:
    """The name of the set in a zip, and the contents of its styles. Raises StyleError."""
    try:
        with zipfile.ZipFile(path) as archive:
            # Of a folder within the zip, the name does not matter.
            entries = {PurePosixPath(info.filename).name: info for info in archive.infolist()}
            styles = [name for name in entries if is_style(name)]
            sizes = [entries[name].file_size for name in styles]
            if len(sizes) > MOST_STYLES or sum(sizes) > LARGEST_SET:
                raise ValueError(translate("Styles", "it is too large"))
            contents = {name: _unpacked(archive, entries[name], LARGEST_STYLE) for name in styles}
            named = entries.get(SET_FILE)
            name = name_of(_unpacked(archive, named, LARGEST_SET_FILE)) if named else ""
    # What Python raises for damage, and for a password.
    except (OSError, EOFError, ValueError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
        raise _cannot_read(path, error) from error
    if not contents:
        raise _no_style(path, known_sets())
    return name or one_line_name(path.stem), contents


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of a file in a zip. Raises ValueError where they are too many, whatever it says."""
    # Python inflates the other kinds without a limit.
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(translate("Styles", "it is compressed in an unusual way"))
    with archive.open(entry) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise ValueError(translate("Styles", "it is too large"))
    return content


def _check_name(name: str, others: Iterable[StyleSet]) -> None:
    """Raise StyleError where a name cannot be given to a set."""
    if not name.strip():
        raise StyleError(translate("Styles", "A set of styles needs a name."))
    if one_line_name(name) != name.strip():
        raise StyleError(
            translate(
                "Styles", "The name of a set must be one line of at most {most} letters."
            ).format(most=LONGEST_NAME)
        )
    same = next((one for one in others if _same(one.name, name)), None)
    if same is not None:
        raise StyleError(
            translate("Styles", "There is a set of styles “{name}” already.").format(name=same.name)
        )


def _free_name(wanted: str, others: Collection[StyleSet]) -> str:
    name, number = wanted, 1
    while any(_same(one.name, name) for one in others):
        number += 1
        ending = f" ({number})"
        name = wanted[: LONGEST_NAME - len(ending)].strip() + ending
    return name


def _same(name: str, other: str) -> bool:
    return name.strip().casefold() == other.strip().casefold()


def _listed(sets: Sequence[StyleSet]) -> str:
    return ", ".join(f"“{one.name}”" for one in sets)


def _no_style(path: Path, known: Sequence[StyleSet]) -> StyleError:
    return StyleError(
        translate(
            "Styles",
            "“{path}” holds no style, which is a file called <class>_<geometry>.qml, such as "
            "corridor_l.qml. Known sets: {known}.",
        ).format(path=path, known=_listed(known))
    )


def _cannot_read(path: Path, error: Exception) -> StyleError:
    return StyleError(
        translate("Styles", "“{path}” cannot be read as a set of styles: {reason}.").format(
            path=path, reason=reason(error) if isinstance(error, OSError) else error
        )
    )
