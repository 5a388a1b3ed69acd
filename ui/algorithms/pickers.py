# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields of the algorithms' windows that offer what a parameter may hold.

`processing/algorithm.py` names them by their path, so that only windows import them.
"""

from __future__ import annotations

from typing import Any, Callable

from processing.gui.wrappers import WidgetWrapper
from qgis.core import QgsProject
from qgis.gui import QgsCheckableComboBox, QgsGui
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from ...core.common.i18n import translate
from ...core.common.request import DEMONSTRATION
from ...core.common.settings import Settings
from ...core.territory.entry import Entry
from ...core.territory.gazetteer import Gazetteer
from ...core.territory.territory_sources import open_gazetteer
from ..common.fields import fill_extras, set_value, value
from ..common.messages import Messages
from ..common.source_menu import SourceMenu
from ..common.territory_search import Searched, TerritorySearch
from ..dock import choices
from ..series.output_choices import fill_existing, fill_formats, fill_outputs

_MODELER = "ModelerParametersDialog"


class Picker(WidgetWrapper):  # type: ignore[misc]
    """A field for a parameter; a model, which takes inputs and expressions, has QGIS's own."""

    def __new__(cls, parameter: Any, dialog: Any, *_: Any, **__: Any) -> Any:
        if type(dialog).__name__ != _MODELER:
            return super().__new__(cls)
        make = QgsGui.processingGuiRegistry().createModelerParameterWidget
        made = make(dialog.model, dialog.childId, parameter, dialog.context)
        made.setDialog(dialog)
        return made

    def createLabel(self) -> QLabel | None:  # noqa: N802 - QGIS's name
        label: QLabel | None = super().createLabel()
        for widget in (label, self.widget):
            if widget is not None:
                widget.setToolTip(self.parameterDefinition().toolTip())
        return label


class TerritoryPicker(Picker):
    """A line in which territories are searched; it holds the codes of those that are taken."""

    def createWidget(self) -> QWidget:  # noqa: N802 - QGIS's name
        line = QLineEdit()
        line.setPlaceholderText(translate("Dock", "Name, INSEE or SIREN code"))
        self._gazetteer: Gazetteer | None = None
        # The window of a batch process has a bar as well.
        bar = Messages(self.dialog.messageBar())
        self.search = TerritorySearch(line, self._territories, bar, Searched(of_list=True))
        self.search.found.connect(self._take)
        line.textChanged.connect(lambda: self.widgetValueHasChanged.emit(self))
        return line

    def setValue(self, value: Any) -> None:  # noqa: N802 - QGIS's name
        self.widget.setText("" if value is None else str(value))

    def value(self) -> str:
        return str(self.widget.text().strip())

    def _territories(self) -> Gazetteer:
        if self._gazetteer is None:
            self._gazetteer = open_gazetteer()
        return self._gazetteer

    def _take(self, entry: Entry) -> None:
        """Put the code of a territory, or those of a selection, in the place of what was typed."""
        before, comma, _ = self.widget.text().rpartition(",")
        self.widget.setText(f"{before}, {entry.reference}" if comma else entry.reference)


class ListPicker(Picker):
    """A list of what a parameter may hold, in which anything else can be typed."""

    fill: Callable[[QComboBox], None]
    is_open = True

    def createWidget(self) -> QWidget:  # noqa: N802 - QGIS's name
        self.combo = QComboBox()
        self.combo.setEditable(self.is_open)
        # What is typed is not completed to the first entry that begins alike, nor made an entry.
        if self.is_open:
            self.combo.setCompleter(None)
            self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        # The window must not be as wide as the longest entry.
        self.combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.fill(self.combo)
        self.combo.currentTextChanged.connect(lambda: self.widgetValueHasChanged.emit(self))
        return self.combo

    def setValue(self, value: Any) -> None:  # noqa: N802 - QGIS's name
        self.setComboValue("" if value is None else value, self.combo)

    def value(self) -> str:
        text, row = self.combo.currentText(), self.combo.currentIndex()
        # Two entries may be called the same; the current one is not that of another, typed, text.
        if row < 0 or self.combo.itemText(row) != text:
            row = self.combo.findText(text)
        # An entry may stand for no text at all.
        return str(self.combo.itemData(row) if row >= 0 else text.strip())


class SheetPicker(ListPicker):
    """The sheets; where an algorithm takes several, they are typed with commas between."""

    @staticmethod
    def fill(combo: QComboBox) -> None:
        choices.fill_sheets(combo, has_all=False)


class TemplatePicker(ListPicker):
    """The papers and the templates."""

    @staticmethod
    def fill(combo: QComboBox) -> None:
        choices.fill_templates(combo, "", "")


class BackgroundPicker(ListPicker):
    """The backgrounds and the layers of the project."""

    @staticmethod
    def fill(combo: QComboBox) -> None:
        choices.fill_backgrounds(combo, QgsProject.instance())


class StylesPicker(ListPicker):
    """The sets of styles."""

    @staticmethod
    def fill(combo: QComboBox) -> None:
        choices.fill_styles(combo, "")


class SourcePicker(ListPicker):
    """The sources that were used and the data profiles, and a menu of every other kind."""

    @staticmethod
    def fill(combo: QComboBox) -> None:
        choices.fill_sources(combo, Settings.load().sources(), DEMONSTRATION)

    def createWidget(self) -> QWidget:  # noqa: N802 - QGIS's name
        super().createWidget()
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        button = QToolButton()
        button.setText("…")
        button.setToolTip(translate("Algorithms", "Choose a file, a folder or a connection"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = SourceMenu(
            self.parameterDefinition().description(), Settings.load().source_folder, holder
        )
        menu.chosen.connect(self.combo.setEditText)
        button.setMenu(menu)
        row.addWidget(self.combo, 1)
        row.addWidget(button)
        return holder


class BasePicker(SourcePicker):
    """The light bases, and the same menu."""

    @staticmethod
    def fill(combo: QComboBox) -> None:
        choices.fill_bases(combo, "")


class ChoicePicker(ListPicker):
    """One of a few words, as the windows of the plugin call them."""

    is_open = False


class OutsidePicker(ChoicePicker):
    """How the surroundings are drawn."""

    fill = staticmethod(choices.fill_outside)


class FormatPicker(ChoicePicker):
    """The formats of the files."""

    fill = staticmethod(fill_formats)


class OutputModePicker(ChoicePicker):
    """What a series writes."""

    fill = staticmethod(fill_outputs)


class ExistingPicker(ChoicePicker):
    """What a series does with sheets that are there already."""

    fill = staticmethod(fill_existing)


class ExtrasPicker(Picker):
    """What is printed besides, to be checked."""

    def createWidget(self) -> QWidget:  # noqa: N802 - QGIS's name
        combo = QgsCheckableComboBox()
        fill_extras(combo, translate("Dock", "As the office says"))
        combo.checkedItemsChanged.connect(lambda: self.widgetValueHasChanged.emit(self))
        return combo

    def setValue(self, text: Any) -> None:  # noqa: N802 - QGIS's name
        set_value(self.widget, "" if text is None else str(text))

    def value(self) -> str:
        return str(value(self.widget))
