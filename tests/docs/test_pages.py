# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation says is so: its pages fit together, its references are whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsExpressionContextUtils,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsPrintLayout,
    QgsProject,
)

from srce_pac.core.common.errors import SheetError
from srce_pac.core.common.files import ROOT
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layout.template import available_templates, open_template
from srce_pac.core.profiles.presets import load_presets
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.demonstration_sheets import laid_out

DOCS = ROOT / "docs"
PAGES = sorted(path.name for path in DOCS.glob("*.md"))
OWN_PAGES = (
    *("templates.md", "sheets.md", "styles.md", "data.md", "series.md", "api.md", "office.md"),
    "deploy.md",
)
LANGUAGES = {"en": "", "fr": ".fr"}

# Of the cartouche and of the printed sheet, what depends on the day or on the paper.
CHANGING = ("srce_date", "srce_print_date", "srce_scale")
EMPTY = ("*empty*", "*vide*")
OPTIONAL = re.compile(r"\boptional\b|\bfacultatif\b")

HAYNECOURT = "59294"
VALENCIENNES = "245901160"

LARGEST_PICTURE = 150_000

CODE = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)]*\)", re.DOTALL)

pytestmark = pytest.mark.usefixtures("qgis_app")


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def table(name: str, heading: str, number: int = 0) -> list[list[str]]:
    """The cells of a table below a heading, line by line, without its head."""
    below = re.split(rf"^#+ {heading}$", page(name), flags=re.MULTILINE)[1]
    tables = re.findall(r"(?:^\|.*\n)+", below, re.MULTILINE)
    lines = tables[number].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def names(cell: str) -> list[str]:
    """The words of a cell that stand in code."""
    return re.findall(r"`([^`]+)`", cell)


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


@pytest.fixture(scope="module")
def bundled(qgis_app: Any) -> Iterator[list[QgsPrintLayout]]:
    """The bundled templates."""
    project = QgsProject()
    yield [
        open_template(name).new_layout(project)
        for name, path in available_templates().items()
        if ROOT in path.parents
    ]
    project.clear()


class TestPages:
    """All pages, and both languages of each."""

    @pytest.mark.parametrize("name", PAGES)
    def test_what_a_page_links_to_is_there(self, name: str) -> None:
        for target in re.findall(r"\]\(([^)]+)\)", page(name)):
            if "://" in target:
                continue
            path, _, anchor = target.partition("#")
            file = (DOCS / path).resolve() if path else DOCS / name
            assert file.is_file(), target
            if anchor:
                headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
                assert anchor in [heading.lower().replace(" ", "-") for heading in headings]

    @pytest.mark.parametrize("name", OWN_PAGES)
    def test_both_languages_have_one_structure(self, name: str) -> None:
        one, other = page(name), page(name.replace(".md", ".fr.md"))
        for pattern in (r"^#+ ", r"^\* ", r"^\|", r"^```\w*$", r"^!\[", r"^\*\*\d\.\*\*"):
            found = [re.findall(pattern, text, re.MULTILINE) for text in (one, other)]
            assert found[0] == found[1], pattern

    @pytest.mark.parametrize("name", [name.replace(".md", ".fr.md") for name in OWN_PAGES])
    def test_french_signs_stand_after_a_no_break_space(self, name: str) -> None:
        text = CODE.sub("``", page(name))
        # The colons of a table's head are no signs.
        text = re.sub(r"^\|[-|]+$", "", text, flags=re.MULTILINE)
        wrong = re.findall(r".{10}(?: [;:!?»]|[^\s\d]\?|« ).{0,10}", text)
        assert wrong == []

    @pytest.mark.parametrize("pattern", ["template_*.png", "second_sheet_*.png"])
    def test_pictures_are_shown_and_are_small(self, pattern: str) -> None:
        shown = {
            name for text in map(page, PAGES) for name in re.findall(r"\(images/([^)]+)\)", text)
        }
        pictures = list((DOCS / "images").glob(pattern))
        assert pictures
        for picture in pictures:
            assert picture.name in shown
            assert picture.stat().st_size < LARGEST_PICTURE, picture.name


