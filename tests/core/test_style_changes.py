# SPDX-License-Identifier: GPL-3.0-or-later
"""A style that changes between two sheets of one printer: map, legend and symbols follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest
from qgis.core import QgsFeatureRenderer, QgsProject
from qgis.PyQt.QtGui import QColor

from srce_pac.core.pipeline import Printer
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import make_gazetteer, two_communes
from srce_pac.tests.support.printers import small, write_both
from srce_pac.tests.support.styles import categorised, graduated, rules, single, write_set

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

PINK, BLUE, ORANGE = "#ff00aa", "#2233ff", "#ff8800"

# Of the reservoirs in Alpha, NUMERO is 0, 1 and 2; others lie outside of it.
BY_VALUE = {"Zéro": (0, PINK), "Deux [% 1 + 1 %]": (2, BLUE), "Huit": (8, ORANGE)}
BY_RANGE = {
    "De 0 à 1": (0.0, 1.0, PINK),
    "De 1 à 5": (1.1, 5.0, BLUE),
    "Au-delà": (5.1, 99.0, ORANGE),
}
BY_RULE = {
    "Premiers": ("NUMERO < 1", PINK, 0, 0),
    "De près seulement": ("", ORANGE, 0, 20_000),
    "Suivants, dont le nom est assez long pour ne pas tenir sur une seule ligne de la légende": (
        "NUMERO >= 1",
        BLUE,
        0,
        0,
    ),
}
RENDERERS: dict[str, tuple[Callable[[], QgsFeatureRenderer], list[str]]] = {
    "one": (lambda: single("s", PINK), []),
    "values": (lambda: categorised("s", "NUMERO", BY_VALUE), ["Zéro", "Deux [% 1 + 1 %]"]),
    "ranges": (lambda: graduated("s", "NUMERO", BY_RANGE), ["De 0 à 1", "De 1 à 5"]),
    "rules": (lambda: rules("s", BY_RULE), list(BY_RULE)[::2]),
}
NAMES = [*BY_VALUE, *BY_RANGE, *BY_RULE]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, qgis_app: Any) -> Gazetteer:
    return make_gazetteer(tmp_path_factory.mktemp("territories"), two_communes())


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_both(tmp_path_factory.mktemp("source"))


@pytest.fixture
def styles(tmp_path: Path) -> Path:
    """A set without any style of the reservoirs yet."""
    return write_set(tmp_path / "jeu", "Jeu", {"corridor_l": single("l", "#777777")})


@pytest.fixture
def printer(source: Path, places: Gazetteer, styles: Path, tmp_path: Path) -> Iterator[Printer]:
    """A printer that has printed with the set."""
    printer = Printer(small(source, styles=str(styles), geopdf=True), places)
    printer.export("59001", tmp_path / "before.pdf")
    yield printer
    printer.close()


def draws(file: Path, colour: str) -> int:
    """How many pixels of a sheet have a colour."""
    wanted = np.array(QColor(colour).getRgb()[:3])
    return int((np.abs(pdf.picture(file, 60) - wanted).max(axis=2) < 3).sum())


@pytest.mark.parametrize("kind", RENDERERS)
def test_the_next_sheet_has_it_in_map_and_legend(
    kind: str, printer: Printer, styles: Path, tmp_path: Path
) -> None:
    before, after = tmp_path / "before.pdf", tmp_path / "after.pdf"
    make, listed = RENDERERS[kind]
    write_set(styles, "Jeu", {"reservoir_s": make()})
    result = printer.export("59001", after)
    said = pdf.text(after)
    assert [name for name in NAMES if name in said] == listed
    assert "Réservoir de Biodiversité" in said
    shown = {colour for colour in (PINK, BLUE, ORANGE) if draws(after, colour) > 20}
    assert shown == ({PINK} if kind == "one" else {PINK, BLUE})
    assert not any(draws(before, colour) for colour in shown)
    # Of NUMERO 1, no category draws the object.
    assert ("en tout ou en partie" in said) == (kind == "values")
    # The list of classes in the dock has one symbol for each.
    assert result.symbols["reservoir"].color().name() == PINK
    # A viewer switches the same layers, and the map is no picture.
    assert _layers(after) == _layers(before)
    assert pdf.images(after) == []
    # Taken back, the style of the plugin is drawn again.
    (styles / "reservoir_s.qml").unlink()
    printer.export("59001", after)
    assert (pdf.picture(after) == pdf.picture(before)).all()


def test_what_is_seen_only_outside_is_listed_there(
    printer: Printer, source: Path, styles: Path, tmp_path: Path
) -> None:
    write_set(styles, "Jeu", {"reservoir_s": categorised("s", "NUMERO", BY_VALUE)})
    request = small(source, styles=str(styles), outside="show")
    printer.export(request, tmp_path / "shown.pdf")
    said = pdf.text(tmp_path / "shown.pdf")
    inside, outside = said.split("Hors du territoire")
    assert "Zéro" in inside
    assert "Huit" not in inside
    assert "Huit" in outside
    assert "Zéro" not in outside


def test_the_layers_of_a_project_follow(
    printer: Printer, styles: Path, project: QgsProject
) -> None:
    write_set(styles, "Jeu", {"reservoir_s": single("s", BLUE)})
    printer.load("59001", project)
    drawn = {
        layer.renderer().symbol().color().name()
        for layer in project.mapLayers().values()
        if layer.name() == "Réservoir de Biodiversité"
    }
    assert drawn == {BLUE}


def _layers(file: Path) -> list[str]:
    """The names of the layers that a viewer switches."""
    return sorted(re.findall(r"/Type\s*/OCG[^>]*", file.read_bytes().decode("latin-1")))
