# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes as offices, spreadsheets and the cadastre write them, column by column."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import pytest

from srce_pac.core.territory.codes import (
    INSEE,
    SIREN,
    departement_code,
    departement_in,
    dgfip_code,
    plain_text,
    read_column,
    read_list,
    whole_number,
)

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("59294", "59294"),
        (" 59294 ", "59294"),
        (f"59{NBSP}294{NBSP}", "59294"),
        ("59294\n", "59294"),
        ("59294\0", "59294"),
        ("'02001", "02001"),
        ('="02001"', "02001"),
        ("['59294']", "59294"),
        (["59294"], "59294"),
        ("５９２９４", "59294"),
        ("59294.0", "59294"),
        ("59294,00", "59294"),
        (59294, "59294"),
        (59294.0, "59294"),
        (2001, "02001"),
        ("2001", "02001"),
        ("2001.0", "02001"),
        ("2a004", "2A004"),
        ("2b 033", "2B033"),
        ("97411", "97411"),
        ("98818", "98818"),
        ("200068500", "200068500"),
        ("240100883.0", "240100883"),
        (240100883.0, "240100883"),
        ("200 068 500", "200068500"),
        (f"200{NBSP}068{NBSP}500", "200068500"),
        ("590294", "59294"),
        ("971101", "97101"),
        ("974411", "97411"),
        ("974011", "97411"),
        ("2a0004", "2A004"),
        ("59294000", "59294"),
        ("59294000AB0012", "59294"),
        ("592940000A01", "59294"),
        ("2A004000AB", "2A004"),
        (2001000, "02001"),
    ],
)
def test_a_code_is_read_as_it_is_meant(value: object, code: str) -> None:
    read = read_column([value], is_sure=True)
    assert (read.codes, read.failed) == ([code], [])


@pytest.mark.parametrize(
    "value",
    [
        *(None, "", "   ", NBSP, "NULL", "NR", "inconnu", "Haynecourt", "5929", "59 2", "-59294"),
        *(math.inf, -math.inf, math.nan, -2001, -1.0, 59294.5, 0, True, False, 1e300, "1e999"),
        *("2,40101E+08", "99294999", "00001", "96001", "971201x", "978411", [], ["59294", "59295"]),
        *(10**40, "5" * 1000, "75101 / 75102", "13055SR01", b"59294"),
    ],
)
def test_what_is_no_code_is_told_by_its_row(value: object) -> None:
    read = read_column(["59294", value, "59295"])
    expected = ["59294", "05929" if value == "5929" else "", "59295"]
    assert read.codes == expected
    assert read.failed == ([] if value == "5929" else [1])


@pytest.mark.parametrize(
    ("values", "departements", "is_sure", "codes"),
    [
        # Numbers in a département, which may be written in many ways.
        (["294", "1"], ["59", "59"], True, ["59294", "59001"]),
        ([294, 1.0], [59.0, 59], True, ["59294", "59001"]),
        (["1", "2"], [2, "02 "], True, ["02001", "02002"]),
        (["4", "033"], ["2a", "2B"], True, ["2A004", "2B033"]),
        (["411", "11"], ["974", "974"], True, ["97411", "97411"]),
        (["411"], ["97"], True, ["97411"]),
        (["294"], ["059"], True, ["59294"]),
        (["294"], ["590"], True, ["59294"]),
        # A département that is a name says nothing.
        (["294", "59295"], ["Nord", "Nord"], True, ["", "59295"]),
        (["59294"], ["Nord"], False, ["59294"]),
        # It is derived from the code, whatever stands beside it.
        (["59294"], ["62"], True, ["59294"]),
        (["97411"], ["59"], True, ["97411"]),
        # Those of the arrondissements begin with that of their département.
        (["593", "594"], ["59", "59"], False, ["", ""]),
        (["593", "001"], ["59", "59"], False, ["59593", "59001"]),
        # Lost zeros, as far as the column shows that it is one of communes.
        (["2001", "59294"], [], False, ["02001", "59294"]),
        (["2001", "2830"], [], False, ["02001", "02830"]),
        (["5901", "5941"], [], False, ["", ""]),
        (["2901"], ["02"], False, ["02901"]),
        # Six characters of the DGFiP, some of which lost a zero; or the same digits of INSEE.
        (["590294", "10004", "20001"], [], True, ["59294", "10004", "20001"]),
        (["010004", "010005", 10006], [], True, ["01004", "01005", "01006"]),
        ([10004], ["01"], True, ["01004"]),
        ([10004], ["10"], True, ["10004"]),
        # Communes and EPCIs in one column.
        (["59294", 200068500, "2001"], [], False, ["59294", "200068500", "02001"]),
    ],
)
def test_a_column_says_what_its_digits_are(
    values: Sequence[object], departements: Sequence[object], is_sure: bool, codes: list[str]
) -> None:
    assert read_column(values, departements, is_sure).codes == codes


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("200054781/200057990", ["200054781", "200057990"]),
        ("200054781, 200057990", ["200054781", "200057990"]),
        ("200054781;200057990|200054781", ["200054781", "200057990"]),
        ("200054781 200057990", ["200054781", "200057990"]),
        ("200 054 781 / 200 057 990", ["200054781", "200057990"]),
        ('["200054781", "200057990"]', ["200054781", "200057990"]),
        (["200054781", "200057990"], ["200054781", "200057990"]),
        (200054781.0, ["200054781"]),
        ("NR", []),
        ("-", []),
        (None, []),
        ("ZZZZZZZZZ", []),
        (0, []),
        ("200054781/NR", ["200054781"]),
        ("CC01", ["CC01"]),
    ],
)
def test_epcis_are_listed_in_many_ways(value: object, codes: list[str]) -> None:
    assert read_list(value, SIREN) == (tuple(codes), True)


