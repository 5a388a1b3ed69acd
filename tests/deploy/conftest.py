# SPDX-License-Identifier: GPL-3.0-or-later
"""The service that the tests of this folder share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from srce_pac.tests.support.served import BURST, RATE, Served


@pytest.fixture(scope="session")
def source(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some layers of the demonstration: loading all takes long."""
    folder = tmp_path_factory.mktemp("source")
    for name in ("corridor_l", "reservoir_preserve_s", "obstacle_p"):
        shutil.copy(root / "data" / "demonstration" / f"demo_{name}.fgb", folder)
    return folder


@pytest.fixture(scope="session")
def served(root: Path, source: Path) -> Iterator[Served]:
    """The service with two processes and two pages of the plain project."""
    rates = {"PAC_SEARCH_RATE": f"{RATE}", "PAC_SHEET_RATE": "1000", "PAC_BURST": f"{BURST}"}
    what = {"COMMUNES": "59294 59264", "SOURCE": str(source)}
    service = Served(root, PROCESSES="2", **rates, **what)
    yield service
    service.close()
    assert not service.folder.exists()
    assert service.processes == []
