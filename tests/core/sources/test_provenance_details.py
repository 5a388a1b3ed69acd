# SPDX-License-Identifier: GPL-3.0-or-later
"""A note without its download says nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srce_pac.core.sources.provenance import credit_of, read_note


@pytest.fixture
def folder(qgis_app: object, qgis_profile: Path) -> Path:
    """A download with its note."""
    folder = qgis_profile / "opendata" / "region"
    folder.mkdir(parents=True)
    note = {"date": "2026-11-02", "departements": [], "credit": "© Région"}
    folder.with_name("region.json").write_text(json.dumps(note), encoding="utf-8")
    return folder


def test_a_download_and_its_files_bear_the_credit_of_its_note(folder: Path) -> None:
    assert credit_of(str(folder)) == "© Région"
    assert credit_of(str(folder / "a.gpkg")) == "© Région"


def test_what_lies_deeper_or_elsewhere_bears_none(folder: Path) -> None:
    assert credit_of(str(folder / "more" / "a.gpkg")) == ""
    assert credit_of(str(folder.parent)) == ""


def test_a_note_whose_download_is_gone_is_none(folder: Path) -> None:
    folder.rmdir()
    assert read_note(folder) is None
    assert credit_of(str(folder)) == ""
