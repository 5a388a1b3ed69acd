# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests and files that are odd without being damaged: one sheet, or one sentence."""

from __future__ import annotations

import json
import math
import re
import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsLayoutItem,
    QgsProject,
    QgsRendererCategory,
    QgsVectorLayer,
)

from srce_pac.core.common.errors import SheetError, TemplateError
from srce_pac.core.common.files import ROOT
from srce_pac.core.layout.template import open_template
from srce_pac.core.layout.template_restore import FILLED, restore_template
from srce_pac.core.pipeline import (
    Printer,
    SheetRequest,
    export_sheet,
    export_sheets,
    load_sheet_layers,
)
from srce_pac.core.sheet.cartouche import compose
from srce_pac.core.territory.codes import read_column, whole_number
from srce_pac.core.territory.gazetteer import Gazetteer

HAYNECOURT = "59294"

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


@pytest.fixture
def categorised_sheet(tmp_path: Path) -> Path:
    """The bundled sheet with a style of categories for one of its classes."""
    sheet = tmp_path / "sheets" / "own.json"
    sheet.parent.mkdir()
    shutil.copy(ROOT / "sheets" / "srce.json", sheet)
    layer = QgsVectorLayer("Polygon?field=code:string", "x", "memory")
    categories = [
        QgsRendererCategory(number, QgsFillSymbol.createSimple({"color": colour}), colour)
        for number, colour in enumerate(("#ff0000", "#0000ff"))
    ]
    layer.setRenderer(QgsCategorizedSymbolRenderer("$id % 2", categories))
    (tmp_path / "styles").mkdir()
    layer.saveNamedStyle(str(tmp_path / "styles" / "reservoir_preserve_s.qml"))
    return sheet


def test_a_style_of_several_symbols_has_its_first_in_the_list(
    gazetteer: Gazetteer, categorised_sheet: Path, tmp_path: Path
) -> None:
    request = SheetRequest(HAYNECOURT, sheet=str(categorised_sheet))
    result = export_sheet(request, gazetteer, tmp_path / "sheet.pdf")
    assert result.file is not None
    assert result.file.is_file()
    assert result.counts["reservoir_preserve"] > 0
    assert result.symbols["reservoir_preserve"].color().name() == "#ff0000"
    project = QgsProject()
    loaded = load_sheet_layers(request, gazetteer, project)
    assert loaded.counts == result.counts
    project.clear()


@pytest.mark.parametrize(
    ("scale", "named"),
    [
        (math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (-15_000.0, "-15000"),
        (0.0, "0"),
        (99.0, "99"),
        (10_000_001.0, "10000001"),
        (1e300, "1e+300"),
        ("abc", "abc"),
        ("15000", "15000"),
        ([15_000], "[15000]"),
        (True, "True"),
    ],
)
def test_a_scale_is_a_finite_number_within_limits(
    gazetteer: Gazetteer, tmp_path: Path, scale: Any, named: str
) -> None:
    with pytest.raises(SheetError, match=f"“{re.escape(named)}” is no scale"):
        export_sheet(SheetRequest(HAYNECOURT, scale=scale), gazetteer, tmp_path / "sheet.pdf")
    assert list(tmp_path.glob("*.pdf")) == []


@pytest.mark.parametrize(
    ("entries", "named"),
    [
        ([], "cartouche"),
        ("DDTM", "cartouche"),
        (None, "cartouche"),
        ({"projet": "x"}, "cartouche.projet"),
        ({"office": 3}, "cartouche.office"),
        ({"sheet_number": "1"}, "cartouche.sheet_number"),
        ({"notice": 1}, "cartouche.notice"),
        ({"texts": []}, "cartouche.texts"),
        ({"texts": {"srce": []}}, "cartouche.texts.srce"),
        ({"texts": {"srce": {"title": None}}}, "cartouche.texts.srce.title"),
        ({"texts": {"srce": {"labels": {"corridor": 1}}}}, "cartouche.texts.srce.labels.corridor"),
        ({"texts": {"srce": {"title": "x" * 201}}}, "cartouche.texts.srce.title"),
    ],
)
def test_a_wrong_cartouche_is_one_sentence(
    gazetteer: Gazetteer, tmp_path: Path, entries: Any, named: str
) -> None:
    with pytest.raises(SheetError, match=f"“{re.escape(named)}” is wrong"):
        export_sheet(SheetRequest(HAYNECOURT, cartouche=entries), gazetteer, tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []
    if entries:
        with pytest.raises(SheetError, match=f"“{re.escape(named)}” is wrong"):
            compose({}, "59", entries)


def load(request: SheetRequest, gazetteer: Gazetteer, _folder: Path) -> None:
    load_sheet_layers(request, gazetteer, QgsProject())


def preview(request: SheetRequest, gazetteer: Gazetteer, _folder: Path) -> None:
    with closing(Printer(request, gazetteer)) as printer:
        printer.preview(request)


def export_several(request: SheetRequest, gazetteer: Gazetteer, folder: Path) -> None:
    export_sheets(request, ["srce", "sraddet"], gazetteer, folder)


ODD_ENTRIES: list[tuple[str, Any]] = [
    *(
        (name, value)
        for name in ("territory", "title", "sheet", "source", "background", "template", "outside")
        for value in (None, 3, ["a"])
    ),
    ("office", 59),
    ("office", True),
    ("office", {"a": "b"}),
    ("styles", b"a"),
    *((name, value) for name in ("outlines", "geopdf") for value in (None, 1, "yes")),
    ("look", None),
    ("look", {}),
]


@pytest.mark.parametrize(("name", "value"), ODD_ENTRIES)
@pytest.mark.parametrize("use", [export_sheet, load, preview, export_several])
def test_an_entry_of_another_type_is_one_sentence(
    gazetteer: Gazetteer, tmp_path: Path, use: Callable[..., object], name: str, value: Any
) -> None:
    request = replace(SheetRequest(HAYNECOURT), **{name: value})
    with pytest.raises(SheetError, match=f"“{name}” is wrong"):
        use(request, gazetteer, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("note", ["1", "[]", "{}", '"x"', "{", json.dumps({"place": "x"})])
def test_a_damaged_note_of_an_earlier_filling_is_one_sentence(note: str) -> None:
    template = open_template("commune_a3_landscape")
    layout = template.new_layout(QgsProject.instance())
    for item in layout.items():
        if isinstance(item, QgsLayoutItem):
            item.setCustomProperty(FILLED, note)
    with pytest.raises(TemplateError, match="damaged"):
        restore_template(layout)


@pytest.mark.parametrize(
    ("value", "code"), [(math.nan, ""), (math.inf, ""), (2001, "02001"), (2001.0, "02001")]
)
def test_what_is_no_number_is_no_code(value: float, code: str) -> None:
    assert read_column([value]).codes == [code]


@pytest.mark.parametrize("text", ["inf", "1e999", "nan", "beaucoup", ""])
def test_what_is_no_number_is_no_population(text: str) -> None:
    assert whole_number(text) == 0
