# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of the sheets of an atlas: which there are, how they look, in which order they lie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qgis.core import QgsMapLayer, QgsMapLayerStyle, QgsVectorLayer

from ..common.layer_roles import ROLE
from ..sheet_layout import LaidOutSheet
from ..styles.symbol_scaling import growth_of, name_growth_of


@dataclass(frozen=True)
class RecordedLayer:
    """A layer as sheets draw it: the key that the sheet gives it, its printed name, its style.

    Layers of one key that look otherwise (on another paper) have other numbers.
    """

    key: str
    number: int
    title: str
    style: str

    @property
    def name(self) -> str:
        """What the atlas calls it."""
        return f"{self.key}@{self.number}"


@dataclass
class LayerRecorder:
    """Takes down the layers of sheets, each look once."""

    layers: dict[str, RecordedLayer] = field(default_factory=dict)  # by name
    _names: dict[tuple[str, tuple[float, float]], str] = field(default_factory=dict)

    def names(self, sheet: LaidOutSheet) -> dict[str, str]:
        """What the atlas calls the layers of a sheet, by their ids; the topmost first."""
        prepared = sheet.prepared
        keys = prepared.layers.keys()
        drawn = prepared.layers.in_drawing_order()
        named = {layer.id(): self._name(layer, keys[layer.id()]) for layer in drawn}
        for layer in prepared.situation.layers:
            named[layer.id()] = self._name(layer, str(layer.customProperty(ROLE)))
        return named

    def styles(self) -> dict[str, list[str]]:
        """The styles of the layers of each key, as XML."""
        styles: dict[str, list[str]] = {}
        for layer in self.layers.values():
            styles.setdefault(layer.key, []).append(layer.style)
        return styles

    def _name(self, layer: QgsMapLayer, key: str) -> str:
        # What is refilled for each sheet keeps its id, and its look but for the size of symbols and
        # names.
        growth = (1.0, 1.0)
        if isinstance(layer, QgsVectorLayer):
            growth = growth_of(layer), name_growth_of(layer)
        known = layer.id(), growth
        if known not in self._names:
            style = QgsMapLayerStyle()
            style.readFromLayer(layer)
            self._names[known] = self._recorded(key, layer.name(), style.xmlData()).name
        return self._names[known]

    def _recorded(self, key: str, title: str, style: str) -> RecordedLayer:
        looks = [layer for layer in self.layers.values() if layer.key == key]
        same = next((layer for layer in looks if layer.style == style), None)
        if same is None:
            same = RecordedLayer(key, len(looks), title, style)
            self.layers[same.name] = same
        return same


def merge_order(order: list[str], names: Sequence[str]) -> None:
    """Put names that an order lacks into it, each behind the one that it follows."""
    place = 0
    for name in names:
        if name in order:
            place = order.index(name) + 1
        else:
            order.insert(place, name)
            place += 1


def own_looks(names: Iterable[str]) -> bool:
    """Whether no key comes with two looks among the names of one map."""
    keys = [name.rpartition("@")[0] for name in names]
    return len(keys) == len(set(keys))
