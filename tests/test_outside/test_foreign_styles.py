# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles of other hands, versions and programs: drawn, or told with what stands for them."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from qgis.core import QgsRenderContext, QgsVectorLayer

from srce_pac.core.common.errors import StyleError
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.styles.applied_style import sample_renderer
from srce_pac.core.styles.qml import apply_qml
from srce_pac.core.styles.sld import to_sld
from srce_pac.core.styles.style_order import OWN, PLUGIN, style_order
from srce_pac.core.styles.style_reading import ReadStyle, examined
from srce_pac.core.styles.style_set import own_set

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

NAME = "reservoir_s"
GREEN = '<prop k="color" v="10,200,10,255"/>'
FILL = f'<layer class="SimpleFill" enabled="1">{GREEN}</layer>'


def symbol(inner: str, kind: str = "fill", name: str = "0") -> str:
    return f'<symbol type="{kind}" name="{name}" alpha="1">{inner}</symbol>'


def qml(renderer: str, tail: str = "", version: str = "3.22.16", head: str = "") -> str:
    return (
        f'<qgis version="{version}" {head}><renderer-v2 {renderer}</renderer-v2>{tail}'
        "<layerGeometryType>2</layerGeometryType></qgis>"
    )


def single(inner: str = FILL, tail: str = "", **how: str) -> str:
    return qml(f'type="singleSymbol"><symbols>{symbol(inner)}</symbols>', tail, **how)


def within(part: str, inner: str, properties: str = "") -> str:
    return single(f'<layer class="{part}" enabled="1">{properties}{inner}</layer>')


def rules(*filters: str) -> str:
    listed = "".join(
        f'<rule symbol="0" key="{{{number}}}" filter="{each}" label="{number}"/>'
        for number, each in enumerate(filters)
    )
    return qml(
        f'type="RuleRenderer"><rules key="{{r}}">{listed}</rules><symbols>{symbol(FILL)}</symbols>'
    )


def categories(symbols: int, count: int) -> str:
    listed = "".join(
        f'<category symbol="{each}" value="{each}" label="{each}" render="true"/>'
        for each in range(count)
    )
    made = "".join(symbol(FILL, name=str(each)) for each in range(symbols))
    head = 'type="categorizedSymbol" attr="a"'
    return qml(f"{head}><categories>{listed}</categories><symbols>{made}</symbols>")


def labelled(field: str, is_expression: int = 0, font: str = "Liberation Sans") -> str:
    text = (
        f'<text-style fieldName="{field}" isExpression="{is_expression}" fontFamily="{font}" '
        'fontSize="8"/><placement placement="1"/>'
    )
    tail = f'<labeling type="simple"><settings>{text}</settings></labeling>'
    return single(tail=tail, head='labelsEnabled="1"')


def picture(content: bytes) -> str:
    value = f"base64:{base64.b64encode(content).decode()}"
    stroke = symbol('<layer class="SimpleLine"/>', "line", "@0@0")
    return within("SVGFill", stroke, f'<prop k="svgFile" v="{value}"/>')


BOMB = "".join(
    f'<!ENTITY e{each} "{(f"&e{each - 1};" if each else "ha") * 10}">' for each in range(9)
)
DIAGRAM = (
    '<SingleCategoryDiagramRenderer diagramType="Histogram"><DiagramCategory enabled="1" '
    'width="15" height="15"><attribute field="&quot;b&quot;" color="#f00" label="b"/>'
    '</DiagramCategory></SingleCategoryDiagramRenderer><DiagramLayerSettings placement="1"/>'
)
OLD_LABELS = (
    "<customproperties>"
    '<property key="labeling" value="other"/><property key="labeling/enabled" value="true"/>'
    "</customproperties>"
)
NOBODY = "my_plugin(&quot;a&quot;)"

