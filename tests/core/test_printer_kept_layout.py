# SPDX-License-Identifier: GPL-3.0-or-later
"""The layout that a printer keeps: each sheet on it is as on one that was never filled."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest
from qgis.core import (
    QgsExpressionContextUtils,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutPoint,
    QgsPrintLayout,
    QgsProject,
    QgsProperty,
    QgsReadWriteContext,
)
from qgis.PyQt.QtCore import QPointF
from qgis.PyQt.QtGui import QColor, QImage

from srce_pac.core import print_project
from srce_pac.core.common.request import COMMUNE, NO_BASE, SheetRequest
from srce_pac.core.layout import fill, legend_item, sheet_items
from srce_pac.core.layout.layout_items import LayoutItems
from srce_pac.core.layout.template import open_template
from srce_pac.core.output.export import write_layout
from srce_pac.core.pipeline import Printer, SheetResult, export_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf

pytestmark = pytest.mark.usefixtures("qgis_app")

HAYNECOURT = "59294"
# An EPCI of few communes.
SUD_AVESNOIS = "200043404"
# Where the demonstration holds nothing.
EMPTY = "60057"

# The part of a page whose pixels may differ by a hair.
MOST_DIFFERENT = 1e-4

USUAL = SheetRequest(HAYNECOURT, template="commune_a4_portrait", base=NO_BASE)


@pytest.fixture
def new_printer(embedded: Gazetteer) -> Iterator[Printer]:
    """A printer of the demonstration, which has printed nothing yet."""
    with closing(Printer(USUAL, embedded)) as printer:
        yield printer


@dataclass(frozen=True)
class Drawn:
    """What is compared of a sheet."""

    counts: dict[str, int]
    warnings: list[str]
    scale: float
    words: list[str]
    picture: pdf.Picture


@pytest.fixture(scope="module")
def fresh(
    embedded: Gazetteer, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[SheetRequest], Drawn]:
    """The sheet as a printer draws it that prints nothing else; once for the same request."""
    folder = tmp_path_factory.mktemp("fresh")
    known: dict[str, Drawn] = {}

    def draw(request: SheetRequest) -> Drawn:
        if repr(request) not in known:
            known[repr(request)] = drawn(export_sheet(request, embedded, folder / "sheet.pdf"))
        return known[repr(request)]

    return draw


def drawn(result: SheetResult) -> Drawn:
    assert result.file is not None
    shown = pdf.sorted_words(result.file), pdf.picture(result.file)
    return Drawn(result.counts, result.warnings, result.scale, *shown)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[QgsPrintLayout]:
    """The layouts that are written to files."""
    layouts: list[QgsPrintLayout] = []

    def write_and_note(layout: QgsPrintLayout, *given: Any) -> list[str]:
        layouts.append(layout)
        return write_layout(layout, *given)

    monkeypatch.setattr(print_project, "write_layout", write_and_note)
    return layouts


@pytest.fixture
def check_same(
    shared_printer: Printer, fresh: Callable[[SheetRequest], Drawn], tmp_path: Path
) -> Callable[[SheetRequest], None]:
    """Check that the next sheet of the printer is as one that prints nothing else draws it."""

    def check(request: SheetRequest) -> None:
        kept, expected = (
            drawn(shared_printer.export(request, tmp_path / "kept.pdf")),
            fresh(request),
        )
        assert kept.counts == expected.counts, request
        assert kept.warnings == expected.warnings, request
        assert kept.scale == expected.scale, request
        assert kept.words == expected.words, request
        differ = np.any(kept.picture != expected.picture, axis=2)
        assert np.mean(differ) <= MOST_DIFFERENT, request

    return check


def write_logo(folder: Path) -> str:
    logo = QImage(300, 100, QImage.Format.Format_RGB32)
    logo.fill(QColor("teal"))
    logo.save(str(folder / "logo.png"))
    return str(folder / "logo.png")


def write_template(folder: Path, change: Callable[[QgsPrintLayout], object]) -> str:
    """A bundled template as an office has changed it."""
    project = QgsProject()
    layout = open_template(USUAL.template).new_layout(project)
    change(layout)
    path = folder / "own.qpt"
    assert layout.saveAsTemplate(str(path), QgsReadWriteContext())
    return str(path)


def item(layout: QgsPrintLayout, name: str) -> Any:
    found = layout.itemById(name)
    assert found is not None
    return found


def test_sheets_of_all_kinds_one_after_another(
    check_same: Callable[[SheetRequest], None], embedded: Gazetteer, tmp_path: Path
) -> None:
    communes = [e for e in embedded.entries if e.kind == COMMUNE and e.departement == "59"]
    by_length = sorted(communes, key=lambda entry: (len(entry.name), entry.code))
    longest, shortest = by_length[-1].code, by_length[0].code
    logo = {"logo": write_logo(tmp_path)}
    for request in (
        USUAL,
        replace(USUAL, territory=longest, cartouche=logo),
        replace(USUAL, territory=shortest),
        replace(USUAL, territory=EMPTY),
        replace(USUAL, territory=longest, outside="show", geopdf=True, outlines=True),
        replace(USUAL, territory="59044", template="commune_a3_landscape"),
        replace(USUAL, territory=longest, template="commune_a3_landscape"),
        SheetRequest(SUD_AVESNOIS, template="epci_a4_portrait", cartouche=logo),
        replace(USUAL, cartouche={"status": "Projet", "notice": False, "logo": "/none.png"}),
        SheetRequest("59001,59010", template="epci_a4_portrait", title="Deux communes"),
        replace(USUAL, territory=shortest, template="epci_a3_landscape_table"),
        replace(USUAL, territory=shortest, scale=10_000),
        replace(USUAL, territory=shortest, outside="hide"),
        USUAL,
    ):
        check_same(replace(request, base=""))


@pytest.mark.once
@pytest.mark.parametrize(
    ("module", "step"),
    [
        (fill, "_scale_symbols"),
        (fill, "_set_up_scale_bars"),
        (fill, "show_logo"),
        (legend_item, "_list_lines"),
        (fill, "fit_labels"),
        (fill, "_arrange_band"),
        (sheet_items, "place_item"),
    ],
)
def test_a_sheet_that_fails_in_the_middle_leaves_no_trace(
    module: Any,
    step: str,
    shared_printer: Printer,
    check_same: Callable[[SheetRequest], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shared_printer.export(USUAL, tmp_path / "first.pdf")
    whole = getattr(module, step)

    def fail(*arguments: Any) -> None:
        whole(*arguments)
        raise RuntimeError(step)

    with monkeypatch.context() as patch:
        patch.setattr(module, step, fail)
        logo = {"logo": write_logo(tmp_path)}
        with pytest.raises(RuntimeError, match=step):
            shared_printer.export(
                replace(USUAL, territory=EMPTY, geopdf=True, cartouche=logo),
                tmp_path / "failed.pdf",
            )
    check_same(USUAL)


@pytest.mark.once
def test_a_layout_is_kept_and_does_not_grow(
    new_printer: Printer, tmp_path: Path, written: list[QgsPrintLayout]
) -> None:
    def size() -> tuple[int, ...]:
        layout = written[-1]
        variables = layout.customProperty("variableNames")
        shapes = [x for x in layout.items() if isinstance(x, QgsLayoutItem)]
        blocking = [x for x in shapes if item(layout, "map").isLabelBlockingItem(x)]
        history = layout.undoStack().stack().count()
        return len(layout.items()), len(variables), len(blocking), history

    new_printer.export(USUAL, tmp_path)
    first = size()
    for _ in range(3):
        new_printer.export(replace(USUAL, territory="59044"), tmp_path)
        new_printer.export(USUAL, tmp_path)
    assert size() == first
    assert all(layout is written[0] for layout in written)


@pytest.mark.once
def test_a_template_that_changes_is_loaded_anew(
    shared_printer: Printer, tmp_path: Path, written: list[QgsPrintLayout]
) -> None:
    own = replace(
        USUAL, template=write_template(tmp_path, lambda layout: item(layout, "status").setText("A"))
    )
    shared_printer.export(own, tmp_path / "first.pdf")
    write_template(tmp_path, lambda layout: item(layout, "status").setText("Version B du modèle"))
    shared_printer.export(own, tmp_path / "second.pdf")
    assert written[0] is not written[1]
    assert "Version B du modèle" in pdf.normalised(pdf.text(tmp_path / "second.pdf"))


@pytest.mark.once
def test_layouts_go_with_their_printer(
    new_printer: Printer, tmp_path: Path, written: list[QgsPrintLayout]
) -> None:
    new_printer.export(USUAL, tmp_path)
    gone: list[str] = []
    written[0].destroyed.connect(lambda: gone.append("layout"))
    written.clear()
    assert new_printer.basis is not None
    print_projects = list(new_printer.basis._print_projects.values())
    new_printer.close()
    gc.collect()
    assert gone == ["layout"] * len(print_projects)


@pytest.mark.once
def test_variables_of_a_template_stay(shared_printer: Printer, tmp_path: Path) -> None:
    def change(layout: QgsPrintLayout) -> None:
        QgsExpressionContextUtils.setLayoutVariable(layout, "bureau", "Bureau 12")
        item(layout, "status").setText("[% @bureau || ' à ' || @srce_territory_code %]")

    own = replace(USUAL, template=write_template(tmp_path, change))
    for code in (HAYNECOURT, "59044", HAYNECOURT):
        result = shared_printer.export(replace(own, territory=code), tmp_path)
        assert result.file is not None
        assert f"Bureau 12 à {code}" in pdf.normalised(pdf.text(result.file))


@pytest.mark.once
def test_a_scale_bar_in_the_band_is_as_long_as_on_a_fresh_layout(
    check_same: Callable[[SheetRequest], None], tmp_path: Path
) -> None:
    def change(layout: QgsPrintLayout) -> None:
        bar, box = item(layout, "scalebar"), item(layout, "legend_box")
        bar.setReferencePoint(QgsLayoutItem.ReferencePoint.UpperRight)
        corner = box.scenePos() + QPointF(box.rect().width() - 2, box.rect().height() - 8)
        bar.attemptMove(QgsLayoutPoint(corner.x(), corner.y()))

    own = replace(USUAL, template=write_template(tmp_path, change))
    # The bar of the larger one is the longer, and that of a fixed scale another.
    for request in (own, replace(own, territory="59044"), replace(own, scale=40_000), own):
        check_same(request)


class TestNotRefilled:
    """Layouts that cannot be filled once more as if they never were."""

    @pytest.fixture
    def layout(self) -> Iterator[QgsPrintLayout]:
        project = QgsProject()
        yield open_template(USUAL.template).new_layout(project)
        project.clear()

    def test_a_bundled_template_can_be_refilled(self, layout: QgsPrintLayout) -> None:
        assert LayoutItems(layout).can_be_refilled

    def test_a_table_may_add_pages(self) -> None:
        layout = open_template("epci_a3_landscape_table").new_layout(QgsProject.instance())
        assert not LayoutItems(layout).can_be_refilled

    def test_a_group_stretches_what_is_in_it(self, layout: QgsPrintLayout) -> None:
        layout.groupItems([item(layout, "nota"), item(layout, "nota_title")])
        assert not LayoutItems(layout).can_be_refilled

    def test_a_web_page_is_loaded_by_qgis(self, layout: QgsPrintLayout) -> None:
        item(layout, "nota").setMode(QgsLayoutItemLabel.Mode.ModeHtml)
        assert not LayoutItems(layout).can_be_refilled

    def test_what_follows_an_expression_is_as_each_sheet_says(
        self,
        check_same: Callable[[SheetRequest], None],
        tmp_path: Path,
        written: list[QgsPrintLayout],
    ) -> None:
        def change(layout: QgsPrintLayout) -> None:
            shown = QgsProperty.fromExpression(f"@srce_territory_code = '{HAYNECOURT}'")
            properties = item(layout, "notice").dataDefinedProperties()
            properties.setProperty(QgsLayoutItem.DataDefinedProperty.ExcludeFromExports, shown)
            item(layout, "notice").setDataDefinedProperties(properties)

        own = replace(USUAL, template=write_template(tmp_path, change))
        assert not LayoutItems(open_template(own.template).new_layout(QgsProject())).can_be_refilled
        check_same(own)
        check_same(replace(own, territory="59044"))
        check_same(own)
        assert len(set(map(id, written))) == len(written)
