# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets printed before and after a change: what differs is named, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.PyQt.QtCore import QRectF
from qgis.PyQt.QtGui import QColor, QPainter, QPdfWriter

from srce_pac.tools.compare_sheets import main

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders that hold the same sheet, written twice."""
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        folder.mkdir()
        draw(folder / "sheet.pdf")
    return before, after


def draw(pdf: Path, text: str = "Haynecourt", colour: str = "#00694a") -> None:
    """A sheet of a text and, in its upper quarter, a rectangle."""
    writer = QPdfWriter(str(pdf))
    painter = QPainter(writer)
    painter.fillRect(QRectF(0, 0, writer.width(), writer.height() / 4), QColor(colour))
    painter.drawText(QRectF(0, writer.height() / 2, writer.width(), writer.height() / 4), 0, text)
    painter.end()


def compare(folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main([str(folder) for folder in folders])
    return code, capsys.readouterr().out


def test_what_is_the_same_passes(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare(folders, capsys) == (0, "1 files are the same, 0 differ.\n")


def test_another_text_is_told(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    draw(folders[1] / "sheet.pdf", text="Sancourt")
    code, output = compare(folders, capsys)
    assert code == 1
    assert output.startswith("sheet.pdf: its text differs, ")
    assert output.endswith("\n0 files are the same, 1 differ.\n")


def test_another_colour_is_told_with_its_share_of_the_page(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    draw(folders[1] / "sheet.pdf", colour="#cf6a00")
    code, output = compare(folders, capsys)
    assert code == 1
    share = float(output.partition("sheet.pdf: ")[2].partition("%")[0])
    # A quarter of the page, less its margins.
    assert 18 < share < 25
    assert "text" not in output


def test_a_file_that_one_folder_lacks_is_told(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    draw(folders[0] / "lost.pdf")
    code, output = compare(folders, capsys)
    assert code == 1
    assert output.startswith(f"lost.pdf: only in {folders[0]}\n")


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize(
    ("name", "words"), [("none", "There is no folder"), ("empty", "is empty: print the sheets")]
)
def test_a_folder_without_sheets_is_refused_in_a_sentence(
    number: int,
    name: str,
    words: str,
    folders: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    (folders[0].parent / "empty").mkdir()
    given = [str(folder) for folder in folders]
    given[number] = str(folders[0].parent / name)
    with pytest.raises(SystemExit) as ended:
        main(given)
    assert ended.value.code == 2
    output = capsys.readouterr().err.splitlines()[-1]
    assert words in output
    assert name in output