# What cannot be drawn, and a word of the reason.
REFUSED: dict[str, tuple[str | bytes, str]] = {
    "symbols of QGIS 1": ("<qgis version='1.4.0'><singlesymbol/></qgis>", "no symbols"),
    "a symbol of a newer QGIS": (within("HoloFill", ""), "HoloFill"),
    "a renderer of a newer QGIS": (qml('type="holo"><symbols/>'), "holo"),
    "a renderer without a legend": (qml('type="mergedFeatureRenderer">'), "Merged"),
    "a function in a rule": (rules(NOBODY), "my_plugin"),
    "a function in a label": (labelled(NOBODY, 1), "my_plugin"),
    "a function in a shape": (
        within("GeometryGenerator", symbol(FILL), f'<prop k="geometryModifier" v="{NOBODY}"/>'),
        "my_plugin",
    ),
    "a picture that is gone": (
        within("SVGFill", "", '<prop k="svgFile" v="/nowhere/a.svg"/>'),
        "a.svg",
    ),
    "a picture on the network": (
        within("RasterFill", "", '<prop k="imageFile" v="https://h/a.png"/>'),
        "missing",
    ),
    "a picture that is none": (picture(b"abc"), "damaged"),
    "a picture of megabytes": (picture(b"<svg>" + b" " * 2_000_001), "2 MB"),
    "an SLD": ("<sld:StyledLayerDescriptor xmlns:sld='x'/>", "SLD"),
    "a style of a raster": ("<qgis><pipe/></qgis>", "raster"),
    "a style of points": ("<qgis><renderer type='rgb'/></qgis>", "points"),
    "a library": ("<qgis_style version='2'/>", "library"),
    "a bomb": (f"<!DOCTYPE qgis [{BOMB}]><qgis>&e8;</qgis>", "no XML"),
    "a file of the machine": (
        '<!DOCTYPE qgis [<!ENTITY a SYSTEM "file:///etc/hostname">]><qgis a="&a;"/>',
        "no XML",
    ),
    "no text": (bytes(range(256)), "no XML"),
    "a style cut short": (single()[:-40], "no XML"),
    "elements without end": ("<a>" * 30_000, "too deep"),
    "symbols in symbols": (
        single(
            '<layer class="CentroidFill"><symbol type="marker"><layer class="FilledMarker">'
            '<symbol type="fill">' * 20 + FILL + "</symbol></layer></symbol></layer>" * 20
        ),
        "damaged",
    ),
    "no symbol": (qml('type="singleSymbol"><symbols/>'), "damaged"),
    "a symbol of no kind": (single().replace('type="fill"', 'type="holo"'), "damaged"),
    "a symbol without parts": (single(""), "damaged"),
    "a part without its symbol": (within("LinePatternFill", ""), "damaged"),
    "a part with an empty symbol": (
        within("GeometryGenerator", symbol("", "fill", "@0@0")),
        "damaged",
    ),
    "a part with another's symbol": (
        within("CentroidFill", symbol('<layer class="SimpleLine"/>', "line", "@0@0")),
        "damaged",
    ),
    "rules without symbols": (qml('type="RuleRenderer"><rules key="{r}"/><symbols/>'), "nothing"),
    "categories by the thousand": (categories(1, 1_001), "1000"),
}

# What is drawn otherwise than it says, and a word of what is told; nothing where all is drawn.
DRAWN: dict[str, tuple[str | bytes, str]] = {
    "QGIS 2": (single(version="2.18.28-Las Palmas", tail="<edittypes/>"), ""),
    "a see-through layer of QGIS 2": (
        single(version="2.18.28", tail="<layerTransparency>50</layerTransparency>"),
        "opacity",
    ),
    "labels of QGIS 2": (single(version="2.8.1", tail=OLD_LABELS), "QGIS 2"),
    "a newer QGIS": (single(version="3.99.0-Demain", tail="<new a='1'/>"), "3.99"),
    "a version that is none": (single(version="x.²"), ""),
    "a typeface that is missing": (labelled("a", font="Nobody Sans"), "Nobody Sans"),
    "labels": (labelled("a"), ""),
    "labels by another field": (labelled("b"), "“b”"),
    "diagrams": (single(tail=DIAGRAM), "diagrams"),
    "a hundred rules": (rules(*(f"&quot;a&quot; = {each}" for each in range(100))), ""),
    "hundreds of categories": (categories(300, 300), ""),
    "categories without a symbol": (categories(1, 3), "left out"),
    "scale limits": (
        single(head='hasScaleBasedVisibilityFlag="1" minScale="1000" maxScale="1"'),
        "scale",
    ),
    "blending": (single(tail="<blendMode>6</blendMode>"), "blending"),
    "Latin letters": (
        f"<?xml version='1.0' encoding='ISO-8859-1'?>{single()}".encode("latin-1"),
        "",
    ),
    "two bytes a letter": (single().encode("utf-16"), ""),
}


def read(content: str | bytes, folder: Path, name: str = NAME) -> ReadStyle:
    path = folder / f"{name}.qml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    try:
        return examined(path, name[-1])
    except StyleError as error:
        return ReadStyle(b"", str(error))


def areas() -> QgsVectorLayer:
    return QgsVectorLayer("Polygon?crs=EPSG:2154&field=a:string", "areas", "memory")


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_drawn_is_refused_with_the_reason(case: str, tmp_path: Path) -> None:
    content, word = REFUSED[case]
    assert word in read(content, tmp_path).reason
    with pytest.raises(StyleError, match=NAME):
        sample_renderer(tmp_path / f"{NAME}.qml", "s")


