# SPDX-License-Identifier: GPL-3.0-or-later
"""How the plugin knows its own layers in a project."""

from __future__ import annotations

# The custom property of a layer that says what it is for.
ROLE = "srce_pac/role"
