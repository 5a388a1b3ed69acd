# SPDX-License-Identifier: GPL-3.0-or-later
"""The scale printed is the scale measured, whatever a template computes, turns or hides."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Callable

import numpy as np
import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDateTimeRange,
    QgsExpressionContextUtils,
    QgsLayoutFrame,
    QgsLayoutItem,
    QgsLayoutItemHtml,
    QgsLayoutItemLabel,
    QgsLayoutItemManualTable,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutMultiFrame,
    QgsLayoutObject,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsScaleBarSettings,
    QgsTableCell,
)
from qgis.PyQt.QtCore import QDateTime, QRectF

from srce_pac.core.common.errors import TemplateError
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.common.sentence import whole
from srce_pac.core.layout.scale import scale_text
from srce_pac.core.layout.sheet_map import check_scale
from srce_pac.core.pipeline import Printer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.templates import Change, changed, compute, print_changed

pytestmark = pytest.mark.usefixtures("qgis_app")

# A commune and an EPCI, each with the template of its kind.
SHEETS = (("59294", "commune_a3_landscape"), ("246000129", "epci_a3_landscape"))


# What is left of a template for what is refused whatever else is on it.
BARE = ("map", "overview", "scale", "scalebar", "north", "territory_name")


def computes(**expressions: str) -> Change:
    """A template whose map has properties that follow expressions."""

    def change(layout: QgsPrintLayout) -> None:
        for name, expression in expressions.items():
            compute(layout.itemById("map"), name, expression)

    return change


def of_a_bare_template(change: Change) -> Change:
    """The same change of a template with next to nothing but its maps and scales."""

    def strip(layout: QgsPrintLayout) -> None:
        for item in [each for each in layout.items() if isinstance(each, QgsLayoutItem)]:
            if item.id() not in BARE and not isinstance(item, QgsLayoutItemPage):
                layout.removeLayoutItem(item)
        change(layout)

    return strip


def on_map(act: Callable[[QgsLayoutItemMap], object]) -> Change:
    return lambda layout: act(layout.itemById("map"))


def happens_at_a_time(item: QgsLayoutItemMap) -> None:
    item.setIsTemporal(True)
    item.setTemporalRange(
        QgsDateTimeRange(QDateTime(1900, 1, 1, 0, 0), QDateTime(1901, 1, 1, 0, 0))
    )


def follows_a_theme(item: QgsLayoutItemMap) -> None:
    item.setFollowVisibilityPreset(True)
    item.setFollowVisibilityPresetName("un thème")


def is_clipped_by_the_legend(layout: QgsPrintLayout) -> None:
    clipping = layout.itemById("map").itemClippingSettings()
    clipping.setEnabled(True)
    clipping.setSourceItem(layout.itemById("overview_box"))


def shrinks_later(layout: QgsPrintLayout) -> None:
    item = layout.itemById("map")
    width = item.rect().width()
    compute(item, "ItemWidth", f"if(@srce_territory_code is null, {width}, 100)")


def measures_another_map(layout: QgsPrintLayout) -> None:
    bar = layout.itemById("scalebar")
    bar.setLinkedMap(layout.itemById("overview"))
    bar.setMapUnitsPerScaleBarUnit(2)
    bar.setSegmentSizeMode(QgsScaleBarSettings.SegmentSizeMode.SegmentSizeFitWidth)


LYING = {
    "scale": computes(MapScale="50000"),
    "scale of a variable": computes(MapScale="coalesce(@srce_territory_code, 1) * 0 + 7000"),
    "extent": computes(MapXMin="0", MapYMin="0", MapXMax="9000000", MapYMax="9000000"),
    "a part of the extent": computes(MapXMin="600000"),
    "CRS": computes(MapCrs="'EPSG:4326'"),
    "layers": computes(MapLayers="'none'"),
    "theme": computes(MapStylePreset="'un thème'"),
    "rotation": computes(MapRotation="30"),
    "rotation of the item": computes(ItemRotation="10"),
    "time": computes(StartDateTime="now()", EndDateTime="now()"),
    "opacity": computes(Opacity="if(@srce_territory_code is null, 100, 0)"),
    "excluded later": computes(ExcludeFromExports="@srce_territory_code is not null"),
    "width": shrinks_later,
    "static rotation": on_map(lambda item: item.setMapRotation(45)),
    "static rotation of the item": on_map(lambda item: item.setItemRotation(180)),
    "static CRS": on_map(lambda item: item.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))),
    "static extent": on_map(lambda item: item.zoomToExtent(QgsRectangle(0, 0, 1, 1))),
    "atlas": on_map(lambda item: item.setAtlasDriven(True)),
    "static time": on_map(happens_at_a_time),
    "static theme": on_map(follows_a_theme),
    "static clipping": is_clipped_by_the_legend,
    "scale bar of another map": measures_another_map,
}

# Several at once: a sheet takes as long for one as for all of them, and any that is heeded shows.
TOGETHER = {
    "computed": (
        *("scale", "extent", "CRS", "layers", "rotation", "rotation of the item", "time"),
        *("opacity", "width"),
    ),
    "computed otherwise": (
        *("scale of a variable", "a part of the extent", "theme", "excluded later"),
        "scale bar of another map",
    ),
    "static": (
        *("static rotation", "static CRS", "static extent", "static time", "static theme"),
        *("static clipping", "atlas"),
    ),
    "static rotation of the item": ("static rotation of the item",),
}


def test_every_lie_is_told_on_a_sheet() -> None:
    assert sorted(name for names in TOGETHER.values() for name in names) == sorted(LYING)


@pytest.mark.parametrize(
    ("names", "sheet"), list(zip(TOGETHER.values(), cycle(SHEETS))), ids=list(TOGETHER)
)
def test_a_map_shows_what_the_sheet_decides(
    names: tuple[str, ...], sheet: tuple[str, str], shared_printer: Printer, tmp_path: Path
) -> None:
    def change(layout: QgsPrintLayout) -> None:
        for name in names:
            LYING[name](layout)

    printed = print_changed(change, sheet, shared_printer, tmp_path)
    assert printed.result.scale == printed.plain.result.scale
    # The map moves by what QGIS rounds.
    assert np.abs(np.subtract(*printed.pictures())).mean() < 0.5
    # What is left aside is told.
    stem = Path(printed.request.template).stem
    (told,) = [whole(warning).lower() for warning in printed.result.warnings if stem in warning]
    for name in {"scale", "static rotation", "static clipping", "atlas"} & set(names):
        assert name.split()[-1] in told

    project = QgsProject()
    added = shared_printer.add_layout(printed.request, project)
    assert added.layout is not None
    check_layout(added.layout, added.scale)
    saved = str(tmp_path / "project.qgs")
    assert project.write(saved)
    project.clear()
    opened = QgsProject()
    assert opened.read(saved)
    (layout,) = opened.layoutManager().printLayouts()
    layout.refresh()
    check_layout(layout, added.scale)
    opened.clear()


def check_layout(layout: QgsPrintLayout, scale: float) -> None:
    """A layout that says its scale, and measures so, once QGIS has computed all it computes."""
    layout.refresh()
    item, bar = layout.itemById("map"), layout.itemById("scalebar")
    assert item.scale() == pytest.approx(scale)
    assert item.mapRotation(QgsLayoutObject.PropertyValueType.EvaluatedValue) == 0
    assert item.crs().authid() == "EPSG:2154"
    assert bar.linkedMap() is item
    assert bar.mapUnitsPerScaleBarUnit() == 1
    texts = [i.currentText() for i in layout.items() if isinstance(i, QgsLayoutItemLabel)]
    said = pdf.normalised(scale_text(scale))
    assert any(said in pdf.normalised(text) for text in texts)


def arrow(**settings: float) -> Change:
    """A template whose north arrow is turned."""

    def change(layout: QgsPrintLayout) -> None:
        item = layout.itemById("north")
        item.setPictureRotation(settings.get("picture", 0))
        item.setItemRotation(settings.get("item", 0), True)
        item.setNorthOffset(settings.get("offset", 0))

    return change


def arrow_of_a_map(name: str, item_rotation: float = 0) -> Change:
    def change(layout: QgsPrintLayout) -> None:
        item = layout.itemById("north")
        item.setId("a picture")
        item.setLinkedMap(layout.itemById(name))
        item.setItemRotation(item_rotation, True)

    return change


TURNED = {
    "both": arrow(picture=90, item=90),
    "picture": arrow(picture=180),
    "item": arrow(item=45),
    "computed": lambda layout: compute(layout.itemById("north"), "ItemRotation", "200"),
    "computed later": lambda layout: compute(
        layout.itemById("north"), "ItemRotation", "if(@srce_territory_code is null, 0, 90)"
    ),
    "of a map": arrow_of_a_map("map", 90),
    "of the situation": arrow_of_a_map("overview", 180),
}


@pytest.mark.parametrize(
    ("change", "sheet"), list(zip(TURNED.values(), cycle(SHEETS))), ids=list(TURNED)
)
def test_a_north_arrow_points_north(
    change: Change, sheet: tuple[str, str], shared_printer: Printer, tmp_path: Path
) -> None:
    printed = print_changed(change, sheet, shared_printer, tmp_path)
    (warning_text,) = [text for text in printed.result.warnings if "north arrow" in text]
    assert Path(printed.request.template).stem in warning_text
    pictures = printed.pictures()
    assert (np.abs(pictures[0].astype(int) - pictures[1]).max(axis=2) > 60).sum() <= 20


@pytest.mark.parametrize("change", [arrow_of_a_map("map"), arrow_of_a_map("overview")])
def test_an_arrow_that_points_north_is_told_nothing_of(
    change: Change, shared_printer: Printer, tmp_path: Path
) -> None:
    file = changed("commune_a3_landscape", change, tmp_path)
    project = QgsProject()
    result = shared_printer.add_layout(SheetRequest("59294", template=str(file)), project)
    assert not [warning for warning in result.warnings if "north arrow" in warning]
    assert result.layout is not None
    linked = result.layout.itemById("a picture").linkedMap()
    assert linked is result.layout.itemById("map")
    project.clear()


def test_a_bundled_template_is_told_nothing_of(shared_printer: Printer, tmp_path: Path) -> None:
    result = shared_printer.export(SheetRequest("59294"), tmp_path / "sheet.pdf")
    assert not [warning for warning in result.warnings if "template" in warning]


HIDDEN = {
    "hidden": on_map(lambda item: item.setVisibility(False)),
    "excluded": on_map(lambda item: item.setExcludeFromExports(True)),
    "computed exclusion": computes(ExcludeFromExports="1 = 1"),
    "transparent": on_map(lambda item: item.setItemOpacity(0)),
    "computed opacity": computes(Opacity="0"),
    "beside the page": on_map(lambda item: item.attemptMove(QgsLayoutPoint(900, 10))),
    "excluded page": lambda layout: layout.pageCollection().page(0).setExcludeFromExports(True),
}


@pytest.mark.once
@pytest.mark.parametrize("change", HIDDEN.values(), ids=list(HIDDEN))
def test_a_map_that_would_not_be_printed_is_refused(
    change: Change, shared_printer: Printer, tmp_path: Path
) -> None:
    file = changed("commune_a3_landscape", of_a_bare_template(change), tmp_path)
    request = SheetRequest("59294", template=str(file))
    output, project = tmp_path / "sheet.pdf", QgsProject()
    messages = []
    with pytest.raises(TemplateError) as caught:
        shared_printer.export(request, output)
    messages.append(str(caught.value))
    if change is HIDDEN["hidden"]:
        with pytest.raises(TemplateError) as caught:
            shared_printer.add_layout(request, project)
        messages.append(str(caught.value))
    for message in messages:
        assert file.stem in message
        assert "“map”" in message
        assert "\n" not in message
        assert message.endswith(".")
    assert not output.exists()
    assert not project.layoutManager().layouts()


def states(text: str) -> Change:
    def change(layout: QgsPrintLayout) -> None:
        label = layout.itemById("scale")
        label.setText(text)
        modes = QgsLayoutItemLabel.Mode
        label.setMode(modes.ModeHtml if "<" in text else modes.ModeFont)

    return change


OTHER_SCALES = [
    "Échelle 1/25 000",
    "ECHELLE : 1:25000",
    "Échelle\u00a0:\u00a01/[% 10000 + 15000 %]",
    "Échelle au 1/25 000",
    "1/25\u202f000",
    "Plan au 1/25.000ème",
    "Échelle 1/15 000\nCarte au 1 / 25\u2009000e",
    "[% @srce_projection %] – 1:25 000",
    "Échelle : 1 cm = 250 m",
    "1 cm pour 0,250 km",
    "Carte du SRCE, 1/25'000",
    "<b>Échelle</b> 1/25 000",
    "<p>1/<i>25&nbsp;000</i></p>",
]


@pytest.fixture(scope="module")
def filled(shared_printer: Printer) -> Iterator[QgsPrintLayout]:
    """A filled layout at 1/15 000."""
    project = QgsProject()
    request = SheetRequest("59294", template="commune_a3_landscape")
    result = shared_printer.add_layout(request, project)
    assert result.layout is not None
    assert result.scale == 15_000
    yield result.layout
    project.clear()


@pytest.mark.parametrize("text", OTHER_SCALES)
def test_a_text_that_states_another_scale_is_seen(text: str, filled: QgsPrintLayout) -> None:
    states(text)(filled)
    with pytest.raises(TemplateError, match="1/25 000") as caught:
        check_scale(filled.itemById("map"), [], 15_000)
    assert "1/15 000" in str(caught.value)


@pytest.mark.once
@pytest.mark.parametrize("text", [OTHER_SCALES[0], OTHER_SCALES[-1]])
def test_a_text_that_states_another_scale_refuses_the_sheet(
    text: str, shared_printer: Printer, tmp_path: Path
) -> None:
    file = changed("commune_a3_landscape", of_a_bare_template(states(text)), tmp_path)
    with pytest.raises(TemplateError, match="1/25 000") as caught:
        shared_printer.export(SheetRequest("59294", template=str(file)), tmp_path / "s.pdf")
    assert "1/15 000" in str(caught.value)
    assert file.stem in str(caught.value)
    assert not (tmp_path / "s.pdf").exists()


def adds_a_frame(content: QgsLayoutMultiFrame, is_shown: bool = True) -> None:
    layout = content.layout()
    layout.addMultiFrame(content)
    frame = QgsLayoutFrame(layout, content)
    frame.attemptSetSceneRect(QRectF(20, 20, 60, 20))
    frame.setVisibility(is_shown)
    content.addFrame(frame)


def has_a_page(html: str, is_shown: bool = True) -> Change:
    def change(layout: QgsPrintLayout) -> None:
        page = QgsLayoutItemHtml(layout)
        page.setContentMode(QgsLayoutItemHtml.ContentMode.ManualHtml)
        page.setHtml(html)
        page.setEvaluateExpressions(True)
        adds_a_frame(page, is_shown)

    return change


def has_a_table(*cells: str) -> Change:
    def change(layout: QgsPrintLayout) -> None:
        table = QgsLayoutItemManualTable.create(layout)
        table.setTableContents([[QgsTableCell(cell) for cell in cells]])
        adds_a_frame(table)

    return change


@pytest.mark.once
@pytest.mark.parametrize(
    "change",
    [
        has_a_page("<p>Échelle <b>1/25&nbsp;000</b></p>"),
        has_a_page("<p>Échelle 1/[% 10000 + 15000 %]</p>"),
        has_a_table("Échelle", "1/25 000"),
    ],
)
def test_so_does_a_frame(change: Change, shared_printer: Printer, tmp_path: Path) -> None:
    file = changed("commune_a3_landscape", of_a_bare_template(change), tmp_path)
    with pytest.raises(TemplateError, match="1/25 000"):
        shared_printer.export(SheetRequest("59294", template=str(file)), tmp_path / "s.pdf")


@pytest.mark.once
@pytest.mark.parametrize(
    "change",
    [
        has_a_page("<p>Échelle [% @srce_scale %], fond au 1/25&nbsp;000</p>"),
        has_a_page("<p>Échelle 1/25&nbsp;000</p>", is_shown=False),
        has_a_table("Échelle", "1/15 000"),
    ],
)
def test_nor_does_a_frame_that_does_not(
    change: Change, shared_printer: Printer, tmp_path: Path
) -> None:
    file = changed("commune_a3_landscape", of_a_bare_template(change), tmp_path)
    sheet = shared_printer.lay_out(SheetRequest("59294", template=str(file)))
    assert sheet.filled.scale == 15_000


SAME_SCALE = [
    "Échelle 1/15 000",
    "[% @srce_scale %]",
    "Données au 1/100 000, échelle 1/15 000",
    "Données établies à l'échelle du 1/100 000",
    "Plan au 1/15\u202f000e, soit 1 cm = 150 m",
    "<b>[% @srce_scale %]</b>",
    "[% @srce_nota %]",
    "Planche 1/4 du 1/12/2026 à 1:30, 01/2026",
    "Échelle 1/15 000\n250 m",
]


@pytest.mark.parametrize("text", SAME_SCALE)
def test_a_text_that_states_the_scale_is_right(text: str, filled: QgsPrintLayout) -> None:
    states(text)(filled)
    check_scale(filled.itemById("map"), [], 15_000)


@pytest.mark.once
@pytest.mark.parametrize("text", ["[% @srce_scale %]", "Données au 1/100 000, échelle 1/15 000"])
def test_a_text_that_states_the_scale_is_printed(
    text: str, shared_printer: Printer, tmp_path: Path
) -> None:
    file = changed("commune_a3_landscape", of_a_bare_template(states(text)), tmp_path)
    sheet = shared_printer.lay_out(SheetRequest("59294", template=str(file)))
    assert sheet.filled.scale == 15_000


@pytest.mark.once
def test_a_variable_of_an_item_does_not_replace_the_scale(
    shared_printer: Printer, tmp_path: Path
) -> None:
    def change(layout: QgsPrintLayout) -> None:
        label = layout.itemById("scale")
        QgsExpressionContextUtils.setLayoutItemVariable(label, "srce_scale", "Échelle 1/2 000")

    file = changed("commune_a3_landscape", of_a_bare_template(change), tmp_path)
    with pytest.raises(TemplateError, match="1/2 000"):
        shared_printer.export(SheetRequest("59294", template=str(file)), tmp_path / "s.pdf")


@pytest.mark.once
def test_a_situation_map_is_never_the_map(shared_printer: Printer, tmp_path: Path) -> None:
    def change(layout: QgsPrintLayout) -> None:
        layout.itemById("map").setId("overview")

    file = changed("commune_a3_landscape", of_a_bare_template(change), tmp_path)
    with pytest.raises(TemplateError, match="“map”"):
        shared_printer.export(SheetRequest("59294", template=str(file)), tmp_path / "s.pdf")


def test_each_of_two_situation_maps_shows_the_situation(
    shared_printer: Printer, tmp_path: Path
) -> None:
    def change(layout: QgsPrintLayout) -> None:
        item = QgsLayoutItemMap(layout)
        item.setId("overview")
        layout.addLayoutItem(item)
        item.attemptMove(QgsLayoutPoint(20, 20))
        item.attemptResize(QgsLayoutSize(30, 20))
        compute(item, "MapScale", "1000")

    file = changed("commune_a3_landscape", of_a_bare_template(change), tmp_path)
    project = QgsProject()
    result = shared_printer.add_layout(SheetRequest("59294", template=str(file)), project)
    assert result.layout is not None
    check_layout(result.layout, 15_000)
    maps = [i for i in result.layout.items() if isinstance(i, QgsLayoutItemMap)]
    situations = [item for item in maps if item.id() == "overview"]
    assert len(situations) == 2
    assert all(item.layers() and item.scale() > 100_000 for item in situations)
    project.clear()
