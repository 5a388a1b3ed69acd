# SPDX-License-Identifier: GPL-3.0-or-later
"""Round scales, and the scale bar that goes with them."""

from __future__ import annotations

import math
from itertools import islice

import pytest

from srce_pac.core.common.errors import SheetError
from srce_pac.core.layout.scale import (
    bar_segment,
    checked_scale,
    fitting_scale,
    read_scale,
    round_scales,
    scale_text,
)


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        *[("15000", 15_000), ("1/15 000", 15_000), ("1 : 15.000", 15_000), (" 15000.0 ", 15_000)],
        *[("1.5e4", 15_000), ("100", 100), ("10000000", 10_000_000), ("12345.6", 12_345.6)],
    ],
)
def test_a_scale_is_read_as_it_is_written(text: str, scale: float) -> None:
    assert read_scale(text) == scale


@pytest.mark.parametrize(
    "text",
    ["abc", "1e400", "nan", "-inf", "0", "99", "10000001", "-15000", "1/0", "15 000 m", "9" * 400],
)
def test_what_is_no_scale_is_refused_by_what_was_written(text: str) -> None:
    with pytest.raises(SheetError) as caught:
        read_scale(text)
    assert f"“{text}”" in caught.value.whole


@pytest.mark.parametrize("scale", [math.nan, math.inf, -1, 0, 99.9, 10_000_000.5])
def test_a_number_out_of_the_limits_is_refused(scale: float) -> None:
    with pytest.raises(SheetError, match="from 100 to 10000000"):
        checked_scale(scale)


def finest(at_least: float) -> float:
    """The first round scale at or above a denominator."""
    return next(round_scales(at_least))


@pytest.mark.parametrize(
    "scale", [5_000, 7_500, 10_000, 12_500, 15_000, 20_000, 25_000, 30_000, 50_000, 100_000]
)
def test_a_round_scale_is_kept(scale: float) -> None:
    assert finest(scale) == scale


@pytest.mark.parametrize(
    ("natural", "round_one"),
    [
        (5_001, 6_000),
        (6_001, 7_500),
        (7_501, 10_000),
        (10_000.5, 12_500),
        (12_501, 15_000),
        (15_001, 20_000),
        (20_001, 25_000),
        (99_000, 100_000),
        (100_001, 125_000),
        (1_100_000, 1_250_000),
    ],
)
def test_any_other_becomes_the_next_coarser_round_one(natural: float, round_one: float) -> None:
    assert finest(natural) == round_one


@pytest.mark.parametrize("natural", [0, 0.1, 3, 499])
def test_no_sheet_is_finer_than_1_500(natural: float) -> None:
    assert finest(natural) == 500


def test_round_scales_go_on_upwards() -> None:
    scales = list(islice(round_scales(800), 30))
    assert scales == sorted(set(scales))
    assert scales[0] == 1_000


def test_a_wide_territory_is_fitted_by_its_width() -> None:
    assert fitting_scale(3_000, 1_000, 300, 200) == 10_000


def test_a_tall_territory_is_fitted_by_its_height() -> None:
    assert fitting_scale(1_000, 4_000, 300, 200) == 20_000


@pytest.mark.parametrize(
    ("scale", "text"),
    [(500, "1/500"), (12_500, "1/12 500"), (100_000, "1/100 000"), (1_250_000, "1/1 250 000")],
)
def test_a_scale_is_printed_in_french(scale: float, text: str) -> None:
    assert " ".join(scale_text(scale).split()) == text


@pytest.mark.parametrize("scale", [500, 5_000, 7_500, 12_500, 15_000, 25_000, 40_000, 200_000])
@pytest.mark.parametrize("target", [10.0, 20.0, 40.0])
def test_a_bar_segment_is_round_and_no_longer_than_wished(scale: float, target: float) -> None:
    segment = bar_segment(scale, target)
    assert segment * 1000 / scale <= target
    assert segment * 1000 / scale > target * 0.3
    assert f"{segment:.0e}"[0] in "125" or segment == 2.5 * 10 ** (len(f"{segment:.0f}") - 1)


@pytest.mark.parametrize("scale", [1, 10, 49])
def test_a_scale_finer_than_sensible_has_a_bar_too(scale: float) -> None:
    assert 0 < bar_segment(scale, 20) <= 20 * scale / 1000


@pytest.mark.parametrize(
    ("scale", "target", "segment"),
    [(10_000, 10, 100), (10_000, 20, 200), (25_000, 10, 250), (50_000, 10, 500), (1_000, 1, 1)],
)
def test_a_bar_segment_may_be_just_as_long_as_wished(
    scale: float, target: float, segment: float
) -> None:
    assert bar_segment(scale, target) == pytest.approx(segment)
