# SPDX-License-Identifier: GPL-3.0-or-later
"""Publishing: whole or not at all, whatever is asked for and whatever happens meanwhile."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from qgis.core import QgsFeedback, QgsProject, QgsVectorLayer
from qgis.PyQt.QtGui import QImage

from srce_pac.core.atlas.atlas_files import data_files
from srce_pac.core.atlas.publish import AtlasRequest, AtlasResult, publish_atlas
from srce_pac.core.atlas.tables import Tables, key_of
from srce_pac.core.common.errors import CancelledError, ExportError, SrceError, TerritoryError
from srce_pac.core.pipeline import Printer
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    SIDE,
    bow_tie,
    box,
    commune,
    make_gazetteer,
    two_communes,
)
from srce_pac.tests.support.printers import RESERVOIRS, small, write

pytestmark = pytest.mark.usefixtures("qgis_app")


def ask(
    source: Path, gazetteer: Gazetteer, path: Path, territories: str = "59001", **others: object
) -> AtlasResult:
    return publish_atlas(AtlasRequest(small(source, "", **others), territories, path), gazetteer)


def files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "key"), [("59294", 59294), ("02001", 2001), ("01001", 1001), ("é", None)]
)
def test_the_key_of_a_commune_is_its_code(code: str, key: int | None) -> None:
    assert key_of(code) == key


@pytest.mark.once
def test_codes_with_letters_have_keys_of_their_own() -> None:
    codes = ["2A004", "2B004", "2A040", "02004", "20004"]
    assert len({key_of(code) for code in codes}) == len(codes)


@pytest.mark.once
def test_an_epci_means_its_communes(source: Path, gazetteer: Gazetteer, tmp_path: Path) -> None:
    result = ask(source, gazetteer, tmp_path / "out" / "a.qgs", "200000001")
    assert result.layouts == {"commune_a4_portrait": 2}
    assert not result.failed
    assert files(tmp_path / "out") == ["a.qgs", result.data.name]


def test_an_object_that_cannot_be_united_takes_no_class_from_a_page(
    gazetteer: Gazetteer, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    # Those of the territory are one surface on its sheet; another one beside it crosses itself.
    shapes = [box(100, 100, 500), box(300, 300, 500), bow_tie(SIDE + 100, 100, 400)]
    write(source / f"{RESERVOIRS}.fgb", shapes)
    result = ask(source, gazetteer, tmp_path / "out" / "a.qgs", outside="hide")
    project = QgsProject()
    assert project.read(str(result.project))
    layers = project.mapLayers().values()
    types = {x.renderer().type() for x in layers if isinstance(x, QgsVectorLayer) and x.renderer()}
    assert "singleSymbol" in types
    assert "mergedFeatureRenderer" not in types
    project.clear()


@pytest.mark.once
def test_the_data_of_the_project_before_go_and_nothing_else(
    source: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    foreign = folder / "a_20260101_000000.gpkg"
    foreign.write_bytes(b"of somebody else")
    (folder / "note.txt").write_text("mine", encoding="utf-8")
    first = ask(source, gazetteer, folder / "a.qgz")
    second = ask(source, gazetteer, folder / "a.qgz")
    assert first.data != second.data
    assert data_files(folder / "a.qgz") == [second.data]
    assert files(folder) == sorted([foreign.name, "a.qgz", second.data.name, "note.txt"])


@pytest.mark.once
@pytest.mark.parametrize("step", ["write", "open", "_count"])
def test_a_failure_leaves_the_project_before(
    step: str, source: Path, gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    ask(source, gazetteer, folder / "a.qgz")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    def fail(*_: object) -> None:
        raise ExportError("no")

    monkeypatch.setattr(Tables, step, fail)
    with pytest.raises(ExportError):
        ask(source, gazetteer, folder / "a.qgz")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


@pytest.mark.once
@pytest.mark.parametrize("percent", [0, 40, 85])
def test_cancelled_it_leaves_nothing(
    percent: int, source: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    feedback = QgsFeedback()
    if percent:
        feedback.progressChanged.connect(lambda p: p >= percent and feedback.cancel())
    else:
        feedback.cancel()
    request = AtlasRequest(small(source, ""), "59001, 59002", tmp_path / "out" / "a.qgz")
    with pytest.raises(CancelledError):
        publish_atlas(request, gazetteer, feedback)
    assert not (tmp_path / "out").exists()


@pytest.mark.once
def test_one_that_fails_never_stops_the_others(
    source: Path, gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out = Printer.lay_out

    def failing(printer: Printer, territory: str) -> object:
        if territory == "59001":
            raise TerritoryError("has no contour")
        return lay_out(printer, territory)

    monkeypatch.setattr(Printer, "lay_out", failing)
    result = ask(source, gazetteer, tmp_path / "a.qgz", "59001, 59002")
    assert result.count == 1
    assert [fault.message for fault in result.failed] == ["has no contour"]


def test_a_logo_comes_along(
    source: Path, gazetteer: Gazetteer, tmp_path: Path, project: QgsProject
) -> None:
    logo = tmp_path / "logo.png"
    picture = QImage(20, 20, QImage.Format.Format_RGB32)
    picture.fill(0xFF0000)
    assert picture.save(str(logo))
    result = ask(source, gazetteer, tmp_path / "a.qgz", cartouche={"logo": str(logo)})
    logo.unlink()
    assert project.read(str(result.project))
    (layout,) = project.layoutManager().printLayouts()
    item = layout.itemById("logo")
    assert item.picturePath().startswith("base64:")
    assert not item.isMissingImage()


def test_communes_of_another_projection_get_an_atlas_of_their_own(
    source: Path, tmp_path: Path
) -> None:
    territories = [*two_communes(), commune("97411", "Saint-Denis", box(10_000, 0, 1000))]
    gazetteer = make_gazetteer(tmp_path / "far", territories)
    result = ask(source, gazetteer, tmp_path / "a.qgz", "59001, 97411")
    assert result.count == 1
    assert "EPSG:2975" in result.failed[0].message


@pytest.mark.once
@pytest.mark.parametrize("name", ["a.pdf", "a", "nul.qgz"])
def test_what_is_no_project_is_refused_before_any_work(
    name: str, source: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    with pytest.raises(ExportError):
        ask(source, gazetteer, tmp_path / name, "nowhere")


@pytest.mark.once
def test_the_open_project_is_not_written_over(
    source: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    opened = QgsProject.instance()
    assert opened.write(str(tmp_path / "a.qgz"))
    try:
        with pytest.raises(ExportError):
            ask(source, gazetteer, tmp_path / "a.qgz")
    finally:
        opened.clear()


@pytest.mark.once
@pytest.mark.parametrize("territories", ["", "99999", "nowhere, 99999"])
def test_a_list_of_nothing_is_refused(
    territories: str, source: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    with pytest.raises(SrceError):
        ask(source, gazetteer, tmp_path / "a.qgz", territories)
    assert not os.path.lexists(tmp_path / "a.qgz")
