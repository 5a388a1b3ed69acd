# SPDX-License-Identifier: GPL-3.0-or-later
"""Names without accents and ligatures, in files, on maps and in the search."""

from __future__ import annotations

import unicodedata

import pytest

from srce_pac.core.common.files import file_name
from srce_pac.core.common.letters import plain_letters
from srce_pac.core.territory.name_index import fold

NAMES = {
    "Œuilly": "OEuilly",
    "Marcq-en-Barœul": "Marcq-en-Baroeul",
    "Æbelø": "AEbelø",
    "L'Haÿ-les-Roses": "L'Hay-les-Roses",
    "Sèvres": "Sevres",
    "Saint-Ouën-ç": "Saint-Ouen-c",
    "Ville ﬁne": "Ville fine",
    "": "",
}


@pytest.mark.parametrize(("name", "plain"), NAMES.items())
def test_accents_and_ligatures_go(name: str, plain: str) -> None:
    assert plain_letters(name) == plain
    # However the accents are written.
    assert plain_letters(unicodedata.normalize("NFD", name)) == plain


@pytest.mark.parametrize("name", ["Œuilly", "Marcq-en-Barœul", "L'Haÿ-les-Roses"])
def test_files_maps_and_the_search_agree(name: str) -> None:
    assert fold(name) == fold(plain_letters(name)) == fold(name.upper())
    assert file_name("", "", name) == file_name("", "", plain_letters(name))
