# SPDX-License-Identifier: GPL-3.0-or-later
"""All that the plugin keeps in a QGIS profile, removed before it is uninstalled."""

from __future__ import annotations

import shutil

from qgis.core import QgsSettings

from .disk import reason
from .errors import ExportError
from .files import profile_folder
from .i18n import translate
from .settings import forget_settings
from .sizes import size_text


def traces_size() -> int:
    """The bytes that the plugin's folder in the profile takes."""
    files = [path for path in profile_folder().rglob("*") if path.is_file()]
    return sum(path.stat().st_size for path in files)


def remove_traces() -> None:
    """Remove the settings and the plugin's folder; nothing is written anew until QGIS is restarted.

    Raises ExportError where a file cannot be removed; the settings are gone then as well.
    """
    forget_settings(QgsSettings())
    folder = profile_folder()
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        sentence = translate("Files", "{folder} cannot be removed: {reason}")
        raise ExportError(sentence.format(folder=folder, reason=reason(error))) from error


def traces_text() -> str:
    """What would be removed, in words."""
    sentence = translate("Files", "the settings and the folder {folder} ({size})")
    return sentence.format(folder=profile_folder(), size=size_text(traces_size()))
