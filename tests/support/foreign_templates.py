# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates as others have left them: small ones, written here as QGIS writes them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

MAP, LABEL, PICTURE, LEGEND, SHAPE = "65639", "65641", "65640", "65642", "65643"
GROUP, FRAME, POLYLINE, PAGE = "65637", "65647", "65645", "65638"


@dataclass
class Item:
    """An item of a template: what is written in its element, and below it."""

    kind: str
    id: str = ""
    size: str = "50,20,mm"
    position: str = "220,10,mm"
    inner: str = ""
    more: dict[str, str] = field(default_factory=dict)

    def xml(self) -> str:
        given = {
            **{"type": self.kind, "id": self.id, "size": self.size, "position": self.position},
            **{"positionOnPage": self.position, "visibility": "1", "opacity": "1"},
            **{"excludeFromExports": "0", "referencePoint": "0", "itemRotation": "0"},
            **self.more,
        }
        texts = " ".join(f"{name}={quoteattr(value)}" for name, value in given.items())
        return f"<LayoutItem {texts}>{self.inner}</LayoutItem>"


def sheet_map(**changes: Any) -> Item:
    """The map of a sheet on A4."""
    return replace(Item(MAP, "map", "200,190,mm", "10,10,mm"), **changes)


def label(text: str, name: str = "texte", **more: str) -> Item:
    """A label that says a text."""
    return Item(LABEL, name, more={"labelText": text, **more})


def computed(name: str, expression: str) -> str:
    """What an item has below it where one of its properties follows an expression."""
    return (
        '<LayoutObject><dataDefinedProperties><Option type="Map">'
        '<Option type="QString" name="name" value=""/><Option type="Map" name="properties">'
        f'<Option type="Map" name="{name}"><Option type="bool" name="active" value="true"/>'
        f'<Option type="QString" name="expression" value={quoteattr(expression)}/>'
        '<Option type="int" name="type" value="3"/></Option></Option>'
        '<Option type="QString" name="type" value="collection"/></Option></dataDefinedProperties>'
        "</LayoutObject>"
    )


def template_xml(*items: Item, page: str = "297,210,mm", layout: str = "", more: str = "") -> str:
    """A template of items on a page; a map is there unless one is given."""
    if not any(item.kind == MAP for item in items):
        items = (*items, sheet_map())
    pages = Item(PAGE, size=page, position="0,0,mm").xml()
    inner = "".join(item.xml() for item in items)
    return (
        f'<Layout name="modèle" units="mm" printResolution="100" {layout}>'
        f"<PageCollection>{pages}</PageCollection>{inner}{more}</Layout>"
    )


def write_template(folder: Path, *items: Item, **options: str) -> Path:
    """The file of such a template."""
    file = folder / "d_ailleurs.qpt"
    file.write_text(template_xml(*items, **options), encoding="utf-8")
    return file


COMPOSITION = """<Composer title="essai" visible="1">
 <Composition numPages="1" paperWidth="297" paperHeight="210" printResolution="100">
  <ComposerMap followPreset="false" id="0" keepLayerSet="false">
   <Extent xmin="0" xmax="100" ymin="0" ymax="100"/><LayerSet/>{map}
  </ComposerMap>
  {more}
 </Composition>
</Composer>"""

COMPOSER_ITEM = (
    '<ComposerItem id="{name}" x="{x}" y="{y}" pagex="{x}" pagey="{y}" page="1" width="{width}" '
    'height="{height}" positionMode="0" visibility="1" zValue="1" opacity="1" itemRotation="0" '
    'outlineWidth="0.3" background="true" frame="true" blendMode="0" excludeFromExports="0"/>'
)


def composition_xml(width: str = "200", text: str = "[% @srce_territory_name %]") -> str:
    """A template of QGIS 2: a map of a width in mm, and a label."""
    map_place = COMPOSER_ITEM.format(name="map", x=10, y=10, width=width, height=180)
    place = COMPOSER_ITEM.format(name="titre", x=215, y=10, width=70, height=20)
    name = (
        f'<ComposerLabel labelText={quoteattr(text)} htmlState="0" valign="0" halign="1" '
        'marginX="1" marginY="1"><LabelFont description="Sans,10,-1,5,50,0,0,0,0,0"/>'
        f"{place}</ComposerLabel>"
    )
    return COMPOSITION.format(map=map_place, more=name)
