# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sheet prints only where it is asked for."""

from __future__ import annotations

import base64
import re

import numpy
import pytest
import zxingcpp
from qgis.core import (
    QgsExpression,
    QgsExpressionContextScope,
    QgsLayoutExporter,
    QgsLayoutItemLabel,
    QgsLayoutItemMapGrid,
    QgsLayoutObject,
    QgsPrintLayout,
    QgsProject,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QImage

from srce_pac.core.common.errors import SheetError
from srce_pac.core.common.extras import EXTRAS, read_extras
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layout.boxes import page_rect
from srce_pac.core.layout.extras import draw_qr_code, host_of, show_extras
from srce_pac.core.layout.sheet_items import LabelItem, SheetItem
from srce_pac.core.layout.template import open_template
from srce_pac.core.pipeline import Printer
from srce_pac.core.prepared_sheet import check_request
from srce_pac.core.profiles.data_facts import DataFacts
from srce_pac.core.sheet.cartouche import Cartouche, check_entries

Property = QgsLayoutObject.DataDefinedProperty
Side = QgsLayoutItemMapGrid.BorderSide
OUTSIDE = QgsLayoutItemMapGrid.AnnotationPosition.OutsideMapFrame


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


def test_ticks_stand_at_round_kilometres_whatever_the_scale(shared_printer: Printer) -> None:
    for template, scale, metres in (
        ("commune_a3_landscape", 15_000, 1_000),
        ("commune_a3_landscape", 10_000, 500),
        ("commune_a1_landscape", 100_000, 10_000),
    ):
        request = SheetRequest("59294", template=template, scale=scale, extras="ticks")
        sheet = shared_printer.lay_out(request)
        [grid] = sheet.items.map.grids().asList()
        assert grid.enabled()
        interval = grid.dataDefinedProperties().property(Property.MapGridIntervalX)
        assert interval.value(grid.createExpressionContext())[0] == pytest.approx(metres)
        assert not [w for w in sheet.filled.warnings if "grid" in w]
        # Outside the frame, where no box covers them, on the sides without letters of an index.
        shown = [
            side
            for side in (Side.Left, Side.Right, Side.Top, Side.Bottom)
            if grid.annotationDisplay(side) == QgsLayoutItemMapGrid.DisplayMode.ShowAll
            and grid.annotationPosition(side) == OUTSIDE
        ]
        assert shown == [Side.Right, Side.Bottom]
        context, scope = grid.createExpressionContext(), QgsExpressionContextScope()
        scope.setVariable("grid_axis", "y")
        scope.setVariable("grid_number", 7_012_500.0)
        context.appendScope(scope)
        figure = QgsExpression(grid.annotationExpression()).evaluate(context)
        assert figure == "7\u00a0012,5\u00a0km"
    request = SheetRequest("59294", template="commune_a3_landscape")
    [grid] = shared_printer.lay_out(request).items.map.grids().asList()
    assert not grid.enabled()


@pytest.mark.parametrize(
    ("template", "is_right", "is_bottom"),
    [
        ("commune_a2_landscape", True, True),
        ("commune_a1_portrait", True, True),
        ("commune_a0_landscape", True, True),
        ("epci_a2_landscape", True, False),
        ("epci_a0_landscape", True, False),
        ("epci_a1_portrait", False, True),
    ],
)
def test_a_large_sheet_is_folded_to_a4_its_name_in_front(
    template: str, is_right: bool, is_bottom: bool
) -> None:
    layout = open_template(template).new_layout(QgsProject.instance())
    marks = layout.itemById("fold_marks")
    assert not marks.isVisible()
    page = page_rect(layout.pageCollection().page(0))
    assert page_rect(marks).size() == page.size()
    svg = base64.b64decode(marks.picturePath().partition(":")[2]).decode()
    starts = [tuple(map(float, one)) for one in re.findall(r"M([\d.]+) ([\d.]+)", svg)]
    across = [0.0, *sorted({x for x, y in starts if y == 0 and x}), page.width()]
    down = [0.0, *sorted({y for x, y in starts if x == 0 and y}), page.height()]
    for edges, most in ((across, 210), (down, 297.3)):
        assert all(0 < b - a <= most for a, b in zip(edges, edges[1:])), edges
    name = page_rect(layout.itemById("territory_name")).center()
    left, right = across[-2:] if is_right else across[:2]
    top, bottom = down[-2:] if is_bottom else down[:2]
    assert left < name.x() < right
    assert top < name.y() < bottom


def test_a_small_sheet_has_no_fold_marks() -> None:
    for template in ("commune_a3_landscape", "epci_a4_portrait"):
        layout = open_template(template).new_layout(QgsProject.instance())
        assert layout.itemById("fold_marks") is None


@pytest.mark.parametrize("template", ["commune_a3_landscape", "epci_a4_portrait"])
def test_a_printed_code_leads_to_the_page_of_the_data(
    template: str, shared_printer: Printer
) -> None:
    page = "https://www.exemple.fr/donnees/trame-verte"
    request = SheetRequest("59294", template=template, extras="qr", cartouche={"page": page})
    sheet = shared_printer.lay_out(request)
    layout, code = sheet.items.layout, sheet.items.layout.itemById("qr_code")
    assert layout.itemById("qr_text").currentText().endswith("www.exemple.fr")
    assert 18 <= code.rect().width() <= 25
    image = QgsLayoutExporter(layout).renderRegionToImage(page_rect(code), QSize(), 200)
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    bits = grey.constBits()
    bits.setsize(grey.sizeInBytes())
    pixels = numpy.frombuffer(bits, numpy.uint8).reshape(grey.height(), grey.bytesPerLine())
    [read] = zxingcpp.read_barcodes(numpy.ascontiguousarray(pixels[:, : grey.width()]))
    assert read.text == page
    # The next sheet has none.
    layout = shared_printer.lay_out(SheetRequest("59294", template=template)).items.layout
    assert not layout.itemById("qr_code").isVisible()
    assert not layout.itemById("qr_box").isVisible()


@pytest.mark.parametrize(
    "page",
    [
        "",
        "ftp://www.exemple.fr/",
        "www.exemple.fr",
        "https://nom:secret@www.exemple.fr/",
        "https://www.exemple.fr/?token=f00dfeed",
        "https://www.exemple.fr/?id=7&mdp=f00dfeed",
        "https://www.exemple.fr/?q=0123456789abcdef0f00dfeed",
        "https://www.exemple.fr/?%74oken=f00dfeed",
        "https://www.exemple.fr/?suite=https://nom:secret@autre.fr",
        "https://www.exemple.fr/#access_token=f00dfeed",
        "https://www.exemple.fr/#f00dfeed",
        "https://www.exemple.fr/share/f00dfeed",
        "https://nuage.exemple.fr/s/f00dfeed",
        "https://www.exemple.fr/partages/f00dfeed/carte",
        "https://www.exemple.fr/?sid=f00dfeed",
        "https://intranet/carte",
        "http://localhost/carte",
        "http://192.168.1.3/carte",
        "http://[::1]:8080/carte",
        "https://www.exemple.fr/" + "a" * 200,
    ],
)
def test_a_code_leads_nowhere_that_is_not_for_everybody(page: str) -> None:
    [told] = draw_qr_code([], page)
    assert "secret" not in told
    assert "f00dfeed" not in told
    assert host_of(page) == ""


@pytest.mark.parametrize(
    "page",
    [
        "https://www.exemple.fr/beaucoup?de=choses&et=encore",
        "https://www.exemple.fr/srv/fre?uuid=82b2588f-0452-49fe-a0f1-5609eeaf9811",
        "https://www.exemple.fr/fre/find#/metadata/fr-120066022-jdd-82b2588f-0452-49fe-a0f1-5609eeaf9811",
        "https://www.exemple.fr/?id=1234&page=2",
    ],
)
def test_a_code_may_lead_to_a_record_of_a_catalogue(page: str) -> None:
    assert draw_qr_code([], page) == []
    assert host_of(page) == "www.exemple.fr"
    # A profile keeps it whole.
    assert DataFacts(page=page).entries()["page"] == page


def test_what_is_wrong_with_an_address_is_named_not_shown() -> None:
    [told] = draw_qr_code([], "https://www.exemple.fr/?id=1&token=f00dfeed")
    assert "token" in told
