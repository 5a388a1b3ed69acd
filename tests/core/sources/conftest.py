# SPDX-License-Identifier: GPL-3.0-or-later
"""Where sources are made, and what is undone after a test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from qgis.core import QgsNetworkAccessManager

from srce_pac.core.common.files import profile_folder
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.deliveries import DELIVERY, Picture, Workshop, picture, sheet_layers
from srce_pac.tests.support.factories import Row, make_gazetteer, write_layer
from srce_pac.tests.support.faulty_sources import files
from srce_pac.tests.support.services import QgisServer


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    """Alpha (59001) and Bêta (59002), side by side."""
    return make_gazetteer(tmp_path)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A folder for files."""
    folder = tmp_path / "partage"
    folder.mkdir()
    return folder


@pytest.fixture
def cleaning() -> Iterator[ExitStack]:
    """What is undone after a test, and no local copy before and after it."""
    copies = profile_folder() / "copies"
    shutil.rmtree(copies, ignore_errors=True)
    with ExitStack() as stack:
        yield stack
    shutil.rmtree(copies, ignore_errors=True)


@pytest.fixture
def service(qgis_server: QgisServer, tmp_path: Path) -> Iterator[str]:
    """The address of a WFS of reservoirs and corridors; QGIS waits for it but two seconds."""
    before = QgsNetworkAccessManager.timeout()
    QgsNetworkAccessManager.setTimeout(2000)
    yield qgis_server.publish(files(tmp_path))
    QgsNetworkAccessManager.setTimeout(before)


@pytest.fixture(scope="module")
def delivered(qgis_app: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the delivered layers."""
    folder = tmp_path_factory.mktemp("delivery")
    for name, (geometry, fields, shapes) in DELIVERY.items():
        rows = [Row(shape, {"NUMERO": i, **fields}) for i, shape in enumerate(shapes)]
        write_layer(folder / f"{name}.fgb", rows, geometry)
    return folder


@pytest.fixture
def workshop(request: pytest.FixtureRequest, tmp_path: Path, delivered: Path) -> Iterator[Workshop]:
    """Where sources are made."""
    shutil.rmtree(profile_folder() / "copies", ignore_errors=True)
    made = Workshop(request, tmp_path, delivered)
    yield made
    made.cleaning.close()
    shutil.rmtree(profile_folder() / "copies", ignore_errors=True)


@pytest.fixture(scope="module")
def reference(delivered: Path, tmp_path_factory: pytest.TempPathFactory) -> Picture:
    """What the delivered files themselves look like."""
    gazetteer = make_gazetteer(tmp_path_factory.mktemp("reference"))
    return picture(sheet_layers(str(delivered), gazetteer))
