# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip that the plugin site would refuse is refused here, and told why."""

from __future__ import annotations

import stat
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from srce_pac.tools import check_package
from srce_pac.tools.build_package import LARGEST_PICTURE, packed, write_zip
from srce_pac.tools.check_package import faults
from srce_pac.tools.check_release import lacking, placeholders, unreleased

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
        ("srce_pac/core/fast.dll", "", "fast.dll"),
        ("srce_pac/docs/guide.md", "[how](../README.md#use)", "links to ../README.md"),
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


def test_a_page_tells_nothing_of_what_is_not_packed() -> None:
    pages = {
        "docs/guide.fr.md": "![La fenêtre](images/dock_fr.png) ![Le plan](images/map_fr.png)"
        ' [a](architecture.md#x "A")'.encode(),
        "docs/guide.md": b"![The dock](images/dock_en.png) [data](data.md#files) [b](https://b.fr)",
        "docs/data.md": b"[up](#top)",
        "layouts/a.qpt": b'<a t="x>\n y">\n  <b> c\n</b>\n</a>',
        "docs/images/dock_fr.png": bytes(LARGEST_PICTURE),
        "docs/images/map_fr.png": bytes(LARGEST_PICTURE + 1),
        "docs/images/dock_en.png": b"2",
    }
    files = packed(pages)
    left_out = ["docs/images/dock_en.png", "docs/images/map_fr.png"]
    assert sorted(set(pages) - set(files)) == left_out
    assert files["docs/guide.fr.md"].decode() == "![La fenêtre](images/dock_fr.png) *Le plan* a"
    assert files["docs/guide.md"] == b"*The dock* [data](data.md#files) [b](https://b.fr)"
    assert files["layouts/a.qpt"] == b'<a t="x>\n y"><b> c\n</b></a>'
    assert files["docs/data.md"] == pages["docs/data.md"]


def test_the_same_commit_gives_the_same_zip(tmp_path: Path) -> None:
    files = {path.partition("/")[2]: text.encode() for path, text in GOOD.items()}
    zips = [tmp_path / "one.zip", tmp_path / "other.zip"]
    for file in zips:
        write_zip(file, files, 1_700_000_000)
    assert zips[0].read_bytes() == zips[1].read_bytes()
    assert list(faults(zips[0])) == []


@pytest.mark.parametrize(
    ("key", "value", "refused"),
    [
        ("homepage", "https://srce-pac.example/", True),
        ("repository", "https://www.example.org/code", True),
        ("tracker", "", True),
        ("email", "contact@srce-pac.example", True),
        ("email", "", True),
        ("homepage", "https://www.exemple-ddt.fr/srce", False),
    ],
)
def test_an_address_at_which_nobody_is_reached_is_a_placeholder(
    key: str, value: str, refused: bool
) -> None:
    reached = dict.fromkeys(("homepage", "repository", "tracker"), "https://code.gouv.fr/srce")
    metadata = {**reached, "email": "ddt@nord.gouv.fr", key: value}
    assert len(list(placeholders(metadata))) == refused


@pytest.mark.parametrize(
    ("changelog", "count"),
    [
        ("## [1.2.0] - 2026-12-31\n\n### Added\n- This.\n", 0),
        ("## [Unreleased]\n\n## [1.2.0] - 2026-12-31\n", 0),
        ("## [Unreleased]\n\n- That.\n\n## [1.2.0] - 2026-12-31\n", 1),
        ("## [1.2.0] - Unreleased\n", 1),
        ("## [1.1.0] - 2026-12-31\n", 1),
    ],
)
def test_a_release_wants_a_changelog_that_is_closed(changelog: str, count: int) -> None:
    metadata = {"version": "1.2.0", "changelog": "1.2.0: more."}
    assert len(list(unreleased(metadata, changelog))) == count


@pytest.mark.parametrize("metadata", [{}, {"changelog": "1.1.0: more."}])
def test_a_release_wants_its_metadata_to_say_what_changed(metadata: dict[str, str]) -> None:
    changelog = "## [1.2.0] - 2026-12-31\n"
    (lack,) = unreleased({"version": "1.2.0", **metadata}, changelog)
    assert lack.startswith("metadata.txt: changelog")


def test_a_release_wants_a_small_zip_of_a_clean_checkout_under_its_tag(tmp_path: Path) -> None:
    file = pack(tmp_path, {**GOOD, "srce_pac/CHANGELOG.md": "## [1.2.0] - 2026-12-31\n"})
    checkout = tmp_path / "dépôt d'essai"
    checkout.mkdir()

    def git(*arguments: str) -> None:
        names = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
        subprocess.run(["git", *names, *arguments], check=True, cwd=checkout, capture_output=True)

    def told() -> str:
        return " ".join(lacking(file, checkout))

    (checkout / "metadata.txt").write_text("one", encoding="utf-8")
    git("init")
    git("add", ".")
    git("commit", "-m", "Start")
    git("tag", "v1.1.0")
    assert "no tag v1.2.0, only v1.1.0" in told()
    git("tag", "v1.2.0")
    assert "tag" not in told()
    assert "not committed" not in told()
    (checkout / "metadata.txt").write_text("two", encoding="utf-8")
    assert "not committed" in told()
    assert "MB" not in told()
    pack(tmp_path, {**GOOD, "srce_pac/data.txt": "0" * 4_100_000})
    assert "package.zip has 4.1 MB; the limit is 4 MB." in told()
