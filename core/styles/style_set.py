# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of styles: folders of QML files under a name, the user's, the office's and others'."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..common.errors import StyleError
from ..common.files import file_name, profile_folder, write_whole
from ..common.i18n import translate
from ..common.json_object import JsonObject
from ..common.settings import Settings

# The file that gives a set its name.
SET_FILE = "style_set.json"
# The folder of the user's own set among those of the user.
OWN = "own"

# Bytes of a style, and styles of a set: several times what any has.
LARGEST_STYLE = 20_000_000
MOST_STYLES = 500


@dataclass(frozen=True)
class StyleSet:
    """Styles under one name: a folder of QML files `<class>_<geometry>.qml`.

    `warnings` is what the user should know of the set as a whole.
    """

    name: str
    folder: Path
    is_writable: bool
    warnings: tuple[str, ...] = ()

    def names(self) -> list[str]:
        """The names of its styles: `corridor_l`."""
        return [file.stem for file in self.files()]

    def style(self, name: str) -> Path | None:
        """The file of a style, None where the set has none."""
        return next((file for file in self.files() if file.stem == name), None)

    def files(self) -> list[Path]:
        """The files of its styles, sorted."""
        try:
            return sorted(path for path in self.folder.iterdir() if _is_style(path.name))
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
    """The set of the office, None where the settings name none. Raises StyleError."""
    wish = Settings.load().office_styles.strip()
    return _open_path(Path(wish)) if wish else None


def known_sets() -> list[StyleSet]:
    """The sets that have a name to be found by: the user's, then the office's."""
    try:
        office = office_set()
    except StyleError:
        office = None
    return [*user_sets(), *([office] if office else [])]


def find_set(wish: str) -> StyleSet:
    """A set by its name, its folder or its zip. Raises StyleError."""
    known = known_sets()
    found = next((one for one in known if _same(one.name, wish)), None)
    if found is not None:
        return found
    path = Path(wish)
    if path.exists():
        return _open_path(path)
    raise StyleError(
        translate(
            "Styles",
            "There is no set of styles “{wish}”: give the folder or the zip of one, or one of "
            "these: {known}.",
        ).format(wish=wish, known=_listed(known))
    )


def duplicate_set(source: StyleSet, name: str) -> StyleSet:
    """A copy of a set among those of the user, under a name that none has. Raises StyleError."""
    contents = {file.name: file.read_bytes() for file in source.files()}
    return _new_set(name, contents)


def rename_set(source: StyleSet, name: str) -> StyleSet:
    """Give a set another name, which none has; its folder stays. Raises StyleError."""
    _check_name(name, [one for one in known_sets() if one.folder != source.folder])
    _write_name(source.folder, name)
    return _open(source.folder, name)


def remove_set(source: StyleSet) -> None:
    """Remove a set of the user's, with its styles. Raises StyleError."""
    if source.folder.parent != _user_folder() or source.folder.name == OWN:
        raise StyleError(
            translate("Styles", "The set “{name}” cannot be removed.").format(name=source.name)
        )
    try:
        shutil.rmtree(source.folder)
    except OSError as error:
        raise _cannot_write(source.folder, error) from error


def export_set(source: StyleSet, path: Path) -> None:
    """Write a set to a zip, whole or not at all. Raises StyleError."""
    part = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(SET_FILE, _name_text(source.name))
            for file in source.files():
                archive.write(file, file.name)
        part.replace(path)
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def import_set(path: Path) -> StyleSet:
    """Take the set of a zip over into those of the user, under a free name. Raises StyleError."""
    name, contents = _read_zip(path)
    return _new_set(_free_name(name, known_sets()), contents)


def _user_folder() -> Path:
    return profile_folder() / "styles"


def _open(folder: Path, usual_name: str) -> StyleSet:
    """The set of a folder."""
    file = folder / SET_FILE
    name = usual_name
    if file.is_file():
        name = JsonObject.read(file, StyleError).text("name", usual_name)
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return StyleSet(name, folder, os.access(there, os.W_OK))


