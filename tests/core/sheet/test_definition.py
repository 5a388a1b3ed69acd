# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheet definition: what is printed word for word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from srce_pac.core.common.files import ROOT
from srce_pac.core.common.request import COMMUNE, EPCI
from srce_pac.core.layout.template import available_templates
from srce_pac.core.profiles.presets import Preset, load_presets
from srce_pac.core.sheet.definition import (
    CONTOUR,
    SheetDefinition,
    available_sheets,
    bundled_sheets,
    load_sheet,
)
from srce_pac.core.styles.style_order import style_order

PRINTED = re.compile(r"\*\*|^[-–] *", re.MULTILINE)


@pytest.fixture(scope="module")
def sheet() -> SheetDefinition:
    """The bundled sheet of the SRCE, as it is in the Nord."""
    return load_sheet("srce").for_departements(["59"])


@pytest.fixture(scope="module")
def commune_reading(shared: Path) -> str:
    """The text read off the printed commune sheet, its reading errors mended (sheets.md)."""
    text = (shared / "reference" / "sheet_commune_haynecourt.txt").read_text(encoding="utf-8")
    text = text.replace("SRCE-TVb", "SRCE-TVB").replace(
        "Outil d'aménagement du territoire, Le", "Outil d'aménagement du territoire, le"
    )
    return words(PRINTED.sub("", text))


def words(text: str) -> str:
    """A text on one line as the models have it: single spaces, no dash between words."""
    return " ".join(text.replace(" – ", " - ").split())


def legend(sheet: SheetDefinition, kind: str) -> list[tuple[str, str]]:
    """Heading and label of each line of a legend, lines that repeat a label taken as one."""
    return list(dict.fromkeys((e.heading, e.label) for e in sheet.legends[kind]))


class TestPrintedTexts:
    """Every text of sheets.md § 1."""

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ("family", "Carte Environnementale"),
            ("title", "Carte S.R.C.E"),
            (
                "subtitle",
                "Schéma Régional de Cohérence Écologique – trame verte et bleue",
            ),
            ("legend_title", "LÉGENDE"),
            ("file_prefix", "SRCE"),
            ("nota_title", "NOTA :"),
            (
                "text_title",
                "Le schéma régional de cohérence écologique – trame verte et bleue (SRCE-TVB)",
            ),
        ],
    )
    def test_short_texts_are_those_of_the_printed_sheet(
        self, sheet: SheetDefinition, field: str, text: str
    ) -> None:
        assert getattr(sheet, field) == text

    @pytest.mark.parametrize(("kind", "words"), [("commune", "Commune de"), ("epci", "E.P.C.I")])
    def test_the_words_before_a_territory_name(
        self, sheet: SheetDefinition, kind: str, words: str
    ) -> None:
        assert sheet.kinds[kind] == words

    def test_the_text_has_its_four_paragraphs_as_printed(
        self, sheet: SheetDefinition, commune_reading: str
    ) -> None:
        paragraphs = sheet.text.split("\n\n")
        assert len(paragraphs) == 4
        for paragraph in paragraphs:
            assert words(paragraph).rstrip(".") in commune_reading

    def test_the_text_title_is_as_printed(
        self, sheet: SheetDefinition, commune_reading: str
    ) -> None:
        assert words(sheet.text_title) in commune_reading

    def test_the_nota_has_its_three_paragraphs_as_printed(
        self, sheet: SheetDefinition, commune_reading: str
    ) -> None:
        paragraphs = [words(PRINTED.sub("", p)) for p in sheet.nota.split("\n\n")]
        assert len(paragraphs) == 3
        for paragraph in paragraphs:
            assert paragraph.rstrip(".") in commune_reading

    def test_nota_is_about_reservoirs_corridors_and_obstacles_in_that_order(
        self, sheet: SheetDefinition
    ) -> None:
        starts = re.findall(r"Les (réservoirs|corridors|obstacles)", sheet.nota)
        assert list(dict.fromkeys(starts)) == ["réservoirs", "corridors", "obstacles"]

    @pytest.mark.parametrize(
        "fact",
        [
            "annulé",
            "tribunal administratif de Lille",
            "26 janvier 2017",
            "SRADDET",
            "Hauts-de-France",
            "4 août 2020",
        ],
    )
    def test_the_notice_states_the_annulment_and_the_sraddet(
        self, sheet: SheetDefinition, fact: str
    ) -> None:
        assert fact in sheet.notice

    @pytest.mark.parametrize("date", ["16 juillet 2014", "4 juillet 2014"])
    def test_the_text_states_the_adoption(self, sheet: SheetDefinition, date: str) -> None:
        assert date in sheet.text

    def test_the_reading_errors_of_the_printed_sheet_are_mended(
        self, sheet: SheetDefinition
    ) -> None:
        everything = " ".join((sheet.text_title, sheet.text, sheet.nota, sheet.notice))
        for error in ("TVb", "desquelles", "sa pertinence", "Géomatrices", "territoire, Le"):
            assert error not in everything

    def test_the_demonstration_mark_is_as_prescribed(self, sheet: SheetDefinition) -> None:
        assert sheet.label("demonstration") == "DONNÉES FICTIVES – DÉMONSTRATION"

    @pytest.mark.parametrize(
        ("class_id", "label"),
        [
            ("contour", "Contour de commune"),
            ("corridor", "Corridors écologiques"),
            ("corridor_restore", "Corridors à renaturer"),
            ("reservoir_preserve", "Réservoir de Biodiversité à préserver"),
            ("reservoir_restore", "Réservoir de Biodiversité à renaturer"),
            ("obstacle", "Obstacles à la fonctionnalité des continuités écologiques"),
        ],
    )
    def test_classes_have_their_full_names(
        self, sheet: SheetDefinition, class_id: str, label: str
    ) -> None:
        assert sheet.label(class_id) == label

    def test_data_is_said_too_coarse_below_1_25000(self, sheet: SheetDefinition) -> None:
        assert sheet.finest_scale == 25_000


