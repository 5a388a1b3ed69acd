# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of a sheet that an office or an export says otherwise: read, refused, put on the sheet."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from srce_pac.core.common.errors import SheetError
from srce_pac.core.common.request import COMMUNE, EPCI
from srce_pac.core.sheet.cartouche import read_cartouche, read_office, write_cartouche, write_office
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.sheet.text_entries import (
    LONGEST,
    LONGEST_LINE,
    PARAGRAPHS,
    SheetTexts,
    cleaned,
)
from srce_pac.core.sheet.texts import edited_sheet, legend_labels, unknown_labels, with_texts

ALL = {
    "family": "Carte de l'eau",
    "title": "Carte de l'agence",
    "subtitle": "Continuités – 2026",
    "text_title": "Ce que dit l'agence",
    "text": "Premier paragraphe.\n\nSecond paragraphe.",
    "nota_title": "À savoir :",
    "nota": "– À savoir.",
    "notice": "Une mise en garde.",
    "legend_title": "CE QUE MONTRE LA CARTE",
}


def read(folder: Path, content: object) -> dict[str, Any]:
    """The entries of a cartouche file."""
    file = folder / "office.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return read_cartouche(file)


class TestReading:
    """What a file may say, and what is refused by file and entry."""

    def test_what_is_written_is_read(self, tmp_path: Path) -> None:
        entries = {"office": "AGENCE", "texts": {"srce": {**ALL, "labels": {"corridor": "Liens"}}}}
        write_cartouche(tmp_path / "a.json", entries)
        assert read_cartouche(tmp_path / "a.json") == entries

    @pytest.mark.parametrize(
        ("texts", "entry", "fault"),
        [
            ([], "texts", "must be an object"),
            ("a text", "texts", "must be an object"),
            ({"srce": "a text"}, "texts.srce", "must be an object"),
            ({"srce": {"titre": "x"}}, "texts.srce.titre", "unknown"),
            ({"srce": {"families": "x"}}, "texts.srce.families", "unknown"),
            ({"srce": {"title": 3}}, "texts.srce.title", "must be a text"),
            ({"srce": {"title": None}}, "texts.srce.title", "must be a text"),
            ({"srce": {"text": ["a", "b"]}}, "texts.srce.text", "must be a text"),
            ({"srce": {"notice": False}}, "texts.srce.notice", "must be a text"),
            ({"srce": {"nota": "x" * (LONGEST + 1)}}, "texts.srce.nota", "at most 20000"),
            *(
                ({"srce": {name: "x" * (LONGEST_LINE + 1)}}, f"texts.srce.{name}", "at most 200")
                for name in sorted(ALL.keys() - PARAGRAPHS)
            ),
            (
                {"srce": {"labels": {"corridor": "x" * 3_600}}},
                "texts.srce.labels.corridor",
                "at most 200",
            ),
            ({"srce": {"labels": ["x"]}}, "texts.srce.labels", "must be an object"),
            ({"srce": {"labels": {"corridor": 1}}}, "texts.srce.labels.corridor", "be a text"),
            ({"srce": {"labels": {"corridor": ""}}}, "texts.srce.labels.corridor", "not be empty"),
            ({"srce": {"labels": {"corridor": " \n"}}}, "texts.srce.labels.corridor", "be empty"),
            ({"other": {"tittle": "x"}}, "texts.other.tittle", "unknown"),
        ],
    )
    def test_what_is_wrong_is_named(
        self, tmp_path: Path, texts: object, entry: str, fault: str
    ) -> None:
        with pytest.raises(SheetError) as refused:
            read(tmp_path, {"texts": texts})
        assert "office.json" in str(refused.value)
        assert f"“{entry}”" in str(refused.value)
        assert fault in str(refused.value)

    def test_a_sheet_says_them_itself_and_not_among_its_defaults(self, tmp_path: Path) -> None:
        data = json.loads((Path(__file__).parents[3] / "sheets/srce.json").read_text("utf-8"))
        data["defaults"]["commune"]["texts"] = {}
        file = tmp_path / "sheet.json"
        file.write_text(json.dumps(data), encoding="utf-8")
        with pytest.raises(SheetError, match=r"defaults\.commune\.texts"):
            load_sheet(str(file))

    @pytest.mark.parametrize(
        ("typed", "line", "paragraphs"),
        [
            ("a\r\nb\rc\u2028d\u2029e", "a b c d e", "a\nb\nc\nd\ne"),
            ("a\x07b\x1b\x9f\x00c\td", "abc d", "abc d"),
            ("  \n\t \u00a0 ", "", ""),
            ("Été : « œuvre »…", "Été : « œuvre »…", "Été : « œuvre »…"),
            ("a\n\n b\n", "a   b ", "a\n\n b\n"),
        ],
    )
    def test_control_characters_go_and_line_breaks_stay(
        self, typed: str, line: str, paragraphs: str
    ) -> None:
        assert cleaned(typed, several_lines=False) == line
        assert cleaned(typed, several_lines=True) == paragraphs

    def test_a_file_is_cleaned_as_it_is_read(self, tmp_path: Path) -> None:
        texts = {"title": "a\nb", "text": "a\r\nb", "labels": {"corridor": "a\nb"}}
        assert read(tmp_path, {"texts": {"srce": texts}}) == {
            "texts": {"srce": {"title": "a b", "text": "a\nb", "labels": {"corridor": "a b"}}}
        }


