# SPDX-License-Identifier: GPL-3.0-or-later
"""PDFs put together into one, seen by those who read it: poppler, pypdf, qpdf and GDAL."""

from __future__ import annotations

import re
import shutil
import subprocess
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject
from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QMarginsF, QSizeF
from qgis.PyQt.QtGui import QImage, QPageSize, QPainter, QPdfWriter, QTextDocument

from srce_pac.core.common.errors import CancelledError, ExportError
from srce_pac.core.output.pdf_merge import Bookmark, Link, Part, count_pages, merge_pdfs
from srce_pac.core.pipeline import Printer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import make_gazetteer, two_communes
from srce_pac.tests.support.missing import find_program
from srce_pac.tests.support.printers import at, small, write_both
from srce_pac.tests.support.small_disk import disk

pytestmark = [pytest.mark.usefixtures("qgis_app"), pytest.mark.once]

Alter = Callable[[Path, Path], None]


@dataclass(frozen=True)
class Printed:
    """Sheets as the plugin prints them: two on A4, one with layers, one with a second page."""

    alpha: Path
    beta: Path
    geopdf: Path
    table: Path

    def parts(self) -> list[Part]:
        """All of them, each with a bookmark below that of its EPCI."""
        files = (self.alpha, self.table, self.geopdf, self.beta)
        return [Part(path, (Bookmark(("CC", path.stem)),), path.stem) for path in files]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, qgis_app: Any) -> Printed:
    folder = tmp_path_factory.mktemp("printed")
    gazetteer = make_gazetteer(folder, two_communes())
    source = write_both(folder / "source")
    requests = {
        "alpha": small(source),
        "beta": small(source, "59002"),
        "geopdf": small(source, geopdf=True),
        "table": small(source, template="epci_a3_landscape_table"),
    }
    printer = Printer(small(source), gazetteer)
    for name, request in requests.items():
        printer.export(request, folder / f"{name}.pdf")
    printer.close()
    return Printed(**{name: folder / f"{name}.pdf" for name in requests})