@pytest.mark.parametrize("language", LANGUAGES)
class TestTemplateReference:
    """Variables and item IDs."""

    def rows(self, language: str, heading: str) -> list[list[str]]:
        return table(f"templates{LANGUAGES[language]}.md", heading)

    @pytest.mark.parametrize(("column", "code"), [(2, HAYNECOURT), (3, VALENCIENNES)])
    def test_every_variable_is_there_with_its_value(
        self, language: str, column: int, code: str, gazetteer: Gazetteer
    ) -> None:
        with laid_out(SheetRequest(code), gazetteer) as sheet:
            scope = QgsExpressionContextUtils.layoutScope(sheet.filled.layout)
            values = {
                name: pdf.normalised(scope.variable(name))
                for name in scope.variableNames()
                if name.startswith("srce_")
            }
        documented = {names(row[0])[0]: row[column] for row in self.rows(language, "Variables")}
        assert set(documented) == set(values)
        for name, value in values.items():
            given = "" if documented[name] in EMPTY else pdf.normalised(documented[name])
            if name in CHANGING:
                # The words around what changes.
                given, value = (re.sub(r"[\d/ ]+|: .*", "", text) for text in (given, value))
            assert value.startswith(given[:-3]) if given.endswith("...") else value == given, name

    def test_every_item_of_the_bundled_templates_is_there(
        self, language: str, bundled: list[QgsPrintLayout]
    ) -> None:
        heading = "Item IDs" if language == "en" else "Identifiants"
        documented = [name for row in self.rows(language, heading) for name in names(row[0])]
        assert sorted(documented) == sorted(set(documented))
        used = {
            item.id()
            for layout in bundled
            for item in layout.items()
            if isinstance(item, QgsLayoutItem) and item.id()
        }
        assert set(documented) == used

    def test_labels_are_named_after_their_variables(
        self, language: str, bundled: list[QgsPrintLayout]
    ) -> None:
        documented = {names(row[0])[0] for row in self.rows(language, "Variables")}
        for layout in bundled:
            for item in labels(layout):
                if item.id() in ("page_number", "map_page"):
                    # QGIS itself counts pages.
                    assert "@layout_page" in item.text()
                    continue
                assert item.text() == f"[% @srce_{item.id()} %]"
                assert f"srce_{item.id()}" in documented


@pytest.mark.parametrize("language", LANGUAGES)
class TestSheetReference:
    """The entries of sheets and presets, against the example of the page."""

    SHEET = {"en": "The sheet, entry by entry", "fr": "La feuille, entrée par entrée"}
    PRESET = {"en": "The preset, entry by entry", "fr": "Le préréglage, entrée par entrée"}

    def entries(self, language: str, heading: str, number: int = 0) -> dict[str, bool]:
        """Each entry of a table, and whether it is optional."""
        rows = table(f"sheets{LANGUAGES[language]}.md", heading, number)
        return {names(row[0])[0]: bool(OPTIONAL.search(row[1])) for row in rows}

    def examples(self) -> list[dict[str, Any]]:
        blocks = re.findall(r"```json\n(.*?)```", page("sheets.md"), re.DOTALL)
        return [json.loads(block) for block in blocks]

    def test_every_entry_of_a_sheet_is_told(self, language: str, tmp_path: Path) -> None:
        documented = self.entries(language, self.SHEET[language])
        example = self.examples()[0]
        bundled = [read_json(path) for path in (ROOT / "sheets").glob("*.json")]
        assert {*example, *(name for sheet in bundled for name in sheet)} == set(documented)
        assert {name for name, optional in documented.items() if not optional} == set(example)
        path = tmp_path / "feuille.json"
        for name in example:
            lacking = {key: value for key, value in example.items() if key != name}
            path.write_text(json.dumps(lacking), encoding="utf-8")
            with pytest.raises(SheetError, match=name):
                load_sheet(str(path))

    def test_every_entry_of_a_preset_is_told(self, language: str) -> None:
        documented = self.entries(language, self.PRESET[language])
        rule = self.entries(language, self.PRESET[language], 1)
        bundled = [read_json(path) for path in (ROOT / "sheets" / "presets").glob("*.json")]
        presets = [*bundled, self.examples()[1]]
        assert {key for preset in presets for key in preset} == set(documented)
        rules = [rule for preset in presets for rule in preset["layers"]]
        assert {key for one in rules for key in one} == set(rule)

    def test_an_entry_of_a_preset_is_needed_unless_told(
        self, language: str, qgis_profile: Path
    ) -> None:
        preset = self.examples()[1]
        documented = self.entries(language, self.PRESET[language])
        rule = self.entries(language, self.PRESET[language], 1)
        lacking = {
            **{name: {k: v for k, v in preset.items() if k != name} for name in documented},
            **{
                name: {
                    **preset,
                    "layers": [{k: v for k, v in r.items() if k != name} for r in preset["layers"]],
                }
                for name in rule
            },
        }
        path = qgis_profile / "sheets" / "presets" / "incomplet.json"
        path.parent.mkdir(parents=True)
        for name, optional in {**documented, **rule}.items():
            path.write_text(json.dumps(lacking[name]), encoding="utf-8")
            _, faults = load_presets()
            assert bool(faults) is not bool(optional), name
            assert all(name in fault for fault in faults)


def labels(layout: QgsPrintLayout) -> list[QgsLayoutItemLabel]:
    return [item for item in layout.items() if isinstance(item, QgsLayoutItemLabel)]
