# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary as a table on the further pages of a sheet."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Callable

import pytest
from qgis.core import (
    QgsProject,
)

from srce_pac.core import sheet_layout
from srce_pac.core.common.french import french
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.output.pdf_document import PdfDocument
from srce_pac.core.output.pdf_values import plain_text
from srce_pac.core.pipeline import summarise_sheet
from srce_pac.core.summary.summary import Summary
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.demonstration_sheets import add_layout, export_sheet
from srce_pac.tests.support.factories import (
    box,
    make_gazetteer,
)
from srce_pac.tests.support.summaries import CARRES, HAYNECOURT, VALENCIENNES, reservoirs

TABLES = {"commune_a3_landscape_table": HAYNECOURT, "epci_a3_landscape_table": VALENCIENNES}
HEADINGS = {"commune_a3_landscape_table": "Objets", "epci_a3_landscape_table": "nombre"}

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

    def test_the_first_page_is_that_of_the_usual_sheet(
        self, printed: Callable[[str], Path]
    ) -> None:
        template = "epci_a3_landscape_table"
        usual = printed(template.replace("_table", ""))
        words = pdf.words(usual)
        assert pdf.words(printed(template))[: len(words)] == words

    def test_a_plan_has_a_line_for_each_commune_on_one_page(
        self, printed: Callable[[str], Path], valenciennes: Summary
    ) -> None:
        file = printed("epci_a3_landscape_table")
        assert pages(file) == 2
        text = page_text(file, 2)
        assert "Page 2/2" in text
        lines = [" ".join(line_.split()) for line_ in text.splitlines()]
        places = dict.fromkeys(row.place for row in valenciennes.rows)
        starts = [line_.split(" ") for line_ in lines]
        for place in places:
            name = french(place)
            assert any(" ".join(start).startswith(f"{name} ") for start in starts), place
        for words in ("Carte S.R.C.E – D.D.T.M 59 – Date de mise à jour : Mai 2017", "FICTIVES"):
            assert words in text

    def test_numbers_are_french(self, printed: Callable[[str], Path]) -> None:
        text = page_text(printed("epci_a3_landscape_table"), 2)
        (whole,) = [line_ for line_ in text.splitlines() if line_.startswith("Ensemble")]
        assert re.search(r" \d[ \u00a0]\d{3} .* \d+,\d", whole)
        assert "<1" in "".join(text.split())
        assert "Arrondi à 1 ha et 0,1 km" in text

    def test_the_table_of_a_commune_stands_beside_its_map(
        self, printed: Callable[[str], Path]
    ) -> None:
        file = printed("commune_a3_landscape_table")
        assert pages(file) == 1
        text = " ".join(page_text(file, 1).split())
        assert "Tableau récapitulatif" in text
        assert "mesurée sur l’ellipsoïde GRS" in text.replace("'", "’")
        assert "chacune" not in text
        assert text.count("Sources") == 1

    def test_what_is_not_covered_has_no_table(self, embedded: Gazetteer, tmp_path: Path) -> None:
        request = SheetRequest("62041", template="commune_a3_landscape_table")
        file = export_sheet(request, embedded, tmp_path / "a.pdf").file
        assert file is not None
        assert pages(file) == 1
        assert "Tableau" not in pdf.text(file)

    @pytest.mark.parametrize("template", TABLES)
    def test_numbers_stand_under_their_headings(
        self, template: str, printed: Callable[[str], Path]
    ) -> None:
        found = pdf.words(printed(template))
        headings = [word for word in found if word.text == HEADINGS[template]]
        counts = [word for word in found if word.text.isdigit()]
        assert any(abs(c.right - h.right) < 0.5 for c in counts for h in headings)

    @pytest.mark.parametrize("template", TABLES)
    def test_no_word_stands_beyond_the_page_or_on_another(
        self, template: str, printed: Callable[[str], Path]
    ) -> None:
        width, height = pdf.page_size(printed(template))
        for word in pdf.words(printed(template)):
            assert 5 < word.left < word.right < width - 5, word
            assert 5 < word.top < word.bottom < height - 5, word

    def test_bookmarks_lead_to_the_map_and_to_the_table(
        self, printed: Callable[[str], Path]
    ) -> None:
        document = PdfDocument(printed("epci_a3_landscape_table").read_bytes())
        catalog = document.object(document.root)[0]
        assert catalog[b"/PageMode"] == b"/UseOutlines"
        found = []
        at = document.value(catalog[b"/Outlines"])[b"/First"]
        while at is not None:
            entry = document.value(at)
            page = document.pages().index(entry[b"/Dest"][0].number)
            found.append((page, plain_text(entry[b"/Title"]).split(" – ")[0]))
            at = entry.get(b"/Next")
        assert found == [(0, "Carte S.R.C.E"), (1, "Tableau récapitulatif")]
        assert b"/Outlines" not in printed("epci_a3_landscape").read_bytes()

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

    def test_a_sheet_of_several_pages_is_no_geopdf(
        self, gazetteer: Gazetteer, source: Path, tmp_path: Path
    ) -> None:
        reservoirs(source, [box(100, 100, 100)])
        request = SheetRequest(
            CARRES, source=str(source), template="epci_a3_landscape_table", geopdf=True
        )
        result = export_sheet(request, gazetteer, tmp_path / "out.pdf")
        assert [text for text in result.warnings if "several pages" in text]
        assert pages(tmp_path / "out.pdf") == 2

    @pytest.mark.parametrize("ending", ["png", "svg"])
    def test_a_further_page_of_a_picture_is_a_numbered_file(
        self, ending: str, gazetteer: Gazetteer, source: Path, tmp_path: Path
    ) -> None:
        reservoirs(source, [box(100, 100, 100)])
        template = "epci_a3_landscape_table"
        request = SheetRequest(CARRES, source=str(source), template=template, dpi=50)
        export_sheet(request, gazetteer, tmp_path / f"out.{ending}")
        names = sorted(path.name for path in tmp_path.glob(f"*.{ending}"))
        assert names == [f"out.{ending}", f"out_2.{ending}"]
