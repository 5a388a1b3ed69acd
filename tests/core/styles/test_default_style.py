# SPDX-License-Identifier: GPL-3.0-or-later
"""Default styles inside the data, in a GeoPackage and in a real PostGIS."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Callable

import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeatureRenderer,
    QgsFillSymbol,
    QgsProviderRegistry,
    QgsRendererCategory,
    QgsRuleBasedRenderer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)

from srce_pac.core.common.errors import StyleError
from srce_pac.core.styles.class_styles import ClassStyle
from srce_pac.core.styles.default_style import (
    foreign_default,
    save_default_style,
)
from srce_pac.core.styles.differences import SHAPES
from srce_pac.core.styles.qml import write_style
from srce_pac.tests.support.factories import Row, write_layer
from srce_pac.tests.support.services import DATABASE, PASSWORD, USER, PostgisServer

pytestmark = pytest.mark.usefixtures("qgis_app")

STYLES = Path(__file__).resolve().parents[3] / "styles"
RESERVOIR, CORRIDOR, LINES = (
    ClassStyle(name, "Classe", STYLES / f"{name}.qml", (STYLES / f"{name}.qml").read_bytes())
    for name in ("reservoir_preserve_s", "corridor_s", "corridor_l")
)
NAME = "réservoirs d'eau"
READER, READER_PASSWORD = "lecteur", "lu"
Open = Callable[[], QgsVectorLayer]


@pytest.fixture
def geopackage(tmp_path: Path) -> Path:
    return write_layer(tmp_path / "données.gpkg", [Row(SHAPES["s"], {"gid": 1})], layer=NAME)


def in_file(path: str) -> QgsVectorLayer:
    layer = QgsVectorLayer(f"{path}|layername={NAME}", "Réservoirs", "ogr")
    assert layer.isValid()
    return layer


def in_database(uri: str) -> QgsVectorLayer:
    layer = QgsVectorLayer(uri, "Réservoirs", "postgres")
    assert layer.isValid()
    return layer


@pytest.fixture(params=["GeoPackage", "PostGIS"])
def opened(request: pytest.FixtureRequest, geopackage: Path) -> Open:
    """Opens the same data each time as a QGIS does that has never seen them."""
    if request.param == "GeoPackage":
        return lambda: in_file(str(geopackage))
    server: PostgisServer = request.getfixturevalue("postgis")
    server.load(in_file(str(geopackage)), NAME)
    return lambda: in_database(server.uri(NAME))


def colours(layer: QgsVectorLayer) -> list[str]:
    """The colours of the parts of a layer's symbol."""
    return [part.color().name() for part in layer.renderer().symbol().symbolLayers()]


def expected(style: ClassStyle) -> list[str]:
    layer = QgsVectorLayer("MultiPolygon?crs=EPSG:2154", "", "memory")
    assert layer.loadNamedStyle(str(style.file))[1]
    return colours(layer)


def keep_own_default(layer: QgsVectorLayer) -> None:
    """Keep a style in the data as their owner does."""
    symbol = QgsFillSymbol.createSimple({"color": "#123456"})
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    assert layer.saveStyleToDatabase("le mien", "", True, "") == ""


def test_who_opens_the_data_sees_them_drawn(opened: Open) -> None:
    layer = opened()
    before = colours(layer)
    save_default_style(layer, RESERVOIR)
    assert colours(layer) == before
    assert colours(opened()) == expected(RESERVOIR)


def test_a_later_style_takes_the_place_of_the_plugins_earlier_one(opened: Open) -> None:
    for style in (RESERVOIR, CORRIDOR, CORRIDOR):
        save_default_style(opened(), style)
    assert colours(opened()) == expected(CORRIDOR)
    count, _, names, *_ = opened().listStylesInDatabase()
    assert names[:count] == ["SRCE PAC corridor_s'"]


