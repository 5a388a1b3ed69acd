# SPDX-License-Identifier: GPL-3.0-or-later
"""The optional background of a sheet: a muted layer, and the picture of it that is printed.

It is drawn beforehand, in a limited time, into a picture that the sheet then takes: a service
that is slow or broken costs the background, never the sheet.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsDataSourceUri,
    QgsMapLayer,
    QgsPaintEffectRegistry,
    QgsProject,
    QgsRasterLayer,
    QgsRenderContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QPainter

from ..common.crs import is_known
from ..common.errors import BackgroundError
from ..common.files import BACKGROUNDS, files
from ..common.harmless import harmless_address, harmless_text
from ..common.i18n import translate
from ..common.json_object import JsonObject
from ..common.patterns import pattern

# The levels of the Web Mercator grid that a service has by default.
LEVELS = {"min_zoom": 0, "max_zoom": 19}
DEEPEST_LEVEL = 30

# The address of a tile: its level, column and row in any order. What lies on the machine is a layer
# of the project, or a file.
_TILE_ADDRESS = pattern(
    r"(?i:https?)://(?=\S*\{z\})(?=\S*\{x\})(?=\S*\{-?y\})\S*",
)

# What is black becomes a light grey (151 of 255), what is white stays so, colours fade to 40 %.
BRIGHTNESS = 76
CONTRAST = -36
SATURATION = -60
# The same for what is drawn as vectors, on white paper.
OPACITY = 0.4


@dataclass(frozen=True)
class Background:
    """A muted layer to draw under a sheet, and the credit that goes with it."""

    layer: QgsMapLayer
    credit: str


def available_backgrounds() -> dict[str, str]:
    """The backgrounds that come with the plugin and the user's own: ids and names.

    One whose file is damaged is listed by its id; opening it raises an error.
    """
    names = {}
    for key, path in files(BACKGROUNDS, "*.json").items():
        try:
            names[key] = JsonObject.read(path, BackgroundError).text("name", key)
        except BackgroundError:
            names[key] = key
    return names


def open_background(name: str, project: QgsProject) -> Background:
    """Open a background: a known one by its id, a layer of `project` by id or name, or a file.

    A layer of the project is cloned, never altered. The layer is muted, and fit to lie under a
    layout that stays in a project: nothing in it makes QGIS rasterise the map. Its labels are
    off, the names on a map being the sheet's. Raises BackgroundError.
    """
    path = files(BACKGROUNDS, "*.json").get(name)
    if path is not None:
        layer, credit = _open_known(path)
    else:
        layer = _clone_of(name, project) or _open_file(name)
        credit = harmless_text(" ; ".join(layer.metadata().rights()))
    if not layer.isValid():
        raise left_out(name, translate("Background", "QGIS cannot read it."))
    if not is_known(layer.crs()):
        reason = translate("Background", "it has no coordinate system; set one in its properties.")
        raise left_out(layer.name(), reason)
    _mute(layer)
    return Background(layer, credit)


def check_harmless(background: Background) -> None:
    """Raise BackgroundError where a project that keeps a background would hold a secret."""
    layer = background.layer
    if not harmless_address(layer.providerType(), layer.source()).is_whole:
        reason = translate(
            "Background",
            "its address may hold a password or a key, and a saved project would hold it too; let "
            "QGIS's authentication keep it.",
        )
        raise left_out(layer.name(), reason)


def left_out(name: str, reason: str) -> BackgroundError:
    return BackgroundError(
        translate("Background", "The background “{name}” is left out: {reason}").format(
            name=name, reason=reason
        )
    )


def _open_known(path: Path) -> tuple[QgsRasterLayer, str]:
    """The layer of a JSON file, as tiles by address: opening these sends no request."""
    data = JsonObject.read(path, BackgroundError)
    name, credit, licence = data.text("name"), data.text("credit"), data.text("licence", "")
    fault = translate(
        "Background", "an address of tiles begins with http and has {z}, {x} and {y} or {-y}"
    )
    url = data.matching("url", _TILE_ADDRESS, fault)
    levels = [str(data.whole(key, level, most=DEEPEST_LEVEL)) for key, level in LEVELS.items()]
    uri = QgsDataSourceUri()
    uri.setParam("type", "xyz")
    uri.setParam("url", url)
    uri.setParam("zmin", levels[0])
    uri.setParam("zmax", levels[1])
    layer = QgsRasterLayer(bytes(uri.encodedUri()).decode(), name, "wms")
    metadata = layer.metadata()
    metadata.setRights([credit])
    metadata.setLicenses([licence])
    layer.setMetadata(metadata)
    return layer, credit


def project_layers(name: str, project: QgsProject) -> list[QgsMapLayer]:
    """The layers of a project that a background of this name means: by its id, else by its name.

    None where it is a known one, or no background at all.
    """
    if not name or name in files(BACKGROUNDS, "*.json"):
        return []
    by_id = project.mapLayer(name)
    return [by_id] if by_id else list(project.mapLayersByName(name))


def _clone_of(name: str, project: QgsProject) -> QgsMapLayer | None:
    found = project_layers(name, project)
    if not found:
        return None
    if len(found) > 1:
        reason = translate("Background", "more than one layer of the project has this name.")
        raise left_out(name, reason)
    layer = found[0]
    if not isinstance(layer, (QgsRasterLayer, QgsVectorLayer)):
        reason = translate("Background", "only a raster or a vector layer can be one.")
        raise left_out(layer.name(), reason)
    # A clone of a broken layer would wait for its server again.
    if not layer.isValid():
        raise left_out(layer.name(), translate("Background", "its data is not available."))
    return layer.clone()


def _open_file(name: str) -> QgsMapLayer:
    if not os.path.exists(name):
        raise BackgroundError(
            translate(
                "Background",
                "The background “{name}” is unknown: it is none of {names}, no layer of the "
                "project and no file.",
            ).format(name=name, names=", ".join(available_backgrounds()))
        )
    raster = QgsRasterLayer(name, Path(name).stem, "gdal")
    return raster if raster.isValid() else QgsVectorLayer(name, Path(name).stem, "ogr")


def _mute(layer: QgsMapLayer) -> None:
    layer.setBlendMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    if isinstance(layer, QgsRasterLayer):
        _mute_raster(layer)
    else:
        _mute_vector(layer)


def _mute_raster(layer: QgsRasterLayer) -> None:
    """Make a raster pale, in addition to what its user has set."""
    light, colours = layer.brightnessFilter(), layer.hueSaturationFilter()
    # QGIS multiplies by the square of the contrast, then adds the brightness.
    brightness = light.brightness() * (1 + CONTRAST / 100) ** 2 + BRIGHTNESS
    light.setBrightness(round(brightness))
    light.setContrast(_combined(light.contrast(), CONTRAST))
    colours.setSaturation(_combined(colours.saturation(), SATURATION))


def _combined(one: int, other: int) -> int:
    """The percentage of two changes, by a percentage each, one after the other."""
    return round((1 + one / 100) * (1 + other / 100) * 100 - 100)


def _mute_vector(layer: QgsVectorLayer) -> None:
    """Make symbols see-through: unlike a see-through layer, that leaves the map a drawing."""
    layer.setLabelsEnabled(False)
    layer.setFeatureBlendMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    opacity = layer.opacity() * OPACITY
    renderer = layer.renderer()
    renderer.setPaintEffect(QgsPaintEffectRegistry.defaultStack())
    symbols = renderer.symbols(QgsRenderContext())
    for symbol in symbols:
        symbol.setOpacity(symbol.opacity() * opacity)
    # A heat map has no symbols.
    layer.setOpacity(1 if symbols else opacity)
