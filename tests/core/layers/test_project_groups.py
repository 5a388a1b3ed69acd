# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin's group in the user's project: made, replaced, plain QGIS, no more touched."""

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
    QgsLayerTreeGroup,
    QgsLayerTreeNode,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QSize
from qgis.PyQt.QtGui import QColor, QImage

from srce_pac.core.common.errors import SrceError
from srce_pac.core.common.layer_roles import ROLE
from srce_pac.core.common.request import DEMONSTRATION, SheetRequest
from srce_pac.core.layers.project_groups import GROUP, find_group, remove_group
from srce_pac.core.pipeline import SheetResult, load_sheet_layers
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.factories import (
    LAMBERT,
    NATIONAL_CORRIDOR,
    NATIONAL_OBSTACLE,
    NATIONAL_RESERVOIR,
    X0,
    Y0,
    box,
    commune,
    line,
    make_gazetteer,
    open_layer,
    point,
    rows,
    write_layer,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

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


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    """Alpha (59001) and Bêta (59002), side by side."""
    return make_gazetteer(tmp_path)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Reservoirs, a corridor and obstacles in both communes."""
    folder = tmp_path / "source"
    folder.mkdir()
    write_layer(
        folder / "n_srce_reservoir_s_000.fgb",
        rows([box(100, 100, 300), box(1200, 200, 300)], NATIONAL_RESERVOIR),
    )
    write_layer(
        folder / "n_srce_corridor_l_000.shp",
        rows([line((0, 0), (1000, 900)), line((0, 5000), (9, 5000))], NATIONAL_CORRIDOR),
        geometry="LineString",
    )
    write_layer(
        folder / "n_srce_obstacle_p_000.gpkg",
        rows([point(500, 500), point(1500, 500)], NATIONAL_OBSTACLE),
        geometry="Point",
    )
    return folder


@pytest.fixture
def project(qgis_new_project: None) -> QgsProject:
    """The open project, with two layers of the user's own in a group of theirs."""
    opened = QgsProject.instance()
    opened.setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    group = opened.layerTreeRoot().addGroup("À moi")
    for name in ("cadastre", "routes"):
        add_own(opened, group, name)
    return opened


def own_layer(name: str) -> QgsVectorLayer:
    """A layer of the user's."""
    return QgsVectorLayer(f"Point?crs={LAMBERT}&field=a:string", name, "memory")


def add_own(project: QgsProject, group: QgsLayerTreeGroup, name: str) -> QgsVectorLayer:
    """Put a layer of the user's into a group of the project."""
    layer = own_layer(name)
    project.addMapLayer(layer, False)
    group.addLayer(layer)
    return layer


def run(
    project: QgsProject,
    gazetteer: Gazetteer,
    source: Path | None,
    territory: str = "59001",
    feedback: QgsFeedback | None = None,
) -> SheetResult:
    """Load a territory into the project, and let QGIS do what it has put off."""
    request = SheetRequest(territory, source=str(source) if source else DEMONSTRATION)
    try:
        return load_sheet_layers(request, gazetteer, project, feedback)
    finally:
        settle()


def settle() -> None:
    """Let QGIS delete what it has marked for it, as its event loop does."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def our_group(project: QgsProject) -> QgsLayerTreeGroup:
    """The plugin's group."""
    group = find_group(project)
    assert group is not None
    return group


def tree(node: QgsLayerTreeNode) -> Any:
    """Names of a part of the layer tree, groups as pairs of name and children."""
    if isinstance(node, QgsLayerTreeGroup):
        return (node.name(), [tree(child) for child in node.children()])
    return node.name()


def ours(project: QgsProject) -> list[QgsVectorLayer]:
    """The layers of the project that bear a role of the plugin's."""
    return [x for x in project.mapLayers().values() if x.customProperty(ROLE)]


def without_crs(path: Path) -> Path:
    """A layer of reservoirs that does not say where on Earth it is."""
    rows_ = rows([line((0, 0), (9, 9))], NATIONAL_RESERVOIR)
    return write_layer(path, rows_, geometry="LineString", crs="")


def state(project: QgsProject) -> Any:
    """What a user would see changed: tree, layers, their styles, CRS, layouts, unsaved or not."""
    return (
        tree(project.layerTreeRoot()),
        sorted(project.mapLayers()),
        sorted(x.source() for x in project.mapLayers().values()),
        project.crs().authid(),
        [x.name() for x in project.layoutManager().layouts()],
        project.isDirty(),
    )


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


class TestMaking:
    """A territory loaded into a project."""

    def test_one_group_named_after_sheet_and_territory_stands_on_top(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(project, gazetteer, source)
        top = project.layerTreeRoot().children()[0]
        assert top.customProperty(ROLE) == GROUP
        assert "SRCE" in top.name()
        assert "Alpha" in top.name()
        assert "59001" in top.name()

    def test_its_layers_stand_in_printing_order(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(project, gazetteer, source)
        roles = [node.layer().customProperty(ROLE) for node in our_group(project).findLayers()]
        assert roles == [
            "class:obstacle",
            "contour",
            "neighbours",
            "outside",
            "class:corridor",
            "class:reservoir",
        ]

    def test_all_of_them_are_visible(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(project, gazetteer, source)
        assert all(node.isVisible() for node in our_group(project).findLayers())

    def test_the_counts_are_those_of_the_territory(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        result = run(project, gazetteer, source)
        assert result.counts == {"obstacle": 1, "corridor": 1, "reservoir": 1}

    def test_classes_that_the_source_lacks_are_told(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        assert set(run(project, gazetteer, source).missing) == {
            "corridor_restore",
            "watercourse",
            "reservoir_preserve",
            "reservoir_restore",
        }

    def test_the_demonstration_says_so_in_the_name_of_its_group(self, project: QgsProject) -> None:
        run(project, open_gazetteer(), None, "59294")
        assert our_group(project).name() != "SRCE – Haynecourt (59294)"

    def test_a_hostile_territory_name_is_shown_as_it_is(
        self, project: QgsProject, tmp_path: Path, source: Path
    ) -> None:
        name = 'L\'Île <b>"x"</b>/é'
        folder = tmp_path / "hostile"
        folder.mkdir()
        hostile = make_gazetteer(folder, [commune("59001", name, box(0, 0, 1000))])
        run(project, hostile, source)
        assert name in our_group(project).name()
        contour = next(x for x in ours(project) if x.customProperty(ROLE) == "contour")
        assert [f["name"] for f in contour.getFeatures()] == [name]


class TestReplacing:
    """Another territory, or none."""

    def test_another_territory_takes_the_place_of_the_first(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(project, gazetteer, source)
        run(project, gazetteer, source, "59002")
        groups = [
            g for g in project.layerTreeRoot().findGroups(True) if g.customProperty(ROLE) == GROUP
        ]
        assert len(groups) == 1
        assert "Bêta" in groups[0].name()

    def test_no_layer_of_the_first_is_left(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(project, gazetteer, source)
        first = {layer.id() for layer in ours(project)}
        run(project, gazetteer, source, "59002")
        assert first.isdisjoint(project.mapLayers())
        assert len(ours(project)) == len(our_group(project).findLayers())

    def test_ten_times_over_leaves_one_group_and_its_layers(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(project, gazetteer, source)
        count = len(project.mapLayers())
        for _ in range(10):
            run(project, gazetteer, source)
        assert len(project.mapLayers()) == count

    def test_a_group_that_was_renamed_and_moved_is_found(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(project, gazetteer, source)
        group = our_group(project)
        clone = group.clone()
        clone.setName("Mon groupe")
        project.layerTreeRoot().findGroup("À moi").insertChildNode(0, clone)
        project.layerTreeRoot().removeChildNode(group)
        run(project, gazetteer, source, "59002")
        assert project.layerTreeRoot().findGroup("Mon groupe") is None
        assert "Bêta" in our_group(project).name()
        assert {x.customProperty(ROLE) for x in ours(project)} >= {"contour", "class:reservoir"}

    def test_our_layers_in_a_group_of_the_user_within_ours_go_too(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(project, gazetteer, source)
        within = our_group(project).addGroup("Rangé")
        node = our_group(project).findLayers()[-1]
        within.addChildNode(node.clone())
        node.parent().removeChildNode(node)
        first = {layer.id() for layer in ours(project)}
        run(project, gazetteer, source, "59002")
        assert first.isdisjoint(project.mapLayers())

    def test_removing_leaves_nothing_of_ours(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        before = tree(project.layerTreeRoot())
        run(project, gazetteer, source)
        remove_group(project)
        settle()
        assert ours(project) == []
        assert tree(project.layerTreeRoot()) == before

    def test_removing_where_there_is_none_does_nothing(self, project: QgsProject) -> None:
        before = state(project)
        remove_group(project)
        assert state(project) == before

    def test_a_layer_that_the_user_removed_is_no_hindrance(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(project, gazetteer, source)
        project.removeMapLayer(ours(project)[0].id())
        run(project, gazetteer, source, "59002")
        assert "Bêta" in our_group(project).name()


class TestNotOurs:
    """What belongs to the user."""

    def test_other_groups_layers_and_crs_are_left_alone(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        before = tree(project.layerTreeRoot())[1]
        run(project, gazetteer, source)
        assert tree(project.layerTreeRoot())[1][1:] == before
        run(project, gazetteer, source, "59002")
        assert tree(project.layerTreeRoot())[1][1:] == before
        assert project.crs().authid() == "EPSG:3857"

    def test_the_users_layers_in_our_group_survive_in_their_order(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(project, gazetteer, source)
        layers = [add_own(project, our_group(project), name) for name in ("photos", "arbres")]
        for layer in layers:
            project.layerTreeRoot().findLayer(layer.id()).setItemVisibilityChecked(False)
        run(project, gazetteer, source, "59002")
        nodes = [project.layerTreeRoot().findLayer(layer.id()) for layer in layers]
        assert [node.name() for node in nodes] == ["photos", "arbres"]
        assert not any(node.itemVisibilityChecked() for node in nodes)
        order = [node.name() for node in project.layerTreeRoot().findLayers()]
        assert order.index("photos") < order.index("arbres")

    def test_a_group_of_the_user_in_our_group_survives_with_its_layers(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(project, gazetteer, source)
        within = our_group(project).addGroup("Relevés")
        layer = add_own(project, within, "photos")
        run(project, gazetteer, source, "59002")
        kept = project.layerTreeRoot().findGroup("Relevés")
        assert kept is not None
        assert [node.layerId() for node in kept.findLayers()] == [layer.id()]
        assert layer.id() in project.mapLayers()

    def test_a_layer_of_the_user_on_the_same_file_is_left_alone(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        mine = open_layer(source / "n_srce_reservoir_s_000.fgb")
        project.addMapLayer(mine)
        look = mine.renderer().dump()
        run(project, gazetteer, source)
        assert mine.subsetString() == ""
        assert mine.featureCount() == 2
        assert mine.renderer().dump() == look

    def test_a_project_that_is_not_the_open_one_may_be_loaded_into(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        before = state(project)
        other = QgsProject()
        run(other, gazetteer, source)
        assert find_group(other) is not None
        assert state(project) == before


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
        project: QgsProject,
        gazetteer: Gazetteer,
        source: Path,
        territory: str,
        source_name: str,
        outside: str,
        loaded: bool,
    ) -> None:
        if loaded:
            run(project, gazetteer, source)
        project.setDirty(False)
        before = state(project)
        request = SheetRequest(territory, source=str(source.parent / source_name), outside=outside)
        with pytest.raises(SrceError):
            load_sheet_layers(request, gazetteer, project)
        settle()
        assert state(project) == before

    def test_a_layer_that_fails_half_way_costs_itself_only(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        counts = run(project, gazetteer, source).counts
        # The reservoirs come last: the others are open by then.
        without_crs(source / "n_srce_reservoir_l_000.shp")
        result = run(project, gazetteer, source)
        assert [warning for warning in result.warnings if "n_srce_reservoir_l_000" in warning]
        assert result.counts == counts

    def test_a_source_of_which_every_layer_fails_changes_nothing(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path, tmp_path: Path
    ) -> None:
        run(project, gazetteer, source)
        wrong = without_crs(tmp_path / "n_srce_reservoir_l_000.shp")
        project.setDirty(False)
        before = state(project)
        with pytest.raises(SrceError, match="n_srce_reservoir_l_000"):
            run(project, gazetteer, wrong, "59002")
        assert state(project) == before

    def test_cancelled_before_it_changes_nothing(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(project, gazetteer, source)
        project.setDirty(False)
        before = state(project)
        feedback = QgsFeedback()
        feedback.cancel()
        with pytest.raises(SrceError):
            run(project, gazetteer, source, "59002", feedback)
        assert state(project) == before

    @pytest.mark.parametrize("percent", [10, 20])
    def test_cancelled_on_the_way_changes_nothing(
        self, project: QgsProject, gazetteer: Gazetteer, source: Path, percent: float
    ) -> None:
        project.setDirty(False)
        before = state(project)
        feedback = QgsFeedback()
        feedback.progressChanged.connect(
            lambda done: feedback.cancel() if done >= percent else None
        )
        with pytest.raises(SrceError):
            run(project, gazetteer, source, feedback=feedback)
        assert state(project) == before

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
        project: QgsProject,
        gazetteer: Gazetteer,
        source: Path,
        tmp_path: Path,
        outside: str,
    ) -> None:
        project.clear()
        load_sheet_layers(
            SheetRequest("59001", source=str(source), outside=outside), gazetteer, project
        )
        project.setCrs(QgsCoordinateReferenceSystem(LAMBERT))
        extent = QgsRectangle(X0 - 200, Y0 - 200, X0 + 1800, Y0 + 1800)
        self.check(project, tmp_path, extent)

    def test_a_saved_demonstration_draws_the_same_where_the_plugin_is_not(
        self, project: QgsProject, tmp_path: Path
    ) -> None:
        project.clear()
        result = load_sheet_layers(SheetRequest("59294"), open_gazetteer(), project)
        project.setCrs(QgsCoordinateReferenceSystem(LAMBERT))
        box = result.territory.geometry.boundingBox()
        self.check(project, tmp_path, box.buffered(300))

    def test_a_saved_project_refers_to_no_file_of_the_plugin(
        self, project: QgsProject, tmp_path: Path, root: Path
    ) -> None:
        project.clear()
        load_sheet_layers(SheetRequest("59294"), open_gazetteer(), project)
        path = tmp_path / "saved.qgs"
        assert project.write(str(path))
        rooms = "styles|data|sheets|layouts|icons"
        owned = re.compile(rf"(srce_pac|{re.escape(root.name)})/({rooms})/")
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
