# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of the holes of GetPrint, hole by hole, tried on the service; and on its cache."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, product
from pathlib import Path
from urllib.parse import quote

import pytest

from srce_pac.server import sheets
from srce_pac.server.answers import file_answer
from srce_pac.server.sheet_cache import KeptSheet
from srce_pac.tests.support.factories import make_gazetteer
from srce_pac.tests.support.pac_server import Office, PacInProcess, refusal
from srce_pac.tests.support.printers import write_both

pytestmark = pytest.mark.usefixtures("qgis_app")

SHEET = "REQUEST=GetSheet&TERRITORY=59001"

# What would run if a value were taken for an expression, and show itself.
EXPRESSION = "[% env('HOME') || layer_property(@layer, 'path') || file_size('/etc/passwd') %]"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An office of two communes that keeps what it prints, and prints a number for each sheet."""
    make_gazetteer(tmp_path / "territories")
    served = Office(monkeypatch, tmp_path)
    served.configure(
        defaults={
            "source": str(write_both(tmp_path / "source")),
            "territories": str(tmp_path / "territories" / "territories.fgb"),
            "base": "none",
        },
        server={"cache_folder": str(tmp_path / "kept")},
    )
    numbers = count()

    def printed(*_: object) -> tuple[KeptSheet, bool]:
        return KeptSheet("sheet.pdf", str(next(numbers)).encode(), 1e9), True

    monkeypatch.setattr(sheets, "_printed", printed)
    yield served
    served.warm.close()


def test_the_holes_of_getprint_are_none_of_the_service(root: Path) -> None:
    names = {
        name
        for template in (root / "layouts").glob("*.qpt")
        for name in re.findall(r'<LayoutItem[^>]*? id="([^"]*)"', template.read_text("utf-8"))
        # QGIS takes that for the name of a service: the front keeps it away (tests/deploy).
        if name != "service"
    }
    assert {"notice", "territory_name", "map"} <= names
    elsewhere = quote("http://127.0.0.1:1/wms")
    holes = [
        # Any label can be overridden by its id, and an expression in the value runs.
        *(f"{quote(name)}={quote(EXPRESSION)}" for name in sorted(names)),
        # Empty ids are overridden all at once.
        "=x",
        f"={quote(EXPRESSION)}",
        # Any address is fetched, with locked and restricted layers too.
        f"LAYERS=EXTERNAL_WMS:a&a:url={elsewhere}",
        f"map0:LAYERS=EXTERNAL_WMS:a&a:url={elsewhere}",
        "map0:EXTENT=0,0,1,1",
        "map0:HIGHLIGHT_GEOM=POINT(0%200)",
        # The veil is taken away.
        "OPACITIES=0,0,0",
        # Of dots there is no most.
        "FORMAT=png&DPI=6000",
        *("ATLAS_PK=*", "SLD_BODY=x", "FILTER=x", "CRS=EPSG:2154", "MAP=/etc/passwd"),
        *("REQUEST=GetPrint", "%20=x"),
    ]
    with PacInProcess() as pac:
        for hole in holes:
            answer = pac.get(f"REQUEST=GetSheet&TERRITORY=59294&{hole}")
            assert answer.status == 400, hole
            assert answer.body.count(b"<ows:ExceptionText>") == 1, hole
            assert str(Path.home()).encode() not in answer.body, hole


NAMES = (
    *("TERRITORY", "SHEET", "TEMPLATE", "SCALE", "OUTSIDE", "FORMAT", "DPI", "LANG"),
    *("REQUEST", "SERVICE"),
)
VALUES = (
    *("../../../etc/passwd", "/etc/passwd", "..\\..\\boot.ini", "file:///etc/passwd"),
    *("C:\\x.qpt", "//host/share/x", "|layername=x", "PG:dbname=pac", "$(id)", "`id`"),
    *("{0.__class__}", "%s%n", "<b>&lt;</b>", "\U0001f600", EXPRESSION, "' OR 1=1 --"),
    *("\u202e59001", "59001\u0000", "59001\r\nX: y", "\ufeff"),
)


def test_no_value_of_a_parameter_leads_anywhere(office: Office) -> None:
    for name, value in product(NAMES, VALUES):
        said = {"SERVICE": "PAC", "REQUEST": "GetSheet", "TERRITORY": "59001", name: value}
        query = "&".join(f"{key}={quote(each)}" for key, each in said.items())
        status, code, _, sentence = refusal(office.ask_all(query))
        assert status in (400, 404), query
        assert code in ("InvalidParameterValue", "OperationNotSupported"), query
        assert not re.search(r"root:|/root|uid=|class '", sentence), query


@pytest.mark.parametrize(
    "name", ['a"b.pdf', "a\r\nSet-Cookie: x.pdf", "a;filename=b.pdf", "L’Haÿ \u202e.pdf", "\\a.pdf"]
)
def test_the_name_of_a_file_stays_one_header(name: str) -> None:
    place = file_answer(b"", name, "application/pdf", {}).headers["Content-Disposition"]
    assert re.fullmatch(
        r"inline; filename=\"[\x20-\x21\x23-\x5b\x5d-\x7e]+\"; filename\*=UTF-8''[\w.%~-]+",
        place,
        re.ASCII,
    ), place


def test_one_sheet_is_one_file_however_it_is_asked_for(office: Office, tmp_path: Path) -> None:
    alike = (
        SHEET,
        "territory=59001&request=getsheet",
        "TERRITORY=%20%20ALPHA%20&REQUEST=GETSHEET&FORMAT=PDF",
        "REQUEST=GetSheet&TERRITORY=alpha&SHEET=&OUTSIDE=+",
        "&&REQUEST=GetSheet&TERRITORY=%35%39001&",
        f"{SHEET}&LANG=fr",
    )
    answers = [office.ask(query) for query in alike]
    assert {answer.body for answer in answers} == {b"0"}
    assert len({answer.headers["ETag"] for answer in answers}) == 1
    assert len(list((tmp_path / "kept").iterdir())) == 1
    # Each other choice is another file.
    others = [
        f"{SHEET}&{choice}"
        for choice in (
            *("FORMAT=svg", "SCALE=25000", "OUTSIDE=hide", "TEMPLATE=A3", "TEMPLATE=A4"),
            # Its warnings are other ones.
            "LANG=en",
        )
    ]
    others += [f"{SHEET}&FORMAT=png&DPI={dpi}" for dpi in (72, 73)]
    others += [query.replace("59001", "59002") for query in (SHEET, *others)]
    bodies = [office.ask(query).body for query in others]
    assert len(set(bodies)) == len(others)
    assert b"0" not in bodies


def test_another_configuration_never_serves_what_an_earlier_one_has_kept(
    office: Office,
) -> None:
    defaults = office.said["defaults"]
    bodies = [office.ask(SHEET).body]
    for change in (
        {"outside": "hide"},
        {"office": "60"},
        {"template": "A3"},
        {"outlines": True},
    ):
        office.configure(defaults={**defaults, **change})
        bodies.append(office.ask(SHEET).body)
    assert len(set(bodies)) == len(bodies)
    # That of the first one is right again, and another one's known tag is not.
    tag = office.ask(SHEET).headers["ETag"]
    office.configure(defaults=defaults)
    again = office.ask(SHEET, if_none_match=tag)
    assert (again.status, again.body) == (200, b"0")
