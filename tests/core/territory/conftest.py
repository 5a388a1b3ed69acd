# SPDX-License-Identifier: GPL-3.0-or-later
"""Gazetteers: the one of the plugin, and a small one."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import make_gazetteer


@pytest.fixture
def squares(tmp_path: Path) -> Gazetteer:
    """Two square communes side by side in one EPCI."""
    return make_gazetteer(tmp_path)
