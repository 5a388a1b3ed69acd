# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes of communes, départements and EPCIs, as offices, spreadsheets and the cadastre write them.

A column is read as what it holds: the same digits are an INSEE code in one and, in another, a code
of the DGFiP that lost the zero in front.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..common.attribute_values import plain_value
from ..common.patterns import pattern
from .commune_numbers import is_commune_code

INSEE = pattern(r"(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])\d{3}|9[78]\d{3}")
SIREN = pattern(r"[1-9]\d{8}")
# Département, its direction of the DGFiP, commune: 59 0 294, 97 4 411.
_DGFIP = pattern(r"(?:\d\d|2[AB])\d\d{3}")
# A section of the cadastre, a sheet of its plan or a parcel starts with the code of its commune.
_IDU = pattern(r"(?:\d\d|2[AB])\d{3}\d{3}(?:[0-9A-Z]{2}(?:\d{2}|\d{4})?)?")
_DEPARTEMENT = pattern(r"0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-9]|98[4-9]")
_DECIMALS = pattern(r"(\d+)[.,]0*")
# A title, as it stands in a list: `Haynecourt (59294)`, `Bordeaux (33063, Gironde)`.
_IN_TITLE = pattern(r" \((\w+)(?:, [^()]*)?\)$")
_SEPARATORS = pattern(r"[/;,|+&\s]+")
# What surrounds a code of a spreadsheet that was kept from being a number, or a list of one.
_AROUND = "'\"=[](){}`\u2019\u2018\u201c\u201d"
# Words for a code that is not there: Admin Express's, INSEE's and those of spreadsheets.
NO_CODE = frozenset({"", "NR", "NC", "ND", "NULL", "NONE", "NAN", "N/A", "-", "0", "Z" * 9})

# The arrondissements of three communes: the first, the last, and the commune.
_ARRONDISSEMENTS = (
    ("13201", "13216", "13055"),
    ("69381", "69389", "69123"),
    ("75101", "75120", "75056"),
)


def tidy(value: object) -> str | None:
    """A value as the text of a code, in capitals and without any blank; None where it is none.

    Empty where nothing is there.
    """
    if type(value) is str and value.isalnum() and value.isascii():
        return value.upper()
    value = plain_value(value)
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return tidy(value[0]) if len(value) == 1 else ("" if not value else None)
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        is_whole = math.isfinite(value) and value >= 0 and value == int(value)
        return str(int(value)) if is_whole else None
    # Full-width digits and the like become the usual ones.
    usual = unicodedata.normalize("NFKC", plain_text(str(value)))
    text = "".join(usual.split()).upper().strip(_AROUND)
    decimals = _DECIMALS.fullmatch(text)
    return decimals[1] if decimals else text


def codes_meant(text: str) -> Iterator[str]:
    """The codes that a text of a user may be, the likeliest first.

    It stands alone or in a title, has blanks in it, has lost its zero, or is the DGFiP's.
    """
    titled = _IN_TITLE.search(text)
    code = tidy(titled[1] if titled else text) or ""
    readings = (code, "0" + code if len(code) == 4 else "", dgfip_code(code))
    return filter(None, readings)


def plain_text(text: str) -> str:
    """A text on one line, with usual blanks and no character that cannot be seen."""
    if text.isprintable():
        return text.strip()
    seen = (" " if c.isspace() else c for c in text if c.isprintable() or c.isspace())
    return " ".join("".join(seen).split())


@dataclass(frozen=True)
class Codes:
    """The codes of a column, empty where there is none, and the rows where it cannot be made."""

    codes: list[str]
    failed: list[int]


def read_column(
    values: Sequence[object], departements: Sequence[object] = (), is_sure: bool = False
) -> Codes:
    """The codes, INSEE or SIREN, of a column of a layer.

    `departements` are the values of the column beside it, without which a number of three digits
    is no code; `is_sure` tells that nothing else can be in a column of this name.
    """
    codes = [v if type(v) is str and len(v) == 5 and v.isdigit() else "" for v in values]
    odd = [i for i, code in enumerate(codes) if not code or not INSEE.fullmatch(code)]
    texts = {i: tidy(values[i]) or "" for i in odd}
    beside = {i: departement_in(departements[i]) for i in odd} if departements else {}
    column = _Column(texts, beside, is_sure, len(codes) - len(odd))
    failed = []
    for i in odd:
        codes[i] = column.code(i)
        if not codes[i]:
            failed.append(i)
    return Codes(codes, failed)