def test_a_default_style_of_the_users_stays_unless_it_is_to_be_replaced(opened: Open) -> None:
    keep_own_default(opened())
    assert foreign_default(opened()) == "le mien"
    with pytest.raises(StyleError, match="le mien"):
        save_default_style(opened(), RESERVOIR)
    assert colours(opened()) == ["#123456"]
    save_default_style(opened(), RESERVOIR, replace=True)
    assert colours(opened()) == expected(RESERVOIR)
    count, _, names, *_ = opened().listStylesInDatabase()
    assert set(names[:count]) == {"le mien", "SRCE PAC reservoir_preserve_s"}


def test_a_style_of_another_geometry_is_refused(opened: Open) -> None:
    with pytest.raises(StyleError, match="geometry"):
        save_default_style(opened(), LINES)
    assert opened().listStylesInDatabase()[0] <= 0


@pytest.mark.parametrize("kind", ["categories", "rules"])
def test_a_style_that_cannot_draw_the_data_is_refused(kind: str, geopackage: Path) -> None:
    fill = QgsFillSymbol.createSimple({"color": "red"})
    if kind == "categories":
        renderer: QgsFeatureRenderer = QgsCategorizedSymbolRenderer(
            "absent", [QgsRendererCategory("a", fill, "a")]
        )
    else:
        renderer = QgsRuleBasedRenderer(fill)
        (rule,) = renderer.rootRule().children()
        rule.setFilterExpression('"gid" = 1 OR "absent" = \'a\'')
    drawn = QgsVectorLayer("MultiPolygon?crs=EPSG:2154", "", "memory")
    drawn.setRenderer(renderer)
    with pytest.raises(StyleError, match="absent"):
        save_default_style(
            in_file(str(geopackage)), replace(RESERVOIR, qml=write_style(drawn).encode())
        )
    assert in_file(str(geopackage)).listStylesInDatabase()[0] <= 0


def test_what_cannot_be_saved_costs_no_earlier_style(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_default_style(opened(), RESERVOIR)
    # Of a full disk, QGIS says no more than this.
    monkeypatch.setattr(QgsProviderRegistry, "saveStyle", lambda *_: False)
    with pytest.raises(StyleError):
        save_default_style(opened(), CORRIDOR)
    assert colours(opened()) == expected(RESERVOIR)


def test_data_that_keep_no_styles_are_refused(tmp_path: Path) -> None:
    file = write_layer(tmp_path / "corridors.shp", [Row(SHAPES["s"], {"gid": 1})])
    layer = QgsVectorLayer(str(file), "Corridors", "ogr")
    with pytest.raises(StyleError, match="“Corridors” lies neither"):
        save_default_style(layer, RESERVOIR)


def test_a_read_only_file_is_refused(geopackage: Path, tmp_path: Path) -> None:
    archive = tmp_path / "données.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(geopackage, geopackage.name)
    with pytest.raises(StyleError, match="read-only"):
        save_default_style(in_file(f"/vsizip/{archive}/{geopackage.name}"), RESERVOIR)


def test_a_user_without_the_right_to_write_is_refused(
    geopackage: Path, postgis: PostgisServer
) -> None:
    postgis.load(in_file(str(geopackage)), NAME)
    postgis.run(
        f"DROP ROLE IF EXISTS {READER}; CREATE ROLE {READER} LOGIN PASSWORD '{READER_PASSWORD}';"
        f"GRANT USAGE ON SCHEMA public TO {READER};"
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER}"
    )
    uri = postgis.uri(NAME).replace(f"user='{USER}'", f"user='{READER}'")
    escaped = PASSWORD.replace("\\", "\\\\").replace("'", "\\'")
    layer = in_database(uri.replace(f"password='{escaped}'", f"password='{READER_PASSWORD}'"))
    try:
        with pytest.raises(StyleError, match="no right"):
            save_default_style(layer, RESERVOIR)
    finally:
        postgis.run(f"DROP OWNED BY {READER}; DROP ROLE {READER}")
    assert DATABASE in uri
