# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of several pages: all of them or none, and no file of somebody else's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsProjectMetadata,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QDateTime
from qgis.PyQt.QtGui import QColor, QImage

from srce_pac.core.common.errors import ExportError
from srce_pac.core.output.export import write_layout
from srce_pac.tests.support.written_files import files

ENDINGS = (".png", ".svg")

pytestmark = pytest.mark.usefixtures("qgis_app")

Pages = Callable[[int, str], QgsPrintLayout]


@pytest.fixture
def pages(qgis_app: Any) -> Iterator[Pages]:
    """Makes a layout of some pages, made at a time, and titled."""
    projects = []

    def make(count: int, made: str) -> QgsPrintLayout:
        project = QgsProject()
        projects.append(project)
        metadata = QgsProjectMetadata()
        metadata.setTitle("Carte")
        metadata.setCreationDateTime(QDateTime.fromString(f"2026-11-29T{made}", "yyyy-MM-ddTHH:mm"))
        project.setMetadata(metadata)
        layout = QgsPrintLayout(project)
        layout.initializeDefaults()
        layout.renderContext().setDpi(30)
        for number in range(count):
            if number:
                page = QgsLayoutItemPage(layout)
                page.setPageSize("A4")
                layout.pageCollection().addPage(page)
            label = QgsLayoutItemLabel(layout)
            label.setText(f"{made} {number}")
            label.attemptResize(QgsLayoutSize(50, 20))
            label.attemptMove(QgsLayoutPoint(20, 20), True, False, number)
            layout.addLayoutItem(label)
        return layout

    yield make
    for project in projects:
        project.clear()


@pytest.mark.parametrize("ending", ENDINGS)
class TestPages:
    """Pages that follow one another."""

    def test_earlier_pages_are_replaced_together(
        self, ending: str, pages: Pages, tmp_path: Path
    ) -> None:
        path = tmp_path / f"a{ending}"
        write_layout(pages(3, "10:00"), path)
        before = {name: (tmp_path / name).read_bytes() for name in files(tmp_path)}
        assert set(before) >= {f"a{ending}", f"a_2{ending}", f"a_3{ending}"}
        write_layout(pages(3, "11:00"), path)
        assert files(tmp_path) == sorted(before)
        for name in (f"a{ending}", f"a_2{ending}", f"a_3{ending}"):
            assert (tmp_path / name).read_bytes() != before[name]

    def test_no_page_of_the_earlier_file_is_left_over(
        self, ending: str, pages: Pages, tmp_path: Path
    ) -> None:
        path = tmp_path / f"a{ending}"
        write_layout(pages(3, "10:00"), path)
        write_layout(pages(1, "11:00"), path)
        assert [name for name in files(tmp_path) if name.endswith(ending)] == [f"a{ending}"]

    def test_a_file_of_somebody_else_stays(self, ending: str, pages: Pages, tmp_path: Path) -> None:
        own, path = tmp_path / f"a_2{ending}", tmp_path / f"a{ending}"
        write_layout(pages(1, "09:00"), own)
        write_layout(pages(1, "10:00"), path)
        before = {name: (tmp_path / name).read_bytes() for name in files(tmp_path)}
        with pytest.raises(ExportError, match=f"a_2{ending}"):
            write_layout(pages(2, "11:00"), path)
        assert {name: (tmp_path / name).read_bytes() for name in files(tmp_path)} == before
        write_layout(pages(1, "12:00"), path)
        assert own.read_bytes() == before[own.name]

    @pytest.mark.parametrize("failing", [0, 1, 2])
    def test_a_page_that_cannot_be_put_puts_all_back(
        self,
        ending: str,
        failing: int,
        *,
        pages: Pages,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        path = tmp_path / f"a{ending}"
        write_layout(pages(2, "10:00"), path)
        before = {name: (tmp_path / name).read_bytes() for name in files(tmp_path)}
        replace, calls = os.replace, iter(range(100))

        def fail(one: Path, other: Path) -> None:
            if next(calls) == failing:
                raise PermissionError(13, "in use", str(other))
            replace(one, other)

        monkeypatch.setattr(os, "replace", fail)
        with pytest.raises(ExportError, match="in use"):
            write_layout(pages(3, "11:00"), path)
        assert {name: (tmp_path / name).read_bytes() for name in files(tmp_path)} == before


class TestGeoreference:
    """The files beside a PNG that say where it lies."""

    NAMES = ("b.pgw", "b.png.aux.xml")

    @pytest.mark.parametrize("is_placed", [True, False])
    @pytest.mark.parametrize("name", NAMES)
    def test_of_somebody_else_is_not_replaced(
        self, name: str, is_placed: bool, pages: Pages, tmp_path: Path
    ) -> None:
        (tmp_path / name).write_text("theirs", encoding="ascii")
        layout = placed(pages(1, "10:00")) if is_placed else pages(1, "10:00")
        with pytest.raises(ExportError, match=name):
            write_layout(layout, tmp_path / "b.png")
        assert files(tmp_path) == [name]
        assert (tmp_path / name).read_text(encoding="ascii") == "theirs"
        # It says nothing of other files.
        write_layout(layout, tmp_path / "b.svg")
        write_layout(layout, tmp_path / "other.png")

    def test_goes_with_its_image(self, pages: Pages, tmp_path: Path) -> None:
        path = tmp_path / "b.png"
        write_layout(placed(pages(2, "10:00")), path)
        assert set(files(tmp_path)) >= set(self.NAMES)
        first = (tmp_path / "b.pgw").read_text(encoding="ascii")
        write_layout(placed(pages(1, "11:00"), 2), path)
        assert set(files(tmp_path)) == {"b.png", *self.NAMES}
        assert (tmp_path / "b.pgw").read_text(encoding="ascii") != first
        write_layout(pages(1, "12:00"), path)
        assert files(tmp_path) == ["b.png"]


def placed(layout: QgsPrintLayout, factor: float = 1) -> QgsPrintLayout:
    """A layout with a map, which says where its image lies."""
    item = QgsLayoutItemMap(layout)
    layout.addLayoutItem(item)
    item.attemptMove(QgsLayoutPoint(10, 50))
    item.attemptResize(QgsLayoutSize(100, 100))
    item.setCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    item.setExtent(QgsRectangle(700_000, 7_000_000, 700_000 + factor * 1000, 7_001_000))
    layout.setReferenceMap(item)
    return layout


def test_a_picture_of_the_users_own_is_no_page(pages: Pages, tmp_path: Path) -> None:
    image = QImage(9, 9, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    image.save(str(tmp_path / "a_2.png"))
    before = (tmp_path / "a_2.png").read_bytes()
    with pytest.raises(ExportError, match=r"a_2\.png"):
        write_layout(pages(2, "11:00"), tmp_path / "a.png")
    assert files(tmp_path) == ["a_2.png"]
    assert (tmp_path / "a_2.png").read_bytes() == before
