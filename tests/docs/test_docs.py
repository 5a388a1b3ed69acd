# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation says is so: its references are whole, its walk-through works.

With UPDATE_GUIDE=1 in the environment, its pictures of templates are written to `docs/images/`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsExpressionContextUtils,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
)
from qgis.PyQt.QtCore import QRect
from qgis.PyQt.QtGui import QFont, QImage

from srce_pac.core.common import files as rooms
from srce_pac.core.common.errors import SheetError
from srce_pac.core.common.files import ROOT
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layout.item_fonts import label_font, set_label_font
from srce_pac.core.layout.template import available_templates, open_template
from srce_pac.core.pipeline import add_layout, export_sheet
from srce_pac.core.profiles.presets import load_presets
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.pictures import write_page, write_picture

DOCS = ROOT / "docs"
PAGES = sorted(path.name for path in DOCS.glob("*.md"))
OWN_PAGES = ("templates.md", "sheets.md")
LANGUAGES = {"en": "", "fr": ".fr"}

# Of the cartouche and of the printed sheet, what depends on the day or on the paper.
CHANGING = ("srce_date", "srce_print_date", "srce_scale")
EMPTY = ("*empty*", "*vide*")
OPTIONAL = re.compile(r"\boptional\b|\bfacultatif\b")

HAYNECOURT = "59294"
VALENCIENNES = "245901160"
# A long name with hyphens, in a département whose office names no service.
HYPHENS = "80714"
OTHER_EPCI = "200067965"

# How much type may differ where a template was saved from a filled layout: boxes keep its heights.
SAME_TYPE = 0.06
QGIS_SECONDS = 150
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
def gazetteer(qgis_app: Any) -> Gazetteer:
    return open_gazetteer()


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


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The plugin's folder of a profile, which here is one of its own."""
    monkeypatch.setattr(rooms, "profile_folder", lambda: tmp_path / "profile")
    return tmp_path / "profile"


@pytest.fixture
def project(qgis_app: Any) -> Iterator[QgsProject]:
    project = QgsProject()
    yield project
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
        self, language: str, column: int, code: str, gazetteer: Gazetteer, project: QgsProject
    ) -> None:
        layout = add_layout(SheetRequest(code), gazetteer, project).layout
        scope = QgsExpressionContextUtils.layoutScope(layout)
        values = {
            name: pdf.normalised(scope.variable(name))
            for name in scope.variableNames()
            if name.startswith("srce_")
        }
        said = {names(row[0])[0]: row[column] for row in self.rows(language, "Variables")}
        assert set(said) == set(values)
        for name, value in values.items():
            told = "" if said[name] in EMPTY else pdf.normalised(said[name])
            if name in CHANGING:
                # The words around what changes.
                told, value = (re.sub(r"[\d/ ]+|: .*", "", text) for text in (told, value))
            assert value.startswith(told[:-1]) if told.endswith("…") else value == told, name

    def test_every_item_of_the_bundled_templates_is_there(
        self, language: str, bundled: list[QgsPrintLayout]
    ) -> None:
        heading = "Item IDs" if language == "en" else "Identifiants"
        said = [name for row in self.rows(language, heading) for name in names(row[0])]
        assert sorted(said) == sorted(set(said))
        used = {
            item.id()
            for layout in bundled
            for item in layout.items()
            if isinstance(item, QgsLayoutItem) and item.id()
        }
        assert set(said) == used

    def test_labels_are_named_after_their_variables(
        self, language: str, bundled: list[QgsPrintLayout]
    ) -> None:
        said = {names(row[0])[0] for row in self.rows(language, "Variables")}
        for layout in bundled:
            for item in labels(layout):
                assert item.text() == f"[% @srce_{item.id()} %]"
                assert f"srce_{item.id()}" in said


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
        said = self.entries(language, self.SHEET[language])
        example = self.examples()[0]
        assert set(read_json(ROOT / "sheets" / "srce.json")) == set(said)
        assert {name for name, optional in said.items() if not optional} == set(example)
        path = tmp_path / "feuille.json"
        for name in example:
            lacking = {key: value for key, value in example.items() if key != name}
            path.write_text(json.dumps(lacking), encoding="utf-8")
            with pytest.raises(SheetError, match=name):
                load_sheet(str(path))

    def test_every_entry_of_a_preset_is_told(self, language: str) -> None:
        said = self.entries(language, self.PRESET[language])
        rule = self.entries(language, self.PRESET[language], 1)
        bundled = [read_json(path) for path in (ROOT / "sheets" / "presets").glob("*.json")]
        presets = [*bundled, self.examples()[1]]
        assert {key for preset in presets for key in preset} == set(said)
        rules = [rule for preset in presets for rule in preset["layers"]]
        assert {key for one in rules for key in one} == set(rule)

    def test_an_entry_of_a_preset_is_needed_unless_told(self, language: str, room: Path) -> None:
        preset = self.examples()[1]
        said = self.entries(language, self.PRESET[language])
        rule = self.entries(language, self.PRESET[language], 1)
        lacking = {
            **{name: {k: v for k, v in preset.items() if k != name} for name in said},
            **{
                name: {
                    **preset,
                    "layers": [{k: v for k, v in r.items() if k != name} for r in preset["layers"]],
                }
                for name in rule
            },
        }
        path = room / "sheets" / "presets" / "incomplet.json"
        path.parent.mkdir(parents=True)
        for name, optional in {**said, **rule}.items():
            path.write_text(json.dumps(lacking[name]), encoding="utf-8")
            if optional:
                load_presets()
            else:
                with pytest.raises(SheetError, match=name):
                    load_presets()


