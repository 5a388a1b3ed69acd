# SPDX-License-Identifier: GPL-3.0-or-later
"""Fewer objects than a service has are never taken for all of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Callable, Optional

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from srce_pac.core.common.errors import SourceError
from srce_pac.core.sources.local_copy import copy_layer
from srce_pac.core.sources.source import list_layers
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.tests.support.factories import X0, Y0, Row, box, write_layer
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

NAME = "reservoirs"
COUNT = 5
# Of the five; were all of them in it, QGIS itself would wonder.
COUNT_HERE = 3
HERE = QgsRectangle(X0, Y0, X0 + 900, Y0 + 1000)
ELSEWHERE = QgsRectangle(X0 + 5000, Y0, X0 + 6000, Y0 + 1000)
VERSIONS = (WFS_1_1, WFS_2_0, OGC_API)

# From the path of a request for objects and the answer to what is passed on.
Spoil = Callable[[str, Reply], Reply]
# From a version, what the service does to its answers, and a box to the number of objects read.
Read = Callable[[str, Spoil, Optional[QgsRectangle]], int]


@pytest.fixture
def read(qgis_server: QgisServer, tmp_path: Path) -> Iterator[Read]:
    """Read five squares of a service through a relay that spoils its answers."""
    rows = [Row(box(100 + 300 * i, 100, 50), {"NUMERO": i}) for i in range(COUNT)]
    squares = QgsVectorLayer(str(write_layer(tmp_path / f"{NAME}.fgb", rows)), NAME, "ogr")
    with ExitStack() as stack:

        def read_spoilt(version: str, spoil: Spoil, area: QgsRectangle | None) -> int:
            if version == WFS_2_0:
                url = stack.enter_context(MapServer([squares])).address
            else:
                url = qgis_server.publish([squares])
            relay = HttpRelay(
                ogc_api(url) if version == OGC_API else url,
                lambda path, reply: spoil(path, reply) if wants_objects(path) else reply,
            )
            stack.enter_context(relay)
            with saved_service("Région", relay.address, version) as source:
                (layer,) = list_layers(SourceAddress.parse(source)).layers
                crs = QgsCoordinateReferenceSystem("EPSG:2154")
                extent = None if area is None else QgsReferencedRectangle(area, crs)
                return copy_layer(layer, tmp_path / "copie" / "a.fgb", extent)

        yield read_spoilt


def wants_objects(path: str) -> bool:
    """Whether a request is for objects, not for their number or their form."""
    words = path.lower()
    asked = "request=getfeature&" in words or "/items?" in words
    few = re.search(r"(limit|maxfeatures|count)=(1|10)(&|$)|resulttype=hits", words)
    return asked and few is None


def without(reply: Reply, lost: int) -> Reply:
    """An answer without so many of its objects; the number that it states stays."""
    if "json" in reply.kind:
        content = json.loads(reply.body)
        content["features"] = content["features"][lost:]
        return replace(reply, body=json.dumps(content).encode())
    member = rb"(?s)\s*<((?:gml|wfs):(?:featureMember|member))>.*?</\1>"
    return replace(reply, body=re.sub(member, b"", reply.body, count=lost))


def whole(_: str, reply: Reply) -> Reply:
    return reply


def nothing(_: str, reply: Reply) -> Reply:
    return without(reply, COUNT)


def all_but_one(_: str, reply: Reply) -> Reply:
    return without(reply, 1)


def check_refused(call: Callable[[], int]) -> None:
    with pytest.raises(SourceError) as caught:
        call()
    assert NAME in str(caught.value)
    assert "did not come whole" in str(caught.value)


@pytest.mark.parametrize("version", VERSIONS)
class TestServices:
    """Services that state how many objects they have."""

    def test_one_that_sends_all_is_read(self, read: Read, version: str) -> None:
        assert read(version, whole, None) == COUNT
        assert read(version, whole, HERE) == COUNT_HERE

    @pytest.mark.parametrize("area", [None, HERE], ids=["whole", "in a box"])
    def test_one_that_sends_nothing_of_what_it_states_is_refused(
        self, read: Read, version: str, area: QgsRectangle | None
    ) -> None:
        check_refused(lambda: read(version, nothing, area))

    def test_one_that_sends_fewer_than_it_states_is_refused(self, read: Read, version: str) -> None:
        check_refused(lambda: read(version, all_but_one, None))

    def test_an_answer_that_came_empty_once_is_refused(self, read: Read, version: str) -> None:
        spoilt: list[str] = []

        def first_empty(path: str, reply: Reply) -> Reply:
            spoilt.append(path)
            return without(reply, COUNT) if len(spoilt) == 1 else reply

        check_refused(lambda: read(version, first_empty, HERE))
        assert len(spoilt) == 2

    def test_a_box_without_an_object_has_none(self, read: Read, version: str) -> None:
        assert read(version, whole, ELSEWHERE) == 0


def test_objects_beside_the_box_that_a_service_sends_are_none_in_it(read: Read) -> None:
    """As of a service that looks at the boxes of objects only."""
    served: list[bytes] = []

    def everything(path: str, reply: Reply) -> Reply:
        if "bbox" not in path:
            served.append(reply.body)
        return replace(reply, body=served[0])

    assert read(OGC_API, everything, None) == COUNT
    assert read(OGC_API, everything, ELSEWHERE) == 0
    assert json.loads(served[0])["numberMatched"] == COUNT


def test_a_service_that_does_not_count_is_believed(read: Read) -> None:
    def uncounted(_: str, reply: Reply) -> Reply:
        return replace(reply, body=reply.body.replace(b"numberMatched", b"number"))

    assert read(OGC_API, uncounted, None) == COUNT
    assert read(OGC_API, uncounted, ELSEWHERE) == 0
