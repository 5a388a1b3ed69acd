# SPDX-License-Identifier: GPL-3.0-or-later
"""NULL, as QGIS hands it over, and other values."""

from __future__ import annotations

from typing import Any

import pytest
from qgis.core import NULL, QgsFeature, QgsVectorLayer

from srce_pac.core.common.attribute_values import plain_value, text_value

pytestmark = pytest.mark.usefixtures("qgis_app")


def stored(value: Any) -> Any:
    """A value of an integer field, as it comes back from a layer."""
    layer = QgsVectorLayer("NoGeometry?field=value:int", "values", "memory")
    feature = QgsFeature(layer.fields())
    feature["value"] = value
    assert layer.dataProvider().addFeature(feature)
    return next(layer.getFeatures())["value"]


def test_null_is_none_and_no_text() -> None:
    for null in (None, NULL, stored(NULL)):
        assert plain_value(null) is None
        assert text_value(null) == ""


@pytest.mark.parametrize("value", [0, 0.0, "", "NULL", False])
def test_what_looks_like_nothing_is_a_value(value: object) -> None:
    assert plain_value(value) == value
    assert plain_value(value) is not None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((0, "0"), (7, "7"), (" à  gauche\n", "à  gauche"), ("NULL", "")),
        *(("Hayne\x00court\x1b", "Haynecourt"), ("Saint\x0bAndré", "Saint André"), ("\x07", "")),
    ],
)
def test_a_text_is_without_spaces_around_it_control_characters_and_null(
    value: object, text: str
) -> None:
    assert text_value(value) == text
