# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes of type and of symbols, read off filled layouts on each paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import QgsVectorLayer

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.common.typography import SMALLEST_TYPE
from srce_pac.core.layout.item_fonts import label_font
from srce_pac.core.layout.layout_items import LayoutItems
from srce_pac.core.layout.paper import paper_factor
from srce_pac.core.pipeline import Printer
from srce_pac.core.sheet_layout import LaidOutSheet
from srce_pac.core.styles.symbol_scaling import growth_of
from srce_pac.tests.support.filled_sheets import one_territory

VALENCIENNES = "245901160"
# A scale at which symbols are of full size.
SCALE = 75_000.0

LONG_NAMES = (
    "Communauté de communes du Pays de Pont-Château – Saint-Gildas-des-Bois",
    "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
)
# The rows that stand with the name of a commune.
BLOCK = ("sheet_title", "territory_code", "sheet_number", "sheet_family")


def sizes(items: LayoutItems) -> dict[str, float]:
    """The points of each label that says something."""
    shown = [label for label in items.labels if label.is_visible and not label.is_empty()]
    return {x.layout_item.id(): label_font(x.layout_item).pointSizeF() for x in shown}


def named_layers(sheet: LaidOutSheet) -> Iterator[QgsVectorLayer]:
    """The layers whose names have a size that no data tell."""
    for layer in sheet.prepared.layers.in_drawing_order():
        labeling = layer.labeling() if isinstance(layer, QgsVectorLayer) else None
        # Each is held: what it gives lives no longer than it.
        if labeling is not None and labeling.type() == "simple":
            settings = labeling.settings()
            if not settings.dataDefinedProperties().hasActiveProperties():
                yield layer


def name_size(layer: QgsVectorLayer) -> float:
    labeling = layer.labeling()
    settings = labeling.settings()
    return float(settings.format().size())


@pytest.mark.parametrize(("territory", "paper"), [("59294", "A1"), (VALENCIENNES, "A0")])
def test_type_and_symbols_grow_as_the_paper(
    territory: str, paper: str, shared_printer: Printer
) -> None:
    small = shared_printer.lay_out(SheetRequest(territory, template="A3", scale=SCALE))
    names = {layer.name(): name_size(layer) for layer in named_layers(small)}
    symbols = {layer.name(): growth_of(layer) for layer in small.prepared.layers.with_symbols()}
    assert names
    # Layers that are kept for the next sheet are as large as in their styles again.
    for template in (paper, "A3"):
        sheet = shared_printer.lay_out(SheetRequest(territory, template=template, scale=SCALE))
        factor = paper_factor(sheet.items.layout)
        assert min(sizes(sheet.items).values()) >= SMALLEST_TYPE * factor - 0.02
        large = {layer.name(): layer for layer in named_layers(sheet)}
        for name in names.keys() & large.keys():
            assert name_size(large[name]) == pytest.approx(names[name] * factor, rel=0.01)
        for layer in sheet.prepared.layers.with_symbols():
            usual = symbols.get(layer.name(), 1.0)
            assert growth_of(layer) == pytest.approx(usual * factor, rel=0.01)


@pytest.mark.parametrize("name", LONG_NAMES)
@pytest.mark.parametrize("template", ["commune_a3_landscape", "commune_a4_portrait"])
def test_the_block_of_a_long_name_shrinks_together(name: str, template: str) -> None:
    printer = Printer(SheetRequest("", template=template), one_territory(name))
    items = printer.lay_out("59999").items
    printed = sizes(items)
    largest = printed.pop("territory_name")
    assert largest > max(printed.values()), printed
    own = {x.layout_item.id(): x.font.pointSizeF() for x in items.labels}
    factor = largest / own["territory_name"]
    for row in BLOCK:
        if row in printed:
            assert printed[row] == pytest.approx(max(own[row] * factor, SMALLEST_TYPE), 0.02), row
    printer.close()


def test_texts_of_one_kind_are_of_one_size(shared_printer: Printer) -> None:
    # Two columns of texts under the map.
    for template in ("commune_a3_portrait", "epci_a3_portrait"):
        territory = VALENCIENNES if "epci" in template else "59294"
        printed = sizes(shared_printer.lay_out(SheetRequest(territory, template=template)).items)
        assert len({round(printed[row], 2) for row in ("text", "nota", "notice")}) == 1
        assert printed["text_title"] == pytest.approx(printed["nota_title"])
