# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user changes of the loaded classes on the map is printed, laid out and previewed so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsLayoutItemMap,
    QgsNullSymbolRenderer,
    QgsProject,
    QgsRuleBasedRenderer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor, QImage

from srce_pac.core.common.canvas_look import CanvasLook, LayerChange
from srce_pac.core.common.layer_roles import GROUNDS, NEIGHBOUR_NAMES, ROLE
from srce_pac.core.common.request import NO_BASE, SheetRequest
from srce_pac.core.layers.canvas_look import CanvasState, LoadedFor, read_canvas
from srce_pac.core.layers.project_groups import find_group
from srce_pac.core.pipeline import Printer, SheetResult
from srce_pac.tests.support import pdf
from srce_pac.tests.support.restyling import DRAWN, UNDRAWN, Restyle

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

# The last one is an EPCI of few communes.
HAYNECOURT, CAMBRAI, SUD_AVESNOIS = "59294", "59122", "200043404"
# Of no style of the plugin.
PINK = (255, 0, 170)


@pytest.fixture(scope="module")
def usual(
    shared_printer: Printer, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, SheetResult]:
    """The sheets of the territories with nothing changed."""
    folder = tmp_path_factory.mktemp("usual")
    return {
        code: shared_printer.export(usual_request(code), folder)
        for code in (HAYNECOURT, SUD_AVESNOIS)
    }


def usual_request(territory: str) -> SheetRequest:
    """A sheet on the smallest paper and without a base, of which a picture is soon made."""
    return SheetRequest(territory, template="A4", base=NO_BASE)


class Canvas:
    """A project into which a territory is loaded, and what a user does in it."""

    def __init__(self, project: QgsProject, printer: Printer, territory: str) -> None:
        self.project = project
        self.request = usual_request(territory)
        self.printer = printer
        self.printer.load(self.request, project)

    def state(self) -> CanvasState:
        state = read_canvas(self.project, find_group(self.project))
        assert state is not None
        return state

    def asked(self, **others: Any) -> SheetRequest:
        """The request with what was changed."""
        return replace(self.request, look=self.state().look, **others)

    def layers(self, class_id: str, letter: str = "") -> list[QgsVectorLayer]:
        """The layers of a class in the group, the topmost first."""
        role = f"class:{class_id}"
        letters = {0: "p", 1: "l", 2: "s"}
        return [
            layer
            for layer in self.project.layerTreeRoot().layerOrder()
            if layer.customProperty(ROLE) == role
            and letters[int(layer.geometryType())] in (letter or "pls")
        ]

    def recolour(self, class_id: str, colour: tuple[int, int, int] = PINK) -> None:
        for layer in self.layers(class_id):
            symbol = layer.renderer().symbol().clone()
            symbol.setColor(QColor(*colour))
            layer.setRenderer(QgsSingleSymbolRenderer(symbol))

    def tick(self, class_id: str, on: bool) -> None:
        for layer in self.layers(class_id):
            self.node(layer).setItemVisibilityChecked(on)

    def node(self, layer: QgsVectorLayer) -> Any:
        return self.project.layerTreeRoot().findLayer(layer.id())

    def move_to_top(self, layer: QgsVectorLayer) -> None:
        group, node = find_group(self.project), self.node(layer)
        assert group is not None
        group.insertChildNode(0, node.clone())
        group.removeChildNode(node)


@pytest.fixture(params=[HAYNECOURT, SUD_AVESNOIS])
def canvas(project: QgsProject, shared_printer: Printer, request: pytest.FixtureRequest) -> Canvas:
    return Canvas(project, shared_printer, request.param)


@pytest.fixture
def haynecourt(project: QgsProject, shared_printer: Printer) -> Canvas:
    return Canvas(project, shared_printer, HAYNECOURT)


def shows(picture: Any, colour: tuple[int, int, int] = PINK) -> int:
    """How many pixels are about of a colour."""
    return int((np.abs(picture.astype(int) - colour).max(axis=2) < 24).sum())


