# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources of reservoirs and corridors to break, and the sentences that a user reads then."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import QgsMapRendererSequentialJob, QgsMapSettings, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QSize

from srce_pac.core.common.errors import SourceError
from srce_pac.core.layers.sheet_layers import SheetLayers
from srce_pac.core.profiles.profile import DataProfile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_RESERVOIR,
    X0,
    Y0,
    Row,
    box,
    line,
    open_layers,
    point,
    sheet_context,
    write_layer,
)

RESERVOIRS = "n_srce_reservoir_s_059"
CORRIDORS = "n_srce_corridor_l_059"
CONNECTION = "DDTM"

# Of each, three objects are in Alpha.
SQUARES = [box(120 + 300 * i, 100, 50) for i in range(9)]
BANDS = [line((120 + 300 * i, 20), (160 + 300 * i, 900)) for i in range(9)]
WHOLE = {"reservoir": 3, "corridor": 3}

# Geometries of every kind.
MIXED = (point(100, 100), line((200, 200), (300, 300)), box(400, 400, 50), point(150, 150))


def write(path: Path, **how: Any) -> Path:
    """A file of the reservoirs or of the corridors, by its name."""
    if path.stem == CORRIDORS:
        return write_layer(path, numbered(BANDS, NATIONAL_CORRIDOR), "LineString", **how)
    return write_layer(path, numbered(SQUARES, NATIONAL_RESERVOIR), **how)


def write_both(folder: Path, ending: str) -> Path:
    """A folder with a file of the reservoirs and one of the corridors."""
    for name in (RESERVOIRS, CORRIDORS):
        write(folder / f"{name}{ending}")
    return folder


def numbered(shapes: list[str], fields: Mapping[str, object]) -> list[Row]:
    """Rows that a number tells apart."""
    return [Row(shape, {"NUMERO": i, **fields}) for i, shape in enumerate(shapes)]


def draw(
    source: DataProfile | str | Path, gazetteer: Gazetteer, territory: str = "59001"
) -> SheetLayers:
    """Open the layers of a profile or of a source, and draw them."""
    context = sheet_context(gazetteer, territory)
    profile = source if isinstance(source, DataProfile) else recognise(str(source), context.sheet)
    layers = open_layers(context, profile)
    render(layers)
    return layers


def render(layers: SheetLayers) -> None:
    """Draw Alpha, small."""
    settings = QgsMapSettings()
    settings.setLayers(layers.in_drawing_order())
    settings.setDestinationCrs(layers.contour.crs())
    settings.setExtent(QgsRectangle(X0, Y0, X0 + 1000, Y0 + 1000))
    settings.setOutputSize(QSize(50, 50))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()


def refusal(call: Callable[[], object]) -> str:
    """The sentence with which something is refused."""
    with pytest.raises(SourceError) as caught:
        call()
    check_sentence(str(caught.value))
    return str(caught.value)


def warning(layers: SheetLayers) -> str:
    """The one sentence with which something is told."""
    (sentence,) = layers.warnings
    check_sentence(sentence)
    return sentence


def check_sentence(text: str) -> None:
    """Check that a text is whole and for people."""
    assert re.fullmatch(r"[“«A-ZÀ-Ý0-9].*[^.]\.", text), text
    for trace in ("Traceback", "Errno", "NoneType", "object at 0x", "Error(", "  ", "<", ">"):
        assert trace not in text, text


def files(folder: Path) -> list[QgsVectorLayer]:
    """The reservoirs and the corridors as layers of files."""
    paths = [write(folder / f"{name}.fgb") for name in (RESERVOIRS, CORRIDORS)]
    return [QgsVectorLayer(str(path), path.stem, "ogr") for path in paths]
