# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of files, files written whole, and whose file comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.common.errors import ExportError
from srce_pac.core.common.files import ROOT, file_name, files, make_folder, write_whole

pytestmark = pytest.mark.usefixtures("qgis_app")


class TestNames:
    @pytest.mark.parametrize(("length", "kept"), [(79, 79), (80, 80), (81, 80)])
    def test_a_territory_name_is_cut_to_eighty_letters(self, length: int, kept: int) -> None:
        assert file_name("SRCE", "59001", "a" * length) == f"SRCE_59001_{'A' * kept}.pdf"

    def test_a_name_that_is_cut_ends_with_no_underscore(self) -> None:
        assert file_name("SRCE", "", f"{'x' * 79} b") == f"SRCE_{'X' * 79}.pdf"

    @pytest.mark.parametrize(
        ("name", "plain"),
        [
            ("Cœuvres", "COEUVRES"),
            ("CŒUVRES", "COEUVRES"),
            ("Læken", "LAEKEN"),
            ("LÆKEN", "LAEKEN"),
            ("Saint-Éloi", "SAINT_ELOI"),
            ("A--b  c", "A_B_C"),
            ("Xures - Chaux", "XURES_CHAUX"),
            ("  (Ath) ", "ATH"),
            ("L'Isle-sur-l'Ô 2", "L_ISLE_SUR_L_O_2"),
        ],
    )
    def test_letters_lose_what_not_every_system_takes(self, name: str, plain: str) -> None:
        assert file_name("SRCE", "59001", name) == f"SRCE_59001_{plain}.pdf"

    def test_a_code_leads_into_no_other_folder(self) -> None:
        assert file_name("SRCE", "../59/001", "A") == "SRCE_59_001_A.pdf"

    def test_a_corsican_code_keeps_its_letter(self) -> None:
        assert file_name("SRCE", "2A004", "Ajaccio") == "SRCE_2A004_AJACCIO.pdf"

    def test_it_is_a_pdf_unless_said_otherwise(self) -> None:
        assert file_name("SRCE", "1", "A").endswith(".pdf")
        assert file_name("SRCE", "1", "A", ".csv") == "SRCE_1_A.csv"


class TestWriting:
    def test_an_earlier_file_is_replaced_and_nothing_stands_beside_it(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "folder" / "a.json"
        for text in ("un", "été"):
            write_whole(path, text)
            assert path.read_text(encoding="utf-8") == text
        assert [file.name for file in path.parent.iterdir()] == ["a.json"]

    def test_a_text_that_cannot_be_written_leaves_the_earlier_file_alone(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "a.csv"
        write_whole(path, "before")
        with pytest.raises(UnicodeEncodeError):
            write_whole(path, "東京", "cp1252")
        assert [file.read_text() for file in tmp_path.iterdir()] == ["before"]

    def test_a_file_that_cannot_be_replaced_leaves_no_part(self, tmp_path: Path) -> None:
        path = tmp_path / "folder"
        path.mkdir()
        with pytest.raises(OSError, match="folder"):
            write_whole(path, "text")
        assert [file.name for file in tmp_path.iterdir()] == ["folder"]

    def test_an_encoding_is_kept_to(self, tmp_path: Path) -> None:
        write_whole(tmp_path / "a.csv", "é", "utf-8-sig")
        assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf\xc3\xa9"

    def test_a_folder_is_made_with_those_above_it_and_may_be_there(self, tmp_path: Path) -> None:
        for _ in range(2):
            make_folder(tmp_path / "a" / "b")
        assert (tmp_path / "a" / "b").is_dir()

    def test_a_folder_that_cannot_be_made_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("")
        with pytest.raises(ExportError, match=r"/a/b” cannot be made: a part of its"):
            make_folder(tmp_path / "a" / "b")


class TestOwnFiles:
    def test_a_file_of_the_users_takes_the_place_of_a_bundled_one(self, qgis_profile: Path) -> None:
        before = files("sheets", "*.json")
        assert before["srce"] == ROOT / "sheets" / "srce.json"
        folder = qgis_profile / "sheets"
        folder.mkdir(parents=True)
        for name in ("srce.json", "wetlands.json", "notes.txt"):
            (folder / name).write_text("{}")
        after = files("sheets", "*.json")
        assert after == {
            **before,
            "srce": folder / "srce.json",
            "wetlands": folder / "wetlands.json",
        }
