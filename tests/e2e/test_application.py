# SPDX-License-Identifier: GPL-3.0-or-later
"""The real QGIS application under Xvfb, its dock worked by keys and clicks: search to file.

Screenshots and what was seen are kept in `.build/e2e/`. With UPDATE_GUIDE=1 in the environment,
those of the user guide are written to `docs/images/`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsGeometry, QgsPointXY
from qgis.PyQt.QtCore import QRect
from qgis.PyQt.QtGui import QImage

from srce_pac.tests import pdf

HERE = Path(__file__).parent
QGIS_SECONDS = 120
LEFT_AREA = 1

SETTINGS = """[PythonPlugins]
srce_pac={plugin}

[qgis]
showTips=false
checkVersion=false

[app]
askToSaveProjectChanges=false

[UI]
UITheme=default

[locale]
overrideFlag=true
userLocale={language}
globalLocale={language}_FR

[srce_pac]
export_folder={folder}
"""

pytestmark = [
    pytest.mark.timeout(3 * QGIS_SECONDS),
    pytest.mark.skipif(
        not (shutil.which("qgis") and shutil.which("xvfb-run")),
        reason="needs the QGIS application and xvfb-run",
    ),
]


@dataclass
class Session:
    """A QGIS that ran and ended: what the driver noted, where it put its pictures."""

    seen: dict[str, Any]
    folder: Path
    profile: Path
    project: Path

    def image(self, name: str) -> QImage:
        image = QImage(str(self.folder / f"{name}.png"))
        assert not image.isNull(), name
        return image


def run_qgis(
    root: Path,
    profile: Path,
    name: str,
    do: str,
    project: Path,
    language: str = "en",
    plugin: bool = True,
    extent: str = "",
) -> Session:
    """Start QGIS with a task and wait for its end; `profile` keeps its state for a next run."""
    # Not in the checkout, where another run of the suite may be under way.
    folder = profile / "evidence" / name
    folder.mkdir(parents=True)
    ini = profile / "profiles" / "default" / "QGIS" / "QGIS3.ini"
    if not ini.exists():
        ini.parent.mkdir(parents=True)
        ini.write_text(
            SETTINGS.format(plugin=str(plugin).lower(), language=language, folder=folder),
            encoding="utf-8",
        )
    # QGIS pastes the script's path into Python code, so it may not stand in a folder of any name.
    script = profile / "drive.py"
    shutil.copy(HERE / "drive.py", script)
    task = {"do": do, "project": str(project), "extent": extent}
    (folder / "task.json").write_text(json.dumps(task), encoding="utf-8")
    command = [
        *("xvfb-run", "-a", "-s", "-screen 0 1240x780x24"),
        *("qgis", "--nologo", "--noversioncheck"),
        *("--profiles-path", str(profile), "--code", str(script)),
    ]
    with (folder / "qgis.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=root,
            env=environment(folder),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait(QGIS_SECONDS)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            shutil.copytree(folder, root / ".build" / "e2e" / name, dirs_exist_ok=True)
    written = folder / "seen.json"
    log_text = (folder / "qgis.log").read_text(encoding="utf-8", errors="replace")
    assert written.exists(), f"QGIS ended before its task: {log_text[-3000:]}"
    seen = json.loads(written.read_text(encoding="utf-8"))
    assert seen["errors"] == []
    assert seen["done"]
    assert process.returncode == 0, log_text[-3000:]
    return Session(seen, folder, profile, project)


def environment(folder: Path) -> dict[str, str]:
    """The machine's, without what the test session set for its own QGIS."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("QGIS_", "QT_", "PYTHON", "VIRTUAL_ENV"))
    }
    kept["QGIS_PLUGINPATH"] = str(Path(".build", "plugins"))
    kept["SRCE_PAC_TASK"] = str(folder / "task.json")
    kept["LC_ALL"] = "C.UTF-8"
    # A desktop's own file dialog could not be worked by a test.
    kept.pop("XDG_CURRENT_DESKTOP", None)
    return kept


