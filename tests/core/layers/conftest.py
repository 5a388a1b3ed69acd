# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of backgrounds have in common: a folder of the user's, a server of tiles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProject

from srce_pac.core.common import files
from srce_pac.core.layers.background import Background, open_background
from srce_pac.tests.support.backgrounds import write_known
from srce_pac.tests.support.servers import Answer, TileServer, chequered_tile


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
def project() -> Iterator[QgsProject]:
    project = QgsProject()
    yield project
    project.clear()


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
