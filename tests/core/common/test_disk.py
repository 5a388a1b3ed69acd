# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a file cannot be written, in words that tell what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from srce_pac.core.common.disk import fault_in, reason
from srce_pac.core.common.errors import ExportError
from srce_pac.core.common.files import write_whole
from srce_pac.core.common.target import check_folder, check_target
from srce_pac.core.output.export import FORMATS
from srce_pac.tests.support.small_disk import disk

CLAUSES = {
    "ENOSPC": "the disk is full",
    "EDQUOT": "your quota",
    "EROFS": "can only be read",
    "EBUSY": "open in another program",
    "ETXTBSY": "open in another program",
    "EACCES": "access is denied",
    "EPERM": "access is denied",
    "ENAMETOOLONG": "the name is too long",
    "ENOENT": "no such file",
    "ENOTDIR": "is no folder",
    "EISDIR": "a folder of this name",
    "EMFILE": "too many files",
    "ESTALE": "the network drive does not answer",
    "EHOSTDOWN": "the network drive does not answer",
    "EIO": "taken away",
}


@pytest.mark.parametrize("name", CLAUSES)
def test_each_error_of_the_system_has_its_clause(name: str, tmp_path: Path) -> None:
    code = getattr(errno, name)
    assert CLAUSES[name] in reason(OSError(code, os.strerror(code)), tmp_path / "x.pdf")


def test_what_windows_adds_tells_more(tmp_path: Path) -> None:
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    error.winerror = 32  # type: ignore[attr-defined]
    assert "open in another program" in reason(error, tmp_path / "x.pdf")


def test_who_raises_an_error_with_words_of_its_own_is_quoted() -> None:
    assert reason(OSError("the library\nis locked.")) == "the library is locked"
    assert reason(PermissionError(errno.EACCES, "held by Word")) == "held by Word"


class TestRealDisks:
    """What files meet on disks that are full, read-only or gone."""

    def test_a_full_disk(self, tmp_path: Path) -> None:
        with disk(tmp_path / "disk") as folder:
            with pytest.raises(OSError, match="space") as caught:
                write_whole(folder / "a.csv", "x" * 2_000_000)
            assert os.listdir(folder) == []
            assert "the disk is full" in reason(caught.value)
            (folder / "b").write_bytes(bytes(900_000))
            fault = fault_in(folder)
        assert fault is not None
        assert "the disk is full" in reason(fault)

    def test_a_disk_with_little_room(self, tmp_path: Path) -> None:
        with disk(tmp_path / "disk", "4m") as folder:
            fault = fault_in(folder)
        assert fault is not None
        assert "too little room on the disk, 4.2 MB" in reason(fault)

    @pytest.mark.parametrize("ending", FORMATS)
    def test_a_read_only_disk_is_told_before_any_work(self, ending: str, tmp_path: Path) -> None:
        with disk(tmp_path / "disk", read_only=True) as folder:
            for place in (folder, folder / "new"):
                with pytest.raises(ExportError, match="the disk can only be read"):
                    check_target(place / f"x{ending}", FORMATS)
            fault = fault_in(folder)
        assert fault is not None
        assert "the disk can only be read" in reason(fault)

    def test_a_folder_that_is_gone(self, tmp_path: Path) -> None:
        fault = fault_in(tmp_path / "gone")
        assert fault is not None
        assert "its folder is gone" in reason(fault, tmp_path / "gone" / "x.pdf")

    def test_a_good_disk_has_no_fault(self, tmp_path: Path) -> None:
        assert fault_in(tmp_path) is None
        assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("mode", [0o444, 0o400, 0o555])
def test_a_read_only_file_is_not_replaced(mode: int, tmp_path: Path) -> None:
    for ending in (*FORMATS, ".csv", ".qml", ".json", ".zip", ".xml", ".sld"):
        path = tmp_path / f"x{ending}"
        path.write_bytes(b"")
        path.chmod(mode)
        with pytest.raises(ExportError, match="the file is read-only"):
            check_target(path, (ending,))
        with pytest.raises(PermissionError):
            write_whole(path, "{}")
        assert path.read_bytes() == b""
        path.chmod(0o644)
        check_target(path, (ending,))


def test_a_place_that_takes_no_file_is_told_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "x.pdf").mkdir()
    with pytest.raises(ExportError, match="a folder of this name"):
        check_target(tmp_path / "x.pdf", FORMATS)
    with pytest.raises(ExportError, match="file” cannot be made: a file of this name"):
        check_folder(tmp_path / "file")
    with pytest.raises(ExportError, match="new” cannot be made: a part of its path"):
        check_folder(tmp_path / "file" / "new")
    check_folder(tmp_path / "new" / "newer")
    assert sorted(os.listdir(tmp_path)) == ["file", "x.pdf"]
