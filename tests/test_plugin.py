# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin's life within QGIS: loaded, shown, hidden, unloaded, and nothing left of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsPrintLayout, QgsProject, QgsSettings, QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QCoreApplication, QObject, Qt
from qgis.PyQt.QtWidgets import QApplication, QDockWidget
from qgis.PyQt.QtXml import QDomDocument

import srce_pac
from srce_pac.core.common.errors import SheetError
from srce_pac.plugin import DOCK_OPEN, ICON, SrcePacPlugin
from srce_pac.tests.support.desktop import Desktop, own_settings, settle


@pytest.fixture
def desktop(qgis_app: QgsApplication, tmp_path: Path) -> Iterator[Desktop]:
    with own_settings(tmp_path):
        desktop = Desktop()
        yield desktop
        desktop.close()


@pytest.fixture
def french(desktop: Desktop) -> None:
    settings = QgsSettings()
    settings.setValue("locale/overrideFlag", True)
    settings.setValue("locale/userLocale", "fr")


def loaded(desktop: Desktop) -> SrcePacPlugin:
    plugin = srce_pac.classFactory(desktop)
    plugin.initGui()
    return plugin


def traces(desktop: Desktop) -> dict[str, object]:
    """All that a plugin may leave behind, as far as it can be counted."""
    settle()
    registry = QgsApplication.processingRegistry()
    canvas, project = desktop.canvas, QgsProject.instance()
    return {
        "menus": [a.text() for a in desktop.vector_menu.actions() + desktop.help_menu.actions()],
        "tools": [a.text() for a in desktop.toolbar.actions()],
        "docks": desktop.window.findChildren(QDockWidget),
        "objects": len(desktop.window.findChildren(QObject)),
        "windows": len([w for w in QApplication.topLevelWidgets() if not w.parent()]),
        "options": [factory.title() for factory in desktop.options],
        "filters": [one.name() for one in desktop.locator.filters()],
        "layer actions": [action.text() for action in desktop.layer_actions],
        "providers": sorted(p.id() for p in registry.providers()),
        "algorithms": len(registry.algorithms()),
        "translation": QCoreApplication.translate("Pipeline", "fictitious data"),
        "map tool": canvas.mapTool(),
        "messages": desktop.messages(),
        "receivers": (
            desktop.receivers(desktop.initializationCompleted),
            desktop.receivers(desktop.currentLayerChanged),
            canvas.receivers(canvas.layersChanged),
            canvas.receivers(canvas.mapToolSet),
            project.receivers(project.layersAdded),
            project.receivers(project.layersRemoved),
            project.layerTreeRoot().receivers(project.layerTreeRoot().nameChanged),
            project.receivers(project.cleared),
            project.receivers(project.readProject),
        ),
        "layers": sorted(layer.name() for layer in project.mapLayers().values()),
        "layouts": [layout.name() for layout in project.layoutManager().layouts()],
    }


def foreign_things() -> None:
    project = QgsProject.instance()
    project.addMapLayer(QgsVectorLayer("Point?crs=EPSG:2154", "theirs", "memory"))
    layout = QgsPrintLayout(project)
    layout.setName("theirs")
    project.layoutManager().addLayout(layout)


def test_several_lives_leave_nothing(desktop: Desktop, french: None) -> None:
    foreign_things()
    before = traces(desktop)
    for _ in range(8):
        plugin = loaded(desktop)
        plugin.action.trigger()
        plugin.dock.form.pick.click()
        plugin.dock.messages.warn(["a warning"])
        plugin.help_action.trigger()
        settle()
        during = traces(desktop)
        plugin.unload()
    assert traces(desktop) == before
    assert {key for key in before if before[key] == during[key]} == {"layers", "layouts"}


def test_unloading_twice_or_before_the_start_is_safe(desktop: Desktop) -> None:
    before = traces(desktop)
    srce_pac.classFactory(desktop).unload()
    plugin = loaded(desktop)
    plugin.unload()
    plugin.unload()
    assert traces(desktop) == before


def test_qgis_process_asks_for_no_window(qgis_app: QgsApplication) -> None:
    plugin = srce_pac.classFactory(None)
    plugin.initProcessing()
    names = [
        a.name() for a in QgsApplication.processingRegistry().providerById("srce_pac").algorithms()
    ]
    plugin.unload()
    assert {"exportsheet", "loadlayers"} <= set(names)


def test_what_is_called_of_qgis_exists() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in sources())
    called = set(re.findall(r"\biface\.(\w+)", code))
    assert "addDockWidget" in called
    assert {name for name in called if not hasattr(QgisInterface, name)} == set()
    assert {name for name in called if not hasattr(Desktop, name)} == set()


def sources() -> list[Path]:
    root = Path(srce_pac.__file__).parent
    return [root / "plugin.py", *sorted((root / "ui").rglob("*.py"))]


def test_the_plugin_module_stays_small() -> None:
    lines = sources()[0].read_text(encoding="utf-8").splitlines()
    assert len(lines) < 200


