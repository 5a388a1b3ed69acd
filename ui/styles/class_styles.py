# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done with the style of a class: kept for every sheet, dropped, compared, changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qgis.core import QgsFields, QgsLayerTreeGroup, QgsProject, QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QMenu

from ...core.common.errors import StyleError
from ...core.common.i18n import translate
from ...core.common.settings import Settings
from ...core.layers.loaded_styles import LoadedClass, draw_anew, loaded_classes, loaded_sheet
from ...core.layers.project_groups import find_group
from ...core.styles.applied_style import sample_renderer
from ...core.styles.holding_sets import files_of, holders, sets_of
from ...core.styles.kept_style import drop_style, keep_style
from ...core.styles.style_check import check_style
from ...core.styles.style_order import SHEET, StyleOrder, StylePlace, style_order
from ...core.styles.style_set import StyleSet, user_sets
from ..common.busy_cursor import busy_cursor
from ..common.file_dialogs import ask, ask_one_of
from ..common.labels import geometry_label
from ..common.messages import Messages
from .compare_dialog import CompareDialog, Look
from .data_style import keeps_styles, write_into_data

# The page of symbols in QGIS's window of layer properties.
SYMBOLOGY = "mOptsPage_Style"


@dataclass(frozen=True)
class StyledClass:
    """A class of one geometry: the name of its style, its title, its layer where it is loaded."""

    style_name: str
    title: str
    loaded: LoadedClass | None


class ClassStyles:
    """Fills the menus of classes, in the dock and in QGIS's layer tree, and does what they offer.

    Nothing is kept from one menu to the next: sets, layers and files may change meanwhile.
    """

    def __init__(self, iface: QgisInterface, messages: Messages) -> None:
        self._iface = iface
        self._messages = messages

    def fill_for_class(self, menu: QMenu, class_id: str, label: str) -> None:
        """Fill a menu for a class; one of several geometries has a menu for each."""
        menu.clear()
        loaded: dict[str, LoadedClass] = {}
        for one in loaded_classes(QgsProject.instance(), _group()):
            # Of several layers, the one that the user has changed is meant.
            if one.class_id == class_id and (one.is_changed or one.style_name not in loaded):
                loaded[one.style_name] = one
        with self._messages.shown():
            order = _order()
            names = [f"{class_id}_{letter}" for letter in "pls"]
            names = [name for name in names if name in loaded or holders(order, name)]
            for name in names:
                below, title = menu, label
                if len(names) > 1:
                    geometry = geometry_label(name[-1])
                    below, title = menu.addMenu(geometry), f"{label} – {geometry.lower()}"
                self._fill(below, StyledClass(name, title, loaded.get(name)), order)
        if menu.isEmpty():
            text = translate("Styles", "Nothing of this class is on the map")
            menu.addAction(text).setEnabled(False)

    def fill_for_layer(self, menu: QMenu, layer: QgsVectorLayer) -> None:
        """Fill a menu for a layer of the plugin's group."""
        menu.clear()
        classes = loaded_classes(QgsProject.instance(), _group())
        loaded = next((one for one in classes if one.layer == layer), None)
        with self._messages.shown():
            if loaded is not None:
                styled = StyledClass(loaded.style_name, layer.name(), loaded)
                self._fill(menu, styled, _order())

    def _fill(self, menu: QMenu, styled: StyledClass, order: StyleOrder) -> None:
        menu.setToolTipsVisible(True)
        use = menu.addAction(translate("Styles", "&Use this style for the class…"))
        use.setEnabled(styled.loaded is not None)
        use.triggered.connect(lambda: self.use(styled))
        self._add_back(menu, styled, order)
        compare = menu.addAction(translate("Styles", "&Compare…"))
        compare.triggered.connect(lambda: self.compare(styled))
        restyle = menu.addAction(translate("Styles", "&Restyle…"))
        restyle.setEnabled(styled.loaded is not None)
        restyle.triggered.connect(lambda: self.restyle(styled))
        menu.addSeparator()
        write = menu.addAction(translate("Styles", "&Write it into the data…"))
        write.setToolTip(
            translate("Styles", "Make it the default style of the GeoPackage or table")
        )
        write.setEnabled(styled.loaded is not None and keeps_styles(styled.loaded.layer))
        write.triggered.connect(lambda: self.write_into_data(styled))

    def _add_back(self, menu: QMenu, styled: StyledClass, order: StyleOrder) -> None:
        back = menu.addAction(translate("Styles", "&Back to the plugin's style"))
        back.setEnabled(False)
        back.triggered.connect(lambda: self.go_back(styled))
        held = holders(order, styled.style_name)
        if not held:
            return
        try:
            back.setText(_back_text(_place_after(order, held[0], styled)))
        except StyleError as error:
            back.setToolTip(str(error))
            return
        back.setEnabled(held[0].is_writable)
        if not held[0].is_writable:
            text = translate("Styles", "“{set}” keeps this style, and you may not write there")
            back.setToolTip(text.format(set=held[0].name))

    def use(self, styled: StyledClass) -> None:
        """Ask for a set, keep in it how the class is drawn on the map, and use it from now on."""
        with self._messages.shown():
            order = _order()
            sets = sets_of(order)
            targets = [one for one in sets if one.is_writable]
            text = translate("Styles", "Draw “{title}” on every sheet as it is on the map now?")
            words = [
                translate("Styles", "Keep in “{set}”").format(set=one.name.replace("&", "&&"))
                for one in targets
            ]
            window = self._iface.mainWindow()
            answer = ask_one_of(window, text.format(title=styled.title), words)
            layer = styled.loaded.layer if styled.loaded else None
            if answer is None or layer is None or sip.isdeleted(layer):
                return
            target = targets[answer]
            with busy_cursor():
                kept = keep_style(layer, styled.style_name, target)
                warnings = [*kept.warnings, *self._draw_anew(styled)]
            first = holders(order, styled.style_name)[:1]
            if first and sets.index(first[0]) < sets.index(target):
                text = translate("Styles", "“{set}” has a style of this class and comes before.")
                warnings.insert(0, text.format(set=first[0].name))
            text = translate("Styles", "The style of “{title}” is kept in “{set}”.")
            self._messages.done(text.format(title=styled.title, set=target.name))
            self._messages.warn(list(dict.fromkeys(warnings)))

    def go_back(self, styled: StyledClass) -> None:
        """Take the style out of the first set that has it, so that the next one is drawn.

        Asks where others use the set as well.
        """
        with self._messages.shown():
            held = holders(_order(), styled.style_name)
            if held and self._may_drop(styled, held[0]):
                with busy_cursor():
                    drop_style(styled.style_name, held[0])
                    warnings = self._draw_anew(styled)
                self._messages.warn(warnings)

    def _may_drop(self, styled: StyledClass, first: StyleSet) -> bool:
        if first.folder in [one.folder for one in user_sets()]:
            return True
        text = translate(
            "Styles",
            "“{set}” may be in use by others. Take the style of “{title}” out of it for everybody?",
        )
        return ask(self._iface.mainWindow(), text.format(set=first.name, title=styled.title))

    def compare(self, styled: StyledClass) -> None:
        """Show how the class is drawn on the map, in the sets, and by the plugin, side by side."""
        with self._messages.shown():
            with busy_cursor():
                looks = list(_looks(styled))
                dialog = CompareDialog(styled.title, looks, self._iface.mainWindow())
            dialog.exec()
            dialog.deleteLater()

    def restyle(self, styled: StyledClass) -> None:
        """Open QGIS's own window of the layer's symbols."""
        layer = styled.loaded.layer if styled.loaded else None
        if layer is not None and not sip.isdeleted(layer):
            self._iface.setActiveLayer(layer)
            self._iface.showLayerProperties(layer, SYMBOLOGY)

    def write_into_data(self, styled: StyledClass) -> None:
        """Make the style of the class the default style of the data behind its layer."""
        layer = styled.loaded.layer if styled.loaded else None
        if layer is None or sip.isdeleted(layer):
            return
        with self._messages.shown():
            sheet, wish = loaded_sheet(QgsProject.instance(), _group()), Settings.load().styles
            window = self._iface.mainWindow()
            warnings = write_into_data(layer, styled.style_name, sheet, wish, window)
            if warnings is not None:
                text = translate("Styles", "The style of “{title}” is in its data.")
                self._messages.done(text.format(title=styled.title))
                self._messages.warn(list(warnings))

    def _draw_anew(self, styled: StyledClass) -> list[str]:
        project = QgsProject.instance()
        return draw_anew(project, _group(), styled.style_name, _order())


