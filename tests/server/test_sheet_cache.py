# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets on disk: whole, bounded, and nobody else's."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from srce_pac.server.sheet_cache import SheetCache
from srce_pac.tests.support.small_disk import disk

KEY, OTHER = "0" * 32, "1" * 32
NAME = "SRCE_59294_HAYNECOURT.pdf"


@pytest.fixture
def cache(tmp_path: Path) -> SheetCache:
    return SheetCache(tmp_path / "kept", 1)


def test_what_was_put_is_got_by_every_process(cache: SheetCache, tmp_path: Path) -> None:
    assert cache.get(KEY) is None
    cache.put(KEY, NAME, b"%PDF\n\0")
    kept = SheetCache(tmp_path / "kept", 1).get(KEY)
    assert kept is not None
    assert (kept.name, kept.body) == (NAME, b"%PDF\n\0")
    assert kept.made == (tmp_path / "kept" / f"{KEY}.sheet").stat().st_mtime


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file[:-1],
        lambda file: file + b"x",
        lambda file: file.replace(b"%PDF", b"%PDG"),
        lambda file: file.replace(KEY.encode(), OTHER.encode()),
        lambda file: file.replace(b"SRCE_59294", b"../x_59294"),
        lambda file: b"%PDF",
        lambda file: b"",
        lambda file: b"SRCE PAC sheet 1\n[]\n%PDF",
        lambda file: b"SRCE PAC sheet 1\n" + b"[" * 100_000,
    ],
)
def test_a_torn_or_foreign_file_is_no_sheet(
    cache: SheetCache, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    cache.put(KEY, NAME, b"%PDF")
    path = tmp_path / "kept" / f"{KEY}.sheet"
    path.write_bytes(change(path.read_bytes()))
    assert cache.get(KEY) is None
    cache.put(KEY, NAME, b"%PDF")
    assert cache.get(KEY) is not None


def test_a_link_leads_nowhere(cache: SheetCache, tmp_path: Path) -> None:
    cache.put(KEY, NAME, b"%PDF")
    path = tmp_path / "kept" / f"{KEY}.sheet"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert cache.get(KEY) is None


def test_the_oldest_go_first_and_nothing_else(cache: SheetCache, tmp_path: Path) -> None:
    foreign = tmp_path / "kept" / "notes.txt"
    foreign.parent.mkdir()
    foreign.write_bytes(bytes(2_000_000))
    for number in range(4):
        key = str(number) * 32
        cache.put(key, NAME, bytes(300_000))
        os.utime(foreign.parent / f"{key}.sheet", (1e9 + number, 1e9 + number))
    assert [cache.get(str(number) * 32) is not None for number in range(4)] == [
        *(False, True, True, True)
    ]
    assert foreign.exists()
    cache.put("a" * 32, NAME, bytes(1_000_000))
    assert cache.get("a" * 32) is None
    assert cache.get("3" * 32) is not None


def test_a_full_disk_refuses_a_sheet_and_keeps_the_others(tmp_path: Path) -> None:
    with disk(tmp_path / "full", "64k") as folder:
        cache = SheetCache(folder, 1)
        cache.put(KEY, NAME, b"%PDF")
        with pytest.raises(OSError, match="No space"):
            cache.put(OTHER, NAME, os.urandom(200_000))
        assert cache.get(KEY) is not None
        assert cache.get(OTHER) is None
        assert [path.name for path in folder.iterdir()] == [f"{KEY}.sheet"]
