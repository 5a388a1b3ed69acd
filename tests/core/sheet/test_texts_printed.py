# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of the office's own on the printed sheet, read back from the PDF."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsExpression, QgsExpressionContext

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layout.sheet_items import literal
from srce_pac.core.pipeline import Printer
from srce_pac.core.sheet.cartouche import read_office, write_office
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf

HAYNECOURT, ARRAS, SUD_AVESNOIS = "59294", "62041", "200043404"
TERRITORIES = (HAYNECOURT, ARRAS)

# Each text, and what of the sheet's own is then not printed any more.
FIELDS = {
    "family": ("Carte de l'eau", "Carte Environnementale"),
    "title": ("Carte de l'agence", "Carte S.R.C.E"),
    "subtitle": ("Continuités vues d'ici", "Schéma Régional de Cohérence"),
    "text_title": ("Ce que dit l'agence", "(SRCE-TVB) Outil"),
    "text": ("Ici, une explication.", "réseau des continuités écologiques terrestres"),
    "nota": ("– À savoir.", "noyaux de populations"),
    "nota_title": ("À SAVOIR :", "NOTA :"),
    "notice": ("Sans valeur juridique.", "tribunal administratif"),
    "legend_title": ("CE QUE MONTRE LA CARTE", "LÉGENDE"),
}
EMPTY = dict.fromkeys(FIELDS, "")

pytestmark = pytest.mark.usefixtures("qgis_app")


def printed(
    territory: str, shared_printer: Printer, folder: Path, texts: Mapping[str, Any] | None = None
) -> Path:
    """The sheet of a territory with texts of one export."""
    cartouche = {"texts": {"srce": texts}} if texts is not None else {}
    file = shared_printer.export(SheetRequest(territory, cartouche=cartouche), folder).file
    assert file is not None
    return file


@pytest.mark.parametrize("territory", TERRITORIES)
class TestTerritories:
    """On sheets with and without objects."""

    def test_every_text_is_printed_in_the_place_of_the_sheets(
        self, territory: str, shared_printer: Printer, tmp_path: Path
    ) -> None:
        before = pdf.text(printed(territory, shared_printer, tmp_path))
        texts = {name: own for name, (own, _) in FIELDS.items()}
        after = pdf.text(printed(territory, shared_printer, tmp_path, texts))
        for own, sheets in FIELDS.values():
            assert own in after
            assert own not in before
            assert sheets in before
            assert sheets not in after
        # Where nothing is covered, nothing is lacking more than the rest.
        assert ("faute de données : Cours d'eau" in after) == (territory == HAYNECOURT)

    def test_edited_to_nothing_they_leave_no_heading(
        self, territory: str, shared_printer: Printer, tmp_path: Path
    ) -> None:
        texts = {"text": "", "nota": "", "notice": ""}
        text = pdf.text(printed(territory, shared_printer, tmp_path, texts))
        for gone in ("Le schéma régional", "réseau des continuités", "noyaux", "tribunal"):
            assert gone not in text
        # What is not covered or what is missing is still told, under its heading.
        assert "NOTA : – " in text
        assert ("– Non représentés" in text) == (territory == HAYNECOURT)
        assert ("– Les données représentées ne couvrent pas" in text) == (territory != HAYNECOURT)

    def test_edited_to_nothing_they_leave_no_empty_box(
        self, territory: str, shared_printer: Printer
    ) -> None:
        texts = {"text": "", "notice": ""}
        request = SheetRequest(territory, cartouche={"texts": {"srce": texts}})
        layout = shared_printer.lay_out(request).filled.layout
        shown = {
            name: layout.itemById(f"{name}_box").isVisible()
            for name in ("legend", "text", "nota", "notice", "sheet")
        }
        assert shown == {
            "legend": True,
            "text": False,
            "nota": True,
            "notice": False,
            "sheet": True,
        }

    def test_all_of_them_edited_to_nothing_it_is_still_a_sheet(
        self, territory: str, shared_printer: Printer, embedded: Gazetteer, tmp_path: Path
    ) -> None:
        file = printed(territory, shared_printer, tmp_path, EMPTY)
        entry = embedded.resolve(territory)
        assert entry.name.upper() in pdf.text(file)
        assert pdf.info(file)["Title"] == entry.title
        assert not pdf.info(file)["Keywords"].startswith(":")

    def test_what_looks_like_an_expression_is_printed_as_it_is(
        self, territory: str, shared_printer: Printer, tmp_path: Path
    ) -> None:
        odd = "[% 1+1 %] <b> & {0} '%]'"
        texts = {**dict.fromkeys(FIELDS, odd), "labels": {"contour": odd}}
        text = pdf.text(printed(territory, shared_printer, tmp_path, texts))
        assert text.count(odd) == len(FIELDS) + 1

    def test_typed_line_breaks_are_printed(
        self, territory: str, shared_printer: Printer, tmp_path: Path
    ) -> None:
        file = printed(territory, shared_printer, tmp_path, {"text": "Unique\nSeconde\n\nDernière"})
        tops = {word.text: word.top for word in pdf.words(file)}
        step = tops["Seconde"] - tops["Unique"]
        assert step > 0
        assert tops["Dernière"] - tops["Seconde"] == pytest.approx(2 * step, rel=0.05)


