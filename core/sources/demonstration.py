# SPDX-License-Identifier: GPL-3.0-or-later
"""The embedded demonstration, fictitious layers to try the plugin with."""

from __future__ import annotations

import filecmp
import shutil
from pathlib import Path

from ..common.disk import reason
from ..common.errors import SourceError
from ..common.files import ROOT, profile_folder
from ..common.i18n import translate
from ..common.request import DEMONSTRATION
from ..common.scratch import part_of, sweep

EMBEDDED_DEMONSTRATION = ROOT / "data" / "demonstration"


def demonstration_folder() -> Path:
    """A copy of the embedded demonstration in the user's profile, made when it is missing.

    Projects refer to it there, so that they draw the same once the plugin is gone. Raises
    SourceError when it cannot be made.
    """
    folder = profile_folder() / DEMONSTRATION
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        for original in EMBEDDED_DEMONSTRATION.glob("*.fgb"):
            copy = folder / original.name
            if not copy.is_file() or not filecmp.cmp(original, copy, shallow=False):
                part = part_of(copy)
                shutil.copyfile(original, part)
                part.replace(copy)
    except OSError as error:
        raise SourceError(
            translate("Source", "The demonstration cannot be copied to “{path}”: {reason}.").format(
                path=folder, reason=reason(error, folder)
            )
        ) from error
    return folder
