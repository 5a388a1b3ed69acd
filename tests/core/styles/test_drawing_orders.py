# SPDX-License-Identifier: GPL-3.0-or-later
"""Which styles lie on one map: those of different sheets need not be told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.common.files import ROOT
from srce_pac.core.styles.contrast import contrast_warnings
from srce_pac.core.styles.drawing_orders import never_together

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("corridor_s", "pnr_s", True),
        ("pnr_s", "corridor_s", True),
        ("corridor_s", "reservoir_s", False),
        ("pnr_s", "znieff1_s", False),
        # Of what no sheet draws, nobody knows where it is drawn.
        ("forest_s", "pnr_s", False),
        ("pnr_s", "forest_s", False),
    ],
)
def test_two_are_never_together_where_sheets_draw_one_or_the_other(
    one: str, other: str, expected: bool
) -> None:
    assert never_together(one, other) is expected


def test_a_style_is_compared_with_those_of_its_own_sheets(tmp_path: Path) -> None:
    text = (ROOT / "styles" / "pnr_s.qml").read_text(encoding="utf-8")
    for name, expected in (("corridor_s", 0), ("pn_s", 1)):
        path = tmp_path / f"{name}.qml"
        path.write_text(text, encoding="utf-8")
        alike = [w for w in contrast_warnings(path, "s") if "pnr_s" in w]
        assert len(alike) == expected, name
        path.unlink()
