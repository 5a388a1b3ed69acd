# SPDX-License-Identifier: GPL-3.0-or-later
"""The logo of an office: it goes with its office, and a new one takes its place."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from srce_pac.core.common.errors import SheetError
from srce_pac.core.sheet import cartouche
from srce_pac.core.sheet.cartouche import own_offices, read_office, remove_office, write_office

SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.fixture
def offices(qgis_profile: Path) -> Path:
    """The folder of the user's offices; not there yet."""
    return qgis_profile / "data" / "offices"


@pytest.fixture
def logos(tmp_path: Path) -> Path:
    """A folder of logos."""
    folder = tmp_path / "logos"
    folder.mkdir()
    for name in ("a.svg", "b.PNG", "c.jpg"):
        (folder / name).write_text(SVG, encoding="utf-8")
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_logo_of_a_removed_office_goes_with_it(offices: Path, logos: Path) -> None:
    write_office("60", {"office": "D.D.T", "logo": str(logos / "a.svg")})
    write_office("62", {"office": "D.D.T.M", "logo": str(logos / "b.PNG")})
    assert names(offices) == ["60.json", "60_logo.svg", "62.json", "62_logo.png"]
    remove_office("60")
    assert names(offices) == ["62.json", "62_logo.png"]
    assert own_offices() == {"62"}
    assert names(logos) == ["a.svg", "b.PNG", "c.jpg"]


def test_an_old_logo_of_another_ending_goes_when_the_office_gets_a_new_one(
    offices: Path, logos: Path
) -> None:
    write_office("60", {"logo": str(logos / "a.svg")})
    write_office("60", {"logo": str(logos / "b.PNG")})
    assert names(offices) == ["60.json", "60_logo.png"]
    assert Path(read_office("60")["logo"]) == offices / "60_logo.png"


def test_an_old_logo_goes_when_the_office_has_none_any_more(offices: Path, logos: Path) -> None:
    write_office("60", {"logo": str(logos / "a.svg")})
    write_office("60", {"office": "D.D.T"})
    assert names(offices) == ["60.json"]


def test_a_logo_that_stays_is_kept(offices: Path, logos: Path) -> None:
    write_office("60", {"logo": str(logos / "a.svg")})
    write_office("60", {**read_office("60"), "office": "D.D.T"})
    assert names(offices) == ["60.json", "60_logo.svg"]
    assert Path(read_office("60")["logo"]).read_text(encoding="utf-8") == SVG


def test_the_logo_of_an_office_whose_name_starts_alike_stays(offices: Path, logos: Path) -> None:
    write_office("6", {"logo": str(logos / "a.svg")})
    write_office("60", {"logo": str(logos / "b.PNG")})
    remove_office("6")
    assert names(offices) == ["60.json", "60_logo.png"]


@pytest.mark.parametrize("new", ["new.svg", "b.PNG"])
def test_where_the_texts_cannot_be_written_the_old_logo_stays_with_them(
    new: str, offices: Path, logos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_office("60", {"office": "D.D.T", "logo": str(logos / "a.svg")})
    (logos / "new.svg").write_text(SVG.replace("/>", ' id="new"/>'), encoding="utf-8")

    def fail(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "60.json")

    with monkeypatch.context() as patch:
        patch.setattr(cartouche, "write_whole", fail)
        with pytest.raises(SheetError, match="the disk is full"):
            write_office("60", {"office": "D.D.T.M", "logo": str(logos / new)})
    assert names(offices) == ["60.json", "60_logo.svg"]
    assert read_office("60")["office"] == "D.D.T"
    assert Path(read_office("60")["logo"]).read_text(encoding="utf-8") == SVG


def test_where_the_logo_cannot_be_read_the_old_texts_stay(offices: Path, logos: Path) -> None:
    write_office("60", {"office": "D.D.T", "logo": str(logos / "a.svg")})
    with pytest.raises(SheetError, match="cannot be written"):
        write_office("60", {"office": "D.D.T.M", "logo": str(logos / "none.svg")})
    assert names(offices) == ["60.json", "60_logo.svg"]
    assert read_office("60")["office"] == "D.D.T"