class TestWalkThrough:
    """A template of one's own, made as the page says."""

    @pytest.fixture
    def folder(self, room: Path) -> Path:
        folder = room / "layouts"
        folder.mkdir(parents=True)
        return folder

    @pytest.mark.parametrize(
        ("template", "first", "second"),
        [
            ("commune_a3_landscape", HYPHENS, HAYNECOURT),
            ("commune_a3_landscape", HAYNECOURT, HYPHENS),
            ("commune_a4_portrait", HYPHENS, HAYNECOURT),
            ("epci_a1_landscape", OTHER_EPCI, VALENCIENNES),
        ],
    )
    def test_a_template_saved_from_a_filled_layout_prints_another_territory(
        self,
        template: str,
        first: str,
        second: str,
        folder: Path,
        gazetteer: Gazetteer,
        project: QgsProject,
        tmp_path: Path,
    ) -> None:
        layout = add_layout(SheetRequest(first, template=template), gazetteer, project).layout
        save(layout, folder / "notre_service.qpt")
        assert available_templates()["notre_service"] == folder / "notre_service.qpt"
        bundled, own = (
            add_layout(SheetRequest(second, template=name), gazetteer, project)
            for name in (template, "notre_service")
        )
        assert own.warnings == bundled.warnings
        assert own.scale == bundled.scale
        expected, found = (texts(result.layout) for result in (bundled, own))
        assert found.keys() == expected.keys()
        for text, size in expected.items():
            assert found[text] == pytest.approx(size, rel=SAME_TYPE), text

    def test_what_a_user_changes_in_the_designer_stays(
        self, folder: Path, gazetteer: Gazetteer, project: QgsProject, tmp_path: Path
    ) -> None:
        layout = own_layout(gazetteer, project)
        status = layout.itemById("status")
        font = label_font(status)
        font.setItalic(False)
        set_label_font(status, font)
        status.setText("Document de travail")
        title = layout.itemById("sheet_title")
        font = label_font(title)
        font.setPointSizeF(9.0)
        set_label_font(title, font)
        save(layout, folder / "notre_service.qpt")
        request = SheetRequest("59500", template="notre_service")
        result = add_layout(request, gazetteer, project)
        text = pdf.text(print_layout(request, gazetteer, tmp_path))
        assert "Carte S.R.C.E – Version de travail, D.D.T.M 59 – " in text
        assert "Document de travail" in text
        assert "Pour information" not in text
        assert "HAYNECOURT" not in text
        assert result.layout is not None
        box, frame = (result.layout.itemById(name) for name in ("overview_box", "map"))
        assert box.scenePos().x() - frame.scenePos().x() < 10
        printed = result.layout.itemById("sheet_title"), result.layout.itemById("territory_name")
        small, large = (label_font(label).pointSizeF() for label in printed)
        assert small < 12 < large

    def test_items_stand_in_their_places_whatever_their_reference_point(
        self, folder: Path, gazetteer: Gazetteer, project: QgsProject
    ) -> None:
        layout = open_template("commune_a3_landscape").new_layout(project)
        for item in layout.items():
            if isinstance(item, QgsLayoutItem) and item.id():
                item.setReferencePoint(QgsLayoutItem.ReferencePoint.Middle)
        save(layout, folder / "notre_service.qpt")
        usual, own = (
            add_layout(SheetRequest(HAYNECOURT, template=name), gazetteer, project).layout
            for name in ("commune_a3_landscape", "notre_service")
        )
        assert usual is not None
        assert own is not None
        for name in ("legend_box", "text", "territory_name", "overview_box", "overview", "scale"):
            expected, found = (layout.itemById(name).scenePos() for layout in (usual, own))
            assert (found.x(), found.y()) == pytest.approx((expected.x(), expected.y()), abs=0.2)

    def test_a_text_that_was_empty_has_its_place_in_a_box_that_was_changed(
        self, folder: Path, gazetteer: Gazetteer, project: QgsProject
    ) -> None:
        # Its office names no service.
        request = SheetRequest(HYPHENS, template="commune_a3_landscape")
        layout = add_layout(request, gazetteer, project).layout
        assert layout is not None
        moved = layout.itemById("office")
        moved.attemptMove(QgsLayoutPoint(moved.scenePos().x(), moved.scenePos().y() + 0.5))
        save(layout, folder / "notre_service.qpt")
        request = SheetRequest(HAYNECOURT, template="notre_service")
        layout = add_layout(request, gazetteer, project).layout
        assert layout is not None
        order = ("state_motto", "state_name", "service", "office", "office_name")
        places = [layout.itemById(name) for name in order]
        for above, below in zip(places, places[1:]):
            bottom = above.scenePos().y() + above.rect().height()
            assert bottom < below.scenePos().y() + 0.1, (above.id(), below.id())

    def test_a_template_named_as_a_bundled_one_takes_its_place(
        self, folder: Path, gazetteer: Gazetteer, project: QgsProject, tmp_path: Path
    ) -> None:
        save(own_layout(gazetteer, project), folder / "commune_a3_landscape.qpt")
        text = pdf.text(print_layout(SheetRequest(HAYNECOURT), gazetteer, tmp_path))
        assert "Version de travail" in text


