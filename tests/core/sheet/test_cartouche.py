# SPDX-License-Identifier: GPL-3.0-or-later
"""Cartouche files: what an office prints about itself, and files that are refused."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from srce_pac.core.common.as_meant import MOST_NAMES
from srce_pac.core.common.errors import SheetError
from srce_pac.core.sheet.cartouche import (
    Cartouche,
    available_offices,
    compose,
    named_office,
    usable_office,
)
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.tests.support.factories import default_cartouche, load_cartouche


def write(path: Path, content: object) -> Path:
    """A JSON file."""
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


class TestOffices:
    """The offices that come with the plugin."""

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ("state_motto", "Liberté • Égalité • Fraternité"),
            ("state_name", "RÉPUBLIQUE FRANÇAISE"),
            ("office", "D.D.T.M 59"),
            ("office_name", "Direction Départementale des Territoires et de la Mer du Nord"),
            ("email", "ddtm-suct@nord.gouv.fr"),
            ("sources", "Gestionnaires Servitudes © Cadastre / PCI – DGFiP"),
        ],
    )
    def test_the_office_of_the_nord_prints_what_its_sheets_say(self, field: str, text: str) -> None:
        assert getattr(default_cartouche("59"), field) == text

    def test_the_service_of_the_nord_is_that_of_its_sheets(self) -> None:
        assert " ".join(default_cartouche("59").service.split()) == (
            "Service Urbanisme et Connaissances des territoires "
            "Pôle Gestion et Valorisation des Données"
        )

    @pytest.mark.parametrize(
        ("kind", "printed"),
        [
            ("commune", ("CARTE :", 1, "Mise à jour", "")),
            (
                "epci",
                (
                    "PLAN",
                    1,
                    "Date de mise à jour",
                    "Porter à connaissance pour la procédure de planification urbaine",
                ),
            ),
        ],
    )
    def test_the_sheet_says_what_differs_between_communes_and_epcis(
        self, kind: str, printed: tuple[object, ...]
    ) -> None:
        cartouche = Cartouche(**load_sheet("srce").defaults[kind])
        assert cartouche.status == "Pour information"
        assert printed == (
            cartouche.sheet_word,
            cartouche.sheet_number,
            cartouche.date_label,
            cartouche.procedure,
        )

    @pytest.mark.parametrize("departement", ["02", "59", "60", "62", "80"])
    def test_each_departement_of_the_region_has_its_office(self, departement: str) -> None:
        assert departement in default_cartouche(departement).office

    @pytest.mark.parametrize("wish", ["59", " 59 ", "59,", '"59"', "59.json", "59\n"])
    def test_an_office_is_named_as_it_is_meant(self, wish: str) -> None:
        assert named_office(wish) == ("59", [])

    @pytest.mark.parametrize("wish", ["", " ", "\n"])
    def test_none_is_named_by_nothing(self, wish: str) -> None:
        assert named_office(wish) == ("", [])

    @pytest.mark.parametrize("wish", ["99", "D.D.T.M", "../59", "x" * 3000, "5\x009"])
    def test_an_unknown_one_is_told_with_known_ones(self, wish: str) -> None:
        name, (told,) = named_office(wish)
        assert name == ""
        assert f"{len(available_offices())} are known" in told
        assert len(told.partition("such as ")[2].split(", ")) == MOST_NAMES

    @pytest.mark.parametrize("departement", ["", "75", "2A", "../59", "99999"])
    def test_elsewhere_no_office_is_made_up(self, departement: str) -> None:
        cartouche = default_cartouche(departement)
        assert (cartouche.office, cartouche.office_name, cartouche.email) == ("", "", "")

    def test_no_logo_is_shipped(self) -> None:
        assert [default_cartouche(name).logo for name in available_offices()] == [""] * 5

    def test_the_notice_is_printed_unless_switched_off(self, tmp_path: Path) -> None:
        assert Cartouche().notice
        assert not load_cartouche(write(tmp_path / "c.json", {"notice": False})).notice


class TestFiles:
    """Cartouche files of a user's own."""

    def test_what_a_file_names_is_taken_and_the_rest_keeps_its_default(
        self, tmp_path: Path
    ) -> None:
        path = write(tmp_path / "c.json", {"office": "Agence d'Été", "sheet_number": 2})
        cartouche = load_cartouche(path)
        assert cartouche == Cartouche(office="Agence d'Été", sheet_number=2)

    def test_an_empty_object_is_the_default(self, tmp_path: Path) -> None:
        assert load_cartouche(write(tmp_path / "c.json", {})) == Cartouche()

    def test_a_relative_logo_starts_from_the_file(self, tmp_path: Path) -> None:
        path = write(tmp_path / "c.json", {"logo": "images/logo.svg"})
        assert load_cartouche(path).logo == str(tmp_path.resolve() / "images" / "logo.svg")

    def test_an_absolute_logo_stays(self, tmp_path: Path) -> None:
        logo = str(tmp_path / "logo.png")
        assert load_cartouche(write(tmp_path / "c.json", {"logo": logo})).logo == logo

    def test_a_file_saved_by_notepad_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "c.json"
        path.write_bytes(b"\xef\xbb\xbf" + '{"office": "Été"}'.encode())
        assert load_cartouche(path).office == "Été"

    def test_markup_and_braces_are_kept_as_they_are(self, tmp_path: Path) -> None:
        text = '<b>"x"</b> {path} [% 1 %] \\ é'
        assert load_cartouche(write(tmp_path / "c.json", {"office": text})).office == text


