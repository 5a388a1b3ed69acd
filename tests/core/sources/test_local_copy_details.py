# SPDX-License-Identifier: GPL-3.0-or-later
"""What is left in the profile of a copy that failed: nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from qgis.core import QgsFeedback, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QTimer

from srce_pac.core.common.errors import CancelledError, SourceError
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.pipeline import load_sheet_layers
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    NATIONAL_RESERVOIR,
    Row,
    box,
    make_gazetteer,
    write_layer,
)
from srce_pac.tests.support.relays import HttpRelay, Spoil
from srce_pac.tests.support.servers import Reply
from srce_pac.tests.support.services import WFS_2_0, MapServer, saved_service

RESERVOIRS = "n_srce_reservoir_s_000"

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture
def cleaning() -> Iterator[ExitStack]:
    """What is taken away after a test."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    """Alpha (59001) and Bêta (59002), side by side."""
    return make_gazetteer(tmp_path)


def serve(cleaning: ExitStack, folder: Path, spoil: Spoil) -> str:
    """Six reservoirs in Alpha from a service that sends two at a time, spoilt."""
    numbered = [Row(box(100 * i, 0, 50), {"NUMERO": i, **NATIONAL_RESERVOIR}) for i in range(6)]
    path = write_layer(folder / f"{RESERVOIRS}.fgb", numbered)
    layer = QgsVectorLayer(str(path), RESERVOIRS, "ogr")
    server = cleaning.enter_context(MapServer([layer], page=2))
    relay = cleaning.enter_context(HttpRelay(server.address, spoil))
    connection = saved_service("Région", relay.address, WFS_2_0, pageSize="2")
    return cleaning.enter_context(connection)


def is_later_page(path: str) -> bool:
    return re.search(r"(?i)startindex=[1-9]", path) is not None


def load(source: str, gazetteer: Gazetteer, feedback: QgsFeedback | None = None) -> dict[str, int]:
    """The objects of each class in Alpha."""
    project = QgsProject()
    try:
        request = SheetRequest("59001", source=source)
        return load_sheet_layers(request, gazetteer, project, feedback).counts
    finally:
        project.clear()


def copies(profile: Path) -> list[str]:
    """The names of the copies that there are, parts of copies included."""
    return sorted(path.name for path in (profile / "copies").glob("*.fgb"))


def test_a_copy_that_came_whole_is_the_only_file(
    cleaning: ExitStack, qgis_profile: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    source = serve(cleaning, tmp_path, lambda _, reply: reply)
    assert load(source, gazetteer) == {"reservoir": 6}
    (name,) = copies(qgis_profile)
    assert name.startswith(RESERVOIRS)


def test_nothing_is_left_of_a_copy_whose_service_breaks_off(
    cleaning: ExitStack, qgis_profile: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    def spoil(path: str, reply: Reply) -> Reply:
        page = Reply(b"<html>Service indisponible</html>", kind="text/html")
        return page if is_later_page(path) else reply

    source = serve(cleaning, tmp_path, spoil)
    with pytest.raises(SourceError, match="did not come whole"):
        load(source, gazetteer)
    assert (qgis_profile / "copies").is_dir()
    assert copies(qgis_profile) == []


def test_nothing_is_left_of_a_copy_that_is_cancelled(
    cleaning: ExitStack, qgis_profile: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    feedback = QgsFeedback()

    def spoil(path: str, reply: Reply) -> Reply | None:
        if is_later_page(path):
            cancelled.append(path)
            return None
        return reply

    cancelled: list[str] = []
    timer = QTimer()
    timer.timeout.connect(lambda: feedback.cancel() if cancelled else None)
    timer.start(10)
    source = serve(cleaning, tmp_path, spoil)
    with pytest.raises(CancelledError):
        load(source, gazetteer, feedback)
    assert cancelled
    assert copies(qgis_profile) == []


def test_an_earlier_copy_is_all_that_is_left_where_the_next_one_fails(
    cleaning: ExitStack, qgis_profile: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    broken: list[bool] = []

    def spoil(path: str, reply: Reply) -> Reply:
        page = Reply(b"<html>Service indisponible</html>", kind="text/html")
        return page if broken and is_later_page(path) else reply

    source = serve(cleaning, tmp_path, spoil)
    load(source, gazetteer)
    (name,) = copies(qgis_profile)
    old = re.sub(r"_\d+\.fgb", "_20260131120000000000.fgb", name)
    for path in (qgis_profile / "copies").iterdir():
        path.rename(path.with_name(old).with_suffix(path.suffix))
    broken.append(True)
    assert load(source, gazetteer) == {"reservoir": 6}
    assert copies(qgis_profile) == [old]
