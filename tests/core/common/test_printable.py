# SPDX-License-Identifier: GPL-3.0-or-later
"""No control character comes into a file or onto a sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.common.files import write_whole
from srce_pac.core.common.printable import printable


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Haynecourt", "Haynecourt"),
        ("Cambrai – Œuilly\u00a0: é\u0301 名 🌿", "Cambrai – Œuilly\u00a0: é\u0301 名 🌿"),
        ("a\tb\nc\r\nd", "a\tb\nc\r\nd"),
        ("a\x00b\x08c\x1bd\x7fe\x9ff", "abcdef"),
        ("Saint\x0bAndré\x0c\x85x\ry", "Saint André  x y"),
        ("a\ud800b\udfff", "ab"),
        ("a\ufffeb\uffffc", "abc"),
        ("", ""),
    ],
)
def test_what_is_left_of_a_text(text: str, left: str, tmp_path: Path) -> None:
    assert printable(text) == left
    write_whole(tmp_path / "a", text)
    assert (tmp_path / "a").read_bytes() == left.encode()
