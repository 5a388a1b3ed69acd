# SPDX-License-Identifier: GPL-3.0-or-later
"""Data profiles: kept under a name, without passwords, found again when their files have moved."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest
from qgis.core import QgsDataSourceUri, QgsProviderRegistry, QgsVectorLayer

from srce_pac.core.common.errors import SourceError
from srce_pac.core.profiles.data_facts import DataFacts
from srce_pac.core.profiles.profile import (
    ClassSource,
    DataProfile,
    available_profiles,
    missing_files,
    profile_path,
    read_profile,
    relink,
    remove_profile,
    write_profile,
)
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.sources.connection import SourceLayer, connected_uri
from srce_pac.core.sources.geopackage import sqlite_address
from srce_pac.core.sources.source import list_layers, open_layer
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.tests.support.factories import (
    NATIONAL_RESERVOIR,
    box,
    load,
    make_gazetteer,
    rows,
    write_layer,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

LAYER = {"class": "reservoir", "geometry": "s", "name": "n", "uri": "n.shp"}
INSIDE = [box(100, 100, 50), box(900, 500, 300), box(-500, -500, 3000)]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A QGIS profile of the test's own."""
    folder = tmp_path / "home"
    monkeypatch.setattr("srce_pac.core.profiles.profile.profile_folder", lambda: folder)
    return folder


def make_profile(*layers: SourceLayer, credit: str = "DDTM 59", title: str = "Nord") -> DataProfile:
    """A profile in which every layer is a reservoir to be preserved."""
    sources = (
        ClassSource("reservoir_preserve", "s", layer, "\"G\" = 'à protéger'", "SOUSTRAME", "dit")
        for layer in layers
    )
    return DataProfile(title, credit, tuple(sources))


def layer_of(path: Path) -> SourceLayer:
    """The one layer of a file."""
    (layer,) = list_layers(SourceAddress.parse(str(path))).layers
    return layer


class TestKeeping:
    def test_what_is_written_is_read_again(self, home: Path, tmp_path: Path) -> None:
        layer = SourceLayer("Noyaux", str(tmp_path / "n.shp"), "ogr", "", "UTF-8", "EPSG:2154", "s")
        profile = make_profile(layer)
        write_profile(profile_path("Nord"), profile)
        assert available_profiles() == {"Nord": home / "profiles" / "Nord.json"}
        assert read_profile(profile_path("Nord")) == profile

    def test_fictitious_data_stay_fictitious(self) -> None:
        demonstration = recognise("demonstration")
        write_profile(profile_path("Essai"), demonstration)
        assert recognise("profile:Essai").demonstration

    def test_what_is_known_of_the_data_is_kept(self) -> None:
        facts = DataFacts("sraddet", ("02", "60"), "2020", ("reservoir",))
        write_profile(profile_path("Oise"), DataProfile("Oise", "", (), facts=facts))
        assert read_profile(profile_path("Oise")).facts == facts

    def test_it_is_a_source_by_its_name_and_by_its_file(self, tmp_path: Path) -> None:
        path = write_layer(tmp_path / "n.gpkg", rows([*INSIDE], {"G": "à protéger"}))
        write_profile(profile_path("Nord"), make_profile(layer_of(path)))
        shutil.copy(profile_path("Nord"), tmp_path / "collègue.json")
        gazetteer = make_gazetteer(tmp_path)
        for source in ("profile:Nord", str(tmp_path / "collègue.json")):
            layers = load(gazetteer, source)
            assert layers.counts == {"reservoir_preserve": len(INSIDE)}

    def test_a_geojson_is_no_profile(self, tmp_path: Path) -> None:
        path = tmp_path / "n_srce_reservoir_s_059.json"
        write_layer(path.with_suffix(".geojson"), rows([*INSIDE], NATIONAL_RESERVOIR))
        path.with_suffix(".geojson").rename(path)
        assert [s.class_id for s in recognise(str(path)).sources] == ["reservoir"]

    def test_a_name_in_other_letters_is_the_same_profile(self) -> None:
        write_profile(profile_path("Nord"), make_profile())
        assert profile_path("nord") == profile_path("Nord")

    @pytest.mark.parametrize("name", ["", "a/b", "..", "Nord.", "CON:", "nul", "COM1", "x" * 300])
    def test_what_is_no_name_for_a_file_is_refused(self, name: str) -> None:
        with pytest.raises(SourceError, match="no name for a data profile"):
            profile_path(name)

    def test_one_that_is_removed_is_gone_and_its_layers_stay(self, tmp_path: Path) -> None:
        path = write_layer(tmp_path / "n.gpkg", rows([*INSIDE], {"G": "x"}))
        write_profile(profile_path("Nord"), make_profile(layer_of(path)))
        remove_profile("Nord")
        assert available_profiles() == {}
        assert path.is_file()
        with pytest.raises(SourceError, match="no data profile called “Nord”"):
            recognise("profile:Nord")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("{", "not valid JSON"),
            ('{"data_profile": 2, "credit": "", "layers": []}', "data_profile"),
            ('{"data_profile": 1, "layers": []}', "credit"),
            ('{"data_profile": 1, "credit": 3, "layers": []}', "credit"),
            ('{"data_profile": 1, "credit": "", "layers": [{"class": "x"}]}', "geometry"),
            (
                '{"data_profile": 1, "credit": "", "layers": [{"class": "x", "geometry": "q"}]}',
                "geometry",
            ),
        ],
    )
    def test_a_wrong_file_is_one_sentence(self, tmp_path: Path, text: str, words: str) -> None:
        path = tmp_path / "Nord.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SourceError, match=words) as refusal:
            read_profile(path)
        assert "Nord.json" in str(refusal.value)

    @pytest.mark.parametrize(
        ("entries", "named"),
        [
            ({"data_profile": True}, "data_profile"),
            ({"data_profile": "1"}, "data_profile"),
            ({"credit": None}, "credit"),
            ({"demonstration": "non"}, "demonstration"),
            ({"layers": {}}, "layers"),
            ({"layers": [LAYER, "n.shp"]}, "layers[1]"),
            *(
                ({"layers": [{**LAYER, key: value}]}, f"layers[0].{key}")
                for key in (*LAYER, "provider", "connection", "encoding", "crs", "filter", "reason")
                for value in (3, None, ["x"])
            ),
            *(({"layers": [{**LAYER, "geometry": g}]}, "layers[0].geometry") for g in ("", "ls")),
        ],
    )
    def test_a_wrong_entry_is_refused_by_its_path(
        self, tmp_path: Path, entries: dict[str, object], named: str
    ) -> None:
        path = tmp_path / "Nord.json"
        usual = {"data_profile": 1, "credit": "", "layers": [LAYER]}
        path.write_text(json.dumps(usual), encoding="utf-8")
        assert len(read_profile(path).sources) == 1
        path.write_text(json.dumps({**usual, **entries}), encoding="utf-8")
        with pytest.raises(SourceError) as refusal:
            read_profile(path)
        assert f"Nord.json” is wrong at “{named}”: " in str(refusal.value)

    def test_an_earlier_one_survives_a_failure(self, home: Path, tmp_path: Path) -> None:
        write_profile(profile_path("Nord"), make_profile())
        before = profile_path("Nord").read_bytes()
        in_memory = SourceLayer("Croquis", "abc", "memory")
        with pytest.raises(SourceError, match="temporary"):
            write_profile(profile_path("Nord"), make_profile(in_memory))
        assert profile_path("Nord").read_bytes() == before
        assert [path.name for path in (home / "profiles").iterdir()] == ["Nord.json"]


