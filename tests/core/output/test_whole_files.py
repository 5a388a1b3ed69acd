# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the file of a sheet is there and whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from srce_pac.core.output.whole_files import is_whole


@pytest.mark.parametrize(
    ("ending", "content", "is_one"),
    [
        (".pdf", b"%PDF-1.4 x %%EOF\n", True),
        (".pdf", b"%PDF-1.4 x %%EO", False),
        (".pdf", b"", False),
        (".png", b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82", True),
        (".png", b"\x89PNG\r\n\x1a\n....", False),
        (".svg", b"<?xml?><svg></svg>\n", True),
        (".svg", b"<?xml?><svg>", False),
    ],
)
def test_a_file_is_whole_or_not(tmp_path: Path, ending: str, content: bytes, is_one: bool) -> None:
    path = tmp_path / f"x{ending}"
    assert not is_whole(path)
    path.write_bytes(content)
    assert is_whole(path) is is_one
    assert not is_whole(path, len(content) + 1)
    os.unlink(path)
