# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the real QGIS application under Xvfb with a task for `drive`, and reads what it saw."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from qgis.PyQt.QtGui import QImage

from srce_pac.tests.support.missing import find_program

# Only a QGIS that hangs takes as long, however busy the machine is.
QGIS_SECONDS = 1200

SETTINGS = """[PythonPlugins]
srce_pac={plugin}

[qgis]
showTips=false
checkVersion=false

[app]
askToSaveProjectChanges=false

[UI]
UITheme=default

[locale]
overrideFlag=true
userLocale={language}
globalLocale={language}_FR

[srce_pac]
export_folder={folder}
"""

# The first test that asks for a session waits for those before it too.
TIME_LIMIT = pytest.mark.timeout(3 * QGIS_SECONDS)
# What every test of the application is marked with.
MARKS = [TIME_LIMIT, pytest.mark.early]


@dataclass
class Session:
    """A QGIS that ran and ended: what the driver noted, where it put its pictures."""

    seen: dict[str, Any]
    folder: Path
    profile: Path
    project: Path

    def image(self, name: str) -> QImage:
        image = QImage(str(self.folder / f"{name}.png"))
        assert not image.isNull(), name
        return image


def run_qgis(
    root: Path,
    profile: Path,
    name: str,
    do: str,
    project: Path,
    language: str = "en",
    plugin: bool = True,
    **more: str,
) -> Session:
    """Start QGIS with a task and wait for its end; `profile` keeps its state for a next run.

    `more` is what the task has to know besides.
    """
    # Not in the checkout, where another run of the suite may be under way.
    folder = profile / "evidence" / name
    folder.mkdir(parents=True)
    ini = profile / "profiles" / "default" / "QGIS" / "QGIS3.ini"
    if not ini.exists():
        ini.parent.mkdir(parents=True)
        ini.write_text(
            SETTINGS.format(plugin=str(plugin).lower(), language=language, folder=folder),
            encoding="utf-8",
        )
    # QGIS pastes the script's path into Python code, so it may not stand in a folder of any name.
    script = profile / "drive.py"
    script.write_text("import srce_pac.tests.e2e.drive\n", encoding="utf-8")
    task = {"do": do, "project": str(project), **more}
    (folder / "task.json").write_text(json.dumps(task), encoding="utf-8")
    command = [
        *(find_program("xvfb-run"), "-a", "-s", "-screen 0 1240x780x24"),
        *(find_program("qgis"), "--nologo", "--noversioncheck"),
        *("--profiles-path", str(profile), "--code", str(script)),
    ]
    with (folder / "qgis.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=root,
            env=environment(folder),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait(QGIS_SECONDS)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            shutil.copytree(folder, root / ".build" / "e2e" / name, dirs_exist_ok=True)
    written = folder / "seen.json"
    log_text = (folder / "qgis.log").read_text(encoding="utf-8", errors="replace")
    assert written.exists(), f"QGIS ended before its task: {log_text[-3000:]}"
    seen = json.loads(written.read_text(encoding="utf-8"))
    assert seen["errors"] == [], "\n".join(seen["errors"])
    assert seen["done"]
    assert process.returncode == 0, log_text[-3000:]
    return Session(seen, folder, profile, project)


def environment(folder: Path) -> dict[str, str]:
    """The machine's, without what the test session set for its own QGIS."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("QGIS_", "QT_", "PYTHON", "VIRTUAL_ENV"))
    }
    kept["QGIS_PLUGINPATH"] = str(Path(".build", "plugins"))
    kept["SRCE_PAC_TASK"] = str(folder / "task.json")
    kept["LC_ALL"] = "C.UTF-8"
    # A desktop's own file dialog could not be worked by a test.
    kept.pop("XDG_CURRENT_DESKTOP", None)
    return kept
