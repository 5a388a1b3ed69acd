# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of an office's own layers, mapped by hand in the real application, then printed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from srce_pac.tests.e2e.session import MARKS, Session, run_qgis
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import Row, write_layer
from srce_pac.tests.support.pictures import write_picture

pytestmark = MARKS

# The middle of Haynecourt (EPSG:2154).
X, Y = 711_200, 7_012_200

CORRIDOR = "Corridors écologiques"
OBSTACLE = "Obstacles à la fonctionnalité des continuités écologiques"
PRESERVE = "Réservoir de Biodiversité à préserver"
RESTORE = "Réservoir de Biodiversité à renaturer"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shapefiles of names and fields that no preset knows."""
    folder = tmp_path_factory.mktemp("Données de l'agence")
    wishes = ["a proteger"] * 3 + ["a restaurer"] * 2
    cores = [
        Row(square(X - 900 + 400 * i, Y, 150), {"GESTION": wish, "NUMERO": i})
        for i, wish in enumerate(wishes)
    ]
    # One that the sheet does not show: it is far from the commune.
    cores.append(Row(square(X + 40_000, Y, 150), {"GESTION": "a restaurer", "NUMERO": 9}))
    write_layer(folder / "env_bio_noyaux.shp", cores)
    links = [
        Row(
            f"LineString({X - 900} {Y - 300 - 90 * i}, {X + 900} {Y - 300 - 60 * i})",
            {"ETAT": "supprime" if i == 0 else "existant"},
        )
        for i in range(4)
    ]
    write_layer(folder / "liaisons_2013.shp", links, "LineString")
    spots = [Row(f"Point({X + 250 * i} {Y + 500})", {"NOM": "Passage"}) for i in range(2)]
    write_layer(folder / "points_noirs.shp", spots, "Point")
    return folder


def square(x: float, y: float, side: float) -> str:
    corners = ((x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y))
    return f"Polygon(({', '.join(f'{a} {b}' for a, b in corners)}))"


@pytest.fixture(scope="module")
def session(root: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    profile = tmp_path_factory.mktemp("mapping")
    return run_qgis(root, profile, "mapping", "mapping", profile / "unused.qgz", source=str(folder))


def test_the_office_s_folder_is_opened_from_the_dock(session: Session, folder: Path) -> None:
    assert session.seen["source"] == folder.name


def test_nothing_of_it_was_known(session: Session) -> None:
    names = [row[0] for row in session.seen["before"]]
    assert {CORRIDOR, OBSTACLE, PRESERVE, RESTORE} <= set(names)
    assert names.count("No layer") == len(names) / 2


def test_values_are_proposed_with_their_counts(session: Session) -> None:
    assert session.seen["values"] == [["a proteger", "3"], ["a restaurer", "3"]]


def test_the_editor_shows_what_was_chosen_and_how_many(session: Session) -> None:
    rows = session.seen["after"]
    below = {row[0]: rows[number + 1][:2] for number, row in enumerate(rows[:-1])}
    assert below[CORRIDOR] == ["liaisons_2013", "3"]
    assert below[OBSTACLE] == ["points_noirs", "2"]
    assert below[PRESERVE] == ["env_bio_noyaux", "3"]
    assert below[RESTORE] == ["env_bio_noyaux", "3"]
    assert below["Cours d'eau"] == ["No layer", ""]


def test_it_is_a_profile_from_then_on(session: Session) -> None:
    assert session.seen["profile"] == "Agence du Nord"
    kept = session.profile / "profiles" / "default" / "srce_pac" / "profiles"
    data = json.loads((kept / "Agence du Nord.json").read_text(encoding="utf-8"))
    assert len(data["layers"]) == 4


def test_the_layers_of_the_commune_are_loaded(session: Session) -> None:
    counts = session.seen["counts"]
    assert {name: counts[name] for name in (CORRIDOR, OBSTACLE, PRESERVE, RESTORE)} == {
        **{CORRIDOR: "3", OBSTACLE: "2"},
        **{PRESERVE: "3", RESTORE: "2"},
    }
    assert session.seen["messages"] == []


def test_the_sheet_is_printed_with_its_legend(session: Session) -> None:
    text = pdf.text(session.folder / "mapped.pdf")
    for words in ("HAYNECOURT", "LÉGENDE", CORRIDOR, OBSTACLE, "À préserver", "À renaturer"):
        assert words in text
    assert "Agence, inventaire 2013" in text
    assert "DONNÉES FICTIVES" not in text


def test_the_sheet_says_which_classes_were_left_empty(session: Session) -> None:
    text = pdf.text(session.folder / "mapped.pdf")
    assert "faute de données : Corridors à renaturer ; Cours d'eau." in text
    assert text.count("Cours d'eau") == 1


@pytest.mark.skipif(os.environ.get("UPDATE_GUIDE") != "1", reason="UPDATE_GUIDE=1 asks for it")
def test_update_guide(
    root: Path, folder: Path, session: Session, tmp_path_factory: pytest.TempPathFactory
) -> None:
    profile = tmp_path_factory.mktemp("carte")
    project = profile / "unused.qgz"
    french = run_qgis(root, profile, "carte", "mapping", project, "fr", source=str(folder))
    for language, run in (("en", session), ("fr", french)):
        write_picture(run.image("mapping_after"), f"profile_{language}.png")
