# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheet definition: what is printed word for word, and definitions that are refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Callable

import pytest

from srce_pac.core.common.errors import SheetError
from srce_pac.core.common.files import ROOT
from srce_pac.core.common.request import COMMUNE, EPCI
from srce_pac.core.layout.template import available_templates
from srce_pac.core.profiles.presets import load_presets
from srce_pac.core.sheet.definition import CONTOUR, SheetDefinition, available_sheets, load_sheet

PRINTED = re.compile(r"\*\*|^[-–] *", re.MULTILINE)


@pytest.fixture(scope="module")
def sheet() -> SheetDefinition:
    """The bundled sheet."""
    return load_sheet("srce")


@pytest.fixture(scope="module")
def commune_reading(shared: Path) -> str:
    """The text read off the printed commune sheet, its reading errors mended (sheets.md)."""
    text = (shared / "reference" / "sheet_commune_haynecourt.txt").read_text(encoding="utf-8")
    text = text.replace("SRCE-TVb", "SRCE-TVB").replace(
        "Outil d'aménagement du territoire, Le", "Outil d'aménagement du territoire, le"
    )
    return words(PRINTED.sub("", text))


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Callable[[dict[str, Any]], object]], Path]:
    """A copy of the bundled definition, changed by a function."""

    def write(change: Callable[[dict[str, Any]], object]) -> Path:
        data = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
        change(data)
        path = tmp_path / "sheets" / "feuille.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(data), encoding="utf-8")
        return path

    return write


def words(text: str) -> str:
    """A text on one line, single spaces between its words."""
    return " ".join(text.split())


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
                "Schéma Régional de Cohérence Ecologique – trame verte et bleue",
            ),
            ("legend_title", "LÉGENDE"),
            ("file_prefix", "SRCE"),
            ("nota_title", "NOTA :"),
            (
                "text_title",
                "Le schéma régional de cohérence écologique - trame verte et bleue (SRCE-TVB)",
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
        assert sheet.text_title in commune_reading

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
            ("Réservoir de Biodiversité", "A préserver"),
        ]
        assert [line for line in legend(sheet, "commune") if line in printed] == printed

    def test_the_epci_legend_has_the_printed_lines_in_order(self, sheet: SheetDefinition) -> None:
        heading = "schéma régional de cohérence écologique - trame verte et bleue"
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

    SAID = "Non représentés, faute de données : "

    def test_every_class_of_the_legend_is_missed_without_data(self, sheet: SheetDefinition) -> None:
        assert sheet.missing(COMMUNE, ()) == [
            *("corridor", "corridor_restore", "watercourse", "obstacle"),
            *("reservoir_preserve", "reservoir_restore", "reservoir"),
        ]

    def test_the_neutral_reservoir_is_not_missed_where_the_data_tell_reservoirs_apart(
        self, sheet: SheetDefinition
    ) -> None:
        assert "reservoir" not in sheet.missing(COMMUNE, ["reservoir_preserve"])
        assert "reservoir_preserve" in sheet.missing(COMMUNE, ["reservoir"])

    def test_the_nota_says_so_at_its_end(self, sheet: SheetDefinition) -> None:
        held = [*(c for c in sheet.missing(EPCI, ()) if c not in ("watercourse", "obstacle"))]
        missing = sheet.missing(EPCI, held)
        assert sorted(missing) == ["obstacle", "watercourse"]
        last = sheet.nota_without(missing).split("\n\n")[-1]
        assert last.startswith(f"– {self.SAID}")
        assert all(sheet.label(class_id) in last for class_id in missing)

    def test_the_nota_is_as_it_was_where_nothing_is_missed(self, sheet: SheetDefinition) -> None:
        assert sheet.nota_without([]) == sheet.nota


class TestWhole:
    """A definition names only what is there."""

    def test_every_thing_drawn_has_a_style(self, sheet: SheetDefinition) -> None:
        missing = [n for n in sheet.drawing_order if not sheet.style(n).is_file()]
        assert missing == []

    def test_what_presets_recognise_is_drawn(self, sheet: SheetDefinition) -> None:
        played = {
            f"{rule.class_id}_{letter}"
            for preset in load_presets()
            for rule in preset.rules
            for letter in rule.geometries
        }
        assert played <= set(sheet.drawing_order)

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


