# SPDX-License-Identifier: GPL-3.0-or-later
"""Small sources and territories of bad kinds, and how they are refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import (
    QgsProject,
)

from srce_pac.core.common.errors import SrceError
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.pipeline import SheetResult, load_sheet_layers
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    NATIONAL_RESERVOIR,
    box,
    rows,
    write_layer,
)


def reservoirs(path: Path, wkts: list[str | None] | None = None, **how: Any) -> Path:
    """A file of reservoirs in the national schema, by default one in each commune."""
    shapes = [box(100, 100, 50), box(1100, 100, 50)] if wkts is None else wkts
    return write_layer(path, rows(shapes, NATIONAL_RESERVOIR), **how)


def refused(call: Callable[[], object], typed: str = "") -> str:
    """The sentence with which something is refused: one, whole, without a trace of Python.

    `typed` is what the user typed, which may well look like such a trace.
    """
    with pytest.raises(SrceError) as caught:
        call()
    sentence = str(caught.value)
    assert sentence == sentence.strip()
    assert sentence.endswith((".", "!", "?"))
    assert sentence[0].isupper() or sentence[0] == "“"
    assert "\n" not in sentence
    for trace in ("Traceback", "Errno", "NoneType", "object at 0x", "Error("):
        assert trace not in sentence
    assert not re.search(r"{\w*}", sentence.replace(typed, "") if typed else sentence)
    return sentence


def load(
    source: Path, gazetteer: Gazetteer, project: QgsProject, territory: str = "59001"
) -> SheetResult:
    """Load a territory of a source into a project."""
    return load_sheet_layers(SheetRequest(territory, source=str(source)), gazetteer, project)
