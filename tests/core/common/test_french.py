# SPDX-License-Identifier: GPL-3.0-or-later
"""French typography of printed texts: what is mended, and what is left as it is.

In the tables `_` stands for a no-break space.
"""

from __future__ import annotations

import random

import pytest

from srce_pac.core.common.french import HELD, french, french_spaces

MENDED = {
    # Apostrophes.
    "Cours d'eau": "Cours d’eau",
    "l'Oise, aujourd'hui qu'il s'agit": "l’Oise, aujourd’hui qu’il s’agit",
    "L'HAŸ-LES-ROSES": "L’HAŸ-LES-ROSES",
    "l'«eau»": "l’«_eau_»",
    "Cours d’eau": "Cours d’eau",
    "l´eau et l‘air": "l’eau et l’air",
    "12'30\" de latitude": "12'30\" de latitude",
    "dit 'a' ou 'b'": "dit 'a' ou 'b'",
    # Ellipses.
    "de se reposer...": "de se reposer…",
    "etc... ; suite": "etc…_; suite",
    "[...]": "[…]",
    "1 .... 4": "1 .... 4",
    "mot ...": "mot_…",
    # Signs of two parts.
    "Mise à jour : Mai 2017": "Mise à jour_: Mai_2017",
    "Mise à jour: Mai 2017": "Mise à jour_: Mai_2017",
    "un ; deux": "un_; deux",
    "un; deux": "un_; deux",
    "Quoi ? Non ! Si !": "Quoi_? Non_! Si_!",
    "Quoi? Non!": "Quoi_? Non_!",
    "Quoi ?!": "Quoi_?!",
    "Quoi\u202f? Non\u2009!": "Quoi_? Non_!",
    "NOTA :": "NOTA_:",
    "(oui !) et (non?)": "(oui_!) et (non_?)",
    "a  :  b": "a_: b",
    # Quotation marks.
    "« SRCE »": "«_SRCE_»",
    "«SRCE»": "«_SRCE_»",
    "Le terme « SRCE » est complété de « TVB ».": "Le terme «_SRCE_» est complété de «_TVB_».",
    "«\u202fSRCE\u202f» : oui": "«_SRCE_»_: oui",
    # Dashes.
    "cohérence écologique - trame verte": "cohérence écologique_– trame verte",
    "cohérence écologique – trame verte": "cohérence écologique_– trame verte",
    "– Les réservoirs": "–_Les réservoirs",
    "– Un\n\n– Deux": "–_Un\n\n–_Deux",
    "Cadastre / PCI - DGFiP": "Cadastre_/ PCI_– DGFiP",
    "Liberté • Égalité • Fraternité": "Liberté_• Égalité_• Fraternité",
    "Nord-Pas-de-Calais": "Nord-Pas-de-Calais",
    "2014-2020": "2014-2020",
    # Numbers and units.
    "12 km": "12_km",
    "3,5 ha": "3,5_ha",
    "1/25 000": "1/25_000",
    "1/25\u202f000": "1/25_000",
    "Échelle 1/1 000 000": "Échelle 1/1_000_000",
    "12 345,6 km²": "12_345,6_km²",
    "50 %": "50_%",
    "≈ 26 m).": "≈_26_m).",
    "< 0,1 ha": "<_0,1_ha",
    "14 h 30": "14_h_30",
    "en 2014 250 communes": "en 2014 250 communes",
    "3 hameaux, 4 maires": "3 hameaux, 4 maires",
    # Dates.
    "le 16 juillet 2014,": "le 16_juillet_2014,",
    "le 1er août 2020": "le 1er_août_2020",
    "Mai 2017": "Mai_2017",
    "en 12 mairies": "en 12 mairies",
    # Abbreviations.
    "n° 5": "n°_5",
    "N°5": "N°_5",
    "art. L. 132-2": "art._L._132-2",
    "l'article L. 371-4 du code": "l’article_L._371-4 du code",
    "p. 12 et § 3": "p._12 et §_3",
    "M. Dupont et Mme Durand": "M._Dupont et Mme_Durand",
    "le Dr Martin": "le Dr_Martin",
    "D.D.T.M. Nord": "D.D.T.M. Nord",
    "© IGN – Admin Express (2025)": "©_IGN_– Admin Express (2025)",
    'l\'"Escaut" et "la Scarpe".': "l’«_Escaut_» et «_la Scarpe_».",
    '24" et 6"': '24" et 6"',
    "GeoNames (CC BY 4.0) et ODbL 1.0": "GeoNames (CC_BY_4.0) et ODbL_1.0",
    "CC BY-NC-SA 4.0, Licence Ouverte 2.0": "CC_BY-NC-SA_4.0, Licence Ouverte_2.0",
    "Lambert 93 – EPSG:2154": "Lambert_93_– EPSG:2154",
    "CARTE : 1/4": "CARTE_: 1/4",
    # Spaces.
    "deux  espaces   ici": "deux espaces ici",
    "un\u00a0 mot": "un_mot",
    "ligne\nligne": "ligne\nligne",
    "": "",
    "é": "é",
    # Letters made of two characters.
    "Compie\u0300gne": "Compiègne",
}

