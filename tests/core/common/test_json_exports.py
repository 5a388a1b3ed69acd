# SPDX-License-Identifier: GPL-3.0-or-later
"""Exported profiles and cartouches take the place of their like only."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.common.errors import ExportError
from srce_pac.core.profiles.profile import ClassSource, DataProfile, export_profile
from srce_pac.core.sheet.cartouche import export_cartouche, read_cartouche
from srce_pac.core.sources.connection import SourceLayer

GEOJSON = '{"type": "FeatureCollection", "features": []}'
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'

pytestmark = pytest.mark.usefixtures("qgis_app")


def profile(layer: Path) -> DataProfile:
    return DataProfile("own", "", (ClassSource("corridor", "s", SourceLayer("a", str(layer))),))


def test_a_profile_replaces_a_profile_but_no_data(tmp_path: Path) -> None:
    layer, other = tmp_path / "layer.json", tmp_path / "other.json"
    for path in (layer, other):
        path.write_text(GEOJSON, encoding="utf-8")
        with pytest.raises(ExportError, match=path.name):
            export_profile(path, profile(layer))
        assert path.read_text(encoding="utf-8") == GEOJSON
    for _ in range(2):
        export_profile(tmp_path / "profile.json", profile(layer))


def test_a_cartouche_replaces_a_cartouche_but_no_data_and_no_profile(tmp_path: Path) -> None:
    data, saved = tmp_path / "data.json", tmp_path / "profile.json"
    data.write_text(GEOJSON, encoding="utf-8")
    export_profile(saved, profile(data))
    for path in (data, saved):
        before = path.read_bytes()
        with pytest.raises(ExportError, match=path.name):
            export_cartouche(path, {"office": "D.D.T"})
        assert path.read_bytes() == before
    for office in ("D.D.T", "D.D.T.M"):
        export_cartouche(tmp_path / "own.json", {"office": office})
        assert read_cartouche(tmp_path / "own.json") == {"office": office}


def test_the_logo_of_a_cartouche_replaces_its_own_only(tmp_path: Path) -> None:
    logo, beside = tmp_path / "state.svg", tmp_path / "own_logo.svg"
    logo.write_text(SVG, encoding="utf-8")
    beside.write_text("<svg>mine</svg>", encoding="utf-8")
    with pytest.raises(ExportError, match=r"own_logo\.svg"):
        export_cartouche(tmp_path / "own.json", {"logo": str(logo)})
    assert "mine" in beside.read_text(encoding="utf-8")
    assert not (tmp_path / "own.json").exists()
    beside.unlink()
    for _ in range(2):
        export_cartouche(tmp_path / "own.json", {"logo": str(logo)})
    assert beside.read_text(encoding="utf-8") == SVG


@pytest.mark.parametrize("name", [".json", "a.json.", "a.txt", "a"])
def test_another_ending_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.json"):
        export_cartouche(tmp_path / name, {})
    with pytest.raises(ExportError, match=r"\.json"):
        export_profile(tmp_path / name, profile(tmp_path / "layer.gpkg"))
