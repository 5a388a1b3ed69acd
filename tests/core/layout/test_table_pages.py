# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of a plan: what it says, and how it is shared out to frames and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import (
    QgsLayoutFrame,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemManualTable,
    QgsLayoutItemPolygon,
    QgsLayoutMultiFrame,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
)

from srce_pac.core.layout.boxes import is_made, page_rect, place_item
from srce_pac.core.layout.layout_items import LayoutItems
from srce_pac.core.layout.table import complete_pages, fill_table, find_table
from srce_pac.core.layout.table_content import TableContent, table_content
from srce_pac.core.layout.template import open_template
from srce_pac.core.layout.template_restore import snapshot_filled, snapshot_template
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.summary.summary import Summary, SummaryRow
from srce_pac.tests.support.factories import find, make_gazetteer
from srce_pac.tests.support.summaries import CARRES

pytestmark = pytest.mark.usefixtures("qgis_app")

SMALLEST = 6.5
TEMPLATE = "epci_a3_landscape_table"

# The classes of a plan: their ids and the letters of their objects.
CLASSES = (("obstacle", "p"), ("obstacle", "l"), ("corridor", "l"), ("reservoir", "s"))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    """A summary of an EPCI without a row."""
    places = make_gazetteer(tmp_path_factory.mktemp("places"))
    return Summary(find(places, CARRES), load_sheet("srce"), (), "GRS 1980")


def row(place: str, class_id: str, letter: str, number: int, **how: object) -> SummaryRow:
    is_whole = place == "Ensemble"
    measure = None if letter == "p" else 10.0 * number
    share = float(number % 100) if letter == "s" else None
    code = "" if is_whole else place
    made = SummaryRow(
        is_whole, code, place, class_id, class_id.title(), "", letter, number, measure, share
    )
    return replace(made, **how)  # type: ignore[arg-type]


def plan(
    empty: Summary, communes: int, classes: Sequence[tuple[str, str]] = CLASSES, name: str = "C"
) -> Summary:
    """A summary of so many communes, each with some objects of all classes."""
    places = ["Ensemble", *(f"{name}{number:03}" for number in range(communes))]
    rows = [row(p, *of, number + 1) for p in places for number, of in enumerate(classes)]
    return replace(empty, rows=tuple(rows))


def printed(table: QgsLayoutItemManualTable) -> list[list[str]]:
    return [[str(cell.content()) for cell in line] for line in table.tableContents()]


def layout_of(project: QgsProject) -> tuple[QgsPrintLayout, QgsLayoutItemManualTable]:
    layout = open_template(TEMPLATE).new_layout(project)
    table = find_table(layout)
    assert table is not None
    return layout, table


def fill(table: QgsLayoutItemManualTable, summary: Summary) -> list[str]:
    warnings = fill_table(table, summary, SMALLEST)
    complete_pages(table)
    return warnings


def labels_on(layout: QgsPrintLayout, page: int) -> set[str]:
    labels = [x for x in layout.items() if isinstance(x, QgsLayoutItemLabel)]
    return {label.id() for label in labels if label.page() == page and label.id()}


def named(layout: QgsPrintLayout) -> list[str]:
    items = [x for x in layout.items() if isinstance(x, QgsLayoutItem)]
    return sorted(item.id() or item.displayName() for item in items)


