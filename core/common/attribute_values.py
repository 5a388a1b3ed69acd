# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of attributes, where NULL is None or an invalid QVariant by the version of QGIS."""

from __future__ import annotations

from typing import Any

from qgis.core import NULL

from .printable import printable


def plain_value(value: Any) -> Any:
    """A value as Python has it: None for NULL."""
    # Most values are texts, and comparison with NULL asks QGIS each time.
    if isinstance(value, str):
        return value
    return None if value is None or value == NULL else value


def text_value(value: Any) -> str:
    """A value as text without spaces around it and control characters; empty for NULL."""
    plain = plain_value(value)
    text = "" if plain is None else printable(str(plain)).strip()
    # Some programs write the word for the value.
    return "" if text == "NULL" else text
