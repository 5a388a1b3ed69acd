# SPDX-License-Identifier: GPL-3.0-or-later
"""How the plugin knows its own layers in a project: what each is for."""

from __future__ import annotations

# The custom property of a layer that says what it is for; saved projects hold these values.
ROLE = "srce_pac/role"

# That of a group which says what it was loaded for, and how its layers looked then.
LOADED = "srce_pac/loaded"

MEMBERS = "members"
LIMIT = "limit"
NEIGHBOURS = "neighbours"
NEIGHBOUR_NAMES = "neighbour_names"
MASK = "outside"
UNCOVERED = "uncovered"
WATERMARK = "demonstration"
BACKGROUND = "background"
# Of the layers of the light base, the role and the key begin so.
BASE = "base"
SITUATION = "situation"
SITUATION_TERRITORY = "situation_territory"
SITUATION_ABSENT = "situation_absent"

# What lies below all else, the topmost first: the loaded communes' land, French land of which no
# commune is loaded, other countries, the sea.
LAND = "land"
UNLOADED = "unloaded"
COUNTRY = "country"
SEA = "sea"
# Their names on the map, each at its position.
GROUND_NAMES = {UNLOADED: "unloaded_name", COUNTRY: "country_name", SEA: "sea_name"}
GROUNDS = (*GROUND_NAMES.values(), LAND, UNLOADED, COUNTRY, SEA)
