# SPDX-License-Identifier: GPL-3.0-or-later
"""Two square communes, the embedded territories, a folder for a source."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.pipeline import summarise_sheet
from srce_pac.core.summary.summary import Summary
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import make_gazetteer
from srce_pac.tests.support.summaries import HAYNECOURT


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    """Alpha (59001) and Bêta (59002), squares of a kilometre side by side in one EPCI."""
    return make_gazetteer(tmp_path / "territories")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def haynecourt(embedded: Gazetteer) -> Summary:
    return summarise_sheet(SheetRequest(HAYNECOURT), embedded)
