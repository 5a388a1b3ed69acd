# SPDX-License-Identifier: GPL-3.0-or-later
"""The sentences of the messages, English and French: short enough for a message bar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from srce_pac.core.common.files import ROOT

FILE = ROOT / "i18n" / "srce_pac_fr.ts"
# Helps and questions are read in windows of their own.
WINDOWS = {"Algorithms", "Dock", "Options", "ProfileEditor", "Cartouche"}
# Characters beside the values, which need some of the 200 as well.
LONGEST = 175


def sentences() -> Iterator[tuple[str, str]]:
    """The context of each sentence with values, and its words in one of the languages."""
    for context in ElementTree.parse(FILE).iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            source, translation = message.findtext("source", ""), message.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.iter("numerusform")]
            if "{" in source and name not in WINDOWS:
                yield from ((name, text) for text in (source, *forms, translation.text or ""))


def test_there_are_sentences_of_many_contexts() -> None:
    assert len({name for name, _ in sentences()}) > 15


def test_what_stands_around_the_values_leaves_room_for_them() -> None:
    bare = {(name, re.sub(r"\{\w*\}", "", text)) for name, text in sentences()}
    assert {one for one in bare if len(one[1]) > LONGEST} == set()


def test_a_sentence_is_one_line() -> None:
    assert {one for one in sentences() if re.search(r"[\x00-\x1f\u2028]", one[1].strip())} == set()
