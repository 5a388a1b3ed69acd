# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates that would bring QGIS down, or never come to an end: drawn or refused."""

from __future__ import annotations

import os
import struct
import time
import zlib
from pathlib import Path
from typing import Callable

import pytest

from srce_pac.core.common.errors import TemplateError
from srce_pac.core.common.request import SheetRequest, TemplateWish
from srce_pac.core.layout.template import available_templates, open_template
from srce_pac.core.layout.template_texts import LONGEST_TEXT
from srce_pac.core.pipeline import Printer
from srce_pac.core.preview import SheetPreview
from srce_pac.tests.support.foreign_templates import (
    FRAME,
    GROUP,
    LABEL,
    LEGEND,
    MAP,
    PAGE,
    PICTURE,
    POLYLINE,
    SHAPE,
    Item,
    composition_xml,
    label,
    sheet_map,
    template_xml,
    write_template,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

# Seconds in which any of these is drawn, or refused.
SOON = 20

Draw = Callable[[Path], SheetPreview]


@pytest.fixture
def draw(shared_printer: Printer) -> Draw:
    """Draw a small picture of a sheet on a template."""

    def draw_on(file: Path) -> SheetPreview:
        began = time.process_time()
        preview = shared_printer.preview(SheetRequest("59294", template=str(file)))
        assert not preview.picture({}, 120).isNull()
        assert time.process_time() - began < SOON
        return preview

    return draw_on


IN_A_BOX = Item(SHAPE, "nota_box", "60,60,mm", "220,100,mm")

DRAWN = {
    "an item of no number": (Item(LABEL, "perdu", "nan,10,mm"),),
    "an item of infinite size": (Item(PICTURE, "perdu", "inf,inf,mm"),),
    "an item of size zero": (Item(SHAPE, "perdu", "0,0,mm"),),
    "an item of negative size": (Item(SHAPE, "perdu", "-10,-10,mm"),),
    "an item at no place": (Item(LABEL, "perdu", position="nan,nan,mm"),),
    "an item kilometres away": (Item(LABEL, "perdu", position="1e9,0,mm"),),
    "a page among the items": (Item(PAGE, "perdu"),),
    "a frame of nothing": (Item(FRAME, "perdu", more={"multiFrame": "{a}"}),),
    "a group that holds itself": (
        Item(GROUP, "perdu", inner='<ComposerItemGroupElement uuid="{a}"/>', more={"uuid": "{a}"}),
    ),
    "groups that hold each other": (
        Item(GROUP, "perdu", inner='<ComposerItemGroupElement uuid="{b}"/>', more={"uuid": "{a}"}),
        Item(GROUP, inner='<ComposerItemGroupElement uuid="{a}"/>', more={"uuid": "{b}"}),
    ),
}

TAKEN_AS_THEY_ARE = {
    "an unknown kind of item": (Item("99999"),),
    "an item of no kind": (Item("carte"),),
    "a flat line": (Item(POLYLINE, size="80,0,mm"),),
    "a legend that grows": (Item(LEGEND, size="0,0,mm"),),
    "two items of one identity": (label("a", uuid="{a}"), label("b", uuid="{a}")),
    "a box in no column": (IN_A_BOX, label("[% @srce_nota %]", "nota")),
    "a box without height to spare": (
        Item(SHAPE, "nota_box", "60,0.01,mm", "220,100,mm"),
        Item(SHAPE, size="60,0.01,mm", position="220,100,mm"),
    ),
    "a map that straddles a box": (
        sheet_map(),
        IN_A_BOX,
        Item(MAP, "overview", "90,30,mm", "205,110,mm"),
    ),
    "a box that straddles the map": (Item(SHAPE, "text_box", "60,60,mm", "190,100,mm"), label("a")),
    "an item a hair above its box": (
        IN_A_BOX,
        Item(LABEL, "nota", "50,20,mm", "222,99.95,mm", more={"labelText": "[% @srce_nota %]"}),
    ),
    "a label with more margin than room": (label("[% @srce_nota %]", marginX="400"),),
    "a word wider than its box": (
        Item(SHAPE, "nota_box", "3,60,mm", "220,100,mm"),
        label("Chauffailles-en-Cambrésis", size="2,10,mm", position="220.5,110,mm"),
    ),
    "a shape drawn by a line": (
        Item(SHAPE, inner='<symbol type="line"><layer class="SimpleLine"/></symbol>'),
    ),
    "a shape drawn by what is unknown": (
        Item(SHAPE, inner='<symbol type="fill"><layer class="Unknown"/></symbol>'),
    ),
    "a line drawn by an area": (
        Item(POLYLINE, inner='<symbol type="fill"><layer class="SimpleFill"/></symbol>'),
    ),
    "a text that would never end": (
        label("[% array_length(generate_series(1, 999999999999)) %]"),
        label("[% rpad('a', 99999999999, 'a') %]", "b"),
    ),
    "a map that has shown nothing": (
        sheet_map(inner='<Extent xmin="nan" ymin="nan" xmax="nan" ymax="nan"/>'),
    ),
    "a grid without end": (
        sheet_map(
            inner='<ComposerMapGrid uuid="g" show="1" intervalX="nan" intervalY="0.000001" '
            'unit="0" gridStyle="0"/>'
        ),
    ),
}

REFUSED = {
    "a map of no number": (template_xml(sheet_map(size="nan,nan,mm")), "cannot be drawn"),
    "a map of size zero": (template_xml(sheet_map(size="0,0,mm")), "cannot be drawn"),
    "a map at no place": (template_xml(sheet_map(position="nan,0,mm")), "cannot be drawn"),
    "a page of no number": (template_xml(page="nan,nan,mm"), "page that cannot be printed"),
    "a page of size zero": (template_xml(page="0,0,mm"), "page that cannot be printed"),
    "a page as large as a town": (template_xml(page="1e7,1e7,mm"), "page that cannot be printed"),
    "thousands of pages": (
        template_xml(more=f"<PageCollection>{Item(PAGE).xml() * 5000}</PageCollection>"),
        "too large",
    ),
    "thousands of items": (template_xml(*[label("a")] * 3000), "too large"),
    "no end of elements": (template_xml(more="<a/>" * 200_000), "too large"),
    "no end of depth": (template_xml(more="<a>" * 5000 + "</a>" * 5000), "too large"),
    "a file of many megabytes": (template_xml(more=f"<!--{'x' * 21_000_000}-->"), "too large"),
    "entities of entities": (
        '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>' + template_xml(label("&c;")),
        "holds no layout",
    ),
    "a file of the machine as an entity": (
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>' + template_xml(),
        "holds no layout",
    ),
    "a project": ("<qgis/>", "a project"),
    "a packed project": ("PK\x03\x04", "a project"),
    "a note of a filling that is none": (
        template_xml(
            Item(
                LABEL,
                inner='<LayoutObject><customproperties><Option type="Map">'
                '<Option type="QString" name="srce_pac/filled" value="{&quot;place&quot;: [NaN]}"/>'
                "</Option></customproperties></LayoutObject>",
            ),
        ),
        "earlier filling",
    ),
}


@pytest.mark.parametrize("items", DRAWN.values(), ids=DRAWN)
def test_what_cannot_be_drawn_costs_itself_and_is_told(
    items: tuple[Item, ...], draw: Draw, tmp_path: Path
) -> None:
    warnings = draw(write_template(tmp_path, *items)).warnings
    (told,) = (warning for warning in warnings if "cannot be drawn" in warning)
    assert "perdu" in told or "Page" in told


@pytest.mark.parametrize("items", TAKEN_AS_THEY_ARE.values(), ids=TAKEN_AS_THEY_ARE)
def test_what_is_odd_is_drawn(items: tuple[Item, ...], draw: Draw, tmp_path: Path) -> None:
    warnings = draw(write_template(tmp_path, *items)).warnings
    assert not [warning for warning in warnings if "cannot be drawn" in warning]


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_can_never_be_drawn_is_refused_in_a_sentence(
    content: str, reason: str, draw: Draw, tmp_path: Path
) -> None:
    file = tmp_path / "d_ailleurs.qpt"
    file.write_text(content, encoding="utf-8")
    began = time.process_time()
    with pytest.raises(TemplateError, match=reason) as caught:
        draw(file)
    assert time.process_time() - began < SOON
    assert "d_ailleurs" in str(caught.value)


def test_what_is_no_file_is_refused(draw: Draw, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="no file"):
        draw(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_template_may_be_in_another_encoding(encoding: str, draw: Draw, tmp_path: Path) -> None:
    file = tmp_path / "encoded.qpt"
    file.write_text(template_xml(label("Chez nous")), encoding=encoding)
    assert draw(file).place("texte") is not None


def test_a_text_of_megabytes_is_cut_and_told(draw: Draw, tmp_path: Path) -> None:
    file = write_template(tmp_path, label("mot " * 500_000 + "[% @srce_nota %]"))
    (told,) = (w for w in draw(file).warnings if str(LONGEST_TEXT) in w)
    assert "“texte”" in told


def test_a_text_that_grows_to_megabytes_is_cut_and_told(draw: Draw, tmp_path: Path) -> None:
    text = "[% array_to_string(array_foreach(generate_series(1, 9999), 'mot'), ' ') %]"
    file = write_template(tmp_path, label(text, "long"))
    (told,) = (w for w in draw(file).warnings if str(LONGEST_TEXT) in w)
    assert "“long”" in told


def test_a_page_drawn_by_a_symbol_of_none_is_drawn(draw: Draw, tmp_path: Path) -> None:
    file = write_template(tmp_path, label("a"))
    text = file.read_text(encoding="utf-8")
    symbol = "<PageCollection><symbol type='marker'/>"
    file.write_text(text.replace("<PageCollection>", symbol), encoding="utf-8")
    assert draw(file).place("texte") is not None


def test_hundreds_of_items_are_drawn(draw: Draw, tmp_path: Path) -> None:
    many = [label("a", f"texte {n}", zValue=str(n)) for n in range(200)]
    assert draw(write_template(tmp_path, *many)).place("texte 199") is not None


def test_of_two_maps_of_one_id_the_largest_is_drawn_and_told(draw: Draw, tmp_path: Path) -> None:
    small = sheet_map(size="30,30,mm", position="230,100,mm")
    warnings = draw(write_template(tmp_path, small, sheet_map())).warnings
    assert [warning for warning in warnings if "2 maps" in warning]


@pytest.mark.parametrize(
    ("position", "is_cut"),
    [
        ("-50,10,mm", True),
        ("10,-60,mm", True),
        ("150,10,mm", True),
        ("10,80,mm", True),
        # As a printer bleeds it.
        ("-3,-3,mm", False),
        ("10,10,mm", False),
    ],
)
def test_a_map_over_the_rim_of_its_page_is_told_where_it_cuts_the_territory(
    position: str, is_cut: bool, draw: Draw, tmp_path: Path
) -> None:
    warnings = draw(write_template(tmp_path, sheet_map(position=position))).warnings
    assert any("rim of its page" in warning for warning in warnings) is is_cut


def large_picture(folder: Path) -> str:
    """The beginning of a picture of as many pixels as no memory holds."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    chunks = [
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
        for name, part in parts
    ]
    (folder / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    return "./a.png"


def large_drawing(folder: Path) -> str:
    (folder / "a.svg").write_text("<svg>" + " " * 11_000_000 + "</svg>", encoding="ascii")
    return "./a.svg"


def pipe(folder: Path) -> str:
    os.mkfifo(folder / "a.png")
    return "./a.png"


@pytest.mark.parametrize("make", [large_picture, large_drawing, pipe])
def test_a_picture_that_fills_the_memory_is_left_out(
    make: Callable[[Path], str], draw: Draw, tmp_path: Path
) -> None:
    if make is pipe and not hasattr(os, "mkfifo"):
        pytest.skip("no pipes on this system")
    logo = Item(PICTURE, "image", more={"file": make(tmp_path)})
    warnings = draw(write_template(tmp_path, logo)).warnings
    assert [warning for warning in warnings if "“image”" in warning]


def test_a_frame_that_would_go_on_for_ever_is_left_out(draw: Draw, tmp_path: Path) -> None:
    frame = Item(
        FRAME, "table", "50,0.001,mm", more={"multiFrame": "{m}", "multiFrameTemplateUuid": "{m}"}
    )
    multi = (
        '<LayoutMultiFrame type="65648" uuid="{m}" templateUuid="{m}" resizeMode="3" html="a" '
        'contentMode="1"/>'
    )
    warnings = draw(write_template(tmp_path, frame, more=multi)).warnings
    assert [warning for warning in warnings if "“table”" in warning]


@pytest.mark.parametrize(
    "typed", [" commune_a3_portrait\n", "Commune_A3_Portrait", "commune_a3_portrait.qpt"]
)
def test_a_name_is_taken_as_it_is_meant(typed: str) -> None:
    wish = TemplateWish.parse(typed).template
    assert open_template(wish).path == available_templates()["commune_a3_portrait"]


def test_a_paper_is_taken_as_it_is_meant() -> None:
    assert TemplateWish.parse("a4 ") == TemplateWish(paper="A4")


def test_a_template_of_qgis_2_is_drawn(draw: Draw, tmp_path: Path) -> None:
    file = tmp_path / "ancien.qpt"
    file.write_text(composition_xml(), encoding="utf-8")
    assert open_template(str(file)).map_size.width() == 200
    preview = draw(file)
    place = preview.place("map")
    assert place is not None
    assert place.width() * 297 == pytest.approx(200, abs=0.5)
    assert place.height() * 210 == pytest.approx(180, abs=0.5)


@pytest.mark.parametrize("width", ["nan", "0", "-5", "1e30"])
def test_a_map_of_qgis_2_of_no_size_is_refused(width: str, draw: Draw, tmp_path: Path) -> None:
    file = tmp_path / "ancien.qpt"
    file.write_text(composition_xml(width), encoding="utf-8")
    with pytest.raises(TemplateError, match="cannot be drawn"):
        draw(file)
