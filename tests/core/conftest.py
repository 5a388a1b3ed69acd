# SPDX-License-Identifier: GPL-3.0-or-later
"""Two communes and a third that shares a name with one, the embedded ones, a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    SIDE,
    box,
    commune,
    make_gazetteer,
    two_communes,
)


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    """Two square communes; Alpha's name is also that of a third, elsewhere."""
    return make_gazetteer(
        tmp_path, [*two_communes(), commune("62001", "Alpha", box(50_000, 0, SIDE))]
    )
