# SPDX-License-Identifier: GPL-3.0-or-later
"""What layers hold, for whoever maps them on legend classes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsVectorLayer

from srce_pac.core.common.errors import SourceError
from srce_pac.core.profiles.field_values import (
    class_field,
    count_objects,
    field_values,
    values_filter,
    values_of,
)
from srce_pac.core.profiles.profile import ClassSource
from srce_pac.core.sources.connection import SourceLayer
from srce_pac.tests.support.factories import Row, box, write_layer

pytestmark = pytest.mark.usefixtures("qgis_app")

VALUES: list[Any] = ["01", "02", "02", "02", "l'été", None, None]


@pytest.fixture
def layer(tmp_path: Path) -> SourceLayer:
    """Objects with one value each in a field of text, and their number in one of numbers."""
    objects = [
        Row(box(i * 10, 0, 5), {"N": i} if value is None else {"OBJ_ASSI": value, "N": i})
        for i, value in enumerate(VALUES)
    ]
    path = write_layer(tmp_path / "n.gpkg", objects, fields={"OBJ_ASSI": "", "N": 0})
    return SourceLayer("n", str(path))


def test_values_come_with_their_counts_the_most_frequent_first(layer: SourceLayer) -> None:
    found = field_values(layer, "obj_assi")
    assert found[0] == ("02", "02", 3)
    assert found[1] == ("", None, 2)
    assert sorted(text for text, _, count in found if count == 1) == ["01", "l'été"]


@pytest.mark.parametrize(
    ("values", "count"),
    [(["02"], 3), (["01", "l'été"], 2), ([None], 2), (["01", None], 3), ([], 7)],
)
def test_a_filter_of_values_leaves_their_objects(
    layer: SourceLayer, values: list[Any], count: int
) -> None:
    wanted = values_filter("OBJ_ASSI", values)
    assert count_objects(ClassSource("reservoir", "s", layer, wanted)) == count


@pytest.mark.parametrize("field", ["OBJ", 'un "nom"', "été"])
@pytest.mark.parametrize("values", [[1, -2], ["a'b", "c) IS NULL"], [None], ["x", None], [1.5]])
def test_the_values_of_a_filter_are_found_again(field: str, values: list[Any]) -> None:
    assert values_of(values_filter(field, values)) == (field, values)


@pytest.mark.parametrize(
    "expression",
    ["", "x(", '"a" = 1', '"a" IN (1) OR "b" IS NULL', '"a" IN (1) OR "a" = 2', '"a" NOT IN (1)'],
)
def test_another_expression_has_no_values(expression: str) -> None:
    assert values_of(expression) is None


@pytest.mark.parametrize(
    ("expression", "words"),
    [('"OBJ_ASSI" = \'', "no expression"), ('"GESTION" = 1', "no field “GESTION”")],
)
def test_a_wrong_filter_is_one_sentence(layer: SourceLayer, expression: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        count_objects(ClassSource("reservoir", "s", layer, expression))


def test_a_field_that_is_not_there_is_told_with_those_that_are(layer: SourceLayer) -> None:
    with pytest.raises(SourceError, match="OBJ_ASSI, N"):
        field_values(layer, "GESTION")


def test_the_field_that_may_tell_classes_apart_is_proposed(layer: SourceLayer) -> None:
    assert class_field(QgsVectorLayer(layer.uri, "n", "ogr")) == "OBJ_ASSI"
    assert class_field(QgsVectorLayer("Point?field=nom:string", "n", "memory")) == ""
