# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of layers that may play a class, in the editor of data profiles."""

from __future__ import annotations

from collections.abc import Container, Iterable

from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QCompleter

from ...core.common.i18n import translate
from ...core.sources.connection import SourceLayer
from ...core.sources.layer_file import layer_location


class LayerList(QObject):
    """Drives the list, in which a layer is found by a part of its name."""

    # The user has picked another layer.
    chosen = pyqtSignal(object)

    def __init__(self, combo: QComboBox, parent: QObject) -> None:
        super().__init__(parent)
        self._combo = combo
        self._offered: list[SourceLayer] = []
        self._shown: SourceLayer | None = None
        completer = combo.completer()
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        combo.lineEdit().setPlaceholderText(translate("Profile", "Choose a layer"))
        combo.activated.connect(self._choose)
        combo.lineEdit().editingFinished.connect(self._forget_typing)

    def offer(self, layers: Iterable[SourceLayer]) -> None:
        """Offer more layers, each of them once."""
        known = {address(layer) for layer in self._offered}
        self._offered += [layer for layer in layers if address(layer) not in known]

    def show(self, geometries: Container[str], layer: SourceLayer | None) -> None:
        """List the layers of some geometries, or of an unknown one; `layer` is the chosen one."""
        self._shown = layer
        fitting = [x for x in self._offered if not x.geometry or x.geometry in geometries]
        if layer is not None and address(layer) not in map(address, fitting):
            fitting.append(layer)
        fitting.sort(key=lambda x: x.name.lower())
        if fitting != self._listed():
            self._fill(fitting)
        self._combo.setToolTip(layer_location(layer) if layer is not None else "")
        self.reset()

    def reset(self) -> None:
        """Show the chosen layer again after another was picked."""
        addresses = [address(layer) for layer in self._listed()]
        current = addresses.index(address(self._shown)) if self._shown is not None else -1
        self._combo.setCurrentIndex(current)
        self._forget_typing()

    def _listed(self) -> list[SourceLayer]:
        return [self._combo.itemData(row) for row in range(self._combo.count())]

    def _fill(self, layers: list[SourceLayer]) -> None:
        names = [layer.name for layer in layers]
        self._combo.clear()
        for row, layer in enumerate(layers):
            alone = names.count(layer.name) == 1
            self._combo.addItem(
                layer.name if alone else f"{layer.name} – {layer_location(layer)}", layer
            )
            self._combo.setItemData(row, layer_location(layer), Qt.ItemDataRole.ToolTipRole)

    def _forget_typing(self) -> None:
        """Show the name of the current layer again in place of what was typed."""
        self._combo.setEditText(self._combo.itemText(self._combo.currentIndex()))
        # The start of a long name distinguishes it.
        self._combo.lineEdit().home(False)

    def _choose(self) -> None:
        layer = self._combo.currentData()
        if self._shown is None or address(layer) != address(self._shown):
            self.chosen.emit(layer)


def address(layer: SourceLayer) -> tuple[str, str, str]:
    """What identifies a layer, whatever its encoding and CRS."""
    return layer.provider, layer.connection, layer.uri
