# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the file of a sheet is there and whole."""

from __future__ import annotations

from pathlib import Path

# How the files of sheets begin and end.
_ENDS = {
    ".pdf": (b"%PDF-", b"%%EOF"),
    ".png": (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    ".svg": (b"<", b"</svg>"),
}
_TAIL = 64


def is_whole(path: Path, size: int = 0) -> bool:
    """Whether a PDF, PNG or SVG is there with its beginning and its end, of `size` bytes if given.

    What cannot be read is not.
    """
    start, end = _ENDS[path.suffix.lower()]
    try:
        with path.open("rb") as file:
            head = file.read(len(start))
            length = file.seek(0, 2)
            file.seek(max(0, length - _TAIL))
            tail = file.read().rstrip()
    except OSError:
        return False
    return head == start and tail.endswith(end) and (not size or length == size)
