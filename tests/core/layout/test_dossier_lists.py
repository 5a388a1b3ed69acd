# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of a dossier on their pages: every line once, within the body, below its headings."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import QRectF

from srce_pac.core.layout.dossier_lists import (
    COLUMNS,
    HEADING,
    LINE,
    NOTE,
    DossierList,
    ListColumn,
    ListLine,
    Placed,
    placed_on_pages,
)

pytestmark = [pytest.mark.usefixtures("qgis_app"), pytest.mark.once]

BODY = QRectF(18, 29, 174, 245)
COLUMNS_OF_ALL = (ListColumn("Commune", 6), ListColumn("Page", 2, is_numeric=True))


def listed(heading: str, count: int, name: str = "Alpha", **others: object) -> DossierList:
    lines = tuple(ListLine((f"{name} {n}", str(n)), target=n) for n in range(count))
    made = DossierList(heading, f"{heading} (suite)", COLUMNS_OF_ALL, lines)
    return DossierList(**{**vars(made), **others})


def kinds(page: list[Placed]) -> list[str]:
    """What stands on a page, lines but once."""
    found = [one.kind for one in page]
    return [kind for kind, before in zip(found, [None, *found]) if kind != before]


@pytest.mark.parametrize("count", [1, 40, 41, 130])
def test_every_line_stands_once_and_in_order(count: int) -> None:
    pages = placed_on_pages([listed("Index", count)], BODY)
    lines = [one for page in pages for one in page if one.kind == LINE]
    assert [one.line.target for one in lines if one.line] == list(range(count))


@pytest.mark.parametrize("name", ["Alpha", "Saint-Germain-la-Blanche-Herbe " * 4])
def test_nothing_overlaps_or_leaves_the_body(name: str) -> None:
    for page in placed_on_pages([listed("Un", 70, name), listed("Deux", 70, name)], BODY):
        for one, following in zip(page, page[1:]):
            assert one.rect.bottom() <= following.rect.top() + 1e-6
        assert page[0].rect.top() == BODY.top()
        assert page[-1].rect.bottom() <= BODY.bottom() + 1e-6


def test_further_pages_bear_the_headings_again() -> None:
    pages = placed_on_pages([listed("Index", 130)], BODY)
    assert len(pages) > 2
    assert [kinds(page) for page in pages] == [[HEADING, COLUMNS, LINE]] * len(pages)
    assert [page[0].is_first for page in pages] == [True, *([False] * (len(pages) - 1))]


def test_a_heading_is_not_left_alone_at_the_end_of_a_page() -> None:
    for count in range(34, 44):
        for page in placed_on_pages([listed("Un", count), listed("Deux", 9)], BODY):
            assert page[-1].kind == LINE


def test_a_list_may_begin_a_page_and_a_note_ends_it() -> None:
    lists = [listed("Un", 3, note="Ceci."), listed("Deux", 3, on_new_page=True)]
    first, second = placed_on_pages(lists, BODY)
    assert kinds(first) == [HEADING, COLUMNS, LINE, NOTE]
    assert kinds(second) == [HEADING, COLUMNS, LINE]


def test_a_long_name_makes_its_line_higher() -> None:
    one = listed("Un", 1, "Saint-Germain " * 12)
    short = listed("Un", 1)
    assert one.height(one.lines[0], 174) > 1.5 * short.height(short.lines[0], 174)
