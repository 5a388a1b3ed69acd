# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks for the file or the folder to export to, and remembers the folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.PyQt.QtWidgets import QWidget

from ...core.common.files import file_name
from ...core.common.i18n import translate
from ...core.common.settings import Settings
from ...core.territory.entry import Entry
from ..common.file_dialogs import ask_folder, ask_save, may_replace

KINDS = ("PDF (*.pdf)", "PNG (*.png)", "SVG (*.svg)")


def ask_sheet_file(parent: QWidget, prefix: str, entry: Entry) -> Path | None:
    """Ask for the file of one sheet, proposing a name that begins with its prefix."""
    name = file_name(prefix, entry.code, entry.name, ending="")
    title = translate("Dock", "Export the sheet")
    return ask_save(parent, title, Settings.load().export_folder, name, KINDS)


def ask_layout_file(parent: QWidget, name: str) -> Path | None:
    """Ask for the file of a layout, proposing a name without its ending."""
    title = translate("Dock", "Export the layout as it stands")
    return ask_save(parent, title, Settings.load().export_folder, name, KINDS)


def ask_sheet_folder(parent: QWidget, prefixes: Sequence[str], entry: Entry) -> Path | None:
    """Ask for the folder of several sheets, and whether their files may be replaced."""
    names = [file_name(prefix, entry.code, entry.name) for prefix in prefixes]
    title = translate("Dock", "Folder for the sheets")
    folder = ask_folder(parent, title, Settings.load().export_folder)
    return folder if folder is not None and may_replace(parent, folder, names) else None


def remember_export_folder(folder: Path) -> None:
    """Propose this folder for the next export."""
    settings = Settings.load()
    settings.export_folder = str(folder)
    settings.save()
