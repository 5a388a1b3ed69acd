# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheet's map and its scale bars: what would make them lie is undone, refused or found out.

A template may compute, turn, clip or hide its map. The sheet alone decides what the map shows, and
prints one number as its scale: map, scale bar and number must agree.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator

from qgis.core import (
    QgsLayoutItem,
    QgsLayoutItemMap,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutObject,
    QgsProperty,
)

from ..common.errors import TemplateError
from ..common.i18n import translate
from ..common.patterns import pattern
from .scale import scale_text
from .stated_scale import stated_scales

# What a template may compute of its map: how it looks. All else is the sheet's.
_LOOKS = pattern(r"dataDefined(?:FrameColor|BackgroundColor|BlendMode|MapLabelMargin|MapGrid\w*)")
# The same of a scale bar: all but its numbers.
_BAR_LOOKS = pattern(
    r"dataDefined(?!Scale[Bb]ar)\w+|dataDefinedScale[Bb]ar(?:Fill2?|LineColor|LineWidth)"
)

# The ID of the north arrow, and what a template may compute of it: all but how it is turned.
NORTH = "north"
_ARROW_LOOKS = pattern(r"dataDefined(?!\w*Rotation)\w+")

# A number is printed whole; QGIS computes the map's scale from its extent.
_ROUNDING = 0.5
_RELATIVE_ERROR = 1e-6


def claim_map(item: QgsLayoutItemMap) -> list[str]:
    """Undo what a template computes, turns, clips or fixes of a map, but for how it looks.

    A place or a size that follows an expression stays as it is now. Gives the names of what was
    undone, in the user's language.
    """
    item.refreshDataDefinedProperty()
    undone = _drop_computed(item, _LOOKS)
    for name, is_set, undo in _settings(item):
        if is_set:
            undo()
            undone.append(name)
    # Map themes and styles that a template keeps would take the place of the sheet's.
    item.setFollowVisibilityPreset(False)
    item.setKeepLayerStyles(False)
    item.setLayerStyleOverrides({})
    return list(dict.fromkeys(undone))


def claim_scale_bar(bar: QgsLayoutItemScaleBar) -> None:
    """Undo what a template computes of the numbers of a scale bar."""
    _drop_computed(bar, _BAR_LOOKS)


def claim_north(picture: QgsLayoutItemPicture, map_item: QgsLayoutItemMap) -> bool:
    """Set a north arrow upright, as the map is; tells whether it was turned.

    It is the picture named `north`, and any that turns with a map.
    """
    linked = picture.linkedMap()
    if linked is None and picture.id() != NORTH:
        return False
    computed = _drop_computed(picture, _ARROW_LOOKS)
    turned = [picture.rotation(), picture.northOffset()]
    # The north of the globe is not that of the grid: QGIS turns such an arrow by itself.
    if linked is None or picture.northMode() == QgsLayoutItemPicture.NorthMode.GridNorth:
        turned.append(picture.pictureRotation())
    # As it was turned: about its centre.
    picture.setItemRotation(0, True)
    picture.setPictureRotation(0)
    if linked is not None:
        picture.setLinkedMap(map_item)
    picture.setNorthOffset(0)
    return bool(computed) or any(turned)


def check_is_printed(item: QgsLayoutItemMap) -> None:
    """Raise TemplateError where a map would be missing from the print."""
    reason = _hidden_because(item)
    if reason:
        raise TemplateError(
            translate(
                "Template",
                "The map “{item}” of the template “{template}” would not be printed: {reason}.",
            ).format(item=item.displayName(), template=item.layout().name(), reason=reason)
        )


