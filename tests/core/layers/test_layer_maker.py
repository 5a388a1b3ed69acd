# SPDX-License-Identifier: GPL-3.0-or-later
"""What a print may do with its layers, and what stays plain in a user's project."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.common.request import HIDE
from srce_pac.core.layers.layer_maker import LayerMaker, MemoryLayers, ProjectLayers
from srce_pac.core.layers.sheet_layers import open_layers
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.styles.merged_surfaces import is_drawn_merged
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import box, sheet_context
from srce_pac.tests.support.reservoirs import only, reservoirs

pytestmark = pytest.mark.usefixtures("qgis_app")

BOW_TIE = "POLYGON((100 100, 300 300, 300 100, 100 300, 100 100))"


@pytest.mark.parametrize(
    ("kind", "second", "is_one"),
    [
        (MemoryLayers, box(200, 200, 300), True),
        (MemoryLayers, box(500, 500, 100), False),
        (MemoryLayers, BOW_TIE, False),
        # Its source may change: QGIS would draw nothing of a class with one invalid object.
        (ProjectLayers, box(200, 200, 300), False),
    ],
    ids=["printed", "printed, apart", "printed, one invalid", "in a project"],
)
def test_only_a_print_draws_objects_as_one_surface(
    kind: type[LayerMaker], second: str, is_one: bool, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    profile = recognise(str(reservoirs(tmp_path, [box(100, 100, 300), second])))
    layers = open_layers(sheet_context(gazetteer, "59001"), kind.of(profile), HIDE)
    assert is_drawn_merged(only(layers)) is is_one
