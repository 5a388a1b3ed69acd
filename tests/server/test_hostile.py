# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that a client sends is hostile: what is taken, what is refused, and what is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from srce_pac.server.answers import warnings_text
from srce_pac.server.parameters import LONGEST_QUERY
from srce_pac.server.places import without_places
from srce_pac.tests.support.pac_server import Office, refusal

pytestmark = pytest.mark.usefixtures("qgis_app")

SHEET = "REQUEST=GetSheet&TERRITORY=59294"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with pytest.MonkeyPatch.context() as patch:
        yield Office(patch, tmp_path_factory.mktemp("secret_place"))


@pytest.mark.parametrize(
    ("query", "status", "code", "locator"),
    [
        ("", 400, "MissingParameterValue", "REQUEST"),
        ("REQUEST=GetMap", 400, "OperationNotSupported", "REQUEST"),
        ("REQUEST=GetSheet", 400, "MissingParameterValue", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=", 400, "MissingParameterValue", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=59999", 404, "InvalidParameterValue", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=75056", 404, "InvalidParameterValue", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=59", 413, "InvalidParameterValue", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=nord", 413, "InvalidParameterValue", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=../../etc/passwd", 400, "", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=..%2f..%2fetc%2fpasswd", 400, "", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=C:\\windows", 400, "", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=http://127.0.0.1/x", 400, "", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=%5B%25+env('HOME')+%25%5D", 400, "", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=59294%00.pdf", 400, "", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=59294%0d%0aSet-Cookie:x", 400, "", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=Ha%efnecourt", 400, "", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=Ha%c0%afnecourt", 400, "", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=" + "a" * 201, 400, "", "TERRITORY"),
        ("REQUEST=GetSheet&TERRITORY=" + "a" * 65_536, 400, "", ""),
        (f"{SHEET}&TERRITORY=59350", 400, "", "TERRITORY"),
        (f"{SHEET}&territory=59350", 400, "", "TERRITORY"),
        (f"{SHEET}&notice=x", 400, "", "NOTICE"),
        (f"{SHEET}&=x", 400, "", ""),
        (f"{SHEET}&MAP=/etc/passwd", 400, "", "MAP"),
        (f"{SHEET}&LAYERS=EXTERNAL_WMS:x", 400, "", "LAYERS"),
        (f"{SHEET}&SOURCE=postgres:x", 400, "", "SOURCE"),
        (f"{SHEET}&CARTOUCHE=%7b%7d", 400, "", "CARTOUCHE"),
        (f"{SHEET}&TEMPLATE=/tmp/x.qpt", 400, "", "TEMPLATE"),
        (f"{SHEET}&TEMPLATE=file:///tmp/x.qpt", 400, "", "TEMPLATE"),
        (f"{SHEET}&TEMPLATE=..%2flayouts%2fcommune_a3_portrait", 400, "", "TEMPLATE"),
        (f"{SHEET}&SHEET=/etc/passwd", 400, "", "SHEET"),
        (f"{SHEET}&SHEET=srce.json", 400, "", "SHEET"),
        (f"{SHEET}&OUTSIDE=everything", 400, "", "OUTSIDE"),
        (f"{SHEET}&FORMAT=qgz", 400, "", "FORMAT"),
        (f"{SHEET}&FORMAT=../pdf", 400, "", "FORMAT"),
        (f"{SHEET}&SCALE=1", 400, "", "SCALE"),
        (f"{SHEET}&SCALE=0", 400, "", "SCALE"),
        (f"{SHEET}&SCALE=-25000", 400, "", "SCALE"),
        (f"{SHEET}&SCALE=NaN", 400, "", "SCALE"),
        (f"{SHEET}&SCALE=inf", 400, "", "SCALE"),
        (f"{SHEET}&SCALE=1e5", 400, "", "SCALE"),
        (f"{SHEET}&SCALE=999999999999", 400, "", "SCALE"),
        (f"{SHEET}&SCALE=" + "9" * 40, 400, "", "SCALE"),
        (f"{SHEET}&SCALE=%D9%A2%D9%A5%D9%A0%D9%A0%D9%A0", 400, "", "SCALE"),
        (f"{SHEET}&SCALE=1:25000:3", 400, "", "SCALE"),
        (f"{SHEET}&FORMAT=png&DPI=6000", 400, "", "DPI"),
        (f"{SHEET}&FORMAT=png&DPI=301", 400, "", "DPI"),
        (f"{SHEET}&FORMAT=png&DPI=%c2%b2", 400, "", "DPI"),
        (f"{SHEET}&FORMAT=png&DPI=300&TEMPLATE=A0", 413, "", "DPI"),
        (f"{SHEET}&DPI=100", 400, "", "DPI"),
        (f"{SHEET}&LANG=de", 400, "", "LANG"),
        ("REQUEST=Search", 400, "MissingParameterValue", "Q"),
        ("REQUEST=Search&Q=a&LIMIT=51", 400, "", "LIMIT"),
        ("REQUEST=Search&Q=a&LIMIT=0", 400, "", "LIMIT"),
        ("REQUEST=GetHealth&TERRITORY=59294", 400, "", "TERRITORY"),
        ("REQUEST=GetSummary&TERRITORY=59294&FORMAT=pdf", 400, "", "FORMAT"),
        ("SERVICE=WMS&" + SHEET, 400, "", "SERVICE"),
    ],
)
def test_a_query_is_refused_in_one_sentence(
    office: Office, query: str, status: int, code: str, locator: str
) -> None:
    found = refusal(office.ask(query))
    assert found[:3] == (status, code or "InvalidParameterValue", locator)
    assert 10 < len(found[3]) < 900
    # Nothing of the server: its folders, this user's, its host; no advice to who runs it.
    secrets = ("secret_place", str(Path.home()), "srce_pac/", "127.0.0.1:", "Traceback")
    for secret in (*secrets, "Open data", "Données libres"):
        assert secret not in found[3]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", ""])
def test_nothing_is_taken_but_by_get(office: Office, method: str) -> None:
    answer = office.ask("REQUEST=GetHealth", method=method)
    assert refusal(answer)[:2] == (405, "OperationNotSupported")
    assert answer.headers["Allow"] == "GET, HEAD"


def test_a_long_query_is_not_even_split(office: Office) -> None:
    told = refusal(office.ask("&".join("a=b" for _ in range(LONGEST_QUERY))))[3]
    assert str(LONGEST_QUERY) in told


def test_one_process_answers_in_two_languages(office: Office) -> None:
    french, english, again = (
        refusal(office.ask(f"REQUEST=GetSheet{language}"))[3]
        for language in ("", "&lang=EN", "&LANG=fr")
    )
    assert french == again == "Le paramètre «\u00a0TERRITORY\u00a0» manque."
    assert english == "The parameter “TERRITORY” is missing."


def test_a_fault_of_its_own_is_told_to_the_log_only(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("/secret_place/data.gpkg")

    monkeypatch.setattr(office.warm, "gazetteer", broken)
    answer = office.ask("REQUEST=Search&Q=a")
    assert refusal(answer)[:2] == (500, "NoApplicableCode")
    assert b"secret_place" not in answer.body


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("The file “/srv/a b/reservoirs.shp” is damaged.", "The file “reservoirs.shp” is damaged."),
        ("Le fichier «\u00a0/srv/x.gpkg\u00a0» manque.", "Le fichier «\u00a0x.gpkg\u00a0» manque."),
        ("It is in D:\\data\\x.shp now.", "It is in x.shp now."),
        ("Read /srv/data/x.shp at 1/25 000.", "Read x.shp at 1/25 000."),
        ("Not https://user@host/wfs?x=1 today.", "Not … today."),
        ("dbname='pac' host=db.local user='me' fails", "… … … fails"),
        ('connection to server at "10.0.0.3", port 5432 failed', "connection … failed"),
        ("Haynecourt (59294), 3 of 12", "Haynecourt (59294), 3 of 12"),
    ],
)
def test_no_place_of_the_server_is_told(sentence: str, told: str) -> None:
    assert without_places(sentence) == told


@pytest.mark.parametrize(
    ("warnings", "count"),
    [([], 0), (["“/srv/données/a b.gpkg” is damaged.\r\nX: y"], 1), (["\U0001f600" * 999] * 99, 2)],
)
def test_warnings_of_a_sheet_stay_one_short_header(warnings: list[str], count: int) -> None:
    text = warnings_text(warnings)
    assert len(text) <= 2_000
    assert (text.isascii() and text.isprintable()) or not text
    told = json.loads(unquote(text)) if text else []
    assert len(told) == count
    assert "/srv" not in str(told)
