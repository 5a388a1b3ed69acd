# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of styles: the user's, the office's in a shared folder, those that come as a zip."""

from __future__ import annotations

import json
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Callable

import pytest

from srce_pac.core.common.errors import ExportError, StyleError
from srce_pac.core.common.settings import Settings
from srce_pac.core.styles import set_copy, style_set
from srce_pac.core.styles.kept_style import drop_style
from srce_pac.core.styles.set_name import SET_FILE
from srce_pac.core.styles.style_set import (
    StyleSet,
    duplicate_set,
    export_set,
    find_set,
    import_set,
    office_set,
    own_set,
    remove_set,
    rename_set,
    user_sets,
)
from srce_pac.tests.support.desktop import own_settings
from srce_pac.tests.support.made_styles import write_style

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

# Of several alphabets, with what no file name may have.
NAMES = ["DDTM 59 2026", "l'été « 59/62 »", 'a "b" \\ c?*', "..", "Ωμέγα", "CON"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Path]:
    """The shared folder of an office, with a style."""
    folder = tmp_path / "partagé (R:)"
    write_style(folder, "corridor_l")
    with own_settings(tmp_path / "settings"):
        Settings(office_styles=str(folder)).save()
        yield folder


def test_the_users_own_set_is_there_before_anything_is_kept() -> None:
    assert [one.folder for one in user_sets()] == [own_set().folder]
    assert (own_set().names(), own_set().is_writable) == ([], True)
    assert not own_set().folder.exists()


@pytest.mark.parametrize("name", NAMES)
def test_a_set_goes_round_by_zip_whatever_its_name(name: str, tmp_path: Path) -> None:
    write_style(own_set().folder, "corridor_l")
    made = duplicate_set(own_set(), name)
    assert made.folder.parent == own_set().folder.parent
    assert find_set(name) == made
    export_set(made, tmp_path / "set.zip")
    remove_set(made)
    assert len(user_sets()) == 1
    again = import_set(tmp_path / "set.zip")
    assert (again.name, again.names()) == (name, ["corridor_l"])
    assert import_set(tmp_path / "set.zip").name == f"{name} (2)"


@pytest.mark.parametrize("content", [b"my notes", b"%PDF-1.4", b"<html/>", b"\x89PNG\r\n"])
def test_a_file_that_is_no_zip_is_not_replaced(content: bytes, tmp_path: Path) -> None:
    write_style(own_set().folder, "corridor_l")
    for name in ("a.zip", "a.txt"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ExportError, match=name):
            export_set(own_set(), tmp_path / name)
        assert (tmp_path / name).read_bytes() == content


def test_a_set_is_exported_again_but_not_into_itself(tmp_path: Path) -> None:
    write_style(own_set().folder, "corridor_l")
    for _ in range(2):
        export_set(own_set(), tmp_path / "a.zip")
    with pytest.raises(ExportError, match="files that are read"):
        export_set(find_set(str(tmp_path / "a.zip")), tmp_path / "a.zip")


def test_a_set_is_renamed_to_a_free_name_only() -> None:
    write_style(own_set().folder, "corridor_l")
    one, other = (duplicate_set(own_set(), name) for name in ("one", "other"))
    renamed = rename_set(one, "été")
    assert find_set("ÉTÉ").folder == renamed.folder == one.folder
    for name in ("Other", "  "):
        with pytest.raises(StyleError):
            rename_set(renamed, name)
    with pytest.raises(StyleError):
        duplicate_set(other, "été")


@pytest.mark.parametrize("name", ["own", "OWN", " Own ", "öwn", "“own”"])
def test_no_other_set_becomes_the_users_own(name: str, tmp_path: Path) -> None:
    style = write_style(tmp_path, "corridor_l")
    with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
        archive.write(style, "corridor_l.qml")
    made = [import_set(tmp_path / f"{name}.zip"), duplicate_set(find_set(str(tmp_path)), "«own»")]
    assert own_set().names() == []
    assert [one.folder for one in user_sets()[1:]] == [one.folder for one in made]


def test_the_users_own_set_is_not_removed() -> None:
    write_style(own_set().folder, "corridor_l")
    with pytest.raises(StyleError, match="cannot be removed"):
        remove_set(own_set())
    assert own_set().names() == ["corridor_l"]


def test_what_is_no_style_is_none_of_a_set(tmp_path: Path) -> None:
    for name in ("corridor_l", "corridor_x", "corridor", "corridor_l.2026-11-30_101500"):
        (tmp_path / f"{name}.qml").write_text("x", encoding="utf-8")
    (tmp_path / ".corridor_s.qml").write_text("x", encoding="utf-8")
    assert find_set(str(tmp_path)).names() == ["corridor_l"]


def wrong_folder(folder: Path) -> str:
    return str(folder / "not there")


def empty_folder(folder: Path) -> str:
    return str(folder)


