# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects after a failure, and in a QGIS without the plugin."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeedback,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QImage

from srce_pac.core.common.errors import SrceError
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layers.project_groups import find_group
from srce_pac.core.pipeline import load_sheet_layers
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.factories import (
    LAMBERT,
    NATIONAL_RESERVOIR,
    X0,
    Y0,
    line,
    rows,
    write_layer,
)
from srce_pac.tests.support.project_groups import run, settle, state

# Opens a project in a QGIS that knows nothing of the plugin, and draws it.
REOPEN = """
import importlib.util
import sys
from qgis.core import (QgsApplication, QgsMapRendererSequentialJob, QgsMapSettings, QgsProject,
                       QgsRectangle)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
assert project.read(sys.argv[1])
layers = project.layerTreeRoot().layerOrder()
assert layers and all(layer.isValid() for layer in layers)
settings = QgsMapSettings()
settings.setLayers(layers)
settings.setDestinationCrs(project.crs())
settings.setExtent(QgsRectangle(*map(float, sys.argv[3:7])))
settings.setOutputSize(QSize(400, 400))
settings.setBackgroundColor(QColor("white"))
job = QgsMapRendererSequentialJob(settings)
job.start()
job.waitForFinished()
assert job.renderedImage().save(sys.argv[2])
assert importlib.util.find_spec("srce_pac") is None
print(",".join(layer.name() + ":" + str(layer.featureCount()) for layer in layers))
project.clear()
"""

pytestmark = pytest.mark.usefixtures("qgis_app")


def without_crs(path: Path) -> Path:
    """A layer of reservoirs that does not say where on Earth it is."""
    rows_ = rows([line((0, 0), (9, 9))], NATIONAL_RESERVOIR)
    return write_layer(path, rows_, geometry="LineString", crs="")


