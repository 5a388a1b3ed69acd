# SPDX-License-Identifier: GPL-3.0-or-later
"""French typography of the texts that are printed.

All spaces that hold are U+00A0: the narrow U+202F is lacking in Liberation Sans and in Arial, and
Qt would take it from another font, whose lines are higher.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from typing import Optional

from .patterns import pattern

HELD = "\u00a0"

# What is found, and what is put in its place; none where the spaces in it hold.
_Rule = tuple["re.Pattern[str]", Optional[str]]

# Spaces on a line, and what stands for a piece that is left as it is while the rest is mended.
_SP = "[ \u00a0\u2007\u2009\u202f]"
_MARK = "\uffff"

_MONTHS = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    r"janv\.|févr\.|avr\.|juil\.|sept\.|oct\.|nov\.|déc\."
)
_UNITS = (
    "[kcdmµ]?m[²³23]?|ha|km/h|k?[gt]|h?l|min|[hs]|[kMG]?Wh?|kV|[kM]?€|euros?|°[CF]?|%|‰|dpi|ppp|pt|"
    r"[kMG]o|px|hab\.|habitants?|hectares?|(?:kilo|centi|milli)?mètres?"
)
_EXTENSIONS = (
    "pdf|png|svg|jpe?g|tiff?|webp|qg[sz]|qml|qpt|sld|gpkg|shp|shx|dbf|prj|cpg|fgb|csv|tsv|txt|"
    "geojson|json|xml|html?|css|gml|kml|kmz|tab|mif|mid|zip|7z|xlsx?|docx?|od[tsg]|pptx?|py|sqlite|"
    "fr|eu|com|org|net"
)

# What is no prose, whatever it looks like.
_LEFT_ALONE = pattern(
    r"\[%.*?%\]"
    r"|<!--.*?-->|<(?P<tag>style|script)\b.*?</(?P=tag)>|</?[A-Za-z!][^<>]*>|&(?:\w+|\#\w+);"
    r"|\b(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)[^\s<>«»]*[^\s<>«».,;:!?)\]'’\"]"
    r"|[^\s<>«»@(:;,]+@[^\s<>«»@]+\.\w+"
    r"|\b[A-Za-z]:[\\/][^\s<>«»]*|(?<!\S)(?:~|\.{1,2})?[/\\][\w.'’-]+[/\\][^\s<>«»]*"
    rf"|[\w'./\\~%-]*\w\.(?:{_EXTENSIONS})(?!\w)"
    rf"|\d+:\d{{1,3}}(?:{_SP}\d{{3}})+(?!\d)|\d+(?::\d+)+"
    rf"|\b[A-Z]{{2,}}:\w+|{_MARK}",
    re.DOTALL,
)

# Each rule with what it puts in the place of what it finds, in the order in which they apply.
_SPACES: tuple[_Rule, ...] = (
    # One space, which holds where one of several does.
    (pattern(r"  +"), " "),
    (pattern(rf"{_SP}*[\u00a0\u2007\u2009\u202f]{_SP}*"), HELD),
    # Signs that no line begins with: two parts, quotation marks, dashes between words.
    (pattern(rf"(?<=\S){_SP}(?=[:;!?»›…])"), HELD),
    (pattern(rf"(?<=\S){_SP}(?=[–—/|•·=→×-](?:{_SP}|$))", re.M), HELD),
    (pattern(rf"(?<=[\w)\]»”’…%°€.²{_MARK}])(?=[;!?]+(?:[\s»)\]]|$))"), HELD),
    (pattern(rf"(?<=[\w)\]»”’…%°€²{_MARK}])(?=:(?:[\s»]|$))"), HELD),
    (pattern(r"(?<=[^\s«])(?=»)"), HELD),
    (pattern(rf"«{_SP}?(?=\S)"), f"«{HELD}"),
    # The sign that begins a paragraph of a list.
    (pattern(rf"^({_SP}?[–—•·▪-]){_SP}(?=\S)", re.M), rf"\1{HELD}"),
    # Numbers, and what is told of them.
    (pattern(rf"(?<![\w.,:])\d{{1,3}}(?:{_SP}\d{{3}})+(?!\d)"), None),
    (pattern(rf"(?<=\d){_SP}(?=(?:{_UNITS})(?![\w²³]))"), HELD),
    (pattern(rf"(?<=\d{HELD}h){_SP}(?=\d)"), HELD),
    (pattern(rf"(?i)(?<!\d)(\d\d?|1er){_SP}(?=(?:{_MONTHS})(?!\w))"), rf"\1{HELD}"),
    (pattern(rf"(?i)(?<!\w)({_MONTHS}){_SP}(?=\d{{4}}(?!\d))"), rf"\1{HELD}"),
    (pattern(rf"(?<!\w)([Nn][°º]s?){_SP}?(?=\d)"), rf"\1{HELD}"),
    (pattern(rf"(?<!\w)((?:[Aa]rt\.|[Aa]rticles?)){_SP}(?=[LRDA]\*?\.|\d)"), rf"\1{HELD}"),
    (pattern(rf"(?<![\w.])([LRDA]\*?\.){_SP}(?=\d)"), rf"\1{HELD}"),
    (
        pattern(
            r"(?<![\w.-])((?:pp?|figs?|vol|chap|al|éd|cf)\.|§§?|BP|CS|[Pp]ages?|[Aa]nnexe|Lambert|"
            rf"CARTE|PLAN|[Cc]arte|[Pp]lan|[<>≤≥≈±]){_SP}(?=\d)"
        ),
        rf"\1{HELD}",
    ),
    # Who is spoken of.
    (
        pattern(rf"(?<![\w.’'-])(MM?\.|M(?:me|lle|gr)s?|Dr|Pr|Me){_SP}(?=[A-ZÀ-ÖØ-ÝŒ])"),
        rf"\1{HELD}",
    ),
    (pattern(rf"©{_SP}(?=\S)"), f"©{HELD}"),
    # Licences with their versions.
    (pattern(rf"(?<!\w)CC{_SP}(?=BY)"), f"CC{HELD}"),
    (
        pattern(rf"(?<!\w)(BY(?:-(?:NC|ND|SA))*|ODbL|CC0|Licence[ {HELD}][Oo]uverte){_SP}(?=v?\d)"),
        rf"\1{HELD}",
    ),
)
_LETTERS: tuple[_Rule, ...] = (
    (pattern(rf"(?<=[^\W\d_])['´ʼ‘](?=[\w«“\"(\[{_MARK}])"), "’"),
    # Quotation marks of a typewriter around words; not the sign of inches or seconds.
    (pattern(r'(?<![\w"])"(?=[^\s"])([^"\n]*[^\s"])"(?![\w"])'), rf"«{HELD}\1{HELD}»"),
    (pattern(r"(?<![./\\])\.\.\.(?![./\\])"), "…"),
    (pattern(r"(?<=\S) - (?=\S)"), " – "),
)
_ANY_SPACE = pattern(_SP)


@functools.lru_cache(maxsize=5_000)
def french(text: str) -> str:
    """A text as French is set: apostrophes, ellipses, dashes, and the spaces of `french_spaces`.

    Addresses, file names, codes, times, ratios, expressions and tags are left as they are.
    """
    # Letters that are two characters, as some systems write them, are not found in every font.
    return _mended(unicodedata.normalize("NFC", text), (*_LETTERS, *_SPACES))


def french_line(text: str) -> str:
    """A text as `french` sets it, of what no line is broken in, such as titles of documents."""
    return french(text).replace(HELD, " ")


@functools.lru_cache(maxsize=1_000)
def french_spaces(text: str) -> str:
    """A text as typed but for its spaces: single, and held where no line may be broken."""
    return _mended(text, _SPACES)


def _mended(text: str, rules: Sequence[_Rule]) -> str:
    if len(text) < 2 or (text.isalpha() and text.isascii()):
        return text
    kept: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        kept.append(found[0])
        return _MARK

    text = _LEFT_ALONE.sub(put_aside, text)
    for rule, replacement in rules:
        text = rule.sub(_held if replacement is None else replacement, text)
    pieces = text.split(_MARK)
    return "".join(piece + put_back for piece, put_back in zip(pieces, [*kept, ""]))


def _held(found: re.Match[str]) -> str:
    return _ANY_SPACE.sub(HELD, found[0])
