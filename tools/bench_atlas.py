# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer of the printed sheets: QGIS alone, on a layout that the plugin has filled."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsLayoutExporter,
    QgsLayoutItemMap,
    QgsPrintLayout,
    QgsProject,
    QgsVectorLayer,
)

from srce_pac.core.common.layer_roles import ROLE
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.pipeline import add_layout
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import EMBEDDED_TERRITORIES

# Around the territory, as a share of its box.
MARGIN = 0.1

ATLAS = "atlas"


class Atlas:
    """QGIS's native atlas over the filled layout of one request, a page a territory.

    The layers of the classes show all that their source holds, as an atlas has them, and the map
    is clipped to each territory. What else the sheet of the first territory holds is there on
    every page as it is on that sheet: legend, table, situation map, contours, names.
    """

    def __init__(self, request: SheetRequest, gazetteer: Gazetteer, codes: Sequence[str]) -> None:
        """Fill the layout for the territory of the request, and make an atlas of those of `codes`.

        The codes are those of territories embedded in the plugin.
        """
        self._project = QgsProject()
        layout = add_layout(request, gazetteer, self._project).layout
        assert layout is not None
        self._layout = layout
        self._layout.setName(ATLAS)
        self._project.setCrs(self._layout.itemById("map").crs())
        for layer in self._project.mapLayers().values():
            if str(layer.customProperty(ROLE, "")).startswith("class:"):
                layer.setSubsetString("")
        self._atlas = self._layout.atlas()
        self._atlas.setCoverageLayer(self._coverage(codes))
        self._atlas.setPageNameExpression("code")
        self._atlas.setEnabled(True)
        drawn = self._layout.itemById("map")
        drawn.setAtlasDriven(True)
        drawn.setAtlasScalingMode(QgsLayoutItemMap.AtlasScalingMode.Auto)
        drawn.setAtlasMargin(MARGIN)
        drawn.atlasClippingSettings().setEnabled(True)
        self._atlas.beginRender()
        self._pages = {self._atlas.nameForPage(page): page for page in range(self._atlas.count())}
        if set(self._pages) != set(codes):
            sys.exit("The atlas has not a page for each territory.")

    def export(self, code: str, file: Path) -> None:
        """Print the page of a territory as PDF."""
        self._atlas.seekTo(self._pages[code])
        export_bare(self._layout, file)

    def save(self, file: Path) -> None:
        """Write the project with its atlas, for another process."""
        if not self._project.write(str(file)):
            sys.exit(self._project.error())

    def close(self) -> None:
        """Let go of the layers."""
        self._atlas.endRender()
        self._project.clear()

    def _coverage(self, codes: Sequence[str]) -> QgsVectorLayer:
        layer = QgsVectorLayer(str(EMBEDDED_TERRITORIES), "coverage", "ogr")
        layer.setSubsetString("code IN ({})".format(", ".join(f"'{code}'" for code in codes)))
        self._project.addMapLayer(layer, False)
        return layer


def export_bare(layout: QgsPrintLayout, file: Path) -> None:
    """What QGIS alone takes, with the settings that make the same file."""
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.dpi = layout.renderContext().dpi()
    settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText
    settings.appendGeoreference = True
    settings.exportMetadata = True
    result = QgsLayoutExporter(layout).exportToPdf(str(file), settings)
    if result != QgsLayoutExporter.ExportResult.Success:
        sys.exit("QGIS itself could not export the layout.")
