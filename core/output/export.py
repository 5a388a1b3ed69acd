# SPDX-License-Identifier: GPL-3.0-or-later
"""A finished layout written to a file, whole or not at all, and the names of such files."""

from __future__ import annotations

from html import escape
from pathlib import Path

from qgis.core import Qgis, QgsLayoutExporter, QgsLayoutItemMap, QgsPrintLayout

from ..common.disk import fault_in
from ..common.errors import ExportError
from ..common.files import cannot_write, make_folder
from ..common.i18n import translate
from ..common.printable import printable
from ..common.scratch import working_folder
from ..common.target import check_target
from .geopdf import error_message, write_pdf
from .pdf_update import update_pdf
from .placing import georeference_of, place_files
from .whole_files import is_whole

# Where QGIS's layout designer keeps the choice of a GeoPDF, of what it says beside the drawing, and
# of how letters are drawn.
GEOPDF = "pdfCreateGeoPdf"
METADATA, GEOREFERENCE = "pdfIncludeMetadata", "pdfAppendGeoreference"
PDF_TEXT, SVG_TEXT = "pdfTextFormat", "svgTextFormat"

# The number that it keeps for Qgis.TextRenderFormat.AlwaysOutlines, which Qt 6 makes none of.
OUTLINES = 0

FORMATS = (".pdf", ".png", ".svg")

_MEMORY = QgsLayoutExporter.ExportResult.MemoryError


def set_pdf_options(layout: QgsPrintLayout, outlines: bool, geopdf: bool) -> None:
    """Ask for letters drawn as outlines, and for layers that a viewer switches (GeoPDF).

    They are kept as QGIS's layout designer keeps them; what is not asked for stays as the
    template has it.
    """
    if outlines:
        layout.setCustomProperty(PDF_TEXT, OUTLINES)
        layout.setCustomProperty(SVG_TEXT, OUTLINES)
    if geopdf:
        layout.setCustomProperty(GEOPDF, True)


def forbid_switching(layout: QgsPrintLayout) -> bool:
    """Let no viewer switch the layers of a layout; tell whether one would have."""
    asked = _option(layout, GEOPDF, False)
    layout.setCustomProperty(GEOPDF, False)
    return asked


def write_layout(layout: QgsPrintLayout, path: Path, makes_folder: bool = True) -> list[str]:
    """Write a layout as PDF, PNG or SVG, as the ending of `path` says; gives warnings.

    A missing folder is made, unless it is not to be. The export options that were saved in the
    template with QGIS's layout designer hold (text as outlines, for instance). The file is written
    beside its place and then moved there, so that an earlier one survives a failure. Raises
    ExportError.
    """
    check_target(path, FORMATS)
    if makes_folder:
        make_folder(path.parent)
    try:
        with working_folder(path.parent) as folder:
            return _write(layout, path, folder)
    except OSError as error:
        raise cannot_write(path, error) from error


def _write(layout: QgsPrintLayout, path: Path, folder: Path) -> list[str]:
    """Write a layout in a folder, then to `path`; gives warnings. Raises ExportError, OSError."""
    ending = path.suffix.lower()
    result, message, warnings = _export(layout, folder / path.name, ending)
    if result != QgsLayoutExporter.ExportResult.Success:
        # QGIS does not say what the disk has against a file.
        fault = fault_in(folder) if result != _MEMORY else None
        raise fault or ExportError(_failure(result, path, message))
    # A second page of an image is a second file; GDAL's notes on a PDF are none of ours.
    pages = sorted(
        (file for file in folder.iterdir() if file.suffix.lower() == ending),
        key=lambda file: (len(file.name), file.name),
    )
    # A full disk cuts a file short without a word.
    if not pages or not all(map(is_whole, pages)):
        raise fault_in(folder) or ExportError(
            translate(
                "Export", "“{path}” could not be written to its end. Nothing was changed."
            ).format(path=path)
        )
    beside = [file for file in georeference_of(folder / path.name) if file.exists()]
    warnings += _complete(layout, pages[0]) if ending == ".pdf" else []
    place_files([*pages, *beside], path, folder)
    return warnings


