# SPDX-License-Identifier: GPL-3.0-or-later
"""Print pages of the atlases of a project in a process that has QGIS and nothing of the plugin.

Run as a program: `print_atlas.py PROJECT FOLDER CODE…`; it says what it printed as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any


def print_atlas(project: Path, folder: Path, codes: list[str]) -> dict[str, Any]:
    """Print the pages of some codes as PDF into a folder; gives what the process says.

    For each code, `scale` is that of the map; `invalid` are the layers that could not be opened.
    """
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, __file__, str(project), str(folder), *codes],
        cwd=folder,
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def _main(project: str, folder: str, *codes: str) -> None:
    from qgis.core import Qgis, QgsApplication, QgsLayoutExporter, QgsProject

    application = QgsApplication([], True)
    application.initQgis()
    opened = QgsProject.instance()
    said: dict[str, Any] = {"read": opened.read(project), "scale": {}, "pages": {}}
    said["invalid"] = [x.name() for x in opened.mapLayers().values() if not x.isValid()]
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.dpi = 300
    settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText
    for layout in opened.layoutManager().printLayouts():
        atlas = layout.atlas()
        atlas.beginRender()
        atlas.updateFeatures()
        pages = {atlas.nameForPage(page): page for page in range(atlas.count())}
        said["pages"][layout.name()] = sorted(pages)
        for code in set(codes) & set(pages):
            atlas.seekTo(pages[code])
            QgsLayoutExporter(layout).exportToPdf(f"{folder}/{code}.pdf", settings)
            said["scale"][code] = layout.itemById("map").scale()
        atlas.endRender()
    said["plugin"] = [name for name in sys.modules if name.startswith("srce_pac")]
    opened.clear()
    sys.stdout.write(f"{json.dumps(said)}\n")


if __name__ == "__main__":
    _main(*sys.argv[1:])
