# SPDX-License-Identifier: GPL-3.0-or-later
"""What a template would fetch or read beside itself is left out until the user allows it."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsLayoutItemLabel, QgsLayoutItemPicture, QgsProject

from srce_pac.core.common.request import SheetRequest, TemplateWish
from srce_pac.core.layout.allowed_reads import (
    answer_of,
    count_answers,
    forget_answers,
    keep_answer,
    may_read,
    undecided_templates,
)
from srce_pac.core.layout.template import available_templates, open_template
from srce_pac.core.pipeline import Printer
from srce_pac.tests.support.desktop import own_settings
from srce_pac.tests.support.foreign_templates import (
    LABEL,
    PICTURE,
    SHAPE,
    Item,
    composition_xml,
    computed,
    label,
    template_xml,
    write_template,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}"/></svg>'


def picture(file: str) -> Item:
    return Item(PICTURE, "image", more={"file": file})


def embedded(svg: str) -> str:
    return "base64:" + base64.b64encode(svg.encode()).decode()


def html(text: str) -> Item:
    return label(text, htmlState="1")


def filled(file: str) -> Item:
    layer = (
        '<symbol type="fill"><layer class="SVGFill"><Option type="Map">'
        f'<Option type="QString" name="svgFile" value="{file}"/></Option></layer></symbol>'
    )
    return Item(SHAPE, "signe", inner=layer)


READING = {
    "a picture of the network": (picture("https://exemple.fr/logo.png"), "https://exemple.fr"),
    "a picture by ftp": (picture("ftp://exemple.fr/logo.png"), "ftp://exemple.fr"),
    "a file by its address": (picture("file:///etc/logo.png"), "file:///etc/logo.png"),
    "a file of the machine": (picture("/etc/logo.png"), "/etc/logo.png"),
    "a file of Windows": (picture("C:\\logos\\logo.png"), "C:\\logos\\logo.png"),
    "a file of another machine": (picture("\\\\serveur\\part\\logo.png"), "\\\\serveur"),
    "a file above its folder": (picture("../../etc/logo.png"), "../../etc/logo.png"),
    "what GDAL opens": (picture("/vsicurl/https://exemple.fr/a.png"), "/vsicurl/"),
    "a picture in a picture": (picture(embedded(SVG.format("/etc/a.png"))), "base64:"),
    "the picture of a symbol": (filled("https://exemple.fr/s.svg"), "https://exemple.fr/s.svg"),
    "a computed picture": (
        Item(PICTURE, inner=computed("dataDefinedSource", "'/etc/' || 'logo.png'")),
        "/etc/",
    ),
    "the environment": (label("[% env('HOME') %]"), "env()"),
    "who is there": (label("[% @user_account_name %]"), "@user_account_name"),
    "who is there, by item": (
        label("[% map_get(item_variables('map'), 'user_full_name') %]"),
        "@user_full_name",
    ),
    "a computed name": (label("[% var('user_' || 'full_name') %]"), "var()"),
    "a computed name, by item": (
        label("[% item_variables('map')['user_' || 'full_name'] %]"),
        "item_variables()",
    ),
    "an expression in an expression": (label("[% eval('en' || 'v(''HOME'')') %]"), "eval()"),
    "a file that is asked for": (label("[% if(file_exists('/etc/a'), 1, 2) %]"), "file_exists()"),
    "the layers of the project": (label("[% aggregate('a', 'sum', \"b\") %]"), "aggregate()"),
    "an expression that places": (
        Item(LABEL, inner=computed("dataDefinedPositionX", "env('HOME')")),
        "env()",
    ),
    "a picture in a web page": (html('<img src="http://exemple.fr/a.png">'), "http://exemple.fr"),
    "a script": (html("<script>a()</script>"), "<script>"),
    "a frame": (html('<iframe src="http://exemple.fr/"></iframe>'), "http://exemple.fr/"),
    "a style": (html('<p style="background: url(http://exemple.fr/a)">a</p>'), "http://exemple.fr"),
    "an event": (html('<p onclick="a()">a</p>'), "<p>"),
    "a tag in pieces": (html("<[% 'img' %] src='http://exemple.fr/a.png'>"), "http://exemple.fr"),
    "a tag that is computed": (html("[% '<img src=a>' %]"), "HTML"),
    "a comment that ends early": (html("<!--><img src='http://a.fr/a'><!-- -->"), "<!-- -->"),
}

HARMLESS = {
    "a picture in the template": picture(embedded("<svg/>")),
    "a drawing that refers to itself": picture(
        embedded('<svg><a id="b" fill="url(#c)"/><use xlink:href="#b"/></svg>')
    ),
    "a picture of QGIS": picture("arrows/Arrow_01.svg"),
    "no picture": picture(""),
    "the sheet's own variables": label("[% @srce_territory_name || ' ' || @layout_name %]"),
    "a date": label("[% format_date(now(), 'yyyy') %]"),
    "the scale of the map": label("[% item_variables('map')['map_scale'] %]"),
    "what is no expression": label("[% env( %]"),
    "an address that is only told": label("https://www.nord.gouv.fr"),
    "a web page of words": html('<p align="left" style="color: rgb(1,2,3)"><b>a</b><br/>b</p>'),
    "a link": html('<a href="https://www.nord.gouv.fr">a</a>'),
    "a colour that is computed": Item(
        SHAPE, inner=computed("dataDefinedBackgroundColor", "'#ff0000'")
    ),
}


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[None]:
    with own_settings(tmp_path / "settings"):
        yield


@pytest.mark.parametrize(("item", "what"), READING.values(), ids=READING)
def test_what_a_template_reads_is_told_and_left_out(item: Item, what: str, tmp_path: Path) -> None:
    template = open_template(str(write_template(tmp_path, item)))
    assert what in " ".join(template.reads)
    (told,) = template.warnings(may_read=False)
    assert "d_ailleurs" in told
    assert template.warnings(may_read=True) == ()
    # What is left of it reads nothing.
    file = tmp_path / "autre.qpt"
    file.write_text(template._withheld[0].toString(), encoding="utf-8")
    assert open_template(str(file)).reads == ()


@pytest.mark.parametrize("item", HARMLESS.values(), ids=HARMLESS)
def test_what_stays_in_a_template_is_as_it_was(item: Item, tmp_path: Path) -> None:
    template = open_template(str(write_template(tmp_path, item)))
    assert template.reads == ()
    assert template._withheld[0].toString() == template.document.toString()


def test_a_picture_beside_the_template_is_read(project: QgsProject, tmp_path: Path) -> None:
    shutil.copy(next(Path(QgsApplication.svgPaths()[0]).glob("arrows/*.svg")), tmp_path / "a.svg")
    template = open_template(str(write_template(tmp_path, picture("./a.svg"))))
    assert template.reads == ()
    layout = template.new_layout(project)
    shown = layout.itemById("image")
    assert isinstance(shown, QgsLayoutItemPicture)
    assert Path(shown.picturePath()) == tmp_path / "a.svg"


def test_what_is_allowed_is_as_it_was(project: QgsProject, tmp_path: Path) -> None:
    template = open_template(str(write_template(tmp_path, label("a [% env('HOME') %]"))))
    for allowed, text in ((False, "a "), (True, "a [% env('HOME') %]")):
        layout = template.new_layout(project, allowed)
        shown = layout.itemById("texte")
        assert isinstance(shown, QgsLayoutItemLabel)
        assert shown.text() == text


def test_the_words_of_a_web_page_stay(project: QgsProject, tmp_path: Path) -> None:
    text = "<p>Préfecture <b>du Nord</b><img src='http://exemple.fr/a.png'></p>"
    template = open_template(str(write_template(tmp_path, html(text))))
    layout = template.new_layout(project)
    shown = layout.itemById("texte")
    assert isinstance(shown, QgsLayoutItemLabel)
    assert shown.currentText() == "Préfecture du Nord"


def test_the_bundled_templates_read_nothing() -> None:
    for name, path in available_templates().items():
        copied = open_template(str(path))
        assert copied.is_bundled, name
        assert copied.reads == ()


@pytest.mark.parametrize("name", ["commune_a3_landscape_table", "epci_a4_portrait"])
def test_a_copy_of_a_bundled_template_reads_nothing(name: str, tmp_path: Path) -> None:
    file = shutil.copy(available_templates()[name], tmp_path / "copie.qpt")
    copied = open_template(str(file))
    assert not copied.is_bundled
    assert copied.reads == ()
    assert copied.warnings(may_read=False) == ()


def test_a_template_of_qgis_2_is_looked_through(tmp_path: Path) -> None:
    file = tmp_path / "ancien.qpt"
    file.write_text(composition_xml(text="[% env('HOME') %]"), encoding="utf-8")
    assert open_template(str(file)).reads == ("env()",)


def test_a_password_in_an_address_is_not_told(tmp_path: Path) -> None:
    item = picture("https://moi:secret@exemple.fr/a.png")
    template = open_template(str(write_template(tmp_path, item)))
    assert template.reads == ("https://exemple.fr/a.png",)


def test_an_answer_is_kept_for_a_content(settings: None, tmp_path: Path) -> None:
    file = write_template(tmp_path, label("[% env('HOME') %]"))
    template = open_template(str(file))
    assert (answer_of(template), may_read(template)) == (None, False)
    keep_answer(template, True)
    assert may_read(open_template(str(file)))
    keep_answer(template, False)
    assert (answer_of(template), count_answers()) == (False, 1)
    keep_answer(template, True)
    file.write_text(template_xml(label("[% env('PATH') %]")), encoding="utf-8")
    assert answer_of(open_template(str(file))) is None
    forget_answers()
    assert not may_read(template)


def test_what_the_user_is_asked_about(settings: None, qgis_profile: Path, tmp_path: Path) -> None:
    wish = TemplateWish.parse(str(write_template(tmp_path, label("[% env('HOME') %]"))))
    (asked,) = undecided_templates(wish)
    keep_answer(asked, False)
    assert undecided_templates(wish) == []
    assert undecided_templates(TemplateWish()) == []
    own = qgis_profile / "layouts" / "commune_a3_portrait.qpt"
    own.parent.mkdir(parents=True)
    shutil.copy(asked.path, own)
    assert [one.path for one in undecided_templates(TemplateWish(paper="A3"))] == [own]
    assert undecided_templates(TemplateWish(template="epci_a4_portrait")) == []


def test_a_sheet_is_printed_without_until_it_is_allowed(
    settings: None, shared_printer: Printer, tmp_path: Path
) -> None:
    request = SheetRequest(
        "59294", template=str(write_template(tmp_path, label("[% @user_account_name %]")))
    )
    asked = "nobody has allowed"
    assert any(asked in one for one in preview_warnings(shared_printer, request))
    allowed = SheetRequest("59294", template=request.template, template_reads=True)
    assert not any(asked in one for one in preview_warnings(shared_printer, allowed))
    keep_answer(open_template(request.template), True)
    assert not any(asked in one for one in preview_warnings(shared_printer, request))
    forget_answers()
    assert any(asked in one for one in preview_warnings(shared_printer, request))


def preview_warnings(printer: Printer, request: SheetRequest) -> list[str]:
    preview = printer.preview(request)
    preview.picture({}, 60)
    return preview.warnings
