# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports that fail: the earlier file survives, nothing is left beside it, the user is told."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from qgis.core import (
    QgsFeedback,
    QgsLayoutExporter,
    QgsPrintLayout,
)

from srce_pac.core.common.errors import CancelledError, ExportError
from srce_pac.core.output.export import write_layout
from srce_pac.core.pipeline import export_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.missing import MissingError, find_program
from srce_pac.tests.support.written_files import EARLIER, ENDINGS, HAYNECOURT, earlier, files

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_full_disk_leaves_the_earlier_file(
    ending: str, layout: QgsPrintLayout, tmp_path: Path
) -> None:
    file = earlier(tmp_path, ending)
    with full_disk(), pytest.raises(ExportError) as caught:
        write_layout(layout, file)
    assert file.name in str(caught.value)
    assert file.read_bytes().endswith(EARLIER)
    assert files(tmp_path) == [file.name]


def test_a_full_disk_leaves_no_file_where_there_was_none(
    gazetteer: Gazetteer, tmp_path: Path
) -> None:
    with full_disk(), pytest.raises(ExportError):
        export_sheet(HAYNECOURT, gazetteer, tmp_path / "sheet.pdf")
    assert files(tmp_path) == []


def test_a_disk_that_is_really_full_leaves_the_earlier_file(tmp_path: Path) -> None:
    output = in_small_disk(tmp_path)
    assert output["error"].startswith("ExportError")
    assert "sheet.pdf" in output["error"]
    assert output["content"] == EARLIER.decode()
    assert output["files"] == "sheet.pdf"


