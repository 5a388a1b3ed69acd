# SPDX-License-Identifier: GPL-3.0-or-later
"""The small picture of a sheet."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from qgis.PyQt.QtGui import QImage

from srce_pac.core.pipeline import Printer
from srce_pac.core.series.job import PRINTED, Job
from srce_pac.core.series.report_files import thumbnail_path
from srce_pac.core.series.sheet_printer import SheetPrinter
from srce_pac.core.series.thumbnail import SIDE, write_thumbnail
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.printers import small


def test_it_shows_the_map_of_the_sheet(source: Path, gazetteer: Gazetteer, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / "Nord" / "alpha.pdf"
    printer = SheetPrinter(gazetteer, folder)
    answer = printer.print(Job(1, small(source), "59001", "Alpha", path))
    printer.close()
    assert answer.status == PRINTED
    picture = QImage(str(thumbnail_path(folder, path)))
    assert max(picture.width(), picture.height()) == SIDE
    colours = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    # The paper, the veil around the commune, reservoirs and corridors.
    assert len(colours) > 10
    assert not picture.hasAlphaChannel()
    assert list(thumbnail_path(folder, path).parent.iterdir()) == [thumbnail_path(folder, path)]


def test_it_is_written_whole_or_not_at_all(
    printer: Printer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer.export("59001", tmp_path / "alpha.pdf")
    layout, path = printer.last_layout, tmp_path / "alpha.png"
    assert layout is not None
    write_thumbnail(layout, path)
    earlier, real = path.read_bytes(), Path.write_bytes

    def fill_up(file: Path, content: bytes) -> int:
        real(file, content[:99])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", fill_up)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        write_thumbnail(layout, path)
    assert path.read_bytes() == earlier
    assert {one.name for one in tmp_path.iterdir()} >= {"alpha.pdf", "alpha.png"}
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]


def test_a_sheet_is_as_good_without_it(source: Path, gazetteer: Gazetteer, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "rapport_vignettes").write_text("a file in the way")
    printer = SheetPrinter(gazetteer, folder)
    path = folder / "alpha.pdf"
    assert printer.print(Job(1, small(source), "59001", "Alpha", path)).status == PRINTED
    printer.close()


@pytest.mark.usefixtures("qgis_app")
def test_nothing_is_kept_of_a_printer_that_is_closed(printer: Printer, tmp_path: Path) -> None:
    printer.export("59001", tmp_path / "alpha.pdf")
    assert printer.last_layout is not None
    printer.close()
    assert printer.last_layout is None