@pytest.mark.parametrize("value", [math.inf, -200054781, True, "-1", "2,4E+08"])
def test_what_is_no_epci_is_said(value: object) -> None:
    assert read_list(value, SIREN) == ((), False)


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("02001/59294", ("02001", "59294")),
        ("2001/59294", ("02001", "59294")),
        ("02001 59294 2a004", ("02001", "59294", "2A004")),
        ("02001\n59294", ("02001", "59294")),
        ("{02001,59294}", ("02001", "59294")),
        ("59294", ("59294",)),
    ],
)
def test_members_are_listed_in_many_ways(value: object, codes: tuple[str, ...]) -> None:
    assert read_list(value, INSEE) == (codes, True)


@pytest.mark.parametrize(
    ("value", "departement"),
    [
        ("59", "59"),
        (2, "02"),
        (2.0, "02"),
        ("2", "02"),
        ("02 ", "02"),
        ("2a", "2A"),
        ("974", "974"),
        ("059", "59"),
        ("Nord", ""),
        ("00", ""),
        (None, ""),
        (math.nan, ""),
        (True, ""),
    ],
)
def test_a_departement_is_read_but_not_from_a_name(value: object, departement: str) -> None:
    assert departement_in(value) == departement


@pytest.mark.parametrize(
    ("code", "departement"),
    [("59294", "59"), ("2A004", "2A"), ("97411", "974"), ("98818", "988"), ("97701", "977")],
)
def test_a_departement_is_derived_from_the_code(code: str, departement: str) -> None:
    assert departement_code(code) == departement


@pytest.mark.parametrize("text", ["971201", "59029", "5902945", "abcdef", ""])
def test_what_contradicts_itself_is_no_code_of_the_dgfip(text: str) -> None:
    assert dgfip_code(text) == ""


@pytest.mark.parametrize(
    ("value", "people"),
    [("1 234", 1234), (f"1{NBSP}234", 1234), (1234.0, 1234), ("1234,0", 1234), (-5, 0), ("x", 0)],
)
def test_people_are_counted_however_they_are_written(value: object, people: int) -> None:
    assert whole_number(value) == people


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Hayne\0court", "Haynecourt"),
        ("Le\nCateau", "Le Cateau"),
        (f" L’Écluse{NBSP}", "L’Écluse"),
        ("\u202eA\u200bB\x1b", "AB"),
    ],
)
def test_a_name_is_one_line_without_what_cannot_be_seen(text: str, plain: str) -> None:
    assert plain_text(text) == plain


def test_all_of_france_is_read_at_once() -> None:
    values = [f"{1000 + i}" for i in range(35_000)]
    began = time.process_time()
    read_column(values, [59] * len(values), is_sure=True)
    assert time.process_time() - began < 2
