# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles as SLD, read by another program than a map server: GeoStyler."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.styles.class_styles import class_styles
from srce_pac.core.styles.export import export_styles
from srce_pac.tests.support.sld import read_by_geostyler

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

STYLES = Path(__file__).resolve().parents[3] / "styles"


def test_geostyler_reads_each_style_with_its_colours_and_widths(tmp_path: Path) -> None:
    exported = export_styles(class_styles(load_sheet("srce"), str(STYLES)), tmp_path)
    files = [file for file in exported.files if file.suffix == ".sld"]
    read = {file.stem: one for file, one in zip(files, read_by_geostyler(files))}
    assert not [name for name, one in read.items() if one.get("errors")]
    drawn = {
        name: [symbolizer for rule in one["output"]["rules"] for symbolizer in rule["symbolizers"]]
        for name, one in read.items()
    }
    assert [(one["color"], one["width"]) for one in drawn["corridor_l"]] == [
        ("#ffffff", 6.07),
        ("#00694a", 4.29),
    ]
    assert drawn["corridor_restore_l"][1]["dasharray"] == [10.71, 5.36]
    inside, edge = drawn["reservoir_preserve_s"]
    assert (inside["kind"], inside["fillOpacity"]) == ("Fill", 0.75)
    assert (edge["kind"], edge["outlineColor"]) == ("Fill", "#2d7a17")
    assert drawn["corridor_s"][0]["graphicFill"]["image"] == "corridor_s_1.svg"
    assert drawn["neighbours_s"][-1]["kind"] == "Text"