class TestLegends:
    """Order and grouping of the two legends."""

    def test_the_commune_legend_has_the_printed_lines_in_order(
        self, sheet: SheetDefinition
    ) -> None:
        printed = [
            ("", "Contour de commune"),
            ("", "Corridors écologiques"),
            ("", "Obstacles à la fonctionnalité des continuités écologiques"),
            ("Réservoir de Biodiversité", "À préserver"),
        ]
        assert [line for line in legend(sheet, "commune") if line in printed] == printed

    def test_the_epci_legend_has_the_printed_lines_in_order(self, sheet: SheetDefinition) -> None:
        heading = "Schéma régional de cohérence écologique – trame verte et bleue"
        printed = [
            ("", "Contour de commune"),
            (heading, "Corridors à renaturer"),
            (heading, "Obstacles à la fonctionnalité des continuités écologiques"),
            (heading, "Corridors écologiques"),
            (heading, "Réservoir de Biodiversité à préserver"),
            (heading, "Réservoir de Biodiversité à renaturer"),
        ]
        assert [line for line in legend(sheet, "epci") if line in printed] == printed

    def test_the_epci_legend_lists_obstacle_lines_before_points(
        self, sheet: SheetDefinition
    ) -> None:
        letters = "".join(e.geometries for e in sheet.legends["epci"] if e.class_id == "obstacle")
        assert letters.index("l") < letters.index("p")

    @pytest.mark.parametrize("kind", ["commune", "epci"])
    def test_every_thing_drawn_has_one_line_in_each_legend(
        self, sheet: SheetDefinition, kind: str
    ) -> None:
        listed = [f"{e.class_id}_{letter}" for e in sheet.legends[kind] for letter in e.geometries]
        assert sorted(listed) == sorted([*sheet.drawing_order, f"{CONTOUR}_s"])

    @pytest.mark.parametrize("kind", ["commune", "epci"])
    def test_the_contour_comes_first(self, sheet: SheetDefinition, kind: str) -> None:
        assert sheet.legends[kind][0].class_id == CONTOUR


