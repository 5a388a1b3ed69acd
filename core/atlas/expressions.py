# SPDX-License-Identifier: GPL-3.0-or-later
"""The expressions by which layers and items follow the page of an atlas."""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem, QgsExpression

# The columns by which rows of a table belong to a page.
CODE = "code"
SITUATION = "situation"

# The territory of the page and all others: by its code. The number of a row is another one in each
# table, and on some databases that of no row at all.
ITSELF = f"\"{CODE}\" = attribute(@atlas_feature, '{CODE}')"
OTHERS = f"\"{CODE}\" <> attribute(@atlas_feature, '{CODE}')"
SAME_SITUATION = f"\"{SITUATION}\" = attribute(@atlas_feature, '{SITUATION}')"


def inside(
    crs: QgsCoordinateReferenceSystem, atlas_crs: QgsCoordinateReferenceSystem, is_inside: bool
) -> str:
    """Whether an object (in `crs`) meets the territory of the page, or does not."""
    territory = "@atlas_geometry"
    if crs != atlas_crs:
        names = [QgsExpression.quotedString(each.authid()) for each in (atlas_crs, crs)]
        territory = f"transform({territory}, {', '.join(names)})"
    meets = f"intersects($geometry, {territory})"
    return meets if is_inside else f"NOT {meets}"


def column(name: str) -> str:
    """The value that the page's territory has in a column."""
    return str(QgsExpression.quotedColumnRef(name))


def text_of(expression: str) -> str:
    """The text of a label that says what an expression gives."""
    return f"[% {expression} %]"