class TestRefusals:
    """Definitions that cannot be used."""

    def test_a_sheet_of_ones_own_is_read_from_its_file(self, changed: Callable[..., Path]) -> None:
        path = changed(lambda data: data["cartouche"].update(title="Carte T.V.B"))
        assert load_sheet(str(path)).title == "Carte T.V.B"

    @pytest.mark.parametrize(
        "entry",
        [
            "id",
            "name",
            "file_prefix",
            "cartouche",
            "kinds",
            "classes",
            "drawing_order",
            "legend",
            "text",
            "nota",
            "notice",
            "finest_scale",
            "templates",
        ],
    )
    def test_an_entry_that_is_missing_is_named(
        self, changed: Callable[..., Path], entry: str
    ) -> None:
        path = changed(lambda data: data.pop(entry))
        with pytest.raises(SheetError) as refusal:
            load_sheet(str(path))
        assert entry in str(refusal.value)
        assert path.name in str(refusal.value)

    @pytest.mark.parametrize(
        ("section", "entry"),
        [("cartouche", "title"), ("legend", "empty"), ("legend", "epci"), ("nota", "paragraphs")],
    )
    def test_an_entry_that_is_missing_within_another_is_named(
        self, changed: Callable[..., Path], section: str, entry: str
    ) -> None:
        path = changed(lambda data: data[section].pop(entry))
        with pytest.raises(SheetError, match=entry):
            load_sheet(str(path))

    def test_templates_that_lack_a_kind_are_refused(self, changed: Callable[..., Path]) -> None:
        path = changed(lambda data: data["templates"].pop("epci"))
        with pytest.raises(SheetError, match="epci"):
            load_sheet(str(path))

    def test_a_legend_of_an_unknown_class_is_refused_by_its_name(
        self, changed: Callable[..., Path]
    ) -> None:
        path = changed(
            lambda data: data["legend"]["commune"].append({"class": "haie", "geometries": "l"})
        )
        with pytest.raises(SheetError, match="haie"):
            load_sheet(str(path))

    @pytest.mark.parametrize(
        ("entry", "value"),
        [
            ("classes", []),
            ("kinds", "commune"),
            ("drawing_order", 3),
            ("drawing_order", "obstacle_p"),
            ("legend", None),
            ("text", {"title": "x", "paragraphs": "one text, not a list"}),
            ("nota", "NOTA"),
            ("notice", None),
            ("title", None),
            ("finest_scale", "fin"),
            ("finest_scale", None),
            ("templates", ["commune_a3_landscape"]),
        ],
    )
    def test_a_value_of_a_wrong_kind_is_refused(
        self, changed: Callable[..., Path], entry: str, value: object
    ) -> None:
        section = "cartouche" if entry == "title" else ""
        path = changed(lambda data: (data[section] if section else data).update({entry: value}))
        with pytest.raises(SheetError, match=path.name):
            load_sheet(str(path))

    @pytest.mark.parametrize("content", [b"", b"{", b"[1, 2]", b'"x"', b"\xff\xfe\x00", b"null"])
    def test_a_file_that_holds_no_json_object_is_refused_by_name(
        self, tmp_path: Path, content: bytes
    ) -> None:
        path = tmp_path / "feuille.json"
        path.write_bytes(content)
        with pytest.raises(SheetError, match=r"feuille\.json"):
            load_sheet(str(path))

    @pytest.mark.parametrize("name", ["nowhere.json", "nosuchsheet", ""])
    def test_a_sheet_that_is_not_there_is_refused_by_name(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / name if name else tmp_path
        with pytest.raises(SheetError) as refusal:
            load_sheet(str(path))
        assert str(path) in str(refusal.value)

    def test_a_file_saved_by_notepad_is_read(self, changed: Callable[..., Path]) -> None:
        path = changed(lambda data: None)
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        assert load_sheet(str(path)).id == "srce"