def test_the_list_of_icons_is_that_of_their_folder(root: Path) -> None:
    listed = QDomDocument()
    assert listed.setContent((root / "resources.qrc").read_bytes())[0]
    files = listed.elementsByTagName("file")
    names = [files.at(number).toElement().text() for number in range(files.count())]
    assert names == sorted(f"icons/{path.name}" for path in (root / "icons").iterdir())
    assert ICON.relative_to(root).as_posix() in names


def test_the_actions_bear_the_icon(desktop: Desktop) -> None:
    plugin = loaded(desktop)
    for action in (plugin.action, plugin.help_action):
        assert not action.icon().pixmap(24, 24).isNull()
    plugin.unload()


def test_the_start_imports_neither_windows_nor_processing(root: Path) -> None:
    script = "import sys, srce_pac.plugin; print(*(m for m in sys.modules))"
    environment = {**os.environ, "PYTHONPATH": str(root / ".build" / "plugins")}
    modules = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    ).stdout.split()
    assert "srce_pac.plugin" in modules
    assert [m for m in modules if m.startswith(("srce_pac.ui", "processing"))] == []


def test_the_package_alone_imports_nothing_of_qgis(root: Path) -> None:
    script = "import sys, srce_pac; print(*(m for m in sys.modules))"
    environment = {**os.environ, "PYTHONPATH": str(root / ".build" / "plugins")}
    modules = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    ).stdout.split()
    assert [m for m in modules if m.startswith("qgis")] == []


class TestDock:
    def test_it_is_not_made_at_the_start(self, desktop: Desktop) -> None:
        plugin = loaded(desktop)
        desktop.initializationCompleted.emit()
        assert plugin.dock is None
        assert not plugin.action.isChecked()
        plugin.unload()

    def test_the_action_shows_and_hides_it(self, desktop: Desktop) -> None:
        plugin = loaded(desktop)
        plugin.action.trigger()
        dock = plugin.dock
        assert dock.isVisible()
        plugin.action.trigger()
        assert not dock.isVisible()
        plugin.action.trigger()
        assert dock.isVisible()
        dock.close()
        assert not plugin.action.isChecked()
        plugin.unload()

    @pytest.mark.parametrize(
        ("error", "shown", "raised"),
        [
            (SheetError("The sheet “x” is damaged."), ["The sheet “x” is damaged."], 0),
            (RuntimeError("a fault of ours"), [], 1),
        ],
    )
    def test_one_that_cannot_be_made_is_tried_again_at_the_next_click(
        self,
        desktop: Desktop,
        monkeypatch: pytest.MonkeyPatch,
        error: Exception,
        shown: list[str],
        raised: int,
    ) -> None:
        def fail(*_: object) -> None:
            raise error

        plugin = loaded(desktop)
        before = traces(desktop)
        with monkeypatch.context() as patch:
            patch.setattr("srce_pac.ui.dock.dock.ClassList", fail)
            plugin.action.trigger()
        assert not plugin.action.isChecked()
        assert desktop.messages() == shown
        assert len(desktop.errors) == raised
        desktop.errors.clear()
        desktop.bar.clearWidgets()
        assert traces(desktop) == before
        plugin.action.trigger()
        assert plugin.dock.isVisible()
        assert plugin.action.isChecked()
        plugin.action.trigger()
        assert not plugin.dock.isVisible()
        plugin.unload()

    def test_it_has_its_name_before_it_is_added(
        self, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        names: list[str] = []
        add = desktop.addDockWidget

        def note(area: Qt.DockWidgetArea, dock: QDockWidget) -> None:
            names.append(dock.objectName())
            add(area, dock)

        monkeypatch.setattr(desktop, "addDockWidget", note)
        plugin = loaded(desktop)
        plugin.action.trigger()
        plugin.unload()
        assert names == ["SrcePacDock"]

    @pytest.mark.parametrize("left_open", [True, False])
    def test_it_comes_back_as_it_was_left(self, desktop: Desktop, left_open: bool) -> None:
        plugin = loaded(desktop)
        plugin.action.trigger()
        left = Qt.DockWidgetArea.LeftDockWidgetArea
        desktop.window.addDockWidget(left, plugin.dock)
        if not left_open:
            plugin.dock.close()
        state = desktop.window.saveState()
        desktop.window.hide()  # as QGIS ends
        plugin.unload()
        assert QgsSettings().value(DOCK_OPEN, type=bool) is left_open

        again = Desktop()
        plugin = loaded(again)
        again.window.restoreState(state)
        again.initializationCompleted.emit()
        assert (plugin.dock is not None) is left_open
        if not left_open:
            plugin.action.trigger()
        assert plugin.dock.isVisible()
        assert plugin.action.isChecked()
        assert again.window.dockWidgetArea(plugin.dock) == left
        plugin.unload()
        again.close()


def test_the_help_shows_the_guide(desktop: Desktop, french: None) -> None:
    plugin = loaded(desktop)
    plugin.help_action.trigger()
    first = plugin.help
    assert first.isVisible()
    assert first.source().fileName() == "guide.fr.md"
    assert "SRADDET" in first.toPlainText()
    first.close()
    plugin.help_action.trigger()
    assert plugin.help is first
    assert first.isVisible()
    plugin.unload()