class _Column:
    """The codes of a column that are not written as those of INSEE are."""

    def __init__(
        self, texts: dict[int, str], departements: dict[int, str], is_sure: bool, plain: int
    ) -> None:
        """`plain` is the number of the rows whose codes are INSEE's as they stand."""
        self._texts = texts
        self._departements = departements
        five = plain + sum(1 for t in texts.values() if len(t) == 5)
        six = sum(1 for t in texts.values() if len(t) == 6 and _DGFIP.fullmatch(t))
        # A column of the DGFiP's codes of which some have lost their zero.
        self._is_dgfip = six > five
        four = ["0" + t for t in texts.values() if len(t) == 4 and t.isdigit()]
        self._lost_zeros = is_sure or bool(plain) or all(map(is_commune_code, four))
        # 593, the arrondissement, has the digits of its département in front: no commune's number.
        short = [i for i, t in texts.items() if len(t) <= 3 and t.isdigit()]
        self._numbers = is_sure or not all(
            texts[i].startswith(departements.get(i) or "?") for i in short
        )

    def code(self, row: int) -> str:
        """The code of a row, or nothing."""
        text = self._texts[row]
        if SIREN.fullmatch(text):
            return text
        departement = self._departements.get(row, "")
        found = [code for code in self._readings(text, departement) if INSEE.fullmatch(code)]
        # Of two readings, the one that lies in the département that is told.
        there = [code for code in found if departement_code(code) == departement]
        return (there or found or [""])[0]

    def _readings(self, text: str, departement: str) -> Sequence[str]:
        """What a text may stand for, the likeliest first."""
        size = len(text)
        if size == 5:
            return self._of_five(text, departement)
        if size == 6:
            return (dgfip_code(text),)
        if size <= 4:
            return self._of_few(text, departement) if text.isdigit() else ()
        return [code[:5] for code in (text, "0" + text) if _IDU.fullmatch(code)]

    def _of_five(self, text: str, departement: str) -> Sequence[str]:
        padded = dgfip_code("0" + text)
        if self._is_dgfip:
            return padded, text
        return (text, padded) if departement == padded[:2] else (text,)

    def _of_few(self, text: str, departement: str) -> Sequence[str]:
        """The codes that a number stands for: one that lost a zero, or one in a département."""
        if len(text) == 4:
            code = "0" + text
            return (code,) if self._lost_zeros or departement == code[:2] else ()
        if not departement or not self._numbers:
            return ()
        return (departement + text.zfill(3)[-(5 - len(departement)) :],)


def dgfip_code(text: str) -> str:
    """The INSEE code of a commune in the DGFiP's six characters, or nothing: 590294 is 59294.

    Overseas the direction is the third digit of the département, that the commune's number
    repeats: 974411 is 97411, and so is 974011, as some write it.
    """
    if not _DGFIP.fullmatch(text):
        return ""
    if text.startswith(("97", "98")):
        return text[:3] + text[4:] if text[3] in ("0", text[2]) else ""
    return text[:2] + text[3:]


def departement_code(code: str) -> str:
    """The code of the département of a commune, from its INSEE code.

    That of an overseas collectivity has three digits as well.
    """
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def departement_in(value: object) -> str:
    """The code of a département in the value of a column of them, or nothing, as of a name."""
    text = tidy(value) or ""
    if len(text) == 3 and not _DEPARTEMENT.fullmatch(text):
        # 059, or the DGFiP's 590.
        text = text[1:] if text[0] == "0" else text[:2]
    text = text.zfill(2) if text else ""
    return text if _DEPARTEMENT.fullmatch(text) or text == "97" else ""


def holder_of_arrondissement(code: str) -> str:
    """The commune of a municipal arrondissement of Paris, Lyon or Marseille; else nothing."""
    for first, last, commune in _ARRONDISSEMENTS:
        if first <= code <= last:
            return commune
    return ""


def read_list(value: object, pattern: re.Pattern[str]) -> tuple[tuple[str, ...], bool]:
    """The codes that a value lists, and whether all of it could be understood.

    They stand with slashes, commas, semicolons, bars or blanks between, or as a list.
    """
    if type(value) is str and pattern.fullmatch(value):
        return (value,), True
    value = plain_value(value)
    whole = tidy(value) if not isinstance(value, (list, tuple)) else ""
    if whole is None:
        return (), False
    # A SIREN with blanks in it, or one that was kept as a real number.
    if whole and _listed(whole, pattern):
        return (_listed(whole, pattern),), True
    parts = value if isinstance(value, (list, tuple)) else _SEPARATORS.split(plain_text(str(value)))
    texts = [tidy(part) or "" for part in parts] if value is not None else []
    texts = [text for text in texts if text not in NO_CODE]
    codes = [code for code in (_listed(text, pattern) for text in texts) if code]
    if not codes and texts:
        # Blanks stand in the codes as well as between them.
        codes = _run_on("".join(texts), pattern)
    if not codes and pattern is SIREN and all(len(t) > 2 and t.isalnum() for t in texts):
        # Groups of communes of an office's own have codes of their own.
        codes = texts
    return tuple(dict.fromkeys(codes)), bool(codes) or not texts


def _listed(text: str, pattern: re.Pattern[str]) -> str:
    if pattern.fullmatch(text):
        return text
    is_short = pattern is INSEE and len(text) == 4 and pattern.fullmatch("0" + text)
    return "0" + text if is_short else ""


def _run_on(text: str, pattern: re.Pattern[str]) -> list[str]:
    size = 9 if pattern is SIREN else 5
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    return pieces if all(pattern.fullmatch(piece) for piece in pieces) else []


def whole_number(value: object) -> int:
    """The number of people that a value says, 0 where it says none."""
    if type(value) is int:
        return max(value, 0)
    text = tidy(value) or ""
    try:
        return max(int(float(text)), 0)
    except (ValueError, OverflowError):
        return 0
