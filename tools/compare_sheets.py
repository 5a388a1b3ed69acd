#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare two folders of printed sheets, such as two ``out/gallery/sheets``, as text and picture.

Usage: ``python3 tools/compare_sheets.py BEFORE AFTER``. A line tells of each file that differs or
is in one folder alone; the exit code is 1 if there is any, 2 if a folder is empty or not there.
Needs pdftotext and pdftoppm.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

DPI = 60


def difference(before: Path, after: Path) -> str:
    """How two files differ, in a few words; empty if they look and read the same."""
    for file, other in ((before, after), (after, before)):
        if not other.exists():
            return f"only in {file.parent}"
    if before.suffix != ".pdf":
        return "" if before.read_bytes() == after.read_bytes() else "its bytes differ"
    found = []
    if text(before) != text(after):
        found.append("its text differs")
    share = differing_pixels(picture(before), picture(after))
    if share:
        found.append(f"{share:.2%} of its pixels differ")
    return ", ".join(found)


def text(pdf: Path) -> bytes:
    return run("pdftotext", "-layout", str(pdf), "-")


def picture(pdf: Path) -> bytes:
    """All pages as PPM, one after the other."""
    return run("pdftoppm", "-r", str(DPI), str(pdf))


def run(*command: str) -> bytes:
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def differing_pixels(before: bytes, after: bytes) -> float:
    """The share of three-byte pixels that differ; all of them where the sizes differ."""
    if len(before) != len(after):
        return 1.0
    if before == after:
        return 0.0
    pixels = range(0, len(before), 3)
    return sum(before[at : at + 3] != after[at : at + 3] for at in pixels) / len(pixels)


def compare(before: Path, after: Path) -> list[str]:
    """A line for each file that differs."""
    names = sorted({file.name for folder in (before, after) for file in folder.iterdir()})
    # Threads, because the work is done by other programs.
    with ThreadPoolExecutor() as pool:
        found = pool.map(lambda name: difference(before / name, after / name), names)
        lines = [f"{name}: {what}" for name, what in zip(names, found) if what]
    print(*lines, f"{len(names) - len(lines)} files are the same, {len(lines)} differ.", sep="\n")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    options = parser.parse_args(arguments)
    for folder in (options.before, options.after):
        if not folder.is_dir():
            parser.error(f"There is no folder {folder}.")
        if not any(folder.iterdir()):
            parser.error(f"The folder {folder} is empty: print the sheets first (make gallery).")
    return 1 if compare(options.before, options.after) else 0


if __name__ == "__main__":
    sys.exit(main())
