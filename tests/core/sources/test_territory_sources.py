# SPDX-License-Identifier: GPL-3.0-or-later
"""Communes and EPCIs come in the same kinds of source."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from qgis.core import QgsProject

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.deliveries import EPCI, Workshop, in_memory
from srce_pac.tests.support.factories import X0, Row, box, find, open_layer, write_layer
from srce_pac.tests.support.relays import HttpRelay
from srce_pac.tests.support.services import (
    OGC_API,
    WFS_1_1,
    WFS_2_0,
    MapServer,
    PostgisServer,
    QgisServer,
    ogc_api,
)

pytestmark = [pytest.mark.usefixtures("qgis_app"), pytest.mark.early]

ALPHA, BETA = box(0, 0, 1000), box(1000, 0, 1000)


BOTH = box(0, 0, 2000, 1000)


ADMIN_EXPRESS_3 = (
    {"NOM": "Alpha", "INSEE_COM": "59001", "INSEE_DEP": "59", "POPULATION": 3, "SIREN_EPCI": EPCI},
    {"NOM": "Bêta", "INSEE_COM": "59002", "INSEE_DEP": "59", "POPULATION": 2, "SIREN_EPCI": EPCI},
    {"CODE_SIREN": EPCI, "NOM": "CC des Carrés", "NATURE": "Communauté de communes"},
)


ADMIN_EXPRESS_4 = (
    {
        "code_insee": "59001",
        "nom_officiel": "Alpha",
        "code_insee_du_departement": "59",
        "population": 3,
        "codes_siren_des_epci": f"{EPCI}/200000002",
    },
    {
        "code_insee": "59002",
        "nom_officiel": "Bêta",
        "code_insee_du_departement": "59",
        "population": 2,
        "codes_siren_des_epci": "NR",
    },
    {
        "code_siren": EPCI,
        "nom_officiel": "CC des Carrés",
        "nature": "Communauté de communes",
        "codes_insee_des_communes_membres": "59001/59002",
    },
)


API_GEO = (
    {"code": "59001", "nom": "Alpha", "codeEpci": EPCI},
    {"code": "59002", "nom": "Bêta", "codeEpci": EPCI},
    {"code": EPCI, "nom": "CC des Carrés"},
)


Generation = tuple[Mapping[str, object], Mapping[str, object], Mapping[str, object]]


def write_territories(
    folder: Path, generation: Generation, ending: str, crs: str = "EPSG:2154"
) -> tuple[Path, Path]:
    """The files of the communes and of the EPCIs of a generation."""
    folder.mkdir(exist_ok=True)
    alpha, beta, epci = generation
    communes = [Row(ALPHA, alpha), Row(BETA, beta)]
    return (
        write_layer(folder / f"COMMUNE{ending}", communes, "MultiPolygon", crs),
        write_layer(folder / f"EPCI{ending}", [Row(BOTH, epci)], "MultiPolygon", crs),
    )


class TestTerritories:
    """Communes and EPCIs come in the same kinds of source."""

    def check(self, gazetteer: Gazetteer) -> None:
        """Alpha and Bêta are there with their contours, and so is their EPCI with both."""
        assert [e.name for e in gazetteer.search("5900")] == ["Alpha", "Bêta"]
        alpha, epci = find(gazetteer, "alpha"), find(gazetteer, "CC des Carrés")
        assert (alpha.entry.code, alpha.entry.departement, alpha.entry.epci) == (
            "59001",
            "59",
            EPCI,
        )
        assert (epci.entry.code, epci.entry.members) == (EPCI, ("59001", "59002"))
        assert alpha.geometry.area() == pytest.approx(1e6, rel=0.001)
        assert epci.geometry.area() == pytest.approx(2e6, rel=0.001)
        assert find(gazetteer, "59002").geometry.boundingBox().xMinimum() == pytest.approx(
            X0 + 1000
        )

    @pytest.mark.parametrize("ending", [".shp", ".fgb", ".geojson"])
    def test_a_folder_as_admin_express_delivers_it(self, tmp_path: Path, ending: str) -> None:
        write_territories(tmp_path / "ADE", ADMIN_EXPRESS_3, ending)
        self.check(open_gazetteer(str(tmp_path / "ADE")))

    def test_a_zip_of_shapefiles(self, tmp_path: Path) -> None:
        write_territories(tmp_path / "ADE", ADMIN_EXPRESS_3, ".shp")
        with zipfile.ZipFile(tmp_path / "ADE.zip", "w") as archive:
            for file in (tmp_path / "ADE").iterdir():
                archive.write(file, f"ADMIN-EXPRESS/1_DONNEES/{file.name}")
        self.check(open_gazetteer(str(tmp_path / "ADE.zip")))

    def test_a_geopackage_of_the_newest_generation(self, tmp_path: Path) -> None:
        path = tmp_path / "ADE-COG_4-0.gpkg"
        alpha, beta, epci = ADMIN_EXPRESS_4
        write_layer(path, [Row(ALPHA, alpha), Row(BETA, beta)], "MultiPolygon", layer="commune")
        write_layer(path, [Row(BOTH, epci)], "MultiPolygon", layer="epci")
        self.check(open_gazetteer(str(path)))

    def test_the_files_of_api_geo(self, tmp_path: Path) -> None:
        communes, epcis = write_territories(tmp_path / "geo", API_GEO, ".geojson", "EPSG:4326")
        communes = communes.rename(tmp_path / "communes-hauts-de-france.geojson")
        epcis = epcis.rename(tmp_path / "intercommunalites.geojson")
        self.check(open_gazetteer(str(communes), str(epcis)))

    def test_communes_of_the_cadastre_with_epcis_of_another_source(self, tmp_path: Path) -> None:
        cadastre = [
            Row(ALPHA, {"CODE_INSEE": "59001", "NOM_COM": "Alpha", "CODE_DEP": "59"}),
            Row(BETA, {"CODE_INSEE": "59002", "NOM_COM": "Bêta", "CODE_DEP": "59"}),
        ]
        communes = write_layer(tmp_path / "COMMUNE_PCI.shp", cadastre)
        _, epcis = write_territories(tmp_path / "ADE", ADMIN_EXPRESS_4, ".fgb")
        self.check(open_gazetteer(str(communes), str(epcis)))

    @pytest.mark.parametrize("crs", ["EPSG:2154", "EPSG:4326"])
    def test_tables(self, workshop: Workshop, postgis: PostgisServer, crs: str) -> None:
        for path in write_territories(workshop.folder / "ADE", ADMIN_EXPRESS_3, ".fgb", crs):
            options = {"lowercaseFieldNames": True}
            postgis.load(open_layer(path), path.stem.lower(), "ign", options=options)
        self.check(open_gazetteer(workshop.connect(postgis, "/ign")))

    @pytest.mark.parametrize("version", [WFS_1_1, WFS_2_0, OGC_API])
    def test_a_service_of_the_newest_generation(
        self, workshop: Workshop, qgis_server: QgisServer, version: str
    ) -> None:
        files = write_territories(workshop.folder / "ADE", ADMIN_EXPRESS_4, ".fgb", "EPSG:4326")
        layers = [open_layer(path) for path in files]
        for layer, name in zip(layers, ("commune", "epci")):
            layer.setName(name)
        if version == WFS_2_0:
            url = workshop.cleaning.enter_context(MapServer(layers)).address
        else:
            url = qgis_server.publish(layers)
        url = ogc_api(url) if version == OGC_API else url
        self.check(open_gazetteer(workshop.serve(url, version)))

    def test_a_service_that_is_gone_leaves_what_was_read(
        self, workshop: Workshop, qgis_server: QgisServer
    ) -> None:
        files = write_territories(workshop.folder / "ADE", ADMIN_EXPRESS_3, ".fgb")
        layers = [open_layer(path) for path in files]
        for layer, path in zip(layers, files):
            layer.setName(path.stem)
        relay = HttpRelay(qgis_server.publish(layers))
        source = workshop.serve(relay.address, WFS_1_1)
        self.check(open_gazetteer(source))
        relay.close()
        self.check(open_gazetteer(source))

    def test_layers_that_are_open(self, tmp_path: Path) -> None:
        files = write_territories(tmp_path / "ADE", ADMIN_EXPRESS_3, ".fgb")
        communes, epcis = (in_memory(open_layer(path)) for path in files)
        self.check(open_gazetteer(communes, epcis))

    def test_layers_of_the_project(self, workshop: Workshop) -> None:
        project = QgsProject.instance()
        workshop.cleaning.callback(project.clear)
        for path in write_territories(workshop.folder / "ADE", ADMIN_EXPRESS_3, ".fgb"):
            layer = open_layer(path)
            layer.setName(path.stem)
            project.addMapLayer(in_memory(layer))
        self.check(open_gazetteer("project"))
