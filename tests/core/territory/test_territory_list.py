# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of territories as people paste them."""

from __future__ import annotations

import pytest

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_list import listed_entries
from srce_pac.tests.support.territories import CAMBRAI

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("59294", ["59294"]),
        ("59294, 59122", ["59294", "59122"]),
        ("59294\n59122\n", ["59294", "59122"]),
        ("59294;59122", ["59294", "59122"]),
        ("Haynecourt, 59122, 59294", ["59294", "59122"]),
        ("code;nom\n59294;Haynecourt\n59122;Cambrai", ["59294", "59122"]),
        ("nom\tcode\nHaynecourt\t59294\nCambrai\t59122", ["59294", "59122"]),
        ('INSEE\n"59294"\n"59122"', ["59294", "59122"]),
        ("  ", []),
    ],
)
def test_a_list_is_read_as_it_is_pasted(embedded: Gazetteer, text: str, codes: list[str]) -> None:
    entries, faults = listed_entries(text, embedded)
    assert [entry.code for entry in entries] == codes
    assert not faults


def test_an_epci_means_its_communes(embedded: Gazetteer) -> None:
    epci = embedded.entry(CAMBRAI)
    assert epci is not None
    communes, _ = listed_entries(CAMBRAI, embedded)
    with_plan, _ = listed_entries(CAMBRAI, embedded, own_sheet=True)
    assert [entry.code for entry in communes] == list(epci.members)
    assert with_plan == [epci, *communes]


@pytest.mark.parametrize("text", ["59", "all", "tout"])
def test_many_communes_have_one_word(embedded: Gazetteer, text: str) -> None:
    entries, faults = listed_entries(text, embedded)
    assert len(entries) > 600
    assert not faults
    assert {entry.kind for entry in entries} == {"commune"}
    assert text != "59" or {entry.departement for entry in entries} == {"59"}


def test_what_names_nothing_is_told_with_a_sentence(embedded: Gazetteer) -> None:
    entries, faults = listed_entries("59294, 99999, Xyzabc", embedded)
    assert [entry.code for entry in entries] == ["59294"]
    assert [fault.text for fault in faults] == ["99999", "Xyzabc"]
    assert all(fault.message for fault in faults)