def test_a_read_only_folder_leaves_the_earlier_file(tmp_path: Path) -> None:
    file = earlier(tmp_path)
    tmp_path.chmod(0o555)
    try:
        output = without_privileges(file)
    finally:
        tmp_path.chmod(0o755)
    assert output.startswith("ExportError")
    assert "sheet.pdf" in output
    assert file.read_bytes() == EARLIER
    assert files(tmp_path) == ["sheet.pdf"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        output = without_privileges(tmp_path / "new" / "sheet.pdf")
    finally:
        tmp_path.chmod(0o755)
    assert output.startswith("ExportError")
    assert f"“{tmp_path / 'new'}”" in output
    assert files(tmp_path) == []


def test_a_file_in_the_place_of_the_folder_is_told(gazetteer: Gazetteer, tmp_path: Path) -> None:
    (tmp_path / "folder").write_bytes(EARLIER)
    with pytest.raises(ExportError, match="folder”"):
        export_sheet(HAYNECOURT, gazetteer, tmp_path / "folder" / "sheet.pdf")
    assert (tmp_path / "folder").read_bytes() == EARLIER


def test_a_folder_in_the_place_of_the_file_is_told(layout: QgsPrintLayout, tmp_path: Path) -> None:
    folder = tmp_path / "sheet.pdf"
    folder.mkdir()
    (folder / "inside").write_bytes(EARLIER)
    with pytest.raises(ExportError, match=r"sheet\.pdf"):
        write_layout(layout, folder)
    assert files(tmp_path) == ["sheet.pdf"]
    assert files(folder) == ["inside"]


def test_an_export_cancelled_before_it_begins_leaves_the_earlier_file(
    gazetteer: Gazetteer, tmp_path: Path
) -> None:
    file = earlier(tmp_path)
    feedback = QgsFeedback()
    feedback.cancel()
    with pytest.raises(CancelledError):
        export_sheet(HAYNECOURT, gazetteer, file, feedback)
    assert file.read_bytes() == EARLIER
    assert files(tmp_path) == ["sheet.pdf"]


@pytest.mark.parametrize("percent", [10, 20, 50, 60])
def test_an_export_cancelled_on_its_way_leaves_the_earlier_file(
    percent: int, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    file = earlier(tmp_path)
    feedback = QgsFeedback()
    feedback.progressChanged.connect(lambda done: done >= percent and feedback.cancel())
    with pytest.raises(CancelledError):
        export_sheet(HAYNECOURT, gazetteer, file, feedback)
    assert file.read_bytes() == EARLIER
    assert files(tmp_path) == ["sheet.pdf"]


def test_an_export_tells_its_progress_to_the_end(gazetteer: Gazetteer, tmp_path: Path) -> None:
    feedback = QgsFeedback()
    progress: list[float] = []
    feedback.progressChanged.connect(progress.append)
    export_sheet(HAYNECOURT, gazetteer, tmp_path / "sheet.pdf", feedback)
    assert progress == sorted(progress)
    assert progress[-1] == 100


@pytest.mark.parametrize(
    ("result", "words"),
    [("MemoryError", "memory"), ("FileError", "does not say why"), ("PrintError", "print")],
)
def test_each_answer_of_qgis_has_its_sentence(result: str, words: str) -> None:
    from srce_pac.core.output.export import _failure

    value = getattr(QgsLayoutExporter.ExportResult, result)
    sentence = _failure(value, Path("sheet.pdf"), "")
    assert words in sentence
    assert "sheet.pdf" in sentence


@contextmanager
def full_disk() -> Iterator[None]:
    """No file can grow beyond 20 kB, as on a disk that has no more room."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


EXPORT = """
    import sys
    from pathlib import Path

    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    from srce_pac.core.common.errors import SrceError
    from srce_pac.core.pipeline import SheetRequest, export_sheet
    from srce_pac.core.territory.territory_sources import open_gazetteer

    try:
        export_sheet(SheetRequest("59294"), open_gazetteer(), Path(sys.argv[1]))
    except SrceError as error:
        print(type(error).__name__, error)
"""


def export_elsewhere(file: Path, profile: Path, *prefix: str) -> str:
    """Export in another process, maybe through a program that restrains it; give what it says."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / ".build" / "plugins"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QGIS_CUSTOM_CONFIG_PATH": str(profile),
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [*prefix, sys.executable, "-c", textwrap.dedent(EXPORT), str(file)]
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    return done.stdout.strip()


def without_privileges(file: Path) -> str:
    """Export as someone who has to obey the modes of folders, even when root runs the tests."""
    prefix = []
    if os.geteuid() == 0:
        dropped = "-dac_override,-dac_read_search"
        prefix = [find_program("setpriv"), f"--bounding-set={dropped}", f"--inh-caps={dropped}"]
    profile = file.parents[1] / f"{file.parent.name}.profile"
    if file.parent.name == "new":
        profile = file.parents[2] / "new.profile"
    profile.mkdir()
    return export_elsewhere(file, profile, *prefix)


def in_small_disk(folder: Path) -> dict[str, str]:
    """Export over an earlier file on a disk of 64 kB, mounted for that one process."""
    if os.geteuid() != 0:
        raise MissingError("only root can mount a small disk")
    disk, profile = folder / "disk", folder / "profile"
    disk.mkdir()
    profile.mkdir()
    script = textwrap.dedent("""
        mount -t tmpfs -o size=64k tmpfs "$0" || exit
        printf '%s' "$EARLIER" >"$0/sheet.pdf"
        "$@"
        printf 'content=%s\\n' "$(cat "$0/sheet.pdf")"
        printf 'files=%s\\n' "$(ls -A "$0" | tr '\\n' ' ')"
    """)
    unshare = [find_program("unshare"), "--mount", "sh", "-c", script, str(disk)]
    prefix = ["env", f"EARLIER={EARLIER.decode()}", *unshare]
    try:
        output = export_elsewhere(disk / "sheet.pdf", profile, *prefix)
    except subprocess.CalledProcessError as error:
        raise MissingError(f"a small disk cannot be mounted here: {error}") from error
    lines = output.splitlines()
    pairs = dict(line.split("=", 1) for line in lines if line.startswith(("content=", "files=")))
    return {"error": lines[0], **{key: value.strip() for key, value in pairs.items()}}