class TestMissing:
    """What a sheet cannot show for want of data."""

    ABSENT = "Non représentés, faute de données : "

    def test_every_class_of_the_legend_is_missed_without_data(self, sheet: SheetDefinition) -> None:
        assert sheet.missing(COMMUNE, ()) == [
            *("corridor", "corridor_restore", "watercourse", "obstacle"),
            *("reservoir_preserve", "reservoir_restore", "reservoir"),
        ]

    def test_the_neutral_reservoir_is_not_missed_where_the_data_tell_reservoirs_apart(
        self, sheet: SheetDefinition
    ) -> None:
        assert "reservoir" not in sheet.missing(COMMUNE, ["reservoir_preserve"])
        assert "reservoir_restore" in sheet.missing(COMMUNE, ["reservoir_preserve"])

    def test_what_a_neutral_class_stands_for_is_not_missed_where_it_is_drawn(
        self, sheet: SheetDefinition
    ) -> None:
        missing = sheet.missing(COMMUNE, ["reservoir"])
        assert not [class_id for class_id in missing if class_id.startswith("reservoir")]

    def test_classes_that_the_scheme_does_not_have_are_not_missed(
        self, sheet: SheetDefinition
    ) -> None:
        expected = sheet.expected((), "sraddet")
        assert sheet.missing(COMMUNE, (), expected) == [
            *("corridor", "watercourse", "obstacle", "reservoir"),
        ]

    def test_the_nota_says_so_at_its_end(self, sheet: SheetDefinition) -> None:
        held = [*(c for c in sheet.missing(EPCI, ()) if c not in ("watercourse", "obstacle"))]
        missing = sheet.missing(EPCI, held)
        assert sorted(missing) == ["obstacle", "watercourse"]
        last = sheet.nota_without(missing).split("\n\n")[-1]
        assert last.startswith(f"– {self.ABSENT}")
        assert all(sheet.label(class_id) in last for class_id in missing)

    def test_the_nota_is_as_it_was_where_nothing_is_missed(self, sheet: SheetDefinition) -> None:
        assert sheet.nota_without([]) == sheet.nota


class TestWhole:
    """A definition names only what is there."""

    def test_every_thing_drawn_has_a_style(self, sheet: SheetDefinition) -> None:
        order = style_order(sheet)
        files = [order.choose(name).file for name in sheet.drawing_order]
        assert [file.stem for file in files] == list(sheet.drawing_order)

    @pytest.mark.parametrize("preset", load_presets()[0], ids=lambda preset: preset.id)
    def test_what_a_preset_recognises_is_drawn_by_one_sheet(self, preset: Preset) -> None:
        played = {f"{r.class_id}_{letter}" for r in preset.rules for letter in r.geometries}
        orders = [set(load_sheet(sheet).drawing_order) for sheet in bundled_sheets()]
        assert any(played <= order for order in orders)

    def test_points_are_drawn_over_lines_and_lines_over_areas(self, sheet: SheetDefinition) -> None:
        obstacles = [n for n in sheet.drawing_order if n.startswith("obstacle")]
        assert obstacles == ["obstacle_p", "obstacle_l", "obstacle_s"]
        others = [n[-1] for n in sheet.drawing_order if n not in obstacles]
        assert others == sorted(others)

    def test_obstacles_are_drawn_over_all_else(self, sheet: SheetDefinition) -> None:
        assert {n[: len("obstacle")] for n in sheet.drawing_order[:3]} == {"obstacle"}

    def test_its_templates_are_bundled(self, sheet: SheetDefinition) -> None:
        for names in sheet.templates.values():
            assert set(names) <= set(available_templates())

    def test_the_bundled_sheet_is_offered(self) -> None:
        assert available_sheets()["srce"] == ROOT / "sheets" / "srce.json"
