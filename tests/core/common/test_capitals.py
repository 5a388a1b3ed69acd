# SPDX-License-Identifier: GPL-3.0-or-later
"""Names in capitals, with accents and ligatures."""

from __future__ import annotations

import unicodedata

import pytest

from srce_pac.core.common.capitals import capitals, epci_capitals
from srce_pac.core.common.letters import plain_letters
from srce_pac.core.common.request import EPCI
from srce_pac.core.territory.gazetteer import Gazetteer

NAMES = {
    "Compiègne": "COMPIÈGNE",
    "Marcq-en-Barœul": "MARCQ-EN-BARŒUL",
    "Sœurs": "SŒURS",
    "L'Haÿ-les-Roses": "L'HAŸ-LES-ROSES",
    "Saint-Ouën-ç": "SAINT-OUËN-Ç",
    "Y": "Y",
    "SCoT du Cambrésis et PLUi": "SCoT DU CAMBRÉSIS ET PLUi",
}
BARE = {
    "COMMUNAUTE DE COMMUNES DU LIANCOURTOIS": "COMMUNAUTÉ DE COMMUNES DU LIANCOURTOIS",
    "Metropole Europeenne de Lille": "MÉTROPOLE EUROPÉENNE DE LILLE",
    "CC Foret-Metropole": "CC FORÊT-MÉTROPOLE",
    # Those of a proper name are not guessed.
    "CC DU PEVELE": "CC DU PEVELE",
    "CC METROPOLEX": "CC METROPOLEX",
}


@pytest.mark.parametrize(("name", "printed"), NAMES.items())
def test_capitals_keep_accents_and_ligatures(name: str, printed: str) -> None:
    assert capitals(name) == capitals(unicodedata.normalize("NFD", name)) == printed


@pytest.mark.parametrize(("name", "printed"), BARE.items())
def test_common_words_of_a_name_without_accents_get_them(name: str, printed: str) -> None:
    assert epci_capitals(name) == printed


def test_no_name_of_an_epci_gets_an_accent_that_it_has_not(embedded: Gazetteer) -> None:
    names = [entry.name for entry in embedded.entries if entry.kind == EPCI]
    assert len(names) > 90
    for name in names:
        assert epci_capitals(name) == capitals(name)
        bare = zip(epci_capitals(plain_letters(name)), plain_letters(capitals(name)))
        assert all(a == b or plain_letters(a) == b for a, b in bare)
