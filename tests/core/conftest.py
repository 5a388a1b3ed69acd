# SPDX-License-Identifier: GPL-3.0-or-later
"""Two communes and a third that shares a name with one, a source, and a printer of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from srce_pac.core import print_project
from srce_pac.core.pipeline import Printer
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    SIDE,
    box,
    commune,
    make_gazetteer,
    two_communes,
)
from srce_pac.tests.support.printers import small, write_both


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    """Two square communes; Alpha's name is also that of a third, elsewhere."""
    return make_gazetteer(
        tmp_path, [*two_communes(), commune("62001", "Alpha", box(50_000, 0, SIDE))]
    )


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder of reservoirs and corridors."""
    return write_both(tmp_path / "source")


@pytest.fixture
def printer(source: Path, gazetteer: Gazetteer) -> Iterator[Printer]:
    """A printer of that folder, which has printed nothing yet."""
    printer = Printer(small(source), gazetteer)
    yield printer
    printer.close()


@pytest.fixture
def unwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have sheets made to the end, but not written, for tests that look at their results alone.

    The writing takes more than half of the time of a sheet.
    """
    monkeypatch.setattr(print_project, "write_layout", lambda *_: [])
