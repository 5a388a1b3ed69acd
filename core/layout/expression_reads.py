# SPDX-License-Identifier: GPL-3.0-or-later
"""What an expression would read beside its layout: files, the environment, names of the machine.

Only what is known to stay within the layout is harmless: a function that another plugin has made
may read anything.
"""

from __future__ import annotations

import re

from qgis.core import QgsApplication, QgsExpression

from ..common.patterns import pattern

# The functions of QGIS that read files, the environment, a database or other layers, or evaluate
# a text that is only known once the layout is printed.
_READING = {
    *("env", "eval", "eval_template", "load_layer", "sqlite_fetch_and_increment"),
    *("exif", "exif_geotag", "file_exists", "file_size", "is_file", "is_directory"),
    *("aggregate", "relation_aggregate", "get_feature", "get_feature_by_id", "get_features"),
    *("raster_value", "raster_statistic", "mesh_value", "decode_uri", "layer_property"),
    *("represent_value", "represent_attributes", "display_expression", "maptip"),
    *("overlay_contains", "overlay_crosses", "overlay_disjoint", "overlay_equals"),
    *("overlay_intersects", "overlay_nearest", "overlay_touches", "overlay_within"),
}
# Functions of layouts and maps, which QGIS does not count among its own, and which stay in them.
_OF_LAYOUTS = {
    *("item_variables", "project_color", "project_color_object", "map_credits"),
    *("is_layer_visible", "symbol_label", "symbol_id", "symbol_count"),
}

# Variables that tell of the machine, its user and the project.
_SECRET = pattern(r"user_\w+|project_(?:path|folder|home|filename|basename)|qgis_os_name")

# A variable of an item that is named, not computed.
_ITEM_VARIABLE = pattern(
    r"map_get\s*\(\s*item_variables\s*\([^()]*\)\s*,\s*'(\w+)'\s*\)"
    r"|item_variables\s*\([^()]*\)\s*\[\s*'(\w+)'\s*\]",
    re.IGNORECASE,
)


def reads_of_expression(expression: str) -> list[str]:
    """The functions and variables by which an expression reads what is not of its layout."""
    parsed = QgsExpression(expression)
    if parsed.hasParserError():
        # It says nothing, whatever it was meant to read.
        return []
    own = {name.casefold() for name in QgsExpression.BuiltinFunctions()} | _OF_LAYOUTS
    functions = {name.casefold() for name in parsed.referencedFunctions()}
    variables = set(parsed.referencedVariables())
    reading = {name for name in functions if name in _READING or name not in own}
    if "item_variables" in functions:
        variables |= {a or b for a, b in _ITEM_VARIABLE.findall(expression)}
        if "item_variables" in _ITEM_VARIABLE.sub("", expression).casefold():
            reading.add("item_variables")
    if "" in variables:
        # A variable whose name is computed.
        reading.add("var")
    secret = [name for name in variables if name and _is_secret(name)]
    return [*(f"{name}()" for name in sorted(reading)), *(f"@{name}" for name in sorted(secret))]


def _is_secret(variable: str) -> bool:
    return bool(_SECRET.fullmatch(variable)) or variable in QgsApplication.customVariables()


# Functions that make as much as their numbers say.
_MAKING = pattern(r"\b(generate_series|rpad|lpad|make_regular_polygon)\s*\(", re.IGNORECASE)
_SERIES = pattern(
    r"generate_series\s*\(\s*-?(\d{1,6})\s*,\s*-?(\d{1,6})\s*(?:,\s*-?[1-9]\d*\s*)?\)",
    re.IGNORECASE,
)
_LARGE = pattern(r"\d{6,}|\d[eE]\+?\d|[*^]")
_MOST_MADE = 1_000_000


def is_endless(expression: str) -> bool:
    """Whether an expression makes more, as far as it tells, than anybody waits for."""
    if len(_MAKING.findall(expression)) == 0:
        return False
    made = 1
    for first, last in _SERIES.findall(expression):
        made *= max(1, int(first) + int(last))
    rest = _SERIES.sub("", expression)
    is_open = "generate_series" in rest.casefold()
    is_large = bool(_MAKING.search(rest)) and bool(_LARGE.search(rest))
    return made > _MOST_MADE or is_open or is_large
