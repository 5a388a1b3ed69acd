# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources of one layer each, and what is recognised of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from srce_pac.core.common.errors import SourceError
from srce_pac.core.profiles.profile import DataProfile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.tests.support.factories import box, line, point, rows, write_layer

SHAPES = {
    "Polygon": box(0, 0, 100),
    "LineString": line((0, 0), (100, 100)),
    "Point": point(50, 50),
}
SRADDET_RESERVOIR = {"id_resv": "1", "id_cer": "FR32", "nom_resv": "Le bois"}
UNKNOWN = {"ID": "1", "NOM": "Un champ"}


def roles(profile: DataProfile) -> list[tuple[str, str]]:
    """Class and geometry of each layer that plays a class, in a stable order."""
    return sorted((source.class_id, source.geometry) for source in profile.sources)


def one_layer(
    path: Path, values: Mapping[str, object], geometry: str = "Polygon", layer: str = ""
) -> Path:
    """A file of one object with these attributes."""
    return write_layer(path, rows([SHAPES[geometry]], values), geometry, layer=layer)


def refusal(source: Path) -> str:
    """The sentence with which a source is refused."""
    with pytest.raises(SourceError) as caught:
        recognise(str(source))
    return caught.value.whole
