# SPDX-License-Identifier: GPL-3.0-or-later
"""The central configuration of an office."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest


def lock(monkeypatch: pytest.MonkeyPatch, locked: Mapping[str, object], folder: Path) -> Path:
    """Have an office lock settings until the test ends; the file that says so."""
    file = folder / "poste.json"
    file.write_text(json.dumps({"version": 1, "locked": locked}), encoding="utf-8")
    monkeypatch.setenv("SRCE_PAC_CONFIG", str(file))
    return file