@pytest.fixture(scope="module")
def english(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    folder = tmp_path_factory.mktemp("english")
    return run_qgis(root, folder, "en", "sheet", folder / "saved.qgz")


@pytest.fixture(scope="module")
def french(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    folder = tmp_path_factory.mktemp("french")
    return run_qgis(root, folder, "fr", "sheet", folder / "saved.qgz", language="fr")


@pytest.fixture(scope="module")
def again(root: Path, english: Session) -> Session:
    return run_qgis(root, english.profile, "again", "again", english.project)


@pytest.fixture(scope="module")
def without(root: Path, english: Session, tmp_path_factory: pytest.TempPathFactory) -> Session:
    return run_qgis(
        root,
        tmp_path_factory.mktemp("without"),
        "without",
        "without",
        english.project,
        plugin=False,
        extent=english.seen["extent"],
    )


@pytest.fixture(params=["english", "french"])
def session(request: pytest.FixtureRequest) -> Session:
    return request.getfixturevalue(request.param)


def test_the_dock_is_not_forced_on_anybody(session: Session) -> None:
    assert session.seen["dock at start"] is False
    assert session.seen["startup"]


def test_typing_and_enter_load_the_layers(session: Session) -> None:
    seen = session.seen
    assert seen["offered"] == "Haynecourt (59294) – Nord"
    assert {"Contour de commune", "Corridors écologiques"} <= set(seen["layers"])
    assert seen["counts"]["Corridors écologiques"] == "3"
    assert seen["messages"] == []
    assert "Nord" in seen["territory"]


def test_the_canvas_shows_the_commune(session: Session) -> None:
    extent = QgsGeometry.fromWkt(session.seen["extent"]).boundingBox()
    # Its box in EPSG:2154, to the generalisation of the embedded contours.
    assert extent.contains(QgsPointXY(709_420, 7_010_990))
    assert extent.contains(QgsPointXY(712_920, 7_013_480))
    assert extent.width() < 3 * 3_600


def test_the_dock_is_three_hundred_pixels_wide(session: Session) -> None:
    assert session.seen["dock width"] <= 310


def test_the_layout_opens_in_the_designer(session: Session) -> None:
    assert "Haynecourt (59294)" in session.seen["layout"]
    assert session.image("layout").width() >= 1240


def test_the_sheet_is_printed(session: Session) -> None:
    assert session.seen["proposed"] == "SRCE_59294_HAYNECOURT"
    text = pdf.text(session.folder / "SRCE_59294_HAYNECOURT.pdf")
    for words in ("HAYNECOURT", "59294", "LÉGENDE", "NOTA", "DONNÉES FICTIVES"):
        assert words in text
    assert "Document provisoire" in text
    assert "Pour information" not in text


def test_the_cartouche_is_seen_on_the_sheet_before(session: Session) -> None:
    page, room = session.seen["preview"]
    assert 0.9 * room < page <= room
    assert "1" in session.seen["cartouche"]


def test_two_communes_are_printed_by_the_office_of_the_options_page(again: Session) -> None:
    assert again.seen["selection"][0] == "SCoT d'Essai"
    assert "2 communes" in again.seen["selection"][1]
    text = pdf.text(again.folder / "selection.pdf")
    for words in ("SCOT D'ESSAI", "Haynecourt", "Sancourt", "Direction des essais"):
        assert words in text


def test_the_link_opens_the_sheet(session: Session) -> None:
    assert "SRCE_59294_HAYNECOURT.pdf" in session.seen["message"]
    assert session.seen["opened"] == str(session.folder / "SRCE_59294_HAYNECOURT.pdf")


def test_the_words_are_those_of_the_locale(root: Path, english: Session, french: Session) -> None:
    assert english.seen["words"] == ["Commu&ne or EPCI", "Lo&ad", "E&xport…"]
    assert french.seen["locale"].startswith("fr")
    if not (root / "i18n" / "srce_pac_fr.qm").is_file():
        pytest.skip("i18n/srce_pac_fr.qm is not there yet")
    assert not set(french.seen["words"]) & set(english.seen["words"])
    assert "habitants" in french.seen["territory"]


def test_the_dock_comes_back_where_it_was_left(again: Session) -> None:
    assert again.seen["dock at start"] is True
    assert again.seen["area"] == LEFT_AREA
    assert again.seen["unloaded"] is True


def test_the_project_draws_the_same_without_the_plugin(english: Session, without: Session) -> None:
    assert without.seen["plugin"] is False
    assert without.seen["invalid"] == []
    assert without.seen["layers"] == english.seen["layers"]
    assert difference(english.image("map"), without.image("map")) < 0.001


def difference(one: QImage, other: QImage) -> float:
    """The share of bytes in which two pictures of the same size differ."""
    assert one.size() == other.size()
    pictures = []
    for image in (one, other):
        bits = image.convertToFormat(QImage.Format.Format_RGB32).constBits()
        bits.setsize(image.width() * image.height() * 4)
        pictures.append(bytes(bits))
    assert len(set(pictures[0][::4])) > 10, "the picture is empty"
    differing = sum(a != b for a, b in zip(*pictures))
    return differing / len(pictures[0])


@pytest.mark.skipif(os.environ.get("UPDATE_GUIDE") != "1", reason="UPDATE_GUIDE=1 asks for it")
def test_update_guide(root: Path, english: Session, french: Session) -> None:
    images = root / "docs" / "images"
    images.mkdir(parents=True, exist_ok=True)
    for session, language in ((english, "en"), (french, "fr")):
        for name in ("search", "loaded", "cartouche", "layout", "exported", "options"):
            image = session.image(name)
            if name == "search":
                image = image.copy(QRect(image.width() - 460, 80, 460, 340))
            assert image.save(str(images / f"{name}_{language}.png"))