def check_scale(
    item: QgsLayoutItemMap,
    bars: Iterable[QgsLayoutItemScaleBar],
    scale: float,
) -> None:
    """Compare the finished map with the scale (a denominator) that the sheet prints.

    Raises TemplateError when the map, a scale bar or a text that states the scale says otherwise.
    """
    measured = item.scale()
    stated = [(item.displayName(), scale, _RELATIVE_ERROR * scale)]
    stated += [(bar.displayName(), _bar_scale(bar), _RELATIVE_ERROR * scale) for bar in bars]
    stated += [(name, value, _ROUNDING) for name, value in stated_scales(item.layout())]
    for name, value, tolerance in stated:
        if not math.isclose(value, measured, rel_tol=0, abs_tol=tolerance):
            raise TemplateError(
                translate(
                    "Template",
                    "The map of the template “{template}” is at {measured}, but its item “{item}” "
                    "says {stated}: correct that item.",
                ).format(
                    template=item.layout().name(),
                    measured=scale_text(measured),
                    item=name,
                    stated=scale_text(value),
                )
            )


def _drop_computed(item: QgsLayoutItem, kept: re.Pattern[str]) -> list[str]:
    """Drop the properties that follow an expression, but those of some names."""
    definitions = QgsLayoutObject.propertyDefinitions()
    properties = item.dataDefinedProperties()
    dropped = []
    # QGIS has them in another order in each process.
    for key in sorted(properties.propertyKeys()):
        if not kept.fullmatch(definitions[key].name()):
            if properties.isActive(key):
                dropped.append(definitions[key].description())
            properties.setProperty(key, QgsProperty())
    item.setDataDefinedProperties(properties)
    return dropped


# The name of a setting in the user's language, whether it is set, how to undo it.
_Setting = tuple[str, bool, Callable[[], None]]


def _settings(item: QgsLayoutItemMap) -> Iterator[_Setting]:
    """What may turn a map, move it with the pages of an atlas or leave a part of it out."""
    rotation, clipping = translate("Template", "rotation"), translate("Template", "clipping")
    by_page, by_item = item.atlasClippingSettings(), item.itemClippingSettings()
    yield rotation, item.mapRotation() != 0, lambda: item.setMapRotation(0)
    yield rotation, item.rotation() != 0, lambda: item.setItemRotation(0)
    yield translate("Template", "atlas"), item.atlasDriven(), lambda: item.setAtlasDriven(False)
    yield translate("Template", "time"), item.isTemporal(), lambda: item.setIsTemporal(False)
    yield clipping, by_page.enabled(), lambda: by_page.setEnabled(False)
    yield clipping, by_item.enabled(), lambda: by_item.setEnabled(False)
    # From QGIS 3.38 on.
    if hasattr(item, "zRangeEnabled"):
        heights = translate("Template", "range of heights")
        yield heights, item.zRangeEnabled(), lambda: item.setZRangeEnabled(False)


def _hidden_because(item: QgsLayoutItemMap) -> str:
    """Why a map would not be printed, in the user's language; empty where it would."""
    pages = item.layout().pageCollection()
    page = pages.pageAtPoint(item.mapToScene(item.rect().center()))
    if not item.isVisible():
        return translate("Template", "it is hidden")
    if _is_excluded(item):
        return translate("Template", "it is excluded from exports")
    if _opacity(item) <= 0:
        return translate("Template", "it is transparent")
    if page is None:
        return translate("Template", "it stands outside the page")
    if _is_excluded(page):
        return translate("Template", "its page is excluded from exports")
    return ""


def _is_excluded(item: QgsLayoutItem) -> bool:
    key = QgsLayoutObject.DataDefinedProperty.ExcludeFromExports
    context = item.createExpressionContext()
    computed, _ = item.dataDefinedProperties().valueAsBool(key, context, item.excludeFromExports())
    return bool(computed) or bool(item.excludeFromExports())


def _opacity(item: QgsLayoutItem) -> float:
    """The opacity of an item, 0 to 100."""
    own = 100 * item.itemOpacity()
    key = QgsLayoutObject.DataDefinedProperty.Opacity
    context = item.createExpressionContext()
    computed, _ = item.dataDefinedProperties().valueAsDouble(key, context, own)
    return float(min(own, computed))


def _bar_scale(bar: QgsLayoutItemScaleBar) -> float:
    """The denominator that a scale bar goes by; 0 where it measures no map."""
    linked = bar.linkedMap()
    return float(linked.scale() * bar.mapUnitsPerScaleBarUnit()) if linked else 0.0
