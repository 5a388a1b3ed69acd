# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes a sheet true, sentence by sentence, on territories that differ in what can go wrong.

The law has a test module of its own (`test_law`), and so have coverage, surroundings, scale and
the formats in their rooms; here the printed sheets are read as their reader does.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QImage

from srce_pac.core.common.request import DEMONSTRATION, SheetRequest
from srce_pac.core.pipeline import Printer, SheetResult
from srce_pac.core.sheet.cartouche import MONTHS
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf

pytestmark = pytest.mark.usefixtures("qgis_app")

HAYNECOURT, LILLE, DUNKERQUE, LANNOY = "59294", "59350", "59183", "59332"
ARRAS, COMPIEGNE = "62041", "60159"
EPCI_OF_COMPIEGNE, EPCI_NEAR_IT, VALENCIENNES = "200067965", "246000129", "245901160"
# Two regions; more than a hundred communes, in the Somme.
VILLES_SOEURS, SOMME_SUD_OUEST = "247600588", "200071181"

IN_THE_NORD = [HAYNECOURT, LILLE, DUNKERQUE, LANNOY, VALENCIENNES]
OUT_OF_IT = [ARRAS, SOMME_SUD_OUEST, VILLES_SOEURS]
REAL = [COMPIEGNE, EPCI_OF_COMPIEGNE, EPCI_NEAR_IT]
ALL = [*IN_THE_NORD, *OUT_OF_IT, *REAL]

NONE = "Aucune continuité écologique"
UNCOVERED = "Non couvert par les données"


@dataclass(frozen=True)
class Sheet:
    """A printed sheet and its words."""

    made: SheetResult
    text: str

    @property
    def file(self) -> Path:
        assert self.made.file is not None
        return self.made.file


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


@pytest.fixture(scope="module")
def sheets(
    gazetteer: Gazetteer, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Sheet]:
    """The sheets of all these territories: on the demonstration, and on real data of the Oise."""
    folder = tmp_path_factory.mktemp("sheets")
    real = str(shared / "data" / "sraddet_hdf2020_oise_est.gpkg")
    printed = {}
    for source, territories in ((DEMONSTRATION, [*IN_THE_NORD, *OUT_OF_IT]), (real, REAL)):
        printer = Printer(SheetRequest("", source=source), gazetteer)
        for territory in territories:
            made = printer.export(territory, folder / f"{territory}.pdf")
            assert made.file is not None
            printed[territory] = Sheet(made, pdf.normalised(pdf.text(made.file)))
        printer.close()
    return printed


@pytest.mark.once
@pytest.mark.parametrize("territory", ALL)
def test_1_nothing_is_said_that_holds_elsewhere(sheets: dict[str, Sheet], territory: str) -> None:
    text, of_the_nord = sheets[territory].text, territory in (*IN_THE_NORD, ARRAS)
    for words in ("tribunal administratif de Lille", "16 juillet 2014", "SRCE-TVB"):
        assert (words in text) == of_the_nord
    assert ("S.R.A.D.D.E.T" in text) == (territory in REAL)
    assert ("S.R.C.E" in text) == (territory not in REAL)


@pytest.mark.once
@pytest.mark.parametrize("territory", ALL)
def test_2_absence_is_not_ignorance(sheets: dict[str, Sheet], territory: str) -> None:
    sheet = sheets[territory]
    uncovered = territory in OUT_OF_IT
    assert (UNCOVERED in sheet.text) == uncovered
    assert any("cover" in warning for warning in sheet.made.warnings) == uncovered
    if uncovered:
        assert NONE not in sheet.text
    is_lacking = bool(sheet.made.missing) and not uncovered
    assert ("Non représentés, faute de données" in sheet.text) == is_lacking


@pytest.mark.once
@pytest.mark.parametrize("territory", ALL)
def test_4_precision_is_stated(sheets: dict[str, Sheet], territory: str) -> None:
    sheet = sheets[territory]
    # The embedded contours bear no more.
    assert sheet.made.scale >= 10_000
    assert ("établies au 1/100 000" in sheet.text) == (sheet.made.scale < 25_000)


