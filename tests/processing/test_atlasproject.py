# SPDX-License-Identifier: GPL-3.0-or-later
"""`srce_pac:atlasproject` as a script calls it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
)

from srce_pac.tests.support.factories import make_gazetteer
from srce_pac.tests.support.printers import write_both

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture
def run(algorithm: Any, tmp_path: Path) -> Any:
    make_gazetteer(tmp_path / "communes")
    source = write_both(tmp_path / "source")

    def run(feedback: QgsProcessingFeedback, **parameters: object) -> dict[str, Any]:
        asked = {
            "SOURCE": str(source),
            "TERRITORIES": str(tmp_path / "communes" / "territories.fgb"),
            "TEMPLATE": "commune_a4_portrait",
            "SCALE": 25_000,
            "OUTPUT": str(tmp_path / "out" / "atlas.qgz"),
            **parameters,
        }
        results, is_done = algorithm("atlasproject").run(
            asked, QgsProcessingContext(), feedback, {}, False
        )
        assert is_done
        found: dict[str, Any] = results
        return found

    return run


@pytest.mark.parametrize("in_file", [True, False])
def test_it_takes_a_list_or_a_file_with_one(
    in_file: bool, run: Any, tmp_path: Path, project: QgsProject
) -> None:
    codes = "59001\n59002\n59999\n"
    if in_file:
        (tmp_path / "list.csv").write_bytes(b"\xef\xbb\xbf" + codes.encode())
        codes = str(tmp_path / "list.csv")
    feedback = QgsProcessingFeedback()
    results = run(feedback, TERRITORIES_LIST=codes)
    assert (results["COUNT"], results["FAILED"]) == (2, 1)
    assert "59999" in feedback.textLog()
    assert project.read(results["OUTPUT"])
    (layout,) = project.layoutManager().printLayouts()
    assert layout.atlas().updateFeatures() == 2


def test_a_refusal_is_one_sentence(run: Any, tmp_path: Path) -> None:
    with pytest.raises(QgsProcessingException, match="nowhere"):
        run(QgsProcessingFeedback(), TERRITORIES_LIST="nowhere")
    assert not (tmp_path / "out").exists()
