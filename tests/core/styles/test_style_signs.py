# SPDX-License-Identifier: GPL-3.0-or-later
"""The signs of a sheet's styles, one by one, and how far they are apart."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Callable

import pytest
from qgis.core import QgsFeatureRenderer
from qgis.PyQt.QtCore import QSizeF

from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.styles.sheet_signs import signs_of
from srce_pac.core.styles.style_order import style_order
from srce_pac.core.styles.style_signs import ScaleRange, StyleSign, differences
from srce_pac.tests.support.styles import categorised, graduated, rules, single, write_set

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

GREEN, RED, BLUE = "#3c8c32", "#b43c32", "#3c50c8"


def signs(folder: Path, **styles: QgsFeatureRenderer) -> list[StyleSign]:
    """The signs of the bundled sheet that are of some styles."""
    sheet = load_sheet("srce")
    found = signs_of(sheet, style_order(sheet, str(write_set(folder, "Jeu d’essai", styles))))
    return [sign for sign in found.signs if sign.style_name in styles]


def two(geometry: str) -> QgsFeatureRenderer:
    return categorised(geometry, "nature", {"Une": ("a", GREEN), "Deux": ("b", RED)})


KINDS = [
    (lambda g: single(g, GREEN), [("", 0, math.inf)]),
    (two, [("Une", 0, math.inf), ("Deux", 0, math.inf)]),
    (
        lambda g: graduated(g, "n", {"0–5": (0, 5, GREEN), "5–9": (5, 9, RED)}),
        [("0–5", 0, math.inf), ("5–9", 0, math.inf)],
    ),
    (
        lambda g: rules(g, {"Loin": ("", GREEN, 20_000, 0), "Près": ("", RED, 5_000, 20_000)}),
        [("Loin", 20_000, math.inf), ("Près", 5_000, 20_000)],
    ),
]


@pytest.mark.parametrize("geometry", "pls")
@pytest.mark.parametrize(("renderer", "expected"), KINDS, ids=["one", "values", "numbers", "rules"])
def test_each_sign_has_its_name_and_its_scales(
    renderer: Callable[[str], QgsFeatureRenderer],
    expected: list[tuple[str, float, float]],
    geometry: str,
    tmp_path: Path,
) -> None:
    found = signs(tmp_path, **{f"obstacle_{geometry}": renderer(geometry)})
    found_signs = [(sign.name, sign.range.finest, sign.range.coarsest) for sign in found]
    assert found_signs == expected
    assert all(sign.range.finest <= sign.scale <= sign.range.coarsest for sign in found)
    # Each is drawn in a colour of its own.
    pixels = [sign.picture(SHAPE[geometry], QSizeF(4, 4)).pixel(23, 23) for sign in found]
    assert len(set(pixels)) == len(found)


SHAPE = {
    "s": ["Polygon((-9 -9, 9 -9, 9 9, -9 9, -9 -9))"],
    "l": ["LineString(-9 0, 9 0)"],
    "p": ["Point(0 0)"],
}


def test_what_is_switched_off_or_never_drawn_is_no_sign(tmp_path: Path) -> None:
    renderer = two("s")
    renderer.checkLegendSymbolItem(renderer.legendSymbolItems()[0].ruleKey(), False)
    assert [sign.name for sign in signs(tmp_path, corridor_s=renderer)] == [""]


def test_every_style_of_a_sheet_is_there_by_geometry_in_the_order_of_the_legend() -> None:
    sheet = load_sheet("srce")
    found = signs_of(sheet, style_order(sheet))
    names = [sign.style_name for sign in found.signs]
    assert found.warnings == []
    assert {*sheet.drawing_order, "contour_s", "uncovered_s"} <= set(names)
    assert "".join(dict.fromkeys(name[-1] for name in names)) == "slp"
    assert names.index("corridor_l") < names.index("obstacle_l") < names.index("reservoir_l")


class TestDifferences:
    """Pairs of styles, measured."""

    def apart(self, found: list[StyleSign]) -> dict[tuple[str, str], dict[str, float]]:
        pairs = differences(found, None, (0, 100))
        assert [x.margin for x in pairs] == sorted(x.margin for x in pairs)
        return {(x.one.style_name, x.other.style_name): x.values for x in pairs}

    def test_two_colours_of_one_lightness_are_one_in_grey(self, tmp_path: Path) -> None:
        styles = {
            "corridor_s": single("s", "#777777"),
            # As light as the grey one.
            "watercourse_s": single("s", "#c04ac0"),
            "reservoir_s": single("s", "#777777"),
            "corridor_l": single("l", "#777777"),
        }
        values = self.apart(signs(tmp_path, **styles))
        assert set(values) == {
            ("corridor_s", "watercourse_s"),
            ("corridor_s", "reservoir_s"),
            ("watercourse_s", "reservoir_s"),
        }
        assert max(values["corridor_s", "reservoir_s"].values()) < 0.01
        seen = values["corridor_s", "watercourse_s"]
        assert seen["colour"] > 40
        assert seen["grey"] < 3

    def test_red_and_green_are_near_for_those_who_lack_one_of_them(self, tmp_path: Path) -> None:
        styles = {"corridor_s": single("s", "#a08200"), "watercourse_s": single("s", "#82a000")}
        (seen,) = self.apart(signs(tmp_path, **styles)).values()
        assert seen["deuteranopia"] < 0.5 * seen["tritanopia"]
        assert seen["protanopia"] < 0.8 * seen["tritanopia"]

    def test_of_several_signs_the_two_that_are_most_alike_count(self, tmp_path: Path) -> None:
        styles = {"corridor_s": two("s"), "watercourse_s": single("s", RED)}
        (seen,) = self.apart(signs(tmp_path, **styles)).values()
        assert seen["colour"] < 0.01

    def test_what_is_never_drawn_at_one_scale_is_not_compared(self, tmp_path: Path) -> None:
        far = rules("s", {"Loin": ("", RED, 20_000, 0)})
        near = rules("s", {"Près": ("", RED, 0, 20_000), "Très près": ("", BLUE, 0, 0)})
        (seen,) = self.apart(signs(tmp_path, corridor_s=far, watercourse_s=near)).values()
        assert seen["colour"] > 40


def test_what_two_ranges_have_in_common() -> None:
    assert ScaleRange(5_000, 25_000).within(ScaleRange(10_000)) == ScaleRange(10_000, 25_000)
    assert ScaleRange(0, 5_000).within(ScaleRange(5_000)).is_empty
