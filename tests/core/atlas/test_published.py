# SPDX-License-Identifier: GPL-3.0-or-later
"""A published project in a QGIS without the plugin: its pages are the plugin's own sheets."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsProject

from srce_pac.core.common.request import NO_BASE, SheetRequest
from srce_pac.core.pipeline import Printer
from srce_pac.tests.core.atlas.conftest import CODES, Published
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import open_layer

pytestmark = pytest.mark.usefixtures("qgis_app")

# The part of the map's pixels that may differ, at so many dots per inch.
SHARE, DPI = 0.001, 100


@pytest.fixture(scope="module")
def moved(published: Published) -> Path:
    """The project where it was moved to."""
    return published.folder.parent / "moved" / "a.qgz"


@pytest.fixture(scope="module")
def xml(moved: Path) -> str:
    with zipfile.ZipFile(moved) as archive:
        return archive.read("a.qgs").decode("utf-8")


def test_it_opens_and_prints_without_the_plugin(published: Published) -> None:
    said = published.said
    assert said["read"]
    assert said["plugin"] == []
    assert said["invalid"] == []
    pages = {"commune_a3_landscape": ["59264", "59294"], "commune_a3_portrait": ["59049"]}
    assert said["pages"] == pages
    assert published.result.layouts == {name: len(codes) for name, codes in pages.items()}


@pytest.mark.parametrize("code", CODES)
def test_a_page_is_the_sheet_that_the_plugin_prints(
    code: str, published: Published, shared_printer: Printer, tmp_path: Path
) -> None:
    request = SheetRequest(code, base=NO_BASE)
    sheet = shared_printer.export(request, tmp_path / "sheet.pdf")
    own, page = tmp_path / "sheet.pdf", published.folder / f"{code}.pdf"
    assert pdf.text(page) == pdf.text(own)
    assert published.said["scale"][code] == pytest.approx(sheet.scale, rel=1e-9)
    differs = np.abs(pdf.picture(own, DPI) - pdf.picture(page, DPI)).max(axis=2) > 16
    # On A3 the map stands left of the band, or above it; situation map and texts are beside.
    assert differs.mean() < 2 * SHARE
    height, width = differs.shape
    of_map = differs[: int(0.55 * height), : int(0.55 * width)]
    assert of_map.mean() < SHARE


def test_what_fails_costs_itself_and_is_told(published: Published) -> None:
    assert published.result.count == 3
    (fault,) = published.result.failed
    assert fault.asked == "99999"


def test_it_says_that_its_pages_have_no_light_base(published: Published) -> None:
    assert sum("light base" in warning for warning in published.result.warnings) == 1


def test_a_commune_is_stored_with_what_its_sheet_says(published: Published) -> None:
    data = published.folder.parent / "moved" / published.result.data.name
    layer = open_layer(data, "sheets_commune_a3_landscape")
    (row,) = (f for f in layer.getFeatures() if f["code"] == "59294")
    assert row["fid"] == row.id() == 59294
    assert (row["name"], row["epci"], row["file"]) == (
        "Haynecourt",
        "200068500",
        "SRCE_59294_HAYNECOURT",
    )
    assert row["scale"] == pytest.approx(published.said["scale"]["59294"])
    assert row["territory_name_text"] == "HAYNECOURT"
    assert row["n_corridor"] > 0
    assert "1/25 000" in row["warnings"]
    assert layer.primaryKeyAttributes() == [0]


def test_it_is_plain_qgis_with_relative_paths(
    published: Published, xml: str, moved: Path, project: QgsProject
) -> None:
    assert "srce_pac" not in xml
    assert "$id" not in xml
    assert str(published.folder.parent) not in xml
    assert "memory?" not in xml
    assert project.read(str(moved))
    sources = {layer.source().split("|")[0] for layer in project.mapLayers().values()}
    assert sources == {str(moved.with_name(published.result.data.name))}


def test_a_server_gives_away_pages_and_no_layers(moved: Path, project: QgsProject) -> None:
    assert project.read(str(moved))
    names = {layer.name() for layer in project.mapLayers().values()}
    groups = {group.name() for group in project.layerTreeRoot().findGroups()}
    assert set(project.readListEntry("WMSRestrictedLayers", "/")[0]) == names | groups
    assert project.readListEntry("WFSLayers", "/")[0] == []
    assert project.readNumEntry("WMSMaxAtlasFeatures", "/")[0] == 1
    assert project.title() == "Carte S.R.C.E"
    labels = [
        item
        for layout in project.layoutManager().printLayouts()
        for item in layout.items()
        if hasattr(item, "currentText")
    ]
    assert {label.id() for label in labels} == {"TEMPLATE"}
