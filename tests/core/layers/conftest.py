# SPDX-License-Identifier: GPL-3.0-or-later
"""Territories, sources, projects, and servers of backgrounds for the tests of layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProject,
)

from srce_pac.core.common import files
from srce_pac.core.layers.background import Background, open_background
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.backgrounds import write_known
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_OBSTACLE,
    NATIONAL_RESERVOIR,
    box,
    line,
    make_gazetteer,
    point,
    rows,
    write_layer,
)
from srce_pac.tests.support.project_groups import add_own
from srce_pac.tests.support.servers import Answer, TileServer, chequered_tile


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    """Alpha (59001) and Bêta (59002), side by side."""
    return make_gazetteer(tmp_path / "territories")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Reservoirs, a corridor and obstacles in both communes."""
    folder = tmp_path / "source"
    folder.mkdir()
    write_layer(
        folder / "n_srce_reservoir_s_000.fgb",
        rows([box(100, 100, 300), box(1200, 200, 300)], NATIONAL_RESERVOIR),
    )
    write_layer(
        folder / "n_srce_corridor_l_000.shp",
        rows([line((0, 0), (1000, 900)), line((0, 5000), (9, 5000))], NATIONAL_CORRIDOR),
        geometry="LineString",
    )
    write_layer(
        folder / "n_srce_obstacle_p_000.gpkg",
        rows([point(500, 500), point(1500, 500)], NATIONAL_OBSTACLE),
        geometry="Point",
    )
    return folder


@pytest.fixture
def user_project(qgis_new_project: None) -> QgsProject:
    """The open project, with two layers of the user's own in a group of theirs."""
    opened = QgsProject.instance()
    opened.setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    group = opened.layerTreeRoot().addGroup("À moi")
    for name in ("cadastre", "routes"):
        add_own(opened, group, name)
    return opened


@pytest.fixture(scope="module")
def tile(qgis_app: Any) -> bytes:
    """A tile in two strong colours."""
    return chequered_tile("#206030", "#f0a040")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's own backgrounds."""
    monkeypatch.setattr(files, "profile_folder", lambda: tmp_path / "profile")
    folder = tmp_path / "profile" / "data" / "backgrounds"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def served(own: Path) -> Iterator[Callable[[Answer], tuple[TileServer, Background]]]:
    """A background of the user's whose tiles come from a server that answers so."""
    servers = []

    def serve(answer: Answer) -> tuple[TileServer, Background]:
        server = TileServer(answer)
        servers.append(server)
        write_known(own / "served.json", server.template)
        return server, open_background("served", QgsProject())

    yield serve
    for server in servers:
        server.close()
