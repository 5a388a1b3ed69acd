# SPDX-License-Identifier: GPL-3.0-or-later
"""A layout written as PDF, with layers that a viewer switches (GeoPDF) where QGIS can make them."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsLayoutExporter

from ..common.i18n import translate

_SUCCESS = QgsLayoutExporter.ExportResult.Success
_CANCELED = QgsLayoutExporter.ExportResult.Canceled


def write_pdf(
    exporter: QgsLayoutExporter, path: Path, settings: QgsLayoutExporter.PdfExportSettings
) -> tuple[QgsLayoutExporter.ExportResult, list[str]]:
    """Write a PDF as its settings say; a GeoPDF that cannot be made is a plain one, and told why.

    `settings` are changed for that.
    """
    result = exporter.exportToPdf(str(path), settings)
    if not settings.writeGeoPdf or result in (_SUCCESS, _CANCELED):
        return result, []
    # GDAL may have been built without what it takes, or fail at something in the layers.
    reason = error_message(exporter) or translate("Export", "QGIS could not make it")
    path.unlink(missing_ok=True)
    settings.writeGeoPdf = False
    result = exporter.exportToPdf(str(path), settings)
    if result != _SUCCESS:
        return result, []
    sentence = translate(
        "Export", "The PDF has no layers that a viewer can switch (GeoPDF): {reason}."
    )
    return result, [sentence.format(reason=" ".join(reason.split()).rstrip("."))]


def error_message(exporter: QgsLayoutExporter) -> str:
    """What QGIS says of an export; QGIS 3.22 keeps it to itself."""
    return str(exporter.errorMessage()) if hasattr(exporter, "errorMessage") else ""
