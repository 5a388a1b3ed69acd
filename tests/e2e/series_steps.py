# SPDX-License-Identifier: GPL-3.0-or-later
"""Inside the real QGIS: an EPCI's communes from the dock, cancelled half-way, gone on with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import qgis.utils
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QMessageBox

from srce_pac.tests.e2e.driver import (
    FOLDER,
    Steps,
    click,
    click_at,
    iface,
    is_modal,
    is_ready,
    later,
    message_texts,
    opens,
    screenshot,
    seen,
    start,
)

EPCI = "245900758"  # of eight communes
OUT = FOLDER / "series"
# So many of them are printed before the series is cancelled.
HALF = 4


def series() -> Steps:
    """From the button of the dock to all the files."""
    yield from start()
    plugin, project = qgis.utils.plugins["srce_pac"], QgsProject.instance()
    plugin.action.trigger()
    yield lambda: is_ready(plugin)
    dock = plugin.dock
    yield opens(dock.form.several, lambda: dock.series.dialog and dock.series.dialog.isVisible())
    dialog = dock.series.dialog
    yield from choose(dialog)

    click(dialog.form.print_)
    yield lambda: dialog.running is not None
    running = dialog.running
    seen["tasks"] = [task.description() for task in QgsApplication.taskManager().activeTasks()]
    yield lambda: len(files()) >= HALF
    screenshot("series_running", dialog)
    click(dialog.form.cancel)
    yield lambda: running.is_over
    seen["half"] = files()
    seen["half state"] = dialog.form.state.text()
    seen["written"] = {name: (OUT / name).stat().st_mtime_ns for name in seen["half"]}
    click(dialog.form.close_)
    yield lambda: not dialog.isVisible()

    yield opens(dock.form.several, dialog.isVisible)
    click(dialog.form.back)
    yield dialog.form.print_.isVisible
    click(dialog.form.print_)
    yield lambda: dialog.running is not None
    # It goes on behind the closed window, and QGIS asks before it is closed.
    click(dialog.form.close_)
    later(lambda: iface.actionExit().trigger())
    yield lambda: is_modal("QMessageBox")
    question = QApplication.activeModalWidget()
    seen["asked"] = question.text()
    click(question.button(QMessageBox.StandardButton.No))
    yield lambda: QApplication.activeModalWidget() is None
    # What came of it is told once its task is gone.
    yield lambda: dialog.running.is_over and dialog.running._task is None
    seen["whole"] = files()
    seen["kept"] = [n for n, at in seen["written"].items() if (OUT / n).stat().st_mtime_ns == at]
    seen["others"] = sorted(path.name for path in OUT.iterdir() if path.suffix != ".pdf")
    seen["messages"] = message_texts()
    dialog.show()
    yield dialog.isVisible
    seen["state"] = dialog.form.state.text()
    screenshot("series_done", dialog)
    seen["layers"] = list(project.mapLayers())
    seen["is dirty"] = project.isDirty()


def choose(dialog: Any) -> Steps:
    """The communes of the EPCI, and where their sheets go."""
    form = dialog.form
    form.search.setFocus()
    QTest.keyClicks(form.search, EPCI, delay=5)
    yield lambda: dialog.ways.search.popup.isVisible()
    QTest.keyClick(dialog.ways.search.popup, Qt.Key.Key_Return)
    yield lambda: dialog.model.count
    seen["listed"] = [entry.code for entry in dialog.model.entries()]
    screenshot("series_territories", dialog)
    bar = form.tabs.tabBar()
    click_at(bar, bar.tabRect(1).center())
    form.folder.setFilePath("/srv/pac/flandre_lys")  # for the picture
    form.workers.setValue(2)
    yield lambda: form.names.text().count("\n") == 2
    # The picture is taken once there is room for them.
    yield lambda: form.names.height() >= form.names.heightForWidth(form.names.width())
    seen["names"] = form.names.text().split("\n")
    screenshot("series_files", dialog)
    form.folder.setFilePath(str(OUT))


def files() -> list[str]:
    """The sheets that are whole."""
    return sorted(path.name for path in Path(OUT).glob("*.pdf"))
