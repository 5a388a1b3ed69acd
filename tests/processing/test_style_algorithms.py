# SPDX-License-Identifier: GPL-3.0-or-later
"""The algorithms on styles, through the real qgis_process where they write."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Callable

import pytest
from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsStyle,
)

from srce_pac.core.common.request import COMMUNE
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.styles.library import TAG, read_library
from srce_pac.tests.support.process import Process, new_process

pytestmark = pytest.mark.usefixtures("qgis_app")

ROOT = Path(__file__).resolve().parents[2]


def test_exportstyles_writes_each_style_twice_and_the_library(
    qgis_process: Process, tmp_path: Path
) -> None:
    folder = tmp_path / "styles à part"
    answer = qgis_process("--json", "run", "srce_pac:exportstyles", "--", f"OUTPUT_FOLDER={folder}")
    assert answer.status == 0, answer.errors
    written = {file.name for file in folder.iterdir()}
    classes = {file.stem for file in (ROOT / "styles").glob("*.qml")}
    classes -= {"demonstration_s", "outside_dim_s", "outside_hide_s"}
    # Nor is what lies below the sheet a part of it: the light base, grounds without a veil.
    classes = {name for name in classes if not re.match("base_|.*_show_", name)}
    # Those of another sheet are written where that one is named.
    others = {entry.class_id for entry in load_sheet("patrimoine_naturel").legends[COMMUNE]}
    classes = {name for name in classes if name.rpartition("_")[0] not in others}
    assert {f"{name}.qml" for name in classes} <= written
    assert {f"{name}.sld" for name in classes} <= written
    assert answer.results["COUNT"] == len(written)
    (library,) = folder.glob("*.xml")
    assert len(read_library(library).symbolNames()) > 20
    assert "corridor_s: in SLD, " in answer.output + answer.errors


def test_a_set_that_is_not_there_is_refused_by_name(
    algorithm: Callable[[str], QgsProcessingAlgorithm], tmp_path: Path
) -> None:
    given = {"OUTPUT_FOLDER": str(tmp_path), "STYLES": "DDTM 99"}
    with pytest.raises(QgsProcessingException, match="DDTM 99"):
        algorithm("exportstyles").run(
            given, QgsProcessingContext(), QgsProcessingFeedback(), catchExceptions=False
        )


def test_installstyles_puts_symbols_into_the_profile_and_takes_them_out_again(
    tmp_path: Path,
) -> None:
    qgis_process = new_process(tmp_path)

    def manager() -> QgsStyle:
        style = QgsStyle()
        (database,) = tmp_path.glob("profile/profiles/default/symbology-style.db")
        assert style.load(str(database))
        return style

    for _ in range(2):
        answer = qgis_process("--json", "run", "srce_pac:installstyles")
        assert answer.status == 0, answer.errors
        assert answer.results["COUNT"] > 20
        names = manager().symbolsWithTag(QgsStyle.StyleEntity.SymbolEntity, manager().tagId(TAG))
        assert len(names) == len(set(names)) == 27
    answer = qgis_process("--json", "run", "srce_pac:installstyles", "--", "REMOVE=true")
    assert answer.results["REMOVED"] > 20
    assert TAG not in manager().tags()
