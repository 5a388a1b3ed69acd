# SPDX-License-Identifier: GPL-3.0-or-later
"""The styles of a sheet as files for use elsewhere: QML, SLD and a library."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ..common.errors import ExportError
from ..common.files import cannot_write, make_folder, safe_prefix, write_whole
from ..common.i18n import translate
from ..common.target import check_target
from .class_styles import ClassStyles, styled_layer
from .library import MARK, make_library, write_library
from .qml import write_style
from .sld import to_sld


@dataclass(frozen=True)
class StyleExport:
    """The files that were written, and what they do not show as the sheet does."""

    files: tuple[Path, ...]
    warnings: tuple[str, ...]


def export_styles(styles: ClassStyles, folder: Path) -> StyleExport:
    """Write each style as QML and SLD, and all symbols as a library, into a folder.

    Files of these names are replaced where an earlier export has written them, but not those that
    the styles are read from. Raises StyleError and ExportError.
    """
    texts: dict[str, str] = {}
    warnings = list(styles.warnings)
    for style in styles.styles:
        layer, losses = styled_layer(style)
        texts[f"{style.name}.qml"] = write_style(layer)
        sld = to_sld(layer, style.name)
        if sld.text:
            texts[f"{style.name}.sld"] = sld.text
            texts.update(sld.pictures)
        warnings += losses
        warnings += _told(style.name, sld.losses, bool(sld.text))
    library = folder / f"{safe_prefix(styles.title) or 'styles'}.xml"
    inputs = [style.file for style in styles.styles]
    for path in (*(folder / name for name in texts), library):
        check_target(path, (path.suffix,), inputs)
        _check_own(path)
    make_folder(folder)
    for name, text in texts.items():
        try:
            write_whole(folder / name, f"{text.rstrip()}\n{MARK}")
        except OSError as error:
            raise cannot_write(folder / name, error) from error
    write_library(make_library(styles.styles, styles.title), library)
    files = (*(folder / name for name in texts), library)
    return StyleExport(files, tuple(dict.fromkeys(warnings)))


def _check_own(path: Path) -> None:
    """Raise ExportError where a file is there that no export has written."""
    if not path.is_file():
        return
    try:
        with path.open("rb") as file:
            file.seek(-min(len(MARK), path.stat().st_size), os.SEEK_END)
            is_own = file.read() in (b"", MARK.encode())
    except OSError as error:
        raise cannot_write(path, error) from error
    if not is_own:
        sentence = translate(
            "Styles",
            "“{path}” was written by someone else, and is not replaced: choose another folder.",
        )
        raise ExportError(sentence.format(path=path))


def _told(name: str, losses: tuple[str, ...], is_written: bool) -> list[str]:
    if not is_written:
        return [
            translate(
                "Styles", "{name}: SLD has no words for this style; no SLD is written."
            ).format(name=name)
        ]
    if not losses:
        return []
    return [
        translate("Styles", "{name}: in SLD, {losses}.").format(name=name, losses="; ".join(losses))
    ]
