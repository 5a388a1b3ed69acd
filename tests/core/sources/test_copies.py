# SPDX-License-Identifier: GPL-3.0-or-later
"""Local copies: as many as are needed, and those that projects use for good."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Callable

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsProject,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from srce_pac.core.common.errors import SourceError
from srce_pac.core.common.files import profile_folder
from srce_pac.core.common.request import HIDE, SheetRequest
from srce_pac.core.layers.sheet_layers import SheetLayers
from srce_pac.core.pipeline import add_layout, export_sheet, load_sheet_layers
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sources.local_copy import local_copy
from srce_pac.core.sources.source import list_layers
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    NATIONAL_RESERVOIR,
    X0,
    Y0,
    Row,
    box,
    open_layer,
    open_layers,
    sheet_context,
    write_layer,
)
from srce_pac.tests.support.services import (
    WFS_1_1,
    PostgisServer,
    QgisServer,
    saved_database,
    saved_service,
)

pytestmark = pytest.mark.usefixtures("qgis_app", "folder")

RESERVOIRS = "n_srce_reservoir_s_059"
SQUARES = [box(120 + 300 * i, 100, 50) for i in range(6)]
REQUEST = SheetRequest("59001", source="project", outside=HIDE)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where copies are, none before and after the test."""
    copies = profile_folder() / "copies"
    shutil.rmtree(copies, ignore_errors=True)
    yield copies
    shutil.rmtree(copies, ignore_errors=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The reservoirs, of which three are in Alpha."""
    rows = [Row(shape, {"NUMERO": i, **NATIONAL_RESERVOIR}) for i, shape in enumerate(SQUARES)]
    return write_layer(tmp_path / f"{RESERVOIRS}.fgb", rows)


@pytest.fixture
def drawing(file: Path) -> Iterator[QgsVectorLayer]:
    """The reservoirs as a layer in memory, in the open project."""
    layer = open_layer(file).materialize(QgsFeatureRequest())
    layer.setName(RESERVOIRS)
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().clear()


@pytest.fixture
def view(postgis: PostgisServer, file: Path) -> Iterator[str]:
    """The reservoirs as a view without a key."""
    postgis.load(open_layer(file), RESERVOIRS, "donnees", "")
    columns = ", ".join(f'"{name}"' for name in NATIONAL_RESERVOIR)
    postgis.run(
        f"CREATE VIEW public.{RESERVOIRS} AS SELECT {columns}, geom FROM donnees.{RESERVOIRS}"
    )
    with saved_database("DDTM", postgis) as source:
        yield f"{source}/public"


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.fgb"))


def draw(source: str, gazetteer: Gazetteer, territory: str = "59001") -> SheetLayers:
    context = sheet_context(gazetteer, territory)
    return open_layers(context, recognise(source, context.sheet))


def erase_one(layer: QgsVectorLayer) -> None:
    """Have a layer in memory hold one reservoir of Alpha less."""
    first = min(layer.getFeatures(), key=lambda feature: feature["NUMERO"])
    assert layer.dataProvider().deleteFeatures([first.id()])


class TestExports:
    """Nothing is left of them but what may serve again."""

    def test_a_layer_in_memory_leaves_one_copy(
        self, drawing: QgsVectorLayer, gazetteer: Gazetteer, folder: Path, tmp_path: Path
    ) -> None:
        for number in range(3):
            export_sheet(REQUEST, gazetteer, tmp_path / f"{number}.pdf")
            assert len(copies(folder)) == 1

    def test_a_layer_in_memory_that_changes_leaves_one_copy(
        self, drawing: QgsVectorLayer, gazetteer: Gazetteer, folder: Path
    ) -> None:
        for _ in range(3):
            draw("project", gazetteer)
            assert len(copies(folder)) == 1
            erase_one(drawing)

    def test_a_layer_in_memory_leaves_one_copy_of_all_territories(
        self, drawing: QgsVectorLayer, gazetteer: Gazetteer, folder: Path
    ) -> None:
        for territory in ("59001", "59002", "59001,59002"):
            draw("project", gazetteer, territory)
        assert len(copies(folder)) == 1

    def test_a_source_without_keys_leaves_one_copy(
        self, view: str, postgis: PostgisServer, gazetteer: Gazetteer, folder: Path
    ) -> None:
        draw(view, gazetteer)
        draw(view, gazetteer)
        assert len(copies(folder)) == 1
        postgis.run(f'DELETE FROM donnees.{RESERVOIRS} WHERE "NUMERO" = 0')
        assert draw(view, gazetteer).counts == {"reservoir": 2}
        assert len(copies(folder)) == 1

    def test_a_source_without_keys_leaves_what_is_drawn_when_it_is_gone(
        self, view: str, postgis: PostgisServer
    ) -> None:
        (layer,) = list_layers(SourceAddress.parse(view)).layers
        crs = QgsCoordinateReferenceSystem("EPSG:2154")
        extents = [
            QgsReferencedRectangle(QgsRectangle(X0 + x, Y0, X0 + x + 990, Y0 + 1000), crs)
            for x in (0, 1000)
        ]
        for extent in extents:
            local_copy(layer, extent)
        postgis.run(f"DROP VIEW {RESERVOIRS}")
        for extent in extents:
            copy = local_copy(layer, extent)
            assert copy.layer.featureCount() == 3
            assert "is drawn" in copy.warnings[0]

    def test_a_service_leaves_its_newest_copy(
        self, qgis_server: QgisServer, file: Path, gazetteer: Gazetteer, folder: Path
    ) -> None:
        layer = open_layer(file)
        layer.setName(RESERVOIRS)
        with saved_service("DREAL", qgis_server.publish([layer]), WFS_1_1) as source:
            draw(source, gazetteer)
            (first,) = copies(folder)
            read_long_ago(folder)
            draw(source, gazetteer)
        (second,) = copies(folder)
        assert first[:-25] == second[:-25]
        assert first < second


def read_long_ago(folder: Path) -> None:
    """Have the copies of a folder been made some time ago, by another process."""
    for path in folder.glob("*.fgb"):
        path.rename(path.with_name(f"{path.stem.rpartition('_')[0]}_20260131120000000000.fgb"))


class TestInUse:
    """What a layer or a project refers to is left where it is."""

    def test_a_copy_lives_as_long_as_its_layer(
        self, drawing: QgsVectorLayer, gazetteer: Gazetteer, folder: Path
    ) -> None:
        first = draw("project", gazetteer)
        erase_one(drawing)
        second = draw("project", gazetteer)
        assert len(copies(folder)) == 2
        counts = [len(list(one.thematic[0].layer.getFeatures())) for one in (first, second)]
        assert counts == [3, 2]

    @pytest.mark.parametrize("add", [load_sheet_layers, add_layout])
    def test_the_copy_of_a_project_that_is_saved_is_there_when_it_is_opened(
        self,
        drawing: QgsVectorLayer,
        gazetteer: Gazetteer,
        tmp_path: Path,
        add: Callable[[SheetRequest, Gazetteer, QgsProject], object],
    ) -> None:
        project = QgsProject()
        add(REQUEST, gazetteer, project)
        path = str(tmp_path / "projet.qgz")
        assert project.write(path)
        project.clear()
        for territory in ("59002", "59001"):
            erase_one(drawing)
            draw("project", gazetteer, territory)
        assert project.read(path)
        layers = [layer for layer in project.mapLayers().values() if "copies" in layer.source()]
        assert [layer.featureCount() for layer in layers] == [3]
        assert len(list(layers[0].getFeatures())) == 3

    def test_a_layer_that_is_loaded_again_needs_no_second_copy(
        self, drawing: QgsVectorLayer, gazetteer: Gazetteer, folder: Path
    ) -> None:
        for _ in range(3):
            load_sheet_layers(REQUEST, gazetteer, QgsProject.instance())
        assert len(copies(folder)) == 1

    def test_a_copy_that_cannot_be_kept_leaves_the_project_as_it_was(
        self, drawing: QgsVectorLayer, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(path: Path, content: bytes) -> None:
            raise OSError(28, "No space left on device")

        before = set(QgsProject.instance().mapLayers())
        monkeypatch.setattr(Path, "write_bytes", refuse)
        with pytest.raises(SourceError, match="the disk is full"):
            load_sheet_layers(REQUEST, gazetteer, QgsProject.instance())
        assert set(QgsProject.instance().mapLayers()) == before

    def test_a_file_that_cannot_be_removed_costs_nothing(
        self,
        drawing: QgsVectorLayer,
        gazetteer: Gazetteer,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def refuse(path: Path, missing_ok: bool = False) -> None:
            raise PermissionError(13, "in use", str(path))

        draw("project", gazetteer)
        erase_one(drawing)
        with monkeypatch.context() as windows:
            windows.setattr(Path, "unlink", refuse)
            layers = draw("project", gazetteer)
        assert layers.counts == {"reservoir": 2}
        assert layers.warnings == []
        assert len(copies(folder)) == 2
        del layers
        draw("project", gazetteer)
        assert len(copies(folder)) == 1

    def test_what_a_process_that_broke_off_had_begun_is_removed_after_a_day(
        self, view: str, folder: Path
    ) -> None:
        (layer,) = list_layers(SourceAddress.parse(view)).layers
        local_copy(layer)
        (whole,) = folder.iterdir()
        begun = folder / f"part-{whole.name}"
        broken_off = folder / f"part-{whole.stem.rpartition('_')[0]}_20260131120000000000.fgb"
        for part in (begun, broken_off):
            shutil.copy(whole, part)
        local_copy(layer)
        assert begun.exists()
        assert not broken_off.exists()

    def test_what_another_process_may_be_reading_is_left_for_a_day(
        self, drawing: QgsVectorLayer, folder: Path
    ) -> None:
        (layer,) = list_layers(SourceAddress.parse("project")).layers
        local_copy(layer)
        (own,) = folder.iterdir()
        digit = (int(own.stem[-1]) + 1) % 10
        theirs = own.with_name(f"{own.stem[:-1]}{digit}.fgb")
        shutil.copy(own, theirs)
        old = own.with_name(f"{own.stem.rpartition('_')[0]}_20260131120000000000.fgb")
        shutil.copy(own, old)
        erase_one(drawing)
        local_copy(layer)
        assert theirs.exists()
        assert not old.exists()
        assert not own.exists()