def _export(
    layout: QgsPrintLayout, path: Path, ending: str
) -> tuple[QgsLayoutExporter.ExportResult, str, list[str]]:
    """Write a layout; gives the result, what QGIS says of it, and warnings."""
    warnings: list[str] = []
    exporter = QgsLayoutExporter(layout)
    dpi = layout.renderContext().dpi()
    if ending == ".png":
        image = QgsLayoutExporter.ImageExportSettings()
        image.dpi = dpi
        image.generateWorldFile = False
        result = exporter.exportToImage(str(path), image)
        if result == QgsLayoutExporter.ExportResult.Success:
            _write_georeference(exporter, layout, path)
    elif ending == ".svg":
        # Only here: it takes a while, and hardly any sheet is written so.
        from .svg import write_svg

        vectors = _option(layout, "forceVector", False)
        write_svg(layout, path, _text_format(layout, SVG_TEXT), vectors)
        result = QgsLayoutExporter.ExportResult.Success
    else:
        pdf = QgsLayoutExporter.PdfExportSettings()
        pdf.dpi = dpi
        pdf.textRenderFormat = _text_format(layout, PDF_TEXT)
        pdf.forceVectorOutput = _option(layout, "forceVector", False)
        pdf.rasterizeWholeImage = _option(layout, "rasterize", False)
        pdf.appendGeoreference = _option(layout, GEOREFERENCE, True)
        pdf.exportMetadata = _option(layout, METADATA, True)
        pdf.simplifyGeometries = _option(layout, "pdfSimplify", True)
        pdf.writeGeoPdf = _option(layout, GEOPDF, False)
        if pdf.writeGeoPdf and _has_turned_map(layout):
            # QGIS makes no GeoPDF of maps that are turned; their frame is added without it.
            pdf.appendGeoreference = False
        # Attributes stay with the office unless its template says otherwise.
        pdf.includeGeoPdfFeatures = _option(layout, "pdfExportGeoPdfFeatures", False)
        result, warnings = write_pdf(exporter, path, pdf)
    return result, error_message(exporter), warnings


def _complete(layout: QgsPrintLayout, path: Path) -> list[str]:
    """Add to a PDF what QGIS leaves out; gives warnings."""
    metadata, georeference = (_option(layout, name, True) for name in (METADATA, GEOREFERENCE))
    if update_pdf(path, layout, metadata, georeference):
        return []
    return [
        translate(
            "Export",
            "The PDF lacks its language, its keywords and the frame of its map: this QGIS writes "
            "it in a form that the plugin does not know.",
        )
    ]


def _write_georeference(exporter: QgsLayoutExporter, layout: QgsPrintLayout, path: Path) -> None:
    """Write where the first page of an image lies and in which CRS, by its reference map."""
    item = layout.referenceMap()
    if item is None or item.page() != 0 or not item.crs().isValid():
        return
    dpi = layout.renderContext().dpi()
    # QGIS counts from the corner of the first pixel, a world file from its centre.
    a, b, c, d, e, f = exporter.computeWorldFileParameters(dpi)
    numbers = (a, d, b, e, c + (a + b) / 2, f + (d + e) / 2)
    world, crs = georeference_of(path)
    world.write_text("".join(f"{n:.12f}\n" for n in numbers), encoding="ascii")
    text = f"<PAMDataset>\n<SRS>{escape(printable(item.crs().toWkt()))}</SRS>\n</PAMDataset>\n"
    crs.write_text(text, encoding="utf-8")


def _has_turned_map(layout: QgsPrintLayout) -> bool:
    maps = [item for item in layout.items() if isinstance(item, QgsLayoutItemMap)]
    return any(item.mapRotation() or item.itemRotation() for item in maps)


def _option(layout: QgsPrintLayout, name: str, default: bool) -> bool:
    value = layout.customProperty(name)
    return default if value is None else str(value).lower() not in ("false", "0", "")


def _text_format(layout: QgsPrintLayout, name: str) -> Qgis.TextRenderFormat:
    formats = Qgis.TextRenderFormat
    # Read from a file, the number is a text.
    outlines = str(layout.customProperty(name)) == str(OUTLINES)
    return formats.AlwaysOutlines if outlines else formats.AlwaysText


def _failure(result: QgsLayoutExporter.ExportResult, path: Path, message: str) -> str:
    results = QgsLayoutExporter.ExportResult
    sentences = {
        results.MemoryError: translate(
            "Export",
            "There is not enough memory for “{path}”; lower the resolution of the template.",
        ),
        results.FileError: translate(
            "Export", "“{path}” cannot be written: QGIS does not say why."
        ),
        results.PrintError: translate("Export", "QGIS could not print “{path}”."),
        results.Canceled: translate("Export", "The export of “{path}” was cancelled."),
    }
    sentence = sentences.get(result, translate("Export", "The export of “{path}” failed."))
    return " ".join(part for part in (sentence.format(path=path), message) if part)