class TestPasswords:
    SECRET = "sésame"

    DATABASE = (
        f"dbname='srce' host=serveur port=5432 user='moi' password='{SECRET}' sslmode=disable"
    )
    TABLE = f'{DATABASE} key=\'gid\' type=Polygon table="public"."noyaux" (geom)'

    @pytest.fixture
    def saved(self) -> Iterator[None]:
        """A connection of the same database, saved in QGIS."""
        metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
        how = {"saveUsername": True, "savePassword": True}
        metadata.saveConnection(metadata.createConnection(self.DATABASE, how), "Serveur")
        yield
        metadata.deleteConnection("Serveur")

    @pytest.mark.usefixtures("saved")
    def test_a_table_is_kept_by_the_connection_that_leads_to_it(self) -> None:
        table = SourceLayer("noyaux", self.TABLE, "postgres")
        write_profile(profile_path("Nord"), make_profile(table))
        text = profile_path("Nord").read_text(encoding="utf-8")
        assert self.SECRET not in text
        assert "moi" not in text
        (source,) = read_profile(profile_path("Nord")).sources
        assert source.layer.connection == "Serveur"
        opened = QgsDataSourceUri(connected_uri(source.layer))
        assert (opened.password(), opened.table()) == (self.SECRET, "noyaux")

    @pytest.mark.usefixtures("saved")
    def test_a_database_that_has_moved_is_found_where_its_connection_leads(self) -> None:
        table = SourceLayer("noyaux", self.TABLE, "postgres")
        write_profile(profile_path("Nord"), make_profile(table))
        metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
        moved = self.DATABASE.replace("serveur", "autre")
        metadata.saveConnection(metadata.createConnection(moved, {}), "Serveur")
        (source,) = read_profile(profile_path("Nord")).sources
        assert QgsDataSourceUri(connected_uri(source.layer)).host() == "autre"

    def test_a_password_without_a_connection_is_refused(self) -> None:
        table = SourceLayer("noyaux", self.TABLE, "postgres")
        with pytest.raises(SourceError, match="password") as refusal:
            write_profile(profile_path("Nord"), make_profile(table))
        assert self.SECRET not in str(refusal.value)

    def test_the_address_of_a_text_file_is_kept_as_it_is(self) -> None:
        uri = "file:///w/points.csv?type=csv&delimiter=;&xField=x&yField=y"
        table = SourceLayer("points", uri, "delimitedtext")
        write_profile(profile_path("Nord"), make_profile(table))
        (source,) = read_profile(profile_path("Nord")).sources
        assert source.layer.uri == uri

    @pytest.mark.parametrize(
        "uri",
        [
            "PG:dbname=srce password=sésame",
            "/vsicurl/https://moi:sésame@serveur/noyaux.gpkg",
        ],
    )
    def test_an_address_that_cannot_do_without_is_refused(self, uri: str) -> None:
        with pytest.raises(SourceError, match="password") as refusal:
            write_profile(profile_path("Nord"), make_profile(SourceLayer("noyaux", uri)))
        assert self.SECRET not in str(refusal.value)
        assert available_profiles() == {}


