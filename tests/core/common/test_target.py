# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a file may be written, and what is never replaced."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from srce_pac.core.common import target
from srce_pac.core.common.errors import ExportError, SheetError
from srce_pac.core.common.files import file_name, safe_prefix, write_whole
from srce_pac.core.common.target import check_folder, check_json_target, check_name, check_target

ENDINGS = (".pdf", ".png", ".svg", ".csv", ".json")

# How files of several kinds begin.
HEADS = {
    ".pdf": b"%PDF-1.4\n",
    ".png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    ".svg": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    ".csv": "\ufeffCode INSEE;Territoire\n".encode(),
    ".json": b'{"office": "D.D.T.M 59"}',
}
OTHERS = {
    "geopackage": b"SQLite format 3\0\x10\0",
    "zip": b"PK\x03\x04\x14\0\0\0",
    "shapefile": b"\0\0\x27\x0a\0\0\0\0",
    "flatgeobuf": b"fgb\x03fgb\0\0",
    "tiff": b"II*\0\x08\0\0\0",
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "html": b"<!DOCTYPE html>\n<html><body><!-- %PDF- --><svg/></body></html>",
    "html_with_a_note": b"<!-- <svg> --><?svg?><html><body><svg></svg></body></html>",
    "svg_font": b"<svgs/>",
    "qgis": b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis/>",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_of_its_kind_or_an_empty_one_may_be_replaced(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending.upper()}"
    check_target(path, ENDINGS)
    for content in (b"", HEADS[ending]):
        path.write_bytes(content)
        check_target(path, ENDINGS)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("kind", [*HEADS, *OTHERS])
def test_a_file_of_another_kind_is_not_replaced(ending: str, kind: str, tmp_path: Path) -> None:
    # Plain text is no sheet that anybody misses.
    if kind == ending or (kind == ".csv" and ending != ".json"):
        return
    path = tmp_path / f"a{ending}"
    path.write_bytes({**HEADS, **OTHERS}[kind])
    with pytest.raises(ExportError, match=f"a{ending}"):
        check_target(path, ENDINGS)


@pytest.mark.parametrize("ending", [".pdf", ".png", ".svg", ".csv"])
def test_what_is_left_of_something_may_be_replaced(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"
    path.write_text("before")
    check_target(path, ENDINGS)


@pytest.mark.parametrize("ending", [".json", ".qml", ".sld", ".xml", ".zip"])
def test_plain_text_under_a_name_of_data_is_not_replaced(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"
    path.write_text("my notes")
    with pytest.raises(ExportError, match=f"a{ending}"):
        check_target(path, (ending,))


# What QGIS and the plugin write of styles.
STYLES = {
    ".qml": b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version='3.22'>",
    ".sld": b'<?xml version="1.0"?>\n<StyledLayerDescriptor version="1.1.0">',
    ".xml": b'<!DOCTYPE qgis_style>\n<qgis_style version="2">',
}


@pytest.mark.parametrize("ending", STYLES)
def test_only_styles_are_replaced_by_styles(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"
    for content in (b"", STYLES[ending]):
        path.write_bytes(content)
        check_target(path, (ending,))
    others = [content for kind, content in STYLES.items() if kind != ending]
    for content in (*others, *HEADS.values(), b"my notes", b"<my-notes/>", b"<html><qgis/></html>"):
        path.write_bytes(content)
        with pytest.raises(ExportError, match=f"a{ending}"):
            check_target(path, (ending,))


@pytest.mark.parametrize(
    "head",
    [
        b"<svg>",
        b"\xef\xbb\xbf\n<svg/>",
        b'<?xml version="1.0"?>\n<!-- a > b --><!-- <html> -->\n<svg\nwidth="1">',
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">\n<svg >',
        b'<!DOCTYPE svg [\n<!ENTITY a "b">\n]>\n<svg:svg xmlns:svg="x">',
    ],
)
def test_a_drawing_may_have_a_prologue(head: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_bytes(head)
    check_target(path, ENDINGS)


def test_a_file_made_to_take_long_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    for piece in (b"<!---->", b"<??>", b"<!DOCTYPE []>", b"<!--", b"<!DOCTYPE "):
        path.write_bytes(piece * 5_000)
        start = time.process_time()
        with pytest.raises(ExportError):
            check_target(path, ENDINGS)
        assert time.process_time() - start < 5


@pytest.mark.parametrize("name", ["x", "x.pdf.gpkg", "x.pdx", "x.pdf~", "pdf"])
def test_a_name_without_a_known_ending_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.pdf, \.png"):
        check_target(tmp_path / name, (".pdf", ".png"))


class TestInputs:
    """What is read is not written over, however it is spelled."""

    @pytest.fixture
    def read(self, tmp_path: Path) -> Path:
        path = tmp_path / "folder" / "logo.png"
        path.parent.mkdir()
        path.write_bytes(HEADS[".png"])
        return path

    def test_the_same_path(self, read: Path) -> None:
        with pytest.raises(ExportError, match=r"logo\.png"):
            check_target(read, ENDINGS, [read])

    def test_a_path_with_detours(self, read: Path) -> None:
        detour = read.parent / ".." / "folder" / "." / "logo.png"
        with pytest.raises(ExportError):
            check_target(detour, ENDINGS, [read])

    def test_a_relative_path(self, read: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(read.parent)
        with pytest.raises(ExportError):
            check_target(Path("logo.png"), ENDINGS, [read])

    @pytest.mark.parametrize("link", [os.symlink, os.link])
    def test_a_link(self, read: Path, tmp_path: Path, link: object) -> None:
        assert callable(link)
        link(read, tmp_path / "out.png")
        with pytest.raises(ExportError):
            check_target(tmp_path / "out.png", ENDINGS, [read])

    def test_a_linked_folder(self, read: Path, tmp_path: Path) -> None:
        (tmp_path / "linked").symlink_to(read.parent)
        with pytest.raises(ExportError):
            check_target(tmp_path / "linked" / "logo.png", ENDINGS, [read])

    def test_other_files_and_files_that_are_gone(self, read: Path, tmp_path: Path) -> None:
        check_target(read, ENDINGS, [tmp_path / "gone.png", tmp_path, Path()])
        check_target(tmp_path / "new.png", ENDINGS, [read])


def test_only_json_that_is_read_alike_is_replaced(tmp_path: Path) -> None:
    def read(path: Path) -> None:
        if b"office" not in path.read_bytes():
            raise SheetError("no cartouche")

    path = tmp_path / "a.json"
    check_json_target(path, read)
    path.write_bytes(HEADS[".json"])
    check_json_target(path, read)
    path.write_bytes(b'{"type": "FeatureCollection", "features": []}')
    with pytest.raises(ExportError, match=r"a\.json"):
        check_json_target(path, read)


class TestPrefix:
    """A beginning of file names stays in its folder, on every file system."""

    @pytest.mark.parametrize(
        "prefix",
        [
            *("..", "../..", "/etc/", "\\\\server\\share\\", "C:", "a\nb", "a\0b", "\u202ea"),
            *("CON", "nul.", "COM1.x", "LPT¹.", "...", "   ", "x" * 300, ""),
        ],
    )
    @pytest.mark.parametrize("name", ["Haynecourt", "../../etc", "CON", ""])
    def test_no_prefix_leads_out(self, prefix: str, name: str, tmp_path: Path) -> None:
        made = file_name(prefix, "", name)
        assert (tmp_path / made).resolve().parent == tmp_path.resolve()
        assert made.endswith(".pdf")
        assert not made.startswith(".")
        assert made.isprintable()
        assert not set(made) & set('<>:"/\\|?*')
        assert made.split(".")[0].upper() not in ("CON", "NUL", "COM1", "LPT¹")
        assert len(made) < 200

    @pytest.mark.parametrize("prefix", ["SRCE", "S.R.C.E", "Zones humides", "TVB-é"])
    def test_a_safe_one_is_kept(self, prefix: str) -> None:
        assert safe_prefix(prefix) == prefix
        assert file_name(prefix, "59294", "Y") == f"{prefix}_59294_Y.pdf"


class TestNames:
    """A name that some system does not take, or that nobody has meant, is refused at once."""

    @pytest.mark.parametrize(
        "name",
        [
            *("x.pdf.", "x.pdf ", "x.", "..pdf.", "x.pdf. .", "x.pdf…."),
            *(".pdf", "..pdf", " .pdf", ".PDF", " . .pdf"),
            *("con.pdf", "CON.pdf", "nul.x.pdf", "com1.pdf", "LPT¹.pdf", "aux .pdf", "Con .x.pdf"),
            *("a\0.pdf", "a\n.pdf", "a\r\nb.pdf", "\x1b[31m.pdf", "a\x7f.pdf", "a\x85.pdf"),
            *("a\u2028b.pdf", "fdp.\u202etxt.pdf", "a\ud800.pdf"),
            *("x" * 252 + ".pdf", "é" * 126 + ".pdf", "x" * 5000 + ".pdf", "x" * 244 + ".png"),
        ],
    )
    def test_it_is_refused(self, name: str, tmp_path: Path) -> None:
        for path in (tmp_path / name, tmp_path / "new" / name):
            with pytest.raises(ExportError, match=r"is no usable name: "):
                check_target(path, (".pdf", ".png"))

    @pytest.mark.parametrize(
        "name",
        [
            *("x.pdf", "X.PDF", "a.b.pdf", ".x.pdf", "é\u0301.pdf", "a\u00a0b.pdf", "a  b.pdf"),
            *("console.pdf", "x.con.pdf", "L'Île [59].pdf", "{0}%s.pdf", "-x.pdf", "名.pdf"),
            *("x" * 251 + ".pdf", "é" * 125 + ".pdf", "x" * 243 + ".png", "a:b?.pdf"),
        ],
    )
    def test_a_good_one_is_taken(self, name: str, tmp_path: Path) -> None:
        check_target(tmp_path / name, (".pdf", ".png"))
        write_whole(tmp_path / name, "x")
        assert (tmp_path / name).read_text() == "x"

    @pytest.mark.parametrize("name", ["a:b.pdf", 'a"b.pdf', "a?.pdf", "a*.pdf", "a|b.pdf", "<.pdf"])
    def test_windows_takes_less(
        self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(target, "_IS_WINDOWS", True)
        with pytest.raises(ExportError, match="Windows takes none of"):
            check_target(tmp_path / name, ENDINGS)
        check_name(tmp_path / ("é" * 251 + ".pdf"))

    @pytest.mark.parametrize("folder", ["a\0", "a\nb", "nul", "a. ", "x" * 300])
    def test_so_is_a_folder_that_is_to_be_made(self, folder: str, tmp_path: Path) -> None:
        with pytest.raises(ExportError, match="is no usable name"):
            check_folder(tmp_path / folder / "b")
        with pytest.raises(ExportError, match="is no usable name"):
            check_target(tmp_path / folder / "x.pdf", ENDINGS)

    def test_the_folders_that_are_there_are_as_they_are(self, tmp_path: Path) -> None:
        for name in ("con", "a\nb", "a.", os.fsdecode(b"\xe9t\xe9")):
            (tmp_path / name).mkdir()
            check_target(tmp_path / name / "x.pdf", ENDINGS)
            check_target(tmp_path / name / ".." / "x.pdf", ENDINGS)
