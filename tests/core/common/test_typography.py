# SPDX-License-Identifier: GPL-3.0-or-later
"""Type on paper: measured, wrapped and shrunk as the layout draws it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import (
    QgsLayoutItemLabel,
    QgsPrintLayout,
    QgsProject,
    QgsTextFormat,
    QgsUnitTypes,
)
from qgis.PyQt.QtGui import QColor, QFont, QFontDatabase

from srce_pac.core.common.typography import (
    FAMILIES,
    POINT,
    breaks_a_word,
    format_font,
    largest_fitting_size,
    narrowest,
    text_height,
    usable_family,
    usable_format,
    widest_line,
    wrapped,
)
from srce_pac.core.layout.item_fonts import label_font, set_label_font

pytestmark = pytest.mark.usefixtures("qgis_app")

LONG_NAME = "Communauté de communes du Pays de Pont-Château – Saint-Gildas-des-Bois"


@pytest.fixture
def label(qgis_app: object) -> Iterator[QgsLayoutItemLabel]:
    """A label in a layout."""
    project = QgsProject()
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    item = QgsLayoutItemLabel(layout)
    layout.addLayoutItem(item)
    yield item
    layout.removeLayoutItem(item)


def font(size: float = 12.0, family: str = "Liberation Sans") -> QFont:
    """A font of a size in points."""
    made = QFont(usable_family(family))
    made.setPointSizeF(size)
    return made


class TestFamilies:
    """A typeface that the machine has."""

    def test_a_family_that_is_there_is_kept(self) -> None:
        present = next(f for f in FAMILIES if f in QFontDatabase().families())
        assert usable_family(present) == present

    @pytest.mark.parametrize("family", ["No Such Typeface", "", "Marianne'; --"])
    def test_a_family_that_is_not_there_becomes_one_that_is(self, family: str) -> None:
        assert usable_family(family) in QFontDatabase().families()

    def test_a_text_format_changes_its_family_only(self) -> None:
        missing = font(9)
        missing.setFamily("No Such Typeface")
        missing.setBold(True)
        text_format = QgsTextFormat()
        text_format.setFont(missing)
        text_format.setSize(3)
        text_format.setSizeUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
        usable = usable_format(text_format)
        assert usable.font().family() == usable_family("No Such Typeface")
        assert usable.font().bold()
        assert (usable.size(), usable.sizeUnit()) == (3, text_format.sizeUnit())

    @pytest.mark.parametrize(
        ("unit", "points"),
        [
            (QgsUnitTypes.RenderUnit.RenderPoints, 3.0),
            (QgsUnitTypes.RenderUnit.RenderMillimeters, 3.0 / 25.4 * 72),
        ],
    )
    def test_the_font_of_a_text_format_has_its_size_in_points(
        self, unit: QgsUnitTypes.RenderUnit, points: float
    ) -> None:
        text_format = QgsTextFormat()
        text_format.setSize(3)
        text_format.setSizeUnit(unit)
        assert format_font(text_format).pointSizeF() == pytest.approx(points)


class TestHeight:
    """Heights of wrapped text, in millimetres."""

    def test_one_line_is_as_high_as_its_type(self) -> None:
        height = text_height("Haynecourt", font(12), 200)
        assert 1.0 <= height / (12 * POINT) <= 1.4

    def test_a_narrower_box_makes_more_lines(self) -> None:
        one = text_height(LONG_NAME, font(), 500)
        assert text_height(LONG_NAME, font(), 60) >= 1.9 * one

    def test_line_breaks_of_the_text_count(self) -> None:
        one = text_height("un", font(), 100)
        assert text_height("un\ndeux\ntrois", font(), 100) == pytest.approx(3 * one, rel=0.1)

    def test_a_word_too_wide_has_no_height_that_would_do(self) -> None:
        assert text_height("Anticonstitutionnellement", font(20), 10) == float("inf")

    def test_no_text_takes_no_more_than_a_line(self) -> None:
        assert text_height("", font(), 100) <= text_height("x", font(), 100)


class TestWrapping:
    """Line breaks for what breaks lines only where it is told."""

    def test_no_word_is_lost_or_changed(self) -> None:
        lines = wrapped(LONG_NAME, font(), 40)
        assert "".join(lines.split()) == "".join(LONG_NAME.split())

    def test_no_line_is_wider_than_the_box(self) -> None:
        one = text_height("x", font(), 500)
        for text in wrapped(LONG_NAME, font(), 60).split("\n"):
            assert text_height(text, font(), 62) == pytest.approx(one, rel=0.01)

    def test_a_text_that_fits_stays_on_one_line(self) -> None:
        assert wrapped("Contour de commune", font(), 500) == "Contour de commune"

    def test_a_word_too_wide_stands_alone(self) -> None:
        assert wrapped("a Anticonstitutionnellement b", font(), 10).split("\n") == [
            "a",
            "Anticonstitutionnellement",
            "b",
        ]

    def test_wrapping_again_changes_nothing(self) -> None:
        once = wrapped(LONG_NAME, font(), 60)
        assert wrapped(once, font(), 60) == once

    def test_no_text_stays_none(self) -> None:
        assert wrapped("", font(), 10) == ""


class TestHyphens:
    """Words that some versions of QGIS break after a hyphen."""

    def test_a_hyphenated_word_stays_whole(self) -> None:
        text = "Le SRADDET Hauts-de-France"
        width = widest_line("Le SRADDET Hauts-de", font())
        assert breaks_a_word(text, font(), width)
        assert wrapped(text, font(), width) == "Le SRADDET\nHauts-de-France"

    def test_it_is_broken_where_it_is_wider_than_a_line(self) -> None:
        width = 1.1 * widest_line("Hauts-de-", font())
        assert breaks_a_word("Hauts-de-France", font(), width)
        assert wrapped("Hauts-de-France", font(), width) == "Hauts-de-\nFrance"

    def test_a_text_without_hyphens_is_left_to_qgis(self) -> None:
        assert not breaks_a_word("Le schéma régional de cohérence", font(), 25)

    def test_a_no_break_space_is_no_place_to_break(self) -> None:
        width = widest_line("en 2017\u00a0", font())
        assert wrapped("en 2017\u00a0; il", font(), width) == "en\n2017\u00a0; il"


class TestEvenLines:
    """The least width at which a text is no higher."""

    def test_lines_become_even(self) -> None:
        width = narrowest("Communauté de communes", font(), 40)
        assert width < 40
        assert text_height("Communauté de communes", font(), width) == pytest.approx(
            text_height("Communauté de communes", font(), 40)
        )

    def test_a_line_stays_one(self) -> None:
        width = narrowest(LONG_NAME, font(), 300)
        assert width >= widest_line(LONG_NAME, font())
        assert wrapped(LONG_NAME, font(), width) == LONG_NAME


class TestFitting:
    """Type shrunk until it fits."""

    def test_a_short_name_keeps_its_size(self) -> None:
        assert largest_fitting_size("Y", font(30), 100, 20) == pytest.approx(30)

    def test_a_long_name_shrinks_until_it_fits(self) -> None:
        size = largest_fitting_size(LONG_NAME, font(40), 90, 20)
        assert size < 40
        assert text_height(LONG_NAME, font(size), 90) <= 20

    def test_it_shrinks_no_more_than_needed(self) -> None:
        size = largest_fitting_size(LONG_NAME, font(40), 90, 20)
        assert text_height(LONG_NAME, font(size + 40 / 30), 90) > 20

    @pytest.mark.parametrize("text", ["", " ", "\n", "x" * 500, "é" * 3, '<b>"x"</b>/é'])
    def test_any_text_has_a_size(self, text: str) -> None:
        assert 0 < largest_fitting_size(text, font(20), 50, 10) <= 20


class TestLabels:
    """The font of a layout label, whatever the version of QGIS."""

    def test_a_font_that_is_set_is_read_again(self, label: QgsLayoutItemLabel) -> None:
        set_label_font(label, font(17.5))
        read = label_font(label)
        assert read.pointSizeF() == pytest.approx(17.5)
        assert read.family() == font().family()

    def test_bold_type_stays_bold(self, label: QgsLayoutItemLabel) -> None:
        bold = font(9)
        bold.setBold(True)
        set_label_font(label, bold)
        assert label_font(label).bold()

    def test_colour_is_left_alone(self, label: QgsLayoutItemLabel) -> None:
        if hasattr(label, "textFormat"):
            coloured = label.textFormat()
            coloured.setColor(QColor("#123456"))
            label.setTextFormat(coloured)
        else:
            label.setFontColor(QColor("#123456"))
        set_label_font(label, font(9))
        colour = label.textFormat().color() if hasattr(label, "textFormat") else label.fontColor()
        assert colour.name() == "#123456"

    def test_changing_the_copy_leaves_the_label_alone(self, label: QgsLayoutItemLabel) -> None:
        set_label_font(label, font(9))
        label_font(label).setPointSizeF(40)
        assert label_font(label).pointSizeF() == pytest.approx(9)