def own_layout(gazetteer: Gazetteer, project: QgsProject) -> QgsPrintLayout:
    """The sheet of Haynecourt as the page changes it: the situation map moved, a line added."""
    request = SheetRequest(HAYNECOURT, template="commune_a3_landscape")
    layout = add_layout(request, gazetteer, project).layout
    assert layout is not None
    frame, box = (layout.itemById(name) for name in ("map", "overview_box"))
    target = frame.scenePos()
    across = target.x() + 4 - box.scenePos().x()
    down = target.y() + 4 - box.scenePos().y()
    for name in ("overview_box", "overview", "situation"):
        item = layout.itemById(name)
        item.attemptMove(QgsLayoutPoint(item.scenePos().x() + across, item.scenePos().y() + down))
    line = QgsLayoutItemLabel(layout)
    line.setText(
        "[% @srce_sheet_title %] – Version de travail, [% @srce_office %] – [% @srce_print_date %]"
    )
    line.setFont(QFont("Liberation Sans", 8))
    layout.addLayoutItem(line)
    line.attemptMove(QgsLayoutPoint(target.x(), target.y() + frame.rect().height() + 1))
    line.attemptResize(QgsLayoutSize(frame.rect().width(), 5))
    return layout


def save(layout: QgsPrintLayout | None, path: Path) -> None:
    """Save a layout as *Save as Template…* does."""
    assert layout is not None
    assert layout.saveAsTemplate(str(path), QgsReadWriteContext())


