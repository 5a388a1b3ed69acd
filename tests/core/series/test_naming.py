# SPDX-License-Identifier: GPL-3.0-or-later
"""What the files of a series are called."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from srce_pac.core.common.errors import ExportError
from srce_pac.core.common.files import FORBIDDEN
from srce_pac.core.common.request import COMMUNE, EPCI, SELECTION
from srce_pac.core.common.sentence import whole
from srce_pac.core.series.naming import Named, file_paths, name_examples
from srce_pac.core.sheet.definition import SheetDefinition, load_sheet
from srce_pac.core.territory.entry import Entry

pytestmark = pytest.mark.usefixtures("qgis_app")

FOLDER = Path("out")
HAYNECOURT = Entry(
    "59294", "Haynecourt", COMMUNE, "59", "Nord", 545, ("200068500",), "CA de Cambrai"
)
CAMBRAI = Entry("200068500", "CA de Cambrai", EPCI, "59", "Nord", 80_000)


@pytest.fixture(scope="module")
def sheet() -> SheetDefinition:
    return load_sheet("srce")


def names(named: list[Named], expression: str = "", ending: str = ".pdf") -> list[str]:
    """The paths below the folder."""
    paths, _ = file_paths(named, FOLDER, expression, ending)
    return [path.relative_to(FOLDER).as_posix() for path in paths]


def test_the_usual_name_bears_the_number_of_several_sheets(sheet: SheetDefinition) -> None:
    assert names([Named(HAYNECOURT, sheet)]) == ["SRCE_59294_HAYNECOURT.pdf"]
    several = [Named(HAYNECOURT, sheet, number, 2) for number in (1, 2)]
    assert names(several) == ["SRCE_59294_HAYNECOURT_1-2.pdf", "SRCE_59294_HAYNECOURT_2-2.pdf"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('"code"', "59294.png"),
        (
            '"departement" || \'/\' || "epci_name" || \'/\' || "name"',
            "59/CA de Cambrai/Haynecourt.png",
        ),
        ("'a\\\\b/' || upper(\"name\")", "a/b/HAYNECOURT.png"),
        ('"sheet" || \' \' || "prefix" || \' \' || "kind"', "srce SRCE commune.png"),
        ('"population"', "545.png"),
        ('"population" / 5', "109.png"),
        ("\"code\" || '.PNG'", "59294.png"),
        # What a file system does not take.
        ("'CON/' || \"code\" || '.'", "_CON/59294.png"),
        ("' a : b? /nul.tar'", "a _ b_/_nul.tar.png"),
        ("'x\n\t<y>'", "x___y_.png"),
        ("'a//b'", "a/b.png"),
        ("'...x. / .y'", "x/y.png"),
        ("'rapport_vignettes/x'", "_rapport_vignettes/x.png"),
        ("'e\u0301'", "\u00e9.png"),
        (f"'{'x' * 300}'", "x" * 100 + ".png"),
    ],
)
def test_an_expression_names_files_and_folders(
    expression: str, expected: str, sheet: SheetDefinition
) -> None:
    (name,) = names([Named(HAYNECOURT, sheet)], expression, ".png")
    assert name == expected
    assert not any(letter in name.replace("/", "") for letter in FORBIDDEN)


def test_a_territory_without_a_field_costs_no_other_its_name(sheet: SheetDefinition) -> None:
    selection = Entry("", "SCoT", SELECTION, "59", "Nord", members=("59294",))
    named = [Named(entry, sheet) for entry in (HAYNECOURT, selection)]
    paths, told = file_paths(named, FOLDER, '"epci_name" || \'/\' || "name"', ".pdf")
    assert paths == [FOLDER / "CA de Cambrai" / "Haynecourt.pdf", FOLDER / "SCoT.pdf"]
    assert told == []
    for expression, expected in (('"code"', "SRCE_SCOT"), ("'a/' || \"code\"", "a/SRCE_SCOT")):
        paths, told = file_paths(named, FOLDER, expression, ".pdf")
        assert paths[1] == FOLDER / f"{expected}.pdf"
        assert "SCoT" in whole(told[0])


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("attributes()['code']", "59294.pdf"),
        ("attribute($currentfeature, 'code')", "59294.pdf"),
        ("format_date(\"date\", 'yyyy') || '/' || \"code\"", "2026/59294.pdf"),
        ('year(to_date("date")) || \'-\' || to_int("departement")', "2026-59.pdf"),
        ("lpad(to_int(\"code\"), 6, '0')", "059294.pdf"),
        ('array_get(string_to_array("name", \'n\'), 1) || "number"', "ecourt1.pdf"),
        # What works on these territories only.
        ('to_int(right("name", 2)) || "code"', "2959294.pdf"),
    ],
)
def test_whatever_works_on_the_territories_names_them(
    sheet: SheetDefinition, monkeypatch: pytest.MonkeyPatch, expression: str, expected: str
) -> None:
    class Day(datetime.date):
        @classmethod
        def today(cls) -> Day:
            return cls(2026, 3, 31)

    monkeypatch.setattr("srce_pac.core.series.naming.datetime.date", Day)
    entry = replace(HAYNECOURT, name="Haynecourt 29") if "right" in expression else HAYNECOURT
    (name,) = names([Named(entry, sheet)], expression)
    assert name == expected


def test_what_fails_on_one_territory_costs_it_its_name(sheet: SheetDefinition) -> None:
    corsica = replace(HAYNECOURT, code="2A004", name="Ajaccio")
    named = [Named(entry, sheet) for entry in (HAYNECOURT, corsica)]
    paths, told = file_paths(named, FOLDER, 'to_int("code")', ".pdf")
    assert [path.name for path in paths] == ["59294.pdf", "SRCE_2A004_AJACCIO.pdf"]
    assert "Ajaccio" in whole(told[0])


def test_a_slash_in_a_name_is_none_of_the_expression(sheet: SheetDefinition) -> None:
    entry = replace(HAYNECOURT, name="Haine/Court\\../..")
    assert names([Named(entry, sheet)], '"name"') == [
        "Haine-Court-..-...pdf".replace("...pdf", ".pdf")
    ]


def test_the_plan_of_an_epci_lies_with_its_communes(sheet: SheetDefinition) -> None:
    both = [Named(CAMBRAI, sheet), Named(HAYNECOURT, sheet)]
    expression = '"epci" || \'/\' || "code"'
    assert names(both, expression) == ["200068500/200068500.pdf", "200068500/59294.pdf"]


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("'../x'", "leads out of the folder"),
        ("'a/../../x'", "leads out of the folder"),
        ("'/etc/x'", "leads out of the folder"),
        ("'C:/x'", "leads out of the folder"),
        ("' \\\\\\\\server\\\\x'", "leads out of the folder"),
        ("NULL", "no name"),
        ("'  '", "no name"),
        ("'a/'", "no name"),
        ("'. / ..'", "leads out of the folder"),
        ('"code" ||', "gives no file names"),
        ('"nom"', "there is no “nom”"),
        ("to_int('x')", "gives no file names"),
        ("env('HOME')", "may not read"),
        ("@user_account_name", "may not read"),
        ("file_size('/etc/passwd')", "may not read"),
        ("eval('1')", "may not read"),
        ("aggregate('layer','count',\"code\")", "may not read"),
        ("array_to_string(generate_series(1, 1000000000))", "end"),
        ("uuid()", "another name each time"),
        ("now()", "another name each time"),
        ('"code" || rand(1, 9)', "another name each time"),
        ("'" + "a/" * 20 + "b'", "too many folders"),
    ],
)
def test_what_leads_out_or_reads_is_refused_with_one_sentence(
    expression: str, told: str, sheet: SheetDefinition
) -> None:
    with pytest.raises(ExportError) as refused:
        names([Named(HAYNECOURT, sheet)], expression)
    assert told in refused.value.whole


def test_names_that_would_be_one_are_made_different_and_told(sheet: SheetDefinition) -> None:
    entries = [
        replace(HAYNECOURT, code=code, name=name)
        for code, name in (("1", "Bois"), ("2", "BOIS"), ("3", "Val"), ("4", "Bois_1"))
    ]
    named = [Named(entry, sheet) for entry in entries]
    paths, warnings = file_paths(named, FOLDER, '"name"', ".pdf")
    assert [path.stem for path in paths] == ["Bois_1_2", "BOIS_2", "Val", "Bois_1"]
    assert "Bois" in warnings[0]
    # The order of the others says nothing of whose name is changed.
    again, _ = file_paths(named[::-1], FOLDER, '"name"', ".pdf")
    assert again == paths[::-1]


def test_the_numbers_of_several_sheets_are_added_unless_they_are_there(
    sheet: SheetDefinition,
) -> None:
    several = [Named(HAYNECOURT, sheet, number, 2) for number in (1, 2)]
    assert names(several, '"code"') == ["59294_1-2.pdf", "59294_2-2.pdf"]
    assert names(several, '"code" || \' \' || "number"') == ["59294 1.pdf", "59294 2.pdf"]


def test_three_examples_are_shown(sheet: SheetDefinition) -> None:
    entries = [replace(HAYNECOURT, code=str(number)) for number in range(7)]
    named = [Named(entry, sheet) for entry in entries]
    assert name_examples(named, '"code"', ".pdf") == ["0.pdf", "3.pdf", "6.pdf"]
    assert name_examples(named[:1], '"code"', ".pdf") == ["0.pdf"]
    assert name_examples([], '"code"', ".pdf") == []
