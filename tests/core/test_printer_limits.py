# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets where the system lets few files be open: whole, named as lacking, or refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from srce_pac.core.common.files import ROOT
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import make_gazetteer
from srce_pac.tests.support.printers import WHOLE, write_both

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def folder(qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The territories, the data and the sheets."""
    folder = tmp_path_factory.mktemp("limits")
    make_gazetteer(folder)
    write_both(folder / "source")
    return folder


@pytest.fixture(scope="module")
def printed(folder: Path) -> dict[str, Any]:
    """What came of the sheets."""
    plugins = ROOT / ".build" / "plugins"
    done = subprocess.run(
        [sys.executable, "-m", "srce_pac.tests.support.file_limit", str(folder)],
        env={**os.environ, "PYTHONPATH": str(plugins), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    printed: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return printed


def test_a_sheet_that_may_open_few_files_is_whole_or_says_what_it_lacks(
    folder: Path, printed: dict[str, Any]
) -> None:
    whole = pdf.text(folder / "whole.pdf")
    outcomes = set()
    for name, result in printed["sheets"].items():
        if "refused" in result:
            outcomes.add("refused")
            assert result["refused"].endswith(".")
            continue
        words = pdf.text(folder / f"{name}.pdf")
        lacking = WHOLE.keys() - result["counts"].keys()
        if lacking:
            outcomes.add("named")
            assert lacking <= set(result["missing"]), name
            assert result["warnings"], name
        else:
            outcomes.add("whole")
            assert result["counts"] == WHOLE, name
            assert words == whole, name
            assert (pdf.picture(folder / f"{name}.pdf") == pdf.picture(folder / "whole.pdf")).all()
    # Otherwise the limits would be none, or let nothing be printed.
    assert {"refused", "whole"} <= outcomes


def test_a_series_opens_no_more_files_from_sheet_to_sheet(
    folder: Path, printed: dict[str, Any]
) -> None:
    counts = printed["open"]
    assert max(counts[5:]) == max(counts[:5])
    texts = [pdf.text(folder / f"series_{number}.pdf") for number in range(len(counts))]
    assert set(texts[0::2]) == {pdf.text(folder / "whole.pdf")}
    assert len(set(texts[1::2])) == 1
