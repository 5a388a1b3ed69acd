# SPDX-License-Identifier: GPL-3.0-or-later
"""The project in which sheets are printed: what of a sheet stays there, and in which order."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from srce_pac.core.common.layer_roles import BACKGROUND, ROLE
from srce_pac.core.common.request import DIM
from srce_pac.core.layers.layer_maker import MemoryLayers
from srce_pac.core.layers.sheet_layers import open_layers
from srce_pac.core.pipeline import Printer
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.backgrounds import photograph
from srce_pac.tests.support.factories import SIDE, box, open_layer, sheet_context
from srce_pac.tests.support.printers import RESERVOIRS, small, write, write_both

pytestmark = pytest.mark.usefixtures("qgis_app")


def test_a_background_goes_with_its_sheet(gazetteer: Gazetteer, tmp_path: Path) -> None:
    picture = photograph(tmp_path / "photo.tif")
    request = small(write_both(tmp_path / "source"), background=str(picture))
    with closing(Printer(request, gazetteer)) as printer:
        kept = []
        for territory in ("59001", "59002", "59001"):
            printer.export(replace(request, territory=territory), tmp_path / "sheet.pdf")
            assert pdf.images(tmp_path / "sheet.pdf")
            assert printer.basis is not None
            (print_project,) = printer.basis._print_projects.values()
            layers = print_project.project.mapLayers().values()
            assert BACKGROUND not in {layer.customProperty(ROLE) for layer in layers}
            kept.append(len(layers))
        assert kept[0] == kept[2]


@pytest.mark.parametrize("ending", [".gpkg", ".fgb", ".shp"])
def test_objects_are_drawn_in_the_order_of_their_rows(
    ending: str, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    place = random.Random(1)
    squares = [
        box(place.randrange(0, SIDE), place.randrange(0, SIDE), place.randrange(20, 300))
        for _ in range(60)
    ]
    file = write(source / f"{RESERVOIRS}{ending}", squares)
    stored = [feature["NUMERO"] for feature in open_layer(file).getFeatures()]
    maker = MemoryLayers.of(recognise(str(source)))
    (drawn,) = open_layers(sheet_context(gazetteer), maker, DIM).thematic
    numbers = [feature["NUMERO"] for feature in drawn.layer.getFeatures()]
    assert len(numbers) > 30
    # The index of a GeoPackage gives them in an order of its own.
    assert numbers == [number for number in stored if number in set(numbers)]