class TestContent:
    """What the table of a plan says."""

    def test_a_class_is_a_group_of_a_column_for_each_measure(self, empty: Summary) -> None:
        content = table_content(plan(empty, 2))
        heads = [(c.group[:8], c.heading) for c in content.columns]
        assert heads == [
            ("", "Territoire"),
            ("Obstacle", "nombre"),
            ("Obstacle", "km"),
            ("Corridor", "km"),
            ("Réservoi", "ha"),
            ("Réservoi", "%"),
            ("Réservoi", ""),
        ]
        lines = [line.texts for line in content.lines]
        assert [texts[0] for texts in lines] == ["C000", "C001", "Ensemble"]
        assert lines[0][1:] == ("1", "20,0", "30,0", "40", "4,0", "")
        assert content.lines[0].shares[-1] == 4.0

    @pytest.mark.parametrize(
        ("changed", "texts", "note"),
        [
            ({"class_id": "", "geometry": "", "count": 0}, ("C000", "–", "–"), "– : aucun objet."),
            ({"class_id": "", "count": None}, ("C000", "n. c.", "n. c."), "n. c. : commune non"),
            (
                {"is_partial": True, "share": None},
                ("C000\u00a0*", "10", ""),
                "* Couvert en partie par les données.",
            ),
        ],
    )
    def test_what_is_not_known_is_no_nothing(
        self, changed: dict[str, object], texts: tuple[str, ...], note: str, empty: Summary
    ) -> None:
        summary = plan(empty, 1, (("reservoir", "s"),))
        whole, commune = summary.rows
        content = table_content(replace(summary, rows=(whole, replace(commune, **changed))))  # type: ignore[arg-type]
        assert content.lines[0].texts[:3] == texts
        assert any(text.startswith(note) for text in content.notes)

    def test_a_class_without_an_object_is_no_column_but_named(self, empty: Summary) -> None:
        summary = plan(empty, 1)
        lacking = row("Ensemble", "watercourse", "", 0)
        content = table_content(replace(summary, rows=(lacking, *summary.rows)))
        assert not any("Cours" in column.group for column in content.columns)
        assert any("Cours d'eau" in note for note in content.notes)

    def test_of_a_plan_without_objects_the_classes_are_listed(self, empty: Summary) -> None:
        content = table_content(replace(empty, rows=(row("Ensemble", "reservoir", "", 0),)))
        assert [line.texts[1] for line in content.lines] == ["0"]


class TestPages:
    """Frames and pages of a table."""

    @pytest.mark.parametrize(
        ("communes", "most"),
        # Three lists of them stand side by side.
        [(35, 1), (119, 1), (250, 3)],
    )
    def test_communes_take_few_pages(
        self, communes: int, most: int, empty: Summary, project: QgsProject
    ) -> None:
        layout, table = layout_of(project)
        assert fill(table, plan(empty, communes)) == []
        assert layout.pageCollection().pageCount() <= 1 + most
        assert len(table.tableContents()) == communes + 1
        rooms = [page_rect(frame) for frame in table.frames()]
        assert not any(a.intersects(b) for n, a in enumerate(rooms) for b in rooms[:n])
        assert max(room.right() for room in rooms) <= 412.1

    def test_every_page_has_titles_heads_and_bars_and_no_line_alone(
        self, empty: Summary, project: QgsProject
    ) -> None:
        layout, table = layout_of(project)
        own = labels_on(layout, 1)
        assert {"summary_title", "summary_method", "page_foot", "page_number"} <= own
        frame = table.frame(0)
        # No room for lists side by side.
        frame.attemptResize(QgsLayoutSize(130, 120))
        room = page_rect(frame)
        for communes in range(53, 56):
            place_item(frame, room)
            fill(table, plan(empty, communes))
            assert page_rect(frame).right() <= room.right() + 0.1
            pages = layout.pageCollection().pageCount()
            assert pages > 2
            for page in range(1, pages):
                assert own <= labels_on(layout, page)
            # Lines are higher than five millimetres at the template's type, than four at the least.
            assert table.frames()[-1].rect().height() > 8, communes
            bars = [x for x in layout.items() if isinstance(x, QgsLayoutItemPolygon)]
            assert {bar.page() for bar in bars} == set(range(1, pages))

    def test_columns_without_room_go_on_to_a_page_of_their_own(
        self, empty: Summary, project: QgsProject
    ) -> None:
        layout, table = layout_of(project)
        sheet = load_sheet("patrimoine_naturel")
        names = [n for n in sheet.classes if n not in load_sheet("srce").classes]
        many = [(name, letter) for name in names for letter in "pls"]
        fill(table, plan(replace(empty, sheet=sheet), 20, many))
        assert layout.pageCollection().pageCount() > 2
        others = [x for x in layout.multiFrames() if x is not table]
        assert others
        for one in (table, *others):
            assert printed(one)[0][0] == "C000"
            assert page_rect(one.frame(0)).right() <= 412.1

    def test_a_table_that_may_not_go_on_is_told_to_be_too_small(
        self, empty: Summary, project: QgsProject
    ) -> None:
        layout, table = layout_of(project)
        table.setResizeMode(QgsLayoutMultiFrame.ResizeMode.UseExistingFrames)
        (warning,) = fill(table, plan(empty, 250))
        assert "251 rows" in warning
        assert layout.pageCollection().pageCount() == 2

    def test_what_is_added_for_one_sheet_serves_no_other(
        self, empty: Summary, project: QgsProject, tmp_path: Path
    ) -> None:
        layout, table = layout_of(project)
        before = named(layout)
        snapshot_template(layout)
        fill(table, plan(empty, 130))
        snapshot_filled(layout)
        assert any(isinstance(x, QgsLayoutFrame) and is_made(x) for x in layout.items())
        file = tmp_path / "own.qpt"
        assert layout.saveAsTemplate(str(file), QgsReadWriteContext())
        again = open_template(str(file)).new_layout(project)
        assert again.pageCollection().pageCount() == 2
        assert named(again) == before
        reread = LayoutItems(again).table
        assert reread is not None
        repeats = QgsLayoutMultiFrame.ResizeMode.RepeatUntilFinished
        assert reread.resizeMode() == repeats
        assert fill(reread, plan(empty, 35)) == []
        assert again.pageCollection().pageCount() == 2


