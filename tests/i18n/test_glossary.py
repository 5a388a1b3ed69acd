# SPDX-License-Identifier: GPL-3.0-or-later
"""One French word for one thing: the glossary of the guide against the translations."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from srce_pac.core.common.files import ROOT

TS = ROOT / "i18n" / "srce_pac_fr.ts"
GUIDE = ROOT / "docs" / "guide.fr.md"
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def glossary() -> list[tuple[str, str, list[str]]]:
    """Each word with its English one and those that are not to be used for it."""
    section = GUIDE.read_text(encoding="utf-8").partition("## Les mots")[2]
    rows = [row for row in ROW.findall(section) if row[0] != "Mot"]
    return [(word, english, others.split(", ")) for word, english, others in rows]


def sentences() -> Iterator[tuple[str, str]]:
    """The English and the French of the interface, without values and mnemonics."""
    for message in ET.parse(TS).iter("message"):
        french = message.find("translation")
        assert french is not None
        texts = message.findtext("source", ""), "".join(french.itertext())
        english, translated = (re.sub(r"\{\w*\}|&", "", text) for text in texts)
        yield english, translated


def has(text: str, *forms: str) -> bool:
    return re.search(rf"\b(?:{'|'.join(forms)})\b", text, re.IGNORECASE) is not None


def english_forms(word: str) -> tuple[str, str]:
    """A word and its plural: “light bases”, “summaries”."""
    return word, f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def french_forms(words: str) -> tuple[str, str]:
    """Words and their plural, but of what a preposition joins: “mises en page”, “fonds légers”."""
    head, *joined = re.split(r"(?= (?:en|des?) )", words, maxsplit=1)
    return words, "".join([re.sub(r"\b(?=\s|$)", "s", head), *joined])


def test_the_words_of_the_glossary_are_used() -> None:
    assert len(glossary()) > 5
    missing = [
        (english, french)
        for word, wanted, _ in glossary()
        for english, french in sentences()
        if has(english, *english_forms(wanted)) and not has(french, *french_forms(word))
    ]
    assert missing == []


def test_no_other_word_stands_for_one_of_them() -> None:
    others = [other for *_, words in glossary() for other in words]
    found = [
        (other, french)
        for other in others
        for _, french in sentences()
        if has(french, *french_forms(other))
    ]
    assert found == []
