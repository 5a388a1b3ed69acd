# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates: wished for, read once, measured without being loaded, chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsLayoutItemMap,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsUnitTypes,
)
from qgis.PyQt.QtXml import QDomDocument

from srce_pac.core.common.errors import TemplateError
from srce_pac.core.common.request import SheetRequest, TemplateWish
from srce_pac.core.layout import template as template_module
from srce_pac.core.layout import template_file
from srce_pac.core.layout.paper import MapSpace, paper_size
from srce_pac.core.layout.template import available_templates, find_map, open_template
from srce_pac.core.pipeline import Printer, export_sheet, open_gazetteer

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted(path.stem for path in (ROOT / "layouts").glob("*.qpt"))

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many times each template has been read from its file."""
    counted: Counter[str] = Counter()
    read = template_file.read_template

    def read_and_count(path: Path) -> Any:
        counted[path.stem] += 1
        return read(path)

    monkeypatch.setattr(template_module, "read_template", read_and_count)
    return counted


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", TemplateWish()),
        ("A3", TemplateWish(paper="A3")),
        ("a0", TemplateWish(paper="A0")),
        ("A9", TemplateWish(template="A9")),
        ("commune_a3_portrait", TemplateWish(template="commune_a3_portrait")),
        ("/tmp/a3.qpt", TemplateWish(template="/tmp/a3.qpt")),
    ],
)
def test_a_wish_is_a_paper_or_a_template_or_nothing(text: str, wish: TemplateWish) -> None:
    assert TemplateWish.parse(text) == wish


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_the_sizes_that_it_has_when_it_is_loaded(name: str) -> None:
    project = QgsProject()
    template = open_template(name)
    layout = template.new_layout(project)
    loaded = find_map(layout).rect()
    # A template is saved with three decimals.
    assert template.map_size.width() == pytest.approx(loaded.width(), abs=0.001)
    assert template.map_size.height() == pytest.approx(loaded.height(), abs=0.001)
    assert template.paper == paper_size(layout)


def test_a_template_is_measured_by_its_map_whatever_its_unit(tmp_path: Path) -> None:
    project = QgsProject()
    layout = bare_layout(project, [(10.0, 5.0), (20.0, 15.0)])
    page = layout.pageCollection().page(0)
    page.setPageSize(QgsLayoutSize(30, 20, QgsUnitTypes.LayoutUnit.LayoutCentimeters))
    space = MapSpace.of_template(open_template(str(saved(layout, tmp_path))))
    assert (space.page.width(), space.page.height()) == pytest.approx((300, 200))
    # The larger of two maps that bear no ID.
    assert (space.map.width(), space.map.height()) == pytest.approx((200, 150))


def test_a_template_without_a_map_cannot_be_measured(tmp_path: Path) -> None:
    project = QgsProject()
    file = saved(bare_layout(project, []), tmp_path)
    with pytest.raises(TemplateError, match="“bare” has no map"):
        MapSpace.of_template(open_template(str(file)))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda whole: b"", id="empty"),
        pytest.param(lambda whole: b"no XML", id="a text"),
        pytest.param(lambda whole: whole[: len(whole) // 2], id="cut in the middle"),
        pytest.param(lambda whole: whole.rstrip()[:-3], id="cut at its end"),
        pytest.param(lambda whole: whole + b"<more/>", id="two roots"),
    ],
)
def test_a_damaged_template_is_refused_as_it_is_opened(
    content: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    file = tmp_path / "damaged.qpt"
    file.write_bytes(content((ROOT / "layouts" / "epci_a4_portrait.qpt").read_bytes()))
    with pytest.raises(TemplateError, match="damaged: it is not valid XML"):
        open_template(str(file))
    # As QGIS itself sees it.
    assert not QDomDocument().setContent(file.read_bytes())[0]


def test_a_damaged_template_is_refused_where_another_one_would_be_chosen(
    qgis_profile: Path, tmp_path: Path
) -> None:
    # The user's own takes the place of the bundled one.
    own = qgis_profile / "layouts" / "commune_a0_portrait.qpt"
    own.parent.mkdir(parents=True)
    own.write_text("<Layout>", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"commune_a0_portrait\.qpt” is damaged"):
        export_sheet(SheetRequest("59294"), open_gazetteer(), tmp_path)


def test_an_unknown_prefix_does_no_harm(tmp_path: Path) -> None:
    whole = (ROOT / "layouts" / "epci_a4_portrait.qpt").read_text(encoding="utf-8")
    file = tmp_path / "prefixed.qpt"
    file.write_text(whole.replace("<Layout ", '<Layout a:note="x" ', 1), encoding="utf-8")
    assert open_template(str(file)).paper == pytest.approx((210, 297))


def test_loading_leaves_the_template_as_it_was_read() -> None:
    project = QgsProject()
    template = open_template("commune_a3_landscape")
    before = template.document.toString()
    template.new_layout(project)
    assert template.document.toString() == before


@pytest.mark.parametrize("scale", [None, 40_000.0])
@pytest.mark.parametrize("template", ["", "A3", "commune_a3_portrait"])
def test_no_template_is_read_twice_for_a_sheet(
    scale: float | None, template: str, reads: Counter[str], tmp_path: Path
) -> None:
    request = SheetRequest("59294", scale=scale, template=template)
    export_sheet(request, open_gazetteer(), tmp_path)
    assert set(reads.values()) == {1}


def test_no_template_is_read_again_for_the_pictures_of_a_preview(reads: Counter[str]) -> None:
    preview = Printer(SheetRequest("59294"), open_gazetteer()).preview("59294")
    for office in ("Un bureau", "Un autre"):
        assert not preview.picture({"office_name": office}, 300).isNull()
    assert set(reads.values()) == {1}


def test_every_bundled_template_is_known() -> None:
    assert set(TEMPLATES) <= set(available_templates())


def bare_layout(project: QgsProject, maps: list[tuple[float, float]]) -> QgsPrintLayout:
    """A page with maps of these sizes in cm, which bear no ID."""
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    for width, height in maps:
        item = QgsLayoutItemMap(layout)
        layout.addLayoutItem(item)
        size = QgsLayoutSize(width, height, QgsUnitTypes.LayoutUnit.LayoutCentimeters)
        item.attemptResize(size)
    return layout


def saved(layout: QgsPrintLayout, folder: Path) -> Path:
    file = folder / "bare.qpt"
    assert layout.saveAsTemplate(str(file), QgsReadWriteContext())
    return file