def has_pixels(image: QImage, colour: tuple[int, int, int]) -> bool:
    """Whether a picture has pixels of just a colour."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    wanted = 0xFF000000 | colour[0] << 16 | colour[1] << 8 | colour[2]
    return bool((np.frombuffer(bits, np.uint32) == wanted).any())


class TestNothingChanged:
    def test_is_no_look(self, canvas: Canvas) -> None:
        assert not canvas.state().look
        assert not canvas.state().others_changed

    def test_nor_is_it_in_a_saved_project(self, canvas: Canvas, tmp_path: Path) -> None:
        canvas.project.write(str(tmp_path / "saved.qgz"))
        again = QgsProject()
        again.read(str(tmp_path / "saved.qgz"))
        state = read_canvas(again, find_group(again))
        assert state is not None
        assert (state.look, state.filtered) == (CanvasLook(), ())
        assert state.loaded_for == canvas.state().loaded_for

    def test_unticking_the_whole_group_hides_no_class(self, canvas: Canvas) -> None:
        group = find_group(canvas.project)
        assert group is not None
        group.setItemVisibilityChecked(False)
        assert not canvas.state().look

    def test_the_group_knows_what_it_was_loaded_for(self, canvas: Canvas) -> None:
        loaded_for, request = canvas.state().loaded_for, canvas.request
        same = LoadedFor(request.territory, "any title", request.sheet, request.source)
        assert loaded_for.is_same(same)
        for other in ({"territory": CAMBRAI}, {"sheet": "sraddet"}, {"source": "x.gpkg"}):
            assert not loaded_for.is_same(replace(same, **other))

    def test_a_group_without_the_note_has_no_state(self, haynecourt: Canvas) -> None:
        group = find_group(haynecourt.project)
        assert group is not None
        group.removeCustomProperty("srce_pac/loaded")
        assert read_canvas(haynecourt.project, group) is None


@pytest.mark.once
class TestColour:
    @pytest.mark.parametrize("class_id", ["corridor", "reservoir_preserve"])
    def test_is_printed_in_map_and_legend(
        self, canvas: Canvas, usual: dict[str, SheetResult], tmp_path: Path, class_id: str
    ) -> None:
        canvas.recolour(class_id)
        result = canvas.printer.export(canvas.asked(), tmp_path / "sheet.pdf")
        assert result.missing == usual[canvas.request.territory].missing
        assert result.symbols[class_id].color().name() == QColor(*PINK).name()
        assert shows(pdf.picture(tmp_path / "sheet.pdf", 100)) > 100

    def test_is_of_no_style_of_the_plugin(self, usual: dict[str, SheetResult]) -> None:
        for result in usual.values():
            assert result.file is not None
            assert shows(pdf.picture(result.file, 100)) == 0

    def test_is_printed_as_png_and_svg(self, haynecourt: Canvas, tmp_path: Path) -> None:
        haynecourt.recolour("corridor")
        asked = haynecourt.asked(dpi=150)
        haynecourt.printer.export(asked, tmp_path / "sheet.png")
        assert has_pixels(QImage(str(tmp_path / "sheet.png")), PINK)
        haynecourt.printer.export(asked, tmp_path / "sheet.svg")
        assert "#ff00aa" in (tmp_path / "sheet.svg").read_text(encoding="utf-8")

    def test_follows_from_one_export_to_the_next(self, haynecourt: Canvas, tmp_path: Path) -> None:
        path = tmp_path / "sheet.pdf"
        counts = []
        for colour in (PINK, (0, 200, 255)):
            haynecourt.recolour("corridor", colour)
            haynecourt.printer.export(haynecourt.asked(), path)
            picture = pdf.picture(path, 100)
            counts.append((shows(picture, PINK) > 0, shows(picture, (0, 200, 255)) > 0))
        haynecourt.printer.export(haynecourt.request, path)
        counts.append((shows(pdf.picture(path, 100), PINK) > 0, False))
        assert counts == [(True, False), (False, True), (False, False)]

    def test_is_previewed(self, haynecourt: Canvas) -> None:
        haynecourt.recolour("corridor")
        preview = haynecourt.printer.preview(haynecourt.asked())
        assert has_pixels(preview.picture({}, 1200), PINK)

    def test_is_laid_out(self, haynecourt: Canvas) -> None:
        haynecourt.recolour("corridor")
        result = haynecourt.printer.add_layout(haynecourt.asked(), haynecourt.project)
        assert result.layout is not None
        item = result.layout.itemById("map")
        assert isinstance(item, QgsLayoutItemMap)
        drawn = [x for x in item.layers() if x.customProperty(ROLE) == "class:corridor"]
        assert {x.renderer().symbol().color().name() for x in drawn} == {"#ff00aa"}

    def test_grows_with_the_paper(self, haynecourt: Canvas, tmp_path: Path) -> None:
        haynecourt.recolour("corridor")
        widths = []
        for paper in ("A3", "A1"):
            asked = haynecourt.asked(template=paper)
            result = haynecourt.printer.add_layout(asked, haynecourt.project)
            assert result.layout is not None
            layer = next(
                x
                for x in result.layout.itemById("map").layers()
                if x.customProperty(ROLE) == "class:corridor"
            )
            widths.append(layer.renderer().symbol().width())
        assert widths[1] > 1.2 * widths[0]


@pytest.mark.once
class TestHidden:
    def test_is_neither_drawn_nor_listed_nor_missing_but_said(
        self, canvas: Canvas, usual: dict[str, SheetResult], tmp_path: Path
    ) -> None:
        canvas.recolour("corridor")
        canvas.tick("corridor", False)
        result = canvas.printer.export(canvas.asked(), tmp_path / "sheet.pdf")
        before = usual[canvas.request.territory]
        assert (result.missing, result.counts) == (before.missing, before.counts)
        assert shows(pdf.picture(tmp_path / "sheet.pdf", 100)) == 0
        label = result.sheet.label("corridor")
        text = pdf.text(tmp_path / "sheet.pdf")
        assert f"par choix de l'auteur de la carte : {label}." in text
        assert text.count(label) == 1
        # The next sheet of the printer has it again.
        again = canvas.printer.export(canvas.request, tmp_path / "usual.pdf")
        assert again.symbols.keys() == before.symbols.keys()
        text = pdf.text(tmp_path / "usual.pdf")
        assert label in text
        assert "par choix" not in text

    @pytest.mark.parametrize("how", ["unticked", "removed", "no symbol", "transparent", "group"])
    def test_in_whatever_way(self, haynecourt: Canvas, tmp_path: Path, how: str) -> None:
        for layer in haynecourt.layers("corridor"):
            node = haynecourt.node(layer)
            if how == "unticked":
                node.setItemVisibilityChecked(False)
            elif how == "removed":
                haynecourt.project.removeMapLayer(layer.id())
            elif how == "no symbol":
                layer.setRenderer(QgsNullSymbolRenderer())
            elif how == "transparent":
                layer.setOpacity(0)
            else:
                group = node.parent().addGroup("mine")
                group.addChildNode(node.clone())
                node.parent().removeChildNode(node)
                group.setItemVisibilityChecked(False)
        haynecourt.printer.export(haynecourt.asked(), tmp_path / "sheet.pdf")
        assert "par choix de l'auteur de la carte" in pdf.text(tmp_path / "sheet.pdf")

    @pytest.mark.parametrize("how", UNDRAWN.values(), ids=list(UNDRAWN))
    def test_by_a_style_that_draws_nothing(
        self, haynecourt: Canvas, usual: dict[str, SheetResult], tmp_path: Path, how: Restyle
    ) -> None:
        for layer in haynecourt.layers("corridor"):
            how(layer)
        result = haynecourt.printer.export(haynecourt.asked(), tmp_path / "sheet.pdf")
        assert result.missing == usual[haynecourt.request.territory].missing
        text = pdf.text(tmp_path / "sheet.pdf")
        label = result.sheet.label("corridor")
        assert f"par choix de l'auteur de la carte : {label}." in text
        assert text.count(label) == 1

    @pytest.mark.parametrize("how", DRAWN.values(), ids=list(DRAWN))
    def test_not_by_limits_for_the_screen(
        self, haynecourt: Canvas, tmp_path: Path, how: Restyle
    ) -> None:
        haynecourt.recolour("corridor")
        for layer in haynecourt.layers("corridor"):
            how(layer)
        haynecourt.printer.export(haynecourt.asked(), tmp_path / "sheet.pdf")
        text = pdf.text(tmp_path / "sheet.pdf")
        assert "par choix" not in text
        assert "of another scale" not in text
        assert shows(pdf.picture(tmp_path / "sheet.pdf", 100)) > 100

    def test_all_of_it_is_not_the_absence_of_any(self, canvas: Canvas, tmp_path: Path) -> None:
        for class_id in ("corridor", "obstacle", "reservoir_preserve"):
            canvas.tick(class_id, False)
        canvas.printer.export(canvas.asked(), tmp_path / "sheet.pdf")
        assert "Aucune continuité" not in pdf.text(tmp_path / "sheet.pdf")

    def test_is_not_counted_as_nothing_in_the_table(
        self, haynecourt: Canvas, tmp_path: Path
    ) -> None:
        haynecourt.tick("corridor", False)
        asked = haynecourt.asked(template="epci_a3_landscape_table")
        haynecourt.printer.export(asked, tmp_path / "sheet.pdf")
        assert pdf.text(tmp_path / "sheet.pdf").count("Corridors écologiques") == 1

    def test_is_still_in_the_summary(self, haynecourt: Canvas) -> None:
        haynecourt.tick("corridor", False)
        rows = haynecourt.printer.summarise(haynecourt.asked()).rows
        assert sum(bool(row.count) for row in rows if row.class_id == "corridor") > 0


class TestOrder:
    def test_is_that_of_the_group(self, canvas: Canvas) -> None:
        lowest = canvas.layers("reservoir_preserve", "s")[-1]
        canvas.move_to_top(lowest)
        result = canvas.printer.add_layout(canvas.asked(), canvas.project)
        assert result.layout is not None
        # Which grounds there are, and where names stand, depends on the frame of the map.
        apart = {NEIGHBOUR_NAMES, *GROUNDS}
        printed = [
            role
            for layer in result.layout.itemById("map").layers()
            if (role := layer.customProperty(ROLE)) not in apart
        ]
        on_canvas = [
            role
            for layer in canvas.project.layerTreeRoot().layerOrder()
            if canvas.node(layer).parent() == find_group(canvas.project)
            and (role := layer.customProperty(ROLE)) not in apart
        ]
        # The mark of fictitious data stays on top.
        mark = "demonstration"
        assert [x for x in printed if x != mark] == [x for x in on_canvas if x != mark]
        assert printed[0] == mark
        assert printed[1] == "class:reservoir_preserve"

    def test_is_back_when_it_is_moved_back(self, haynecourt: Canvas) -> None:
        order = haynecourt.project.layerTreeRoot().layerOrder()
        haynecourt.move_to_top(haynecourt.layers("corridor")[0])
        assert haynecourt.state().look.order
        for layer in reversed(order):
            haynecourt.move_to_top(layer)
        assert not haynecourt.state().look


class TestStyles:
    @pytest.mark.parametrize(
        ("hidden", "listed"),
        [(None, ["RP0001", "autres"]), (0, ["autres"]), (1, ["RP0001", "autres"])],
    )
    def test_the_categories_that_the_map_shows_have_a_line_each(
        self,
        haynecourt: Canvas,
        shared: Path,
        tmp_path: Path,
        hidden: int | None,
        listed: list[str],
    ) -> None:
        layer = haynecourt.layers("reservoir_preserve", "s")[0]
        _, is_loaded = layer.loadNamedStyle(str(shared / "cases" / "style_categorised.qml"))
        assert is_loaded
        renderer = layer.renderer()
        assert isinstance(renderer, QgsCategorizedSymbolRenderer)
        labels = [category.label() for category in renderer.categories()]
        if hidden is not None:
            renderer.updateCategoryRenderState(hidden, False)
        haynecourt.printer.export(haynecourt.asked(), tmp_path / "sheet.pdf")
        text = pdf.text(tmp_path / "sheet.pdf")
        assert [label for label in labels if label in text] == listed

    def test_of_every_kind_of_renderer_are_printed(
        self, haynecourt: Canvas, tmp_path: Path
    ) -> None:
        for layer in haynecourt.layers("corridor"):
            layer.setRenderer(QgsRuleBasedRenderer(layer.renderer().symbol().clone()))
        result = haynecourt.printer.export(haynecourt.asked(), tmp_path / "sheet.pdf")
        assert result.counts["corridor"] > 0


@pytest.mark.once
class TestKept:
    def test_the_next_territory_gets_it_and_knows_it(self, haynecourt: Canvas) -> None:
        haynecourt.recolour("corridor")
        haynecourt.tick("obstacle", False)
        haynecourt.move_to_top(haynecourt.layers("reservoir_preserve", "s")[0])
        before = haynecourt.state()
        asked = replace(haynecourt.asked(), territory=CAMBRAI)
        haynecourt.printer.load(asked, haynecourt.project)
        state = haynecourt.state()
        assert state.loaded_for.territory == CAMBRAI
        assert before.look.updated(state.look, list(state.names)) == before.look
        for layer in haynecourt.layers("obstacle"):
            assert not haynecourt.node(layer).isVisible()
        for layer in haynecourt.layers("corridor"):
            assert layer.renderer().symbol().color().name() == "#ff00aa"

    def test_what_is_changed_next_is_added(self) -> None:
        old, new, other = (LayerChange(True, style) for style in ("old", "new", "other"))
        a, b = "class:a_s_0", "class:b_s_0"
        look = CanvasLook({a: old, b: other})
        assert look.updated(CanvasLook({a: new}), [a]) == CanvasLook({a: new, b: other})