def _open_path(path: Path) -> StyleSet:
    """The set of a folder or of a zip, which holds a style at least. Raises StyleError."""
    if path.is_file():
        name, contents = _read_zip(path)
        folder = profile_folder() / "style_copies" / file_name("", "", str(path), ending="")
        _write_set(folder, name, contents)
        return StyleSet(name, folder, is_writable=False)
    found = _open(path, path.name)
    if not found.files():
        raise _no_style(path)
    return found


def _is_style(file: str) -> bool:
    """Whether a file of a set is a style: the part of one that is being written is not."""
    return file.endswith(tuple(f"_{letter}.qml" for letter in "pls")) and not file.startswith(".")


def _new_set(name: str, contents: dict[str, bytes]) -> StyleSet:
    _check_name(name, known_sets())
    stem = file_name("", "", name, ending="").lower()
    folder = _user_folder() / stem
    number = 1
    while folder.exists():
        number += 1
        folder = folder.with_name(f"{stem}_{number}")
    _write_set(folder, name, contents)
    return _open(folder, name)


def _write_set(folder: Path, name: str, contents: dict[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in contents.items():
            (folder / file).write_bytes(content)
    except OSError as error:
        raise _cannot_write(folder, error) from error
    _write_name(folder, name)


def _write_name(folder: Path, name: str) -> None:
    try:
        write_whole(folder / SET_FILE, _name_text(name))
    except OSError as error:
        raise _cannot_write(folder, error) from error


def _name_text(name: str) -> str:
    return json.dumps({"name": name}, ensure_ascii=False, indent=2) + "\n"


def _read_zip(path: Path) -> tuple[str, dict[str, bytes]]:
    """The name of the set in a zip, and the contents of its styles. Raises StyleError."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {PurePosixPath(info.filename).name: info for info in archive.infolist()}
            styles = [name for name in entries if _is_style(name)]
            sizes = [entries[name].file_size for name in styles]
            if len(sizes) > MOST_STYLES or max(sizes, default=0) > LARGEST_STYLE:
                raise zipfile.BadZipFile(translate("Styles", "it is too large"))
            contents = {name: archive.read(entries[name]) for name in styles}
            named = entries.get(SET_FILE)
            name = _name_of(archive.read(named)) if named else path.stem
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile) as error:
        raise StyleError(
            translate("Styles", "“{path}” cannot be read as a set of styles: {reason}.").format(
                path=path, reason=error
            )
        ) from error
    if not contents:
        raise _no_style(path)
    return name, contents


def _name_of(content: bytes) -> str:
    """The name in the file of a set. Raises ValueError."""
    name = json.loads(content)["name"]
    return str(name)


def _check_name(name: str, others: Iterable[StyleSet]) -> None:
    """Raise StyleError where a name cannot be given to a set."""
    if not name.strip():
        raise StyleError(translate("Styles", "A set of styles needs a name."))
    if any(_same(one.name, name) for one in others):
        raise StyleError(
            translate("Styles", "There is a set of styles “{name}” already.").format(name=name)
        )


def _free_name(wanted: str, others: Collection[StyleSet]) -> str:
    name, number = wanted, 1
    while any(_same(one.name, name) for one in others):
        number += 1
        name = f"{wanted} ({number})"
    return name


def _same(name: str, other: str) -> bool:
    return name.strip().casefold() == other.strip().casefold()


def _listed(sets: Sequence[StyleSet]) -> str:
    return ", ".join(f"“{one.name}”" for one in sets)


def _no_style(path: Path) -> StyleError:
    return StyleError(
        translate(
            "Styles",
            "“{path}” holds no style: a set has files called <class>_<geometry>.qml, such as "
            "corridor_l.qml. Known sets: {known}.",
        ).format(path=path, known=_listed(user_sets()))
    )


def _cannot_write(path: Path, error: OSError) -> StyleError:
    return StyleError(
        translate("Styles", "“{path}” cannot be written: {reason}.").format(
            path=path, reason=error.strerror or error
        )
    )
