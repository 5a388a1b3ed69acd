# SPDX-License-Identifier: GPL-3.0-or-later
"""A layout that follows the pages of an atlas, made of what was recorded of filled ones."""

from __future__ import annotations

import base64
import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsExpressionContextUtils,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsLayoutItemPicture,
    QgsLayoutObject,
    QgsMapLayer,
    QgsPrintLayout,
    QgsProject,
    QgsProperty,
    QgsReadWriteContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from ..layout.sheet_items import literal
from .columns import Columns
from .expressions import column, text_of
from .item_record import PRINT_DATE, ItemRecorder, ItemState, RecordedItem

_Property = QgsLayoutObject.DataDefinedProperty

# No request to QGIS Server can put another text into a label of this id.
LABEL_ID = "TEMPLATE"

_PLACE: dict[str, tuple[int, Callable[[ItemState], float]]] = {
    "left": (_Property.PositionX, lambda state: state.left),
    "top": (_Property.PositionY, lambda state: state.top),
}
_SIZE: dict[str, tuple[int, Callable[[ItemState], float]]] = {
    "width": (_Property.ItemWidth, lambda state: state.width),
    "height": (_Property.ItemHeight, lambda state: state.height),
}
_EXTENT = {
    "west": _Property.MapXMin,
    "south": _Property.MapYMin,
    "east": _Property.MapXMax,
    "north": _Property.MapYMax,
}


@dataclass(frozen=True)
class AtlasItem:
    """An item of a template on the pages of an atlas: what of it follows them."""

    recorded: RecordedItem
    properties: Mapping[int, str]
    # The expression of the number of its form; empty where it has one only, and always shows it.
    form: str
    text: str


def bind_items(recorder: ItemRecorder, columns: Columns, today: str) -> list[AtlasItem]:
    """Have what differs between the sheets follow columns; `today` is printed as the present day.

    What no sheet shows is left out.
    """
    shown = (item for item in recorder.items if item.forms and not _is_blank(item))
    return [_bound(item, columns, today) for item in shown]


def build_layout(
    project: QgsProject,
    recorder: ItemRecorder,
    items: Sequence[AtlasItem],
    layer_ids: Mapping[str, str],
) -> QgsPrintLayout:
    """The layout of an atlas, without its coverage and the layers of its maps.

    `layer_ids` gives the ids of the layers of legends by the names that were recorded.
    """
    document = QDomDocument()
    document.setContent(recorder.layout)
    root = document.documentElement()
    made: list[tuple[str, AtlasItem, int]] = []
    for item in items:
        for number, form in enumerate(item.recorded.forms):
            element = _element(document, form, layer_ids)
            if number:
                _give_new_id(element)
            root.appendChild(element)
            made.append((element.attribute("uuid"), item, number))
    layout = QgsPrintLayout(project)
    layout.readXml(root, document, QgsReadWriteContext())
    _forget_sheet(layout)
    for identity, item, number in made:
        _follow(layout.itemByUuid(identity), item, number)
    return layout


def follow_atlas(
    layout: QgsPrintLayout, coverage: QgsVectorLayer, maps: Mapping[str, Sequence[QgsMapLayer]]
) -> None:
    """Make a page of each row of a coverage; `maps` gives the layers of maps by their item ids."""
    for item in layout.items():
        if isinstance(item, QgsLayoutItemMap) and item.id() in maps:
            item.setCrs(coverage.crs())
            item.setLayers(list(maps[item.id()]))
            item.setKeepLayerSet(True)
            # What follows no atlas is missing from what QGIS Server prints.
            item.setAtlasDriven(True)
            item.setAtlasScalingMode(QgsLayoutItemMap.AtlasScalingMode.Fixed)
    atlas = layout.atlas()
    atlas.setCoverageLayer(coverage)
    atlas.setPageNameExpression('"code"')
    atlas.setSortFeatures(True)
    atlas.setSortExpression('"code"')
    atlas.setFilenameExpression('"file"')
    atlas.setEnabled(True)


def _is_blank(item: RecordedItem) -> bool:
    return item.is_label and not any(state.text.strip() for state in item.states.values())


