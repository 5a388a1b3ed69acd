# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of other offices, and those that cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
)

from srce_pac.core.common.as_meant import MOST_NAMES
from srce_pac.core.common.errors import TemplateError
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.common.sentence import whole
from srce_pac.core.layout.template import available_templates, open_template
from srce_pac.core.pipeline import export_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.filled_sheets import MARK, Maker, one_territory
from srce_pac.tests.support.sheets import compact, scene

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted(path.stem for path in (ROOT / "layouts").glob("*.qpt"))

pytestmark = pytest.mark.usefixtures("qgis_app")


def test_a_bare_layout_of_another_office_prints(make: Maker, bare_template: Path) -> None:
    sheet = make("59294", template=str(bare_template))
    maps = [item for item in sheet.layout.items() if isinstance(item, QgsLayoutItemMap)]
    assert pytest.approx(sheet.result.scale) in [item.scale() for item in maps]
    assert MARK in sheet.text


def test_a_template_is_filled_through_its_variables_wherever_they_stand(
    make: Maker, bare_template: Path
) -> None:
    text = pdf.text(make("59294", template=str(bare_template)).file)
    assert "Chez nous : HAYNECOURT (59294)" in text


def test_a_label_of_a_template_of_another_office_shrinks_to_fit(
    make: Maker, bare_template: Path
) -> None:
    name = "Villers en Prayères sous les Bois du Val"
    sheet = make("59999", places=one_territory(name), template=str(bare_template))
    label = sheet.labels[0]
    assert sheet.printed_in(scene(label)) == compact(label.currentText())


def test_a_template_without_the_nota_is_told_what_the_sheet_does_not_say(
    make: Maker, bare_template: Path
) -> None:
    bare = make("59294", template=str(bare_template), scale=15_000).result.warnings
    (nota_warning,) = (warning for warning in bare if "srce_nota" in warning)
    assert "autre_bureau" in nota_warning
    assert "Données établies au" in whole(nota_warning)
    usual = make("59294", scale=15_000).result.warnings
    assert not [warning for warning in usual if "srce_nota" in warning]


def test_a_template_keeps_its_own_page(make: Maker, bare_template: Path) -> None:
    file = make("59294", template=str(bare_template)).file
    assert pdf.page_size(file) == pytest.approx((200, 150), abs=0.3)


def test_a_template_whose_map_has_no_id_uses_the_largest(make: Maker, bare_template: Path) -> None:
    sheet = make("59294", template=str(bare_template))
    maps = [item for item in sheet.layout.items() if isinstance(item, QgsLayoutItemMap)]
    large, small = sorted(maps, key=lambda item: -item.rect().width())
    assert large.layers()
    assert not small.layers()


@pytest.mark.parametrize("absent", [["legend"], ["overview", "logo", "scalebar", "north"]])
def test_a_template_that_lacks_items_works_without_them(
    absent: list[str], make: Maker, tmp_path: Path
) -> None:
    project = QgsProject()
    layout = template_layout(project, "commune_a3_landscape")
    for name in absent:
        layout.removeLayoutItem(layout.itemById(name))
    file = tmp_path / "lacking.qpt"
    layout.saveAsTemplate(str(file), QgsReadWriteContext())
    assert "HAYNECOURT" in pdf.text(make("59294", template=str(file)).file)


@pytest.mark.parametrize("name", ["commune_a3_landscape", "commune_a4_portrait"])
def test_items_may_begin_above_their_boxes(name: str, make: Maker, tmp_path: Path) -> None:
    project = QgsProject()
    layout = template_layout(project, name)
    for item_id in ("nota", "legend", "text"):
        item, box = layout.itemById(item_id), layout.itemById(f"{item_id}_box")
        top = box.pagePos().y() - 2
        item.attemptMove(QgsLayoutPoint(item.pagePos().x(), top))
        item.attemptResize(QgsLayoutSize(item.rect().width(), box.rect().height()))
    file = tmp_path / "above.qpt"
    layout.saveAsTemplate(str(file), QgsReadWriteContext())
    assert "HAYNECOURT" in pdf.text(make("59294", template=str(file)).file)


