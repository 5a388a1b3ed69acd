# SPDX-License-Identifier: GPL-3.0-or-later
"""What other plugins import is there, and the example of its page runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from qgis.core import QgsApplication

from srce_pac import api
from srce_pac.core.common.files import ROOT


def example(page: str) -> str:
    """The Python code of a page."""
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), re.S)
    return str(code)


def test_the_page_names_all_that_may_be_imported() -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert [name for name in api.__all__ if f"`{name}" not in page] == []
    assert all(hasattr(api, name) for name in api.__all__)


def test_the_example_prints_a_sheet_and_tells_what_was_refused(
    qgis_app: QgsApplication,
    qgis_profile: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert example("api.md") == example("api.fr.md")
    monkeypatch.chdir(tmp_path)
    exec(compile(example("api.md"), "api.md", "exec"), {})
    printed, refused = capsys.readouterr().out.strip().splitlines()[:2]
    assert printed.startswith("SRCE_59294_HAYNECOURT.pdf {")
    assert "nowhere" in refused
    assert (tmp_path / "out" / "SRCE_59294_HAYNECOURT.pdf").read_bytes().startswith(b"%PDF")
