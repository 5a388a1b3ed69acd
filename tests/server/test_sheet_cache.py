# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets on disk: whole, bounded, and nobody else's."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from srce_pac.server.sheet_cache import KeptSheet, SheetCache
from srce_pac.tests.support.small_disk import disk

KEY, OTHER = "0" * 32, "1" * 32
NAME = "SRCE_59294_HAYNECOURT.pdf"
SHEET = KeptSheet(NAME, b"%PDF", 1e9, "[%22a%22]")


@pytest.fixture
def cache(tmp_path: Path) -> SheetCache:
    return SheetCache(tmp_path / "kept", 1)


def test_what_was_put_is_got_by_every_process(cache: SheetCache, tmp_path: Path) -> None:
    assert cache.get(KEY) is None
    sheet = KeptSheet(NAME, b"%PDF\n\0", 1e9 + 0.5, "[%22a%22]")
    cache.put(KEY, sheet)
    assert SheetCache(tmp_path / "kept", 1).get(KEY) == sheet


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file[:-1],
        lambda file: file + b"x",
        lambda file: file.replace(b"%PDF", b"%PDG"),
        lambda file: file.replace(KEY.encode(), OTHER.encode()),
        lambda file: file.replace(b"SRCE_59294", b"../x_59294"),
        lambda file: file.replace(b"[%22a%22]", b"a\\r\\nX: y"),
        lambda file: file.replace(b"1000000000.0", b"NaN"),
        lambda file: b"%PDF",
        lambda file: b"",
        lambda file: b"SRCE PAC sheet 1\n[]\n%PDF",
        lambda file: b"SRCE PAC sheet 1\n" + b"[" * 100_000,
    ],
)
def test_a_torn_or_foreign_file_is_no_sheet(
    cache: SheetCache, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    cache.put(KEY, SHEET)
    path = tmp_path / "kept" / f"{KEY}.sheet"
    path.write_bytes(change(path.read_bytes()))
    assert cache.get(KEY) is None
    cache.put(KEY, SHEET)
    assert cache.get(KEY) is not None


def test_a_link_leads_nowhere(cache: SheetCache, tmp_path: Path) -> None:
    cache.put(KEY, SHEET)
    path = tmp_path / "kept" / f"{KEY}.sheet"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert cache.get(KEY) is None


def _of(body: bytes) -> KeptSheet:
    return KeptSheet(NAME, body, 1e9)


def test_what_is_not_asked_for_goes_first_and_nothing_else(
    cache: SheetCache, tmp_path: Path
) -> None:
    foreign = tmp_path / "kept" / "notes.txt"
    foreign.parent.mkdir()
    foreign.write_bytes(bytes(2_000_000))
    now = time.time()
    for number in range(3):
        key = str(number) * 32
        cache.put(key, _of(bytes(200_000)))
        os.utime(foreign.parent / f"{key}.sheet", (now - 3 + number, now - 3 + number))
    # The first one is asked for again.
    assert cache.get("0" * 32) is not None
    cache.put("3" * 32, _of(bytes(600_000)))
    assert [cache.get(str(number) * 32) is not None for number in range(4)] == [
        *(True, False, False, True)
    ]
    assert foreign.exists()
    cache.put("a" * 32, _of(bytes(900_000)))
    assert cache.get("a" * 32) is None
    assert cache.get("3" * 32) is not None


def test_those_of_yesterday_go_with_the_first_of_a_day(tmp_path: Path) -> None:
    for number in range(2):
        SheetCache(tmp_path, 1).put(KEY, SHEET)
        file = tmp_path / f"{KEY}.sheet"
        used = time.time() - 86_400 * number
        os.utime(file, (used, used))
        SheetCache(tmp_path, 1).put(OTHER, SHEET)
        assert file.exists() is not bool(number)


def test_sixteen_processes_keep_the_limit_and_list_the_folder_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept = []
    own = SheetCache._sweep

    def sweep(cache: SheetCache, most: int) -> None:
        swept.append(most)
        own(cache, most)

    monkeypatch.setattr(SheetCache, "_sweep", sweep)
    processes = [SheetCache(tmp_path, 1) for _ in range(16)]
    most = 0
    for number in range(400):
        processes[number % 16].put(f"{number:032x}", _of(bytes(3_500)))
        most = max(most, sum(path.stat().st_size for path in tmp_path.glob("*.sheet")))
    assert 840_000 < most <= 1_000_000
    assert len(swept) < 400 / 2


def test_a_full_disk_refuses_a_sheet_and_keeps_the_others(tmp_path: Path) -> None:
    with disk(tmp_path / "full", "64k") as folder:
        cache = SheetCache(folder, 1)
        cache.put(KEY, SHEET)
        with pytest.raises(OSError, match="No space"):
            cache.put(OTHER, _of(os.urandom(200_000)))
        assert cache.get(KEY) is not None
        assert cache.get(OTHER) is None
        assert [path.name for path in folder.iterdir()] == [f"{KEY}.sheet"]
