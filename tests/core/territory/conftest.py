# SPDX-License-Identifier: GPL-3.0-or-later
"""Gazetteers: the one of the plugin, and a small one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.factories import make_gazetteer


@pytest.fixture(scope="module")
def embedded(qgis_app: Any) -> Gazetteer:
    """The territories that come with the plugin."""
    return open_gazetteer()


@pytest.fixture
def squares(tmp_path: Path) -> Gazetteer:
    """Two square communes side by side in one EPCI."""
    return make_gazetteer(tmp_path)
