# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary as a table on the further pages of a sheet."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Callable

import pytest
from qgis.core import (
    QgsLayoutMultiFrame,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
)

from srce_pac.core import sheet_layout
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layout.table import find_table
from srce_pac.core.layout.template import available_templates, open_template
from srce_pac.core.pipeline import summarise_sheet
from srce_pac.core.summary.summary import Summary
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.demonstration_sheets import add_layout, export_sheet
from srce_pac.tests.support.factories import (
    box,
    make_gazetteer,
)
from srce_pac.tests.support.summaries import ALPHA, HAYNECOURT, VALENCIENNES, reservoirs

TABLES = {"commune_a3_landscape_table": HAYNECOURT, "epci_a3_landscape_table": VALENCIENNES}

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    """Alpha (59001) and Bêta (59002), squares of a kilometre side by side in one EPCI."""
    return make_gazetteer(tmp_path / "territories")


@pytest.fixture(scope="module")
def valenciennes(embedded: Gazetteer) -> Summary:
    return summarise_sheet(SheetRequest(VALENCIENNES), embedded)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def printed(embedded: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Print a template for its territory, once."""
    folder = tmp_path_factory.mktemp("printed")

    def print_it(template: str) -> Path:
        file = folder / f"{template}.pdf"
        if not file.exists():
            code = TABLES.get(template) or TABLES[f"{template}_table"]
            export_sheet(SheetRequest(code, template=template), embedded, file)
        return file

    return print_it


def page_text(file: Path, number: int) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", "-f", str(number), "-l", str(number), str(file), "-"],
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    return done.stdout


def pages(file: Path) -> int:
    return int(pdf.info(file)["Pages"])


class TestTable:
    """The table of a template, on paper."""

    @pytest.mark.parametrize("template", TABLES)
    def test_the_first_page_is_that_of_the_usual_sheet(
        self, template: str, printed: Callable[[str], Path]
    ) -> None:
        usual = printed(template.replace("_table", ""))
        words = pdf.words(usual)
        assert pdf.words(printed(template))[: len(words)] == words

    def test_every_row_is_printed_and_every_page_has_a_heading(
        self, printed: Callable[[str], Path], valenciennes: Summary
    ) -> None:
        file = printed("epci_a3_landscape_table")
        further = [page_text(file, number) for number in range(2, pages(file) + 1)]
        assert len(further) > 1
        for text in further:
            assert "Territoire" in text.split("\n\n")[0] or "Territoire" in text
            assert "FICTIVES" in text
        lines = [" ".join(line_.split()) for text in further for line_ in text.splitlines()]
        for row in valenciennes.rows:
            count = f" {row.count}" if row.class_id else ""
            start = f"{row.place} {valenciennes.title(row)}{count}"
            assert any(line_.startswith(start) for line_ in lines), start

    def test_numbers_are_french(self, printed: Callable[[str], Path]) -> None:
        text = page_text(printed("epci_a3_landscape_table"), 2)
        assert "1 631 ha" in text
        assert "< 1 ha" in text
        assert "Arrondi à 1 ha et 0,1 km" in text

    def test_title_and_method_are_printed(self, printed: Callable[[str], Path]) -> None:
        text = " ".join(page_text(printed("commune_a3_landscape_table"), 2).split())
        assert "Tableau récapitulatif – Haynecourt (59294) – DONNÉES FICTIVES" in text
        assert "mesurée sur l'ellipsoïde GRS 1980" in text
        assert "chacune" not in text
        assert pages(printed("commune_a3_landscape_table")) == 2

    @pytest.mark.parametrize("template", TABLES)
    def test_numbers_stand_under_their_headings(
        self, template: str, printed: Callable[[str], Path]
    ) -> None:
        found = pdf.words(printed(template))
        heading = next(word for word in reversed(found) if word.text == "Objets")
        counts = [word for word in found if word.text.isdigit() and word.left > heading.left - 5]
        assert any(abs(word.right - heading.right) < 0.5 for word in counts)

    @pytest.mark.parametrize("template", TABLES)
    def test_no_word_stands_beyond_the_page_or_on_another(
        self, template: str, printed: Callable[[str], Path]
    ) -> None:
        width, height = pdf.page_size(printed(template))
        for word in pdf.words(printed(template)):
            assert 5 < word.left < word.right < width - 5, word
            assert 5 < word.top < word.bottom < height - 5, word

    def test_a_template_without_the_table_computes_nothing(
        self,
        embedded: Gazetteer,
        project: QgsProject,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        asked = []
        monkeypatch.setattr(sheet_layout, "summarise_prepared", lambda *_: asked.append(1))
        add_layout(SheetRequest(HAYNECOURT, template="A3"), embedded, project)
        assert asked == []

    def test_a_table_that_may_not_go_on_is_told_to_be_too_small(
        self, embedded: Gazetteer, tmp_path: Path
    ) -> None:
        text = available_templates()["epci_a3_landscape_table"].read_text(encoding="utf-8")
        modes = QgsLayoutMultiFrame.ResizeMode
        goes_on, stays = (
            f'resizeMode="{int(mode)}"'
            for mode in (modes.RepeatUntilFinished, modes.UseExistingFrames)
        )
        assert text.count(goes_on) == 1
        template = tmp_path / "small.qpt"
        template.write_text(text.replace(goes_on, stays), encoding="utf-8")
        request = SheetRequest(VALENCIENNES, template=str(template))
        result = export_sheet(request, embedded, tmp_path / "small.pdf")
        assert [text for text in result.warnings if "“small”" in text and "127 rows" in text]
        assert pages(tmp_path / "small.pdf") == 2

    def test_a_template_saved_from_a_long_table_serves_a_short_one(
        self, embedded: Gazetteer, project: QgsProject, tmp_path: Path
    ) -> None:
        request = SheetRequest(VALENCIENNES, template="epci_a3_landscape_table")
        layout = add_layout(request, embedded, project).layout
        assert layout is not None
        assert layout.pageCollection().pageCount() > 3
        file = print_on(layout, HAYNECOURT, embedded, tmp_path)
        assert pages(file) == 2
        text = page_text(file, 2)
        assert "Haynecourt" in text
        assert "Valenciennes" not in text

    def test_a_narrow_table_keeps_its_width_and_breaks_its_lines(
        self, embedded: Gazetteer, project: QgsProject, tmp_path: Path
    ) -> None:
        layout = open_template("commune_a3_landscape_table").new_layout(project)
        found = find_table(layout)
        assert found is not None
        found.setColumnWidths([20.0] * 6)
        frame = found.frame(0)
        edge = frame.scenePos().x() + frame.rect().width()
        assert edge < 160
        file = print_on(layout, HAYNECOURT, embedded, tmp_path)
        text = page_text(file, 2)
        assert "fonctionnalité" in text
        assert "Obstacles à la fonctionnalité des continuités écologiques" not in text
        right = max(w.right for w in pdf.words(file) if w.text.endswith("%"))
        assert edge - 3 < right < edge

    def test_a_sheet_of_several_pages_is_no_geopdf(
        self, gazetteer: Gazetteer, source: Path, tmp_path: Path
    ) -> None:
        reservoirs(source, [box(100, 100, 100)])
        request = SheetRequest(
            ALPHA, source=str(source), template="commune_a3_landscape_table", geopdf=True
        )
        result = export_sheet(request, gazetteer, tmp_path / "out.pdf")
        assert [text for text in result.warnings if "several pages" in text]
        assert pages(tmp_path / "out.pdf") == 2

    @pytest.mark.parametrize("ending", ["png", "svg"])
    def test_a_further_page_of_a_picture_is_a_numbered_file(
        self, ending: str, embedded: Gazetteer, tmp_path: Path
    ) -> None:
        request = SheetRequest(HAYNECOURT, template="commune_a3_landscape_table")
        export_sheet(request, embedded, tmp_path / f"out.{ending}")
        names = sorted(path.name for path in tmp_path.glob(f"*.{ending}"))
        assert names == [f"out.{ending}", f"out_2.{ending}"]


def print_on(layout: QgsPrintLayout, code: str, gazetteer: Gazetteer, folder: Path) -> Path:
    """Save a layout as a template and print a sheet with it."""
    template = folder / "own.qpt"
    assert layout.saveAsTemplate(str(template), QgsReadWriteContext())
    export_sheet(SheetRequest(code, template=str(template)), gazetteer, folder / "own.pdf")
    return folder / "own.pdf"