def empty_zip(folder: Path) -> str:
    with zipfile.ZipFile(folder / "empty.zip", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    return str(folder / "empty.zip")


def no_zip(folder: Path) -> str:
    (folder / "no.zip").write_bytes(b"PK\x03\x04 cut short")
    return str(folder / "no.zip")


@pytest.mark.parametrize("wish", [wrong_folder, empty_folder, empty_zip, no_zip])
def test_what_is_no_set_is_refused_in_one_sentence(
    wish: Callable[[Path], str], tmp_path: Path
) -> None:
    write_style(own_set().folder, "corridor_l")
    duplicate_set(own_set(), "DDTM 59 2026")
    wanted = wish(tmp_path)
    with pytest.raises(StyleError) as refusal:
        find_set(wanted)
    assert wanted in refusal.value.whole
    assert wish is no_zip or "DDTM 59 2026" in refusal.value.whole


def test_a_zip_gives_its_styles_wherever_they_lie_in_it_and_nothing_outside(
    tmp_path: Path, qgis_profile: Path
) -> None:
    style = write_style(tmp_path, "corridor_l")
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(style, "mes styles/corridor_l.qml")
        archive.write(style, "../../../outside_dim_s.qml")
    found = find_set(str(packed))
    assert found.names() == ["corridor_l", "outside_dim_s"]
    assert not found.is_writable
    assert all(qgis_profile in file.parents for file in found.files())
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(style, "corridor_s.qml")
    assert find_set(str(packed)).names() == ["corridor_s"]


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("large", ["corridor_s.qml", SET_FILE])
def test_a_small_zip_with_a_large_file_is_refused(large: str, kind: int, tmp_path: Path) -> None:
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w", kind) as archive:
        archive.write(write_style(tmp_path, "corridor_l"), "corridor_l.qml")
        archive.writestr(large, b'{"name": "a"}'.ljust(10_000_001))
    # Another one says that it is small.
    lying = tmp_path / "lying.zip"
    size = (10_000_001).to_bytes(4, "little")
    lying.write_bytes(packed.read_bytes().replace(size, (9).to_bytes(4, "little")))
    for path in (packed, lying):
        with pytest.raises(StyleError, match=path.name):
            import_set(path)
    assert len(user_sets()) == 1


@pytest.mark.parametrize(
    "name",
    ["C:a_l", "a:b_l", "a\x01_l", "a\n_l", "a*_l", "a?_l", 'a"_l', "a<b>_l", "..\\a_l", "_l"],
)
def test_a_style_has_a_name_that_leads_nowhere_on_any_system(name: str, tmp_path: Path) -> None:
    style = write_style(tmp_path, "corridor_l")
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(style, f"{name}.qml")
        archive.write(style, "mon corridor (59) d'été_l.qml")
    assert import_set(packed).names() == ["mon corridor (59) d'été_l"]
    with pytest.raises(StyleError, match="no name of a style"):
        drop_style(name, own_set())


# The office ---------------------------------------------------------------------------------


def test_a_damaged_name_costs_the_name_only(office: Path) -> None:
    packed = office.parent / f"{office.name}.zip"
    for content in (b"", b"[1]", b'{"name": 3}', b'{"name": "\\ud800"}', b"\xff", b"[" * 60_000):
        (office / SET_FILE).write_bytes(content)
        with zipfile.ZipFile(packed, "w") as archive:
            archive.write(office / "corridor_l.qml", "corridor_l.qml")
            archive.write(office / SET_FILE, SET_FILE)
        for found in (office_set(), find_set(str(office)), find_set(str(packed))):
            assert found is not None
            assert (found.name, found.names()) == (office.name, ["corridor_l"])
            # The copy of a zip says the name of the zip.
            assert any(SET_FILE in one for one in found.warnings) is not found.folder.is_file()


def test_a_set_without_a_file_that_names_it_lacks_nothing(office: Path) -> None:
    found = find_set(str(office))
    assert (found.name, found.warnings) == (office.name, ())


def in_office(office: Path) -> tuple[str, Callable[[], StyleSet | None]]:
    return str(office), office_set


def in_folder(office: Path) -> tuple[str, Callable[[], StyleSet | None]]:
    folder = office.rename(office.parent / "other")
    return str(folder), lambda: find_set(str(folder))


def in_own_set(office: Path) -> tuple[str, Callable[[], StyleSet | None]]:
    shutil.copytree(office, own_set().folder)
    return own_set().name, own_set


@pytest.mark.parametrize("place", [in_office, in_folder, in_own_set])
def test_a_set_whose_last_style_was_dropped_is_an_empty_set(
    place: Callable[[Path], tuple[str, Callable[[], StyleSet | None]]], office: Path
) -> None:
    wish, the_set = place(office)
    assert find_set(wish).names() == ["corridor_l"]
    before = the_set()
    assert before is not None
    drop_style("corridor_l", before)
    for found in (the_set(), find_set(wish)):
        assert found is not None
        assert (found.name, found.names(), found.warnings) == (before.name, [], ())


@pytest.mark.parametrize("wish", ["a" * 300, "a\0b", "\ud800"])
def test_what_can_be_no_path_is_told(wish: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StyleError, match="no set of styles"):
        find_set(wish)
    settings = Settings.load()
    settings.office_styles = wish
    monkeypatch.setattr(Settings, "load", lambda: settings)
    with pytest.raises(StyleError, match="cannot be read") as refusal:
        office_set()
    assert "timed out" not in str(refusal.value)


@pytest.mark.parametrize("name", ["a\nb", "a\0", "\ud800", "a\u2028b", "a\x1bb", "a" * 101])
def test_a_name_is_one_line_that_can_be_written(name: str, tmp_path: Path) -> None:
    write_style(own_set().folder, "corridor_l")
    one = duplicate_set(own_set(), "one")
    for change in (duplicate_set, rename_set):
        with pytest.raises(StyleError, match="one line"):
            change(one, name)
    # What others have so named is read.
    (one.folder / SET_FILE).write_text(json.dumps({"name": name}), encoding="utf-8")
    export_set(user_sets()[1], tmp_path / "one.zip")
    read = import_set(tmp_path / "one.zip").name
    assert read.isprintable()
    assert len(read) <= 100
    assert [len(user_sets()), len(list(own_set().folder.parent.iterdir()))] == [3, 3]


def test_a_refusal_tells_the_name_as_it_is() -> None:
    write_style(own_set().folder, "corridor_l")
    duplicate_set(own_set(), "Été 59")
    with pytest.raises(StyleError, match="“Été 59” already"):
        duplicate_set(own_set(), " ÉTÉ 59")


def test_nothing_is_left_of_a_set_that_cannot_be_written(
    tmp_path: Path, qgis_profile: Path
) -> None:
    packed = tmp_path / "a.zip"
    style = write_style(tmp_path, "corridor_l")
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(style, "corridor_l.qml")
        archive.write(style, f"{'a' * 300}_l.qml")
    with pytest.raises(StyleError, match="cannot be written"):
        import_set(packed)
    assert not list((qgis_profile / "styles").glob("*"))


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_zip_costs_no_more_than_one_sentence(kind: int, tmp_path: Path) -> None:
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w", kind) as archive:
        archive.writestr("corridor_l.qml", "x" * 50)
    whole = packed.read_bytes()
    for place in range(0, len(whole), 2):
        packed.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with suppress(StyleError):
            find_set(str(packed))


def gone(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))


