# SPDX-License-Identifier: GPL-3.0-or-later
"""What is changed on the map of the real QGIS application is on the sheet that it exports."""

from __future__ import annotations

from pathlib import Path

from srce_pac.tests.e2e.session import MARKS, run_qgis
from srce_pac.tests.support import pdf

pytestmark = MARKS


def test_a_colour_of_the_map_is_printed(root: Path, tmp_path: Path) -> None:
    session = run_qgis(root, tmp_path, "look", "look", tmp_path / "saved.qgz")
    assert session.seen["note before"] is False
    assert "with your changes" in session.seen["note"]
    pixels = pdf.picture(session.folder / "SRCE_59294_HAYNECOURT.pdf", 100).astype(int)
    assert (abs(pixels - (255, 0, 170)).max(axis=2) < 24).sum() > 100
