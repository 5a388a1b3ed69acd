# SPDX-License-Identifier: GPL-3.0-or-later
"""Names, texts and logos that are not those of the bundled data, filled into templates."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from qgis.PyQt.QtGui import QColor, QImage

from srce_pac.core.common.capitals import capitals
from srce_pac.core.common.french import french
from srce_pac.core.sheet.cartouche import Cartouche
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import default_cartouche
from srce_pac.tests.support.filled_sheets import DIFFERENT, Maker, Sheet, one_territory
from srce_pac.tests.support.sheets import compact, overlap, scene

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def long_texts(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A sheet definition with texts three times longer than the bundled ones."""
    return longer_sheet(tmp_path_factory.mktemp("long"), 3)


# The longest on each template, the odd ones on one.
NAMES = [
    *(
        ("Communauté de communes du Pays de Pont-Château – Saint-Gildas-des-Bois", template)
        for template in DIFFERENT
    ),
    ('L\'Île <b>"x"</b>/é', "commune_a4_portrait"),
    # The longest of a commune of France.
    ("Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson", "commune_a3_landscape"),
]


@pytest.fixture(scope="module")
def named() -> Callable[[str], Gazetteer]:
    """A gazetteer of a territory of a name; the same for the same name."""
    return cache(one_territory)


@pytest.mark.parametrize(("name", "template"), NAMES)
def test_any_name_is_printed_whole(
    name: str, template: str, make: Maker, named: Callable[[str], Gazetteer]
) -> None:
    sheet = make("59999", places=named(name), template=template)
    assert sheet.printed_in(sheet.rect("territory_name")) == compact(french(capitals(name)))


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
        procedure=thrice("Porter à connaissance pour la procédure de planification urbaine"),
    )
    sheet = make("59294", template=template, cartouche=vars(longer))
    warnings = " ".join(sheet.result.warnings)
    for label in sheet.labels:
        whole = sheet.printed_in(scene(label)) == compact(label.currentText())
        assert whole or f"“{label.id()}”" in warnings, label.id()


def test_a_text_of_the_band_half_as_long_again_shrinks_to_fit(make: Maker, tmp_path: Path) -> None:
    sheet = make("59294", sheet=longer_sheet(tmp_path, 1.4), template="commune_a3_landscape")
    assert not [w for w in sheet.result.warnings if "band" in w]
    for label in sheet.labels:
        assert sheet.printed_in(scene(label)) == compact(label.currentText()), label.id()


def test_a_text_of_the_band_three_times_longer_is_told_and_covers_nothing_else(
    template: str, make: Maker, long_texts: str
) -> None:
    sheet = make("59294", sheet=long_texts, template=template)
    assert [w for w in sheet.result.warnings if template in w]
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
    ending: str, make: Maker, logos: dict[str, Path]
) -> None:
    logo = logos[ending]
    without = make("59294", cartouche=vars(Cartouche()))
    sheet = make("59294", cartouche=vars(Cartouche(logo=str(logo))))
    assert sheet.result.warnings == without.result.warnings
    assert "RÉPUBLIQUE FRANÇAISE" in without.text
    assert "RÉPUBLIQUE FRANÇAISE" not in sheet.text
    assert blue_part(sheet, "logo") > 0.2


def test_a_logo_covers_no_text(template: str, make: Maker, logos: dict[str, Path]) -> None:
    sheet = make("59294", template=template, cartouche=vars(Cartouche(logo=str(logos["svg"]))))
    assert blue_part(sheet, "logo") > 0.2
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


def thrice(text: str) -> str:
    return " ".join([text] * 3)


def longer_sheet(folder: Path, factor: float) -> str:
    """The bundled sheet definition with paragraphs longer by a factor."""
    data = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
    # A sheet that says the same everywhere, what the bundled one says in the Nord.
    del data["scheme"]
    nord = load_sheet("srce").for_departements(["59"])
    data["departements"] = ["59"]
    data["cartouche"].update(title=nord.title, subtitle=nord.subtitle)
    data["text"]["title"] = nord.text_title
    for part, text in (("text", nord.text), ("nota", nord.nota.replace("– ", ""))):
        paragraphs = text.split("\n\n")
        data[part]["paragraphs"] = [repeated(paragraph, factor) for paragraph in paragraphs]
    data["notice"] = repeated(nord.notice, factor)
    data["styles"] = str(ROOT / "styles")
    file = folder / "longer.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return str(file)


def repeated(paragraph: str, factor: float) -> str:
    words = paragraph.split()
    wanted = round(len(words) * factor)
    return " ".join(itertools.islice(itertools.cycle(words), wanted))


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
