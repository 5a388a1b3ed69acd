# SPDX-License-Identifier: GPL-3.0-or-later
"""What the administrator of a server says, and what of it holds for nobody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srce_pac.core.common.central import CentralError, read_central
from srce_pac.core.common.settings import Settings
from srce_pac.server.configuration import Configuration, read_configuration
from srce_pac.tests.support.pac_server import Office, refusal

pytestmark = pytest.mark.usefixtures("qgis_app")


def read(folder: Path, server: object, **others: object) -> Configuration:
    file = folder / "pac.json"
    file.write_text(json.dumps({"version": 1, "server": server, **others}), encoding="utf-8")
    return read_configuration(read_central(file))


def test_what_is_left_out_is_all_that_is_bundled(tmp_path: Path) -> None:
    offer = read(tmp_path, {})
    assert offer.sheets == ("continuites", "patrimoine_naturel", "sraddet", "srce")
    assert "commune_a3_portrait" in offer.templates
    assert offer.formats == ("pdf", "png", "svg")
    assert (offer.dpi_limit, offer.cache_folder) == (300, None)


@pytest.mark.parametrize(
    ("server", "entry"),
    [
        ([], "server"),
        ({"cache": 1}, "server.cache"),
        ({"cache_folder": "cache"}, "server.cache_folder"),
        ({"cache_limit": 0}, "server.cache_limit"),
        ({"cache_limit": "500"}, "server.cache_limit"),
        ({"dpi_limit": 6_000}, "server.dpi_limit"),
        ({"communes_limit": True}, "server.communes_limit"),
        ({"seconds_limit": -1}, "server.seconds_limit"),
        ({"sheets": []}, "server.sheets"),
        ({"sheets": ["srce", "trame"]}, "server.sheets"),
        ({"templates": ["/srv/own.qpt"]}, "server.templates"),
        ({"formats": ["pdf", "tif"]}, "server.formats"),
        ({"title": 1}, "server.title"),
    ],
)
def test_a_wrong_entry_is_told_by_its_name(tmp_path: Path, server: object, entry: str) -> None:
    with pytest.raises(CentralError) as error:
        read(tmp_path, server)
    assert f"“{entry}”" in error.value.whole
    # A desktop that reads the same file has no use for it.
    assert read_central(tmp_path / "pac.json").locked == {}


def test_defaults_and_locks_are_the_office_s_sheets(tmp_path: Path) -> None:
    said = {"defaults": {"office": "59", "outside": "hide"}, "locked": {"template": "A4"}}
    request = read(tmp_path, {}, **said).request("59294", {"outside": "show"})
    assert (request.office, request.template, request.outside) == ("59", "A4", "show")


def test_no_user_is_asked_for_settings(office: Office) -> None:
    office.configure(defaults={"copies_limit": 7})
    assert Settings.load() == Settings(copies_limit=7)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(monkeypatch, tmp_path)


def test_what_is_offered_follows_the_file(office: Office) -> None:
    asked = "REQUEST=GetSheet&TERRITORY=59294&FORMAT=svg"
    office.configure(server={"formats": ["pdf"]}, locked={"outside": "hide"})
    assert refusal(office.ask(asked))[2] == "FORMAT"
    offered = json.loads(office.ask("REQUEST=GetCapabilities").body)
    assert offered["formats"] == [{"name": "pdf", "media_type": "application/pdf"}]
    (outside,) = (
        each for each in offered["requests"]["GetSheet"]["parameters"] if each["name"] == "OUTSIDE"
    )
    assert outside["values"] == ["hide"]
    assert {"code": "59350", "name": "Lille", "kind": "commune"} in (
        offered["territories"]["examples"]
    )


@pytest.mark.parametrize(
    ("setting", "choice", "parameter", "values"),
    [
        ("template", "a4", "TEMPLATE", ["A4"]),
        ("template", "/srv/own.qpt", "TEMPLATE", None),
        ("sheet_choice", "srce", "SHEET", ["srce"]),
        ("sheet_choice", "/srv/own.json", "SHEET", None),
    ],
)
def test_a_lock_leaves_one_value_and_tells_no_path(
    office: Office, setting: str, choice: str, parameter: str, values: list[str] | None
) -> None:
    office.configure(locked={setting: choice})
    answer = office.ask("REQUEST=GetCapabilities")
    listed = json.loads(answer.body)["requests"]["GetSheet"]["parameters"]
    found = {each["name"]: each.get("values") for each in listed}
    assert found.get(parameter) == values
    assert b"/srv" not in answer.body
    asked = f"REQUEST=GetSheet&TERRITORY=59294&{parameter}=/srv/other"
    assert refusal(office.ask(asked))[:3] == (400, "InvalidParameterValue", parameter)
    office.configure(locked={}, defaults={setting: choice})
    assert b"/srv" not in office.ask("REQUEST=GetCapabilities").body


def test_a_wrong_file_stops_the_service_until_it_is_right(office: Office) -> None:
    for broken in ({"cache_folder": "here"}, None, {"sheets": ["x"]}):
        office.configure(server=broken or {})
        if broken is None:
            office.file.unlink()
        answer = office.ask("REQUEST=Search&Q=haynecourt")
        status, code, _, sentence = refusal(answer)
        assert (status, code) == (503, "NoApplicableCode")
        assert answer.headers["Retry-After"]
        assert str(office.file.parent) not in sentence
    office.configure(server={})
    (found,) = json.loads(office.ask("REQUEST=Search&Q=haynecourt").body)
    assert found["code"] == "59294"
