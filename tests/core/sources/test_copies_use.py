# SPDX-License-Identifier: GPL-3.0-or-later
"""Local copies that are damaged, oddly dated, or that no saved project can refer to."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsVectorLayer

from srce_pac.core.common.settings import Settings
from srce_pac.core.sources.connection import MEMORY, WFS, SourceLayer
from srce_pac.core.sources.copies import (
    all_copies,
    copy_stem,
    is_recent,
    newest_copy,
    open_copy,
    remove_unused_copies,
)
from srce_pac.core.sources.copies_use import remove_copies, unneeded_copies, use_of
from srce_pac.core.sources.copy_seal import is_whole, seal
from srce_pac.core.sources.kept_copies import KEPT, is_kept, keep_copies, note_project
from srce_pac.core.sources.local_copy import MAX_AGE
from srce_pac.tests.support.factories import Row, box, write_layer

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

SERVICE = SourceLayer("Réservoirs", "url='https://service.example'", WFS)
STEM = copy_stem(SERVICE, None)
DAY = datetime.timedelta(days=1)


def copy(folder: Path, ago: datetime.timedelta, stem: str = STEM, is_sealed: bool = True) -> Path:
    """A copy that another process has read some time ago, of 30 objects."""
    date = datetime.datetime.now() - ago
    path = folder / "copies" / f"{stem}_{date:%Y%m%d%H%M%S%f}.fgb"
    path.parent.mkdir(parents=True, exist_ok=True)
    made = folder / "made.fgb"
    made.unlink(missing_ok=True)
    write_layer(made, [Row(box(9 * n, 0, 5), {"a": n}) for n in range(30)])
    shutil.copyfile(made, path)
    if is_sealed:
        seal(path)
    return path


def flip(content: bytes) -> bytes:
    at = len(content) * 2 // 3
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut in the middle": lambda content: content[: len(content) // 2],
    "without its end": lambda content: content[:-120],
    "empty": lambda _: b"",
    "something else": lambda _: b"<html>Who are you?</html>" * 9,
    "one bit": flip,
    "zeros": lambda content: content[:-900] + bytes(900),
    "its note only": lambda content: content[-20:],
}


class TestDamage:
    """A copy that was damaged or cut short is not taken for one; an earlier whole one is."""

    @pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
    def test_it_is_told_from_a_whole_one(
        self, damage: Callable[[bytes], bytes], qgis_profile: Path
    ) -> None:
        earlier, path = copy(qgis_profile, 3 * DAY), copy(qgis_profile, DAY / 24)
        assert newest_copy(STEM) == path
        path.write_bytes(damage(path.read_bytes()))
        assert not is_whole(path)
        assert newest_copy(STEM) == earlier

    @pytest.mark.parametrize("kept", [0.5, 0.9, 0.05])
    def test_one_without_a_note_is_read(self, kept: float, qgis_profile: Path) -> None:
        path = copy(qgis_profile, DAY / 24, is_sealed=False)
        assert is_whole(path)
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * kept)])
        assert not is_whole(path)

    def test_a_note_changes_nothing_of_what_is_read(self, qgis_profile: Path) -> None:
        layers = [
            QgsVectorLayer(str(copy(qgis_profile, ago, is_sealed=ago == DAY)), "a", "ogr")
            for ago in (DAY, 2 * DAY)
        ]
        one, other = ([f["a"] for f in layer.getFeatures()] for layer in layers)
        assert one == other
        assert layers[0].extent() == layers[1].extent()

    def test_one_without_objects_needs_no_note(self, tmp_path: Path) -> None:
        path = write_layer(tmp_path / "empty.fgb", [], fields={"a": 1})
        before = path.read_bytes()
        seal(path)
        assert path.read_bytes() == before
        assert is_whole(path)


class TestDates:
    """What is dated in the future is old."""

    @pytest.mark.parametrize("ahead", [DAY / 24, 400 * DAY, 30_000 * DAY])
    def test_the_past_counts_more(self, ahead: datetime.timedelta, qgis_profile: Path) -> None:
        future = copy(qgis_profile, -ahead)
        assert not is_recent(future, MAX_AGE)
        assert newest_copy(STEM) == future
        past = copy(qgis_profile, 9 * DAY)
        assert newest_copy(STEM) == past
        now = copy(qgis_profile, datetime.timedelta())
        assert newest_copy(STEM) == now
        assert is_recent(now, MAX_AGE)

    def test_one_of_the_far_future_is_removed_and_not_the_newest(self, qgis_profile: Path) -> None:
        future, past = copy(qgis_profile, -9 * DAY), copy(qgis_profile, 9 * DAY)
        remove_unused_copies()
        assert not future.exists()
        assert past.exists()

    @pytest.mark.parametrize("stamp", ["00000000000000", "20260101", "x"])
    def test_a_name_that_is_none_is_left_alone(self, stamp: str, qgis_profile: Path) -> None:
        path = copy(qgis_profile, 9 * DAY)
        odd = path.rename(path.with_name(f"{STEM}_{stamp}.fgb"))
        assert newest_copy(STEM) is None
        remove_unused_copies()
        assert odd.exists()
        assert all_copies() == []


def save(folder: Path, path: Path, ending: str = ".qgz") -> Path:
    """A project that shows a copy, saved and closed."""
    project = QgsProject()
    layer = QgsVectorLayer(str(path), "a", "ogr")
    project.addMapLayer(layer)
    keep_copies([layer], project)
    file = folder / f"projet{ending}"
    assert project.write(str(file))
    project.clear()
    return file


def end_of_session(path: Path) -> None:
    """Have the process that has kept a copy be another one, which is dead."""
    note = path.with_suffix(KEPT)
    note.write_text(note.read_text().replace("session_", "session_x"))


class TestProjects:
    """A copy is kept as long as a project may refer to it, and goes when none does."""

    @pytest.mark.parametrize("ending", [".qgz", ".qgs"])
    def test_one_of_a_saved_project_stays(
        self, ending: str, qgis_profile: Path, tmp_path: Path
    ) -> None:
        path = copy(qgis_profile, 3 * DAY)
        file = save(tmp_path, path, ending)
        end_of_session(path)
        assert unneeded_copies() == []
        file.unlink()
        assert unneeded_copies() == [path]
        assert is_kept(path)

    def test_one_of_a_project_that_was_never_saved_goes(self, qgis_profile: Path) -> None:
        stem = copy_stem(SourceLayer("Dessin", "memory", MEMORY), None)
        path = copy(qgis_profile, 3 * DAY, stem)
        project = QgsProject()
        layer = QgsVectorLayer(str(path), "a", "ogr")
        keep_copies([layer], project)
        remove_unused_copies()
        assert unneeded_copies() == []
        assert path.exists()
        end_of_session(path)
        assert unneeded_copies() == [path]
        remove_unused_copies()
        assert not path.exists()
        assert not path.with_suffix(KEPT).exists()

    def test_the_session_of_a_dead_process_counts_no_more(
        self, qgis_profile: Path, root: Path
    ) -> None:
        path = copy(qgis_profile, 3 * DAY)
        script = (
            "import sys; from pathlib import Path; from qgis.core import *;"
            "QgsApplication.qgisSettingsDirPath = staticmethod(lambda: sys.argv[1]);"
            "from srce_pac.core.sources.kept_copies import keep_copies;"
            "keep_copies([QgsVectorLayer(sys.argv[2], 'a', 'ogr')], QgsProject());"
            "print(flush=True); sys.stdin.read(1); import os; os._exit(9)"
        )
        environment = {**os.environ, "PYTHONPATH": str(root / ".build" / "plugins")}
        with subprocess.Popen(
            [sys.executable, "-c", script, str(qgis_profile.parent), str(path)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            assert unneeded_copies() == []
            process.communicate(b"x")
        remove_unused_copies()
        assert unneeded_copies() == [path]
        assert list(path.parent.glob("session_*")) == []

    def test_one_that_a_project_does_not_show_any_more_goes(
        self, qgis_profile: Path, tmp_path: Path
    ) -> None:
        path = copy(qgis_profile, 3 * DAY)
        file = save(tmp_path, path)
        end_of_session(path)
        project = QgsProject()
        assert project.write(str(file))
        assert unneeded_copies() == [path]

    @pytest.mark.parametrize(
        "project", ["geopackage:/x.gpkg?projectName=a", "postgresql://u@h?project=a", "/no/way.qgz"]
    )
    def test_a_project_that_cannot_be_looked_at_keeps_it(
        self, project: str, qgis_profile: Path
    ) -> None:
        path = copy(qgis_profile, 3 * DAY)
        path.with_suffix(KEPT).write_text(f'{{"projects": ["{project}"], "sessions": []}}')
        assert unneeded_copies() == []

    def test_a_damaged_project_keeps_it(self, qgis_profile: Path, tmp_path: Path) -> None:
        path = copy(qgis_profile, 3 * DAY)
        file = save(tmp_path, path)
        end_of_session(path)
        with zipfile.ZipFile(file) as archive:
            (start,) = (m.header_offset for m in archive.infolist() if m.filename.endswith("qgs"))
        content = bytearray(file.read_bytes())
        content[start + 60 : start + 90] = bytes(30)
        file.write_bytes(content)
        assert unneeded_copies() == []

    @pytest.mark.parametrize("note", ["", "{", "[]", '{"projects": 1}'])
    def test_a_note_that_says_nothing_keeps_it(self, note: str, qgis_profile: Path) -> None:
        path = copy(qgis_profile, 3 * DAY)
        path.with_suffix(KEPT).write_text(note)
        assert unneeded_copies() == []
        assert is_kept(path)

    def test_a_project_that_was_moved_is_noted_when_it_is_opened(
        self, qgis_profile: Path, tmp_path: Path
    ) -> None:
        path = copy(qgis_profile, 3 * DAY)
        moved = save(tmp_path, path).rename(tmp_path / "ailleurs.qgz")
        end_of_session(path)
        assert unneeded_copies() == [path]
        project = QgsProject()
        assert project.read(str(moved))
        note_project(project)
        project.clear()
        assert unneeded_copies() == []

    def test_one_that_is_open_stays(self, qgis_profile: Path) -> None:
        path = copy(qgis_profile, 3 * DAY)
        layer = open_copy(path, "a")
        assert unneeded_copies() == []
        del layer
        assert unneeded_copies() == [path]

    def test_one_that_another_process_may_be_reading_stays(self, qgis_profile: Path) -> None:
        copy(qgis_profile, DAY / 2)
        assert unneeded_copies() == []


class TestSize:
    """All copies together have a limit; what a project uses does not go for it."""

    def test_beyond_the_limit_the_oldest_go(
        self, qgis_profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stems = [copy_stem(SourceLayer(f"Couche {n}", "", WFS), None) for n in range(5)]
        paths = [copy(qgis_profile, (9 - n) * DAY, stem) for n, stem in enumerate(stems)]
        (size,) = {path.stat().st_size for path in paths}
        save(tmp_path, paths[0])
        use = use_of(all_copies())
        assert (use.count, use.size) == (5, 5 * size)
        for limit, left in ((0, 5), (5, 5), (3, 3), (1, 1)):
            monkeypatch.setattr(
                "srce_pac.core.sources.copies.MEGABYTE", size + 9 if limit else 1_000_000
            )
            monkeypatch.setattr(
                Settings, "load", classmethod(lambda cls, most=limit: cls(copies_limit=most))
            )
            remove_unused_copies()
            # The first one, which a project uses, and the newest ones.
            assert all_copies() == [paths[0], *paths[6 - left :]][:left]

    def test_what_cannot_be_removed_is_told(
        self, qgis_profile: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one, other = copy(qgis_profile, 3 * DAY), copy(qgis_profile, 4 * DAY)
        unlink = Path.unlink

        def refuse(path: Path, missing_ok: bool = False) -> None:
            if path == one:
                raise PermissionError(13, "in use", str(path))
            unlink(path, missing_ok)

        monkeypatch.setattr(Path, "unlink", refuse)
        assert remove_copies([one, other]) == [one]
        assert not other.exists()

    @pytest.mark.parametrize("stored", ["abc", "-5", "1e9", "", None, "99999999999999"])
    def test_a_setting_that_is_no_number_is_the_usual_one(
        self, stored: object, qgis_profile: Path
    ) -> None:
        from qgis.core import QgsSettings

        QgsSettings().setValue("srce_pac/copies_limit", stored)
        try:
            assert Settings.load().copies_limit == Settings().copies_limit
        finally:
            QgsSettings().remove("srce_pac/copies_limit")
