# SPDX-License-Identifier: GPL-3.0-or-later
"""Areas and lengths rounded as the scale of the data allows."""

from __future__ import annotations

import pytest

from srce_pac.core.summary.rounding import Rounded, Rounding


@pytest.mark.parametrize(
    ("scale", "hectares", "kilometres"),
    [(100_000, 1, 0.1), (25_000, 0.1, 0.01), (10_000, 0.01, 0.01), (1_000_000, 100, 1)],
)
def test_a_step_is_a_millimetre_of_the_map_of_the_data(
    scale: float, hectares: float, kilometres: float
) -> None:
    rounding = Rounding(scale)
    assert rounding.hectares == pytest.approx(hectares)
    assert rounding.kilometres == pytest.approx(kilometres)


@pytest.mark.parametrize(
    ("scale", "value", "geometry", "rounded"),
    [
        (100_000, 1234.56, "s", Rounded(1235, 0)),
        (100_000, 1.4, "s", Rounded(1, 0)),
        (100_000, 0.99, "s", Rounded(1, 0, is_less=True)),
        (100_000, 0.0, "s", Rounded(0, 0)),
        (100_000, 12.34, "l", Rounded(12.3, 1)),
        (100_000, 0.04, "l", Rounded(0.1, 1, is_less=True)),
        (25_000, 12.34, "s", Rounded(12.3, 1)),
        (1_000_000, 1234.56, "s", Rounded(1200, 0)),
        (1_000_000, 99.0, "s", Rounded(100, 0, is_less=True)),
    ],
)
def test_a_measure_has_the_decimals_that_are_true(
    scale: float, value: float, geometry: str, rounded: Rounded
) -> None:
    assert Rounding(scale).measure(value, geometry) == rounded


@pytest.mark.parametrize(
    ("percent", "hectares", "rounded"),
    [
        (12.345, 1234.5, Rounded(12.3, 1)),
        (12.345, 12.345, Rounded(12, 0)),
        (0.04, 4.0, Rounded(0.1, 1, is_less=True)),
        (0.0, 0.0, Rounded(0, 1)),
        (100.0, 20_000.0, Rounded(100, 1)),
    ],
)
def test_a_share_is_no_more_precise_than_its_area(
    percent: float, hectares: float, rounded: Rounded
) -> None:
    assert Rounding(100_000).share(percent, hectares) == rounded
