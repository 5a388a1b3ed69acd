# SPDX-License-Identifier: GPL-3.0-or-later
"""The role of one layer in a data profile: its class, its objects, how it is read."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFields,
    QgsVectorDataProvider,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QEvent, QObject, QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import QComboBox, QWidget

from ...core.common.crs import is_known
from ...core.common.errors import CancelledError, SourceError
from ...core.common.geometry import layer_geometry
from ...core.common.i18n import translate
from ...core.profiles.field_values import check_filter, class_field
from ...core.profiles.profile import ClassSource
from ...core.sheet.definition import SheetDefinition
from ...core.sources.connection import SourceLayer
from ...core.sources.source import open_layer
from ..common.busy_cursor import busy_cursor
from ..common.messages import Messages
from .class_tree import Line, fault_color, geometries, geometry_name, legend_classes
from .layer_list import LayerList
from .object_filter import ObjectFilter

# The code pages met in France; another one may be typed.
CODE_PAGES = ("UTF-8", "windows-1252", "ISO-8859-1", "ISO-8859-15", "IBM850")


class RolePanel(QObject):
    """Drives the panel beside the tree; it shows a line, or a class to add a layer to."""

    # The new source of the shown line; True while it is being typed.
    changed = pyqtSignal(object, bool)

    def __init__(
        self, form: Any, sheet: SheetDefinition, messages: Messages, parent: QObject
    ) -> None:
        """`form` is the editor's."""
        super().__init__(parent)
        self._form = form
        self._sheet = sheet
        self._messages = messages
        self._filter = ObjectFilter(form, messages, self)
        self._layers = LayerList(form.layer, self)
        self._class = ""
        self._source: ClassSource | None = None
        # The layers opened so far, None for failures: opening may take long.
        self._opened: dict[SourceLayer, QgsVectorLayer | None] = {}
        form.sub_trame.setAllowEmptyFieldName(True)
        form.encoding.addItem(translate("Profile", "As the file says"), "")
        form.encoding.addItems(CODE_PAGES)
        # It would complete what is typed to the first name of the list.
        form.encoding.setCompleter(None)
        self._palette = form.count.palette()
        self._wheel = _WheelGuard(self)
        for combo in form.panel.findChildren(QComboBox):
            combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            combo.installEventFilter(self._wheel)
        self._connect()

    def offer(self, layers: Iterable[SourceLayer]) -> None:
        """Offer more layers, each of them once."""
        self._layers.offer(layers)
        self._show_layers()

    def show(self, class_id: str, source: ClassSource | None, field: str = "") -> None:
        """Show the role of a layer, or the class to which one may be added.

        Where there is no filter, the values of `field` are offered.
        """
        self._class, self._source = class_id, source
        self._fill_classes()
        self._show_layers()
        opened = self._open(source.layer) if source is not None else None
        self._show_reading(opened)
        if source is None or opened is None:
            self._filter.show_unread(source.filter if source is not None else "")
        else:
            self._filter.show(source.layer, opened, source.filter, field)

    def close_down(self) -> None:
        """Close the layers and their files."""
        for field in (self._form.field, self._form.sub_trame, self._form.expression):
            field.setLayer(None)
        self._opened.clear()

    def show_count(self, line: Line | None) -> None:
        """Show the reason for the class, and the number of objects or the fault."""
        fault = line.fault if line is not None else ""
        palette = QPalette(self._palette)
        if fault:
            palette.setColor(QPalette.ColorRole.WindowText, fault_color(palette))
        self._form.count.setPalette(palette)
        self._form.count.setText(fault or self._counted(line))
        reason = line.source.reason if line is not None else ""
        self._form.why.setVisible(bool(reason))
        self._form.why.setText(translate("Profile", "Why: {reason}").format(reason=reason))

    def _counted(self, line: Line | None) -> str:
        if line is None:
            return ""
        if line.count is None:
            return translate("Profile", "Counting…")
        if self._filter.is_open():
            return translate(
                "Profile", "Objects: %Ln, all of them until values are ticked", "", line.count
            )
        return translate("Profile", "Objects: %Ln", "", line.count)

    def _connect(self) -> None:
        form = self._form
        form.class_.activated.connect(self._choose_class)
        self._layers.chosen.connect(self._choose_layer)
        form.sub_trame.activated.connect(self._choose_sub_trame)
        form.encoding.activated.connect(self._choose_encoding)
        form.encoding.lineEdit().editingFinished.connect(self._choose_encoding)
        form.crs.crsChanged.connect(self._choose_crs)
        self._filter.changed.connect(self._change_filter)

    def _fill_classes(self) -> None:
        """List the classes that are drawn in the geometry of the layer."""
        combo, source = self._form.class_, self._source
        combo.clear()
        for class_id in legend_classes(self._sheet):
            if source is None or self._sheet.draws(class_id, source.geometry):
                combo.addItem(self._sheet.label(class_id), class_id)
        combo.setCurrentIndex(combo.findData(self._class))
        combo.setToolTip(combo.currentText())
        combo.setEnabled(source is not None)

    def _show_layers(self) -> None:
        """List the layers that the class may have, with its own as the current one."""
        layer = self._source.layer if self._source is not None else None
        drawn = geometries(self._sheet, self._class)
        self._layers.show(drawn, layer)
        # A class of another sheet takes no layer.
        for widget in (self._form.layer, self._form.source, self._form.add):
            widget.setEnabled(bool(drawn))

    def _open(self, layer: SourceLayer) -> QgsVectorLayer | None:
        """A layer to read fields and values of, or None; the count shows why it cannot be read."""
        if layer not in self._opened:
            self._opened[layer] = None
            with suppress(CancelledError, SourceError), busy_cursor() as feedback:
                self._opened[layer] = open_layer(layer, feedback)
        return self._opened[layer]

    def _show_reading(self, opened: QgsVectorLayer | None) -> None:
        """Show how a layer is read; hide the settings that the layer itself knows."""
        form, source = self._form, self._source
        for widget in (form.which, form.sub_trame):
            widget.setEnabled(opened is not None)
        form.sub_trame.setLayer(opened)
        form.sub_trame.setField(source.sub_trame if source is not None else "")
        encodes = opened is not None and bool(
            opened.dataProvider().capabilities() & QgsVectorDataProvider.Capability.SelectEncoding
        )
        _show_row(form.encodingLabel, form.encoding, encodes)
        encoding = source.layer.encoding if source is not None else ""
        form.encoding.setCurrentText(encoding or form.encoding.itemText(0))
        crs = QgsCoordinateReferenceSystem(source.layer.crs if source is not None else "")
        lacks = opened is not None and (crs.isValid() or not is_known(opened.crs()))
        _show_row(form.crsLabel, form.crs, lacks)
        with QSignalBlocker(form.crs):
            form.crs.setCrs(crs)

    def _choose_class(self) -> None:
        if self._source is not None:
            class_id = self._form.class_.currentData()
            source = replace(self._source, class_id=class_id, reason=_by_hand())
            self._change(source, self._filter.offered())

    def _choose_layer(self, layer: SourceLayer) -> None:
        """Take another layer, unless the class is not drawn in its geometry."""
        self._form.bar.clearWidgets()
        with self._messages.shown():
            with busy_cursor():
                opened = self._opened[layer] = open_layer(layer)
            self._change(self._role_of(layer, opened), self._field_of(opened))
        # After a refusal the line keeps its layer.
        self._layers.reset()

    def _field_of(self, opened: QgsVectorLayer) -> str:
        """The field whose values are listed for a new layer."""
        field = self._filter.offered()
        if self._source is not None and not field:
            return ""
        there = opened.fields().lookupField(field) >= 0
        return field if there else class_field(opened)

    def _role_of(self, layer: SourceLayer, opened: QgsVectorLayer) -> ClassSource:
        """The source that a layer becomes; choices for the earlier layer are kept where they fit.

        Raises SourceError.
        """
        geometry = layer_geometry(opened)
        if not self._sheet.draws(self._class, geometry):
            raise SourceError(
                translate(
                    "Profile",
                    "“{layer}” holds {geometry}, in which “{name}” is not drawn: choose another "
                    "layer.",
                ).format(
                    layer=layer.name,
                    geometry=geometry_name(geometry) or translate("Profile", "no geometry"),
                    name=self._sheet.label(self._class),
                )
            )
        before = self._source or ClassSource(self._class, geometry, layer)
        source = replace(before, geometry=geometry, layer=layer, reason=_by_hand())
        fields = opened.fields()
        source = replace(
            source,
            sub_trame=_present(source.sub_trame, fields),
            zone_code=_present(source.zone_code, fields),
            zone_name=_present(source.zone_name, fields),
        )
        try:
            check_filter(source, opened)
        except SourceError:
            source = replace(source, filter="")
        return source

    def _choose_sub_trame(self) -> None:
        if self._source is not None:
            self._set_source(replace(self._source, sub_trame=self._form.sub_trame.currentField()))

    def _choose_encoding(self) -> None:
        combo = self._form.encoding
        typed = combo.currentText().strip()
        encoding = "" if typed == combo.itemText(0) else typed
        if self._source is not None and encoding != self._source.layer.encoding:
            layer = replace(self._source.layer, encoding=encoding)
            self._change(replace(self._source, layer=layer), self._filter.offered())

    def _choose_crs(self, crs: QgsCoordinateReferenceSystem) -> None:
        if self._source is not None:
            layer = replace(self._source.layer, crs=crs.authid())
            self._change(replace(self._source, layer=layer), self._filter.offered())

    def _change_filter(self, typing: bool) -> None:
        if self._source is not None:
            text = self._filter.text()
            reason = self._source.reason if text == self._source.filter else _by_hand()
            self._set_source(replace(self._source, filter=text, reason=reason), typing)

    def _change(self, source: ClassSource, field: str) -> None:
        """Take a change of fields or values, and list the values of `field`."""
        self._set_source(source)
        self.show(source.class_id, source, field)

    def _set_source(self, source: ClassSource, typing: bool = False) -> None:
        self._source = source
        self.changed.emit(source, typing)


class _WheelGuard(QObject):
    """Lets the wheel scroll the panel instead of changing its lists."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() != QEvent.Type.Wheel or (
            isinstance(watched, QWidget) and watched.hasFocus()
        ):
            return False
        event.ignore()
        return True


def _present(name: str, fields: QgsFields) -> str:
    """The name of a field that is there; empty for another."""
    return name if fields.lookupField(name) >= 0 else ""


def _by_hand() -> str:
    return translate("Profile", "chosen by hand")


def _show_row(label: QWidget, field: QWidget, shown: bool) -> None:
    label.setVisible(shown)
    field.setVisible(shown)
