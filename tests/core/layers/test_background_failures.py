# SPDX-License-Identifier: GPL-3.0-or-later
"""Backgrounds that cannot be drawn, or not whole, or not in time."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsExpression,
    QgsExpressionFunction,
    QgsFeedback,
    QgsProject,
    QgsProperty,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QCoreApplication, QThreadPool, QTimer

from srce_pac.core.common.errors import BackgroundError, CancelledError
from srce_pac.core.layers.background import open_background
from srce_pac.core.layers.background_picture import draw_background
from srce_pac.tests.support.backgrounds import (
    Serve,
    draw,
    frame,
    photograph,
    pixels,
    refusal,
    roads,
    write_known,
)
from srce_pac.tests.support.clock import SILENCE, SOON, Heartbeat, ends_soon
from srce_pac.tests.support.factories import X0, Y0
from srce_pac.tests.support.servers import (
    Reply,
    TileServer,
    plain_tile,
)

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.usefixtures("qgis_app")


# Servers that fail.

BROKEN: dict[str, tuple[Reply | None, str]] = {
    "error 500": (Reply(b"no", 500, "text/plain"), "500"),
    "error 403": (Reply(b"no", 403, "text/plain"), "403"),
    "garbage": (Reply(b"garbage" * 40), "no picture"),
    "page": (Reply(b"<html>Please log in</html>", kind="text/html"), "no picture"),
    "empty": (Reply(b""), "no picture"),
    "cut": (Reply(b"\x89PNG\r\n\x1a\n", announced=5000), "cannot be reached"),
    "nowhere": (Reply(status=302, location="/login"), "cannot be reached"),
}


@pytest.mark.parametrize(("reply", "words"), BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("partly", [False, True], ids=["all", "one"])
def test_tiles_that_do_not_come_cost_the_background(
    reply: Reply, words: str, partly: bool, served: Serve, tile: bytes, tmp_path: Path
) -> None:
    bad: list[tuple[int, ...]] = []

    def answer(*place: int) -> Reply:
        if not bad:
            bad.append(place)
        return reply if not partly or place == bad[0] else Reply(tile)

    server, background = served(answer)
    sentence = refusal(background, tmp_path)
    assert "“Plan servi”" in sentence
    assert words in sentence
    assert len(server.asked) > 4
    assert list(tmp_path.glob("*.tif")) == []


def test_a_page_to_log_in_on_another_server_costs_the_background(
    served: Serve, tmp_path: Path
) -> None:
    with TileServer(lambda *_: None) as gate:
        page = gate.root.replace("127.0.0.1", "localhost") + "/login"
        _, background = served(lambda *_: Reply(status=302, location=page))
        assert "no picture" in refusal(background, tmp_path)


def test_a_connection_that_is_refused_costs_the_background(served: Serve, tmp_path: Path) -> None:
    server, background = served(lambda *_: None)
    server.close()
    assert "cannot be reached" in refusal(background, tmp_path)


def test_a_tile_that_fails_once_is_asked_for_again(
    served: Serve, tile: bytes, tmp_path: Path
) -> None:
    seen: set[tuple[int, ...]] = set()

    def answer(*place: int) -> Reply:
        known = place in seen
        seen.add(place)
        return Reply(tile) if known else Reply(b"busy", 503, "text/plain")

    _, background = served(answer)
    assert pixels(draw(background, tmp_path)).std() > 10


def test_a_place_without_tiles_costs_the_background(served: Serve, tmp_path: Path) -> None:
    _, background = served(lambda *_: Reply(b"none", 404, "text/plain"))
    assert "shows nothing here" in refusal(background, tmp_path)


def test_a_place_in_one_colour_costs_the_background(served: Serve, tmp_path: Path) -> None:
    tile = plain_tile("#a0c0e0")
    _, background = served(lambda *_: Reply(tile))
    assert "shows nothing here" in refusal(background, tmp_path)


@pytest.mark.parametrize("status", [204, 404])
def test_a_part_without_tiles_is_told(
    status: int, served: Serve, tile: bytes, tmp_path: Path
) -> None:
    def answer(zoom: int, column: int, row: int) -> Reply:
        return Reply(tile) if row % 2 else Reply(status=status, kind="text/plain")

    _, background = served(answer)
    drawn = draw_background(background, frame(), tmp_path, seconds=5)
    (warning,) = drawn.warnings
    assert "only a part of the map" in warning
    assert "“Plan servi”" in warning
    assert pixels(drawn.layer).std() > 10


def test_a_picture_smaller_than_the_map_is_told(tmp_path: Path) -> None:
    path = photograph(tmp_path / "photo.tif")
    background = open_background(str(path), QgsProject())
    wide = QgsRectangle(X0, Y0, X0 + 2400, Y0 + 1600)
    assert len(draw_background(background, frame(wide), tmp_path).warnings) == 1
    # One that is large enough brings no warning.
    assert draw_background(background, frame(), tmp_path).warnings == ()


def test_another_layers_server_that_fails_meanwhile_is_none_of_its_business(
    served: Serve, tile: bytes, own: Path, tmp_path: Path
) -> None:
    _, background = served(lambda *_: Reply(tile, delay=0.1))
    sentences: list[str] = []
    timer = QTimer()
    timer.setSingleShot(True)

    def fail() -> None:
        sentences.append(refusal(other, tmp_path))
        # A second attempt at the background must meet it too.
        timer.start(0)

    timer.timeout.connect(fail)
    with TileServer(lambda *_: Reply(b"no", 500, "text/plain")) as broken:
        write_known(own / "other.json", broken.template)
        other = open_background("other", QgsProject())
        timer.start(0)
        drawn = draw(background, tmp_path)
        timer.stop()
    assert "500" in sentences[0]
    assert pixels(drawn).std() > 10


def test_a_file_that_vanishes_after_opening_costs_the_background(tmp_path: Path) -> None:
    roads(tmp_path)
    background = open_background(str(tmp_path / "roads.fgb"), QgsProject())
    (tmp_path / "roads.fgb").unlink()
    assert "“roads”" in refusal(background, tmp_path)


def test_a_file_that_cannot_be_read_to_its_end_costs_the_background(tmp_path: Path) -> None:
    path = photograph(tmp_path / "photo.tif")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    background = open_background(str(path), QgsProject())
    sentence = refusal(background, tmp_path)
    assert "“photo”" in sentence
    assert "cannot draw it" in sentence


def test_a_map_beyond_the_backgrounds_projection_costs_the_background(tmp_path: Path) -> None:
    background = open_background("plan_ign", QgsProject())
    pole = QgsRectangle(-10, 89.9999, 10, 95)
    geographic = QgsCoordinateReferenceSystem("EPSG:4326")
    with pytest.raises(BackgroundError, match="projection"):
        draw_background(background, frame(pole, geographic), tmp_path, seconds=1)


def test_a_folder_that_is_not_there_costs_the_background(
    served: Serve, tile: bytes, tmp_path: Path
) -> None:
    _, background = served(lambda *_: Reply(tile))
    assert "nowhere" in refusal(background, tmp_path / "nowhere")


# Time.


def test_a_server_that_never_answers_costs_no_more_than_the_time_given(
    served: Serve, tmp_path: Path
) -> None:
    _, background = served(lambda *_: None)
    with ends_soon(), Heartbeat() as window:
        sentence = refusal(background, tmp_path, seconds=1)
    assert "too long" in sentence
    assert window.count > 10


def test_a_slow_server_costs_no_more_than_the_time_given(
    served: Serve, tile: bytes, tmp_path: Path
) -> None:
    _, background = served(lambda *_: Reply(tile, delay=SILENCE))
    with ends_soon():
        assert "too long" in refusal(background, tmp_path, seconds=0.3)


def test_a_layer_that_cannot_be_interrupted_costs_no_more_than_the_time_given(
    project: QgsProject, tmp_path: Path
) -> None:
    events: list[str] = []
    go_on = threading.Event()

    class Slow(QgsExpressionFunction):
        def __init__(self) -> None:
            super().__init__("slow", 0, "tests")

        def func(self, *_: object) -> float:
            events.append("begins")
            go_on.wait(SILENCE)
            events.append("ends")
            return 2.0

    function = Slow()
    assert QgsExpression.registerFunction(function)
    layer = roads(tmp_path)
    layer.renderer().symbol().setDataDefinedWidth(QgsProperty.fromExpression("slow()"))
    project.addMapLayer(layer)
    background = open_background("Routes", project)
    with ends_soon():
        assert "too long" in refusal(background, tmp_path, seconds=0.3)
    del background
    gc.collect()
    assert events == ["begins"]
    go_on.set()
    while events[-1] != "ends" or QThreadPool.globalInstance().activeThreadCount():
        QCoreApplication.processEvents()
        time.sleep(0.01)
    QCoreApplication.processEvents()
    QgsExpression.unregisterFunction("slow")


def test_it_can_be_cancelled_while_it_waits(served: Serve, tmp_path: Path) -> None:
    _, background = served(lambda *_: None)
    feedback = QgsFeedback()
    QTimer.singleShot(200, feedback.cancel)
    for _ in range(2):
        with ends_soon(), pytest.raises(CancelledError):
            draw(background, tmp_path, seconds=SILENCE, feedback=feedback)


def test_qgis_ends_at_once_after_a_server_that_never_answers(tmp_path: Path) -> None:
    script = """
        import sys, time
        from pathlib import Path
        from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject, QgsRectangle
        application = QgsApplication([], False)
        application.initQgis()
        from srce_pac.core.common import files
        from srce_pac.core.layers.background import open_background
        from srce_pac.core.layers.background_picture import MapFrame, draw_background
        from srce_pac.core.common.errors import BackgroundError
        from srce_pac.tests.support.servers import TileServer
        folder = Path(sys.argv[1])
        files.profile_folder = lambda: folder
        server = TileServer(lambda *_: None)
        known = folder / "data" / "backgrounds" / "dead.json"
        known.parent.mkdir(parents=True)
        known.write_text('{"name": "a", "url": "%s", "credit": "b"}' % server.template)
        background = open_background("dead", QgsProject())
        try:
            extent = QgsRectangle(700000, 7000000, 700600, 7000400)
            frame = MapFrame(extent, QgsCoordinateReferenceSystem("EPSG:2154"), 60, 40)
            draw_background(background, frame, folder, seconds=0.3)
        except BackgroundError as error:
            print(error)
        del background
        print(time.monotonic(), flush=True)
        application.exitQgis()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT / ".build" / "plugins")},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        timeout=SILENCE,
    )
    ended = time.monotonic()
    assert done.returncode == 0
    sentence, last = done.stdout.splitlines()
    assert "too long" in sentence
    assert ended - float(last) < SOON
