# SPDX-License-Identifier: GPL-3.0-or-later
"""What a printer leaves in a project: plain QGIS, which draws as the printed sheet does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from qgis.core import QgsLayoutExporter, QgsProject, QgsVectorLayer
from qgis.PyQt.QtGui import QImage

from srce_pac.core.common.layer_roles import ROLE
from srce_pac.core.layout.template import find_map
from srce_pac.core.pipeline import Printer
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import SIDE, box, commune, epci, make_gazetteer
from srce_pac.tests.support.printers import WHOLE, small, write_both

pytestmark = pytest.mark.usefixtures("qgis_app")

# What GDAL, SQL, JSON, a source's address and QGIS's expressions have a meaning for.
NAMES = (
    "L’Île-d’Yeu \"é\" 'œ'",
    "Nœud|layername=x",
    "C:\\Temp\\n{}[]",
    "<b>&amp;</b> [% 1 %] ?a=b#c",
)


@pytest.fixture
def hostile(tmp_path: Path) -> Gazetteer:
    """Four communes of odd names in one row and in one EPCI."""
    codes = [f"5900{number}" for number in range(1, 5)]
    return make_gazetteer(
        tmp_path,
        [
            *(
                commune(code, name, box(SIDE * number, 0, SIDE), "200000001")
                for number, (code, name) in enumerate(zip(codes, NAMES))
            ),
            epci("200000001", NAMES[1], box(0, 0, 4 * SIDE, SIDE), codes),
        ],
    )


@pytest.fixture
def printer(hostile: Gazetteer, tmp_path: Path) -> Iterator[Printer]:
    printer = Printer(small(write_both(tmp_path / "source")), hostile)
    yield printer
    printer.close()


def layers_of(project: QgsProject) -> list[QgsVectorLayer]:
    return sorted(project.mapLayers().values(), key=lambda layer: str(layer.id()))


def contents(project: QgsProject) -> list[Any]:
    """The role, the objects and the look of each layer."""
    return [
        (
            layer.customProperty(ROLE),
            layer.name(),
            layer.crs().authid(),
            sorted((f.attributes(), f.geometry().asWkt(2)) for f in layer.getFeatures()),
        )
        for layer in layers_of(project)
    ]


def page(project: QgsProject) -> QImage:
    """The page of the only layout of a project, at 60 dpi."""
    (layout,) = project.layoutManager().printLayouts()
    return QgsLayoutExporter(layout).renderPageToImage(0, dpi=60)


def map_of(project: QgsProject) -> QImage:
    """The part of that page that the sheet's map takes."""
    (layout,) = project.layoutManager().printLayouts()
    item = find_map(layout)
    place = item.mapRectToScene(item.rect())
    return QgsLayoutExporter(layout).renderRegionToImage(place, dpi=60)


def share_of_other_pixels(one: QImage, other: QImage) -> float:
    """How many of the pixels of two pictures of one size are not the same."""
    assert one.size() == other.size()
    return float((pixels(one) != pixels(other)).mean())


def pixels(image: QImage) -> npt.NDArray[np.uint32]:
    """The colour of each pixel."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    return np.frombuffer(bits, np.uint32).copy()


@pytest.mark.parametrize(("territory", "ending"), [("59001", ".qgs"), ("200000001", ".qgz")])
def test_layers_and_layouts_survive_saving_without_the_plugin(
    printer: Printer,
    project: QgsProject,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    territory: str,
    ending: str,
) -> None:
    printer.load(territory, project)
    printer.add_layout(territory, project)
    printer.close()
    output = capfd.readouterr()
    assert "inline definition" not in output.out + output.err
    assert {layer.providerType() for layer in layers_of(project)} == {"ogr"}
    before, drawn, map_drawn = contents(project), page(project), map_of(project)
    assert NAMES[1] in str(before)
    file = tmp_path / f"saved{ending}"
    assert project.write(str(file))
    again = QgsProject()
    assert again.read(str(file))
    assert all(layer.isValid() for layer in layers_of(again))
    assert contents(again) == before
    assert map_of(again) == map_drawn
    # QGIS rounds sizes of type where it saves them: edges of letters differ by a shade.
    assert share_of_other_pixels(page(again), drawn) < 0.01
    again.clear()


@pytest.mark.parametrize(
    ("territory", "outside"), [("59002", "show"), ("59002", "hide"), ("200000001", "dim")]
)
def test_a_layout_draws_as_the_printed_sheet_does(
    printer: Printer, project: QgsProject, tmp_path: Path, territory: str, outside: str
) -> None:
    request = small(tmp_path / "source", territory, outside=outside, dpi=150)
    file = tmp_path / "sheet.png"
    printer.add_layout(request, project)
    printer.export(request, file)
    (layout,) = project.layoutManager().printLayouts()
    other = QgsLayoutExporter(layout).renderPageToImage(0, dpi=150)
    assert share_of_other_pixels(QImage(str(file)), other) == 0


def test_what_was_loaded_stays_when_the_printer_goes_on(
    printer: Printer, project: QgsProject, tmp_path: Path
) -> None:
    assert printer.load("59001", project).counts == WHOLE
    printer.add_layout("59001", project)
    before, drawn = contents(project), page(project)
    printer.export("59003", tmp_path)
    printer.summarise("59002")
    printer.preview("59004").picture({}, 100)
    printer.close()
    assert contents(project) == before
    assert page(project) == drawn


def test_a_second_territory_takes_the_place_of_the_first_and_leaves_layouts(
    printer: Printer, project: QgsProject
) -> None:
    printer.add_layout("59001", project)
    of_layout = {layer.id() for layer in layers_of(project)}
    printer.load("59001", project)
    first = {layer.id() for layer in layers_of(project)} - of_layout
    printer.load("59002", project)
    second = {layer.id() for layer in layers_of(project)} - of_layout
    assert not first & second
    assert len(first) == len(second)
    assert of_layout < {layer.id() for layer in layers_of(project)}