@pytest.fixture(scope="module")
def merged(printed: Printed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("merged") / "merged.pdf"
    merge_pdfs(printed.parts(), path, "Série de l’été")
    return path


def read(path: Path) -> Any:
    """A PDF as pypdf reads it."""
    return PdfReader(path)


def titles(outline: list[Any]) -> list[Any]:
    """The titles of bookmarks, those below one in a list behind it."""
    return [titles(each) if isinstance(each, list) else each.title for each in outline]


def pages_as_pictures(path: Path) -> list[bytes]:
    """Each page as it is drawn."""
    drawn = subprocess.run(
        [find_program("pdftoppm"), "-r", "40", str(path)], stdout=subprocess.PIPE, check=True
    ).stdout
    return re.split(rb"(?=P6\n\d+ \d+\n255\n)", drawn)[1:]


def test_every_page_is_drawn_as_in_its_own_file(printed: Printed, merged: Path) -> None:
    single = [picture for part in printed.parts() for picture in pages_as_pictures(part.path)]
    assert pages_as_pictures(merged) == single
    assert len(single) == 5


def test_strict_readers_find_nothing_to_complain_of(merged: Path) -> None:
    done = subprocess.run(
        [find_program("qpdf"), "--check", str(merged)], stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout


def test_text_fonts_and_vectors_are_kept(printed: Printed, merged: Path) -> None:
    singles = [part.path for part in printed.parts()]
    assert pdf.text(merged) == " ".join(map(pdf.text, singles)).strip()
    assert all(font.embedded for font in pdf.fonts(merged))
    assert {f.name for f in pdf.fonts(merged)} == {f.name for p in singles for f in pdf.fonts(p)}
    assert pdf.path_count(merged) == pdf.path_count(singles[0])
    assert pdf.images(merged) == []


def test_the_whole_says_what_it_is(merged: Path) -> None:
    reader = read(merged)
    assert titles(reader.outline) == ["CC", ["alpha", "table", "geopdf", "beta"]]
    leads = [reader.get_destination_page_number(each) for each in reader.outline[1]]
    assert leads == [0, 1, 3, 4]
    assert reader.page_labels == ["alpha", "table – 1", "table – 2", "geopdf", "beta"]
    assert reader.trailer["/Root"]["/Lang"] == "fr-FR"
    info, xmp = pdf.info(merged), pdf.xmp(merged)
    assert (info["Title"], xmp["title"]) == ("Série de l’été", ["Série de l’été"])
    assert info["Author"] == "D.D.T.M 59"


def test_layers_and_places_on_the_ground_are_kept(printed: Printed, merged: Path) -> None:
    for page, path in ((1, printed.alpha), (4, printed.geopdf), (5, printed.beta)):
        one, other = gdal.Open(f"PDF:{page}:{merged}"), gdal.Open(str(path))
        assert one.GetMetadataItem("NEATLINE") == other.GetMetadataItem("NEATLINE")
        assert one.GetSpatialRef().IsSame(other.GetSpatialRef())
    names = gdal.Open(f"PDF:4:{merged}").GetMetadata_List("LAYERS")
    assert names == gdal.Open(str(printed.geopdf)).GetMetadata_List("LAYERS")
    assert len(names) > 3


def test_layers_of_one_name_are_switched_together(printed: Printed, tmp_path: Path) -> None:
    merge_pdfs([Part(printed.geopdf)] * 3, tmp_path / "three.pdf", "")
    single, three = (
        read(path).trailer["/Root"]["/OCProperties"]
        for path in (printed.geopdf, tmp_path / "three.pdf")
    )
    assert len(three["/OCGs"]) == len(single["/OCGs"])
    assert len(three["/D"]["/Order"]) == len(single["/D"]["/Order"])


def test_links_lead_to_other_parts(printed: Printed, tmp_path: Path) -> None:
    link = Link(1, (20, 30, 100, 10), 1)
    parts = [Part(printed.table, (), "", (link,)), Part(printed.beta)]
    merge_pdfs(parts, tmp_path / "linked.pdf", "")
    reader = read(tmp_path / "linked.pdf")
    (annotation,) = reader.pages[1]["/Annots"]
    annotation = annotation.get_object()
    target = annotation["/Dest"][0].get_object()
    assert target == reader.pages[2]
    assert "/Annots" not in reader.pages[0]
    height = float(reader.pages[1].mediabox.height)
    expected = [20, height * 25.4 / 72 - 40, 120, height * 25.4 / 72 - 30]
    assert [float(x) * 25.4 / 72 for x in annotation["/Rect"]] == pytest.approx(expected, abs=0.01)


def test_links_of_a_sheet_stay(printed: Printed, tmp_path: Path) -> None:
    writer = QPdfWriter(str(tmp_path / "link.pdf"))
    document = QTextDocument()
    document.setHtml('<a href="https://www.ecologie.gouv.fr/">here</a>')
    document.print(writer)
    # The file is whole once nobody writes it any more.
    del writer
    merge_pdfs([Part(printed.alpha), Part(tmp_path / "link.pdf")], tmp_path / "a.pdf", "")
    (annotation,) = read(tmp_path / "a.pdf").pages[1]["/Annots"]
    assert annotation.get_object()["/A"]["/URI"] == "https://www.ecologie.gouv.fr/"


def test_pictures_that_sheets_have_alike_are_written_once(tmp_path: Path) -> None:
    picture = write_noise(tmp_path / "picture.pdf", 1)
    merge_pdfs([Part(picture)] * 5, tmp_path / "a.pdf", "")
    assert len({image.width for image in pdf.images(tmp_path / "a.pdf")}) == 1
    assert (tmp_path / "a.pdf").stat().st_size < 1.1 * picture.stat().st_size


def test_bookmarks_of_one_title_all_stay(printed: Printed, tmp_path: Path) -> None:
    parts = [Part(printed.alpha, (Bookmark(("CC", "Alpha")),))] * 2
    merge_pdfs([*parts, Part(printed.beta, (Bookmark(("CC",)),))], tmp_path / "a.pdf", "")
    reader = read(tmp_path / "a.pdf")
    assert titles(reader.outline) == ["CC", ["Alpha", "Alpha"]]
    assert reader.get_destination_page_number(reader.outline[0]) == 2


def test_what_sheets_have_alike_is_written_once(printed: Printed, tmp_path: Path) -> None:
    sizes = []
    for count in (1, 20):
        merge_pdfs([Part(printed.alpha)] * count, tmp_path / "same.pdf", "")
        sizes.append((tmp_path / "same.pdf").stat().st_size)
    assert sizes[1] < 1.5 * sizes[0]


def test_it_is_no_larger_than_its_parts(printed: Printed, merged: Path) -> None:
    assert merged.stat().st_size <= sum(part.path.stat().st_size for part in printed.parts())


def test_many_pages_stand_in_lists_of_lists(printed: Printed, tmp_path: Path) -> None:
    merge_pdfs([Part(printed.table, (Bookmark(("T",)),))] * 130, tmp_path / "many.pdf", "")
    reader = read(tmp_path / "many.pdf")
    assert len(reader.pages) == 260
    assert len(reader.trailer["/Root"]["/Pages"]["/Kids"]) == 3
    assert reader.get_destination_page_number(reader.outline[-1]) == 258


def test_a_merged_file_can_be_merged_again(printed: Printed, tmp_path: Path) -> None:
    merge_pdfs([Part(printed.alpha), Part(printed.table)], tmp_path / "a.pdf", "")
    merge_pdfs([Part(tmp_path / "a.pdf"), Part(printed.beta)], tmp_path / "b.pdf", "")
    assert count_pages(tmp_path / "b.pdf") == 4


class TestRefused:
    """What cannot be merged leaves no file, or the earlier one."""

    @staticmethod
    def cut(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:-2000])

    @staticmethod
    def flip(source: Path, target: Path) -> None:
        content = bytearray(source.read_bytes())
        content[content.index(b"stream\n") + 300] ^= 0xFF
        target.write_bytes(content)

    @staticmethod
    def shift(source: Path, target: Path) -> None:
        content = source.read_bytes()
        target.write_bytes(content[:500] + b"\n" + content[500:])

    @staticmethod
    def lose_object(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes().replace(b"\n5 0 obj", b"\n6 0 obj"))

    @staticmethod
    def filter(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes().replace(b"/FlateDecode", b"/FlattDecode", 1))

    @staticmethod
    def text(source: Path, target: Path) -> None:
        target.write_text("%PDF-1.4\nno PDF at all\n", encoding="ascii")

    @staticmethod
    def nothing(source: Path, target: Path) -> None:
        target.touch()

    @staticmethod
    def folder(source: Path, target: Path) -> None:
        target.mkdir()

    @staticmethod
    def missing(source: Path, target: Path) -> None:
        """No file at all."""

    @staticmethod
    def encrypted(source: Path, target: Path) -> None:
        how = ("--encrypt", "", "secret", "256", "--")
        subprocess.run([find_program("qpdf"), *how, str(source), str(target)], check=True)

    @staticmethod
    def packed(source: Path, target: Path) -> None:
        how = "--object-streams=generate"
        subprocess.run([find_program("qpdf"), how, str(source), str(target)], check=True)

    @staticmethod
    def form(source: Path, target: Path) -> None:
        writer = PdfWriter(clone_from=source)
        writer.root_object[NameObject("/AcroForm")] = DictionaryObject()
        writer.write(target)

    @pytest.mark.parametrize(
        "alter",
        [
            cut,
            flip,
            shift,
            lose_object,
            filter,
            text,
            nothing,
            folder,
            missing,
            encrypted,
            packed,
            form,
        ],
        ids=lambda alter: alter.__func__.__name__,
    )
    def test_in_one_sentence(self, alter: Any, printed: Printed, tmp_path: Path) -> None:
        broken, target = tmp_path / "broken.pdf", tmp_path / "merged.pdf"
        alter.__func__(printed.alpha, broken)
        shutil.copy(printed.beta, target)
        parts = [Part(printed.beta), Part(broken), Part(printed.alpha)]
        before = sorted(path.name for path in tmp_path.iterdir())
        with pytest.raises(ExportError) as caught:
            merge_pdfs(parts, target, "")
        told = caught.value.whole
        assert "broken.pdf" in told
        assert ("encrypted" in told) == (alter.__func__.__name__ == "encrypted")
        assert ("AcroForm" in told) == (alter.__func__.__name__ == "form")
        assert sorted(path.name for path in tmp_path.iterdir()) == before
        assert target.read_bytes() == printed.beta.read_bytes()

    def test_a_file_larger_than_the_memory(
        self, printed: Printed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(_path: Path) -> bytes:
            raise MemoryError

        monkeypatch.setattr(Path, "read_bytes", fail)
        with pytest.raises(ExportError) as caught:
            merge_pdfs(printed.parts(), tmp_path / "merged.pdf", "")
        assert "not enough memory" in caught.value.whole

    def test_no_sheet_at_all(self, tmp_path: Path) -> None:
        with pytest.raises(ExportError, match="no sheet"):
            merge_pdfs([], tmp_path / "none.pdf", "")
        assert list(tmp_path.iterdir()) == []

    def test_a_sheet_is_not_written_over(self, printed: Printed) -> None:
        with pytest.raises(ExportError, match="read here"):
            merge_pdfs([Part(printed.alpha)], printed.alpha, "")
        assert count_pages(printed.alpha) == 1

    def test_a_cancelled_one(self, printed: Printed, tmp_path: Path) -> None:
        feedback = QgsFeedback()
        feedback.cancel()
        with pytest.raises(CancelledError):
            merge_pdfs(printed.parts(), tmp_path / "merged.pdf", "", feedback)
        assert list(tmp_path.iterdir()) == []

    def test_a_disk_with_little_room(self, printed: Printed, tmp_path: Path) -> None:
        with disk(tmp_path / "disk") as folder:
            many = [Part(printed.table)] * 2000
            with pytest.raises(ExportError, match="takes"):
                merge_pdfs(many, folder / "merged.pdf", "")
            assert list(folder.iterdir()) == []


def test_progress_is_told(printed: Printed, tmp_path: Path) -> None:
    seen: list[float] = []
    feedback = at(50, lambda: None)
    feedback.progressChanged.connect(seen.append)
    merge_pdfs(printed.parts() * 20, tmp_path / "merged.pdf", "", feedback)
    assert seen == sorted(seen)


def test_one_file_at_a_time_is_in_memory(tmp_path: Path) -> None:
    parts = [Part(write_noise(tmp_path / f"{number}.pdf", number)) for number in range(12)]
    size = parts[0].path.stat().st_size
    tracemalloc.start()
    try:
        merge_pdfs(parts, tmp_path / "merged.pdf", "")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > 1_000_000
    assert most < 2.5 * size
    assert (tmp_path / "merged.pdf").stat().st_size > 11 * size


def write_noise(path: Path, seed: int) -> Path:
    """A PDF of a picture that cannot be packed."""
    side = 600
    noise = np.random.default_rng(seed).integers(0, 256, (side, side, 4), np.uint8)
    image = QImage(noise.tobytes(), side, side, QImage.Format.Format_RGB32)
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QSizeF(100, 100), QPageSize.Unit.Millimeter))
    writer.setPageMargins(QMarginsF())
    painter = QPainter(writer)
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    painter.drawImage(0, 0, image)
    painter.end()
    return path