class TestRefusals:
    """Files that cannot be used."""

    def test_an_unknown_entry_is_named_with_the_known_ones(self, tmp_path: Path) -> None:
        path = write(tmp_path / "c.json", {"ofice": "D.D.T"})
        with pytest.raises(SheetError) as refusal:
            load_cartouche(path)
        for part in ("c.json", "“ofice”", *(f.name for f in fields(Cartouche))):
            assert part in refusal.value.whole

    @pytest.mark.parametrize(
        ("entry", "value"),
        [
            ("office", 59),
            ("office", None),
            ("office", ["D.D.T.M 59"]),
            ("sheet_number", "1"),
            ("sheet_number", 1.5),
            ("sheet_number", True),
            ("sheet_number", -1),
            ("sheet_number", 2**31),
            ("notice", "non"),
            ("notice", 0),
            ("date", 2017),
        ],
    )
    def test_a_value_of_a_wrong_type_is_refused_with_its_entry(
        self, tmp_path: Path, entry: str, value: object
    ) -> None:
        with pytest.raises(SheetError) as refusal:
            load_cartouche(write(tmp_path / "c.json", {entry: value}))
        assert f"“{entry}”" in str(refusal.value)
        assert "c.json" in str(refusal.value)

    @pytest.mark.parametrize("text", ['{"office": 59}', '{"ofice": "x"}', "{"])
    def test_a_wrong_office_of_the_users_is_told_and_the_bundled_one_stands_in_its_place(
        self, qgis_profile: Path, text: str
    ) -> None:
        path = qgis_profile / "data" / "offices" / "59.json"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        entries, (fault,) = usable_office("59")
        assert str(path) in fault
        assert entries["office"] == "D.D.T.M 59"
        assert compose(load_sheet("srce").defaults["commune"], "59").office == "D.D.T.M 59"

    @pytest.mark.parametrize("content", [b"", b"{office: x}", b"\xff\xff", b"[]", b"null"])
    def test_a_file_that_holds_no_json_object_is_refused_by_name(
        self, tmp_path: Path, content: bytes
    ) -> None:
        path = tmp_path / "c.json"
        path.write_bytes(content)
        with pytest.raises(SheetError, match=r"c\.json"):
            load_cartouche(path)

    def test_a_missing_file_is_refused_by_name(self, tmp_path: Path) -> None:
        with pytest.raises(SheetError, match=r"nowhere\.json"):
            load_cartouche(tmp_path / "nowhere.json")

    def test_a_folder_is_refused_by_name(self, tmp_path: Path) -> None:
        with pytest.raises(SheetError, match=tmp_path.name):
            load_cartouche(tmp_path)
