# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a style would print the map as a picture, taken out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qgis.core import (
    QgsMapSettings,
    QgsMapSettingsUtils,
    QgsPalLayerSettings,
    QgsRenderContext,
    QgsSymbol,
    QgsSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QPainter

from ..common.i18n import translate
from .qml import change_labels

_NORMAL = QPainter.CompositionMode.CompositionMode_SourceOver


def draw_plainly(layer: QgsVectorLayer) -> list[str]:
    """Take out of the style of a layer what makes a picture of the map; names what was taken out.

    A see-through layer gets see-through symbols, which stay a drawing.
    """
    # Each is done, whatever the others have found.
    found = {
        translate("Styles", "the blending of colours"): _drop_blending(layer),
        translate("Styles", "effects"): _drop_effects(layer),
        translate("Styles", "the layer's opacity, which its symbols get"): _give_opacity(layer),
        translate("Styles", "the drawing as a picture"): _drop_forced_picture(layer),
        translate("Styles", "the reference scale"): _drop_reference_scale(layer),
        translate("Styles", "shadows, masks and effects of labels"): _drop_label_effects(layer),
    }
    return [name for name, was_there in found.items() if was_there]


def makes_picture(layer: QgsVectorLayer) -> bool:
    """Whether QGIS itself says that the style of a layer makes a picture of the map."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    return bool(QgsMapSettingsUtils.containsAdvancedEffects(settings))


def symbol_layers(symbols: Iterable[QgsSymbol]) -> Iterator[QgsSymbolLayer]:
    """The parts of symbols, and those of the symbols within them."""
    for symbol in symbols:
        for part in symbol.symbolLayers():
            yield part
            if part.subSymbol() is not None:
                yield from symbol_layers([part.subSymbol()])


def _drop_blending(layer: QgsVectorLayer) -> bool:
    was_there = layer.blendMode() != _NORMAL or layer.featureBlendMode() != _NORMAL
    layer.setBlendMode(_NORMAL)
    layer.setFeatureBlendMode(_NORMAL)
    return was_there


def _drop_effects(layer: QgsVectorLayer) -> bool:
    renderer = layer.renderer()
    parts = symbol_layers(renderer.symbols(QgsRenderContext()))
    effects = [holder.paintEffect() for holder in (renderer, *parts)]
    found = [effect for effect in effects if effect is not None and effect.enabled()]
    # The usual stack of effects draws the source only, and is not enabled.
    for effect in found:
        effect.setEnabled(False)
    return bool(found)


def _give_opacity(layer: QgsVectorLayer) -> bool:
    opacity = layer.opacity()
    if opacity == 1:
        return False
    for symbol in layer.renderer().symbols(QgsRenderContext()):
        symbol.setOpacity(symbol.opacity() * opacity)
    layer.setOpacity(1)
    return True


def _drop_forced_picture(layer: QgsVectorLayer) -> bool:
    renderer = layer.renderer()
    was_there = bool(renderer.forceRasterRender())
    renderer.setForceRasterRender(False)
    return was_there


def _drop_reference_scale(layer: QgsVectorLayer) -> bool:
    renderer = layer.renderer()
    was_there = renderer.referenceScale() > 0
    renderer.setReferenceScale(-1)
    return was_there


def _drop_label_effects(layer: QgsVectorLayer) -> bool:
    found = []

    def drop(settings: QgsPalLayerSettings) -> None:
        text = settings.format()
        mask, shadow, buffer, background = (
            text.mask(),
            text.shadow(),
            text.buffer(),
            text.background(),
        )
        found.append(text.containsAdvancedEffects() or mask.enabled() or shadow.enabled())
        mask.setEnabled(False)
        shadow.setEnabled(False)
        for part in (text, buffer, background):
            part.setBlendMode(_NORMAL)
        for part in (buffer, background):
            if part.paintEffect() is not None:
                part.paintEffect().setEnabled(False)
        text.setMask(mask)
        text.setShadow(shadow)
        text.setBuffer(buffer)
        text.setBackground(background)
        settings.setFormat(text)

    change_labels(layer, drop)
    return any(found)