def _group() -> QgsLayerTreeGroup | None:
    return find_group(QgsProject.instance())


def _order() -> StyleOrder:
    """Where the styles of what is loaded are looked up. Raises SheetError, StyleError."""
    sheet = loaded_sheet(QgsProject.instance(), _group())
    return style_order(sheet, Settings.load().styles)


def _place_after(order: StyleOrder, first: StyleSet, styled: StyledClass) -> StylePlace:
    """Where the style of a class is from once a set has none. Raises StyleError."""
    others = tuple(place for place in order.places if place.style_set != first)
    chosen = replace(order, places=others).choose(styled.style_name, _fields(styled))
    return next(place for place in others if place.folder == chosen.file.parent)


def _back_text(place: StylePlace) -> str:
    if place.style_set is not None:
        text = translate("Styles", "&Back to the style of “{set}”")
        return text.format(set=place.style_set.name.replace("&", "&&"))
    if place.origin == SHEET:
        return translate("Styles", "&Back to the sheet's style")
    return translate("Styles", "&Back to the plugin's style")


def _fields(styled: StyledClass) -> QgsFields | None:
    """The fields of the data of a class, None where it is not loaded."""
    layer = styled.loaded.layer if styled.loaded else None
    return None if layer is None or sip.isdeleted(layer) else layer.fields()


def _looks(styled: StyledClass) -> Iterator[Look]:
    """How a class is drawn on the map, where it was changed, then by each of the styles."""
    if styled.loaded is not None and styled.loaded.is_changed:
        yield Look(translate("Styles", "On the map"), styled.loaded.layer.renderer().clone())
    fields = _fields(styled)
    order, geometry = _order(), styled.style_name[-1]
    drawn = order.choose(styled.style_name, fields).file
    for place, file in files_of(order, styled.style_name):
        title = translate("Styles", "Plugin")
        if place.style_set is not None:
            title = place.style_set.name
        elif place.origin == SHEET:
            title = translate("Styles", "Sheet")
        report = check_style(file, geometry, fields)
        if report.refusal:
            yield Look(title, None, (report.refusal,))
        else:
            renderer = sample_renderer(file, geometry)
            yield Look(title, renderer, report.warnings, file == drawn)
