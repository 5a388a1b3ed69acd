# SPDX-License-Identifier: GPL-3.0-or-later
"""What services may do to a sheet: one sentence each time, and the rest of the sheet drawn."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Callable, Optional
from urllib.request import urlopen

import pytest
from qgis.core import QgsVectorLayer

from srce_pac.core.common.files import profile_folder
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sources import network_watch, service_probe
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import NATIONAL_RESERVOIR, write_layer
from srce_pac.tests.support.faulty_sources import (
    CONNECTION,
    CORRIDORS,
    RESERVOIRS,
    SQUARES,
    WHOLE,
    draw,
    files,
    numbered,
    refusal,
    warning,
)
from srce_pac.tests.support.relays import HttpRelay
from srce_pac.tests.support.servers import Reply
from srce_pac.tests.support.services import (
    OGC_API,
    WFS_1_1,
    WFS_2_0,
    MapServer,
    QgisServer,
    ogc_api,
    saved_service,
)

pytestmark = [pytest.mark.usefixtures("qgis_app"), pytest.mark.early]

Spoilt = Callable[[Reply], Optional[Reply]]


def cut(reply: Reply) -> Reply:
    """Half an answer, which seems to be whole."""
    return replace(reply, body=reply.body[: len(reply.body) // 2])


def broken_off(reply: Reply) -> Reply:
    """Half an answer, which was to be longer."""
    return replace(cut(reply), announced=len(reply.body))


def page_of_error(reply: Reply) -> Reply:
    """What a proxy says in the place of a service."""
    return Reply(b"<html><body><h1>Service indisponible</h1></body></html>", kind="text/html")


def refused_by_server(reply: Reply) -> Reply:
    return Reply(b"<html><body>Oops</body></html>", 503, "text/html")


def exception_report(reply: Reply) -> Reply:
    """How a WFS itself refuses."""
    return Reply(
        b'<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows" '
        b'version="1.1.0"><ows:Exception exceptionCode="NoApplicableCode"><ows:ExceptionText>'
        b"Table inconnue</ows:ExceptionText></ows:Exception></ows:ExceptionReport>",
        kind="text/xml",
    )


FAULTS = {
    f.__name__: f for f in (cut, broken_off, page_of_error, refused_by_server, exception_report)
}


class TestServices:
    """Services that answer wrongly, too much, too little or never."""

    @pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
    @pytest.mark.parametrize("version", [WFS_1_1, OGC_API])
    def test_a_service_that_cannot_be_listed_is_refused(
        self, cleaning: ExitStack, service: str, version: str, fault: Spoilt
    ) -> None:
        url = ogc_api(service) if version == OGC_API else service
        relay = cleaning.enter_context(HttpRelay(url, lambda _, reply: fault(reply)))
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, version))
        assert CONNECTION in refusal(lambda: recognise(source))

    @pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
    @pytest.mark.parametrize("version", [WFS_1_1, OGC_API])
    def test_a_layer_that_does_not_come_whole_costs_itself_only(
        self,
        cleaning: ExitStack,
        service: str,
        gazetteer: Gazetteer,
        version: str,
        fault: Spoilt,
    ) -> None:
        def spoil(path: str, reply: Reply) -> Reply | None:
            return fault(reply) if wants_objects(path, RESERVOIRS) else reply

        url = ogc_api(service) if version == OGC_API else service
        relay = cleaning.enter_context(HttpRelay(url, spoil))
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, version))
        layers = draw(source, gazetteer)
        assert layers.counts == {"corridor": 3}
        assert RESERVOIRS in warning(layers)
        relay.spoil = lambda _, reply: reply
        assert draw(source, gazetteer).counts == WHOLE

    @pytest.mark.parametrize("version", [WFS_2_0, OGC_API])
    def test_a_layer_that_never_stops_coming_costs_itself_only(
        self,
        cleaning: ExitStack,
        service: str,
        gazetteer: Gazetteer,
        monkeypatch: pytest.MonkeyPatch,
        version: str,
    ) -> None:
        def spoil(path: str, reply: Reply) -> Reply | None:
            if not wants_objects(path, RESERVOIRS):
                return reply
            return replace(reply, body=reply.body + b" " * 3_000_000)

        monkeypatch.setattr(network_watch, "MOST_BYTES", 2_000_000)
        url = ogc_api(service) if version == OGC_API else service
        relay = cleaning.enter_context(HttpRelay(url, spoil))
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, version))
        layers = draw(source, gazetteer)
        assert layers.counts == {"corridor": 3}
        assert "too large" in warning(layers)

    @pytest.mark.parametrize("version", [WFS_1_1, OGC_API])
    def test_a_list_that_never_ends_is_refused(
        self, cleaning: ExitStack, service: str, monkeypatch: pytest.MonkeyPatch, version: str
    ) -> None:
        monkeypatch.setattr(service_probe, "MOST_BYTES", 2_000_000)
        url = ogc_api(service) if version == OGC_API else service
        relay = cleaning.enter_context(
            HttpRelay(url, lambda _, reply: replace(reply, body=reply.body + b" " * 3_000_000))
        )
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, version))
        assert "more than 1 MB" in refusal(lambda: recognise(source))

    @pytest.mark.parametrize("version", [WFS_2_0, OGC_API])
    def test_a_layer_whose_second_page_is_wrong_costs_itself_only(
        self,
        cleaning: ExitStack,
        qgis_server: QgisServer,
        tmp_path: Path,
        gazetteer: Gazetteer,
        version: str,
    ) -> None:
        def spoil(path: str, reply: Reply) -> Reply | None:
            later = re.search(r"(?i)(startindex|offset)=[1-9]", path)
            return page_of_error(reply) if later and RESERVOIRS in path else reply

        layers = files(tmp_path)
        if version == OGC_API:
            url = ogc_api(qgis_server.publish(layers))
        else:
            url = cleaning.enter_context(MapServer(layers, page=2)).address
        relay = cleaning.enter_context(HttpRelay(url, spoil))
        paged = saved_service(CONNECTION, relay.address, version, pageSize="2")
        drawn = draw(cleaning.enter_context(paged), gazetteer)
        assert drawn.counts == {"corridor": 3}
        assert RESERVOIRS in warning(drawn)

    def test_a_service_that_sends_no_more_than_so_many_objects_is_told(
        self, cleaning: ExitStack, tmp_path: Path, gazetteer: Gazetteer
    ) -> None:
        server = cleaning.enter_context(MapServer(files(tmp_path), page=2))
        source = cleaning.enter_context(saved_service(CONNECTION, server.address, WFS_1_1))
        sentence = refusal(lambda: draw(source, gazetteer))
        assert RESERVOIRS in sentence or CORRIDORS in sentence

    @pytest.mark.parametrize("version", [WFS_1_1, OGC_API])
    def test_a_service_that_sends_what_nobody_asked_for_is_drawn_rightly(
        self, cleaning: ExitStack, service: str, gazetteer: Gazetteer, version: str
    ) -> None:
        def everything(path: str, reply: Reply) -> Reply:
            if "bbox" not in path.lower():
                return reply
            with urlopen(service + re.sub(r"(?i)&?bbox=[^&]*", "", path[1:])) as answer:
                return replace(reply, body=answer.read())

        url = ogc_api(service) if version == OGC_API else service
        relay = cleaning.enter_context(HttpRelay(url, everything))
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, version))
        layers = draw(source, gazetteer)
        assert layers.counts == WHOLE
        assert [thematic.layer.featureCount() for thematic in layers.thematic] == [3, 3]
        assert layers.warnings == []

    def test_a_class_without_an_object_in_the_territory_is_nothing_to_tell(
        self, cleaning: ExitStack, qgis_server: QgisServer, tmp_path: Path, gazetteer: Gazetteer
    ) -> None:
        path = write_layer(
            tmp_path / f"{RESERVOIRS}_2.fgb", numbered(SQUARES[:1], NATIONAL_RESERVOIR)
        )
        layers = [QgsVectorLayer(str(path), RESERVOIRS, "ogr"), files(tmp_path)[1]]
        url = qgis_server.publish(layers)
        source = cleaning.enter_context(saved_service(CONNECTION, url, WFS_1_1))
        drawn = draw(source, gazetteer, "59002")
        assert drawn.counts == {"reservoir": 0, "corridor": 4}
        assert drawn.warnings == []

    def test_a_service_that_is_gone_leaves_what_was_read_of_it(
        self, cleaning: ExitStack, service: str, gazetteer: Gazetteer
    ) -> None:
        relay = HttpRelay(service)
        source = cleaning.enter_context(saved_service(CONNECTION, relay.address, WFS_1_1))
        profile = recognise(source)
        assert draw(profile, gazetteer).counts == WHOLE
        relay.close()
        layers = draw(profile, gazetteer)
        assert layers.counts == WHOLE
        assert layers.warnings == []
        for copy in (profile_folder() / "copies").iterdir():
            copy.rename(copy.with_name(re.sub(r"_\d+\.fgb", "_20260131120000.fgb", copy.name)))
        layers = draw(profile, gazetteer)
        assert layers.counts == WHOLE
        assert len(layers.warnings) == 2
        for sentence in layers.warnings:
            assert "31/01/2026" in sentence


def wants_objects(path: str, name: str) -> bool:
    """Whether a request is for the objects of a layer in some box."""
    asked = "REQUEST=GetFeature" in path or "/items" in path
    return asked and name in path and "bbox" in path.lower()