def test_parts_of_a_content_keep_the_names(empty: Summary) -> None:
    content = table_content(plan(empty, 2))
    part: TableContent = content.of_columns([0, *content.groups[-1]])
    assert [column.heading for column in part.columns] == ["Territoire", "ha", "%", ""]
    assert part.without_bars.lines[0].texts == ("C000", "40", "4,0")


def test_a_table_beside_the_map_takes_no_texts_of_the_sheet_along(
    empty: Summary, project: QgsProject
) -> None:
    layout, table = layout_of(project)
    frame = table.frame(0)
    place_item(frame, page_rect(frame).translated(0, -page_rect(frame).top() + 10))
    assert frame.page() == 0
    fill(table, plan(empty, 250))
    assert layout.pageCollection().pageCount() > 2
    assert labels_on(layout, 2) == set()


def test_numbers_of_a_column_stand_below_each_others_commas(empty: Summary) -> None:
    summary = plan(empty, 2, (("reservoir", "s"),))
    # A small commune, of whose share less is known.
    rows = [replace(one, share=8.0) if one.code == "C000" else one for one in summary.rows]
    rows = [replace(one, measure=4_000.0, share=12.5) if not one.code else one for one in rows]
    content = table_content(replace(summary, rows=tuple(rows)))
    shares = [line.texts[2] for line in content.lines]
    assert [text.rstrip("\u00a0") for text in shares] == ["8", "1,0", "12,5"]
    assert shares[0] == "8" + 3 * "\u00a0"
    assert any(note.startswith("Parts arrondies") for note in content.notes)


def test_a_list_names_a_class_once_and_again_on_a_further_page(empty: Summary) -> None:
    rows = [row("Ensemble", "reservoir", "s", 3)]
    rows += [row("Ensemble", "reservoir", "s", 1, sub_trame=f"Zone {n}") for n in range(3)]
    rows.append(row("Ensemble", "watercourse", "", 0))
    entry = replace(empty.territory.entry, kind="commune")
    territory = replace(empty.territory, entry=entry)
    content = table_content(replace(empty, territory=territory, rows=tuple(rows)))
    assert [line.texts[0] for line in content.lines] == ["Reservoir", "", "", ""]
    assert [line.texts[0] for line in content.named_at({2}).lines][1:3] == ["", "Reservoir"]
    assert any("Cours d'eau" in note for note in content.notes)
