# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads that break in the middle: a refused sheet or a class named as not drawn, never less."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path
from typing import Callable

import pytest

from srce_pac.core.common.errors import SourceError, SrceError
from srce_pac.core.pipeline import Printer, SheetResult
from srce_pac.core.profiles.profile import write_profile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    SIDE,
    box,
    commune,
    line,
    make_gazetteer,
)
from srce_pac.tests.support.printers import (
    CORRIDORS,
    LAID_OUT,
    OPENED,
    RESERVOIRS,
    WHOLE,
    at,
    small,
    text,
    write,
    write_both,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

ENDINGS = (".fgb", ".gpkg", ".shp", ".geojson")
# More than whoever opens a file reads of it.
MANY = [line(*((i * 15 + j % 2, 20 + j) for j in range(0, 900, 5))) for i in range(60)]


def gone(path: Path) -> None:
    path.unlink()


def cut_short(path: Path) -> None:
    """Cut a file short under whoever has it open."""
    os.truncate(path, path.stat().st_size // 2)


def overwritten(path: Path) -> None:
    """Overwrite a file with garbage under whoever has it open."""
    path.write_bytes(os.urandom(path.stat().st_size))


def replaced(path: Path) -> None:
    """Put garbage into the place of a file; who has it open may go on reading it."""
    path.unlink()
    path.write_bytes(os.urandom(4000))


DAMAGES = (gone, cut_short, overwritten, replaced)


def check_corridors_are_named(result: SheetResult) -> None:
    """Check that a sheet says that it does not draw the corridors."""
    assert "corridor" in result.missing
    words = text(result)
    assert result.sheet.label("corridor") in words[words.index("NOTA") :]


@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_file_that_breaks_once_it_is_open_is_named_as_not_drawn(
    tmp_path: Path, gazetteer: Gazetteer, ending: str, damage: Callable[[Path], None]
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    write(source / f"{RESERVOIRS}{ending}")
    corridors = write(source / f"{CORRIDORS}{ending}", MANY)
    with closing(Printer(small(source), gazetteer)) as printer:
        printer.summarise("59001")
        result = printer.export("59001", tmp_path, at(OPENED, lambda: damage(corridors)))
    assert result.counts == {"reservoir": 3}
    assert "corridor" in result.missing


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_file_that_breaks_once_it_is_laid_out_costs_nothing(
    tmp_path: Path, gazetteer: Gazetteer, damage: Callable[[Path], None]
) -> None:
    source = write_both(tmp_path / "source")
    with closing(Printer(small(source), gazetteer)) as printer:
        feedback = at(LAID_OUT, lambda: damage(source / f"{CORRIDORS}.fgb"))
        assert printer.export("59001", tmp_path, feedback).counts == WHOLE
        result = printer.export("59001", tmp_path)
    assert result.counts == {"reservoir": 3}
    check_corridors_are_named(result)


@pytest.mark.usefixtures("unwritten")
def test_a_file_that_is_replaced_in_the_middle_is_drawn_as_it_is_now(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    source = write_both(tmp_path / "source")
    corridors = source / f"{CORRIDORS}.fgb"

    def replace() -> None:
        corridors.unlink()
        write(corridors, [line((100, 20), (160, 900))])

    with closing(Printer(small(source), gazetteer)) as printer:
        printer.summarise("59001")
        result = printer.export("59001", tmp_path, at(OPENED, replace))
    assert result.counts == {"reservoir": 3, "corridor": 1}


def test_files_that_do_not_stop_changing_are_refused(tmp_path: Path, gazetteer: Gazetteer) -> None:
    source = write_both(tmp_path / "source")
    corridors = source / f"{CORRIDORS}.fgb"
    feedback = at(0, lambda: None)
    feedback.progressChanged.connect(lambda _: os.utime(corridors))
    with closing(Printer(small(source), gazetteer)) as printer:
        with pytest.raises(SourceError, match="change while they are read"):
            printer.export("59001", tmp_path / "sheet.pdf", feedback)
        assert not (tmp_path / "sheet.pdf").exists()
        assert printer.export("59001", tmp_path).counts == WHOLE


@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize(
    ("form", "damage"),
    [*(("folder", damage) for damage in DAMAGES), ("data profile", cut_short)],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_class_of_two_layers_is_named_where_one_of_them_breaks(
    tmp_path: Path, gazetteer: Gazetteer, form: str, damage: Callable[[Path], None]
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    write(source / f"{RESERVOIRS}.shp")
    write(source / f"{CORRIDORS}.shp")
    other = write(source / "n_srce_corridor_l_062.gpkg", MANY)
    if form == "data profile":
        profile = recognise(str(source))
        source = tmp_path / "profile.json"
        write_profile(source, profile)
    with closing(Printer(small(source), gazetteer)) as printer:
        printer.summarise("59001")
        result = printer.export("59001", tmp_path, at(OPENED, lambda: damage(other)))
    assert "corridor" in result.missing
    assert any("n_srce_corridor_l_062" in warning for warning in result.warnings)


@pytest.mark.parametrize("ending", [".fgb", ".gpkg", ".shp"])
def test_a_sheet_without_its_neighbours_is_refused(tmp_path: Path, ending: str) -> None:
    places = [
        commune(f"59{number:03}", f"Commune {number}", box(x * SIDE, y * SIDE, SIDE))
        for number, (x, y) in enumerate((x, y) for x in range(20) for y in range(20))
    ]
    gazetteer = make_gazetteer(tmp_path, places, ending)
    source = write_both(tmp_path / "source")
    file = tmp_path / f"territories{ending}"
    with closing(Printer(small(source), gazetteer)) as printer:
        assert "Commune 20" in text(printer.export("59000", tmp_path / "before.pdf"))
        with pytest.raises(SrceError):
            printer.export("59210", tmp_path / "sheet.pdf", at(10, lambda: overwritten(file)))
    assert not (tmp_path / "sheet.pdf").exists()


@pytest.mark.parametrize("when", [0, OPENED], ids=["before it is opened", "once it is open"])
def test_a_source_that_goes_away_is_refused_and_comes_back(
    tmp_path: Path, gazetteer: Gazetteer, when: float
) -> None:
    source, aside = write_both(tmp_path / "source"), tmp_path / "aside"
    file = tmp_path / "sheet.pdf"
    with closing(Printer(small(source), gazetteer)) as printer:
        printer.summarise("59001")
        with pytest.raises(SourceError):
            printer.export("59001", file, at(when, lambda: source.rename(aside)))
        assert not file.exists()
        aside.rename(source)
        assert printer.export("59001", file).counts == WHOLE


def test_a_refused_sheet_leaves_the_earlier_file(tmp_path: Path, gazetteer: Gazetteer) -> None:
    source, file = write_both(tmp_path / "source"), tmp_path / "sheet.pdf"
    with closing(Printer(small(source), gazetteer)) as printer:
        printer.export("59001", file)
        before = file.read_bytes()
        with pytest.raises(SourceError):
            printer.export("59001", file, at(OPENED, lambda: shutil.rmtree(source)))
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["sheet.pdf"]
