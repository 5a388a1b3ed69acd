# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of territories as people paste them."""

from __future__ import annotations

import time

import pytest

from srce_pac.core.common.request import SELECTION
from srce_pac.core.common.settings import Settings
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.kept_selections import keep_selection
from srce_pac.core.territory.territory_list import listed_entries
from srce_pac.tests.support.territories import CAMBRAI

pytestmark = pytest.mark.usefixtures("qgis_app")


def codes(text: str, gazetteer: Gazetteer, own_sheet: bool = False) -> list[str]:
    """The codes of a list with nothing wrong in it."""
    listed = listed_entries(text, gazetteer, own_sheet)
    assert listed.faults == []
    return [entry.code for entry in listed.entries]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("59294", "59294"),
        ("59294\n59001\r\n02001", "59294 59001 02001"),
        ("59294, 59552;59001\t59002\nCambrai", "59294 59552 59001 59002 59122"),
        ('"59294","59001"', "59294 59001"),
        ("59294 59001\n02001", "59294 59001 02001"),
        ("Haynecourt, Saint-Pol-sur-Ternoise", "59294 62767"),
        ("nom\tcode\nHaynecourt\t59294\nCambrai\t59122", "59294 59122"),
        ('INSEE\n"59294"\n"59122"', "59294 59122"),
        ("  « Haynecourt » ;\n\n", "59294"),
        ("Haynecourt (59294)", "59294"),
        ("59294 - Haynecourt\nAbancourt 59001\nINSEE 59552", "59294 59001 59552"),
        ("59294|59001/59552", "59294 59001 59552"),
        # Bullets and numbers in front of each line.
        ("- Haynecourt\n- 59122", "59294 59122"),
        ("1. Haynecourt\n2. Cambrai", "59294 59122"),
        # A minus leaves something out, wherever it stands.
        ("59294, 59122, -59294", "59122"),
        ("−Haynecourt\n59294\n59122\n59294", "59122"),
        ("code\n59294\n59122\n-59294", "59122"),
        # Zeros that a spreadsheet has taken, and the DGFiP's way.
        ("2001\n2002", "02001 02002"),
        ("590294", "59294"),
        ("\x0059294\x00", "59294"),
        # Tables: a column by its head, by its values, or of names.
        ("code_insee;nom\n59294;Haynecourt\n59001;Abancourt\n", "59294 59001"),
        ("Nom,Code INSEE\nHaynecourt,59294\nAbancourt,59001", "59294 59001"),
        ("\ufeffINSEE_COM;DEP\n294;59\n1;59", "59294 59001"),
        ("n°\tcommune n°\n1\t59294\n2\t59001", "59294 59001"),
        ("59294;Haynecourt\n59001;Abancourt", "59294 59001"),
        ("59294;59001\n59002;59003", "59294 59001 59002 59003"),
        ("Liste des communes\n59294\n59001", "59294 59001"),
        ("id;libre\nA;Haynecourt\nB;Cambrai", "59294 59122"),
        ("CODGEO\n\n59294\n", "59294"),
        ("insee_com;pop\n59294;\n;3\n59001;4;;", "59294 59001"),
    ],
)
def test_a_list_is_read_as_it_is_meant(text: str, expected: str, embedded: Gazetteer) -> None:
    assert codes(text, embedded) == expected.split()


def test_an_epci_is_each_of_its_communes_by_name(embedded: Gazetteer) -> None:
    members = codes(CAMBRAI, embedded)
    names = [getattr(embedded.entry(code), "name", "") for code in members]
    assert len(members) == 55
    assert names[0] == "Abancourt"
    assert names.index("Escaudœuvres") < names.index("Estrun")
    assert codes(CAMBRAI, embedded, own_sheet=True) == [CAMBRAI, *members]


def test_a_selection_that_is_kept_is_each_of_its_communes(embedded: Gazetteer) -> None:
    keep_selection(embedded.resolve("59294,59122", "SCoT du Cambrésis"))
    keep_selection(embedded.resolve("59001", "Cambrai"))
    assert codes("59001; scot du cambrésis", embedded) == ["59001", "59122", "59294"]
    assert codes("Cambrai", embedded) == ["59122"]
    whole = listed_entries("SCoT du Cambrésis", embedded, own_sheet=True).entries[0]
    assert (whole.kind, whole.reference) == (SELECTION, "59294,59122")
    Settings().save()


def test_a_departement_and_all_of_them(embedded: Gazetteer) -> None:
    nord = codes("59", embedded)
    assert len(nord) == 647
    assert {code[:2] for code in nord} == {"59"}
    every = codes("all", embedded)
    assert set(nord) < set(every)
    assert codes("Tout", embedded) == every
    assert codes("dep\n59", embedded) == codes("59", embedded)
    own = set(codes("59", embedded, own_sheet=True)) - set(nord)
    assert CAMBRAI in own
    assert all(len(code) == 9 for code in own)