def test_a_template_without_a_map_is_refused_by_name(gazetteer: Gazetteer, tmp_path: Path) -> None:
    project = QgsProject()
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    file = tmp_path / "sans_carte.qpt"
    layout.saveAsTemplate(str(file), QgsReadWriteContext())
    message = refused(file, gazetteer, tmp_path)
    assert "sans_carte" in message
    assert "“map”" in message


def test_a_refusal_is_one_sentence(gazetteer: Gazetteer, tmp_path: Path) -> None:
    file = tmp_path / "abime.qpt"
    file.write_text("<Layout", encoding="utf-8")
    message = refused(file, gazetteer, tmp_path)
    assert message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("<Layout><PageCollection>", id="cut short"),
        pytest.param("<qgis><layer/></qgis>", id="not a layout"),
        pytest.param("<Layout/>", id="a layout without a page"),
        pytest.param("\x00\x01\x02 PDF", id="not even text"),
    ],
)
def test_a_damaged_template_is_refused_by_name(
    content: str, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    file = tmp_path / "abime.qpt"
    file.write_text(content, encoding="utf-8")
    assert "abime.qpt" in refused(file, gazetteer, tmp_path)


def test_a_bundled_template_cut_in_two_is_refused_by_name(
    gazetteer: Gazetteer, tmp_path: Path
) -> None:
    whole = available_templates()["commune_a3_landscape"].read_text(encoding="utf-8")
    file = tmp_path / "coupe.qpt"
    file.write_text(whole[: len(whole) // 2], encoding="utf-8")
    assert "coupe.qpt" in refused(file, gazetteer, tmp_path)


def test_a_missing_template_is_refused_by_name_with_those_that_are_known(
    gazetteer: Gazetteer, tmp_path: Path
) -> None:
    message = refused(Path("commune_a9"), gazetteer, tmp_path)
    assert "commune_a9" in message
    assert str(len(available_templates())) in message
    assert sum(name in message for name in TEMPLATES) == MOST_NAMES
    assert len(message) <= 200


def test_a_template_that_follows_a_map_theme_shows_the_layers_of_the_sheet(
    make: Maker, tmp_path: Path
) -> None:
    project = QgsProject()
    layout = template_layout(project, "commune_a3_landscape")
    layout.itemById("map").setFollowVisibilityPreset(True)
    layout.itemById("map").setFollowVisibilityPresetName("un thème")
    file = tmp_path / "theme.qpt"
    layout.saveAsTemplate(str(file), QgsReadWriteContext())
    sheet = make("59294", template=str(file))
    assert not sheet.item("map").followVisibilityPreset()
    assert "Épinoy" in sheet.text


@pytest.fixture(scope="module")
def bare_template(tmp_path_factory: pytest.TempPathFactory, qgis_app: Any) -> Path:
    """What another office may have: two maps and a label, none with an ID, on a small page."""
    project = QgsProject()
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(200, 150))
    for left, width, height in ((10, 140, 130), (155, 35, 35)):
        item = QgsLayoutItemMap(layout)
        layout.addLayoutItem(item)
        item.attemptMove(QgsLayoutPoint(left, 10))
        item.attemptResize(QgsLayoutSize(width, height))
    label = QgsLayoutItemLabel(layout)
    label.setText("Chez nous : [% @srce_territory_name %] ([% @srce_territory_code %])")
    layout.addLayoutItem(label)
    label.attemptMove(QgsLayoutPoint(155, 60))
    label.attemptResize(QgsLayoutSize(40, 10))
    file = tmp_path_factory.mktemp("bureau") / "autre_bureau.qpt"
    layout.saveAsTemplate(str(file), QgsReadWriteContext())
    return file


def template_layout(project: QgsProject, name: str) -> QgsPrintLayout:
    return open_template(name).new_layout(project)


def refused(template: Path, gazetteer: Gazetteer, folder: Path) -> str:
    """What is said of a template that cannot be used."""
    output = folder / "sheet.pdf"
    with pytest.raises(TemplateError) as caught:
        export_sheet(SheetRequest("59294", template=str(template)), gazetteer, output)
    assert not output.exists()
    return caught.value.whole
