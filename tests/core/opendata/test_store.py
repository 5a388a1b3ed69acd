# SPDX-License-Identifier: GPL-3.0-or-later
"""Open data downloaded into the profile: whole, resumed, dated, removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsFeedback

from srce_pac.core.common.errors import SourceError
from srce_pac.core.opendata.http_transfer import GoneError
from srce_pac.core.opendata.store import fetch, fetched, is_begun, remove
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sources.provenance import credit_of
from srce_pac.tests.support.factories import load, make_gazetteer
from srce_pac.tests.support.open_data import TODAY, Publisher, find, write_list

pytestmark = pytest.mark.usefixtures("qgis_app")


class TestFiles:
    def test_what_is_downloaded_is_recognised_and_counted_at_once(
        self, publisher: Publisher, tmp_path: Path
    ) -> None:
        source = publisher.source()

        text = str(fetch(source).folder)

        assert recognise(text).title == "SRADDET Hauts-de-France 2020"
        loaded = load(make_gazetteer(tmp_path), Path(text))
        counts = {(layer.class_id, layer.geometry): layer.count for layer in loaded.thematic}
        assert counts == {("reservoir", "s"): 1, ("corridor", "s"): 1, ("obstacle", "p"): 2}

    def test_it_lies_in_the_profile_with_its_date_and_nothing_else(
        self, publisher: Publisher, profile: Path
    ) -> None:
        source = publisher.source()
        assert fetched(source) is None

        text = str(fetch(source).folder)

        there = fetched(source)
        assert there is not None
        assert (str(there.folder), there.date, there.departements) == (text, TODAY, ())
        assert there.folder == profile / "opendata" / "published"
        assert {path.name for path in there.folder.iterdir()} == set(publisher.content)
        assert sorted(path.name for path in there.folder.parent.iterdir()) == [
            "published",
            "published.json",
        ]

    def test_progress_goes_from_file_to_file_to_the_end(self, publisher: Publisher) -> None:
        feedback = QgsFeedback()
        shown: list[float] = []
        feedback.progressChanged.connect(shown.append)

        fetch(publisher.source(), feedback)

        assert shown == sorted(shown)
        assert shown[-1] == 100
        assert any(30 < percent < 40 for percent in shown)

    def test_what_is_cut_is_resumed_without_what_had_come(self, publisher: Publisher) -> None:
        source = publisher.source()
        first, second, third = publisher.content
        publisher.cuts[second] = 300

        with pytest.raises(SourceError, match="broke off"):
            fetch(source)
        assert is_begun(source)
        assert fetched(source) is None
        fetch(source)

        assert publisher.asked() == [first, second, second, third]
        assert publisher.server.sent <= 300 + sum(map(len, publisher.content.values()))
        assert not is_begun(source)

    def test_what_was_there_before_stays_until_all_is_there(self, publisher: Publisher) -> None:
        source = publisher.source()
        text = str(fetch(source).folder)
        before = {path: path.read_bytes() for path in Path(text).iterdir()}
        last = list(publisher.content)[-1]
        first = next(iter(publisher.content))
        publisher.content[first] = publisher.content[last]
        publisher.cuts[last] = 300

        with pytest.raises(SourceError):
            fetch(source)
        assert {path: path.read_bytes() for path in Path(text).iterdir()} == before
        fetch(source)

        assert (Path(text) / first).read_bytes() == publisher.content[last]

    def test_a_file_that_is_no_longer_listed_goes(self, publisher: Publisher) -> None:
        text = str(fetch(publisher.source()).folder)
        dropped = publisher.content.popitem()[0]

        fetch(publisher.source())

        assert dropped not in {path.name for path in Path(text).iterdir()}
        assert len(recognise(text).sources) == 2

    def test_a_file_that_is_gone_refuses_the_whole(self, publisher: Publisher) -> None:
        source = publisher.source()
        publisher.content.popitem()

        with pytest.raises(GoneError):
            fetch(source)
        assert fetched(source) is None

    def test_an_optional_file_that_is_gone_is_a_warning(self, publisher: Publisher) -> None:
        files = [
            {"url": publisher.server.url(name), "name": name, "optional": True}
            for name in [*publisher.content, "gone.zip"]
        ]
        write_list(publisher.home, "published", files=files)

        result = fetch(find("published"))

        assert len(list(result.folder.iterdir())) == 3
        assert len(result.warnings) == 1
        assert "gone.zip" in result.warnings[0]

    def test_nothing_but_gone_files_is_refused(self, publisher: Publisher) -> None:
        url = publisher.server.url("gone.zip")
        write_list(
            publisher.home, "lost", files=[{"url": url, "name": "gone.zip", "optional": True}]
        )

        with pytest.raises(GoneError):
            fetch(find("lost"))

    def test_what_is_removed_is_gone_with_what_was_begun(
        self, publisher: Publisher, profile: Path
    ) -> None:
        source = publisher.source()
        fetch(source)
        publisher.cuts[next(iter(publisher.content))] = 300
        with pytest.raises(SourceError):
            fetch(source)

        remove(source)

        assert (fetched(source), is_begun(source)) == (None, False)
        assert list((profile / "opendata").iterdir()) == []

    def test_the_credit_tells_the_day_of_the_download(self, publisher: Publisher) -> None:
        text = str(fetch(publisher.source(credit="© Région, téléchargé le {downloaded}")).folder)

        expected = f"© Région, téléchargé le {TODAY:%d/%m/%Y}"
        assert credit_of(text) == expected
        assert credit_of(f"{text}/cer_corridor_s_fr32.zip") == expected
        assert credit_of(str(Path(text).parent)) == ""
        assert credit_of("demonstration") == ""
        assert recognise(text).credit == expected

    def test_a_damaged_note_is_as_if_nothing_was_downloaded(self, publisher: Publisher) -> None:
        source = publisher.source()
        text = str(fetch(source).folder)

        for note in (
            *("{", "[]", '{"date": "hier", "departements": [], "credit": "x"}'),
            '{"date": "2026-01-01", "departements": [59], "credit": "x"}',
            '{"date": "2026-01-01", "departements": [], "credit": 3}',
        ):
            Path(f"{text}.json").write_text(note, encoding="utf-8")
            assert fetched(source) is None
            assert credit_of(text) == ""
        fetch(source)

        assert fetched(source) is not None
