# SPDX-License-Identifier: GPL-3.0-or-later
"""No profile, project, note, message or setting holds a user name, a password or a key."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsSettings, QgsVectorLayer

from srce_pac.core.common.errors import BackgroundError, SourceError
from srce_pac.core.common.harmless import harmless_address, harmless_text
from srce_pac.core.common.layer_roles import ROLE
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.common.settings import Settings
from srce_pac.core.layers.background import Background, check_harmless
from srce_pac.core.layers.canvas_look import LoadedFor
from srce_pac.core.opendata.http_transfer import Part
from srce_pac.core.pipeline import load_sheet_layers
from srce_pac.core.profiles.profile import ClassSource, DataProfile, read_profile, write_profile
from srce_pac.core.sources.connection import SourceLayer
from srce_pac.tests.support.factories import make_gazetteer
from srce_pac.tests.support.faulty_sources import CONNECTION, RESERVOIRS, write
from srce_pac.tests.support.services import PASSWORD, USER, PostgisServer, saved_database

pytestmark = pytest.mark.usefixtures("qgis_app")

WHO, SECRET = "agent59", "S3same-ouvre"
KEY = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"

# Addresses by provider, each with a secret.
ADDRESSES = [
    ("postgres", f"dbname='a' host=h user='{WHO}' password='{SECRET}' table=\"p\".\"t\" (geom)"),
    ("postgres", f"dbname='host=h user={WHO} password={SECRET}' table=\"t\" (geom)"),
    ("postgres", f"dbname='a' host=h user='{WHO}' table=\"p\".\"t\" (geom)"),
    ("mssql", f"dbname='a' host=h user='{WHO}' password='{SECRET}' table=\"dbo\".\"t\" (g)"),
    ("oracle", f"dbname='XE' host=h user='{WHO}' password='{SECRET}' table=\"S\".\"T\" (G)"),
    ("hana", f"host=h port=30015 user='{WHO}' password='{SECRET}' table=\"S\".\"T\" (G)"),
    ("WFS", f"url='https://{WHO}:{SECRET}@h/wfs' typename='a:b' version='2.0.0'"),
    ("WFS", f"url='https://h/wfs?SERVICE=WFS&token={SECRET}' typename='a:b'"),
    ("WFS", f"url='https://h/wfs' typename='a:b' username='{WHO}' password='{SECRET}'"),
    ("OAPIF", f"url='https://h/{KEY}/ogc' typename='b'"),
    ("arcgisfeatureserver", f"crs='EPSG:2154' url='https://h/rest/0?token={SECRET}'"),
    ("wms", f"layers=a&url=https://h/wms?apikey%3D{SECRET}&username={WHO}&password={SECRET}"),
    ("wms", f"type=xyz&url=https://h/{{z}}/{{x}}/{{y}}.png?key%3D{SECRET}&zmax=19"),
    ("ogr", f"/vsicurl/https://{WHO}:{SECRET}@h/a.gpkg|layername=t"),
    ("ogr", f"/vsizip//vsicurl/https://h/a.zip?X-Amz-Signature={KEY}&X-Amz-Credential={WHO}"),
    ("ogr", f"/vsicurl/https://h/a.fgb?sv=2020&sig={SECRET}"),
    ("ogr", f"PG:dbname=a host=h user={WHO} password='{SECRET}'|layername=t"),
    ("ogr", f"MYSQL:a,host=h,user={WHO},password={SECRET}"),
    ("ogr", f"OCI:{WHO}/{SECRET}@h:T"),
    ("ogr", f"WFS:https://h/wfs?access_token={SECRET}"),
    ("ogr", f"/d/a.gpkg|layername=t|option:PASSWORD={SECRET}"),
    ("delimitedtext", f"https://{WHO}:{SECRET}@h/a.csv?type=csv&xField=x"),
    ("virtual", f"?layer=postgres:dbname%3Da%20password%3D{SECRET}:t&query=SELECT * FROM t"),
    ("another", f"host=h pass={SECRET}"),
]

# What is known to be harmless stays as it is.
HARMLESS = [
    ("postgres", "dbname='a' host=h port=5432 sslmode=disable key='gid' table=\"p\".\"t\" (geom)"),
    ("postgres", "service='a' authcfg=abc1234 table=\"t\" (geom) sql=\"password\" = 'x'"),
    ("WFS", "url='https://h/wfs?map=/s/a.qgs' typename='a:b' version='2.0.0' authcfg=abc1234"),
    ("wms", "type=xyz&url=https://{s}.h/wmts?LAYER%3DA.B%26TILEMATRIX%3D{z}&zmax=19"),
    ("wms", "type=xyz&url=https://mt1.h/vt/lyrs%3Ds%26x%3D{x}%26y%3D{y}&http-header:referer="),
    ("ogr", "C:\\Données\\a=b.gpkg|layername=a|b"),
    ("ogr", "/vsizip//d/a.zip/b.shp"),
    ("ogr", "GPKG:/d/a.gpkg:t"),
    ("delimitedtext", "file:///d/a.csv?type=csv&delimiter=;&xField=x&yField=y"),
    ("virtual", "?layer=ogr:/d/a.gpkg:t&query=SELECT * FROM t"),
    ("memory", "Point?crs=EPSG:2154&field=a:integer"),
]


def holds_nothing(text: str) -> bool:
    return not any(secret in text for secret in (WHO, SECRET, KEY))


def profile_of(provider: str, uri: str) -> DataProfile:
    layer = SourceLayer(f"couche {uri}", uri, provider)
    return DataProfile("Nord", f"DDTM {uri}", (ClassSource("reservoir", "s", layer, reason=uri),))


class TestAddresses:
    @pytest.mark.parametrize(("provider", "uri"), ADDRESSES)
    def test_a_secret_is_left_out(self, provider: str, uri: str) -> None:
        left = harmless_address(provider, uri)
        assert left.dropped
        assert holds_nothing(left.text + "".join(left.dropped))
        assert harmless_address(provider, left.text).is_whole or provider == "another"

    @pytest.mark.parametrize(("provider", "uri"), HARMLESS)
    def test_what_is_harmless_stays(self, provider: str, uri: str) -> None:
        left = harmless_address(provider, uri)
        assert left.is_whole
        assert sorted(left.text.split()) == sorted(uri.split())

    @pytest.mark.parametrize(("provider", "uri"), ADDRESSES)
    def test_a_message_does_not_quote_it(self, provider: str, uri: str) -> None:
        error = SourceError(f"La couche « {uri} » ne répond pas ({uri}) : {uri}.")
        for text in (harmless_text(f"“{uri}”"), str(error), error.whole):
            assert holds_nothing(text)

    @pytest.mark.parametrize(("provider", "uri"), ADDRESSES)
    def test_no_profile_holds_it(self, provider: str, uri: str, tmp_path: Path) -> None:
        path = tmp_path / "Nord.json"
        with pytest.raises(SourceError, match="password or a key") as refusal:
            write_profile(path, profile_of(provider, uri))
        assert holds_nothing(str(refusal.value))
        assert not path.exists()

    @pytest.mark.parametrize(("provider", "uri"), ADDRESSES)
    def test_nor_do_its_texts_and_settings(self, provider: str, uri: str, tmp_path: Path) -> None:
        profile = profile_of(provider, uri)
        (source,) = profile.sources
        layer = SourceLayer(source.layer.name, "/d/a.gpkg")
        kept = ClassSource("reservoir", "s", layer, reason=source.reason)
        write_profile(tmp_path / "Nord.json", DataProfile("Nord", profile.credit, (kept,)))
        assert holds_nothing((tmp_path / "Nord.json").read_text(encoding="utf-8"))
        assert read_profile(tmp_path / "Nord.json").sources[0].layer.uri == "/d/a.gpkg"
        Settings(source=uri, recent_sources=f"{uri}\n/d", background=uri).save()
        stored = QgsSettings()
        keys = [key for key in stored.allKeys() if key.startswith("srce_pac/")]
        assert holds_nothing(" ".join(str(stored.value(key)) for key in keys))
        Settings().save()
        assert holds_nothing(LoadedFor("59001", "Alpha", "", uri).source)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ('FATAL: password authentication failed for user "moi"', "for user …"),
        ("connexion de l'utilisateur « moi » refusée", "l'utilisateur … refusée"),
        ("Authorization: Bearer abcdef.ghi", "Authorization: …"),
        ("it says Bearer abcdef.ghi", "Bearer …"),
        ("(https://moi:mot@h/a?b=c).", "(https://h/a)."),
        ("http://moi:m/t@h/a", "http://h/a"),
        ("le filtre “code = 5 AND \"nom\" = 'x'”", "le filtre “code = 5 AND \"nom\" = 'x'”"),
        ("“C:\\a b\\n=1.gpkg”", "“C:\\a b\\n=1.gpkg”"),
    ],
)
def test_a_text_is_reduced_and_no_more(said: str, heard: str) -> None:
    assert heard in harmless_text(said)


@pytest.mark.parametrize(
    "said",
    [
        f"mdp={SECRET}",
        f"jeton = {SECRET}",
        f"AWSAccessKeyId={SECRET}",
        f"mot de passe : {SECRET}",
        f"X-Api-Key: {SECRET}",
        f"Authorization: Token {SECRET}",
        f'{{"user": "{WHO}", "password": "{SECRET}"}}',
        f"{{'jeton': '{SECRET}'}}",
        f"//{WHO}:{SECRET}@h/a",
        str(Path(f"https://{WHO}:{SECRET}@h/a.gpkg")),
        str(Path(f"/vsicurl/https://{WHO}:{SECRET}@h/a.gpkg?{SECRET}")),
        str(Path(f"postgresql://{WHO}:{SECRET}@h/a")),
        f"{WHO}:{SECRET}@h:5432/a",
        f"https:\\/\\/{WHO}:{SECRET}@h\\/a",
        f"https%3A%2F%2F{WHO}%3A{SECRET}%40h%2Fa",
    ],
)
def test_what_others_say_holds_no_secret_however_they_write_it(said: str) -> None:
    assert holds_nothing(harmless_text(f"The server says: {said}"))


@pytest.mark.parametrize(
    "said",
    [
        "Contact : ddtm@nord.gouv.fr",
        "Service:ddtm@nord.gouv.fr",
        "It holds a secret (token): save a connection in QGIS",
        "mot de passe : enregistrez une connexion",
        "“C:\\Users\\u@h\\a.shp”",
        '"code": "59294"',
        "“GPKG:/d/a.gpkg:t”",
        "“W:/d/a.gpkg”",
    ],
)
def test_what_is_no_secret_is_said(said: str) -> None:
    assert harmless_text(said) == said


def test_a_download_is_noted_without_its_address(tmp_path: Path) -> None:
    part, url = Part(tmp_path / "a.zip"), f"https://h/a.zip?token={SECRET}"
    part.begin(url, "1")
    part.file.write_bytes(b"abc")
    assert holds_nothing(part.note.read_text(encoding="utf-8"))
    assert part.begun(url) == (3, "1")
    assert part.begun(f"{url}x") == (0, "")


def test_a_background_with_a_key_is_not_kept_in_a_project() -> None:
    layer = QgsVectorLayer(f"/vsicurl/https://h/a.gpkg?key={SECRET}", "Plan", "ogr")
    with pytest.raises(BackgroundError, match="Plan") as refusal:
        check_harmless(Background(layer, ""))
    assert holds_nothing(str(refusal.value))


class TestSavedProject:
    """What a project keeps of a database: neither who connects nor how."""

    def test_a_table_stays_live_and_its_login_is_not_saved(
        self, postgis: PostgisServer, tmp_path: Path
    ) -> None:
        file = write(tmp_path / f"{RESERVOIRS}.gpkg")
        postgis.load(QgsVectorLayer(str(file), RESERVOIRS, "ogr"), RESERVOIRS)
        project = QgsProject()
        with saved_database(CONNECTION, postgis) as source:
            request = SheetRequest("59001", source=source)
            load_sheet_layers(request, make_gazetteer(tmp_path), project)
        (layer,) = [x for x in project.mapLayers().values() if x.providerType() == "postgres"]
        assert layer.customProperty(ROLE)
        assert layer.featureCount() > 3
        assert project.write(str(tmp_path / "carte.qgs"))
        text = (tmp_path / "carte.qgs").read_text(encoding="utf-8")
        assert RESERVOIRS in text
        for piece in (USER, PASSWORD, "Été", "password"):
            assert piece not in text