def print_layout(request: SheetRequest, gazetteer: Gazetteer, folder: Path) -> Path:
    file = export_sheet(request, gazetteer, folder).file
    assert file is not None
    return file


def labels(layout: QgsPrintLayout) -> list[QgsLayoutItemLabel]:
    return [item for item in layout.items() if isinstance(item, QgsLayoutItemLabel)]


def texts(layout: QgsPrintLayout | None) -> dict[tuple[str, str], float]:
    """The ID of each label, its text however its lines are broken, and its type size in points."""
    assert layout is not None
    return {
        (label.id(), re.sub(r"\s", "", label.currentText())): label_font(label).pointSizeF()
        for label in labels(layout)
    }


@pytest.mark.skipif(os.environ.get("UPDATE_GUIDE") != "1", reason="UPDATE_GUIDE=1 asks for it")
class TestPictures:
    """The pictures of the pages, made anew."""

    @pytest.mark.timeout(2 * QGIS_SECONDS)
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_layout_designer(self, language: str, root: Path, tmp_path: Path) -> None:
        run_designer(root, tmp_path, language)
        for name in ("open", "item", "variables", "save"):
            image = QImage(str(tmp_path / f"{name}.png"))
            if name == "item":
                # Without the bars of tools.
                image = image.copy(QRect(0, 98, image.width(), image.height() - 98))
            write_picture(image, f"template_{name}_{language}.png")

    def test_a_template_of_ones_own(
        self, gazetteer: Gazetteer, project: QgsProject, tmp_path: Path
    ) -> None:
        template = tmp_path / "own.qpt"
        save(own_layout(gazetteer, project), template)
        request = SheetRequest("59500", template=str(template))
        write_page(print_layout(request, gazetteer, tmp_path), "template_own.png")


def run_designer(root: Path, folder: Path, language: str) -> None:
    """Run the real QGIS, which takes the pictures into a folder."""
    ini = folder / "profiles" / "default" / "QGIS" / "QGIS3.ini"
    ini.parent.mkdir(parents=True)
    ini.write_text(
        "[PythonPlugins]\nsrce_pac=true\n[qgis]\ncheckVersion=false\n[UI]\nUITheme=default\n"
        f"[locale]\noverrideFlag=true\nuserLocale={language}\nglobalLocale={language}_FR\n",
        encoding="utf-8",
    )
    script = Path(shutil.copy(root / "tests" / "e2e" / "designer.py", folder))
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("QGIS_", "QT_", "PYTHON", "VIRTUAL_ENV"))
    }
    process = subprocess.Popen(
        [
            *("xvfb-run", "-a", "-s", "-screen 0 1240x780x24"),
            *("qgis", "--nologo", "--noversioncheck"),
            *("--profiles-path", str(folder), "--code", str(script)),
        ],
        cwd=root,
        env={
            **kept,
            "QGIS_PLUGINPATH": str(Path(".build", "plugins")),
            "SRCE_PAC_PICTURES": str(folder),
            "LC_ALL": "C.UTF-8",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(QGIS_SECONDS)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    failure = folder / "failure.txt"
    assert not failure.exists(), failure.read_text(encoding="utf-8")
