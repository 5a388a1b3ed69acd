# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers of sources that are opened once, for whoever reads them next."""

from __future__ import annotations

from qgis.core import QgsFeedback, QgsVectorLayer

from .connection import SourceLayer
from .source import open_layer


class LayerPool:
    """Opens each layer of a source once."""

    def __init__(self) -> None:
        self._opened: dict[SourceLayer, QgsVectorLayer] = {}

    def open(
        self,
        layer: SourceLayer,
        feedback: QgsFeedback | None = None,
        just_listed: bool = False,
    ) -> QgsVectorLayer:
        """A layer to be read, not changed: it stays in the pool.

        Raises SourceError when it cannot be read, CancelledError.
        """
        if layer not in self._opened:
            self._opened[layer] = open_layer(layer, feedback, just_listed)
        return self._opened[layer]

    def holds(self, layer: SourceLayer) -> bool:
        """Whether a layer is open by now."""
        return layer in self._opened

    def forget(self, layer: SourceLayer) -> None:
        """Have a layer opened anew the next time."""
        self._opened.pop(layer, None)

    def release(self, opened: QgsVectorLayer) -> None:
        """Let go of a layer that is going to be changed or given away."""
        self._opened = {key: layer for key, layer in self._opened.items() if layer is not opened}

    def clear(self) -> None:
        """Let go of every layer."""
        self._opened.clear()
