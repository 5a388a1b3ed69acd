# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark of the service: what it takes for a failure, and what it says of a load."""

from __future__ import annotations

from urllib.parse import urlsplit

from srce_pac.tests.support.servers import FileServer, Reply
from srce_pac.tools.bench_server import Load, run_load

WHOLE = b"%PDF-1.4\nall of it\n%%EOF\n"


def test_what_is_no_whole_file_is_a_failure() -> None:
    replies = {
        "whole": Reply(WHOLE),
        "torn": Reply(WHOLE[:-8]),
        "short": Reply(WHOLE, announced=len(WHOLE) + 9),
        "busy": Reply(b"<xml/>", 503),
    }
    with FileServer(lambda request: replies[request.path.rpartition("/")[2]]) as server:
        address = server.url("")
        paths = [urlsplit(server.url(name)).path for name in ("whole", *replies, "whole")]
        load = run_load(address, paths, clients=2)
    assert len(load.each) == 3
    told = [fault.rpartition("/")[2].partition(":")[0] for fault in load.failures]
    assert sorted(told) == ["busy", "short", "torn"]


def test_a_load_tells_rate_median_and_the_slow_ones() -> None:
    assert str(Load([float(ms) for ms in range(1, 101)], 20.0)) == "5.0/s, 50 ms, 95 % 96 ms"
    assert str(Load()) == "0.0/s, 0 ms, 95 % 0 ms"
