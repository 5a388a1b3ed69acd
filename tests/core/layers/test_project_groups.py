# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin's groups in the user's project: made, replaced, and nothing else touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import (
    QgsLayerTreeGroup,
    QgsProject,
    QgsVectorLayer,
)

from srce_pac.core.common.layer_roles import GROUNDS, ROLE
from srce_pac.core.layers.project_groups import GROUP, find_group, remove_group
from srce_pac.core.sheet.definition import CONTOUR
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.factories import (
    box,
    commune,
    make_gazetteer,
    open_layer,
)
from srce_pac.tests.support.project_groups import add_own, run, settle, state, tree

pytestmark = pytest.mark.usefixtures("qgis_app")


def our_group(project: QgsProject) -> QgsLayerTreeGroup:
    """The plugin's group."""
    group = find_group(project)
    assert group is not None
    return group


def ours(project: QgsProject) -> list[QgsVectorLayer]:
    """The layers of the project that bear a role of the plugin's."""
    return [x for x in project.mapLayers().values() if x.customProperty(ROLE)]


class TestMaking:
    """A territory loaded into a project."""

    def test_one_group_named_after_sheet_and_territory_stands_on_top(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(user_project, gazetteer, source)
        top = user_project.layerTreeRoot().children()[0]
        assert top.customProperty(ROLE) == GROUP
        assert "SRCE" in top.name()
        assert "Alpha" in top.name()
        assert "59001" in top.name()

    def test_its_layers_stand_in_printing_order(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(user_project, gazetteer, source)
        roles = [node.layer().customProperty(ROLE) for node in our_group(user_project).findLayers()]
        assert roles == [
            "class:obstacle",
            "contour",
            "neighbours",
            "outside",
            # The obstacles outside lie under the veil.
            "class:obstacle",
            "class:corridor",
            "class:reservoir",
        ]

    def test_what_the_user_has_below_is_not_covered_by_the_grounds_of_a_sheet(
        self, user_project: QgsProject, embedded: Gazetteer
    ) -> None:
        run(user_project, embedded, None, "59183")
        roles = {layer.customProperty(ROLE) for layer in ours(user_project)}
        assert CONTOUR in roles
        assert not roles.intersection(GROUNDS)

    def test_all_of_them_are_visible(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(user_project, gazetteer, source)
        assert all(node.isVisible() for node in our_group(user_project).findLayers())

    def test_the_counts_are_those_of_the_territory(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        result = run(user_project, gazetteer, source)
        assert result.counts == {"obstacle": 1, "corridor": 1, "reservoir": 1}

    def test_classes_that_the_source_lacks_are_told(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        # Of corridors and reservoirs the source has the classes that stand for the others.
        assert run(user_project, gazetteer, source).missing == ["watercourse"]

    def test_the_demonstration_says_so_in_the_name_of_its_group(
        self, user_project: QgsProject
    ) -> None:
        run(user_project, open_gazetteer(), None, "59294")
        assert our_group(user_project).name() != "SRCE – Haynecourt (59294)"

    def test_a_hostile_territory_name_is_shown_as_it_is(
        self, user_project: QgsProject, tmp_path: Path, source: Path
    ) -> None:
        name = 'L\'Île <b>"x"</b>/é'
        folder = tmp_path / "hostile"
        folder.mkdir()
        hostile = make_gazetteer(folder, [commune("59001", name, box(0, 0, 1000))])
        run(user_project, hostile, source)
        assert name in our_group(user_project).name()
        contour = next(x for x in ours(user_project) if x.customProperty(ROLE) == "contour")
        # But for its signs, which are set as the sheet prints them.
        printed = "L’Île <b>«\u00a0x\u00a0»</b>/é"
        assert [f["name"] for f in contour.getFeatures()] == [printed]


class TestReplacing:
    """Another territory, or none."""

    def test_another_territory_takes_the_place_of_the_first(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(user_project, gazetteer, source)
        run(user_project, gazetteer, source, "59002")
        groups = [
            g
            for g in user_project.layerTreeRoot().findGroups(True)
            if g.customProperty(ROLE) == GROUP
        ]
        assert len(groups) == 1
        assert "Bêta" in groups[0].name()

    def test_no_layer_of_the_first_is_left(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(user_project, gazetteer, source)
        first = {layer.id() for layer in ours(user_project)}
        run(user_project, gazetteer, source, "59002")
        assert first.isdisjoint(user_project.mapLayers())
        assert len(ours(user_project)) == len(our_group(user_project).findLayers())

    def test_ten_times_over_leaves_one_group_and_its_layers(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(user_project, gazetteer, source)
        count = len(user_project.mapLayers())
        for _ in range(10):
            run(user_project, gazetteer, source)
        assert len(user_project.mapLayers()) == count

    def test_a_group_that_was_renamed_and_moved_is_found(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(user_project, gazetteer, source)
        group = our_group(user_project)
        clone = group.clone()
        clone.setName("Mon groupe")
        user_project.layerTreeRoot().findGroup("À moi").insertChildNode(0, clone)
        user_project.layerTreeRoot().removeChildNode(group)
        run(user_project, gazetteer, source, "59002")
        assert user_project.layerTreeRoot().findGroup("Mon groupe") is None
        assert "Bêta" in our_group(user_project).name()
        assert {x.customProperty(ROLE) for x in ours(user_project)} >= {
            "contour",
            "class:reservoir",
        }

    def test_our_layers_in_a_group_of_the_user_within_ours_go_too(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(user_project, gazetteer, source)
        within = our_group(user_project).addGroup("Rangé")
        node = our_group(user_project).findLayers()[-1]
        within.addChildNode(node.clone())
        node.parent().removeChildNode(node)
        first = {layer.id() for layer in ours(user_project)}
        run(user_project, gazetteer, source, "59002")
        assert first.isdisjoint(user_project.mapLayers())

    def test_removing_leaves_nothing_of_ours(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        before = tree(user_project.layerTreeRoot())
        run(user_project, gazetteer, source)
        remove_group(user_project)
        settle()
        assert ours(user_project) == []
        assert tree(user_project.layerTreeRoot()) == before

    def test_removing_where_there_is_none_does_nothing(self, user_project: QgsProject) -> None:
        before = state(user_project)
        remove_group(user_project)
        assert state(user_project) == before

    def test_a_layer_that_the_user_removed_is_no_hindrance(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(user_project, gazetteer, source)
        user_project.removeMapLayer(ours(user_project)[0].id())
        run(user_project, gazetteer, source, "59002")
        assert "Bêta" in our_group(user_project).name()


class TestNotOurs:
    """What belongs to the user."""

    def test_other_groups_layers_and_crs_are_left_alone(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        before = tree(user_project.layerTreeRoot())[1]
        run(user_project, gazetteer, source)
        assert tree(user_project.layerTreeRoot())[1][1:] == before
        run(user_project, gazetteer, source, "59002")
        assert tree(user_project.layerTreeRoot())[1][1:] == before
        assert user_project.crs().authid() == "EPSG:3857"

    def test_the_users_layers_in_our_group_survive_in_their_order(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(user_project, gazetteer, source)
        layers = [
            add_own(user_project, our_group(user_project), name) for name in ("photos", "arbres")
        ]
        for layer in layers:
            user_project.layerTreeRoot().findLayer(layer.id()).setItemVisibilityChecked(False)
        run(user_project, gazetteer, source, "59002")
        nodes = [user_project.layerTreeRoot().findLayer(layer.id()) for layer in layers]
        assert [node.name() for node in nodes] == ["photos", "arbres"]
        assert not any(node.itemVisibilityChecked() for node in nodes)
        order = [node.name() for node in user_project.layerTreeRoot().findLayers()]
        assert order.index("photos") < order.index("arbres")

    def test_a_group_of_the_user_in_our_group_survives_with_its_layers(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        run(user_project, gazetteer, source)
        within = our_group(user_project).addGroup("Relevés")
        layer = add_own(user_project, within, "photos")
        run(user_project, gazetteer, source, "59002")
        kept = user_project.layerTreeRoot().findGroup("Relevés")
        assert kept is not None
        assert [node.layerId() for node in kept.findLayers()] == [layer.id()]
        assert layer.id() in user_project.mapLayers()

    def test_a_layer_of_the_user_on_the_same_file_is_left_alone(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        mine = open_layer(source / "n_srce_reservoir_s_000.fgb")
        user_project.addMapLayer(mine)
        look = mine.renderer().dump()
        run(user_project, gazetteer, source)
        assert mine.subsetString() == ""
        assert mine.featureCount() == 2
        assert mine.renderer().dump() == look

    def test_a_project_that_is_not_the_open_one_may_be_loaded_into(
        self, user_project: QgsProject, gazetteer: Gazetteer, source: Path
    ) -> None:
        before = state(user_project)
        other = QgsProject()
        run(other, gazetteer, source)
        assert find_group(other) is not None
        assert state(user_project) == before
