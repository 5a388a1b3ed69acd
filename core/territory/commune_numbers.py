# SPDX-License-Identifier: GPL-3.0-or-later
"""The INSEE codes that communes may have: a département, and a number that it has given."""

from __future__ import annotations

# The highest number of each département in 2025, from the data of data/README.md; overseas as INSEE
# lists it. Numbers follow the alphabet: those of new communes lie hardly beyond. The municipal
# arrondissements of Paris, Lyon and Marseille do, and so do most cantons that are read as communes.
_HIGHEST = (
    "01 457 02 834 03 321 04 245 05 184 06 163 07 349 08 503 09 342 10 445 11 441 12 307 13 119 "
    "14 764 15 269 16 425 17 486 18 290 19 289 21 717 22 391 23 266 24 587 25 635 26 382 27 701 "
    "28 426 29 302 2A 363 2B 366 30 356 31 593 32 468 33 555 34 344 35 363 36 248 37 282 38 567 "
    "39 586 40 334 41 297 42 339 43 268 44 225 45 349 46 340 47 328 48 198 49 382 50 648 51 664 "
    "52 550 53 276 54 602 55 586 56 264 57 767 58 313 59 670 60 703 61 513 62 909 63 473 64 560 "
    "65 482 66 234 67 562 68 386 69 299 70 583 71 591 72 386 73 330 74 315 75 56 76 759 77 534 "
    "78 688 79 357 80 836 81 326 82 195 83 154 84 151 85 307 86 300 87 206 88 532 89 486 90 105 "
    "91 692 92 78 93 79 94 81 95 690 971 34 972 34 973 62 974 24 975 2 976 17 977 1 978 1 986 13 "
    "987 58 988 33"
)
_PARTS = _HIGHEST.split()
_NUMBERS = dict(zip(_PARTS[::2], map(int, _PARTS[1::2])))

# Room for communes to come, in départements of three digits for the number.
_MORE = 25


def is_commune_code(code: str) -> bool:
    """Whether a text is an INSEE code that a commune has or may have."""
    length = 3 if code.startswith(("97", "98")) else 2
    departement, number = code[:length], code[length:]
    if len(code) != 5 or departement not in _NUMBERS or not number.isdecimal():
        return False
    more = _MORE if length == 2 else 0
    return 0 < int(number) <= _NUMBERS[departement] + more
