# SPDX-License-Identifier: GPL-3.0-or-later
"""Territories copied from a service, all of them or those of some départements."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QTimer

from srce_pac.core.common.errors import CancelledError, SourceError
from srce_pac.core.opendata.catalogue import OpenData
from srce_pac.core.opendata.store import fetch, fetched
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.clock import Heartbeat, ends_soon
from srce_pac.tests.support.factories import open_layer
from srce_pac.tests.support.open_data import COMMUNES, EPCIS, find, service
from srce_pac.tests.support.servers import FileServer, Reply
from srce_pac.tests.support.services import MapServer

pytestmark = pytest.mark.usefixtures("qgis_app")


def codes(text: str) -> set[str]:
    return {entry.code for entry in open_gazetteer(text).entries}


def values(text: str, layer: str, field: str) -> set[str]:
    """The values of a field in a layer that was copied."""
    return {feature[field] for feature in open_layer(f"{text}/{layer}.fgb").getFeatures()}


class TestServices:
    def test_all_of_france_comes_in_pages(self, territories: OpenData) -> None:
        text = str(fetch(territories).folder)

        assert {path.name for path in Path(text).iterdir()} == {"communes.fgb", "epcis.fgb"}
        assert codes(text) >= {row[0] for row in [*COMMUNES, *EPCIS]}
        gazetteer = open_gazetteer(text)
        alpha, beta = (gazetteer.resolve(name) for name in ("Alpha", "Bêta"))
        assert (alpha.departement, alpha.population, alpha.epci_name) == (
            "59",
            300,
            "CC des Carrés",
        )
        assert beta.epcis == ("200000001", "200000009")
        assert len(gazetteer.resolve("CC des Carrés").members) == 3
        assert gazetteer.credit == territories.credit

    def test_only_what_belongs_to_the_departements_is_sent(
        self, territories: OpenData, admin_express: MapServer
    ) -> None:
        admin_express.asked.clear()

        text = str(fetch(territories, departements=["59"]).folder)

        assert values(text, "communes", "code_insee") == {"59001", "59002"}
        # It has a member elsewhere.
        assert values(text, "epcis", "code_siren") == {"200000001"}
        there = fetched(territories)
        assert there is not None
        assert there.departements == ("59",)
        pages = [request for request in admin_express.asked if "COUNT=2" in request]
        assert pages
        assert all("PropertyIsLike" in page for page in pages)

    def test_several_departements_may_be_asked_for(self, territories: OpenData) -> None:
        text = str(fetch(territories, departements=["62", "80"]).folder)

        # The second member of the first lies in one of them.
        assert values(text, "epcis", "code_siren") == {"200000001", "200000002"}
        assert "59001" not in {
            f["code_insee"] for f in open_layer(f"{text}/communes.fgb").getFeatures()
        }

    @pytest.mark.parametrize("code", ["5", "Nord", "2C", "59' OR 1", "97"])
    def test_what_is_no_code_is_refused(
        self, territories: OpenData, admin_express: MapServer, code: str
    ) -> None:
        admin_express.asked.clear()

        with pytest.raises(SourceError, match="is no code of a département"):
            fetch(territories, departements=["59", code])

        assert admin_express.asked == []

    def test_more_departements_than_an_address_can_name_are_refused(
        self, territories: OpenData
    ) -> None:
        with pytest.raises(SourceError, match="No more than 6"):
            fetch(territories, departements=["02", "59", "60", "62", "80", "76", "08"])

    def test_a_departement_of_nothing_is_refused_and_what_was_there_stays(
        self, territories: OpenData
    ) -> None:
        before = codes(str(fetch(territories, departements=["59"]).folder))

        with pytest.raises(SourceError, match="has nothing in its layer ms:commune for 2A"):
            fetch(territories, departements=["2a"])

        there = fetched(territories)
        assert there is not None
        assert codes(str(there.folder)) == before

    @pytest.mark.parametrize(
        ("reply", "words"),
        [
            (Reply(b"<html>En panne</html>", 500, "text/html"), "does not answer"),
            (
                Reply(b"<html>Connectez-vous</html>", kind="text/html"),
                "answers with something else",
            ),
        ],
    )
    def test_an_error_page_of_the_service_is_one_sentence(
        self, profile: Path, reply: Reply, words: str
    ) -> None:
        with FileServer(lambda _: reply) as server, pytest.raises(SourceError, match=words):
            fetch(service(profile, server.url("wfs")))

        assert fetched(find("territories")) is None

    def test_a_service_that_does_not_answer_is_waited_for_with_a_living_window(
        self, profile: Path
    ) -> None:
        feedback = QgsFeedback()
        QTimer.singleShot(1000, feedback.cancel)
        cancelled = pytest.raises(CancelledError)

        with FileServer(lambda _: None) as server, ends_soon(), Heartbeat() as window, cancelled:
            fetch(service(profile, server.url("wfs")), feedback)

        assert window.seconds > 0.9
        assert window.longest_pause < window.seconds / 2
