# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user is told, as one sentence that a message bar shows whole.

A sentence names files, layers and entries, and these come from outside: a path may have hundreds
of letters, a field a line break in its name. Who writes a sentence puts such a value between “ ”
as it is; here the sentence is made short and of one line, at the cost of the middle of its values.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from .harmless import harmless_text
from .patterns import pattern

# What QGIS's message bar shows in two lines of a window 900 pixels wide.
LONGEST = 200
# Letters of a value that tell it from others; fewer are left where there are many values.
_LEAST = (72, 48, 24, 9)
# Letters of what stands between values that still say what it is about.
_STRETCH = 80
_CUT = "…"

# A value, in English and in French quotation marks.
_VALUE = pattern("(?<=“)[^“”]*(?=”)|(?<=«[ \u00a0\u202f])[^«»]*(?=[ \u00a0\u202f]»)")
# Bidirectional marks would turn the sentence round. Halves of a pair cannot be shown.
_BREAKING = ("Cc", "Zl", "Zp", "Cs")
_TURNING = {*"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"}


class Sentence(str):
    """A sentence of one line, without control characters, of at most LONGEST letters.

    `whole` is the same with all of its values, for tool tips and logs; `remedy`, one of
    `remedy`'s words, is what the user can do about it at once, if anything, and `about` what it is
    to be done with: a source, a département.
    """

    whole: str
    remedy: str
    about: str

    def __new__(cls, text: str, remedy: str = "", about: str = "") -> Sentence:
        whole = text.whole if isinstance(text, Sentence) else one_line(text)
        made = super().__new__(cls, text if isinstance(text, Sentence) else shortened(whole))
        made.whole = whole
        made.remedy = remedy or getattr(text, "remedy", "")
        made.about = about or getattr(text, "about", "")
        return made


def sentences(texts: Iterable[str]) -> list[str]:
    """Warnings as they are shown, each once."""
    return [Sentence(text) for text in dict.fromkeys(texts)]


def whole(text: str) -> str:
    """A sentence with all of its values, as far as they are known."""
    return text.whole if isinstance(text, Sentence) else text


def one_line(text: str) -> str:
    """A text without line breaks and other control characters, nor secrets of addresses."""
    text = harmless_text(text)
    if text.isprintable():
        return text
    letters = [
        "\n" if unicodedata.category(letter) in _BREAKING else letter
        for letter in text
        if letter not in _TURNING
    ]
    return re.sub(r" *\n[\n ]*", " ", "".join(letters)).strip()


def shortened(text: str, longest: int = LONGEST) -> str:
    """A text of one line that is cut where it hurts least.

    That is in the middle of its values, the longest first, then in the middle of what else is long,
    such as a list of names or what another program says.
    """
    for least in _LEAST:
        if len(text) <= longest:
            break
        text = _with_short_values(text, longest, least)
        text = _with_short_stretch(text, longest)
    return cut(text, longest)


def cut(text: str, longest: int) -> str:
    """A text of at most so many letters: its middle is left out, and more of its end is kept.

    What tells a file, a layer or an entry from others stands at the end of its name.
    """
    if len(text) <= longest:
        return text
    head = (longest - 1) * 2 // 5
    tail = longest - 1 - head
    return f"{text[:head].rstrip()}{_CUT}{text[len(text) - tail :].lstrip()}"


def _with_short_values(text: str, longest: int, least: int) -> str:
    """A text with values cut to one length, at least so many letters."""
    lengths = sorted(len(value) for value in _VALUE.findall(text))
    left, share = longest - (len(text) - sum(lengths)), len(text)
    for number, length in enumerate(lengths):
        share = left // (len(lengths) - number)
        if length > share:
            break
        left -= length
    return _VALUE.sub(lambda value: cut(value[0], max(share, least)), text)


def _with_short_stretch(text: str, longest: int) -> str:
    """A text of which the longest stretch without values is cut, unless it is short."""
    stretch = max(_VALUE.split(text), key=len)
    most = longest - (len(text) - len(stretch))
    return text.replace(stretch, cut(stretch, max(most, _STRETCH)), 1)
