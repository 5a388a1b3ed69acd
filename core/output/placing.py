# SPDX-License-Identifier: GPL-3.0-or-later
"""New files put in their place, all or none, and what came with an earlier export with them."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Sequence
from glob import escape
from pathlib import Path

from qgis.PyQt.QtGui import QImageReader

from ..common.disk import refuse_read_only
from ..common.errors import ExportError
from ..common.i18n import translate

# The texts of an image that tell one export from another.
_TEXTS = ("Title", "Author", "Created", "Creator")
_SVG_HEAD = re.compile(rb"<title>.*?</desc>", re.DOTALL)
_HEAD = 4096


def georeference_of(path: Path) -> tuple[Path, ...]:
    """The files that say where a PNG lies: its world file, and GDAL's with its CRS."""
    if path.suffix.lower() != ".png":
        return ()
    return path.with_suffix(".pgw"), path.with_name(f"{path.name}.aux.xml")


def place_files(new: Sequence[Path], path: Path, scratch: Path) -> None:
    """Move the files of an export, the first of which becomes `path`, into its folder.

    Further pages and the georeference take the place of those of the earlier file, and of no
    others; what is left over of it goes with it. Raises ExportError, OSError; then nothing has
    changed.
    """
    # A georeference is of the image that bears its name.
    georeference = georeference_of(path)
    own = [*_pages_with(path), *(file for file in georeference if path.exists() and file.exists())]
    targets = [path, *(path.with_name(file.name) for file in new[1:])]
    _check_foreign({*targets[1:], *georeference}.difference(own), path)
    left_over = [file for file in own if file not in targets]
    for file in (*targets, *left_over):
        refuse_read_only(file)
    if len(targets) == 1 and not left_over:
        os.replace(new[0], path)
        return
    earlier = scratch / "earlier"
    earlier.mkdir()
    for file in filter(Path.exists, (*targets, *left_over)):
        shutil.copy2(file, earlier / file.name)
    done: list[Path] = []
    try:
        for file, target in zip(new, targets):
            os.replace(file, target)
            done.append(target)
        for file in left_over:
            file.unlink()
            done.append(file)
    except OSError:
        _put_back(done, earlier)
        raise


def _check_foreign(others: Iterable[Path], path: Path) -> None:
    """Raise ExportError where one of the files is there, which came with no earlier export.

    A georeference that stays would be taken for that of the new image.
    """
    for file in sorted(others):
        if os.path.lexists(file):
            raise ExportError(
                translate(
                    "Export",
                    "“{file}” is there already and does not belong to “{path}”: choose another "
                    "name.",
                ).format(file=file, path=path)
            )


def _put_back(files: Sequence[Path], earlier: Path) -> None:
    """Give files back what they held; one that was not there goes."""
    for file in files:
        if (earlier / file.name).exists():
            os.replace(earlier / file.name, file)
        else:
            file.unlink()


def _pages_with(path: Path) -> list[Path]:
    """The further pages that were exported together with an earlier file."""
    mark = _mark(path)
    if not mark:
        # The folder may hold thousands of files.
        return []
    pages = path.parent.glob(f"{escape(path.stem)}_*{escape(path.suffix)}")
    number = re.compile(rf"{re.escape(path.stem)}_\d+")
    return [page for page in pages if number.fullmatch(page.stem) and _mark(page) == mark]


def _mark(path: Path) -> tuple[object, ...]:
    """What is the same in all pages of an export, and in no other; nothing if a page has none."""
    # All pages of a PDF are in it.
    if path.suffix.lower() == ".pdf" or not path.is_file():
        return ()
    if path.suffix.lower() == ".svg":
        with path.open("rb") as file:
            found = _SVG_HEAD.search(file.read(_HEAD))
        return (found[0],) if found else ()
    reader = QImageReader(str(path))
    texts = tuple(reader.text(name) for name in _TEXTS)
    return texts if all(texts[2:]) else ()
