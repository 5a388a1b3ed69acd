# SPDX-License-Identifier: GPL-3.0-or-later
"""The gallery of the styles of a sheet: one page, printed to a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsFeedback, QgsProject, QgsProjectMetadata
from qgis.PyQt.QtCore import QDateTime

from .common.files import scratch_folder
from .common.i18n import SHEET_LANGUAGE
from .common.progress import Steps
from .common.target import check_target
from .layout.style_page import StylePage, style_page
from .output.export import FORMATS, write_layout
from .sheet.definition import SheetDefinition
from .styles.set_name import SET_FILE
from .styles.sheet_signs import signs_of
from .styles.style_order import OWN, PLUGIN, SHEET, StyleOrder, style_order
from .styles.style_set import find_set, known_sets
from .styles.style_signs import differences


@dataclass(frozen=True)
class StyleGallery:
    """The file of a gallery, and what the user should know of the styles in it."""

    file: Path
    warnings: list[str]


def print_style_gallery(
    sheet: SheetDefinition, styles: str, output: Path, feedback: QgsFeedback | None = None
) -> StyleGallery:
    """Print every sign of a sheet, in colour, in grey and as the colour-blind see it.

    `styles` is the set of the export, see `find_set`, none where it is empty: then the styles are
    those of the user, the office, the sheet and the plugin, in that order. `output` is a PDF, PNG
    or SVG, which appears whole or not at all. Raises SrceError.
    """
    check_target(output, FORMATS)
    order = style_order(sheet, styles)
    found = signs_of(sheet, order)
    names = _names(order, styles, sheet.words)
    page = StylePage(sheet, found.signs, differences(found.signs, feedback, (5, 40)), names)
    project = QgsProject()
    metadata = QgsProjectMetadata()
    metadata.setTitle(sheet.words["styles_title"].format(sheet.name))
    metadata.setLanguage(SHEET_LANGUAGE)
    metadata.setCreationDateTime(QDateTime.currentDateTime())
    project.setMetadata(metadata)
    steps = Steps(feedback, (40, 95), len(found.signs))
    with scratch_folder(output.parent) as folder:
        layout = style_page(page, project, folder, steps)
        warnings = write_layout(layout, output)
    return StyleGallery(output, [*found.warnings, *warnings])


def _names(order: StyleOrder, styles: str, words: dict[str, str]) -> dict[Path, str]:
    """The printed name of the set in each folder of an order."""
    sets = [*known_sets(), *([find_set(styles)] if styles else [])]
    named = {one.read_from: one.name for one in sets}
    # The user's own set has a name in the language of QGIS until it is given one.
    words_of = {
        OWN: words["styles_own"],
        SHEET: words["styles_sheet"],
        PLUGIN: words["styles_plugin"],
    }
    return {
        place.folder: words_of[place.origin]
        if place.origin in words_of and not (place.folder / SET_FILE).is_file()
        else named.get(place.folder, place.shown.name)
        for place in order.places
    }