def picture(layers: list[QgsVectorLayer], extent: QgsRectangle, crs: Any) -> QImage:
    """The layers drawn as the map canvas draws them."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(crs)
    settings.setExtent(extent)
    settings.setOutputSize(QSize(400, 400))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def differing(one: QImage, other: QImage) -> int:
    """How many pixels differ."""
    assert one.size() == other.size()
    argb = QImage.Format.Format_ARGB32
    one, other = one.convertToFormat(argb), other.convertToFormat(argb)
    size = one.width() * one.height() * 4
    first, second = bytes(one.constBits().asarray(size)), bytes(other.constBits().asarray(size))
    return sum(first[i : i + 4] != second[i : i + 4] for i in range(0, size, 4))


class TestFailing:
    """A failure leaves the project as it was."""

    @pytest.mark.parametrize(
        ("territory", "source_name", "outside"),
        [
            ("nowhere", "source", "dim"),
            ("59002", "no such source", "dim"),
            ("59002", "source", "somehow"),
        ],
    )
    @pytest.mark.parametrize("loaded", [False, True], ids=["fresh", "after a load"])
    def test_a_refused_request_changes_nothing(
        self,
        user_project: QgsProject,
        gazetteer: Gazetteer,
        source: Path,
        territory: str,
        source_name: str,
        outside: str,
        loaded: bool,
    ) -> None:
        if loaded:
            run(user_project, gazetteer, source)
        user_project.setDirty(False)
        before = state(user_project)
        request = SheetRequest(territory, source=str(source.parent / source_name), outside=outside)
        with pytest.raises(SrceError):
            load_sheet_layers(request, gazetteer, user_project)
        settle()
        assert state(user_project) == before

    def test_a_layer_that_fails_half_way_costs_itself_only(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        counts = run(user_project, gazetteer, source).counts
        # The reservoirs come last: the others are open by then.
        without_crs(source / "n_srce_reservoir_l_000.shp")
        result = run(user_project, gazetteer, source)
        assert [warning for warning in result.warnings if "n_srce_reservoir_l_000" in warning]
        assert result.counts == counts

    def test_a_source_of_which_every_layer_fails_changes_nothing(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path, tmp_path: Path
    ) -> None:
        run(user_project, gazetteer, source)
        wrong = without_crs(tmp_path / "n_srce_reservoir_l_000.shp")
        user_project.setDirty(False)
        before = state(user_project)
        with pytest.raises(SrceError, match="n_srce_reservoir_l_000"):
            run(user_project, gazetteer, wrong, "59002")
        assert state(user_project) == before

    def test_cancelled_before_it_changes_nothing(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(user_project, gazetteer, source)
        user_project.setDirty(False)
        before = state(user_project)
        feedback = QgsFeedback()
        feedback.cancel()
        with pytest.raises(SrceError):
            run(user_project, gazetteer, source, "59002", feedback)
        assert state(user_project) == before

    @pytest.mark.parametrize("percent", [10, 20])
    def test_cancelled_on_the_way_changes_nothing(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path, percent: float
    ) -> None:
        user_project.setDirty(False)
        before = state(user_project)
        feedback = QgsFeedback()
        feedback.progressChanged.connect(
            lambda done: feedback.cancel() if done >= percent else None
        )
        with pytest.raises(SrceError):
            run(user_project, gazetteer, source, feedback=feedback)
        assert state(user_project) == before

    def test_cancelled_too_late_it_does_not_claim_that_nothing_was_changed(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        project = QgsProject()
        feedback = QgsFeedback()
        project.layersAdded.connect(lambda _: feedback.cancel())
        result = run(project, gazetteer, source, feedback=feedback)
        assert result.counts["reservoir"] == 1
        assert find_group(project) is not None


class TestWithoutThePlugin:
    """What is left in a project is plain QGIS."""

    @pytest.mark.parametrize("outside", ["hide", "dim", "show"])
    def test_a_saved_project_draws_the_same_where_the_plugin_is_not(
        self,
        user_project: QgsProject,
        gazetteer: Gazetteer,
        source: Path,
        tmp_path: Path,
        outside: str,
    ) -> None:
        user_project.clear()
        load_sheet_layers(
            SheetRequest("59001", source=str(source), outside=outside), gazetteer, user_project
        )
        user_project.setCrs(QgsCoordinateReferenceSystem(LAMBERT))
        extent = QgsRectangle(X0 - 200, Y0 - 200, X0 + 1800, Y0 + 1800)
        self.check(user_project, tmp_path, extent)

    def test_a_saved_demonstration_draws_the_same_where_the_plugin_is_not(
        self, user_project: QgsProject, tmp_path: Path
    ) -> None:
        user_project.clear()
        result = load_sheet_layers(SheetRequest("59294"), open_gazetteer(), user_project)
        user_project.setCrs(QgsCoordinateReferenceSystem(LAMBERT))
        box = result.territory.geometry.boundingBox()
        self.check(user_project, tmp_path, box.buffered(300))

    def test_a_saved_project_refers_to_no_file_of_the_plugin(
        self, user_project: QgsProject, tmp_path: Path, root: Path
    ) -> None:
        user_project.clear()
        load_sheet_layers(SheetRequest("59294"), open_gazetteer(), user_project)
        path = tmp_path / "saved.qgs"
        assert user_project.write(str(path))
        folders = "styles|data|sheets|layouts|icons"
        owned = re.compile(rf"(srce_pac|{re.escape(root.name)})/({folders})/")
        assert owned.findall(path.read_text(encoding="utf-8")) == []

    @staticmethod
    def check(project: QgsProject, folder: Path, extent: QgsRectangle) -> None:
        """Save the project, open it elsewhere, and compare layers and pictures."""
        layers = project.layerTreeRoot().layerOrder()
        here = picture(layers, extent, project.crs())
        assert differing(here, blank(here)) > 1000
        path, image = folder / "saved.qgz", folder / "elsewhere.png"
        assert project.write(str(path))
        corners = (extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum())
        done = subprocess.run(
            [sys.executable, "-c", REOPEN, str(path), str(image), *map(str, corners)],
            capture_output=True,
            encoding="utf-8",
            cwd=folder,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        names = ",".join(f"{layer.name()}:{layer.featureCount()}" for layer in layers)
        assert done.stdout.strip().splitlines()[-1] == names
        assert differing(here, QImage(str(image))) == 0


def blank(like: QImage) -> QImage:
    """A white picture of the same size."""
    white = QImage(like.size(), QImage.Format.Format_ARGB32)
    white.fill(QColor("white"))
    return white
