# SPDX-License-Identifier: GPL-3.0-or-later
"""Services that never answer are waited for no longer than anybody would."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeedback,
    QgsNetworkAccessManager,
    QgsRectangle,
    QgsReferencedRectangle,
)
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QTimer

from srce_pac.core.common.errors import CancelledError, SourceError
from srce_pac.core.common.progress import wait_for
from srce_pac.core.profiles.field_values import count_objects
from srce_pac.core.profiles.profile import ClassSource
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sources import local_copy
from srce_pac.core.sources.connection import SourceLayer
from srce_pac.core.sources.local_copy import _running_tasks, copy_layer
from srce_pac.core.sources.source import list_layers, open_layer
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.tests.support.clock import SILENCE, SOON, Heartbeat, ends_soon
from srce_pac.tests.support.factories import SIDE, X0, Y0, Row, box, write_layer
from srce_pac.tests.support.faulty_sources import CONNECTION, RESERVOIRS, refusal
from srce_pac.tests.support.relays import HttpRelay
from srce_pac.tests.support.services import OGC_API, WFS_1_1, saved_service

pytestmark = [pytest.mark.usefixtures("qgis_app"), pytest.mark.early]


class TestPatience:
    """Services that never answer are waited for no longer than anybody would."""

    @pytest.fixture
    def layer(self, cleaning: ExitStack, service: str) -> SourceLayer:
        """A layer whose objects never come."""
        relay = cleaning.enter_context(
            HttpRelay(service, lambda path, reply: None if "BBOX" in path else reply)
        )
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, WFS_1_1))
        return next(
            one for one in list_layers(SourceAddress.parse(source)).layers if one.name == RESERVOIRS
        )

    def copy(self, layer: SourceLayer, path: Path, **how: Any) -> None:
        """Read what is in Alpha."""
        box = QgsRectangle(X0, Y0, X0 + 1000, Y0 + 1000)
        crs = QgsCoordinateReferenceSystem("EPSG:2154")
        copy_layer(layer, path, QgsReferencedRectangle(box, crs), **how)

    def test_objects_that_never_come_are_given_up(self, layer: SourceLayer, tmp_path: Path) -> None:
        path = tmp_path / "copie" / "a.fgb"
        sentence = refusal(lambda: self.copy(layer, path, seconds=0.5))
        assert RESERVOIRS in sentence
        assert "within 0.5 seconds" in sentence
        # What QGIS's own thread has begun goes with it.
        wait_for(lambda: not _running_tasks, "The thread goes on.", seconds=SOON)
        assert not any(path.parent.iterdir())

    def test_one_need_not_wait_for_that(self, layer: SourceLayer, tmp_path: Path) -> None:
        feedback = QgsFeedback()
        QTimer.singleShot(300, feedback.cancel)
        with ends_soon(), pytest.raises(CancelledError):
            self.copy(layer, tmp_path / "a.fgb", feedback=feedback)

    def test_counting_its_objects_can_be_cancelled_as_well(
        self, cleaning: ExitStack, service: str
    ) -> None:
        silent = HttpRelay(
            service, lambda path, reply: None if "REQUEST=GetFeature" in path else reply
        )
        relay = cleaning.enter_context(silent)
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, WFS_1_1))
        layer = next(
            one for one in list_layers(SourceAddress.parse(source)).layers if one.name == RESERVOIRS
        )
        feedback = QgsFeedback()
        QTimer.singleShot(300, feedback.cancel)
        with ends_soon(), pytest.raises(CancelledError):
            count_objects(ClassSource("reservoir", "s", layer), feedback)

    def test_the_window_goes_on_meanwhile(self, layer: SourceLayer, tmp_path: Path) -> None:
        opened = open_layer(layer)
        assert opened.isValid()
        with Heartbeat() as window:
            refusal(lambda: self.copy(layer, tmp_path / "a.fgb", seconds=1))
        assert window.count > 10
        assert window.longest_pause < window.seconds / 2

    @pytest.mark.parametrize("version", [WFS_1_1, OGC_API])
    def test_a_list_that_never_comes_may_be_cancelled(
        self, cleaning: ExitStack, service: str, version: str
    ) -> None:
        relay = cleaning.enter_context(HttpRelay(service, lambda *_: None))
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, version))
        feedback = QgsFeedback()
        # Else QGIS itself would end the wait.
        QgsNetworkAccessManager.setTimeout(int(SILENCE * 1000))
        QTimer.singleShot(300, feedback.cancel)
        with ends_soon(), pytest.raises(CancelledError):
            recognise(source, feedback=feedback)

    def test_a_list_that_never_comes_is_given_up(self, cleaning: ExitStack, service: str) -> None:
        relay = cleaning.enter_context(HttpRelay(service, lambda *_: None))
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, WFS_1_1))
        with ends_soon():
            assert CONNECTION in refusal(lambda: recognise(source))


def test_a_copy_that_ends_as_it_is_given_up_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end_and_fail(done: Callable[[], bool], *_: object) -> None:
        while not done() or _running_tasks:
            QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        raise SourceError("given up")

    monkeypatch.setattr(local_copy, "wait_for", end_and_fail)
    path = write_layer(tmp_path / "bois.gpkg", [Row(box(0, 0, SIDE), {"nom": "Bois"})])
    with pytest.raises(SourceError, match="given up"):
        copy_layer(SourceLayer("bois", str(path)), tmp_path / "copies" / "bois.fgb")
