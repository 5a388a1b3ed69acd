# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheet definitions that are refused: each in one sentence that names the file and the entry."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any, Callable

import pytest

from srce_pac.core.common.errors import SheetError
from srce_pac.core.common.files import ROOT
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.sheet.words import VALUES_IN_WORDS

Change = Callable[[dict[str, Any]], object]
Changed = Callable[[Change], Path]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """A copy of the bundled definition, changed by a function."""

    def write(change: Change) -> Path:
        data = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
        change(data)
        path = tmp_path / "sheets" / "feuille.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(data), encoding="utf-8")
        return path

    return write


class TestFiles:
    """Definitions of a user's own."""

    def test_a_sheet_of_ones_own_is_read_from_its_file(self, changed: Changed) -> None:
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
    def test_an_entry_that_is_missing_is_named(self, changed: Changed, entry: str) -> None:
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
        self, changed: Changed, section: str, entry: str
    ) -> None:
        path = changed(lambda data: data[section].pop(entry))
        with pytest.raises(SheetError, match=entry):
            load_sheet(str(path))

    def test_templates_that_lack_a_kind_are_refused(self, changed: Changed) -> None:
        path = changed(lambda data: data["templates"].pop("epci"))
        with pytest.raises(SheetError, match="epci"):
            load_sheet(str(path))

    def test_a_legend_of_an_unknown_class_is_refused_by_its_name(self, changed: Changed) -> None:
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
        self, changed: Changed, entry: str, value: object
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
        assert str(path) in refusal.value.whole

    def test_a_file_saved_by_notepad_is_read(self, changed: Changed) -> None:
        path = changed(lambda data: None)
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        assert load_sheet(str(path)).id == "srce"


def put(data: dict[str, Any], entry: str, value: object) -> None:
    """Set an entry of a definition, named by its path: `legend.commune.0.label`."""
    *parents, last = entry.split(".")
    target: Any = data
    for name in parents:
        target = target[int(name) if isinstance(target, list) else name]
    if isinstance(target, list):
        target[int(last)] = value
    else:
        target[last] = value


# Entries by their path, values that they cannot have, and how a refusal names the entry where that
# is not by the same path.
WRONG: list[tuple[str, list[Any], str]] = [
    *((key, [3, None, ["x"], {}], "") for key in ("id", "name", "cartouche.family")),
    *((key, [3, None], "") for key in ("notice", "cartouche.title", "text.title")),
    ("cartouche.title", [{}, {"each": []}, {"leading": "x"}, {"never": ["x"]}], "cartouche.title"),
    ("text.paragraphs", [["{"], ["{0}"], ["{of!r}"], ["{of:>9}"], [3]], "text.paragraphs[0]"),
    ("legend.commune.5.heading", ["{", "{x}", "{heading!r}", "{0}"], "legend.commune"),
    ("scheme.kind", [3, None, "pos"], ""),
    ("scheme.words", [3, {"of": 3}], "scheme.words"),
    ("like", [3, None, "srce.json", "changed"], ""),
    (
        "file_prefix",
        [3, "../SRCE", "..", ".SRCE", "a\x85b", "a/b", "a\\b", "C:SRCE", "SR*CE", "a\nb"],
        "",
    ),
    ("departements", ["59", [59], None], ""),
    ("kinds.commune", [3, None], "kinds.commune"),
    ("kinds.selection", [3, None, ["x"]], ""),
    ("classes.corridor", [3, None, {}], ""),
    ("neutral", [[], "x", {"reservoir": "x"}, {"reservoir": [1]}], ""),
    (
        "drawing_order.2",
        ["obstacle", "obstacle_", "obstacle_x", "obstacle_pl", "obstacle-p", "haie_l", "", 3],
        "drawing_order[2]",
    ),
    ("legend.title", [3, None], ""),
    ("legend.commune.1", ["corridor", 3, None, []], "legend.commune[1]"),
    ("legend.commune.1.class", [3, None, ["corridor"], "haie"], "legend.commune[1].class"),
    (
        "legend.commune.1.geometries",
        ["", "x", "lx", "ll", 3, None, ["l"]],
        "legend.commune[1].geometries",
    ),
    ("legend.commune.1.label", [3, None, ["x"], {}], "legend.commune[1].label"),
    ("legend.commune.5.heading", [3, None, ["x"], {}], "legend.commune[5].heading"),
    ("legend.commune.5.entries", [3, None, {}, ["x"]], "legend.commune[5].entries"),
    ("legend.commune.5.entries.1.label", [3], "legend.commune[5].entries[1].label"),
    ("legend.selection", [3, None, {}, "epci"], ""),
    ("text.paragraphs", ["x", [3]], ""),
    (
        "finest_scale",
        [True, False, 0, -1, -0.5, float("nan"), float("inf"), 10**400, "25000", [25000]],
        "",
    ),
    ("templates.commune", [[], [3], "commune_a3_landscape"], ""),
    ("templates.selection", [[], None], ""),
    ("defaults.epci", [[], None, "x"], ""),
    ("defaults.commune.sheet_number", ["1", True, 1.5, None, -1, 2**31], ""),
    ("defaults.commune.status", [3, None], ""),
    ("defaults.commune.notice", ["non", 0], ""),
    ("defaults.commune.statut", ["x"], ""),
    ("words", [[], None, "x"], ""),
    ("words.summary_whole", [3, None], ""),
    ("words.sourcse", ["Sources : {}"], ""),
]


