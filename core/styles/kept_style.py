# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles that a user takes from the map into a set."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qgis.core import QgsMemoryProviderUtils, QgsVectorLayer
from qgis.PyQt.QtCore import QLockFile

from ..common.errors import StyleError
from ..common.files import write_whole_bytes
from ..common.geometry import layer_geometry
from ..common.i18n import translate
from .drawn_style import note_style, noted_mark, style_mark
from .merged_surfaces import style_of_objects
from .pictures import embed_pictures
from .plain_vector import draw_plainly
from .qml import apply_written_style, parse, write_style
from .style_check import check_style
from .style_reading import examine
from .style_set import StyleSet, cannot_write, is_style, name_set, read_only, refresh
from .symbol_scaling import style_renderer

# Milliseconds to wait for another one who writes into the same folder, and after which one is
# taken for gone.
WAIT = 5_000
STALE = 30_000


@dataclass(frozen=True)
class KeptStyle:
    """A style that was kept: its file, and what its user should know of it."""

    file: Path
    warnings: tuple[str, ...] = ()


def keep_style(layer: QgsVectorLayer, style_name: str, target: StyleSet) -> KeptStyle:
    """Keep how a layer is drawn as the style of that name (`corridor_l`) in a set.

    Its pictures are embedded; what would make a picture of the map is left out. A style that has
    come into the set since the layer was drawn stays beside. The layer stays as it is. Raises
    StyleError where the style cannot be used or written.
    """
    _check_target(style_name, target)
    qml, changes = _qml_to_keep(layer, style_name)
    file = target.folder / f"{style_name}.qml"
    with _locked(target.folder):
        earlier = None
        if file.is_file() and style_mark(file.read_bytes()) not in (
            noted_mark(layer),
            style_mark(qml),
        ):
            earlier = _set_aside(file)
        write_whole_bytes(file, qml)
    name_set(target)
    refresh(target)
    note_style(layer, qml)
    warnings = list(changes)
    if earlier is not None:
        sentence = translate(
            "Styles",
            "“{path}” was not the style that this layer was drawn with: someone has changed it "
            "meanwhile. It is kept beside as “{earlier}”.",
        )
        warnings.append(sentence.format(path=file, earlier=earlier.name))
    warnings += check_style(file, style_name[-1], layer.fields()).warnings
    return KeptStyle(file, tuple(warnings))


def drop_style(style_name: str, target: StyleSet) -> None:
    """Take a style out of a set, so that the next one in the order is drawn.

    Its file stays beside, under another name. Raises StyleError.
    """
    _check_target(style_name, target)
    file = target.folder / f"{style_name}.qml"
    with _locked(target.folder):
        if file.is_file():
            # A shared folder without anything is taken for one that is offline.
            name_set(target)
            _set_aside(file)
    refresh(target)


def _check_target(style_name: str, target: StyleSet) -> None:
    if not target.is_writable:
        raise read_only(target)
    if not is_style(f"{style_name}.qml"):
        sentence = translate("Styles", "“{name}” is no name of a style, such as corridor_l.")
        raise StyleError(sentence.format(name=style_name))


def _qml_to_keep(layer: QgsVectorLayer, style_name: str) -> tuple[bytes, tuple[str, ...]]:
    """The style of a layer as it is kept, and what of it is left out. Raises StyleError."""
    letter = style_name[-1]
    if layer_geometry(layer) != letter:
        raise _cannot_keep(layer, translate("Styles", "the class is of another geometry"))
    twin = QgsMemoryProviderUtils.createMemoryLayer(
        layer.name(), layer.fields(), layer.wkbType(), layer.crs()
    )
    apply_written_style(twin, write_style(layer))
    # A layer of a layout has symbols as large as its paper wants them, and may draw surfaces.
    twin.setRenderer(style_of_objects(style_renderer(layer)))
    changes = examine(write_style(twin).encode(), style_name, letter).changes
    draw_plainly(twin)
    twin.setScaleBasedVisibility(False)
    document, reason = parse(write_style(twin).encode())
    reason = reason or embed_pictures(document)
    qml = document.toString(1).encode()
    reason = reason or examine(qml, style_name, letter).reason
    if reason:
        raise _cannot_keep(layer, reason)
    sentence = translate("Styles", "The style of “{layer}”: {note}.")
    return qml, tuple(sentence.format(layer=layer.name(), note=note) for note in changes)


def _cannot_keep(layer: QgsVectorLayer, reason: str) -> StyleError:
    sentence = translate("Styles", "The style of “{layer}” cannot be kept: {reason}.")
    return StyleError(sentence.format(layer=layer.name(), reason=reason.rstrip(".")))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """A folder in which no other one keeps a style meanwhile. Raises StyleError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = QLockFile(str(folder / ".style_set.lock"))
        lock.setStaleLockTime(STALE)
        if not lock.tryLock(WAIT):
            if lock.error() == QLockFile.LockError.PermissionError:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            sentence = translate(
                "Styles", "“{path}” is locked: someone keeps a style there just now. Try again."
            )
            raise StyleError(sentence.format(path=folder))
        try:
            yield
        finally:
            lock.unlock()
    except OSError as error:
        raise cannot_write(folder, error) from error


def _set_aside(file: Path) -> Path:
    """Give a style a name that is none of a style. Raises OSError."""
    now = datetime.now().strftime("%Y-%m-%d_%H%M%S")
    aside = file.with_name(f"{file.stem}.{now}.qml")
    number = 1
    while aside.exists():
        number += 1
        aside = file.with_name(f"{file.stem}.{now}_{number}.qml")
    file.rename(aside)
    return aside
