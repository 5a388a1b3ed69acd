# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets and summaries as one process answers them, while what they are made of changes."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.pipeline import Printer
from srce_pac.core.sources.database_revision import database_revision
from srce_pac.server import sheets
from srce_pac.server.sheet_cache import KeptSheet, SheetCache
from srce_pac.server.sheets import Work
from srce_pac.tests.support.factories import make_gazetteer, open_layer, two_communes, write_layer
from srce_pac.tests.support.pac_server import Office, refusal
from srce_pac.tests.support.printers import RESERVOIRS, SQUARES, write, write_both
from srce_pac.tests.support.services import PostgisServer, saved_database

pytestmark = pytest.mark.usefixtures("qgis_app")

SHEET = "REQUEST=GetSheet&TERRITORY=59001&TEMPLATE=commune_a4_portrait&FORMAT=svg"
SUMMARY = "REQUEST=GetSummary&TERRITORY=59001"
LOADED = "2026-01-02T03:04:05+00:00"
TAGGED = (SUMMARY, f"{SUMMARY}&FORMAT=csv", "REQUEST=GetCapabilities")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_both(tmp_path / "source")


@pytest.fixture
def office(tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An office of two communes, whose sheets are kept on disk."""
    make_gazetteer(tmp_path / "territories")
    served = Office(monkeypatch, tmp_path)
    served.configure(
        defaults={
            "source": str(source),
            "territories": str(tmp_path / "territories" / "territories.fgb"),
            "base": "none",
        },
        server={"cache_folder": str(tmp_path / "kept"), "communes_limit": 1},
    )
    yield served
    served.warm.close()


def counts(office: Office) -> dict[str, int]:
    rows = json.loads(office.ask(SUMMARY).body)["classes"]
    return {row["id"]: row["count"] for row in rows if row["count"] and "part" not in row}


def test_a_sheet_is_printed_once_and_anew_when_its_data_change(
    office: Office, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, again = office.ask(SHEET), office.ask(SHEET)
    assert (first.status, first.body) == (200, again.body)
    assert first.headers == again.headers
    (warning,) = json.loads(unquote(first.headers["X-PAC-Warnings"]))
    assert warning.startswith("La feuille est au 1/7")
    for known in (
        {"if_none_match": f'"other", {first.headers["ETag"]}'},
        {"if_modified_since": first.headers["Last-Modified"]},
    ):
        answer = office.ask(SHEET, **known)
        assert (answer.status, answer.body) == (304, b"")
    told = {query: office.ask(query).headers["ETag"] for query in TAGGED}
    for query, tag in told.items():
        assert office.ask(query, if_none_match=tag).status == 304
    assert counts(office) == {"corridor": 3, "reservoir": 3}
    (source / f"{RESERVOIRS}.fgb").unlink()
    write(source / f"{RESERVOIRS}.fgb", SQUARES[:2])
    os.utime(source / f"{RESERVOIRS}.fgb", (time.time() + 2, time.time() + 2))
    other = office.ask(SHEET, if_none_match=first.headers["ETag"])
    assert other.status == 200
    assert other.headers["ETag"] != first.headers["ETag"]
    for query in TAGGED[:2]:
        assert office.ask(query, if_none_match=told[query]).status == 200
    assert counts(office) == {"corridor": 3, "reservoir": 2}

    # A disk that takes nothing costs no sheet.
    def full(self: SheetCache, *_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(SheetCache, "put", full)
    assert office.ask(f"{SHEET}&OUTSIDE=hide").status == 200


def test_what_changes_while_it_is_printed_is_printed_again(
    office: Office, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tags = []
    own = sheets._printed

    def printed(work: Work, printer: Printer, request: SheetRequest) -> tuple[KeptSheet, bool]:
        made = own(work, printer, request)
        tags.append(made[0].body.count(b"<path"))
        if len(tags) <= changes:
            (source / f"{RESERVOIRS}.fgb").unlink()
            write(source / f"{RESERVOIRS}.fgb", SQUARES[: 3 - len(tags)])
        return made

    monkeypatch.setattr(sheets, "_printed", printed)
    changes = 1
    first, again = office.ask(SHEET), office.ask(SHEET)
    assert (first.status, first.headers) == (200, again.headers)
    # Once with the earlier data, once with the later ones, which are kept.
    assert len(tags) == 2
    assert tags[0] != tags[1]
    changes, tags[:] = 2, []
    (source / f"{RESERVOIRS}.fgb").unlink()
    write(source / f"{RESERVOIRS}.fgb", SQUARES)
    status, code, _, _ = refusal(office.ask(f"{SHEET}&OUTSIDE=hide"))
    assert (status, code, len(tags)) == (503, "NoApplicableCode", 2)


def test_data_that_cannot_be_read_are_tried_again(office: Office, source: Path) -> None:
    away = source.with_name("away")
    source.rename(away)
    for query in (SHEET, SUMMARY, "REQUEST=GetHealth"):
        status, _, _, sentence = refusal(office.ask(query))
        assert status == 503
        assert "source" not in sentence
    away.rename(source)
    assert json.loads(office.ask("REQUEST=GetHealth").body)["status"] == "ok"


def test_territories_follow_their_file(office: Office, tmp_path: Path) -> None:
    def found() -> list[str]:
        return [each["name"] for each in json.loads(office.ask("REQUEST=Search&Q=al").body)]

    assert found() == ["Alpha"]
    file = tmp_path / "territories" / "territories.fgb"
    file.unlink()
    write_layer(file, two_communes()[1:], geometry="MultiPolygon")
    assert found() == []


def test_what_is_too_large_is_refused_with_the_size(office: Office) -> None:
    for territory in ("200000001", "59001,59002", "59"):
        status, _, locator, sentence = refusal(
            office.ask(f"REQUEST=GetSummary&TERRITORY={territory}")
        )
        assert (status, locator) == (413, "TERRITORY")
        assert " 2 communes" in sentence
        assert " 1 au plus" in sentence


def test_a_sheet_that_takes_too_long_is_given_up(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    class AtOnce(threading.Timer):
        def start(self) -> None:
            self.function()

    monkeypatch.setattr(threading, "Timer", AtOnce)
    office.configure(server={"seconds_limit": 1})
    assert refusal(office.ask(SHEET))[:2] == (503, "NoApplicableCode")


def test_a_picture_has_the_dots_of_its_template_up_to_the_limit(
    office: Office, tmp_path: Path, root: Path
) -> None:
    template = tmp_path / "own.qpt"
    usual = (root / "layouts" / "commune_a4_portrait.qpt").read_text(encoding="utf-8")
    coarse = usual.replace('printResolution="300"', 'printResolution="72"')
    template.write_text(coarse, encoding="utf-8")
    office.configure(defaults={**office.said["defaults"], "template": str(template)})
    widths = []
    for limit in (300, 48):
        office.configure(server={"dpi_limit": limit})
        picture = office.ask("REQUEST=GetSheet&TERRITORY=59001&FORMAT=png").body
        widths.append(int.from_bytes(picture[16:20], "big"))
    assert widths == [int(210 / 25.4 * dpi) for dpi in (72, 48)]


def test_the_summary_is_that_of_the_spreadsheet(office: Office) -> None:
    answer = office.ask(f"{SUMMARY}&FORMAT=csv")
    assert answer.headers["Content-Disposition"].startswith(
        'inline; filename="SRCE_59001_ALPHA.csv"'
    )
    assert answer.body.decode("utf-8-sig").count("Alpha;") > 1


def test_a_database_tells_of_its_changes(
    office: Office, source: Path, postgis: PostgisServer
) -> None:
    for file in source.glob("*.fgb"):
        postgis.load(open_layer(file), file.stem)
    with saved_database("DDTM", postgis) as database:
        office.configure(defaults={**office.said["defaults"], "source": database})
        first, again = office.ask(SHEET), office.ask(SHEET)
        assert (first.status, first.headers) == (200, again.headers)
        # What others write into another table changes nothing.
        postgis.run("CREATE TABLE notes (text text)")
        first = office.ask(SHEET)
        postgis.run("INSERT INTO notes VALUES ('x')")
        assert office.ask(SHEET, if_none_match=first.headers["ETag"]).status == 304
        postgis.run(f'DELETE FROM {RESERVOIRS} WHERE "NUMERO" = 0')
        other = office.ask(SHEET, if_none_match=first.headers["ETag"])
        assert other.status == 200
        assert counts(office) == {"corridor": 3, "reservoir": 2}
        # When they were loaded, the comment of their schema tells, in the words of load.sh.
        for comment, time_told in (("spring", None), (f"loaded {LOADED}", LOADED)):
            postgis.run(f"COMMENT ON SCHEMA public IS '{comment}'")
            assert json.loads(office.ask("REQUEST=GetHealth").body)["data_time"] == time_told
        # As deploy/postgis/load.sh replaces them: nothing but a name changes.
        postgis.run("CREATE SCHEMA later; CREATE TABLE later.made ()")
        one = database_revision([("postgres", postgis.uri())])
        postgis.run("ALTER SCHEMA later RENAME TO present")
        assert one != database_revision([("postgres", postgis.uri())])
        postgis.run(f"DROP TABLE {RESERVOIRS}")
        assert counts(office) == {"corridor": 3}
        office.warm.close()