class TestEntries:
    """Every entry is checked when a definition is read."""

    @pytest.mark.parametrize(("entry", "values", "named"), WRONG, ids=[case[0] for case in WRONG])
    def test_a_wrong_entry_is_refused_by_its_path(
        self, changed: Changed, entry: str, values: list[Any], named: str
    ) -> None:
        for value in values:
            path = changed(partial(put, entry=entry, value=value))
            with pytest.raises(SheetError) as refusal:
                load_sheet(str(path))
            sentence = refusal.value.whole
            assert sentence.startswith(f"The file “{path}” is wrong at “{named or entry}"), value
            assert "\n" not in sentence

    def test_numbers_that_are_not_finite_are_refused(self, changed: Changed) -> None:
        path = changed(lambda data: None)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('"finest_scale": 25000', '"finest_scale": 1e999'))
        with pytest.raises(SheetError, match="“finest_scale”"):
            load_sheet(str(path))

    def test_headings_in_headings_without_end_are_refused(self, changed: Changed) -> None:
        line: dict[str, Any] = {"class": "corridor", "geometries": "l"}
        for _ in range(200):
            line = {"heading": "x", "entries": [line]}
        path = changed(lambda data: data["legend"].update(commune=[line]))
        with pytest.raises(SheetError, match="nested too deeply"):
            load_sheet(str(path))


class TestWords:
    """The words around a value have exactly its places."""

    @pytest.mark.parametrize("name", VALUES_IN_WORDS)
    @pytest.mark.parametrize(
        "braces",
        [
            *("{} {} {} {}", "{x}", "{9}", "{", "}", "{0} {}"),
            *("{0.__class__}", "{0[0]}", "{!r}", "{:>20000000}", "{0:>20000000}", "{:{}}"),
        ],
    )
    def test_other_braces_are_refused(self, changed: Changed, name: str, braces: str) -> None:
        path = changed(lambda data: data["words"].update({name: braces}))
        with pytest.raises(SheetError, match=f"wrong at “words.{name}”: of braces"):
            load_sheet(str(path))

    @pytest.mark.parametrize("name", VALUES_IN_WORDS)
    def test_a_place_too_few_would_print_without_the_value(
        self, changed: Changed, name: str
    ) -> None:
        path = changed(lambda data: data["words"].update({name: "sans valeur"}))
        with pytest.raises(SheetError, match=f"wrong at “words.{name}”: of braces"):
            load_sheet(str(path))

    def test_values_may_come_in_another_order(self, changed: Changed) -> None:
        path = changed(lambda data: data["words"].update(number="{1} sur {2} ({0})"))
        number = load_sheet(str(path)).words["number"]
        assert number.format("PLAN", 1, 4) == "1 sur 4 (PLAN)"

    def test_words_without_a_value_may_hold_braces(self, changed: Changed) -> None:
        path = changed(lambda data: data["words"].update(summary_whole="{Tout}"))
        assert load_sheet(str(path)).words["summary_whole"] == "{Tout}"

    def test_words_that_are_not_given_are_the_usual_ones(self, changed: Changed) -> None:
        path = changed(lambda data: data.update(words={"scale": "Au {}"}))
        words = load_sheet(str(path)).words
        assert words == {**load_sheet("srce").words, "scale": "Au {}"}

    def test_the_bundled_words_are_those_that_take_values(self) -> None:
        words = load_sheet("srce").words
        assert {name for name, text in words.items() if "{" in text} == set(VALUES_IN_WORDS)
        for name, count in VALUES_IN_WORDS.items():
            assert words[name].count("{}") == count
