# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of open data: the bundled entries, the user's own, and those that are wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from srce_pac.core.common.errors import SourceError
from srce_pac.core.opendata.catalogue import available_open_data
from srce_pac.core.opendata.store import fetch
from srce_pac.core.profiles.presets import load_presets
from srce_pac.tests.support.open_data import find, write_list

pytestmark = pytest.mark.usefixtures("qgis_app")


class TestList:
    def test_the_bundled_list_is_whole(self) -> None:
        sources = available_open_data()

        assert [source.fault for source in sources if source.fault] == []
        assert {source.id for source in sources} == {
            "srce_inpn",
            "sraddet_hdf_2020",
            "admin_express",
            "admin_express_cog_carto",
            "patrimoine_naturel_inpn",
            "bdtopo_v3",
            "bdcarto_v5",
        }
        holds = ["ecology"] * 3 + ["territories"] * 2 + ["base"] * 2
        assert [source.holds for source in sources] == holds
        for source in sources:
            assert source.credit
            assert source.page.startswith("https://")
            urls = [file.url for file in source.files]
            urls += [source.service.url] if source.service else []
            assert urls
            assert all(url.startswith("https://") for url in urls)

    def test_each_bundled_file_of_ecology_is_one_that_a_preset_knows(self) -> None:
        presets, _ = load_presets()

        for source in available_open_data():
            layers = source.service.layers if source.service else ()
            names = [Path(file.name).stem for file in source.files]
            if source.holds == "ecology":
                names += [layer.name for layer in layers]
            for name in names:
                assert any(preset.is_named(name) for preset in presets), name

    def test_what_a_service_sends_is_had_by_departement(self) -> None:
        for source in available_open_data():
            assert source.by_departement == (source.service is not None)
            assert source.is_complete == (source.id == "patrimoine_naturel_inpn")

    def test_a_list_of_the_users_adds_a_source_or_takes_the_place_of_one(
        self, profile: Path
    ) -> None:
        files = [{"url": "https://data.example/a.zip", "name": "a.zip", "size": 12}]
        write_list(profile, "own", files=files)
        write_list(profile, "srce_inpn", files=files, name="Copie du bureau")

        assert len(available_open_data()) == 8
        assert find("own").files[0].size == 12
        assert find("srce_inpn").name == "Copie du bureau"

    @pytest.mark.parametrize(
        ("entries", "named"),
        [
            ({"credit": None}, "credit"),
            ({"name": 3}, "name"),
            ({"holds": "roads"}, "holds"),
            ({"page": "data.example"}, "page"),
            ({"files": None}, "files"),
            ({"files": [{"url": "ftp://data.example/a.zip", "name": "a.zip"}]}, "files[0].url"),
            ({"files": [{"url": "file:///etc/passwd", "name": "a.zip"}]}, "files[0].url"),
            (
                {"files": [{"url": "https://data.example/a.zip", "name": "../a.zip"}]},
                "files[0].name",
            ),
            ({"files": [{"url": "https://data.example/a.zip"}]}, "files[0].name"),
            ({"files": [{"url": "https://", "name": "a.zip"}]}, "files[0].url"),
            (
                {"files": [{"url": "https://x/a.zip", "name": "a.zip", "optional": "oui"}]},
                "files[0].optional",
            ),
            (
                {"files": [{"url": "https://x/a.zip", "name": "a.zip", "size": True}]},
                "files[0].size",
            ),
            ({"files": ["https://x/a.zip"]}, "files[0]"),
            ({"files": []}, "files"),
            ({"credit": "© le {jour}"}, "credit"),
            ({"files": None, "service": []}, "service"),
            (
                {"files": None, "service": {"url": "https://x", "version": "2.0.0"}},
                "service.layers",
            ),
            (
                {"files": None, "service": {"url": "https://x", "version": "2", "layers": []}},
                "service.layers",
            ),
            ({"size": "12"}, "size"),
            ({"size": 1.5}, "size"),
            ({"size": -1}, "size"),
            ({"service": {"url": "https://x", "version": "2.0.0", "layers": []}}, "files"),
        ],
    )
    def test_a_wrong_list_says_where_and_spares_the_others(
        self, profile: Path, entries: dict[str, object], named: str
    ) -> None:
        files = [{"url": "https://data.example/a.zip", "name": "a.zip"}]
        write_list(profile, "wrong", **{"files": files, **entries})

        assert len(available_open_data()) == 8
        with pytest.raises(SourceError, match=rf"wrong\.json” is wrong at “{re.escape(named)}”: "):
            fetch(find("wrong"))

    def test_a_list_that_is_no_json_is_told(self, profile: Path) -> None:
        (profile / "data" / "opendata" / "broken.json").write_text("{", encoding="utf-8")

        assert "is not valid JSON" in find("broken").fault
