# SPDX-License-Identifier: GPL-3.0-or-later
"""One atlas of the demonstration that several tests look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from srce_pac.core.atlas.publish import AtlasRequest, AtlasResult, publish_atlas
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.print_atlas import print_atlas

# A landscape sheet, one with a long name in another EPCI, and a portrait one.
CODES = ["59294", "59264", "59049"]


@dataclass(frozen=True)
class Published:
    """An atlas, and what QGIS alone has printed of it."""

    result: AtlasResult
    folder: Path
    said: dict[str, Any]


@pytest.fixture(scope="module")
def published(embedded: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """An atlas of three communes, printed without the plugin."""
    folder = tmp_path_factory.mktemp("atlas")
    request = AtlasRequest(SheetRequest(""), f"{', '.join(CODES)}, 99999", folder / "é 1" / "a.qgz")
    result = publish_atlas(request, embedded)
    # It may be moved as it is.
    moved = (folder / "é 1").rename(folder / "moved")
    printed = folder / "printed"
    return Published(result, printed, print_atlas(moved / "a.qgz", printed, CODES))
