#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the bundled styles as a collection of QGIS Resource Sharing, a folder to be published.

make collection [ARGS="--out elsewhere --styles SET"]
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from configparser import ConfigParser
from dataclasses import replace
from pathlib import Path

from qgis.core import QgsApplication

from srce_pac.core.common.errors import SrceError
from srce_pac.core.common.files import scratch_folder
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.style_gallery import print_style_gallery
from srce_pac.core.styles.class_styles import class_styles
from srce_pac.core.styles.export import export_styles
from srce_pac.core.styles.library import TAG

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "dist" / "collection"

METADATA = "metadata.ini"
# The one collection of the repository.
NAME = "srce_pac"
PREVIEW = "preview/styles.png"
# The folders in which the plugin of Resource Sharing looks for QML and for style libraries.
FOLDERS = {".qml": "style", ".xml": "symbol"}


def build_collection(folder: Path, styles: str = "") -> list[str]:
    """Write the collection into a folder, in the place of an earlier one; give the warnings.

    `styles` is a set of styles (`find_set`), the plugin's own where it is empty. A QGIS
    application must be running. Raises SrceError, OSError.
    """
    sheet = load_sheet("srce")
    wish = styles or str(ROOT / "styles")
    taken = class_styles(sheet, wish)
    if not styles:
        taken = replace(taken, title=TAG)
    if folder.exists():
        # Nothing but an earlier collection is removed.
        if not (folder / METADATA).is_file():
            raise FileExistsError(f"{folder} is no collection: choose another folder.")
        shutil.rmtree(folder)
    collection = folder / "collections" / NAME
    with scratch_folder() as scratch:
        for file in export_styles(taken, scratch).files:
            if file.suffix in FOLDERS:
                target = collection / FOLDERS[file.suffix] / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
    shutil.copyfile(ROOT / "LICENSE", collection / "LICENSE")
    (collection / PREVIEW).parent.mkdir()
    print_style_gallery(sheet, wish, collection / PREVIEW)
    with (folder / METADATA).open("w", encoding="utf-8") as metadata:
        _metadata(taken.title).write(metadata, space_around_delimiters=False)
    return list(taken.warnings)


def _metadata(title: str) -> ConfigParser:
    """What Resource Sharing reads of a repository: its collections, and what they are."""
    plugin = ConfigParser(interpolation=None)
    plugin.read(ROOT / "metadata.txt", encoding="utf-8")
    about = plugin["general"]
    metadata = ConfigParser(interpolation=None)
    metadata["general"] = {"collections": NAME}
    metadata[NAME] = {
        "name": title,
        "author": about["author"],
        "email": about["email"],
        "tags": about["tags"],
        "description": "Symbols of the ecological continuities: reservoirs, corridors, obstacles.",
        "license": about["license"],
        "license_file": "LICENSE",
        "preview": PREVIEW,
        "qgis_minimum_version": about["qgisMinimumVersion"],
        "qgis_maximum_version": about["qgisMaximumVersion"],
    }
    return metadata


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Write a collection of QGIS Resource Sharing.")
    parser.add_argument("--out", type=Path, default=OUT, help="its folder, which is replaced")
    parser.add_argument("--styles", default="", help="a set of styles: a name, a folder or a zip")
    options = parser.parse_args(arguments)
    application = QgsApplication([], False)
    application.initQgis()
    try:
        for warning in build_collection(options.out, options.styles):
            print(warning, file=sys.stderr)
    except (SrceError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        application.exitQgis()
    print(options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
