# SPDX-License-Identifier: GPL-3.0-or-later
"""Which codes may be those of communes."""

from __future__ import annotations

import pytest

from srce_pac.core.territory.commune_numbers import is_commune_code


@pytest.mark.parametrize(
    "code", ["01001", "59670", "62909", "2A004", "2B366", "75056", "97411", "97801", "98735"]
)
def test_communes_have_them(code: str) -> None:
    assert is_commune_code(code)


@pytest.mark.parametrize(
    "code",
    [
        *("", "59", "593", "5901", "590294", "200068500", "59 294", "5929A", "59000", "59999"),
        *("75101", "69381", "13201", "20001", "96001", "00001", "97490", "99131", "05901"),
    ],
)
def test_other_territories_have_them(code: str) -> None:
    assert not is_commune_code(code)
