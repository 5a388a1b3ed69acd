# SPDX-License-Identifier: GPL-3.0-or-later
"""Classes on each other: what is hidden, and what beats, is measured so."""

from __future__ import annotations

import pytest
from qgis.core import QgsSymbolLayer

from srce_pac.core.styles.differences import SHAPES, layer_to_draw
from srce_pac.core.styles.overlaps import LEAST_OVERLAID, MOST_WAVES, Overlay, Swatch
from srce_pac.tools.style_parts import areas, diagonals, fill, levels

pytestmark = pytest.mark.usefixtures("qgis_app")


def swatch(*parts: QgsSymbolLayer) -> Swatch:
    layer = layer_to_draw("s", [SHAPES["s"]])
    areas(layer, *parts)
    return Swatch(layer)


def test_an_opaque_class_hides_what_lies_below_and_a_hatch_does_not() -> None:
    below = swatch(fill("reservoir", 0.75))
    opaque = Overlay(swatch(fill("obstacle")), below)
    assert opaque.lower_seen() < LEAST_OVERLAID < opaque.upper_seen()
    hatched = Overlay(swatch(levels("corridor", 0.3, 3.2)), below)
    assert min(hatched.lower_seen(), hatched.upper_seen()) > LEAST_OVERLAID


def test_a_class_of_the_colour_of_the_one_below_is_not_seen_on_it() -> None:
    same = Overlay(swatch(levels("corridor", 0.3, 3.2)), swatch(fill("corridor")))
    assert same.upper_seen() < LEAST_OVERLAID < same.lower_seen()


def test_dense_hatches_of_one_direction_beat_and_crossing_ones_do_not() -> None:
    one = swatch(levels("corridor", 0.35, 1.6))
    assert Overlay(one, swatch(levels("zsc", 0.35, 1.9))).waves() > MOST_WAVES
    assert Overlay(one, swatch(diagonals("zsc", 0.35, 1.9))).waves() < MOST_WAVES
