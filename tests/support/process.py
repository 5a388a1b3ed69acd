# SPDX-License-Identifier: GPL-3.0-or-later
"""The real qgis_process, run as a script would run it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

from srce_pac.tests.support.missing import find_program

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Answer:
    """What a run of qgis_process came to."""

    status: int
    output: str
    errors: str

    @property
    def results(self) -> dict[str, Any]:
        results: dict[str, Any] = json.loads(self.output)["results"]
        return results

    @property
    def last_error(self) -> str:
        """The last thing said, which is what the algorithm refused."""
        return [line for line in self.errors.splitlines() if line.strip()][-1].strip()


Process = Callable[..., Answer]

# A profile in which the plugin is enabled, once there is one: QGIS takes seconds to make it.
_ready: list[Path] = []


def new_process(folder: Path) -> Process:
    """Runs qgis_process from a folder, in a new profile of its own; `given` is what it reads."""
    # Unbuffered: what it says before it crashes is not lost.
    program = [find_program("stdbuf"), "-o0", find_program("qgis_process.bin", "qgis_process")]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("QGIS_")}
    environment.update(
        # Relative where QGIS writes it into Python code without minding its quotes.
        QGIS_PLUGINPATH="plugins",
        QGIS_CUSTOM_CONFIG_PATH="profile",
        QT_QPA_PLATFORM="offscreen",
        LC_ALL="C.UTF-8",
    )
    (folder / "plugins").mkdir()
    (folder / "plugins" / "srce_pac").symlink_to(ROOT, target_is_directory=True)

    def run(*arguments: str, given: str | None = None) -> Answer:
        done = subprocess.run(
            [*program, *arguments],
            cwd=folder,
            env=environment,
            input=given,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    if not _ready:
        assert run("plugins", "enable", "srce_pac").status == 0
        _ready.append(shutil.copytree(folder / "profile", folder / "ready"))
    else:
        shutil.copytree(_ready[0], folder / "profile")
    return run