def _bound(item: RecordedItem, columns: Columns, today: str) -> AtlasItem:
    name = item.id or item.kind
    properties: dict[int, str] = {}
    for part, (key, of) in {**_PLACE, **({} if item.sizes_itself else _SIZE)}.items():
        values = {code: of(state) for code, state in item.states.items()}
        properties[key] = columns.varying(f"{name}_{part}", values)
    for index, (part, key) in enumerate(_EXTENT.items() if item.is_map else ()):
        extents = {code: (state.extent or ())[index] for code, state in item.states.items()}
        # Always said: the page of an atlas moves its maps by itself.
        properties[key] = column(columns.add(f"{name}_{part}", extents))
    forms = {code: state.form for code, state in item.states.items()}
    form = columns.varying(f"{name}_form", forms)
    text = _text(item, name, columns, today) if item.is_label else ""
    return AtlasItem(item, {k: v for k, v in properties.items() if v}, form, text)


def _text(item: RecordedItem, name: str, columns: Columns, today: str) -> str:
    """The text of a label on every page."""
    if "[%" in item.template_text and "@srce_" not in item.template_text:
        # An expression of the template's own.
        return item.template_text
    texts = {code: state.text for code, state in item.states.items()}
    varying = columns.varying(f"{name}_text", texts)
    if varying:
        return text_of(varying)
    text = next(iter(texts.values()))
    if PRINT_DATE in item.template_text:
        return text.replace(today, text_of("format_date(now(), 'dd/MM/yyyy')"))
    return literal(text) if "[%" in text else text


def _element(document: QDomDocument, form: str, layer_ids: Mapping[str, str]) -> QDomElement:
    """An item of a form, with the layers that it has in the project."""
    written = QDomDocument()
    written.setContent(form)
    element = written.documentElement().firstChildElement("LayoutItem")
    element.setAttribute("groupUuid", "")
    nodes = element.elementsByTagName("layer-tree-layer")
    for index in range(nodes.count()):
        node = nodes.at(index).toElement()
        node.setAttribute("id", layer_ids.get(node.attribute("id"), ""))
    return document.importNode(element, True).toElement()


def _give_new_id(element: QDomElement) -> None:
    identity = f"{{{uuid.uuid4()}}}"
    element.setAttribute("uuid", identity)
    element.setAttribute("templateUuid", identity)


def _forget_sheet(layout: QgsPrintLayout) -> None:
    """Take out the variables of the sheet that was recorded: labels say what columns hold."""
    scope = QgsExpressionContextUtils.layoutScope(layout)
    names = (name for name in scope.variableNames() if not scope.isReadOnly(name))
    kept = {name: scope.variable(name) for name in names if not name.startswith("srce_")}
    QgsExpressionContextUtils.setLayoutVariables(layout, kept)


def _follow(item: QgsLayoutItem, atlas_item: AtlasItem, number: int) -> None:
    """Have an item of a form follow the page."""
    properties = dict(atlas_item.properties)
    if atlas_item.form:
        # The layout designer shows what is excluded, but nothing that is transparent.
        properties[_Property.ExcludeFromExports] = f"{atlas_item.form} <> {number}"
        properties[_Property.Opacity] = f"if({atlas_item.form} = {number}, 100, 0)"
    defined = item.dataDefinedProperties()
    for key, expression in properties.items():
        defined.setProperty(key, QgsProperty.fromExpression(expression))
    item.setDataDefinedProperties(defined)
    if isinstance(item, QgsLayoutItemPicture):
        _embed(item)
    if isinstance(item, QgsLayoutItemLabel):
        item.setText(atlas_item.text)
        item.setMarginX(atlas_item.recorded.margin)
        item.setId(LABEL_ID)


def _embed(item: QgsLayoutItemPicture) -> None:
    """Put a picture that is a file of this machine into the project."""
    path = item.picturePath()
    if not os.path.isfile(path):
        return
    # What cannot be read is missing from the plugin's own sheet as well.
    with suppress(OSError):
        content = base64.b64encode(Path(path).read_bytes()).decode("ascii")
        item.setPicturePath(f"base64:{content}", item.mode())
