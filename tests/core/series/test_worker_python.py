# SPDX-License-Identifier: GPL-3.0-or-later
"""How a worker process is made like this process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsSettings

from srce_pac.core.common.settings import Settings
from srce_pac.core.series import worker_python
from srce_pac.core.series.job import PRINTED
from srce_pac.core.series.worker_memory import resident_megabytes
from srce_pac.core.series.worker_python import find_python, worker_environment, worker_setup
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import make_gazetteer
from srce_pac.tests.support.series import Series, make_series
from srce_pac.tests.support.services import saved_service


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of which nothing is known but where it is."""
    for name in ("exec_prefix", "base_exec_prefix", "prefix"):
        monkeypatch.setattr(sys, name, str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("platform", "running", "files", "found"),
    [
        ("linux", "bin/python3", ["bin/python3"], "bin/python3"),
        ("linux", "bin/qgis.bin", ["bin/python3", "bin/qgis.bin"], "bin/python3"),
        # QGIS itself would open another window.
        ("win32", "qgis-bin.exe", ["python3.exe", "qgis-bin.exe", "python.exe"], "python3.exe"),
        ("win32", "qgis-bin.exe", ["python.exe", "qgis-bin.exe"], "python.exe"),
        ("darwin", "QGIS", ["bin/python3", "QGIS"], "bin/python3"),
        ("darwin", "", ["bin/python3"], "bin/python3"),
        ("linux", "bin/qgis.bin", ["bin/qgis.bin"], ""),
    ],
)
def test_the_python_of_this_qgis_is_found(
    install: Path,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    running: str,
    files: list[str],
    found: str,
) -> None:
    for name in files:
        (install / name).parent.mkdir(exist_ok=True)
        (install / name).touch()
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "executable", str(install / running) if running else "")
    assert find_python() == (install / found if found else None)


def test_a_setting_names_another_one() -> None:
    settings = Settings.load()
    try:
        replace(settings, worker_python="/opt/é/python3").save()
        assert find_python() == Path("/opt/é/python3")
    finally:
        QgsSettings().remove("srce_pac/worker_python")
    assert find_python() == Path(sys.executable)


def test_the_way_to_the_modules_of_qgis_is_told() -> None:
    paths = worker_environment().value("PYTHONPATH").split(os.pathsep)
    assert any(Path(path, "qgis", "core").is_dir() for path in paths)
    profile = os.path.realpath(QgsApplication.qgisSettingsDirPath())
    assert not [path for path in paths if os.path.realpath(path).startswith(profile)]


def test_modules_beside_the_profile_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, beside = tmp_path / "default" / "python", tmp_path / "default2"
    for folder in (inside, beside):
        folder.mkdir(parents=True)
        monkeypatch.syspath_prepend(folder)
    for profile, kept in ((str(tmp_path / "default"), {beside}), ("", {beside, inside})):
        monkeypatch.setattr(QgsApplication, "qgisSettingsDirPath", lambda p=profile: p)
        paths = worker_environment().value("PYTHONPATH").split(os.pathsep)
        assert {inside, beside}.intersection(map(Path, paths)) == kept


def test_the_territories_are_told_apart(tmp_path: Path) -> None:
    series = make_series(tmp_path, 2)
    other = make_gazetteer(tmp_path / "others")
    setups = [worker_setup(series.request, one) for one in (series.gazetteer, other)]
    assert setups[0].territories != setups[1].territories
    assert setups[0].profile == QgsApplication.qgisSettingsDirPath()
    assert Path(setups[0].settings) == Path(QgsSettings().fileName())


def test_the_memory_of_a_process_is_told() -> None:
    assert 20 < resident_megabytes(os.getpid()) < 20_000
    assert resident_megabytes(0) == resident_megabytes(2**22 + 1) == 0.0


class TestLogins:
    """Logins that QGIS keeps behind its master password."""

    @pytest.fixture
    def connection(self) -> Iterator[str]:
        """A saved connection to a service, and one to a database, with a login that is kept."""
        stored = QgsSettings()
        keys = {
            "PostgreSQL/connections/secret/host": "localhost",
            "PostgreSQL/connections/secret/database": "x",
            "PostgreSQL/connections/secret/authcfg": "abc1234",
            "PostgreSQL/connections/open/host": "localhost",
            "PostgreSQL/connections/open/database": "x",
        }
        for key, value in keys.items():
            stored.setValue(key, value)
        with saved_service("secret", "http://localhost/", authcfg="abc1234"):
            yield "secret"
        for key in keys:
            stored.remove(key.rpartition("/")[0])

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("postgres:secret", True),
            ("postgres:secret/schema", True),
            ("wfs:secret", True),
            ("postgres:open", False),
            ("postgres:unknown", False),
            ("profile:unknown", False),
            ("/secret", False),
            ("demonstration", False),
        ],
    )
    def test_a_source_that_needs_one_is_known(
        self, connection: str, tmp_path: Path, source: str, expected: bool
    ) -> None:
        series = make_series(tmp_path, 1)
        request = replace(series.request, sheet=replace(series.request.sheet, source=source))
        assert worker_setup(request, series.gazetteer).secret == expected

    @pytest.mark.once
    def test_without_the_password_this_process_prints(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(worker_python, "_is_secret", lambda _: True)
        series = make_series(tmp_path, 1)
        series.print(1)
        assert set(series.statuses().values()) == {PRINTED}
        assert ["master password" in warning for warning in series.warnings] == [True]

    @pytest.mark.once
    def test_territories_that_no_other_process_sees_are_printed_here(self, tmp_path: Path) -> None:
        series: Series = make_series(tmp_path, 1)
        other: Gazetteer = make_gazetteer(tmp_path / "others")
        assert other.entries
        series.request = replace(series.request, communes=str(tmp_path / "others"))
        series.print(2)
        assert set(series.statuses().values()) == {PRINTED}
        assert ["territories" in warning for warning in series.warnings] == [True]

    @pytest.mark.once
    def test_a_source_that_only_this_session_may_open_is_printed_here(self, tmp_path: Path) -> None:
        series = make_series(tmp_path, 1)
        sheet = replace(series.request.sheet, source=str(tmp_path / "not for a worker"))
        series.request = replace(series.request, sheet=sheet)
        series.print(2)
        assert set(series.statuses().values()) == {PRINTED}
        assert ["not for a worker" in warning for warning in series.warnings] == [True]
