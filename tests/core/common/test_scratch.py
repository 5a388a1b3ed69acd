# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders for work in progress: gone afterwards, swept where a process was killed, nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsApplication

from srce_pac.core.common import scratch
from srce_pac.core.common.errors import ExportError
from srce_pac.core.common.files import scratch_folder, write_whole
from srce_pac.core.common.scratch import LEFT_OVER, part_of, sweep, working_folder
from srce_pac.tests.support.small_disk import disk

pytestmark = pytest.mark.usefixtures("qgis_app")

KILLED = """
import sys, time
from pathlib import Path
from typing import Any
from srce_pac.core.common.scratch import working_folder
with working_folder(Path(sys.argv[1])) as folder:
    (folder / "x.pdf").write_bytes(b"%PDF-")
    (folder / "earlier").mkdir()
    print("ready", flush=True)
    time.sleep(60)
"""


def begin(where: Path, root: Path) -> subprocess.Popen[bytes]:
    """A process that has begun to write a file."""
    environment = {**os.environ, "PYTHONPATH": str(root / ".build" / "plugins")}
    command = [sys.executable, "-c", KILLED, str(where)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


class TestSweep:
    """What killed processes have left goes at the next export; nothing else ever does."""

    def test_a_folder_goes_once_its_process_is_dead(self, tmp_path: Path, root: Path) -> None:
        process = begin(tmp_path, root)
        with suppress(ProcessLookupError):
            sweep(tmp_path)
            (folder,) = tmp_path.iterdir()
            assert (folder / "x.pdf").exists()
            # However long it has been there: the machine may have slept.
            for path in (folder / "lock", folder):
                age(path, 30 * LEFT_OVER)
            sweep(tmp_path)
            assert folder.exists()
            process.send_signal(signal.SIGKILL)
        process.wait()
        with working_folder(tmp_path) as own:
            assert list(tmp_path.iterdir()) == [own]
        assert list(tmp_path.iterdir()) == []

    def test_own_folders_may_lie_side_by_side(self, tmp_path: Path) -> None:
        with working_folder(tmp_path) as one, working_folder(tmp_path) as other:
            assert one.exists()
            assert other.exists()
        assert list(tmp_path.iterdir()) == []

    def test_without_a_lock_only_age_tells(self, tmp_path: Path) -> None:
        new, old = (tmp_path / f".srce_pac_scratch_{'a' * 7}{n}" for n in "12")
        for folder in (new, old):
            folder.mkdir()
            (folder / "x.svg").write_text("<svg")
        age(old / "x.svg", LEFT_OVER + 60)
        age(old, LEFT_OVER + 60)
        age(new, LEFT_OVER + 60)
        sweep(tmp_path)
        assert list(tmp_path.iterdir()) == [new]

    def test_the_lock_of_another_machine_is_believed_for_a_day(self, tmp_path: Path) -> None:
        folder = tmp_path / ".srce_pac_scratch_aaaaaaaa"
        folder.mkdir()
        (folder / "lock").write_text("123456\nqgis\nposte-de-paul\n")
        sweep(tmp_path)
        assert folder.exists()
        age(folder / "lock", LEFT_OVER + 60)
        age(folder, LEFT_OVER + 60)
        sweep(tmp_path)
        assert not folder.exists()

    def test_parts_of_files_go_after_a_day(self, tmp_path: Path) -> None:
        new, old = part_of(tmp_path / "a.csv"), part_of(tmp_path / "a.csv")
        for part in (new, old):
            part.write_text("code")
        age(old, LEFT_OVER + 60)
        write_whole(tmp_path / "b.csv", "code")
        assert sorted(tmp_path.iterdir()) == sorted([new, tmp_path / "b.csv"])

    def test_whoever_is_alone_in_a_folder_takes_all_parts(self, tmp_path: Path) -> None:
        part_of(tmp_path / "a.csv").write_text("code")
        with working_folder(tmp_path) as own:
            sweep(tmp_path, is_alone=True)
            assert list(tmp_path.iterdir()) == [own]

    def test_a_folder_of_many_files_is_looked_through_now_and_then(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(scratch, "MANY", 3)
        looks: list[Path] = []
        scan = os.scandir

        def look(where: Path) -> Any:
            looks.append(where)
            return scan(where)

        monkeypatch.setattr(os, "scandir", look)
        for number in range(9):
            write_whole(tmp_path / f"{number}.csv", "code")
        # Four times while there are few, then not before the pause is over.
        assert len(looks) == 4
        monkeypatch.setattr(scratch, "PAUSE", -1.0)
        write_whole(tmp_path / "9.csv", "code")
        assert len(looks) == 5

    @pytest.mark.parametrize(
        "name",
        [
            *("srce_pac_scratch_aaaaaaaa", ".srce_pac_scratch_aaaaaaaa1", ".srce_pac_aaaaaaaa"),
            *(".srce_pac_scratch_", ".srce_pac_scratch_AAAAAAAA", "pytest-of-root", "srce_pac_x"),
            *(".srce_pac_part_12345678.csv", ".a.csv.12345678.part", "x.part", "SRCE_59294.pdf"),
        ],
    )
    @pytest.mark.parametrize("is_folder", [True, False])
    def test_nothing_else_is_touched(self, name: str, is_folder: bool, tmp_path: Path) -> None:
        path = tmp_path / name
        if is_folder:
            path.mkdir()
            (path / "x.pdf").write_bytes(b"%PDF-")
            age(path / "x.pdf", 30 * LEFT_OVER)
        else:
            path.write_bytes(b"mine")
        age(path, 30 * LEFT_OVER)
        sweep(tmp_path)
        assert path.exists()

    def test_links_are_not_followed(self, tmp_path: Path) -> None:
        mine, where = tmp_path / "mine", tmp_path / "where"
        for folder in (mine, where, where / ".srce_pac_scratch_bbbbbbbb"):
            folder.mkdir()
        (mine / "x.pdf").write_bytes(b"mine")
        (where / ".srce_pac_scratch_aaaaaaaa").symlink_to(mine)
        (where / ".srce_pac_scratch_bbbbbbbb" / "link").symlink_to(mine)
        (where / ".srce_pac_part_12345678").symlink_to(mine / "x.pdf")
        for path in (mine / "x.pdf", mine, where / ".srce_pac_scratch_bbbbbbbb"):
            age(path, 30 * LEFT_OVER)
        link = where / ".srce_pac_scratch_bbbbbbbb" / "link"
        os.utime(link, (0, 0), follow_symlinks=False)
        sweep(where)
        assert (mine / "x.pdf").read_bytes() == b"mine"
        assert len(list(where.iterdir())) == 2

    def test_a_folder_that_is_gone_costs_nothing(self, tmp_path: Path) -> None:
        sweep(tmp_path / "gone")
        sweep(Path("\0"))


class TestTemporaryFolder:
    """One that is missing or takes nothing costs nothing: another place does as well."""

    @pytest.fixture(params=["missing", "a file", "read-only", "full"])
    def bad(
        self, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[Path]:
        place = tmp_path / "temporary"
        monkeypatch.setattr(tempfile, "tempdir", str(place))
        if request.param == "a file":
            place.write_bytes(b"")
        if request.param in ("missing", "a file"):
            yield place
            return
        with disk(place, "4k", request.param == "read-only"):
            if request.param == "full":
                (place / "a").write_bytes(bytes(4096))
            yield place

    def test_a_folder_beside_the_output_takes_its_place(self, bad: Path, tmp_path: Path) -> None:
        beside = tmp_path / "out"
        with scratch_folder(beside) as folder:
            (folder / "x.tif").write_bytes(b"II")
        assert list(beside.iterdir()) == []

    def test_the_profile_takes_its_place(self, bad: Path, qgis_profile: Path) -> None:
        with scratch_folder() as folder:
            (folder / "x.gml").write_bytes(b"<a/>")
        assert list(qgis_profile.iterdir()) == []

    def test_where_no_place_takes_anything_it_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").write_bytes(b"")
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
        monkeypatch.setattr(
            QgsApplication, "qgisSettingsDirPath", staticmethod(lambda: str(tmp_path / "file"))
        )
        with ExitStack() as stack, pytest.raises(ExportError, match="missing” cannot be written"):
            stack.enter_context(scratch_folder(tmp_path / "file" / "out"))


def test_a_body_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with suppress(KeyError), working_folder(tmp_path) as folder:
        (folder / "x.pdf").write_bytes(b"%PDF-")
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_cannot_be_made_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "LOCK", "no/such/lock")
    with working_folder(tmp_path) as folder:
        assert folder.is_dir()
    assert list(tmp_path.iterdir()) == []
