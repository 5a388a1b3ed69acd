# SPDX-License-Identifier: GPL-3.0-or-later
"""Backgrounds opened and muted: known ones, layers of the project, files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from qgis.core import (
    QgsAnnotationLayer,
    QgsDataSourceUri,
    QgsDrawSourceEffect,
    QgsDropShadowEffect,
    QgsEffectStack,
    QgsMapSettings,
    QgsMapSettingsUtils,
    QgsPalLayerSettings,
    QgsProject,
    QgsProperty,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QPainter

from srce_pac.core.common.errors import BackgroundError
from srce_pac.core.layers.background import (
    available_backgrounds,
    open_background,
    project_layers,
)
from srce_pac.tests.support import pdf
from srce_pac.tests.support.backgrounds import (
    Pixels,
    Serve,
    draw,
    pdf_images,
    photograph,
    pixels,
    print_map,
    roads,
    style,
    write_known,
)
from srce_pac.tests.support.servers import (
    Reply,
    chequered_tile,
    plain_tile,
)

ROOT = Path(__file__).resolve().parents[3]
BUNDLED = ROOT / "data" / "backgrounds"

pytestmark = pytest.mark.usefixtures("qgis_app")


# Known backgrounds.


def test_the_plan_of_the_ign_and_the_cadastre_come_with_the_plugin() -> None:
    names = available_backgrounds()
    assert names["plan_ign"] == "Plan IGN"
    assert names["cadastre"] == "Cadastre"


@pytest.mark.parametrize(
    ("name", "layer", "credit"),
    [
        ("plan_ign", "GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2", "© IGN – Plan IGN"),
        ("cadastre", "CADASTRALPARCELS.PARCELLAIRE_EXPRESS", "© DGFiP – Cadastre / PCI"),
    ],
)
def test_a_known_background_opens_without_a_network(name: str, layer: str, credit: str) -> None:
    background = open_background(name, QgsProject())
    uri = QgsDataSourceUri()
    uri.setEncodedUri(background.layer.source())
    assert background.layer.isValid()
    assert background.layer.crs().authid() == "EPSG:3857"
    assert uri.param("type") == "xyz"
    assert uri.param("url").startswith("https://data.geopf.fr/wmts?")
    assert f"LAYER={layer}&" in uri.param("url")
    assert (uri.param("zmin"), uri.param("zmax")) == ("0", "19")
    assert background.credit == credit
    assert background.layer.metadata().rights() == [credit]


@pytest.mark.parametrize("path", sorted(BUNDLED.glob("*.json")), ids=lambda path: path.stem)
def test_a_bundled_background_gives_its_licence_and_where_it_says_so(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["licence"] == "Licence Ouverte 2.0"
    assert data["source"].startswith("https://")


def test_a_file_of_the_users_adds_a_background_or_takes_the_place_of_one(own: Path) -> None:
    write_known(own / "mine.json", "https://example.org/{z}/{x}/{y}.png", name="Le mien")
    write_known(own / "cadastre.json", "https://example.org/{z}/{x}/{y}.png", name="Le nôtre")
    names = available_backgrounds()
    assert (names["mine"], names["cadastre"], names["plan_ign"]) == (
        "Le mien",
        "Le nôtre",
        "Plan IGN",
    )


WRONG_KNOWN = '{"name": "A", "url": "https://example.org/{z}/{x}/{y}", "credit": "B", %s}'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "damaged.json"),
        ('{"name": "A", "credit": "B"}', "“url”"),
        ('{"name": "A", "url": "https://example.org/{z}/{x}", "credit": "B"}', "“url”"),
        ('{"name": "A", "url": "https://example.org/{z}/{x}/{y}", "credit": 1}', "“credit”"),
        (WRONG_KNOWN % '"max_zoom": "19"', "“max_zoom”"),
        (WRONG_KNOWN % '"min_zoom": true', "“min_zoom”"),
        (WRONG_KNOWN % '"min_zoom": 1e999', "“min_zoom”"),
        (WRONG_KNOWN % '"licence": 2', "“licence”"),
        (WRONG_KNOWN % '"name": 3', "“name”"),
    ],
)
def test_a_damaged_file_is_listed_and_says_what_is_wrong_when_opened(
    content: str, words: str, own: Path
) -> None:
    (own / "damaged.json").write_text(content, encoding="utf-8")
    assert "damaged" in available_backgrounds()
    with pytest.raises(BackgroundError) as caught:
        open_background("damaged", QgsProject())
    assert words in str(caught.value)
    assert "damaged.json" in str(caught.value)


# Layers of the project and files.


@pytest.mark.parametrize("by_id", [True, False])
def test_a_layer_of_the_project_is_cloned_and_left_as_it_was(
    by_id: bool, project: QgsProject, tmp_path: Path
) -> None:
    for layer in (
        roads(tmp_path),
        QgsRasterLayer(str(photograph(tmp_path / "photo.tif")), "Photo", "gdal"),
    ):
        metadata = layer.metadata()
        metadata.setRights(["© Département du Nord"])
        layer.setMetadata(metadata)
        project.addMapLayer(layer)
        before = style(layer)
        background = open_background(layer.id() if by_id else layer.name(), project)
        assert background.layer.id() != layer.id()
        assert style(layer) == before
        assert style(background.layer) != before
        assert background.credit == "© Département du Nord"
    assert len(project.mapLayers()) == 2


def test_a_vector_layer_and_a_picture_are_drawn_from_their_files(tmp_path: Path) -> None:
    roads(tmp_path)
    photograph(tmp_path / "photo.tif")
    for name in ("roads.fgb", "photo.tif"):
        background = open_background(str(tmp_path / name), QgsProject())
        assert pixels(draw(background, tmp_path)).min() < 250
        assert background.credit == ""


@pytest.mark.parametrize("name", ["", "Inconnu", "x" * 300])
def test_a_name_of_nothing_is_refused_with_what_is_known(name: str, project: QgsProject) -> None:
    with pytest.raises(BackgroundError) as caught:
        open_background(name, project)
    assert f"“{name}”" in caught.value.whole
    assert "plan_ign" in str(caught.value)


def test_two_layers_of_one_name_are_refused(project: QgsProject, tmp_path: Path) -> None:
    layer = roads(tmp_path)
    project.addMapLayers([layer, layer.clone()])
    with pytest.raises(BackgroundError, match="more than one"):
        open_background("Routes", project)


def test_a_layer_is_meant_by_its_id_before_a_name(project: QgsProject, tmp_path: Path) -> None:
    layer = roads(tmp_path)
    other, known = layer.clone(), layer.clone()
    other.setName(layer.id())
    known.setName("plan_ign")
    project.addMapLayers([layer, other, known])
    assert project_layers(layer.id(), project) == [layer]
    assert project_layers("Routes", project) == [layer]
    # A known background goes before a layer that is called as it is.
    for name in ("", "plan_ign", "away.tif"):
        assert project_layers(name, project) == []


def test_a_layer_of_another_kind_is_refused(project: QgsProject) -> None:
    options = QgsAnnotationLayer.LayerOptions(project.transformContext())
    project.addMapLayer(QgsAnnotationLayer("Notes", options))
    with pytest.raises(BackgroundError, match="raster or a vector"):
        open_background("Notes", project)


def test_a_layer_without_its_data_is_refused(project: QgsProject, tmp_path: Path) -> None:
    project.addMapLayer(QgsVectorLayer(str(tmp_path / "gone.gpkg"), "Perdue", "ogr"))
    with pytest.raises(BackgroundError, match="Perdue"):
        open_background("Perdue", project)


def test_a_file_that_is_no_map_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Monsieur le Préfet,", encoding="utf-8")
    with pytest.raises(BackgroundError, match=r"letter\.txt"):
        open_background(str(path), QgsProject())


def test_a_picture_without_a_coordinate_system_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(plain_tile("#206030"))
    with pytest.raises(BackgroundError, match="coordinate system"):
        open_background(str(path), QgsProject())


# Muted.


def saturation(values: Pixels) -> float:
    """The mean difference between the strongest and the weakest channel, from 0 to 255."""
    return float((values.max(axis=2) - values.min(axis=2)).mean())


def test_tiles_are_drawn_pale_and_with_little_colour(
    served: Serve, tile: bytes, tmp_path: Path
) -> None:
    _, background = served(lambda *_: Reply(tile))
    drawn = pixels(draw(background, tmp_path))
    # The tiles' own: 107 and 120.
    assert drawn.mean() > 185
    assert saturation(drawn) < 40
    assert drawn.std() > 10


def test_white_stays_white_and_black_becomes_light_grey(served: Serve, tmp_path: Path) -> None:
    tile = chequered_tile("black", "white")
    _, background = served(lambda *_: Reply(tile))
    drawn = pixels(draw(background, tmp_path))
    assert drawn.max() == 255
    assert np.percentile(drawn, 5) == pytest.approx(151, abs=3)


def test_a_raster_that_its_user_made_pale_gets_paler(project: QgsProject, tmp_path: Path) -> None:
    plain = QgsRasterLayer(str(photograph(tmp_path / "photo.tif")), "Photo", "gdal")
    pale = QgsRasterLayer(plain.source(), "Photo pâle", "gdal")
    pale.brightnessFilter().setBrightness(50)
    pale.hueSaturationFilter().setSaturation(-50)
    project.addMapLayers([plain, pale])
    once, twice = (
        pixels(draw(open_background(name, project), tmp_path)) for name in ("Photo", "Photo pâle")
    )
    assert twice.mean() > once.mean() + 10
    assert saturation(twice) < saturation(once) * 0.7


def test_a_vector_layer_is_drawn_pale(project: QgsProject, tmp_path: Path) -> None:
    project.addMapLayer(roads(tmp_path))
    drawn = pixels(draw(open_background("Routes", project), tmp_path))
    # Black at 40 %.
    assert drawn.min() == pytest.approx(153, abs=3)
    assert drawn.max() == 255


def test_a_see_through_layer_stays_so(project: QgsProject, tmp_path: Path) -> None:
    layer = roads(tmp_path)
    layer.setOpacity(0.5)
    project.addMapLayer(layer)
    background = open_background("Routes", project)
    assert background.layer.opacity() == 1
    assert pixels(draw(background, tmp_path)).min() == pytest.approx(204, abs=3)


def test_a_muted_layer_has_nothing_that_rasterises_a_layout(
    project: QgsProject, tmp_path: Path
) -> None:
    layer = roads(tmp_path)
    layer.setOpacity(0.5)
    layer.setBlendMode(QPainter.CompositionMode.CompositionMode_Multiply)
    layer.setFeatureBlendMode(QPainter.CompositionMode.CompositionMode_Multiply)
    shadow = QgsEffectStack()
    shadow.appendEffect(QgsDropShadowEffect())
    shadow.appendEffect(QgsDrawSourceEffect())
    layer.renderer().setPaintEffect(shadow)
    project.addMapLayer(layer)
    assert pdf_images(print_map(layer, tmp_path / "raster.pdf")) != []
    muted = open_background("Routes", project).layer
    settings = QgsMapSettings()
    settings.setLayers([muted])
    assert QgsMapSettingsUtils.containsAdvancedEffects(settings) == []
    assert pdf_images(print_map(muted, tmp_path / "vectors.pdf")) == []


def test_the_names_of_a_layer_are_left_out(project: QgsProject, tmp_path: Path) -> None:
    layer = roads(tmp_path)
    labels = QgsPalLayerSettings()
    labels.fieldName = "name"
    labels.placement = QgsPalLayerSettings.Placement.Horizontal
    layer.setLabeling(QgsVectorLayerSimpleLabeling(labels))
    layer.setLabelsEnabled(True)
    project.addMapLayer(layer)
    assert "D 1" in pdf.text(print_map(layer, tmp_path / "own.pdf"))
    muted = open_background("Routes", project).layer
    assert pdf.text(print_map(muted, tmp_path / "muted.pdf")) == ""


def test_a_style_knows_the_scale_of_the_map(project: QgsProject, tmp_path: Path) -> None:
    layer = roads(tmp_path)
    width = QgsProperty.fromExpression("if(@map_scale between 9900 and 10100, 2, 0)")
    layer.renderer().symbol().setDataDefinedWidth(width)
    project.addMapLayer(layer)
    drawn = pixels(draw(open_background("Routes", project), tmp_path)).mean(axis=2)
    # Two mm of ten pixels, along the map's diagonal of 144 mm.
    assert (drawn < 200).sum() == pytest.approx(10 * 720, rel=0.1)
