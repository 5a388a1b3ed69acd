# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of patterns that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from srce_pac.core.common.patterns import pattern


def test_does_what_a_compiled_pattern_does() -> None:
    text, compiled = r"(?P<code>\d{5}) \w+", re.compile(r"(?P<code>\d{5}) \w+", re.IGNORECASE)
    late = pattern(text, re.IGNORECASE)
    for _ in range(2):
        found = late.fullmatch("59294 Haynecourt")
        assert found is not None
        assert found["code"] == "59294"
        assert late.sub("", "59294 a, 59350 b") == compiled.sub("", "59294 a, 59350 b")
    assert (late.pattern, late.flags, late.groups) == (text, compiled.flags, 1)
    assert pattern(rb"\d+").findall(b"1 and 22") == [b"1", b"22"]


def test_is_compiled_when_it_is_first_used() -> None:
    wrong = pattern("(")
    with pytest.raises(re.error):
        wrong.match("")
