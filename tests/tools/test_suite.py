# SPDX-License-Identifier: GPL-3.0-or-later
"""The suite itself: what a test lacks is never passed over in CI, two runs do not meet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MODULE = """
from srce_pac.tests.support.missing import find_program


def test_a_program() -> None:
    find_program("no-such-program")


def test_sample_data(shared) -> None:
    pass
"""


def run(checkout: Path, *arguments: str, **environment: str) -> str:
    """What pytest says at the end of a run in a checkout of nothing but the tests' own parts."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CI", "PYTEST_", "QGIS_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *arguments],
        cwd=checkout,
        env={**kept, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.splitlines()[-1]


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """A checkout without sample data beside it, and one module of tests."""
    tests = tmp_path / "checkout" / "tests"
    (tests / "support").mkdir(parents=True)
    for name in ("conftest.py", "support/missing.py"):
        (tests / name).write_bytes((root / "tests" / name).read_bytes())
    (tests.parent / "pyproject.toml").write_bytes((root / "pyproject.toml").read_bytes())
    (tests.parent / "__init__.py").touch()
    (tests / "test_needy.py").write_text(MODULE, encoding="utf-8")
    return tests.parent


@pytest.mark.parametrize(
    ("environment", "outcome"), [({"CI": "true"}, "1 failed, 1 error"), ({}, "2 skipped")]
)
def test_what_is_missing_fails_in_ci_alone(
    checkout: Path, environment: dict[str, str], outcome: str
) -> None:
    assert outcome in run(checkout, **environment)


def test_every_worker_of_every_run_has_settings_of_its_own(checkout: Path) -> None:
    settings = checkout / ".qgis-settings"
    module = f"""
import os
from qgis.PyQt.QtCore import QStandardPaths


def test_settings() -> None:
    settings = os.environ["QGIS_CUSTOM_CONFIG_PATH"]
    caches = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation)
    assert caches.startswith(settings)
    with open({str(checkout / "settings.txt")!r}, "a", encoding="utf-8") as file:
        print(settings, file=file)
"""
    for name in ("one", "other"):
        (checkout / "tests" / f"test_{name}.py").write_text(module, encoding="utf-8")
    for workers in (2, 1):
        end = run(checkout, f"-n{workers}", "--dist=loadfile", "-k", "settings")
        assert "2 passed" in end
    used = (checkout / "settings.txt").read_text(encoding="utf-8").splitlines()
    assert len(used) == 4
    assert len(set(used)) == 3
    assert all(Path(folder).parent == settings for folder in used)
    assert list(settings.iterdir()) == []
