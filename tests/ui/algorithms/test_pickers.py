# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of the algorithms' windows, made as Processing makes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildParameterSource,
)
from qgis.gui import QgsMessageBar, QgsProcessingModelerParameterWidget
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QComboBox, QDialog, QToolButton

from srce_pac.core.common.settings import Settings
from srce_pac.core.territory.kept_selections import keep_selection
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.processing.exportseries import ExportSeries
from srce_pac.processing.exportsheet import ExportSheet
from srce_pac.ui.dock.choices import ALL_SHEETS, fill_sheets

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile", "processing")


@pytest.fixture
def processing(qgis_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processing can be imported, as within QGIS."""
    monkeypatch.syspath_prepend(str(Path(QgsApplication.pkgDataPath()) / "python" / "plugins"))


class Window(QDialog):
    """Has of the window of an algorithm what its fields use."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = QgsMessageBar(self)

    def messageBar(self) -> QgsMessageBar:  # noqa: N802 - QGIS's name
        return self._bar


class ModelerParametersDialog(QDialog):
    """Is called as that of the modeler, and has of it what its fields use."""

    def __init__(self) -> None:
        super().__init__()
        self.model, self.childId = QgsProcessingModelAlgorithm(), "step"
        self.context = QgsProcessingContext()


def field(algorithm: QgsProcessingAlgorithm, name: str, window: QDialog) -> Any:
    """The field of a parameter, as Processing makes it."""
    from processing.gui.wrappers import WidgetWrapperFactory

    # The parameter goes with its algorithm.
    window.setProperty("algorithm", algorithm)
    return WidgetWrapperFactory.create_wrapper(algorithm.parameterDefinition(name), window)


@pytest.mark.parametrize(
    ("name", "unset", "values"),
    [
        ("SOURCE", "demonstration", ["/data/srce.gpkg", "project", "wfs:Géoplateforme"]),
        ("SHEET", "", ["srce", "patrimoine_naturel", "srce,patrimoine_naturel", "own.json"]),
        ("STYLES", "", ["styles.zip"]),
        ("TEMPLATE", "", ["A3", "epci_a3_landscape_table", "own.qpt"]),
        ("BACKGROUND", "", ["plan_ign", "photo.tif"]),
        ("BASE", "", ["none", "/data/base.gpkg"]),
        ("EXTRAS", "", ["index", "none"]),
        ("OUTSIDE", "dim", ["hide", "show", "dim"]),
        ("FORMAT", "pdf", ["png", "svg"]),
        ("OUTPUT_MODE", "files", ["merged", "both", "dossier"]),
        ("EXISTING", "skip", ["replace"]),
    ],
)
def test_a_field_gives_what_the_parameter_takes(name: str, unset: str, values: list[str]) -> None:
    window, context = Window(), QgsProcessingContext()
    picker = field(ExportSeries().create(), name, window)
    assert picker.parameterValue() == unset
    for value in values:
        picker.setParameterValue(value, context)
        assert picker.parameterValue() == value


def test_of_two_entries_with_one_label_the_chosen_one_is_meant() -> None:
    settings = Settings.load()
    for source in ("/b/srce.gpkg", "/a/srce.gpkg"):
        settings.remember_source(source)
    settings.save()
    window = Window()
    picker = field(ExportSheet().create(), "SOURCE", window)
    combo = picker.widget.findChild(QComboBox)
    rows = [row for row in range(combo.count()) if combo.itemText(row) == "srce.gpkg"]
    assert len(rows) == 2
    for row, source in zip(rows, ("/a/srce.gpkg", "/b/srce.gpkg")):
        combo.setCurrentIndex(row)
        assert picker.parameterValue() == source
    # Enter neither goes to the first of them, nor makes an entry of what is typed.
    QTest.keyClick(combo.lineEdit(), Qt.Key.Key_Return)
    assert picker.parameterValue() == "/b/srce.gpkg"
    combo.setEditText("/c/srce.gpkg")
    QTest.keyClick(combo.lineEdit(), Qt.Key.Key_Return)
    assert picker.parameterValue() == "/c/srce.gpkg"
    combo.setEditText(combo.itemText(combo.count() - 1))
    assert picker.parameterValue() == "demonstration"


def test_a_word_of_scripts_is_shown_as_the_dock_calls_it() -> None:
    window = Window()
    picker = field(ExportSheet().create(), "OUTSIDE", window)
    shown = [picker.combo.itemText(row) for row in range(picker.combo.count())]
    assert shown == ["Hidden", "Dimmed", "Shown"]


def test_a_territory_is_found_as_one_types_and_several_have_commas_between() -> None:
    window = Window()
    picker = field(ExportSheet().create(), "TERRITORY", window)
    line = picker.widget
    window.show()
    line.setFocus()
    QTest.keyClicks(line, "hayneco")
    popup = picker.search.popup
    assert "Haynecourt" in popup.model().index(0, 0).data()
    picker.search.accept()
    assert picker.parameterValue() == "59294"
    QTest.keyClicks(line, ", 33063")
    # What is not loaded is offered by the dock alone.
    assert popup.model().rowCount() == 0
    line.setText("59294")
    QTest.keyClicks(line, ", dunkerque")
    picker.search.accept()
    assert picker.parameterValue() == "59294, 59183"
    keep_selection(open_gazetteer().resolve("59350,59122", "SCoT"))
    QTest.keyClicks(line, ", scot")
    picker.search.accept()
    assert picker.parameterValue() == "59294, 59183, 59350,59122"


def test_the_sheets_are_those_of_the_dock_without_all_of_them() -> None:
    combo = QComboBox()
    fill_sheets(combo)
    offered = [(combo.itemText(row), combo.itemData(row)) for row in range(combo.count())]
    assert offered.pop()[1] == ALL_SHEETS
    window = Window()
    combo = field(ExportSheet().create(), "SHEET", window).combo
    shown = [(combo.itemText(row), combo.itemData(row)) for row in range(combo.count())]
    assert shown == offered


def test_a_model_has_the_field_of_qgis_which_takes_inputs_and_expressions() -> None:
    window, algorithm = ModelerParametersDialog(), ExportSheet().create()
    made = field(algorithm, "SOURCE", window)
    assert type(made) is QgsProcessingModelerParameterWidget
    assert made.parameterDefinition().name() == "SOURCE"
    made.setWidgetValue(QgsProcessingModelChildParameterSource.fromExpression("@project_home"))
    assert made.value().expression() == "@project_home"


def test_how_a_value_is_written_is_told_by_the_field() -> None:
    window = Window()
    picker = field(ExportSheet().create(), "TEMPLATE", window)
    label = picker.label
    assert label.text().startswith("Template")
    assert ".qpt" in label.toolTip()
    assert ".qpt" in picker.widget.toolTip()


def test_other_kinds_of_sources_are_in_a_menu() -> None:
    window = Window()
    picker = field(ExportSheet().create(), "SOURCE", window)
    holder = picker.widget
    menu = holder.findChild(QToolButton).menu()
    menu.chosen.emit("project")
    assert picker.parameterValue() == "project"
    assert holder.findChild(QComboBox).currentText() == "project"
