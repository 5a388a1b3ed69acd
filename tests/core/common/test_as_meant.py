# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that were copied from elsewhere, and those that are not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.common.as_meant import as_meant, named_alike, nearest
from srce_pac.core.common.errors import SheetError
from srce_pac.core.common.request import SheetRequest, TemplateWish
from srce_pac.core.common.sentence import LONGEST
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.territory.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


MEANT = {
    "59294,": "59294",
    ' "a4 "': "a4",
    "« Haynecourt »": "Haynecourt",
    "Hayne-\ncourt": "Hayne- court",
    "a\r\n b\t c": "a b c",
    "'59294' ;": "59294",
    '""x""': "x",
    "L'Haÿ": "L'Haÿ",
    "l'": "l'",
    '"': '"',
    ",;": "",
    "": "",
    "a\x00b": "a b",
}


@pytest.mark.parametrize(("text", "meant"), MEANT.items())
def test_a_text_is_taken_as_it_was_meant(text: str, meant: str) -> None:
    assert as_meant(text) == meant
    assert as_meant(meant) == meant


def test_what_is_there_is_taken_as_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "a  b, c,"
    path.touch()
    assert as_meant(str(path)) == str(path)


TERRITORIES = {
    "59294,": "HAYNECOURT",
    '"59294"': "HAYNECOURT",
    "haynecourt\n": "HAYNECOURT",
    " 59294 ;\n": "HAYNECOURT",
    "59294\n59350": "HAYNECOURT, LILLE",
    "59294;59350": "HAYNECOURT, LILLE",
    # A comma in a title parts nothing, one between titles and in brackets around a list does.
    "Lille (59350, Nord)": "LILLE",
    "Haynecourt (59294, Nord), Lille (59350)": "HAYNECOURT, LILLE",
    "(59294, Lille)": "HAYNECOURT, LILLE",
    "Haynecourt (59294), Lille (59350)": "HAYNECOURT, LILLE",
    "«\u00a0Haynecourt\u00a0»": "HAYNECOURT",
}


@pytest.mark.parametrize(("text", "name"), TERRITORIES.items())
def test_a_territory_is_found_as_it_was_meant(gazetteer: Gazetteer, text: str, name: str) -> None:
    assert gazetteer.resolve(text).name.upper() == name


@pytest.mark.parametrize("text", ["a4", '"A4 "', "A4,", "a4\n", " «A4» "])
def test_a_paper_is_read_as_it_was_meant(text: str) -> None:
    assert TemplateWish.parse(text) == TemplateWish(paper="A4")


@pytest.mark.parametrize("text", ["show", '"show"', "Show\n", " SHOW,", "'show'"])
def test_the_outside_is_read_as_it_was_meant(text: str) -> None:
    assert SheetRequest("59294", outside=text).outside == "show"


@pytest.mark.parametrize("text", ["srce", "SRCE", '"srce"', "srce.json", "srce\n", "Srce,"])
def test_a_sheet_is_found_as_it_was_meant(text: str) -> None:
    assert load_sheet(text).id == "srce"


@pytest.mark.parametrize("text", ["srec", "", "x" * 5_000, "{0.__class__}", "a\nb", "srce2.json"])
def test_an_unknown_sheet_is_told_with_known_ones(text: str) -> None:
    with pytest.raises(SheetError, match=r"4 are known, such as .*srce") as refused:
        load_sheet(text)
    assert len(str(refused.value)) <= LONGEST


def test_a_name_is_known_whatever_its_case() -> None:
    assert named_alike("B.JSON", ["a", "b"], ".json") == "b"
    assert named_alike("c", ["a", "b"]) == ""
    assert nearest("sraddett", ["srce", "sraddet", "x", "y"]).startswith("sraddet")
