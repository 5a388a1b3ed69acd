# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers that are opened once, given away and opened anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.common.errors import SourceError
from srce_pac.core.sources import source
from srce_pac.core.sources.connection import SourceLayer
from srce_pac.core.sources.layer_pool import LayerPool
from srce_pac.core.sources.source import list_layers
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.tests.support.printers import RESERVOIRS, write

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture
def layer(tmp_path: Path) -> SourceLayer:
    """A layer of a GeoPackage."""
    path = write(tmp_path / f"{RESERVOIRS}.gpkg")
    (layer,) = list_layers(SourceAddress.parse(str(path))).layers
    return layer


def test_a_layer_is_opened_once(layer: SourceLayer) -> None:
    pool = LayerPool()
    assert not pool.holds(layer)
    opened = pool.open(layer)
    assert pool.open(layer) is opened
    assert pool.holds(layer)


@pytest.mark.parametrize("way", ["release", "forget", "clear"])
def test_a_layer_that_was_let_go_is_opened_anew(layer: SourceLayer, way: str) -> None:
    pool = LayerPool()
    opened = pool.open(layer)
    {
        "release": lambda: pool.release(opened),
        "forget": lambda: pool.forget(layer),
        "clear": pool.clear,
    }[way]()
    assert not pool.holds(layer)
    assert pool.open(layer) is not opened
    # Who was given it still has it.
    assert opened.isValid()
    assert opened.featureCount() == 9


def test_letting_go_of_one_leaves_the_others(layer: SourceLayer, tmp_path: Path) -> None:
    other = SourceLayer("other", str(write(tmp_path / "n_srce_corridor_l_059.fgb")))
    pool = LayerPool()
    kept, gone = pool.open(other), pool.open(layer)
    pool.release(gone)
    pool.forget(layer)
    assert pool.open(other) is kept


def test_what_cannot_be_opened_is_tried_again(layer: SourceLayer, tmp_path: Path) -> None:
    file, aside = tmp_path / f"{RESERVOIRS}.gpkg", tmp_path / "aside.gpkg"
    pool = LayerPool()
    file.rename(aside)
    with pytest.raises(SourceError, match=RESERVOIRS):
        pool.open(layer)
    assert not pool.holds(layer)
    aside.rename(file)
    assert pool.open(layer).isValid()


def test_a_file_that_was_just_listed_is_not_asked_again(
    layer: SourceLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def is_locked(path: Path) -> bool:
        asked.append(path)
        return False

    monkeypatch.setattr(source, "is_locked", is_locked)
    LayerPool().open(layer, just_listed=True)
    assert asked == []
    LayerPool().open(layer)
    assert asked == [Path(layer.uri.split("|")[0])]
