# SPDX-License-Identifier: GPL-3.0-or-later
"""What a data profile keeps of a login, and which file relinking chooses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from qgis.core import QgsDataSourceUri

from srce_pac.core.profiles.profile import (
    ClassSource,
    DataProfile,
    missing_files,
    read_profile,
    relink,
    write_profile,
)
from srce_pac.core.sources.connection import SourceLayer, connected_uri
from srce_pac.core.sources.source import list_layers, open_layer
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.tests.support.factories import box, rows, write_layer
from srce_pac.tests.support.services import WFS_2_0, saved_service

pytestmark = pytest.mark.usefixtures("qgis_app")

URL = "http://127.0.0.1/wfs"
AUTHCFG = "a1b2c3d"


def profile_of(layer: SourceLayer) -> DataProfile:
    return DataProfile("Nord", "", (ClassSource("reservoir_preserve", "s", layer),))


def service_layer(authcfg: str) -> SourceLayer:
    uri = QgsDataSourceUri()
    uri.setParam("url", URL)
    uri.setParam("typename", "zones")
    uri.setAuthConfigId(authcfg)
    return SourceLayer("zones", uri.uri(False), "WFS")


class TestLogin:
    def test_a_login_that_the_saved_connection_adds_is_left_out_of_the_file(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "Nord.json"
        with saved_service("Région", URL, WFS_2_0, authcfg=AUTHCFG):
            write_profile(path, profile_of(service_layer(AUTHCFG)))
            (source,) = read_profile(path).sources
            opened = QgsDataSourceUri(connected_uri(source.layer))
        text = path.read_text(encoding="utf-8")
        assert AUTHCFG not in text
        assert "authcfg" not in text
        assert source.layer.connection == "Région"
        assert opened.authConfigId() == AUTHCFG

    def test_an_exported_profile_opens_with_the_login_of_who_reads_it(self, tmp_path: Path) -> None:
        path = tmp_path / "Nord.json"
        with saved_service("Région", URL, WFS_2_0, authcfg=AUTHCFG):
            write_profile(path, profile_of(service_layer(AUTHCFG)))
        with saved_service("Région", URL, WFS_2_0, authcfg="z9y8x7w"):
            (source,) = read_profile(path).sources
            opened = QgsDataSourceUri(connected_uri(source.layer))
        assert opened.authConfigId() == "z9y8x7w"


class TestRelinking:
    @staticmethod
    def write(path: Path, count: int) -> Path:
        """A file of so many objects."""
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_layer(path, rows([box(0, 0, 5)] * count, {"G": "x"}))

    @staticmethod
    def relinked(profile: DataProfile, folder: Path) -> int:
        """How many objects the file holds that was found in a folder."""
        found = relink(profile, folder)
        assert missing_files(found) == []
        (source,) = found.sources
        return int(open_layer(source.layer).featureCount())

    @pytest.fixture
    def profile(self, tmp_path: Path) -> DataProfile:
        """One layer of three objects, in a file that is gone."""
        path = self.write(tmp_path / "W" / "env" / "noyaux" / "n.gpkg", 3)
        (layer,) = list_layers(SourceAddress.parse(str(path))).layers
        shutil.rmtree(tmp_path / "W")
        return profile_of(layer)

    def test_the_longest_end_of_the_earlier_path_wins_over_a_shorter_one(
        self, profile: DataProfile, tmp_path: Path
    ) -> None:
        folder = tmp_path / "X"
        self.write(folder / "n.gpkg", 1)
        self.write(folder / "noyaux" / "n.gpkg", 2)
        self.write(folder / "env" / "noyaux" / "n.gpkg", 4)
        assert self.relinked(profile, folder) == 4

    def test_the_end_of_the_earlier_path_wins_over_a_file_of_the_same_name_elsewhere(
        self, profile: DataProfile, tmp_path: Path
    ) -> None:
        folder = tmp_path / "X"
        self.write(folder / "ancien" / "n.gpkg", 1)
        self.write(folder / "noyaux" / "n.gpkg", 2)
        assert self.relinked(profile, folder) == 2

    def test_a_file_of_the_same_name_is_looked_for_two_folders_deep_and_no_deeper(
        self, profile: DataProfile, tmp_path: Path
    ) -> None:
        folder = tmp_path / "X"
        self.write(folder / "a" / "b" / "c" / "n.gpkg", 1)
        assert relink(profile, folder) == profile
        self.write(folder / "a" / "b" / "n.gpkg", 2)
        assert self.relinked(profile, folder) == 2
