# SPDX-License-Identifier: GPL-3.0-or-later
"""What changes between two sheets of one printer: the next sheet has it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from osgeo import ogr
from qgis.core import QgsFeature, QgsFeatureRequest, QgsGeometry, QgsProject, QgsVectorLayer

from srce_pac.core.common.errors import SourceError
from srce_pac.core.common.files import ROOT
from srce_pac.core.pipeline import Printer, SheetResult
from srce_pac.core.profiles.profile import write_profile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import NATIONAL_WATERCOURSE, box, line, rows, write_layer
from srce_pac.tests.support.printers import (
    CORRIDORS,
    RESERVOIRS,
    SQUARES,
    WHOLE,
    small,
    text,
    write,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

ENDINGS = (".fgb", ".gpkg", ".shp", ".geojson")


def edit(path: Path, sql: str) -> None:
    """Change a file in place, as another program does."""
    dataset = ogr.Open(str(path), update=1)
    dataset.ExecuteSQL(sql, dialect="SQLITE")
    dataset = None


class TestData:
    """Files of the source that change."""

    @pytest.mark.usefixtures("unwritten")
    @pytest.mark.parametrize("ending", ENDINGS)
    def test_objects_that_come_and_go(
        self, tmp_path: Path, gazetteer: Gazetteer, ending: str
    ) -> None:
        path = write(tmp_path / f"{RESERVOIRS}{ending}", SQUARES[:1])
        printer = Printer(small(path), gazetteer)
        for count in (1, 3, 2):
            path.unlink()
            write(path, SQUARES[:count])
            assert printer.export("59001", tmp_path).counts == {"reservoir": count}
        printer.close()

    @pytest.mark.usefixtures("unwritten")
    @pytest.mark.parametrize("ending", [".gpkg", ".shp"])
    def test_an_object_that_is_deleted_in_place(
        self, tmp_path: Path, gazetteer: Gazetteer, ending: str
    ) -> None:
        path = write(tmp_path / f"{RESERVOIRS}{ending}")
        printer = Printer(small(path), gazetteer)
        assert printer.export("59001", tmp_path).counts == {"reservoir": 3}
        edit(path, f"DELETE FROM {RESERVOIRS} WHERE NUMERO = 1")
        assert printer.export("59001", tmp_path).counts == {"reservoir": 2}
        printer.close()

    @pytest.mark.usefixtures("unwritten")
    @pytest.mark.parametrize("ending", [".gpkg", ".shp"])
    def test_an_attribute_by_which_a_class_is_told(
        self, tmp_path: Path, gazetteer: Gazetteer, ending: str
    ) -> None:
        path = write(tmp_path / f"{RESERVOIRS}{ending}")
        profile = tmp_path / "profile.json"
        known = recognise(str(path))
        (reservoirs,) = known.sources
        filtered = replace(reservoirs, filter="NUMERO = 0 OR NUMERO = 50")
        write_profile(profile, replace(known, sources=(filtered,)))
        printer = Printer(small(profile), gazetteer)
        assert printer.export("59001", tmp_path).counts == {"reservoir": 1}
        edit(path, f"UPDATE {RESERVOIRS} SET NUMERO = 50 WHERE NUMERO = 1")
        assert printer.export("59001", tmp_path).counts == {"reservoir": 2}
        printer.close()

    @pytest.mark.usefixtures("unwritten")
    def test_a_file_that_another_one_has_replaced(
        self, printer: Printer, source: Path, tmp_path: Path
    ) -> None:
        printer.export("59001", tmp_path)
        other = write(tmp_path / f"{RESERVOIRS}.fgb", SQUARES[:1])
        os.replace(other, source / f"{RESERVOIRS}.fgb")
        assert printer.export("59001", tmp_path).counts == {**WHOLE, "reservoir": 1}

    @pytest.mark.usefixtures("unwritten")
    def test_files_that_come_and_go(self, printer: Printer, source: Path, tmp_path: Path) -> None:
        assert "watercourse" in printer.export("59001", tmp_path).missing
        path = source / "n_srce_coursdeau_l_059.fgb"
        write_layer(path, rows([line((0, 500), (900, 500))], NATIONAL_WATERCOURSE), "LineString")
        result = printer.export("59001", tmp_path)
        assert result.counts == {**WHOLE, "watercourse": 1}
        assert "watercourse" not in result.missing
        path.unlink()
        assert "watercourse" in printer.export("59001", tmp_path).missing

    def test_a_source_that_was_away_for_a_sheet(
        self, printer: Printer, source: Path, tmp_path: Path
    ) -> None:
        before = text(printer.export("59001", tmp_path))
        source.rename(tmp_path / "aside")
        with pytest.raises(SourceError):
            printer.export("59001", tmp_path)
        (tmp_path / "aside").rename(source)
        assert text(printer.export("59001", tmp_path)) == before


class TestOwnFiles:
    """Sheets, styles, templates, offices and presets of the user's that change."""

    def test_the_texts_of_a_sheet(self, source: Path, gazetteer: Gazetteer, tmp_path: Path) -> None:
        sheet = _own_sheet(tmp_path / "own")
        printer = Printer(small(source, sheet=str(sheet)), gazetteer)
        printer.export("59001", tmp_path)
        content = json.loads(sheet.read_text(encoding="utf-8"))
        content["cartouche"]["subtitle"] = "Un autre sous-titre"
        sheet.write_text(json.dumps(content), encoding="utf-8")
        assert "Un autre sous-titre" in text(printer.export("59001", tmp_path))
        printer.close()

    def test_a_style_that_changes_and_goes(
        self, source: Path, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        sheet = _own_sheet(tmp_path / "own")
        printer = Printer(small(source, sheet=str(sheet)), gazetteer)
        usual = pdf.picture(_file(printer.export("59001", tmp_path)))
        style = tmp_path / "own" / "styles" / "reservoir_s.qml"
        style.parent.mkdir()
        bundled = (ROOT / "styles" / "corridor_s.qml").read_text(encoding="utf-8")
        style.write_text(bundled, encoding="utf-8")
        changed = pdf.picture(_file(printer.export("59001", tmp_path)))
        assert (changed != usual).any()
        style.unlink()
        assert (pdf.picture(_file(printer.export("59001", tmp_path))) == usual).all()
        printer.close()

    def test_a_template(self, source: Path, gazetteer: Gazetteer, tmp_path: Path) -> None:
        template = tmp_path / "own.qpt"
        shutil.copy(ROOT / "layouts" / "commune_a4_portrait.qpt", template)
        printer = Printer(small(source, template=str(template)), gazetteer)
        upright = pdf.page_size(_file(printer.export("59001", tmp_path)))
        shutil.copy(ROOT / "layouts" / "commune_a4_landscape.qpt", template)
        lying = pdf.page_size(_file(printer.export("59001", tmp_path)))
        assert lying == pytest.approx(upright[::-1], abs=0.1)
        printer.close()

    def test_a_template_of_ones_own_in_the_place_of_a_bundled_one(
        self, printer: Printer, tmp_path: Path, qgis_profile: Path
    ) -> None:
        upright = pdf.page_size(_file(printer.export("59001", tmp_path)))
        own = qgis_profile / "layouts" / "commune_a4_portrait.qpt"
        own.parent.mkdir(parents=True)
        shutil.copy(ROOT / "layouts" / "commune_a4_landscape.qpt", own)
        lying = pdf.page_size(_file(printer.export("59001", tmp_path)))
        assert lying == pytest.approx(upright[::-1], abs=0.1)
        own.unlink()
        assert pdf.page_size(_file(printer.export("59001", tmp_path))) == upright

    def test_an_office(self, printer: Printer, tmp_path: Path, qgis_profile: Path) -> None:
        printer.export("59001", tmp_path)
        own = qgis_profile / "data" / "offices" / "59.json"
        own.parent.mkdir(parents=True)
        own.write_text(json.dumps({"office": "Direction d’Essai"}), encoding="utf-8")
        assert "Direction d'Essai" in text(printer.export("59001", tmp_path))

    def test_a_preset(self, printer: Printer, tmp_path: Path, qgis_profile: Path) -> None:
        printer.export("59001", tmp_path)
        own = qgis_profile / "sheets" / "presets" / "srce_national.json"
        own.parent.mkdir(parents=True)
        bundled = ROOT / "sheets" / "presets" / own.name
        content = json.loads(bundled.read_text(encoding="utf-8"))
        own.write_text(json.dumps({**content, "credit": "Un autre producteur"}), encoding="utf-8")
        assert "Un autre producteur" in text(printer.export("59001", tmp_path))


@pytest.mark.usefixtures("unwritten")
class TestProject:
    """Layers of the open project as a source."""

    @pytest.fixture
    def project(self, source: Path) -> Iterator[QgsProject]:
        project = QgsProject.instance()
        files = [source / f"{name}.fgb" for name in (RESERVOIRS, CORRIDORS)]
        project.addMapLayers([QgsVectorLayer(str(file), file.stem, "ogr") for file in files])
        yield project
        project.clear()

    @pytest.fixture
    def of_project(self, project: QgsProject, gazetteer: Gazetteer) -> Iterator[Printer]:
        printer = Printer(small("project"), gazetteer)
        yield printer
        printer.close()

    def test_a_layer_that_is_filtered(
        self, of_project: Printer, project: QgsProject, tmp_path: Path
    ) -> None:
        assert of_project.export("59001", tmp_path).counts == WHOLE
        (layer,) = project.mapLayersByName(RESERVOIRS)
        layer.setSubsetString("NUMERO > 0")
        assert of_project.export("59001", tmp_path).counts == {**WHOLE, "reservoir": 2}
        layer.setSubsetString("")
        assert of_project.export("59001", tmp_path).counts == WHOLE

    def test_a_layer_that_is_removed_and_added(
        self, of_project: Printer, project: QgsProject, source: Path, tmp_path: Path
    ) -> None:
        of_project.export("59001", tmp_path)
        (layer,) = project.mapLayersByName(CORRIDORS)
        project.removeMapLayer(layer)
        result = of_project.export("59001", tmp_path)
        assert result.counts == {"reservoir": 3}
        assert "corridor" in result.missing
        project.addMapLayer(QgsVectorLayer(str(source / f"{CORRIDORS}.fgb"), CORRIDORS, "ogr"))
        assert of_project.export("59001", tmp_path).counts == WHOLE

    def test_a_layer_in_memory_that_is_edited(
        self, of_project: Printer, project: QgsProject, tmp_path: Path
    ) -> None:
        (file,) = project.mapLayersByName(RESERVOIRS)
        memory = file.materialize(QgsFeatureRequest())
        memory.setName(RESERVOIRS)
        project.removeMapLayer(file)
        project.addMapLayer(memory)
        assert of_project.export("59001", tmp_path).counts == WHOLE
        feature = QgsFeature(memory.fields())
        feature.setGeometry(QgsGeometry.fromWkt(box(300, 300, 50)))
        assert memory.startEditing()
        assert memory.addFeature(feature)
        assert memory.commitChanges()
        assert of_project.export("59001", tmp_path).counts == {**WHOLE, "reservoir": 4}

    def test_a_layer_of_a_file_that_is_edited(
        self, project: QgsProject, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        path = write(tmp_path / f"{RESERVOIRS}.gpkg")
        layer = QgsVectorLayer(str(path), "n_srce_reservoir_s_001", "ogr")
        project.removeMapLayers([x.id() for x in project.mapLayersByName(RESERVOIRS)])
        project.addMapLayer(layer)
        printer = Printer(small("project"), gazetteer)
        assert printer.export("59001", tmp_path).counts == WHOLE
        assert layer.startEditing()
        assert layer.deleteFeature(next(layer.getFeatures()).id())
        assert layer.commitChanges()
        assert printer.export("59001", tmp_path).counts == {**WHOLE, "reservoir": 2}
        printer.close()


def _file(result: SheetResult) -> Path:
    assert result.file is not None
    return result.file


def _own_sheet(folder: Path) -> Path:
    """A sheet of the user's, beside which styles of the user's are looked for."""
    path = folder / "sheets" / "own.json"
    path.parent.mkdir(parents=True)
    shutil.copy(ROOT / "sheets" / "srce.json", path)
    return path
