# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin's algorithms in the registry of QGIS."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import QgsApplication, QgsProcessingAlgorithm
from qgis.PyQt.QtCore import QEvent

from srce_pac.processing.provider import SrcePacProvider


@pytest.fixture(scope="module")
def provider(qgis_app: Any) -> Iterator[SrcePacProvider]:
    added = SrcePacProvider()
    QgsApplication.processingRegistry().addProvider(added)
    yield added
    QgsApplication.processingRegistry().removeProvider(added)
    # The connections of the layers that went with their projects are closed while GDAL is there.
    QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def algorithm(provider: SrcePacProvider) -> Callable[[str], QgsProcessingAlgorithm]:
    def find(name: str) -> QgsProcessingAlgorithm:
        found = QgsApplication.processingRegistry().createAlgorithmById(f"srce_pac:{name}")
        assert found is not None
        return found

    return find


@pytest.fixture
def sraddet(shared: Path, tmp_path: Path) -> Path:
    """A copy of the real data: opening a GeoPackage writes beside it."""
    folder = tmp_path / "source"
    folder.mkdir()
    return Path(shutil.copy(shared / "data" / "sraddet_hdf2020_oise_est.gpkg", folder))
