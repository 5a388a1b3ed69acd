# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service withstands while it answers many: kills, other data, no room, slow clients."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from srce_pac.tests.support.served import Answer, Served, wait_for
from srce_pac.tests.support.small_disk import disk

REQUESTS, CLIENTS = 200, 8
# One of so many requests is for a sheet that was not printed yet; before some, a process is killed.
NEW = 25
KILLED = (40, 100, 160)

KEPT = tuple(
    f"/pac/commune/{code}.{ending}" for code in (59294, 59264) for ending in ("pdf", "svg")
)
# Another client than the tests.
ELSEWHERE = "127.0.0.2"

SUMMARY = "/pac?REQUEST=GetSummary&TERRITORY=59350"
ENDS = {"application/pdf": (b"%PDF-", b"%%EOF"), "image/svg+xml": (b"<?xml", b"</svg>")}


def whole(answer: Answer) -> bool:
    """Whether an answer is a file from its beginning to its end."""
    begin, end = ENDS[answer.headers["content-type"]]
    return answer.body.startswith(begin) and answer.body.rstrip().endswith(end)


def test_many_requests_outlive_processes_that_are_killed(served: Served) -> None:
    right = {path: served.get(path).body for path in KEPT}

    def ask(number: int) -> None:
        if number in KILLED:
            os.kill(served.processes[0], signal.SIGKILL)
        path = KEPT[number % len(KEPT)]
        if number % NEW == 0:
            path = f"/pac?REQUEST=GetSheet&TERRITORY=59294&FORMAT=svg&SCALE={26_000 + number}"
        answer = served.get(path)
        assert (answer.status, whole(answer)) == (200, True), (number, answer.text[:500])
        assert answer.body == right.get(path, answer.body)
        assert "SRCE_59" in answer.headers["content-disposition"]

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(ask, range(REQUESTS)))
    wait_for(lambda: len(served.processes) == 2)


def counts(answer: Answer) -> dict[str, int]:
    return {row["id"]: row["count"] for row in json.loads(answer.body)["classes"] if row["count"]}


def load(served: Served, root: Path, *sources: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["sh", root / "deploy" / "postgis" / "load.sh", *sources],
        env={**os.environ, "PAC_OWNER_FILE": str(served.folder / "pg_owner.conf")},
    )


def test_other_data_show_at_once_and_never_beside_earlier_ones(
    served: Served, root: Path, source: Path, tmp_path: Path
) -> None:
    names = [path.stem for path in source.glob("*.fgb")]
    twice = tmp_path / "twice.vrt"
    one = '<OGRVRTLayer name="{0}"><SrcDataSource>{1}/{0}.fgb</SrcDataSource></OGRVRTLayer>'
    layers = [
        f'<OGRVRTUnionLayer name="{name}">{one.format(name, source) * 2}</OGRVRTUnionLayer>'
        for name in names
    ]
    twice.write_text(f"<OGRVRTDataSource>{''.join(layers)}</OGRVRTDataSource>", encoding="utf-8")
    earlier, sheet = counts(served.get(SUMMARY)), served.get(KEPT[1])
    later = {name: 2 * count for name, count in earlier.items()}
    assert len(earlier) > 1
    try:
        loading = load(served, root, twice)
        seen: list[Any] = []
        while loading.poll() is None:
            answer = served.get(SUMMARY)
            seen.append(counts(answer) if answer.status == 200 else answer.status)
            assert served.get(KEPT[1]).status in (200, 503)
        assert loading.returncode == 0
        assert earlier in seen
        assert all(each in (earlier, later, 503) for each in seen), seen
        assert counts(served.get(SUMMARY)) == later
        other = served.get(KEPT[1], headers={"If-None-Match": sheet.headers["etag"]})
        assert other.status == 200
        assert other.headers["etag"] != sheet.headers["etag"]
    finally:
        load(served, root, source).wait()
    assert counts(served.get(SUMMARY)) == earlier


@contextmanager
def configured(served: Served, **entries: object) -> Iterator[None]:
    """Have the service another `server` in its configuration while the body runs."""
    file = served.folder / "pac.json"
    before = file.read_text(encoding="utf-8")
    said = json.loads(before)
    said["server"].update(entries)
    file.write_text(json.dumps(said), encoding="utf-8")
    try:
        yield
    finally:
        file.write_text(before, encoding="utf-8")


def test_sheets_are_answered_while_the_disk_of_the_kept_ones_is_full(
    served: Served, tmp_path: Path
) -> None:
    with disk(tmp_path / "full", "64k") as folder:
        (folder / "other").write_bytes(bytes(50_000))
        with configured(served, cache_folder=str(folder)):
            answers = [served.get(KEPT[0]) for _ in range(3)]
        assert [(each.status, whole(each)) for each in answers] == [(200, True)] * 3
        assert [each.name for each in folder.iterdir()] == ["other"]
    # Not who asks is told of it, but who runs it.
    assert re.search(r"cache takes no file: .*No space", served.log("qgis"))


def test_clients_that_read_nothing_keep_no_place(served: Served) -> None:
    large = "/pac?REQUEST=GetSheet&TERRITORY=59294&FORMAT=png&DPI=200"
    assert len(served.get(large).body) > 300_000
    with ExitStack() as stack:
        for _ in range(80):
            # Not more at once than one address may ask.
            threading.Event().wait(0.01)
            slow = stack.enter_context(socket.socket())
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            slow.bind((ELSEWHERE, 0))
            slow.connect(("127.0.0.1", served.port))
            slow.sendall(f"GET {large} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert served.get(KEPT[0]).status == 200
