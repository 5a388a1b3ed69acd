# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sheet prints only where it is asked for."""

from __future__ import annotations

import pytest
from qgis.core import QgsLayoutItemLabel, QgsPrintLayout, QgsProject

from srce_pac.core.common.errors import SheetError
from srce_pac.core.common.extras import EXTRAS, read_extras, written_extras
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layout.extras import show_extras
from srce_pac.core.layout.sheet_items import LabelItem, SheetItem
from srce_pac.core.prepared_sheet import check_request
from srce_pac.core.sheet.cartouche import Cartouche, check_entries


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", set()),
        ("none", set()),
        ("ticks", {"ticks"}),
        (" Ticks , folds;qr,", {"ticks", "folds", "qr"}),
        (",".join(EXTRAS), set(EXTRAS)),
        (Cartouche().extras, {"index"}),
    ],
)
def test_extras_are_read_as_people_write_them(text: str, read: set[str]) -> None:
    assert read_extras(text) == read
    assert read_extras(written_extras(read) or Cartouche().extras) == read


def test_unknown_extra_is_refused_wherever_it_is_asked_for() -> None:
    with pytest.raises(SheetError, match="“tocks”"):
        check_request(SheetRequest("59294", extras="ticks,tocks"))
    with pytest.raises(SheetError, match="“tocks”"):
        check_entries({"extras": "tocks"})


def _items(*ids: str) -> list[SheetItem]:
    # The layout lives as long as its items are looked at.
    layout = QgsPrintLayout(QgsProject.instance())
    labels = []
    for name in ids:
        label = QgsLayoutItemLabel(layout)
        label.setId(name)
        layout.addLayoutItem(label)
        labels.append(LabelItem.of(label))
    labels[0].keeps = layout  # type: ignore[attr-defined]
    return list(labels)


def test_items_of_an_extra_are_shown_only_where_it_is_asked_for() -> None:
    items = _items("fold_marks", "fold_marks", "qr_code", "key_figures")
    for asked, shown in (
        ({"folds"}, [True, True, False, False]),
        ({"qr", "index"}, [False, False, True, False]),
        (set(), [False] * 4),
    ):
        assert show_extras(items, asked, "plan") == []
        assert [item.is_visible for item in items] == shown


def test_template_without_a_place_is_told_of() -> None:
    told = show_extras(_items("map"), {"qr", "index", "folds", "figures"}, "plan")
    assert len(told) == 1
    assert "“key_figures”, “qr_text”." in told[0]