def unmounted(folder: Path) -> None:
    # What a share is mounted on stays as an empty folder.
    shutil.rmtree(folder)
    folder.mkdir()


def test_the_last_copy_stands_in_for_a_zip_that_is_offline_or_damaged(
    office: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "office.zip"
    write_style(own_set().folder, "corridor_s")
    export_set(own_set(), packed)
    settings = Settings.load()
    settings.office_styles = str(packed)
    settings.save()
    for spoil in (lambda: packed.write_bytes(b"PK damaged"), packed.unlink):
        before = office_set()
        assert before is not None
        assert (before.names(), before.is_writable) == (["corridor_s"], False)
        spoil()
        after = office_set()
        assert after is not None
        assert after.names() == ["corridor_s"]
        assert str(packed) in after.warnings[0]


@pytest.mark.parametrize("go_offline", [gone, unmounted])
def test_the_last_copy_stands_in_for_a_folder_that_is_offline(
    go_offline: Callable[[Path], None], office: Path
) -> None:
    online = office_set()
    assert online is not None
    content = (office / "corridor_l.qml").read_bytes()
    go_offline(office)
    offline = office_set()
    assert offline is not None
    assert (offline.name, offline.names()) == (online.name, ["corridor_l"])
    assert not offline.is_writable
    assert str(office) in offline.warnings[0]
    style = offline.style("corridor_l")
    assert style is not None
    assert style.read_bytes() == content


def test_a_folder_that_never_was_there_is_told(office: Path) -> None:
    gone(office)
    with pytest.raises(StyleError, match="no copy"):
        office_set()


def test_a_folder_that_does_not_answer_is_waited_for_a_moment_only(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office_set() is not None
    monkeypatch.setattr(set_copy, "ANSWER_WITHIN", 0.1)
    monkeypatch.setattr(style_set, "copy_changed", lambda *_: time.sleep(5))
    begun = time.monotonic()
    sets = [office_set() for _ in range(20)]
    # It is asked once only, not each time.
    assert time.monotonic() - begun < 1.5
    assert all(one is not None and one.warnings for one in sets)


def test_the_copy_follows_the_folder(office: Path) -> None:
    assert office_set() is not None
    write_style(office, "corridor_s")
    (office / "corridor_l.qml").unlink()
    found = office_set()
    assert found is not None
    assert (found.names(), found.warnings) == (["corridor_s"], ())


def test_a_locked_file_of_the_office_is_taken_from_the_copy(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office_set() is not None
    before = (office / "corridor_l.qml").read_bytes()
    (office / "corridor_l.qml").unlink()
    # Whoever tries to read it is refused, whatever rights they have.
    (office / "corridor_l.qml").mkdir()
    found = office_set()
    assert found is not None
    style = found.style("corridor_l")
    assert style is not None
    assert style.read_bytes() == before
    assert "corridor_l.qml" in found.warnings[0]
