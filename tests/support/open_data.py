# SPDX-License-Identifier: GPL-3.0-or-later
"""A publisher of open data on this machine, and lists of it in the user's profile."""

from __future__ import annotations

import datetime
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from srce_pac.core.opendata.catalogue import OpenData, available_open_data
from srce_pac.tests.support.factories import SIDE, Row, box, open_layer, point, rows, write_layer
from srce_pac.tests.support.servers import FileServer, Reply, Request, cut, ranged
from srce_pac.tests.support.services import MapServer

TODAY = datetime.date.today()

# The fields by which the layers of the SRADDET Hauts-de-France are recognised.
RESERVOIR = {"id_resv": "R1", "id_cer": "FR32", "nom_resv": "Le bois", "milmaj_nat": "boisé"}
CORRIDOR = {"id_corr": "C1", "id_cer": "FR32"}
OBSTACLE = {"id_obst": "O1", "id_cer": "FR32", "type_obst": "02"}


@pytest.fixture(autouse=True)
def profile(qgis_profile: Path) -> Path:
    """A profile folder of the test's own."""
    (qgis_profile / "data" / "opendata").mkdir(parents=True)
    return qgis_profile


@pytest.fixture(scope="module")
def sraddet(qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Three zips of shapefiles, as a region publishes them, over the communes of the tests."""
    folder = tmp_path_factory.mktemp("sraddet")
    layers = {
        "cer_reservoir_s_fr32": ("Polygon", [box(100, 100, 200), box(1_500, 100, 200)], RESERVOIR),
        "cer_corridor_s_fr32": ("Polygon", [box(0, 500, 900, 50)], CORRIDOR),
        "cer_obstacle_p_fr32": ("Point", [point(500, 520), point(550, 520)], OBSTACLE),
    }
    zips = {}
    for name, (geometry, wkts, values) in layers.items():
        write_layer(folder / f"{name}.shp", rows(wkts, values), geometry)
        with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
            for path in folder.glob(f"{name}.*"):
                if path.suffix != ".zip":
                    archive.write(path, path.name)
        zips[f"{name}.zip"] = (folder / f"{name}.zip").read_bytes()
    return zips


class Publisher:
    """A server of files by name, and the source that is made of them."""

    def __init__(self, content: Mapping[str, bytes], home: Path) -> None:
        self.content = dict(content)
        # Of which files only some bytes come, by name.
        self.cuts: dict[str, int] = {}
        self.home = home
        self.server = FileServer(self._answer)

    def asked(self) -> list[str]:
        return [request.path for request in self.server.asked]

    def source(self, **entries: object) -> OpenData:
        """The source, through a list of the user's."""
        listed = [{"url": self.server.url(name), "name": name} for name in self.content]
        write_list(self.home, "published", files=listed, **entries)
        return find("published")

    def _answer(self, request: Request) -> Reply:
        if request.path not in self.content:
            return Reply(b"<html>Perdu</html>", 404, "text/html")
        body = self.content[request.path]
        reply = ranged(request, Reply(body, kind="application/zip"), f'"{hash(body)}"')
        count = self.cuts.pop(request.path, 0)
        return cut(reply, count) if count else reply


@pytest.fixture
def publisher(sraddet: dict[str, bytes], profile: Path) -> Iterator[Publisher]:
    made = Publisher(sraddet, profile)
    yield made
    made.server.close()


def write_list(profile: Path, key: str, **entries: object) -> None:
    """A list of the user's: what it says, on top of what every list says."""
    usual = {
        "name": "Données publiées",
        "holds": "ecology",
        "licence": "Licence Ouverte 2.0",
        "date": "2020",
        "credit": "© Région",
        "page": "https://data.example/page",
    }
    content = {k: v for k, v in {**usual, **entries}.items() if v is not None}
    path = profile / "data" / "opendata" / f"{key}.json"
    path.write_text(json.dumps(content), encoding="utf-8")


def find(key: str) -> OpenData:
    return next(source for source in available_open_data() if source.id == key)


# Territories as the Géoplateforme serves them.
COMMUNES = [
    ("59001", "Alpha", box(0, 0, SIDE), "200000001", 300),
    ("59002", "Bêta", box(SIDE, 0, SIDE), "200000001/200000009", 200),
    ("62001", "Gamma", box(2 * SIDE, 0, SIDE), "200000001", 100),
    ("80001", "Delta", box(9 * SIDE, 0, SIDE), "NR", 50),
]


EPCIS = [
    ("200000001", "CC des Carrés", box(0, 0, 3 * SIDE, SIDE), "59001/59002/62001"),
    ("200000002", "CC d'ailleurs", box(9 * SIDE, 0, SIDE), "80001"),
]


@pytest.fixture(scope="module")
def admin_express(qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MapServer]:
    """A WFS of communes and EPCIs with the fields of Admin Express, in pages of two."""
    folder = tmp_path_factory.mktemp("admin")
    communes = [
        Row(
            wkt,
            {
                "cleabs": f"COMMUNE_{code}",
                "code_insee": code,
                "nom_officiel": name,
                "code_insee_du_departement": code[:2],
                "population": population,
                "codes_siren_des_epci": epcis,
            },
        )
        for code, name, wkt, epcis, population in COMMUNES
    ]
    epcis = [
        Row(
            wkt,
            {
                "cleabs": f"EPCI____{code}",
                "code_siren": code,
                "nom_officiel": name,
                "nature": "CC",
                "codes_insee_des_communes_membres": members,
            },
        )
        for code, name, wkt, members in EPCIS
    ]
    layers = []
    for name, features in (("commune", communes), ("epci", epcis)):
        path = write_layer(folder / f"{name}.fgb", features, "MultiPolygon", "EPSG:4326")
        layers.append(open_layer(path))
        layers[-1].setName(name)
    with MapServer(layers, page=2) as server:
        yield server


@pytest.fixture
def territories(admin_express: MapServer, profile: Path) -> OpenData:
    """The source of a list that names that service."""
    return service(profile, admin_express.address)


def service(profile: Path, url: str) -> OpenData:
    layers = [
        {"type": "ms:commune", "name": "communes", "commune_codes": "code_insee"},
        {"type": "ms:epci", "name": "epcis", "commune_codes": "codes_insee_des_communes_membres"},
    ]
    write_list(
        profile,
        "territories",
        holds="territories",
        service={"url": url, "version": "2.0.0", "layers": layers},
    )
    return find("territories")
