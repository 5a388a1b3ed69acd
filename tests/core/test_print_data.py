# SPDX-License-Identifier: GPL-3.0-or-later
"""The printed sheets of real data and of an EPCI, opened and read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.pipeline import SheetResult, export_sheet
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import NATIONAL_RESERVOIR, box, rows, write_layer
from srce_pac.tests.support.printed_items import EPCI_DATE, EPCI_ITEMS, OBSTACLES

COMPIEGNE = "60159"
VALENCIENNES = "245901160"
# Compiègne and its surroundings.
REAL_EPCI = "200067965"

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


@pytest.fixture(scope="module")
def sraddet(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real data: opening a GeoPackage writes beside it."""
    original = shared / "data" / "sraddet_hdf2020_oise_est.gpkg"
    copy = tmp_path_factory.mktemp("sraddet") / original.name
    shutil.copyfile(original, copy)
    return copy


@pytest.fixture(scope="module")
def compiegne(
    sraddet: Path, gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory
) -> SheetResult:
    request = SheetRequest(COMPIEGNE, source=str(sraddet))
    return export_sheet(request, gazetteer, tmp_path_factory.mktemp("compiegne"))


@pytest.fixture(scope="module")
def compiegne_text(compiegne: SheetResult) -> str:
    assert compiegne.file is not None
    return pdf.text(compiegne.file)


@pytest.fixture(scope="module")
def epci(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("valenciennes")
    request = SheetRequest(VALENCIENNES, cartouche={"date": EPCI_DATE})
    file = export_sheet(request, gazetteer, folder).file
    assert file is not None
    return file


def test_the_date_is_that_of_the_data_where_none_is_given(compiegne_text: str) -> None:
    assert "Mise à jour : 2020" in compiegne_text


def test_real_data_bears_no_mark(compiegne_text: str) -> None:
    assert "FICTIVES" not in compiegne_text
    assert "fictives" not in compiegne_text


def test_real_data_is_credited(compiegne_text: str) -> None:
    assert "Sources : SRADDET Hauts-de-France 2020 ; © IGN – Admin Express (2025)" in compiegne_text


def test_points_lines_and_polygons_of_obstacles_have_each_a_line_of_the_legend(
    compiegne_text: str,
) -> None:
    assert compiegne_text.count(OBSTACLES) == 3


@pytest.mark.parametrize(
    "label", ["Cours d'eau", "Corridors écologiques", "Réservoir de Biodiversité"]
)
def test_the_real_legend_holds(label: str, compiegne_text: str) -> None:
    before_the_text = compiegne_text.split("LÉGENDE")[0]
    assert label in before_the_text


def test_real_data_prints_as_vector(compiegne: SheetResult) -> None:
    assert compiegne.file is not None
    assert pdf.images(compiegne.file) == []


def test_the_real_sheet_names_its_own_office(compiegne_text: str) -> None:
    assert "D.D.T 60" in compiegne_text
    assert "ddtm-suct" not in compiegne_text


@pytest.mark.parametrize("item", EPCI_ITEMS)
def test_the_epci_sheet_holds(item: str, epci: Path) -> None:
    assert EPCI_ITEMS[item] in pdf.text(epci)


def test_the_epci_sheet_has_the_cartouche_first_then_notice_legend_text_and_nota(
    epci: Path,
) -> None:
    tops = {word.text: word.top for word in reversed(pdf.words(epci))}
    order = ["VALENCIENNES", "annulé", "LÉGENDE", "Outil", "NOTA"]
    assert sorted(order, key=tops.__getitem__) == order


def test_an_epci_plan_on_real_data_is_small(
    sraddet: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    result = export_sheet(SheetRequest(REAL_EPCI, source=str(sraddet)), gazetteer, tmp_path)
    assert result.file is not None
    assert sum(result.counts.values()) > 500
    assert result.file.stat().st_size < 6_000_000
    assert pdf.images(result.file) == []


def test_the_epci_sheet_names_each_of_its_communes(epci: Path, gazetteer: Gazetteer) -> None:
    members = gazetteer.resolve(VALENCIENNES).members
    names = {entry.name for entry in map(gazetteer.entry, members) if entry}
    # A name may be broken after a hyphen.
    printed = pdf.text(epci).replace("- ", "-")
    assert not {name for name in names if name not in printed}


def test_a_source_of_another_place_is_no_finding(gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = tmp_path / "n_srce_reservoir_s_059.gpkg"
    write_layer(path, rows([box(-90_000, 0, 100)], NATIONAL_RESERVOIR))
    request = SheetRequest("59294", source=str(path))
    file = export_sheet(request, gazetteer, tmp_path / "sheet.pdf").file
    assert file is not None
    text = pdf.text(file)
    assert "Non couvert par les données" in text
    assert load_sheet("srce").legend_empty not in text
