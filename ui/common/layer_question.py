# SPDX-License-Identifier: GPL-3.0-or-later
"""The question which layer of a source holds the communes, or the EPCIs, and in which fields."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from qgis.core import QgsApplication, QgsFeatureRequest, QgsFeedback, QgsVectorLayer
from qgis.PyQt import sip, uic
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPushButton,
    QTreeWidgetItem,
    QWidget,
)

from ...core.common.attribute_values import text_value
from ...core.common.errors import SourceError
from ...core.common.geometry import layer_geometry
from ...core.common.i18n import translate
from ...core.common.request import COMMUNE
from ...core.sources.source import OpenedLayer
from ...core.sources.source_address import SourceAddress
from ...core.territory.entry import NO_CHOICE, FieldChoice
from ...core.territory.layer_choices import LayerChoice
from ...core.territory.layer_fit import Fit, found_fields
from ...core.territory.layer_search import (
    Offer,
    Survey,
    list_source,
    open_offer,
    survey_layers,
)
from .busy_cursor import busy_cursor
from .help import add_help
from .messages import Messages

FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))

# So many territories show what the fields hold.
EXAMPLES = 3


def ask_layer(survey: Survey, before: LayerChoice, parent: QWidget) -> LayerChoice | None:
    """Ask for the layer and the fields of a source; None where the user cancels."""
    dialog = LayerQuestion(survey, before, parent)
    accepted = bool(dialog.exec())
    if sip.isdeleted(dialog):
        # The plugin was disabled meanwhile.
        return None
    choice = dialog.choice() if accepted else None
    dialog.deleteLater()
    return choice


def survey_again(source: str, kind: str, feedback: QgsFeedback | None = None) -> Survey:
    """All that there is to choose from of a source. Raises SourceError, CancelledError."""
    return survey_layers(list_source(source, feedback), kind, NO_CHOICE, feedback)


class LayerQuestion(QDialog):
    """Lists the layers of a source; the fields and some territories of the marked one follow."""

    def __init__(self, survey: Survey, before: LayerChoice, parent: QWidget | None = None) -> None:
        """`before` is what was chosen earlier, if anything."""
        super().__init__(parent)
        self.form = FORM()
        self.form.setupUi(self)
        self.messages = Messages(self.form.bar)
        self._survey = survey
        self._before = before
        self._opened: dict[str, OpenedLayer] = {}
        # The fields that are found without a choice by hand, of the marked layer.
        self._found = NO_CHOICE
        self._build()
        self._mark(before.layer)

    def choice(self) -> LayerChoice:
        """The marked layer; its fields where they are others than those that are found."""
        fields = FieldChoice(self.form.code.currentField(), self.form.name.currentField())
        offer = self._marked()
        name = "" if offer is None else self._survey.name(offer)
        return LayerChoice(name, NO_CHOICE if fields == self._found else fields)

    def _build(self) -> None:
        form, source = self.form, SourceAddress.parse(self._survey.source).label
        if self._survey.kind == COMMUNE:
            title = translate("LayerQuestion", "Layer of the communes")
            question = translate("LayerQuestion", "Which layer of “{source}” holds the communes?")
        else:
            title = translate("LayerQuestion", "Layer of the EPCIs")
            question = translate("LayerQuestion", "Which layer of “{source}” holds the EPCIs?")
        self.setWindowTitle(title)
        form.question.setText(question.format(source=source))
        for offer in self._survey.choosable:
            self._add(offer)
        header = form.layers.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        for combo in (form.code, form.name):
            combo.fieldChanged.connect(lambda _: self._show_example())
        form.layers.currentItemChanged.connect(lambda *_: self._show())
        form.layers.itemDoubleClicked.connect(lambda *_: self._ok().click())
        form.buttons.accepted.connect(self.accept)
        form.buttons.rejected.connect(self.reject)
        add_help(form.buttons, "data")

    def _add(self, offer: Offer) -> None:
        rows = f"{offer.rows}" if offer.opened is not None else ""
        name = self._survey.name(offer)
        item = QTreeWidgetItem(self.form.layers, [name, rows, self._words(offer.fit)])
        item.setData(0, Qt.ItemDataRole.UserRole, offer)
        item.setIcon(0, QgsApplication.getThemeIcon("/mIconPolygonLayer.svg"))
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setToolTip(0, name)

    def _words(self, fit: Fit) -> str:
        if fit is Fit.NONE:
            return "–"
        if self._survey.kind == COMMUNE:
            sure = translate("LayerQuestion", "communes")
            unsure = translate("LayerQuestion", "perhaps communes")
        else:
            sure = translate("LayerQuestion", "EPCIs")
            unsure = translate("LayerQuestion", "perhaps EPCIs")
        return sure if fit >= Fit.LIKELY else unsure

    def _mark(self, name: str) -> None:
        tree = self.form.layers
        items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
        named = [item for item in items if item.text(0) == name]
        tree.setCurrentItem((named or items or [None])[0])
        tree.setFocus()
        self._show()

    def _marked(self) -> Offer | None:
        item = self.form.layers.currentItem()
        return None if item is None else item.data(0, Qt.ItemDataRole.UserRole)

    def _show(self) -> None:
        """Show the fields of the marked layer, those that were chosen or are found as current."""
        form, layer = self.form, self._layer()
        form.bar.clearWidgets()
        self._found = NO_CHOICE
        chosen = FieldChoice()
        if layer is not None:
            with self.messages.shown():
                self._found = found_fields(layer)
            offer = self._marked()
            if offer is not None and self._survey.name(offer) == self._before.layer:
                chosen = self._before.fields
        for combo, names in (
            (form.code, (chosen.code, self._found.code)),
            (form.name, (chosen.name, self._found.name)),
        ):
            combo.setLayer(layer)
            combo.setField(next(filter(None, names), ""))
        self._show_example()

    def _layer(self) -> QgsVectorLayer | None:
        """The marked layer, opened where it was not looked into; None where it cannot be read."""
        offer = self._marked()
        if offer is None:
            return None
        with self.messages.shown():
            if offer.layer.uri not in self._opened:
                with busy_cursor() as feedback:
                    self._opened[offer.layer.uri] = open_offer(offer, feedback)
            layer = self._opened[offer.layer.uri].layer
            if layer_geometry(layer) != "s":
                raise SourceError(
                    translate("LayerQuestion", "“{layer}” is not a layer of polygons.").format(
                        layer=offer.layer.name
                    )
                )
            return layer
        return None

    def _show_example(self) -> None:
        form, layer = self.form, self._layer()
        fields = form.code.currentField(), form.name.currentField()
        is_whole = layer is not None and all(fields)
        form.example.setText(_example(layer, fields) if layer is not None and is_whole else "")
        self._ok().setEnabled(is_whole)

    def _ok(self) -> QPushButton:
        return self.form.buttons.button(QDialogButtonBox.StandardButton.Ok)


def _example(layer: QgsVectorLayer, fields: tuple[str, str]) -> str:
    """The codes and names of some territories of a layer."""
    indexes = [layer.fields().lookupField(field) for field in fields]
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes(indexes).setLimit(EXAMPLES)
    rows = islice(layer.getFeatures(request), EXAMPLES)
    values = [[text_value(row.attributes()[index]) for index in indexes] for row in rows]
    return ", ".join(" ".join(pair) for pair in values) + (" …" if values else "")
