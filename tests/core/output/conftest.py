# SPDX-License-Identifier: GPL-3.0-or-later
"""A layout to write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import (
    QgsPrintLayout,
    QgsProject,
)

from srce_pac.core.pipeline import add_layout
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.written_files import HAYNECOURT


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


@pytest.fixture(scope="module")
def layout(gazetteer: Gazetteer) -> Iterator[QgsPrintLayout]:
    """A filled layout, to be written only."""
    project = QgsProject()
    yield add_layout(HAYNECOURT, gazetteer, project).layout
    project.clear()
