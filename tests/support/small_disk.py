# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk of its own for a test, small or one that can only be read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from srce_pac.tests.support.missing import MissingError, find_program


@contextmanager
def disk(folder: Path, size: str = "1m", read_only: bool = False) -> Iterator[Path]:
    """Mount a disk in memory on a folder, which is made, and unmount it after the body."""
    if os.geteuid() != 0:
        raise MissingError("only root can mount a disk")
    folder.mkdir()
    mount = [find_program("mount"), "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        raise MissingError("no disk can be mounted here")
    try:
        if read_only:
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
