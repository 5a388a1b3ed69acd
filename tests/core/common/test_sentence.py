# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user is told is one short line, whatever the values in it."""

from __future__ import annotations

import time

import pytest

from srce_pac.core.common.errors import SheetError, SourceError
from srce_pac.core.common.sentence import LONGEST, Sentence, one_line, sentences, shortened

PATH = "/srv/partage/" + "dossier très long/" * 20 + "communes_59.shp"

# What came into a sentence, and what must be seen of it.
VALUES = {
    "path": (PATH, "communes_59.shp"),
    "path of Windows": ("\\\\serveur\\" + "dossier\\" * 40 + "carte.qpt", "\\carte.qpt"),
    "line break": ("une\r\nfeuille", "une feuille"),
    "control characters": ("a\x00b\x1b[31mc\x7f", "a b [31mc"),
    "separators": ("a\u2028b\u2029c\x85d", "a b c d"),
    "turned round": ("fdp.\u202egpj", "fdp.gpj"),
    "half of a pair": ("a\udc80b", "a b"),
    "megabytes": ("x" * 5_000_000 + "fin", "xfin”"),
    "quotation marks": ("“" * 300 + "fin", "fin”"),
    "line breaks alone": ("\n" * 300, "“ ”"),
    "braces": ("{0.__class__}", "{0.__class__}"),
    "typography": ("l\u2019été\u00a0: «\u00a0a\u00a0»", "l\u2019été\u00a0: «\u00a0a\u00a0»"),
}


@pytest.mark.parametrize(("value", "seen"), VALUES.values(), ids=VALUES)
def test_a_value_of_any_kind_makes_one_short_line(value: str, seen: str) -> None:
    begun = time.process_time()
    error = SheetError(f"The file “{value}” is wrong at “legend”: it must be a list.")
    shown = str(error)

    assert len(shown) <= LONGEST
    assert shown.isprintable() or "\u00a0" in shown
    assert seen in shown
    assert shown.startswith("The file “")
    assert shown.endswith("it must be a list.")
    assert time.process_time() - begun < 5


SENTENCES = {
    "two paths": (f"“{PATH}” cannot be written over “{PATH}”.", "communes_59.shp” cannot", 2),
    "names": ("None of " + ", ".join(f"“sheet {n}”" for n in range(90)) + " is it.", "is it.", 1),
    "plain names": ("Known are " + ", ".join(map(str, range(900))) + ".", "898, 899.", 1),
    "another program": (f"“{PATH}” cannot be read: {'GDAL says ' * 90}so.", "59.shp” cannot", 1),
    "French": (
        f"Le fichier «\u00a0{PATH}\u00a0» est illisible.",
        "59.shp\u00a0» est illisible.",
        1,
    ),
    "no spaces": ("x" * 900, "x…x", 1),
}


@pytest.mark.parametrize(("text", "seen", "times"), SENTENCES.values(), ids=SENTENCES)
def test_the_middle_is_left_out_where_a_sentence_is_long(text: str, seen: str, times: int) -> None:
    shown = str(SheetError(text))

    assert len(shown) <= LONGEST
    assert shown.count(seen) >= 1
    assert shown.count("…") >= times
    assert shown[:5] == text[:5]


def test_a_short_sentence_is_left_as_it_is() -> None:
    text = "The file “/a/b  c.json” cannot be read: it is «\u00a0locked\u00a0»."

    assert str(SheetError(text)) == text
    assert Sentence(text) == text


def test_the_whole_is_kept() -> None:
    error = SheetError(f"The file “{PATH}” cannot\nbe read.")
    assert error.whole == f"The file “{PATH}” cannot be read."

    # Of what it was raised from, too.
    assert SourceError(str(error)).whole == error.whole

    (warning,) = sentences([str(error), str(error)])
    assert isinstance(warning, Sentence)
    assert (warning, warning.whole) == (str(error), error.whole)


def test_a_sentence_is_shortened_once() -> None:
    shown = shortened(one_line("a " * 400))

    assert Sentence(shown) == shown
    assert Sentence(Sentence("b " * 400)).whole == one_line("b " * 400)