class TestSheet:
    """The sheet that says them."""

    @pytest.mark.parametrize("name", ALL)
    def test_a_field_changes_alone(self, name: str) -> None:
        sheet = load_sheet("srce")
        edited = with_texts(sheet, SheetTexts({name: ALL[name]}))
        changed: dict[str, Any] = {name: ALL[name]}
        assert edited == replace(sheet, **changed)

    @pytest.mark.parametrize("name", ALL)
    def test_a_field_edited_to_nothing_is_empty(self, name: str) -> None:
        sheet = load_sheet("srce")
        edited = with_texts(sheet, SheetTexts({name: ""}))
        changed: dict[str, Any] = {name: "", **({"text_title": ""} if name == "text" else {})}
        assert edited == replace(sheet, **changed)

    def test_a_title_edited_by_itself_outlives_its_text(self) -> None:
        edited = with_texts(load_sheet("srce"), SheetTexts({"text": "", "text_title": "Seul"}))
        assert (edited.text_title, edited.text) == ("Seul", "")

    def test_a_nota_of_what_is_missing_only_has_no_blank_line_before_it(self) -> None:
        edited = with_texts(load_sheet("srce"), SheetTexts({"nota": ""}))
        assert edited.nota_without(["corridor"]) == (
            "– Non représentés, faute de données : Corridors écologiques."
        )

    def test_the_name_of_a_class_changes_wherever_it_is_printed(self) -> None:
        edited = with_texts(load_sheet("srce"), SheetTexts(labels={"obstacle": "Freins"}))
        assert edited.label("obstacle") == "Freins"
        for kind in (COMMUNE, EPCI):
            lines = [e.label for e in edited.legends[kind] if e.class_id == "obstacle"]
            assert set(lines) == {"Freins"}
        assert "Freins" in edited.nota_without(["obstacle"])

    def test_a_line_with_a_label_of_its_own_changes_alone(self) -> None:
        sheet = load_sheet("srce")
        edited = with_texts(sheet, SheetTexts(labels={"reservoir_preserve_sl": "Cœurs"}))
        assert [e.label for e in edited.legends[COMMUNE] if e.class_id == "reservoir_preserve"] == [
            "Cœurs"
        ]
        assert edited.legends[EPCI] == sheet.legends[EPCI]
        assert edited.classes == sheet.classes

    def test_the_keys_of_a_legend_are_those_that_change_it(self) -> None:
        sheet = load_sheet("srce")
        for kind in (COMMUNE, EPCI):
            labels = {key: f"{key} !" for key in legend_labels(sheet, kind)}
            edited = with_texts(sheet, SheetTexts(labels=labels))
            printed = {text for e in edited.legends[kind] for text in (e.label, e.heading) if text}
            assert printed == set(labels.values())

    @pytest.mark.parametrize("key", ["corridors", "reservoir_p", "demonstration", "neighbours", ""])
    def test_the_label_of_what_no_legend_lists_is_told_and_changes_nothing(self, key: str) -> None:
        sheet = load_sheet("srce")
        entries = {"texts": {"srce": {"labels": {key: "Un mot", "corridor": "Liens"}}}}
        (warning,) = unknown_labels(sheet, entries)
        assert "“Un mot”" in warning
        assert f"“{key}”" in warning
        assert unknown_labels(sheet, {}, {"texts": {"other": entries["texts"]["srce"]}}) == []

    def test_the_mark_of_fictitious_data_cannot_be_edited_away(self) -> None:
        sheet = load_sheet("srce")
        edited = with_texts(sheet, SheetTexts(labels={"demonstration": " "}))
        assert edited.label("demonstration") == sheet.label("demonstration")

    @pytest.mark.usefixtures("qgis_profile")
    def test_the_export_has_the_last_word_field_by_field(self) -> None:
        office = {
            "title": "De l'office",
            "notice": "",
            "labels": {"corridor": "A", "obstacle": "B"},
        }
        write_office("59", {**read_office("59"), "texts": {"srce": office, "other": {"nota": "x"}}})
        export = {"title": "De l'export", "labels": {"obstacle": "C"}}
        edited = edited_sheet(load_sheet("srce"), read_office("59"), {"texts": {"srce": export}})
        assert (edited.title, edited.notice) == ("De l'export", "")
        assert (edited.label("corridor"), edited.label("obstacle")) == ("A", "C")
        assert edited.nota == load_sheet("srce").nota

    def test_an_office_without_texts_leaves_the_sheet(self) -> None:
        assert edited_sheet(load_sheet("srce"), read_office("59"), {}) == load_sheet("srce")

    def test_they_are_put_in_the_place_of_those_of_their_sheet(self) -> None:
        entries = {"status": "x", "texts": {"srce": {"title": "a"}, "other": {"title": "b"}}}
        texts = SheetTexts({"notice": ""}, {"corridor": "c"})
        put = texts.put_into(entries, "srce")
        assert SheetTexts.of(put, "srce") == texts
        assert put["texts"]["other"] == {"title": "b"}
        assert SheetTexts().put_into(put, "srce") == {
            "status": "x",
            "texts": {"other": {"title": "b"}},
        }
        assert SheetTexts().put_into({"texts": {"srce": {"title": "a"}}}, "srce") == {}
