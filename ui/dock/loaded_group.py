# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin's group on the canvas: zoomed to, and what the user changes of its layers."""

from __future__ import annotations

from typing import Callable

from qgis.core import QgsFeatureRenderer, QgsMapLayer, QgsProject, QgsReferencedRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QLabel, QWidget

from ...core.common.canvas_look import CanvasLook
from ...core.common.i18n import translate
from ...core.common.layer_roles import ROLE
from ...core.common.settings import Settings
from ...core.layers.canvas_look import CanvasState, LoadedFor, read_canvas
from ...core.layers.class_extent import class_extent
from ...core.layers.loaded_styles import is_outdated
from ...core.layers.project_groups import find_group, set_aside_names
from ...core.styles.style_set import sets_state
from ...core.territory.gazetteer import Territory
from ..common.file_dialogs import ask_to_keep
from ..common.links import DROP, RENEW, show_links
from ..common.messages import Messages


class LoadedGroup(QObject):
    """Gives the look that is printed; a line of the dock tells of it and offers to drop it."""

    dropped = pyqtSignal()
    outdated = pyqtSignal()  # and to be loaded again
    # Whenever the map was drawn, whether it is what the dock would load.
    looked_at = pyqtSignal(bool)

    def __init__(
        self,
        canvas: QgsMapCanvas,
        note: QLabel,
        wanted: Callable[[], LoadedFor | None],
        parent: QObject,
    ) -> None:
        """`wanted` is what the dock would load; None where it would load nothing."""
        super().__init__(parent)
        self._canvas = canvas
        self._note = note
        self._wanted = wanted
        # The look that the user has taken along from one territory to the next.
        self._kept = CanvasLook()
        self._aside: set[str] = set()
        # Whether the map shows other styles than its sheet has, as it was at a state of both.
        self._is_outdated = False
        self._compared: object = None
        note.linkActivated.connect(self._follow)
        # Whatever is changed of the layers, the map is drawn again.
        canvas.mapCanvasRefreshed.connect(self.show)

    def close_down(self) -> None:
        """Disconnect from the canvas."""
        self._canvas.mapCanvasRefreshed.disconnect(self.show)

    def look(self) -> CanvasLook:
        """What is printed of the user's changes: those of the group that the dock would load."""
        state = _state()
        return state.look if state is not None and self._is_wanted(state) else CanvasLook()

    def renew(self) -> None:
        """Have what is on the map loaded again, if it is what the dock would load; else tell."""
        if self.is_wanted():
            self.outdated.emit()
        else:
            self.show()

    def is_wanted(self) -> bool:
        """Whether there is a group, and it is what the dock would load."""
        state = _state()
        return state is not None and self._is_wanted(state)

    def renderers(self) -> dict[str, QgsFeatureRenderer]:
        """How the classes are drawn on the map, by the ids of the classes."""
        renderers: dict[str, QgsFeatureRenderer] = {}
        for layer in _layers():
            kind, _, class_id = str(layer.customProperty(ROLE, "")).partition(":")
            if kind == "class":
                renderers.setdefault(class_id, layer.renderer())
        return renderers

    def show(self) -> None:
        """Say whether the sheet is printed with the user's changes."""
        state = _state()
        self.looked_at.emit(state is not None and self._is_wanted(state))
        if state is None:
            show_links(self._note, "", {})
            return
        texts: list[str] = []
        links: dict[str, str] = {}
        if self._shows_other_styles():
            text = translate("Dock", "The map of {territory} shows other styles than are printed.")
            texts.append(text.format(territory=state.loaded_for.title))
            if self._is_wanted(state):
                links[RENEW] = translate("Dock", "Load again")
        if state.look and self._is_wanted(state):
            texts.append(translate("Dock", "Printed with your changes on the map."))
            links[DROP] = translate("Dock", "Drop them")
        elif state.look:
            text = translate("Dock", "Your changes on the map of {territory} are not printed.")
            texts.append(text.format(territory=state.loaded_for.title))
        if state.others_changed:
            texts.append(
                translate(
                    "Dock",
                    "Limits, names and surroundings are printed as the sheet has them, not as you "
                    "changed them.",
                )
            )
        if state.filtered:
            text = translate("Dock", "Your filters are not printed: {layers}.")
            texts.append(text.format(layers=", ".join(state.filtered)))
        show_links(self._note, " ".join(texts), links, "\n".join(_changes(state)))

    def _shows_other_styles(self) -> bool:
        """Whether the map shows other styles than its sheet has; the sets are read if they changed.

        That is asked whenever the map is drawn, and a shared folder may take its time.
        """
        project, wish = QgsProject.instance(), Settings.load().styles
        group = find_group(project)
        layers = group.findLayerIds() if group is not None else []
        if self._compared != (layers, wish, sets_state()):
            self._is_outdated = is_outdated(project, group, wish)
            # The copy of a shared folder may have become another one by that.
            self._compared = (layers, wish, sets_state())
        return self._is_outdated

    def _follow(self, link: str) -> None:
        if link == RENEW:
            self.renew()
        else:
            self.dropped.emit()

    def settle(self, parent: QWidget) -> CanvasLook | None:
        """The look for what is loaded next; None where the user cancels.

        Asks once whether to take the changes along to another territory.
        """
        state, wanted = _state(), self._wanted()
        if state is None or wanted is None:
            self._kept = CanvasLook()
            return self._kept
        look = self._kept.updated(state.look, list(state.names))
        if not look or look == self._kept or self._is_wanted(state):
            return look
        text = translate(
            "Dock", "The map of {before} has your changes:\n{changes}\n\nKeep them for {next}?"
        ).format(
            before=state.loaded_for.title, changes="\n".join(_changes(state)), next=wanted.title
        )
        answer = ask_to_keep(parent, text)
        if answer is None:
            return None
        self._kept = look if answer else CanvasLook()
        return self._kept

    def tell_of_kept(self, messages: Messages) -> None:
        """Say once of each group that the user had changed that it was kept aside."""
        names = set_aside_names(QgsProject.instance())
        text = translate(
            "Dock", "Your changed layers stay in the group “{group}”, which is not drawn any more."
        )
        messages.warn([text.format(group=name) for name in sorted(names - self._aside)])
        self._aside = names

    def forget(self) -> None:
        """Take no change along any more."""
        self._kept = CanvasLook()

    def zoom_to(self, territory: Territory) -> None:
        """Show the whole territory on the canvas."""
        extent = territory.geometry.boundingBox()
        extent.scale(1.1)
        self._canvas.setReferencedExtent(QgsReferencedRectangle(extent, territory.crs))
        self._canvas.refresh()

    def zoom_to_class(self, class_id: str) -> None:
        """Show the objects of a class on the canvas, those within the territory.

        Raises SourceError where they cannot be read.
        """
        extent = class_extent(_layers(), class_id)
        if extent is not None:
            self._canvas.setReferencedExtent(extent)
            self._canvas.refresh()

    def _is_wanted(self, state: CanvasState) -> bool:
        wanted = self._wanted()
        return wanted is not None and state.loaded_for.is_same(wanted)


def _layers() -> list[QgsMapLayer]:
    """The layers of the plugin's group; one whose data are gone has none."""
    group = find_group(QgsProject.instance())
    layers = [node.layer() for node in group.findLayers()] if group is not None else []
    return [layer for layer in layers if layer is not None]


def _state() -> CanvasState | None:
    project = QgsProject.instance()
    return read_canvas(project, find_group(project))


def _changes(state: CanvasState) -> list[str]:
    """The user's changes, a line each, those of points and lines of one class in one."""
    lines: list[str] = []
    for key, change in state.look.changes.items():
        name = state.names[key]
        if not change.is_shown:
            lines.append(translate("Dock", "{layer}: hidden").format(layer=name))
        elif change.style:
            lines.append(translate("Dock", "{layer}: style").format(layer=name))
    if state.look.order:
        lines.append(translate("Dock", "Order of the layers"))
    return list(dict.fromkeys(lines))