LEFT = [
    "https://inpn.mnhn.fr/zone?a=1;b=2!x",
    "http://localhost:8080/l'eau...x",
    "www.geoportail.gouv.fr/carte?c=2.5,48.8&z=10",
    "ddtm-suct@nord.gouv.fr",
    "l'atlas...v2.pdf",
    "données/d'hier.gpkg",
    "C:\\Cartes\\l'eau...\\x",
    "../l'eau/x...y",
    "59294",
    "FR3100489",
    "EPSG:2154",
    "12:30:45",
    "1:25 000",
    "1:25000",
    "16:9",
    "[% 'l''eau : ' || \"nom\"  %]",
    "[% format_number(@x, 0) || ' ; ' %]",
    "<span style='color:red; font: x'>",
    "<style>p { margin: 0; }</style>",
    "<!-- l'eau ; -->",
    "&nbsp;&amp;&#160;",
    "S.R.C.E",
    "Y",
    "2017-05-30T12:00:00",
]

# The office's own words: nothing but their spaces is mended.
OFFICE = {
    "Cadastre / Pci - Dgfip": "Cadastre_/ Pci_- Dgfip",
    "Direction de l'Oise ; service...": "Direction de l'Oise_; service...",
    'Service  Urbanisme\nPôle "Données" !': 'Service Urbanisme\nPôle "Données"_!',
    "Arrêté n° 5 du 16 juillet 2014": "Arrêté n°_5 du 16_juillet_2014",
    "Compie\u0300gne": "Compie\u0300gne",
}


@pytest.mark.parametrize(("typed", "printed"), MENDED.items())
def test_texts_are_set_as_french_is(typed: str, printed: str) -> None:
    assert french(typed).replace(HELD, "_") == printed


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_prose_is_left_as_it_is(text: str) -> None:
    assert french(text) == french_spaces(text) == text
    # Nor within a sentence.
    assert text in french(f"voir {text} , puis l'autre")


@pytest.mark.parametrize(("typed", "printed"), OFFICE.items())
def test_of_words_of_the_office_only_spaces_are_mended(typed: str, printed: str) -> None:
    assert french_spaces(typed).replace(HELD, "_") == printed


def test_a_text_that_is_set_stays_as_it_is() -> None:
    pieces = [*MENDED, *OFFICE, *LEFT, *" \u00a0\u202f:;!?«»–'.", "...", "\n", "\uffff", "5", "km"]
    draw = random.Random(5)
    texts = [*MENDED, *OFFICE, *("".join(draw.choices(pieces, k=6)) for _ in range(2_000))]
    for set_by in (french, french_spaces):
        once = [set_by(text) for text in texts]
        assert [set_by(text) for text in once] == once
    assert not [text for text in map(french, texts) if "  " in text and "[%" not in text]
