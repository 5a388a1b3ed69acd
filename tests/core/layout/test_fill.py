# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates filled for territories of every kind: what is written fits, nothing is covered."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import (
    QgsFeature,
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QPointF, QRectF
from qgis.PyQt.QtGui import QColor, QImage

from srce_pac.core.common.errors import TemplateError
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layout.scale import ROUND_FIGURES
from srce_pac.core.layout.template import available_templates, open_template
from srce_pac.core.layout.variables import capitals
from srce_pac.core.output.export import write_layout
from srce_pac.core.pipeline import SheetResult, add_layout, export_sheet
from srce_pac.core.sheet.cartouche import Cartouche
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import default_cartouche
from srce_pac.tests.support.sheets import PrintedPage, compact, holds, overlap, scene, to_geometry

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted(path.stem for path in (ROOT / "layouts").glob("*.qpt"))

# One of each arrangement of the cartouche and of the band; all are measured in test_templates.
DIFFERENT = ("commune_a3_landscape", "commune_a4_portrait", "epci_a1_landscape", "epci_a4_portrait")

COMMUNES = {
    "the model": "59294",
    "a name of one letter": "80829",
    "the longest name": "80714",
    "a wide shape": "59234",
    "a tall shape": "62766",
    "a shape in three parts": "60320",
}
EPCIS = {
    "the model": "245901160",
    "the longest name": "200067965",
}
# Every arrangement for every kind of territory that it is made for, and the first for more.
SHEETS = {
    f"{template}, {what}": (template, code)
    for template in DIFFERENT
    for what, code in (EPCIS if template.startswith("epci") else COMMUNES).items()
}
SHEETS.update(
    {
        "commune_a3_landscape, an EPCI": ("commune_a3_landscape", "245901160"),
        "commune_a3_landscape, a hollow shape": ("commune_a3_landscape", "62615"),
        "commune_a3_landscape, the largest": ("commune_a3_landscape", "59353"),
        "commune_a3_landscape, the smallest": ("commune_a3_landscape", "59332"),
        "epci_a1_landscape, a shape in parts": ("epci_a1_landscape", "246000871"),
    }
)
# Communes of the Nord in which the demonstration has nothing.
EMPTY = ("59494", "59232", "59619", "59457")

MARK = "DONNÉES FICTIVES – DÉMONSTRATION"

pytestmark = pytest.mark.usefixtures("qgis_app")


@dataclass
class Sheet(PrintedPage):
    """A printed page, its project, and what came of the request."""

    project: QgsProject
    result: SheetResult


Maker = Callable[..., Sheet]


@pytest.fixture(scope="module")
def gazetteer(qgis_app: Any) -> Gazetteer:
    return open_gazetteer()


@pytest.fixture(scope="module")
def make(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maker]:
    """Fill and print a sheet; the same one is made once."""
    folder = tmp_path_factory.mktemp("sheets")
    made: dict[str, Sheet] = {}
    # An identity is unique only among objects that are still there.
    taken: list[Gazetteer] = []

    def make_sheet(territory: str, places: Gazetteer = gazetteer, **options: Any) -> Sheet:
        key = repr((territory, id(places), sorted(options.items())))
        if key not in made:
            made[key] = print_sheet(territory, places, **options)
            taken.append(places)
        return made[key]

    def print_sheet(territory: str, places: Gazetteer, **options: Any) -> Sheet:
        project = QgsProject()
        result = add_layout(SheetRequest(territory, **options), places, project)
        assert result.layout is not None
        file = folder / f"{len(list(folder.iterdir()))}.pdf"
        write_layout(result.layout, file)
        return Sheet(result.layout, result.territory, file, project, result)

    yield make_sheet
    # Layouts that outlive QGIS itself bring it down.
    for sheet in made.values():
        sheet.project.clear()


