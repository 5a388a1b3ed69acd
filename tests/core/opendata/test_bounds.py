# SPDX-License-Identifier: GPL-3.0-or-later
"""Downloads and what they unpack to have a limit, known or asked, and no note holds an address."""

from __future__ import annotations

import io
import math
import shutil
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from srce_pac.core.common.errors import SourceError
from srce_pac.core.opendata import download as checking
from srce_pac.core.opendata.download import FileCheck, download
from srce_pac.core.opendata.http_transfer import TooLargeError
from srce_pac.tests.support.clock import ends_soon
from srce_pac.tests.support.servers import (
    FileAnswer,
    Reply,
    Request,
    Serve,
    cut,
    ranged,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

SIZE = 2_000_000


def zip_of(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo("x")
            info.filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def answer(content: bytes) -> FileAnswer:
    """A good server that knows Range."""
    return lambda request: ranged(request, Reply(content, kind="application/zip"), '"v1"')


def refused(kind: type[SourceError], url: str, path: Path, **options: Any) -> str:
    with pytest.raises(kind) as raised:
        download(url, path, **options)
    assert not path.exists()
    return str(raised.value)


class Announced(NamedTuple):
    """What a server announces of a file of 1000 bytes, and what is known of it."""

    length: str
    check: FileCheck
    words: str


class TestSize:
    @pytest.mark.parametrize(
        "case",
        [
            Announced("3000000000", FileCheck(), "sends 3.0 GB, which is more than is taken"),
            Announced("1001", FileCheck(most=1000), "sends 1.0 kB, which is more than is taken"),
            Announced("1001", FileCheck(size=1000), "1001 bytes in the place of 1000"),
            Announced("999999999999999999", FileCheck(most=math.inf), "the disk has only"),
            Announced("30000000000000", FileCheck(size=30_000_000_000_000), "it takes 30.0 TB"),
        ],
        ids=str,
    )
    def test_what_is_announced_is_refused_before_it_comes(
        self, serve: Serve, tmp_path: Path, case: Announced
    ) -> None:
        server = serve(lambda _: Reply(bytes(1000), announced=int(case.length)))
        sentence = refused(SourceError, server.url("a.bin"), tmp_path / "a.bin", check=case.check)
        assert case.words in sentence
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("length", ["²", "-5", "1e9", "", "99999999999999999999999", "0x10"])
    def test_an_odd_announcement_costs_nothing_but_itself(
        self, serve: Serve, tmp_path: Path, length: str
    ) -> None:
        server = serve(lambda _: Reply(bytes(1000), headers={"Content-Length": length}))
        try:
            download(server.url("a.bin"), tmp_path / "a.bin", seconds=0.5)
        except SourceError:
            assert not (tmp_path / "a.bin").exists()

    def test_one_that_never_ends_is_asked_about(self, serve: Serve, tmp_path: Path) -> None:
        server = serve(endless)
        with ends_soon():
            sentence = refused(
                TooLargeError, server.url("a.bin"), tmp_path / "a.bin", check=FileCheck(most=SIZE)
            )
        assert "and goes on, which is more than is taken without asking" in sentence

    def test_one_that_never_ends_is_cut_where_its_size_is_known(
        self, serve: Serve, tmp_path: Path
    ) -> None:
        server = serve(endless)
        with ends_soon():
            sentence = refused(
                SourceError, server.url("a.bin"), tmp_path / "a.bin", check=FileCheck(SIZE)
            )
        assert f"in the place of {SIZE}" in sentence

    def test_one_that_trickles_is_given_up(self, serve: Serve, tmp_path: Path) -> None:
        server = serve(lambda _: Reply(bytes(SIZE), piece=100, pause=0.1))
        with ends_soon():
            sentence = refused(SourceError, server.url("a.bin"), tmp_path / "a.bin", seconds=1)
        assert "broke off" in sentence

    def test_a_user_who_agrees_goes_on_where_it_was_left(
        self, serve: Serve, tmp_path: Path
    ) -> None:
        server = serve(answer(bytes(SIZE)))
        url, path = server.url("a.bin"), tmp_path / "a.bin"
        refused(TooLargeError, url, path, check=FileCheck(most=SIZE - 1))
        download(url, path, check=FileCheck(most=math.inf))
        assert path.stat().st_size == SIZE


def endless(_: Request) -> Reply:
    """An answer that does not say how long it is, and is longer than anybody waits for."""
    return Reply(bytes(400_000_000), announced=-1)


class TestZip:
    @pytest.mark.parametrize(
        "name",
        [
            *("../a.shp", "a/../../b.shp", "/etc/passwd", "..", "C:/a.shp", "c:a.shp"),
            *("..\\a.shp", "\\a.shp", "a\\..\\..\\b.shp", "\\\\server\\share\\a.shp"),
        ],
    )
    def test_a_name_that_leads_out_is_refused(
        self, serve: Serve, tmp_path: Path, name: str
    ) -> None:
        server = serve(answer(zip_of(("a.dbf", b"a"), (name, b"b"))))
        sentence = refused(SourceError, server.url("a.zip"), tmp_path / "a.zip")
        assert "would lead out of its folder" in sentence
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("name", ["a/b.shp", "a..b.shp", "..a.shp", "été/L'Île.shp"])
    def test_a_good_name_is_taken(self, serve: Serve, tmp_path: Path, name: str) -> None:
        server = serve(answer(zip_of((name, b"a"))))
        download(server.url("a.zip"), tmp_path / "a.zip")

    def test_one_that_unpacks_to_much_more_is_asked_about(
        self, serve: Serve, tmp_path: Path
    ) -> None:
        server = serve(answer(zip_of(("a.dbf", bytes(30_000_000)))))
        url, path = server.url("a.zip"), tmp_path / "a.zip"
        sentence = refused(TooLargeError, url, path, check=FileCheck(most=20_000_000))
        assert "unpacks to 30.0 MB in 1 files" in sentence
        download(url, path, check=FileCheck(most=math.inf))
        # What had come did not come again.
        assert "Range" in server.asked[-1].headers

    def test_one_of_very_many_files_is_asked_about(
        self, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(checking, "MOST_FILES", 30)
        server = serve(answer(zip_of(*((f"{n}.dbf", b"") for n in range(31)))))
        sentence = refused(TooLargeError, server.url("a.zip"), tmp_path / "a.zip")
        assert "in 31 files" in sentence

    def test_one_that_lies_about_its_size_is_damaged(self, serve: Serve, tmp_path: Path) -> None:
        content = zip_of(("a.dbf", bytes(5_000_000)))
        lie = content.replace((5_000_000).to_bytes(4, "little"), (5_000).to_bytes(4, "little"))
        server = serve(answer(lie))
        assert "damaged" in refused(SourceError, server.url("a.zip"), tmp_path / "a.zip")


def test_the_note_beside_a_download_holds_no_address(serve: Serve, tmp_path: Path) -> None:
    def broken(request: Request) -> Reply:
        return cut(answer(bytes(SIZE))(request) or Reply(), 100_000)

    url = serve(broken).url("a.bin?token=S3CR3T")
    refused(SourceError, url, tmp_path / "a.bin")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["a.bin.part", "a.bin.part.json"]
    assert "S3CR3T" not in (tmp_path / "a.bin.part.json").read_text()
    shutil.rmtree(tmp_path)
