# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip that the plugin site would refuse is refused here, and told why."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from srce_pac.tools import check_package
from srce_pac.tools.check_package import faults

METADATA = """[general]
name=SRCE
description=Prints a map.
description[fr]=Imprime une carte.
about=What it does, at 100 %.
version=1.2.0
qgisMinimumVersion=3.22
qgisMaximumVersion=4.99
author=Somebody
email=somebody@example.org
repository=https://example.org/code
tracker=https://example.org/issues
icon=icon.svg
hasProcessingProvider=yes
"""
GOOD = {
    "srce_pac/LICENSE": "GPL",
    "srce_pac/CHANGELOG.md": "## [1.2.0]\n",
    "srce_pac/metadata.txt": METADATA,
    "srce_pac/__init__.py": "",
    "srce_pac/icon.svg": "<svg/>",
}
LONG_NUMBER = "0123456789abcdef" * 2


def pack(folder: Path, files: Mapping[str, str], executable: str = "") -> Path:
    """A zip of some files, one of which may be executable."""
    file = folder / "package.zip"
    with zipfile.ZipFile(file, "w") as package:
        for name, text in files.items():
            info = zipfile.ZipInfo(name)
            mode = 0o755 if name == executable else 0o644
            info.external_attr = (stat.S_IFREG | mode) << 16
            package.writestr(info, text)
    return file


def test_a_fit_package_has_no_fault(tmp_path: Path) -> None:
    assert list(faults(pack(tmp_path, GOOD))) == []


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("srce_pac/core/a.pyc", "", "a.pyc"),
        ("srce_pac/core/__pycache__/a.py", "", "__pycache__"),
        ("srce_pac/.gitignore", "", ".gitignore"),
        ("srce_pac/tools/run.sh", "", "run.sh"),
        ("srce_pac/a..b.txt", "", "two dots"),
        ("srce_pac/data.json", f'{{"id": "{LONG_NUMBER}"}}', "hexadecimal"),
        ("elsewhere/a.txt", "", "one folder"),
        ("srce_pac/metadata.txt", METADATA.replace("4.99", "3.99"), "qgisMaximumVersion"),
        ("srce_pac/metadata.txt", METADATA.replace("email=", "mail="), "lacks email"),
        ("srce_pac/metadata.txt", METADATA.replace("icon.svg", "none.svg"), "none.svg"),
        ("srce_pac/metadata.txt", METADATA.replace("1.2.0", "1.3.0"), "1.3.0"),
        ("srce_pac/metadata.txt", METADATA.replace("=SRCE", "=SRCE plugin"), "“plugin”"),
        ("srce_pac/metadata.txt", METADATA + "supportsQt6=True\n", "supportsQt6"),
    ],
)
def test_what_the_site_refuses_is_the_only_fault(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    (fault,) = faults(pack(tmp_path, {**GOOD, name: text}))
    assert words in fault


@pytest.mark.parametrize("name", ["LICENSE", "metadata.txt", "__init__.py"])
def test_a_file_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    files = {path: text for path, text in GOOD.items() if path != f"srce_pac/{name}"}
    (fault,) = faults(pack(tmp_path, files))
    assert fault.startswith(name)


def test_a_folder_that_is_no_identifier_is_refused(tmp_path: Path) -> None:
    files = {path.replace("srce_pac", "srce-pac"): text for path, text in GOOD.items()}
    assert "srce-pac" in "".join(faults(pack(tmp_path, files)))


def test_a_module_may_not_be_executable(tmp_path: Path) -> None:
    (fault,) = faults(pack(tmp_path, GOOD, executable="srce_pac/__init__.py"))
    assert fault.startswith("__init__.py")


def test_a_package_may_not_be_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_package, "LARGEST", 100)
    (fault,) = faults(pack(tmp_path, GOOD))
    assert "25 MB" in fault
