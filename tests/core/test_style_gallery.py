# SPDX-License-Identifier: GPL-3.0-or-later
"""The gallery of the styles of a sheet, read as its reader does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from qgis.PyQt.QtGui import QImage

from srce_pac.core.common.errors import CancelledError, StyleError
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.style_gallery import StyleGallery, print_style_gallery
from srce_pac.tests.support import pdf
from srce_pac.tests.support.printers import at
from srce_pac.tests.support.styles import categorised, rules, single, write_set

pytestmark = pytest.mark.usefixtures("qgis_app")

NAME = "DDTM 59 « 2026 » d’été"
ALIKE = "#9a9a9a"


@dataclass(frozen=True)
class Printed:
    """A gallery and its words."""

    made: StyleGallery
    text: str


@pytest.fixture(scope="module")
def styles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set with several signs a style, two classes that look alike, and a file that is broken."""
    folder = write_set(
        tmp_path_factory.mktemp("styles") / "jeu d’été",
        NAME,
        {
            "reservoir_s": categorised(
                "s", "sous_trame", {"Forêts": ("f", "#338833"), "Zones humides": ("z", "#5599cc")}
            ),
            "corridor_l": rules(
                "l",
                {"Tracé": ("", "#00694a", 25_000, 0), "Emprise": ("", "#00aa4a", 5_000, 25_000)},
            ),
            "corridor_s": single("s", ALIKE),
            "watercourse_s": single("s", ALIKE),
        },
    )
    (folder / "obstacle_l.qml").write_text("<qgis>", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def printed(styles: Path, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    file = tmp_path_factory.mktemp("gallery") / "styles.pdf"
    made = print_style_gallery(load_sheet("srce"), str(styles), file)
    return Printed(made, pdf.text(file))


def test_every_class_and_every_sign_is_named(printed: Printed) -> None:
    sheet = load_sheet("srce")
    for name in sheet.drawing_order:
        assert pdf.normalised(sheet.label(name[:-2])) in printed.text
    for words in ("Surfaces", "Lignes", "Points", "Forêts", "Zones humides"):
        assert words in printed.text
    assert "Tracé · jusqu'au 1/25 000" in printed.text
    assert "Emprise · du 1/25 000 au 1/5 000" in printed.text


def test_it_says_whose_styles_these_are(printed: Printed) -> None:
    assert pdf.normalised(f"{NAME} · Styles de l'extension") in printed.text
    assert pdf.info(printed.made.file)["Title"] == "Styles – SRCE – trame verte et bleue"


def test_each_sign_is_shown_as_all_see_it(printed: Printed) -> None:
    for view in ("Couleurs", "Gris", "Protanopie", "Deutéranopie", "Tritanopie"):
        # Over the samples and over the table.
        assert printed.text.count(view) == 2
    # 19 styles, of which two have two signs.
    assert len(pdf.images(printed.made.file)) == 21 * 5
    picture = pdf.picture(printed.made.file, 60)

    def below(view: str) -> npt.NDArray[np.float64]:
        """The column of samples under a heading."""
        heading = next(word for word in pdf.words(printed.made.file) if word.text == view)
        middle = (heading.left + heading.right) / 2
        left, top = (round(length * 60 / 25.4) for length in (middle - 10, heading.bottom + 8))
        return picture[top:-20, left : left + 47]

    colours, grey = below("Couleurs"), below("Gris")
    assert np.ptp(colours, axis=2).max() > 100
    # The band of a heading has a tinge.
    assert np.ptp(grey, axis=2).max() < 6
    # Who lacks the sense for red sees what is red darker, who lacks that for green does not.
    red = (colours[..., 0] > 180) & (colours[..., 1:].max(axis=2) < 90)
    lights = [below(view)[red].mean() for view in ("Protanopie", "Deutéranopie", "Tritanopie")]
    assert red.any()
    assert lights[0] < 0.8 * lights[1]


def test_what_looks_alike_comes_first_among_the_differences(printed: Printed) -> None:
    table = printed.text.split("Tritanopie")[2]
    assert table.split()[:8] == ["2", "–", "4", "0,0", "0,0", "0,0", "0,0", "0,0"]


def test_a_style_that_cannot_be_used_is_told_and_the_next_one_shown(printed: Printed) -> None:
    (warning,) = [x for x in printed.made.warnings if "obstacle_l" in x]
    assert "obstacle_l.qml" in warning


def test_it_is_an_a3_that_grows_with_the_signs(
    printed: Printed, qgis_profile: Path, tmp_path: Path
) -> None:
    assert pdf.page_size(printed.made.file) == pytest.approx((420, 297), abs=0.2)
    many = {f"Valeur {n}": (n, f"#{n * 9:02x}8040") for n in range(13)}
    folder = write_set(tmp_path / "many", "Many", {"reservoir_s": categorised("s", "n", many)})
    made = print_style_gallery(load_sheet("srce"), str(folder), tmp_path / "many.pdf")
    assert pdf.page_size(made.file) == pytest.approx((594, 420), abs=0.2)
    assert "Valeur 12" in pdf.text(made.file)


def test_the_picture_is_the_same_page(styles: Path, qgis_profile: Path, tmp_path: Path) -> None:
    made = print_style_gallery(load_sheet("srce"), str(styles), tmp_path / "styles.png")
    size = QImage(str(made.file)).size()
    assert size.width() / size.height() == pytest.approx(420 / 297, abs=0.01)


def test_a_set_that_is_not_there_is_refused_and_nothing_written(
    qgis_profile: Path, tmp_path: Path
) -> None:
    with pytest.raises(StyleError, match="DDTM 62"):
        print_style_gallery(load_sheet("srce"), "DDTM 62", tmp_path / "styles.pdf")
    assert list(tmp_path.iterdir()) == []


def test_cancelled_it_leaves_nothing(styles: Path, qgis_profile: Path, tmp_path: Path) -> None:
    feedback = at(10, lambda: feedback.cancel())
    with pytest.raises(CancelledError):
        print_style_gallery(load_sheet("srce"), str(styles), tmp_path / "styles.pdf", feedback)
    assert list(tmp_path.iterdir()) == []