class TestLabels:
    """The labels of the legend."""

    @pytest.mark.parametrize(
        ("territory", "key", "own", "gone"),
        [
            (HAYNECOURT, "corridor", "Liens verts", "Corridors écologiques"),
            (HAYNECOURT, "reservoir_preserve_sl", "Cœurs de nature", "À préserver"),
            (ARRAS, "contour", "Limite communale", "Contour de commune"),
            (HAYNECOURT, "heading:reservoir_preserve_sl", "Cœurs", "Réservoir de Biodiversité A"),
            (SUD_AVESNOIS, "heading:corridor_restore_ls", "Le schéma", "écologique Corridors"),
            (SUD_AVESNOIS, "obstacle", "Freins", "Obstacles à la fonctionnalité des"),
            (SUD_AVESNOIS, "reservoir_restore", "À refaire", "Réservoir de Biodiversité à ren"),
        ],
    )
    def test_a_label_is_printed(
        self, territory: str, key: str, own: str, gone: str, shared_printer: Printer, tmp_path: Path
    ) -> None:
        text = pdf.text(printed(territory, shared_printer, tmp_path, {"labels": {key: own}}))
        assert own in text
        assert gone not in text

    def test_the_summary_says_them(self, shared_printer: Printer) -> None:
        labels = {"corridor": "Liens verts"}
        request = SheetRequest(HAYNECOURT, cartouche={"texts": {"srce": {"labels": labels}}})
        rows = shared_printer.summarise(request).rows
        assert "Liens verts" in {row.label for row in rows}

    def test_of_an_unknown_class_it_is_told(self, shared_printer: Printer, tmp_path: Path) -> None:
        texts = {"labels": {"corridors": "Liens"}}
        request = SheetRequest(HAYNECOURT, cartouche={"texts": {"srce": texts}})
        result = shared_printer.export(request, tmp_path)
        assert [text for text in result.warnings if "“corridors”" in text]
        assert result.file is not None
        assert "Liens" not in pdf.text(result.file)


class TestOffice:
    """What the office says is printed on every sheet of its own."""

    @pytest.mark.usefixtures("qgis_profile")
    def test_an_office_says_them_for_its_territories(
        self, shared_printer: Printer, tmp_path: Path
    ) -> None:
        write_office("62", {**read_office("62"), "texts": {"srce": {"title": "Carte du 62"}}})
        assert "Carte du 62" in pdf.text(printed(ARRAS, shared_printer, tmp_path))
        assert "Carte S.R.C.E" in pdf.text(printed(HAYNECOURT, shared_printer, tmp_path))
        own = pdf.text(printed(ARRAS, shared_printer, tmp_path, {"title": "Carte d'un jour"}))
        assert "Carte d'un jour" in own
        assert "Carte du 62" not in own

    @pytest.mark.usefixtures("qgis_profile")
    def test_texts_of_another_sheet_are_not_printed(
        self, shared_printer: Printer, tmp_path: Path
    ) -> None:
        write_office("62", {"texts": {"other": {"title": "Carte d'ailleurs"}}})
        assert "Carte S.R.C.E" in pdf.text(printed(ARRAS, shared_printer, tmp_path))


@pytest.mark.parametrize("text", ["", "a", "it's", "[% 1 %]", "%]", "'%]'", "a\nb", "\\n", "[%"])
def test_a_literal_is_evaluated_to_itself(text: str) -> None:
    assert QgsExpression.replaceExpressionText(literal(text), QgsExpressionContext()) == text