class TestRelinking:
    @pytest.fixture
    def share(self, tmp_path: Path) -> Path:
        """Two files in the folders of a theme, and one packed."""
        for folder in ("noyaux", "liaisons"):
            (tmp_path / "W" / "env" / folder).mkdir(parents=True)
        write_layer(tmp_path / "W/env/noyaux/n.shp", rows([*INSIDE], {"G": "à protéger"}))
        write_layer(
            tmp_path / "W/env/liaisons/l.gpkg",
            rows([box(0, 0, 5)], {"G": "x"}),
            layer="liaisons [2013]",
        )
        parts = write_layer(tmp_path / "p.shp", rows([*INSIDE], {"G": "x"})).parent.glob("p.*")
        with zipfile.ZipFile(tmp_path / "W/env/p.zip", "w") as archive:
            for part in list(parts):
                archive.write(part, part.name)
        return tmp_path / "W"

    def test_all_files_are_found_at_once(self, share: Path, tmp_path: Path) -> None:
        files = [*share.rglob("*.shp"), *share.rglob("*.gpkg"), *share.rglob("*.zip")]
        profile = make_profile(*(layer_of(path) for path in files))
        assert missing_files(profile) == []
        share.rename(tmp_path / "X")
        assert sorted(missing_files(profile)) == sorted(files)
        found = relink(profile, tmp_path / "X")
        assert missing_files(found) == []
        counts = [open_layer(source.layer).featureCount() for source in found.sources]
        assert counts == [open_layer(layer_of(moved(path))).featureCount() for path in files]

    def test_a_file_in_another_folder_is_found_by_its_name(
        self, share: Path, tmp_path: Path
    ) -> None:
        profile = make_profile(layer_of(share / "env/noyaux/n.shp"))
        elsewhere = tmp_path / "livraison" / "2026" / "shp"
        shutil.copytree(share / "env/noyaux", elsewhere)
        shutil.rmtree(share)
        (source,) = relink(profile, tmp_path / "livraison").sources
        assert open_layer(source.layer).featureCount() == len(INSIDE)

    def test_what_is_not_found_stays_as_it_was(self, share: Path, tmp_path: Path) -> None:
        profile = make_profile(layer_of(share / "env/noyaux/n.shp"))
        shutil.rmtree(share)
        assert relink(profile, tmp_path) == profile

    def test_the_rest_is_drawn_without_what_is_missing(self, share: Path, tmp_path: Path) -> None:
        there = layer_of(share / "env/noyaux/n.shp")
        gone = layer_of(share / "env/liaisons/l.gpkg")
        profile = DataProfile(
            "Nord",
            "",
            (ClassSource("reservoir_preserve", "s", there), ClassSource("corridor", "s", gone)),
        )
        write_profile(profile_path("Nord"), profile)
        (share / "env/liaisons/l.gpkg").unlink()
        layers = load(make_gazetteer(tmp_path), "profile:Nord")
        assert layers.counts == {"reservoir_preserve": len(INSIDE)}
        assert [w for w in layers.warnings if "l.gpkg" in w]
        assert "corridor" in load_sheet("srce").missing("commune", layers.counts)


def moved(path: Path) -> Path:
    """Where a file of the share is now."""
    return Path(str(path).replace("/W/", "/X/"))


def test_a_profile_is_plain_json(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "n.gpkg", rows([*INSIDE], {"G": "x"}))
    write_profile(profile_path("Nord"), make_profile(layer_of(path)))
    data = json.loads(profile_path("Nord").read_text(encoding="utf-8"))
    assert data["credit"] == "DDTM 59"
    (layer,) = data["layers"]
    assert layer["class"] == "reservoir_preserve"
    assert layer["filter"] == "\"G\" = 'à protéger'"
    assert QgsVectorLayer(layer["uri"], "", layer["provider"]).isValid()


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (PurePosixPath("/données/a b.gpkg"), "file:///donn%C3%A9es/a%20b.gpkg"),
        (PureWindowsPath(r"W:\env\a.gpkg"), "file:///W:/env/a.gpkg"),
        (PureWindowsPath(r"\\serveur\partage\a.gpkg"), "file:////serveur/partage/a.gpkg"),
    ],
)
def test_a_geopackage_on_a_share_can_be_asked_whether_it_is_locked(
    path: PurePath, address: str
) -> None:
    assert sqlite_address(path) == address
