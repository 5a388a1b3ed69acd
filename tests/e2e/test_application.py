# SPDX-License-Identifier: GPL-3.0-or-later
"""The real QGIS application under Xvfb, its dock worked by keys and clicks: search to file.

Screenshots and what was seen are kept in `.build/e2e/`. With UPDATE_GUIDE=1 in the environment,
those of the user guide are written to `docs/images/`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from qgis.core import QgsGeometry, QgsPointXY
from qgis.PyQt.QtCore import QRect
from qgis.PyQt.QtGui import QImage

from srce_pac.tests.e2e.session import MARKS, Session, run_qgis
from srce_pac.tests.support import pdf
from srce_pac.tests.support.pictures import write_picture

LEFT_AREA = 1

# The pictures of the guide.
NAMES = (
    *("welcome", "search", "loaded", "summary", "cartouche", "texts"),
    *("layout", "exported", "options"),
)

pytestmark = MARKS

# Those that are but a part of the screen, at its right: where it begins, its width and height.
PARTS = {"welcome": (100, 310, 650), "search": (80, 460, 340)}


@pytest.fixture(scope="module")
def english(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    folder = tmp_path_factory.mktemp("english")
    return run_qgis(root, folder, "en", "sheet", folder / "saved.qgz")


@pytest.fixture(scope="module")
def french(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    folder = tmp_path_factory.mktemp("french")
    return run_qgis(root, folder, "fr", "sheet", folder / "saved.qgz", language="fr")


@pytest.fixture(scope="module")
def again(root: Path, english: Session) -> Session:
    return run_qgis(root, english.profile, "again", "again", english.project)


@pytest.fixture(scope="module")
def without(root: Path, english: Session, tmp_path_factory: pytest.TempPathFactory) -> Session:
    return run_qgis(
        root,
        tmp_path_factory.mktemp("without"),
        "without",
        "without",
        english.project,
        plugin=False,
        extent=english.seen["extent"],
    )


@pytest.fixture(params=["english", pytest.param("french", marks=pytest.mark.once)])
def session(request: pytest.FixtureRequest) -> Session:
    return request.getfixturevalue(request.param)


def test_the_dock_is_not_forced_on_anybody(session: Session) -> None:
    assert session.seen["dock at start"] is False
    assert session.seen["startup"]


def test_the_dock_opens_with_a_welcome_and_the_search_has_the_focus(session: Session) -> None:
    assert session.seen["welcome"] == [True, False]
    assert session.seen["focus"] == "search"


def test_typing_and_enter_load_the_layers(session: Session) -> None:
    seen = session.seen
    assert seen["offered"] == "Haynecourt (59294) – Nord"
    assert {"Contour de commune", "Corridors écologiques"} <= set(seen["layers"])
    assert seen["counts"]["Corridors écologiques"] == "3"
    assert seen["messages"] == []
    assert seen["progress after loading"] is False
    assert "Nord" in seen["territory"]


def test_the_canvas_shows_the_commune(session: Session) -> None:
    extent = QgsGeometry.fromWkt(session.seen["extent"]).boundingBox()
    # Its box in EPSG:2154, to the generalisation of the embedded contours.
    assert extent.contains(QgsPointXY(709_420, 7_010_990))
    assert extent.contains(QgsPointXY(712_920, 7_013_480))
    assert extent.width() < 3 * 3_600


def test_the_dock_is_three_hundred_pixels_wide(session: Session) -> None:
    assert session.seen["dock width"] <= 310


def test_the_layout_opens_in_the_designer(session: Session) -> None:
    assert "Haynecourt (59294)" in session.seen["layout"]
    assert session.image("layout").width() >= 1240


def test_the_sheet_is_printed(session: Session) -> None:
    assert session.seen["proposed"] == "SRCE_59294_HAYNECOURT"
    text = pdf.text(session.folder / "SRCE_59294_HAYNECOURT.pdf")
    for words in ("HAYNECOURT", "59294", "LÉGENDE", "NOTA", "DONNÉES FICTIVES"):
        assert words in text
    assert "Document provisoire" in text
    assert "Pour information" not in text


def test_the_cartouche_is_seen_on_the_sheet_before(session: Session) -> None:
    page, room = session.seen["preview"]
    assert 0.9 * room < page <= room
    assert "1" in session.seen["cartouche"]


def test_two_communes_are_printed_by_the_office_of_the_options_page(again: Session) -> None:
    assert again.seen["selection"][0] == "SCoT d'Essai"
    assert "2 communes" in again.seen["selection"][1]
    text = pdf.text(again.folder / "selection.pdf")
    for words in ("SCoT D'ESSAI", "Haynecourt", "Sancourt", "Direction des essais"):
        assert words in text


def test_the_link_opens_the_sheet(session: Session) -> None:
    assert "SRCE_59294_HAYNECOURT.pdf" in session.seen["message"]
    assert session.seen["opened"] == str(session.folder / "SRCE_59294_HAYNECOURT.pdf")


@pytest.mark.once
def test_the_words_are_those_of_the_locale(english: Session, french: Session) -> None:
    assert english.seen["words"] == ["Commu&ne or EPCI", "Lo&ad", "E&xport…"]
    assert french.seen["locale"].startswith("fr")
    assert not set(french.seen["words"]) & set(english.seen["words"])
    assert "habitants" in french.seen["territory"]


def test_the_summary_has_every_class_of_the_territory(english: Session) -> None:
    held = {label for label, count in english.seen["counts"].items() if count not in ("0", "–")}
    assert held
    assert held <= {title.split(" – ")[0] for title in english.seen["summary"]}


def test_the_dock_comes_back_where_it_was_left(again: Session) -> None:
    assert again.seen["dock at start"] is True
    assert again.seen["area"] == LEFT_AREA
    assert again.seen["unloaded"] is True


def test_the_project_draws_the_same_without_the_plugin(english: Session, without: Session) -> None:
    assert without.seen["plugin"] is False
    assert without.seen["invalid"] == []
    assert without.seen["layers"] == english.seen["layers"]
    assert difference(english.image("map"), without.image("map")) < 0.001


def difference(one: QImage, other: QImage) -> float:
    """The share of bytes in which two pictures of the same size differ."""
    assert one.size() == other.size()
    pictures = []
    for image in (one, other):
        plain = image.convertToFormat(QImage.Format.Format_RGB32)
        bits = plain.constBits()
        bits.setsize(plain.sizeInBytes())
        pictures.append(bytes(bits))
    assert len(set(pictures[0][::4])) > 10, "the picture is empty"
    differing = sum(a != b for a, b in zip(*pictures))
    return differing / len(pictures[0])


@pytest.mark.skipif(os.environ.get("UPDATE_GUIDE") != "1", reason="UPDATE_GUIDE=1 asks for it")
def test_update_guide(english: Session, french: Session) -> None:
    for session, language in ((english, "en"), (french, "fr")):
        for name in NAMES:
            image = session.image(name)
            if name in PARTS:
                top, width, height = PARTS[name]
                image = image.copy(QRect(image.width() - width, top, width, height))
            write_picture(image, f"{name}_{language}.png")
