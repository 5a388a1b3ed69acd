# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts by which sources are named, and what lists and messages call them."""

from __future__ import annotations

import pytest

from srce_pac.core.sources.source_address import SourceAddress, SourceKind


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("demonstration", SourceKind.DEMONSTRATION, ""),
        ("project", SourceKind.PROJECT, ""),
        ("postgres:DDTM", SourceKind.DATABASE, "DDTM"),
        ("postgres:DDTM/srce", SourceKind.DATABASE, "DDTM/srce"),
        ("wfs:Géoportail: wfs:2", SourceKind.SERVICE, "Géoportail: wfs:2"),
        ("profile:Nord", SourceKind.PROFILE, "Nord"),
        ("/srv/srce/livraison.zip", SourceKind.FILES, "/srv/srce/livraison.zip"),
        (r"S:\srce", SourceKind.FILES, r"S:\srce"),
        ("project.gpkg", SourceKind.FILES, "project.gpkg"),
        ("données/wfs:copie.gpkg", SourceKind.FILES, "données/wfs:copie.gpkg"),
    ],
)
def test_a_text_is_parsed_to_the_source_that_is_written_so(
    text: str, kind: SourceKind, name: str
) -> None:
    address = SourceAddress.parse(text)
    assert address == SourceAddress(kind, name)
    assert str(address) == text


@pytest.mark.parametrize(
    ("text", "kind", "name", "layer", "label"),
    [
        ("/srv/a.gpkg|layername=b", SourceKind.FILES, "/srv/a.gpkg", "b", "a.gpkg – b"),
        ("/srv|layername=a|b", SourceKind.FILES, "/srv", "a|b", "srv – a|b"),
        ("wfs:A|layername=n:c", SourceKind.SERVICE, "A", "n:c", "WFS – A – n:c"),
        ("postgres:A/s|layername=t", SourceKind.DATABASE, "A/s", "t", "PostGIS – A/s – t"),
        ("project|layername=t", SourceKind.PROJECT, "", "t", "Layers of the project – t"),
        ("profile:a|layername=t", SourceKind.PROFILE, "a|layername=t", "", "a|layername=t"),
    ],
)
def test_one_layer_of_a_source_may_be_meant(
    text: str, kind: SourceKind, name: str, layer: str, label: str
) -> None:
    address = SourceAddress.parse(text)
    assert address == SourceAddress(kind, name, layer)
    assert (str(address), address.label) == (text, label)
    assert address.whole == SourceAddress(kind, name)


def test_no_text_is_the_demonstration() -> None:
    assert SourceAddress.parse("") == SourceAddress(SourceKind.DEMONSTRATION)


@pytest.mark.parametrize(
    ("text", "label", "full_label"),
    [
        ("/srv/srce/livraison.zip", "livraison.zip", "/srv/srce/livraison.zip"),
        ("/", "/", "/"),
        ("postgres:DDTM/srce", "PostGIS – DDTM/srce", "PostGIS – DDTM/srce"),
        ("wfs:DREAL", "WFS – DREAL", "WFS – DREAL"),
        ("profile:Nord", "Nord", "Nord"),
        ("project", "Layers of the project", "Layers of the project"),
    ],
)
def test_lists_call_a_file_by_its_name_and_messages_by_its_path(
    text: str, label: str, full_label: str
) -> None:
    address = SourceAddress.parse(text)
    assert (address.label, address.full_label) == (label, full_label)
