# SPDX-License-Identifier: GPL-3.0-or-later
"""A style of the real QGIS application: kept, drawn elsewhere and later, lent to any layer.

With UPDATE_GUIDE=1 in the environment, the guide's pictures are written to `docs/images/`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from srce_pac.tests.e2e.session import MARKS, Session, run_qgis
from srce_pac.tests.support import pdf
from srce_pac.tests.support.pictures import write_picture

PINK = "#ff00aa"
APPLY = "Apply a class's style"

pytestmark = MARKS


@pytest.fixture(scope="module")
def kept(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    folder = tmp_path_factory.mktemp("styles")
    return run_qgis(root, folder, "styles", "styles", folder / "saved.qgz")


@pytest.fixture(scope="module")
def again(root: Path, kept: Session) -> Session:
    return run_qgis(root, kept.profile, "styles_again", "styles_again", kept.project)


def test_a_style_of_the_map_is_that_of_the_next_commune(kept: Session) -> None:
    assert "My styles" in " ".join(kept.seen["kept"])
    assert set(kept.seen["next commune"]) == {PINK}
    assert kept.seen["restyled"] == "Corridors écologiques"


def test_it_is_printed_after_a_restart(again: Session) -> None:
    assert set(again.seen["colours"]) == {PINK}
    pixels = pdf.picture(again.folder / "SRCE_59122_CAMBRAI.pdf", 100).astype(int)
    assert (abs(pixels - (255, 0, 170)).max(axis=2) < 24).sum() > 100


def test_a_layer_of_the_users_own_is_drawn_as_a_class_until_undone(kept: Session) -> None:
    assert APPLY in kept.seen["layer menu"]
    before, after, name = kept.seen["applied"]
    assert after == PINK != before
    assert name == "Mes haies"
    assert kept.seen["undone"] == before


def test_without_the_plugin_the_layer_tree_offers_nothing_of_it(again: Session) -> None:
    assert again.seen["layer menu"]
    assert APPLY not in again.seen["layer menu"]


@pytest.mark.skipif(os.environ.get("UPDATE_GUIDE") != "1", reason="UPDATE_GUIDE=1 asks for it")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_update_guide(
    language: str, root: Path, kept: Session, tmp_path_factory: pytest.TempPathFactory
) -> None:
    session = kept
    if language != "en":
        folder = tmp_path_factory.mktemp(language)
        unused = folder / "saved.qgz"
        session = run_qgis(root, folder, f"styles_{language}", "styles", unused, language)
    write_picture(session.image("class_menu"), f"class_menu_{language}.png")
