# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever may not install what is missing is told what that is, on the screen."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def test_without_root_and_sudo_the_missing_packages_are_named(root: Path, tmp_path: Path) -> None:
    # The machine's programs, less one that the demonstration needs, less sudo, for no root.
    for program in Path("/usr/bin").iterdir():
        if program.name not in ("pdftoppm", "sudo", "id"):
            (tmp_path / program.name).symlink_to(program)
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n", encoding="utf-8")
    (tmp_path / "id").chmod(0o755)
    done = subprocess.run(
        ["/usr/bin/bash", root / "tools" / "setup.sh", "demo"],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "poppler-utils" in done.stderr
    assert "install sudo" in done.stderr