@pytest.mark.once
@pytest.mark.parametrize("territory", ALL)
def test_5_dates_are_those_of_the_data(sheets: dict[str, Sheet], territory: str) -> None:
    text, today = sheets[territory].text, datetime.date.today()
    # Where nothing is drawn, there is no date of it.
    date = "2020" if territory in REAL else "mai 2017" if territory in IN_THE_NORD else ""
    stated = re.search(r"mise à jour : ([\w/ ]+?) Sources", text, re.IGNORECASE)
    assert (stated[1].lower() if stated else "") == date
    assert f"{MONTHS[today.month - 1]} {today.year}" not in text
    assert f"Imprimé le {today:%d/%m/%Y}" in text


@pytest.mark.once
@pytest.mark.parametrize("territory", ALL)
def test_6_credits_name_what_is_drawn(sheets: dict[str, Sheet], territory: str) -> None:
    text = sheets[territory].text
    assert ("données fictives" in text) == (territory not in REAL) or territory in OUT_OF_IT
    assert ("SRADDET Hauts-de-France 2020" in text) == (territory in REAL)
    assert "Admin Express" in text


@pytest.mark.once
@pytest.mark.parametrize("territory", ALL)
def test_7_the_scale_printed_is_the_scale_measured(
    sheets: dict[str, Sheet], territory: str
) -> None:
    sheet = sheets[territory]
    found = re.search(r"Échelle 1/([\d\s]+\d)", sheet.text)
    assert found is not None
    stated = int(re.sub(r"\s", "", found[1]))
    assert stated == round(sheet.made.scale)
    # Metres on the ground of a metre on paper, by the page's own georeference.
    page = gdal.Open(str(sheet.file))
    transform = page.GetGeoTransform()
    width, height = (side / 1000 for side in pdf.page_size(sheet.file))
    assert transform[1] * page.RasterXSize / width == pytest.approx(stated, rel=0.002)
    assert -transform[5] * page.RasterYSize / height == pytest.approx(stated, rel=0.002)


@pytest.mark.parametrize("territory", [LILLE, COMPIEGNE])
def test_3_and_9_every_format_shows_the_same_picture(
    gazetteer: Gazetteer, shared: Path, tmp_path: Path, territory: str
) -> None:
    real = str(shared / "data" / "sraddet_hdf2020_oise_est.gpkg")
    request = SheetRequest(territory, source=real if territory in REAL else DEMONSTRATION)
    printer = Printer(request, gazetteer)
    for name in ("sheet.pdf", "sheet.png"):
        printer.export(territory, tmp_path / name)
    printer.close()
    page = pdf.picture(tmp_path / "sheet.pdf", 160)
    rows, columns, _ = page.shape
    image = QImage(str(tmp_path / "sheet.png")).scaled(
        columns,
        rows,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    # Thin lines differ: what is compared is the tone of each square centimetre.
    differences = np.abs(_tones(page) - _tones(_pixels(image))).max(axis=2)
    assert (differences > 32).mean() < 0.02


def _tones(picture: pdf.Picture) -> pdf.Picture:
    """The mean colours of squares of 64 pixels."""
    rows, columns = (side // 64 * 64 for side in picture.shape[:2])
    squares = picture[:rows, :columns].reshape(rows // 64, 64, columns // 64, 64, 3)
    means: pdf.Picture = squares.mean(axis=(1, 3))
    return means


def _pixels(image: QImage) -> pdf.Picture:
    """A picture as RGB values from 0 to 255 (rows, columns, channels)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = plain.constBits()
    bits.setsize(plain.sizeInBytes())
    values = np.frombuffer(bits, np.uint8).reshape(plain.height(), plain.width(), 4)
    return values[:, :, 2::-1].astype(np.float64)