@pytest.mark.parametrize("case", DRAWN)
def test_what_is_drawn_is_drawn_and_what_is_changed_is_told(case: str, tmp_path: Path) -> None:
    content, word = DRAWN[case]
    style = read(content, tmp_path)
    fields = areas().fields()
    notes = [*style.changes, *style.hints, *style.unlabelled(fields)]
    assert style.reason == style.missing_field(fields) == ""
    assert [word in " ".join(notes), bool(notes)] == [True, bool(word)]
    # The symbols are the renderer's own.
    renderer = sample_renderer(tmp_path / f"{NAME}.qml", "s")
    colours = {each.color().name() for each in renderer.symbols(QgsRenderContext())}
    assert colours == {"#0ac80a"}


@pytest.mark.parametrize(
    ("geometry", "kind", "part"),
    [
        *(("p", "marker", part) for part in ("VectorField", "FilledMarker", "GeometryGenerator")),
        *(("l", "line", part) for part in ("MarkerLine", "ArrowLine", "GeometryGenerator")),
        *(("s", "fill", part) for part in ("PointPatternFill", "CentroidFill")),
    ],
)
def test_no_part_of_a_symbol_ends_qgis(geometry: str, kind: str, part: str, tmp_path: Path) -> None:
    path = tmp_path / f"x_{geometry}.qml"
    for inner in ("", symbol("", kind), symbol(FILL), symbol('<layer class="Holo"/>', "zz")):
        made = symbol(f'<layer class="{part}" enabled="1">{inner}</layer>', kind)
        path.write_text(qml(f'type="singleSymbol"><symbols>{made}</symbols>'), encoding="utf-8")
        reason = read(path.read_bytes(), tmp_path, path.stem).reason
        if not reason:
            renderer = sample_renderer(path, geometry)
            assert renderer.symbols(QgsRenderContext())[0].symbolLayers()


def test_nothing_but_what_is_seen_is_taken_of_a_style(tmp_path: Path) -> None:
    """No code of forms and actions, no filter, no default value."""
    code = f"open('{tmp_path / 'ran'}', 'w')"
    tail = (
        f'<attributeactions><actionsetting id="{{a}}" type="1" action="{code}" name="a"/>'
        f"</attributeactions><editforminit>a</editforminit><editforminitcodesource>2"
        f"</editforminitcodesource><editforminitcode>{code}</editforminitcode>"
        '<mapTip>[% "a" %]</mapTip><subsetstring>1 = 0</subsetstring>'
        '<defaults><default field="a" expression="1"/></defaults>'
    )
    layer = areas()
    assert (
        apply_qml(layer, single(tail=tail, head='styleCategories="AllStyleCategories"').encode())
        == ""
    )
    assert layer.renderer().clone().symbol().color().name() == "#0ac80a"
    assert not layer.actions().actions()
    assert layer.editFormConfig().initCode() == ""
    assert layer.mapTipTemplate() == layer.subsetString() == ""
    assert not layer.defaultValueDefinition(0).isValid()
    assert not (tmp_path / "ran").exists()


def test_it_is_told_what_is_drawn_in_the_place_of_a_style() -> None:
    folder = own_set().folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.qml").write_text("<qgis_style/>", encoding="utf-8")
    chosen = style_order(load_sheet("srce")).choose(NAME, areas().fields())
    assert chosen.origin == PLUGIN
    (warning,) = chosen.warnings
    assert "library" in warning
    assert warning.endswith("The plugin's is drawn.")
    (folder / f"{NAME}.qml").write_text(single(), encoding="utf-8")
    assert style_order(load_sheet("srce")).choose(NAME, areas().fields()).origin == OWN


@pytest.mark.parametrize("distance", ["0", "-1", "nan", "inf", "0.0000001", "1e300"])
@pytest.mark.parametrize(
    ("part", "options", "kind", "inner"),
    [
        ("LinePatternFill", ("distance",), "line", '<layer class="SimpleLine"/>'),
        (
            "PointPatternFill",
            ("distance_x", "distance_y"),
            "marker",
            '<layer class="SimpleMarker"/>',
        ),
    ],
)
def test_a_pattern_of_no_use_is_left_out_of_an_sld(
    part: str, options: tuple[str, ...], kind: str, inner: str, distance: str
) -> None:
    properties = "".join(f'<prop k="{option}" v="{distance}"/>' for option in options)
    pattern = f'<layer class="{part}">{properties}{symbol(inner, kind, "@0@0")}</layer>'
    layer = areas()
    assert apply_qml(layer, single(FILL + pattern).encode()) == ""
    written = to_sld(layer, NAME)
    assert "#0ac80a" in written.text
    assert any("left out" in loss for loss in written.losses)
