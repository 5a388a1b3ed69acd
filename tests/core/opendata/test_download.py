# SPDX-License-Identifier: GPL-3.0-or-later
"""Downloads from good, slow, broken and wrong servers: whole or not at all, and gone on with."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QTimer

from srce_pac.core.common.errors import CancelledError, SourceError
from srce_pac.core.opendata import download as checking
from srce_pac.core.opendata.download import FileCheck, download, has_begun
from srce_pac.core.opendata.http_transfer import GoneError
from srce_pac.tests.support.clock import SILENCE, Heartbeat, ends_soon
from srce_pac.tests.support.missing import MissingError
from srce_pac.tests.support.servers import (
    FileAnswer,
    Reply,
    Request,
    Serve,
    cut,
    ranged,
)

pytestmark = pytest.mark.usefixtures("qgis_app")


# Longer than what a socket holds.
SIZE = 3_000_000


def packed(content: bytes, name: str = "couche.dbf") -> bytes:
    """A zip file of one file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


ARCHIVE = packed(bytes(range(256)) * (SIZE // 256))
SUM = hashlib.sha256(ARCHIVE).hexdigest()
OTHER = packed(bytes(reversed(range(256))) * (SIZE // 256))


def whole(_: Request) -> Reply:
    return Reply(ARCHIVE, kind="application/zip")


def resumable(request: Request) -> Reply:
    """A good server that knows Range."""
    return ranged(request, whole(request), '"v1"')


def broken_once(after: int, then: FileAnswer = resumable) -> FileAnswer:
    """An answer that breaks off after some bytes the first time."""
    count = []

    def answer(request: Request) -> Reply | None:
        count.append(request)
        return cut(resumable(request), after) if len(count) == 1 else then(request)

    return answer


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refusal(url: str, path: Path, **options: Any) -> str:
    with pytest.raises(SourceError) as raised:
        download(url, path, **options)
    return str(raised.value)


class TestGood:
    def test_a_file_comes_whole_and_alone(self, serve: Serve, tmp_path: Path) -> None:
        server = serve(resumable)
        path = tmp_path / "new" / "a.zip"

        download(server.url("a.zip"), path, check=FileCheck(len(ARCHIVE), SUM.upper()))

        assert path.read_bytes() == ARCHIVE
        assert leftovers(path.parent) == ["a.zip"]

    def test_a_redirection_is_followed(self, serve: Serve, tmp_path: Path) -> None:
        def answer(request: Request) -> Reply:
            if request.path == "old.zip":
                return Reply(b"moved", status=302, location=server.url("new.zip"))
            return whole(request)

        server = serve(answer)
        download(server.url("old.zip"), tmp_path / "a.zip")

        assert (tmp_path / "a.zip").read_bytes() == ARCHIVE
        assert [request.path for request in server.asked] == ["old.zip", "new.zip"]

    def test_a_slow_file_shows_progress_while_the_window_goes_on(
        self, serve: Serve, tmp_path: Path
    ) -> None:
        server = serve(
            lambda _: Reply(ARCHIVE, kind="application/zip", piece=SIZE // 10, pause=0.3)
        )
        feedback = QgsFeedback()
        shown: list[float] = []
        feedback.progressChanged.connect(shown.append)

        with Heartbeat() as window:
            download(server.url("a.zip"), tmp_path / "a.zip", feedback, seconds=2)

        # Longer than the time for which a silent server is waited for.
        assert window.seconds > 2
        assert window.longest_pause < window.seconds / 2
        assert len(shown) > 8
        assert shown == sorted(shown)
        assert shown[-1] == pytest.approx(100)

    def test_a_large_file_is_never_in_memory_as_a_whole(self, serve: Serve, tmp_path: Path) -> None:
        size = 150_000_000
        server = serve(lambda _: Reply(bytes(size), kind="application/octet-stream"))
        peak = _memory()
        feedback = QgsFeedback()
        most = [peak]
        feedback.progressChanged.connect(lambda _: most.append(_memory()))

        download(server.url("a.bin"), tmp_path / "a.bin", feedback, check=FileCheck(size))

        assert len(most) > 50
        assert max(most[2:]) - most[1] < 50_000_000

    @pytest.mark.parametrize("sha256", ["", SUM], ids=["by its own sums", "by a given sum"])
    def test_the_window_goes_on_while_a_file_is_checked(
        self, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sha256: str
    ) -> None:
        monkeypatch.setattr(checking, "PIECE", 10_000)
        server = serve(whole)
        feedback = QgsFeedback()
        beats = [0]
        timer = QTimer()
        timer.timeout.connect(lambda: beats.append(beats[-1] + 1))
        # From here on it has come, and is only looked at.
        feedback.progressChanged.connect(lambda percent: percent >= 100 and timer.start(0))

        download(server.url("a.zip"), tmp_path / "a.zip", feedback, check=FileCheck(sha256=sha256))

        assert beats[-1] > 100

    def test_what_was_there_before_is_replaced(self, serve: Serve, tmp_path: Path) -> None:
        (tmp_path / "a.zip").write_bytes(b"last year's")

        download(serve(whole).url("a.zip"), tmp_path / "a.zip")

        assert (tmp_path / "a.zip").read_bytes() == ARCHIVE


class TestResuming:
    def test_a_broken_download_goes_on_from_where_it_was(
        self, serve: Serve, tmp_path: Path
    ) -> None:
        server = serve(broken_once(2_000_000))
        path = tmp_path / "a.zip"

        sentence = refusal(server.url("a.zip"), path)
        assert "broke off after" in sentence
        assert not path.exists()
        assert has_begun(path)
        # Qt may drop the very last bytes before a break.
        begun = (tmp_path / "a.zip.part").stat().st_size
        assert 1_000_000 < begun <= 2_000_000
        download(server.url("a.zip"), path, check=FileCheck(sha256=SUM))

        assert path.read_bytes() == ARCHIVE
        assert server.asked[1].headers["Range"] == f"bytes={begun}-"
        assert server.sent == 2_000_000 + len(ARCHIVE) - begun
        assert leftovers(tmp_path) == ["a.zip"]
        assert not has_begun(path)

    @pytest.mark.parametrize("note", ["{", "[]", '{"version": "1"}', '{"of": "SUM", "version": 1}'])
    def test_a_download_whose_note_is_damaged_is_begun_again(
        self, serve: Serve, tmp_path: Path, note: str
    ) -> None:
        server = serve(broken_once(2_000_000))
        url = server.url("a.zip")
        refusal(url, tmp_path / "a.zip")
        (tmp_path / "a.zip.part.json").write_text(
            note.replace("SUM", hashlib.sha256(url.encode()).hexdigest()), encoding="utf-8"
        )

        download(url, tmp_path / "a.zip")

        assert "Range" not in server.asked[1].headers
        assert (tmp_path / "a.zip").read_bytes() == ARCHIVE

    def test_a_server_without_ranges_sends_it_all_again(self, serve: Serve, tmp_path: Path) -> None:
        server = serve(broken_once(2_000_000, whole))

        refusal(server.url("a.zip"), tmp_path / "a.zip")
        download(server.url("a.zip"), tmp_path / "a.zip", check=FileCheck(sha256=SUM))

        assert (tmp_path / "a.zip").read_bytes() == ARCHIVE
        assert server.sent == 2_000_000 + len(ARCHIVE)

    @pytest.mark.parametrize("polite", [True, False], ids=["If-Range", "Range only"])
    def test_a_file_that_has_changed_is_begun_again(
        self, serve: Serve, tmp_path: Path, polite: bool
    ) -> None:
        def changed(request: Request) -> Reply:
            headers = dict(request.headers)
            if not polite:
                # A server that goes on with the new file where the old one was cut.
                headers.pop("If-Range", None)
            return ranged(Request(request.path, headers), Reply(OTHER), '"v2"')

        server = serve(broken_once(2_000_000, changed))

        refusal(server.url("a.zip"), tmp_path / "a.zip")
        download(server.url("a.zip"), tmp_path / "a.zip")

        assert (tmp_path / "a.zip").read_bytes() == OTHER
        assert len(server.asked) == (2 if polite else 3)

    def test_a_file_that_has_become_shorter_is_begun_again(
        self, serve: Serve, tmp_path: Path
    ) -> None:
        small = packed(b"less")

        def shorter(request: Request) -> Reply:
            if "Range" in request.headers:
                return Reply(status=416, headers={"Content-Range": f"bytes */{len(small)}"})
            return Reply(small)

        server = serve(broken_once(2_000_000, shorter))

        refusal(server.url("a.zip"), tmp_path / "a.zip")
        download(server.url("a.zip"), tmp_path / "a.zip")

        assert (tmp_path / "a.zip").read_bytes() == small

    def test_another_address_does_not_go_on_with_the_first(
        self, serve: Serve, tmp_path: Path
    ) -> None:
        server = serve(broken_once(2_000_000))

        refusal(server.url("a.zip"), tmp_path / "a.zip")
        download(server.url("b.zip"), tmp_path / "a.zip")

        assert "Range" not in server.asked[1].headers

    def test_a_file_of_no_version_is_begun_again(self, serve: Serve, tmp_path: Path) -> None:
        answers = [cut(whole(Request("", {})), 1_000_000), whole(Request("", {}))]
        server = serve(lambda _: answers.pop(0))

        refusal(server.url("a.zip"), tmp_path / "a.zip")
        assert not has_begun(tmp_path / "a.zip")
        download(server.url("a.zip"), tmp_path / "a.zip")

        assert "Range" not in server.asked[1].headers

    def test_a_tag_that_is_weak_does_not_tell_parts_of_a_file(
        self, serve: Serve, tmp_path: Path
    ) -> None:
        date = "Tue, 04 Aug 2020 10:00:00 GMT"
        tags = {"ETag": 'W/"v1"', "Last-Modified": date}
        answers = [cut(Reply(ARCHIVE, headers=tags), 1_000_000), Reply(ARCHIVE, headers=tags)]
        server = serve(lambda _: answers.pop(0))

        refusal(server.url("a.zip"), tmp_path / "a.zip")
        download(server.url("a.zip"), tmp_path / "a.zip")

        assert server.asked[1].headers["If-Range"] == date

    def test_what_is_cancelled_is_kept_for_the_next_time(
        self, serve: Serve, tmp_path: Path
    ) -> None:
        def slow(request: Request) -> Reply:
            reply = resumable(request)
            parts = {"piece": 500_000, "pause": 0.0 if "Range" in request.headers else 0.2}
            return Reply(**{**vars(reply), **parts})

        server = serve(slow)
        feedback = QgsFeedback()
        feedback.progressChanged.connect(lambda percent: percent > 40 and feedback.cancel())

        with pytest.raises(CancelledError):
            download(server.url("a.zip"), tmp_path / "a.zip", feedback)
        assert has_begun(tmp_path / "a.zip")
        begun = (tmp_path / "a.zip.part").stat().st_size
        assert 1_000_000 < begun < 2_000_000
        download(server.url("a.zip"), tmp_path / "a.zip", check=FileCheck(sha256=SUM))

        assert server.asked[1].headers["Range"] == f"bytes={begun}-"

    def test_a_file_that_had_come_whole_is_not_fetched_again(
        self, serve: Serve, tmp_path: Path
    ) -> None:
        server = serve(resumable)
        feedback = QgsFeedback()
        # Whole, but not looked at yet.
        feedback.progressChanged.connect(lambda percent: percent >= 100 and feedback.cancel())

        with pytest.raises(CancelledError):
            download(server.url("a.zip"), tmp_path / "a.zip", feedback)
        download(server.url("a.zip"), tmp_path / "a.zip")

        assert (tmp_path / "a.zip").read_bytes() == ARCHIVE
        assert server.sent == len(ARCHIVE)


class TestRefusals:
    @pytest.mark.parametrize("status", [404, 410])
    def test_a_file_that_is_gone_is_told_so(
        self, serve: Serve, tmp_path: Path, status: int
    ) -> None:
        server = serve(lambda _: Reply(b"<html>Perdu</html>", status, "text/html"))

        with pytest.raises(GoneError, match=f"no file at .*a.zip.*{status}"):
            download(server.url("a.zip"), tmp_path / "a.zip")

        assert leftovers(tmp_path) == []

    @pytest.mark.parametrize("status", [403, 500, 503])
    def test_an_error_of_the_server_is_told(
        self, serve: Serve, tmp_path: Path, status: int
    ) -> None:
        server = serve(lambda _: Reply(b"<html>Oups</html>", status, "text/html"))

        assert f"the error {status}" in refusal(server.url("a.zip"), tmp_path / "a.zip")
        assert leftovers(tmp_path) == []

    def test_a_web_page_in_the_place_of_a_zip_is_refused(
        self, serve: Serve, tmp_path: Path
    ) -> None:
        server = serve(lambda _: Reply(b"<html>Connectez-vous</html>", kind="text/html"))
        (tmp_path / "a.zip").write_bytes(ARCHIVE)

        sentence = refusal(server.url("a.zip"), tmp_path / "a.zip", check=FileCheck(len(ARCHIVE)))

        assert "no zip file but" in sentence
        assert (tmp_path / "a.zip").read_bytes() == ARCHIVE
        assert leftovers(tmp_path) == ["a.zip"]

    def test_a_wrong_size_is_refused(self, serve: Serve, tmp_path: Path) -> None:
        sentence = refusal(serve(resumable).url("a.zip"), tmp_path / "a.zip", check=FileCheck(12))

        assert f"{len(ARCHIVE)} bytes in the place of 12" in sentence
        assert leftovers(tmp_path) == []

    def test_a_wrong_sum_is_refused(self, serve: Serve, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="SHA-256 sum is another one"):
            download(
                serve(resumable).url("a.zip"), tmp_path / "a.zip", check=FileCheck(sha256="0" * 64)
            )

        assert leftovers(tmp_path) == []

    def test_a_zip_that_is_cut_where_it_comes_from_is_refused(
        self, serve: Serve, tmp_path: Path
    ) -> None:
        server = serve(lambda _: Reply(ARCHIVE[: SIZE // 2], kind="application/zip"))
        sentence = refusal(server.url("a.zip"), tmp_path / "a.zip")
        assert "ends too early" in sentence
        assert not (tmp_path / "a.zip").exists()

    def test_a_damaged_zip_is_refused(self, serve: Serve, tmp_path: Path) -> None:
        damaged = bytearray(ARCHIVE)
        damaged[1_000_000] ^= 1

        sentence = refusal(serve(lambda _: Reply(bytes(damaged))).url("a.zip"), tmp_path / "a.zip")

        assert "is damaged" in sentence
        assert leftovers(tmp_path) == []

    @pytest.mark.parametrize("after", [None, 500_000], ids=["at once", "in the middle"])
    def test_a_server_that_falls_silent_is_not_waited_for(
        self, serve: Serve, tmp_path: Path, after: int | None
    ) -> None:
        def answer(request: Request) -> Reply | None:
            if after is None:
                return None
            return Reply(**{**vars(resumable(request)), "piece": after, "pause": SILENCE})

        with ends_soon():
            sentence = refusal(serve(answer).url("a.zip"), tmp_path / "a.zip", seconds=0.5)

        assert ("broke off after" if after else "sends nothing") in sentence
        assert has_begun(tmp_path / "a.zip") == bool(after)

    def test_a_server_that_is_not_there_is_told(self, serve: Serve, tmp_path: Path) -> None:
        server = serve(whole)
        server.close()

        assert "cannot be reached" in refusal(server.url("a.zip"), tmp_path / "a.zip")

    def test_nothing_is_asked_once_cancelled(self, serve: Serve, tmp_path: Path) -> None:
        server = serve(whole)
        feedback = QgsFeedback()
        feedback.cancel()

        with pytest.raises(CancelledError):
            download(server.url("a.zip"), tmp_path / "a.zip", feedback)

        assert server.asked == []

    def test_a_full_disk_is_told(self, serve: Serve, tmp_path: Path) -> None:
        full = Path("/dev/full")
        if not full.exists():
            raise MissingError("needs /dev/full, which this system has not")
        (tmp_path / "a.zip.part").symlink_to(full)

        sentence = refusal(serve(whole).url("a.zip"), tmp_path / "a.zip")

        assert "a.zip” cannot be written: " in sentence
        assert "the disk is full" in sentence

    def test_a_folder_that_cannot_be_is_told(self, serve: Serve, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"")
        server = serve(whole)

        sentence = refusal(server.url("a.zip"), tmp_path / "file" / "a.zip")

        assert "cannot be written" in sentence
        assert server.asked == []


def _memory() -> int:
    """The bytes of memory that this process holds now."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