@pytest.mark.parametrize("text", ["59 - Nord", "59 Nord", "Nord (59)", "59 : NORD"])
def test_the_code_of_a_departement_stands_beside_its_name(text: str, embedded: Gazetteer) -> None:
    assert codes(text, embedded) == codes("59", embedded)
    assert codes(f"{text}\n62 - Pas-de-Calais", embedded) == codes("59 62", embedded)


def test_a_departement_beside_another_name_is_unknown(embedded: Gazetteer) -> None:
    for text in ("59 - Aisne", "59 - ", "Aisne (59)"):
        assert listed_entries(text, embedded).entries == []


def test_what_has_a_minus_in_front_is_never_printed(embedded: Gazetteer) -> None:
    left = codes(f"{CAMBRAI},-59294", embedded)
    assert len(left) == 54
    assert "59294" not in left
    for text in ("-59294", "59122\n- 59294", "59122,-59294", "59122;-Haynecourt", "59122 -59294"):
        listed = listed_entries(text, embedded)
        assert "59294" not in [entry.code for entry in listed.entries]
        assert [fault.fails for fault in listed.faults] == [" -" in text]


def test_one_wrong_code_of_a_column_costs_itself(embedded: Gazetteer) -> None:
    # By their names, Abancourt would be doubtful.
    listed = listed_entries("code;nom\n59294;Haynecourt\n59001;Abancourt\nX;Nulpart", embedded)
    assert [entry.code for entry in listed.entries] == ["59294", "59001"]
    assert [fault.asked for fault in listed.faults] == ["X"]


def test_a_code_beside_another_name_is_doubtful(embedded: Gazetteer) -> None:
    (fault,) = listed_entries("59294 Cambrai", embedded).faults
    assert fault.fails


@pytest.mark.parametrize("text", ["593", "059", "97", "96", "2C", "590", "5929"])
def test_what_is_no_code_is_neither_commune_nor_departement(text: str, embedded: Gazetteer) -> None:
    listed = listed_entries(f"{text}\n59294", embedded)
    assert [entry.code for entry in listed.entries] == ["59294"]
    (fault,) = listed.faults
    assert (fault.asked, fault.fails) == (text, True)


@pytest.mark.parametrize("text", ["2A", "2b", "971", "1", "01", "33"])
def test_a_departement_that_is_not_loaded_is_told(text: str, embedded: Gazetteer) -> None:
    (fault,) = listed_entries(text, embedded).faults
    assert "département" in fault.message
    assert fault.fails


def test_a_territory_given_twice_is_told_and_printed_once(embedded: Gazetteer) -> None:
    listed = listed_entries("59294, Haynecourt\n59001, 59294", embedded)
    assert [entry.code for entry in listed.entries] == ["59294", "59001"]
    (fault,) = listed.faults
    assert "Haynecourt (59294)" in fault.message
    assert not fault.fails


def test_what_is_unknown_or_doubtful_stops_nothing(embedded: Gazetteer) -> None:
    listed = listed_entries("Nulpart\nBailleul\n59294", embedded)
    assert [entry.code for entry in listed.entries] == ["59294"]
    unknown, doubtful = listed.faults
    assert unknown.asked == "Nulpart"
    assert "No territory is called" in unknown.message
    assert "the name of several territories" in doubtful.message


def test_communes_that_are_not_loaded_are_told(gazetteer: Gazetteer) -> None:
    from dataclasses import replace

    entry = gazetteer.entry("200000001")
    assert entry is not None
    gazetteer._by_code[entry.code] = replace(entry, members=("59001", "59009"))
    listed = listed_entries(entry.code, gazetteer)
    assert [one.code for one in listed.entries] == ["59001"]
    (fault,) = listed.faults
    assert "59009" in fault.message
    assert not fault.fails


@pytest.mark.parametrize("text", ["", " \n;,\t", "\ufeff"])
def test_an_empty_list_is_one(text: str, embedded: Gazetteer) -> None:
    assert listed_entries(text, embedded) == ([], [])


def test_all_of_france_is_listed_soon(embedded: Gazetteer) -> None:
    """A list of nine times the communes that are loaded, and as many unknown ones."""
    known = "\n".join(code for code in codes("all", embedded))
    start = time.process_time()
    listed = listed_entries("\n".join([known] * 9), embedded)
    assert len(listed.entries) == len(known.split())
    unknown = "\n".join(f"x{number}" for number in range(5_000))
    assert len(listed_entries(unknown, embedded).faults) == 5_000
    # Each of the 39,000 looked up in a list of its own would take minutes.
    assert time.process_time() - start < 30