@pytest.fixture(scope="module")
def long_texts(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A sheet definition with texts three times longer than the bundled ones."""
    return longer_sheet(tmp_path_factory.mktemp("long"), 3)


@pytest.fixture(scope="module", params=DIFFERENT)
def template(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=SHEETS)
def sheet(request: pytest.FixtureRequest, make: Maker) -> Sheet:
    """Every arrangement for every kind of territory."""
    template, code = SHEETS[request.param]
    return make(code, template=template)


# Of the first paragraph below, each test runs on every arrangement and territory.


def test_every_text_is_printed_whole_in_its_box(sheet: Sheet) -> None:
    for label in sheet.labels:
        assert sheet.printed_in(scene(label)) == compact(label.currentText()), label.id()


def test_the_legend_is_printed_whole_in_its_box(sheet: Sheet) -> None:
    legend = sheet.rect("legend")
    assert holds(sheet.rect("legend_box"), legend)
    printed = sheet.printed_in(legend)
    for line in sheet.legend_lines():
        assert compact(line) in printed, line


def test_no_two_texts_stand_on_each_other(sheet: Sheet) -> None:
    for (one, rect), (other, another) in itertools.combinations(sheet.texts.items(), 2):
        assert not overlap(rect, another), (one, other)


def test_no_two_boxes_stand_on_each_other(sheet: Sheet) -> None:
    for (one, rect), (other, another) in itertools.combinations(sheet.boxes.items(), 2):
        assert not overlap(rect, another), (one, other)


def test_the_band_stands_beside_the_map(sheet: Sheet) -> None:
    frame = sheet.rect("map")
    for name in ("legend_box", "text_box", "nota_box", "notice_box", "cartouche"):
        assert not overlap(frame, sheet.rect(name)), name


def test_everything_stands_on_the_page(sheet: Sheet) -> None:
    margin = 5
    paper = sheet.paper().adjusted(margin, margin, -margin, -margin)
    for item in sheet.shown:
        assert paper.contains(scene(item)), item.id()


def test_the_whole_territory_is_inside_the_frame(sheet: Sheet) -> None:
    frame = sheet.rect("map")
    box = sheet.territory_on_paper().boundingBox()
    assert frame.contains(
        QRectF(QPointF(box.xMinimum(), box.yMinimum()), QPointF(box.xMaximum(), box.yMaximum()))
    )


def test_no_inset_covers_the_territory(sheet: Sheet) -> None:
    territory = sheet.territory_on_paper()
    for name in ("scale_box", "overview_box"):
        rect = sheet.rect(name)
        assert not territory.intersects(to_geometry(rect)), name


def test_the_insets_stand_inside_the_map(sheet: Sheet) -> None:
    for name in ("scale_box", "overview_box"):
        assert sheet.rect("map").contains(sheet.rect(name)), name


def test_the_scale_is_round_and_the_map_is_at_it(sheet: Sheet) -> None:
    scale = sheet.item("map").scale()
    figure = scale / 10 ** math.floor(math.log10(scale) + 1e-9)
    assert round(figure, 3) in ROUND_FIGURES
    assert scale == pytest.approx(sheet.result.scale)


def test_the_printed_scale_is_that_of_the_map(sheet: Sheet) -> None:
    scale = f"{sheet.item('map').scale():,.0f}".replace(",", " ")
    assert f"Échelle 1/{scale}" in sheet.text


def test_the_scale_bar_has_the_length_that_it_says(sheet: Sheet) -> None:
    bar = sheet.item("scalebar")
    assert isinstance(bar, QgsLayoutItemScaleBar)
    metres = bar.unitsPerSegment() * (1000 if bar.unitLabel() == "km" else 1)
    printed = sheet.text
    last = f"{2 * bar.unitsPerSegment():g}".replace(".", ",")
    assert f"{last} {bar.unitLabel()}" in printed
    assert 2 * metres / sheet.item("map").scale() * 1000 < bar.rect().width()


def test_the_situation_map_shows_the_territory(sheet: Sheet) -> None:
    overview = sheet.item("overview")
    assert overview.extent().contains(sheet.result.territory.geometry.boundingBox())


def test_the_sheet_is_one_page_of_vectors(sheet: Sheet) -> None:
    assert pdf.info(sheet.file)["Pages"] == "1"
    assert pdf.images(sheet.file) == []


def test_the_mark_of_the_demonstration_stands_whole_within_the_map(sheet: Sheet) -> None:
    frame = sheet.rect("map")
    # No other text of the map is as tall; type grows with the paper.
    least = 5 * max(1.0, sheet.paper().width() / 420)
    letters = [w for w in sheet.words if w.bottom - w.top > least and w.left < frame.right()]
    letters = [w for w in letters if set(w.text) <= set(MARK)]
    inside = [
        w
        for w in letters
        if frame.contains(
            QRectF(QPointF(w.left, w.top), QPointF(w.right, w.bottom)).adjusted(
                0.5, 0.5, -0.5, -0.5
            )
        )
    ]
    assert sorted("".join(w.text for w in inside)) == sorted(compact(MARK))


# Names, texts and pictures that are not those of the bundled data.


@pytest.mark.parametrize(
    "name",
    [
        "Communauté de communes du Pays de Pont-Château – Saint-Gildas-des-Bois",
        'L\'Île <b>"x"</b>/é',
        # The longest of France.
        "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
    ],
)
def test_any_name_is_printed_whole(name: str, template: str, make: Maker) -> None:
    sheet = make("59999", places=one_territory(name), template=template)
    assert sheet.printed_in(sheet.rect("territory_name")) == compact(capitals(name))


def test_expressions_in_a_name_are_not_evaluated(make: Maker) -> None:
    sheet = make("59999", places=one_territory("A [% 1+1 %] B"))
    assert "A [% 1+1 %] B" in sheet.text


def test_texts_of_the_cartouche_three_times_longer_still_fit_or_are_told(
    template: str, make: Maker
) -> None:
    usual = default_cartouche("59")
    longer = replace(
        usual,
        service=thrice(usual.service),
        office_name=thrice(usual.office_name),
        sources=thrice(usual.sources),
        procedure=thrice("Porter à Connaissance pour la procédure de planification Urbaine"),
    )
    sheet = make("59294", template=template, cartouche=vars(longer))
    told = " ".join(sheet.result.warnings)
    for label in sheet.labels:
        whole = sheet.printed_in(scene(label)) == compact(label.currentText())
        assert whole or f"“{label.id()}”" in told, label.id()


def test_a_text_of_the_band_half_as_long_again_shrinks_to_fit(make: Maker, tmp_path: Path) -> None:
    sheet = make("59294", sheet=longer_sheet(tmp_path, 1.4), template="commune_a3_landscape")
    assert not [w for w in sheet.result.warnings if "band" in w]
    for label in sheet.labels:
        assert sheet.printed_in(scene(label)) == compact(label.currentText()), label.id()


def test_a_text_of_the_band_three_times_longer_is_told(
    template: str, make: Maker, long_texts: str
) -> None:
    sheet = make("59294", sheet=long_texts, template=template)
    assert [w for w in sheet.result.warnings if template in w]


def test_a_text_that_does_not_fit_the_band_covers_nothing_else(
    template: str, make: Maker, long_texts: str
) -> None:
    sheet = make("59294", sheet=long_texts, template=template)
    for name in ("cartouche", "map"):
        for box in ("legend_box", "text_box", "nota_box", "notice_box"):
            assert not overlap(sheet.rect(name), sheet.rect(box)), (name, box)


def test_an_empty_cartouche_prints_no_labels_without_value(make: Maker) -> None:
    sheet = make("59294", cartouche=vars(Cartouche()))
    printed = sheet.text
    assert "Email" not in printed
    assert "None" not in printed
    assert "NULL" not in printed


def test_without_the_notice_its_box_goes(template: str, make: Maker) -> None:
    sheet = make("59294", template=template, cartouche=vars(Cartouche(notice=False)))
    assert not sheet.layout.itemById("notice_box").isVisible()


@pytest.mark.parametrize("code", EMPTY)
def test_the_legend_says_so_where_nothing_lies_in_the_territory(code: str, make: Maker) -> None:
    sheet = make(code)
    assert sheet.legend_lines() == [
        "LÉGENDE",
        "Contour de commune",
        load_sheet("srce").legend_empty,
    ]
    assert load_sheet("srce").legend_empty in sheet.text


def test_the_legend_leaves_out_what_lies_beyond_the_frame(make: Maker) -> None:
    # A corner of the reservoir; corridors and the obstacle are further off.
    sheet = make("59294", scale=1_000, template="commune_a3_landscape")
    assert sheet.legend_lines()[1:] == [
        "Contour de commune",
        "Réservoir de Biodiversité",
        "A préserver",
    ]


def test_what_is_shown_outside_joins_the_legend(make: Maker) -> None:
    dimmed, shown = (make(EMPTY[0], outside=outside, scale=40_000) for outside in ("dim", "show"))
    assert len(dimmed.legend_lines()) == 3
    assert "Corridors écologiques" in shown.legend_lines()


# Scale.


def test_a_fixed_scale_is_kept(make: Maker) -> None:
    sheet = make("59294", scale=40_000)
    assert sheet.item("map").scale() == pytest.approx(40_000)
    assert "Échelle 1/40 000" in sheet.text


def test_a_fixed_scale_that_cuts_the_territory_is_told(make: Maker) -> None:
    sheet = make("59294", scale=5_000, template="commune_a3_landscape")
    assert [w for w in sheet.result.warnings if "1/5 000" in w and "1/15 000" in w]


def test_a_scale_finer_than_the_data_is_told(make: Maker) -> None:
    sheet = make("59294")
    assert [w for w in sheet.result.warnings if "1/25 000" in w]


def test_a_scale_as_coarse_as_the_data_is_not_told(make: Maker) -> None:
    sheet = make("59350")
    assert not [w for w in sheet.result.warnings if "1/25 000" in w]


@pytest.mark.parametrize("code", ["59234", "62766"])
def test_the_orientation_follows_the_shape_of_the_territory(code: str, make: Maker) -> None:
    both = ("commune_a3_landscape", "commune_a3_portrait")
    scales = [make(code, template=name).result.scale for name in both]
    assert make(code).result.scale == min(scales)


# Templates of others.


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


def test_a_template_keeps_its_own_page(make: Maker, bare_template: Path) -> None:
    file = make("59294", template=str(bare_template)).file
    assert pdf.page_size(file) == pytest.approx((200, 150), abs=0.3)


def test_a_template_whose_map_has_no_id_uses_the_largest(make: Maker, bare_template: Path) -> None:
    sheet = make("59294", template=str(bare_template))
    maps = [item for item in sheet.layout.items() if isinstance(item, QgsLayoutItemMap)]
    large, small = sorted(maps, key=lambda item: -item.rect().width())
    assert large.layers()
    assert not small.layers()


@pytest.mark.parametrize("absent", ["legend", "overview", "logo", "scalebar", "north"])
def test_a_template_that_lacks_an_item_works_without_it(
    absent: str, make: Maker, tmp_path: Path
) -> None:
    project = QgsProject()
    layout = template_layout(project, "commune_a3_landscape")
    layout.removeLayoutItem(layout.itemById(absent))
    file = tmp_path / "lacking.qpt"
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
    assert all(name in message for name in TEMPLATES)


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


# Fonts and logos.


def test_every_font_is_one_that_the_machine_has(make: Maker) -> None:
    fonts = pdf.fonts(make("59294").file)
    assert fonts
    assert all(re.search("Marianne|Liberation|Arial|Noto|DejaVu", f.name) for f in fonts)


def test_without_a_logo_the_text_block_of_the_state_stands_there(make: Maker) -> None:
    sheet = make("59294")
    assert sheet.item("state_name").currentText() == "RÉPUBLIQUE FRANÇAISE"
    assert not sheet.layout.itemById("logo").isVisible()


def test_a_missing_logo_is_told_and_the_text_block_stands_in_its_place(
    make: Maker, tmp_path: Path
) -> None:
    cartouche = Cartouche(logo=str(tmp_path / "absent.png"))
    sheet = make("59294", cartouche=vars(cartouche))
    assert [w for w in sheet.result.warnings if "absent.png" in w]
    assert "RÉPUBLIQUE FRANÇAISE" in sheet.text


def test_a_damaged_logo_is_told_and_the_text_block_stands_in_its_place(
    make: Maker, tmp_path: Path
) -> None:
    (tmp_path / "abime.png").write_bytes(b"no picture")
    sheet = make("59294", cartouche=vars(Cartouche(logo=str(tmp_path / "abime.png"))))
    assert [w for w in sheet.result.warnings if "abime.png" in w]
    assert "RÉPUBLIQUE FRANÇAISE" in sheet.text


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_logo_takes_the_place_of_the_text_block(
    ending: str, template: str, make: Maker, logos: dict[str, Path]
) -> None:
    logo = logos[ending]
    sheet = make("59294", template=template, cartouche=vars(Cartouche(logo=str(logo))))
    without = make("59294", template=template, cartouche=vars(Cartouche()))
    assert sheet.result.warnings == without.result.warnings
    assert "RÉPUBLIQUE FRANÇAISE" not in sheet.text
    assert blue_part(sheet, "logo") > 0.2


def test_a_logo_covers_no_text(template: str, make: Maker, logos: dict[str, Path]) -> None:
    sheet = make("59294", template=template, cartouche=vars(Cartouche(logo=str(logos["svg"]))))
    for label in sheet.labels:
        assert not overlap(sheet.rect("logo"), scene(label)), label.id()


@pytest.fixture(scope="module")
def logos(tmp_path_factory: pytest.TempPathFactory, qgis_app: Any) -> dict[str, Path]:
    """A plain blue picture in each format."""
    folder = tmp_path_factory.mktemp("logos")
    files = {ending: folder / f"logo.{ending}" for ending in ("png", "svg")}
    for file in files.values():
        draw_logo(file)
    return files


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


def one_territory(name: str) -> Gazetteer:
    """A gazetteer that holds Haynecourt's contour under another name."""
    embedded = open_gazetteer()
    contour = embedded.territory(embedded.resolve("59294"))
    layer = QgsVectorLayer(
        "MultiPolygon?crs=EPSG:2154&field=insee_com:string&field=nom:string", "communes", "memory"
    )
    feature = QgsFeature(layer.fields())
    feature.setAttributes(["59999", name])
    feature.setGeometry(contour.geometry)
    layer.dataProvider().addFeatures([feature])
    return Gazetteer([layer])


def thrice(text: str) -> str:
    return " ".join([text] * 3)


def longer_sheet(folder: Path, factor: float) -> str:
    """The bundled sheet definition with paragraphs longer by a factor."""
    data = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
    for part in ("text", "nota"):
        data[part]["paragraphs"] = [
            repeated(paragraph, factor) for paragraph in data[part]["paragraphs"]
        ]
    data["notice"] = repeated(data["notice"], factor)
    data["styles"] = str(ROOT / "styles")
    file = folder / "longer.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return str(file)


def repeated(paragraph: str, factor: float) -> str:
    words = paragraph.split()
    wanted = round(len(words) * factor)
    return " ".join(itertools.islice(itertools.cycle(words), wanted))


def template_layout(project: QgsProject, name: str) -> QgsPrintLayout:
    return open_template(name).new_layout(project)


def refused(template: Path, gazetteer: Gazetteer, folder: Path) -> str:
    """What is said of a template that cannot be used."""
    output = folder / "sheet.pdf"
    with pytest.raises(TemplateError) as caught:
        export_sheet(SheetRequest("59294", template=str(template)), gazetteer, output)
    assert not output.exists()
    return str(caught.value)


def draw_logo(file: Path) -> None:
    """A plain blue picture, in the format of the file's ending."""
    if file.suffix == ".svg":
        file.write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40">'
            '<rect width="80" height="40" fill="#0000ff"/></svg>',
            encoding="utf-8",
        )
    else:
        image = QImage(160, 80, QImage.Format.Format_RGB32)
        image.fill(QColor("#0000ff"))
        assert image.save(str(file))


def blue_part(sheet: Sheet, name: str) -> float:
    """How much of an item's rectangle is blue on paper, from 0 to 1."""
    dpi = 50
    rect = sheet.rect(name)
    picture = pdf.picture(sheet.file, dpi)
    left, top, right, bottom = (
        round(side * dpi / 25.4) for side in (rect.left(), rect.top(), rect.right(), rect.bottom())
    )
    part = picture[top:bottom, left:right]
    return float(((part[..., 2] > 200) & (part[..., 0] < 60)).mean())
