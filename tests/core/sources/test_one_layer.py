# SPDX-License-Identifier: GPL-3.0-or-later
"""One layer of a source, named behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.common.errors import SourceError
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sources.source import list_layers
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.tests.support.factories import NATIONAL_CORRIDOR, NATIONAL_RESERVOIR, Row, box
from srce_pac.tests.support.factories import write_layer as write

pytestmark = pytest.mark.usefixtures("qgis_app")

SQUARE = box(0, 0, 100)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A GeoPackage of two layers."""
    path = tmp_path / "srce.gpkg"
    write(path, [Row(SQUARE, NATIONAL_RESERVOIR)], layer="N_SRCE_RESERVOIR_S_000")
    return write(path, [Row(SQUARE, NATIONAL_CORRIDOR)], layer="N_SRCE_CORRIDOR_S_000")


@pytest.mark.parametrize("name", ["N_SRCE_CORRIDOR_S_000", "n_srce_corridor_s_000"])
def test_it_is_listed_alone(package: Path, name: str) -> None:
    for source in (package, package.parent):
        listing = list_layers(SourceAddress.parse(f"{source}|layername={name}"))
        assert [layer.name for layer in listing.layers] == ["N_SRCE_CORRIDOR_S_000"]


def test_only_its_class_is_recognised(package: Path) -> None:
    profile = recognise(f"{package}|layername=N_SRCE_CORRIDOR_S_000")
    assert [s.layer.name for s in profile.sources] == ["N_SRCE_CORRIDOR_S_000"]


def test_one_that_is_not_there_is_refused_with_those_that_are(package: Path) -> None:
    with pytest.raises(SourceError, match=r"no layer “autre”, but .*N_SRCE_RESERVOIR_S_000"):
        list_layers(SourceAddress.parse(f"{package}|layername=autre"))
