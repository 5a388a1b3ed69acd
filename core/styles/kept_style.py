# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles that a user takes from the map into a set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsVectorLayer

from ..common.errors import StyleError
from ..common.files import write_whole
from ..common.i18n import translate
from .qml import write_style
from .style_check import check_style
from .style_set import StyleSet


@dataclass(frozen=True)
class KeptStyle:
    """A style that was kept: its file, and what its user should know of it.

    `earlier` is where the style lies that it took the place of, unless the user had seen it.
    """

    file: Path
    warnings: tuple[str, ...] = ()
    earlier: Path | None = None


def keep_style(layer: QgsVectorLayer, style_name: str, target: StyleSet) -> KeptStyle:
    """Keep how a layer is drawn as the style of that name (`corridor_l`) in a set.

    Raises StyleError where it cannot be used or written.
    """
    file = target.folder / f"{style_name}.qml"
    try:
        write_whole(file, write_style(layer))
    except OSError as error:
        raise _cannot_write(file, error) from error
    report = check_style(file, style_name[-1], layer.fields())
    if report.refusal:
        file.unlink()
        raise StyleError(report.refusal)
    return KeptStyle(file, report.warnings)


def drop_style(style_name: str, target: StyleSet) -> None:
    """Take a style out of a set, so that the next one in the order is drawn. Raises StyleError."""
    file = target.folder / f"{style_name}.qml"
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise _cannot_write(file, error) from error


def _cannot_write(path: Path, error: OSError) -> StyleError:
    return StyleError(
        translate("Styles", "“{path}” cannot be written: {reason}.").format(
            path=path, reason=error.strerror or error
        )
    )
