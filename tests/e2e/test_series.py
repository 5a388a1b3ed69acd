# SPDX-License-Identifier: GPL-3.0-or-later
"""The real QGIS application prints an EPCI's communes from the dock, cancelled and gone on with.

With UPDATE_GUIDE=1 in the environment, the guide's pictures are written to `docs/images/`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.e2e.session import MARKS, Session, run_qgis
from srce_pac.tests.support import pdf
from srce_pac.tests.support.pictures import write_picture

EPCI = "245900758"
NAMES = ("series_territories", "series_files", "series_running")

pytestmark = MARKS


@pytest.fixture(scope="module")
def session(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    folder = tmp_path_factory.mktemp("series")
    return run_qgis(root, folder, "series", "series", folder / "unused.qgz")


def test_an_epci_stands_for_its_communes(session: Session, embedded: Gazetteer) -> None:
    epci = embedded.entry(EPCI)
    assert epci is not None
    assert sorted(session.seen["listed"]) == sorted(epci.members)
    assert session.seen["names"][0].startswith("SRCE_")


def test_cancelled_half_way_it_leaves_what_is_printed(session: Session) -> None:
    half = session.seen["half"]
    assert 4 <= len(half) < 8
    assert "cancelled" in session.seen["half state"]
    assert session.seen["tasks"] == ["Series of sheets"]


def test_gone_on_with_it_has_every_file_once(session: Session) -> None:
    codes = sorted(name.split("_")[1] for name in session.seen["whole"])
    assert codes == sorted(session.seen["listed"])
    assert session.seen["kept"] == session.seen["half"]
    assert {"rapport.csv", "rapport.html"} <= set(session.seen["others"])
    assert not [name for name in session.seen["others"] if name.startswith(".")]
    assert f"{len(session.seen['half'])} up to date before" in session.seen["state"]
    assert any("sheets printed" in text for text in session.seen["messages"])


def test_qgis_asks_before_it_is_closed(session: Session) -> None:
    assert "Series of sheets" in session.seen["asked"]


def test_each_is_the_sheet_of_its_commune(session: Session) -> None:
    for name in session.seen["whole"]:
        assert name.split("_")[1] in pdf.text(session.folder / "series" / name)


def test_the_project_of_the_user_is_not_touched(session: Session) -> None:
    assert session.seen["layers"] == []
    assert session.seen["is dirty"] is False


@pytest.mark.skipif(os.environ.get("UPDATE_GUIDE") != "1", reason="UPDATE_GUIDE=1 asks for it")
def test_update_guide(
    root: Path, session: Session, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("serie")
    french = run_qgis(root, folder, "serie", "series", folder / "unused.qgz", "fr")
    for language, run in (("en", session), ("fr", french)):
        for name in NAMES:
            write_picture(run.image(name), f"{name}_{language}.png")
