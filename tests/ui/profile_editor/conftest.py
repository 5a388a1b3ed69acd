# SPDX-License-Identifier: GPL-3.0-or-later
"""The editor of data profiles, opened over the layers of an office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QApplication, QDialog

from srce_pac.core.profiles.profile import DataProfile
from srce_pac.core.sheet.definition import SheetDefinition, load_sheet
from srce_pac.core.sources.source import list_layers
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.desktop import Desktop, own_desktop, settle, wait_for
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_RESERVOIR,
    Row,
    box,
    line,
    make_gazetteer,
    point,
    rows,
    write_layer,
)
from srce_pac.tests.support.profile_editor import CORES, Opener, counted
from srce_pac.ui.profile_editor.editor import ProfileEditor


@pytest.fixture(scope="module")
def sheet(qgis_app: QgsApplication) -> SheetDefinition:
    return load_sheet("srce")


@pytest.fixture(scope="module")
def gazetteer(qgis_app: QgsApplication, tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return make_gazetteer(tmp_path_factory.mktemp("territories"))


@pytest.fixture(scope="module")
def office(qgis_app: QgsApplication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with layers of names that no preset knows, and two that one does."""
    folder = tmp_path_factory.mktemp("office")
    write_layer(folder / "env_bio_noyaux.shp", CORES)
    links = rows([line((0, i), (900, i)) for i in range(4)], {"NOM": "Liaison", "MILIEU": "bois"})
    write_layer(folder / "liaisons_2013.shp", links, "LineString")
    write_layer(folder / "points_noirs.shp", rows([point(5, 5)], {"QUOI": "route"}), "Point")
    reservoirs = [
        Row(box(20 * i, 0, 9), {**NATIONAL_RESERVOIR, "OBJ_ASSI": value})
        for i, value in enumerate(["02", "02", "01", "02"])
    ]
    write_layer(folder / "N_SRCE_RESERVOIR_S_R31.shp", reservoirs)
    corridors = rows([line((0, 0), (900, 900))] * 2, NATIONAL_CORRIDOR)
    write_layer(folder / "N_SRCE_CORRIDOR_L_R31.shp", corridors, "LineString")
    return folder


@pytest.fixture
def desktop(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Desktop]:
    interval = QApplication.keyboardInputInterval()
    QApplication.setKeyboardInputInterval(150)
    with own_desktop(gazetteer, monkeypatch, tmp_path / "settings", tmp_path) as desktop:
        yield desktop
    QApplication.setKeyboardInputInterval(interval)


@pytest.fixture
def saved(qgis_profile: Path) -> Path:
    """The folder of the user's data profiles; not there yet."""
    return qgis_profile / "profiles"


@pytest.fixture
def edit(desktop: Desktop, saved: Path, sheet: SheetDefinition, office: Path) -> Iterator[Opener]:
    """Opens the editor and waits until all is counted."""
    dialogs: list[QDialog] = []

    def edit(profile: DataProfile | None = None, name: str = "", source: str = "") -> Any:
        offered = list_layers(SourceAddress.parse(source or str(office))).layers
        shown = DataProfile("", "", ()) if profile is None else profile
        dialog = ProfileEditor(sheet, shown, offered, name, desktop.window)
        dialogs.append(dialog)
        dialog.show()
        dialog.activateWindow()
        settle()
        wait_for(lambda: counted(dialog))
        return dialog

    yield edit
    for dialog in dialogs:
        dialog.reject()
        dialog.deleteLater()
    settle()


@pytest.fixture
def editor(edit: Opener) -> Any:
    """The editor of a source of which nothing is known."""
    return edit()
