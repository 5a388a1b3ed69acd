# SPDX-License-Identifier: GPL-3.0-or-later
"""New files put in their place, all or none, and the pages of an earlier export with them."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from glob import escape
from pathlib import Path

from qgis.PyQt.QtGui import QImageReader

from ..common.errors import ExportError
from ..common.i18n import translate

# The texts of an image that tell one export from another.
_TEXTS = ("Title", "Author", "Created", "Creator")
_SVG_HEAD = re.compile(rb"<title>.*?</desc>", re.DOTALL)
_HEAD = 4096


def place_files(new: Sequence[Path], path: Path, scratch: Path) -> None:
    """Move the files of an export, the first of which becomes `path`, into its folder.

    Further pages take the place of those that came with the earlier file, and of no others; pages
    of it that are left over go with it. Raises ExportError, OSError; then nothing has changed.
    """
    own = _pages_with(path)
    targets = [path, *(path.with_name(file.name) for file in new[1:])]
    _check_pages(targets[1:], path, own)
    left_over = [page for page in own if page not in targets]
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
        for page in left_over:
            page.unlink()
            done.append(page)
    except OSError:
        _put_back(done, earlier)
        raise


def _check_pages(pages: Sequence[Path], path: Path, own: Sequence[Path]) -> None:
    """Raise ExportError where a page would replace a file that came with no earlier export."""
    ending = path.suffix.lower()
    for page in pages:
        if page.suffix.lower() == ending and page not in own and os.path.lexists(page):
            raise ExportError(
                translate(
                    "Export",
                    "“{page}” would be replaced, but it is no page of “{path}”: choose another "
                    "name.",
                ).format(page=page, path=path)
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
    pages = path.parent.glob(f"{escape(path.stem)}_*{escape(path.suffix)}")
    number = re.compile(rf"{re.escape(path.stem)}_\d+")
    return [page for page in pages if mark and number.fullmatch(page.stem) and _mark(page) == mark]


def _mark(path: Path) -> tuple[object, ...]:
    """What is the same in all pages of an export, and in no other; nothing if a page has none."""
    if not path.is_file():
        return ()
    if path.suffix.lower() == ".svg":
        with path.open("rb") as file:
            found = _SVG_HEAD.search(file.read(_HEAD))
        return (found[0],) if found else ()
    reader = QImageReader(str(path))
    texts = tuple(reader.text(name) for name in _TEXTS)
    return texts if all(texts[2:]) else ()
