# SPDX-License-Identifier: GPL-3.0-or-later
"""The service in the FastCGI program that Debian ships, started for one request each."""

from __future__ import annotations

import json
from pathlib import Path

from srce_pac.tests.support.pac_server import run_program


def test_each_process_finds_the_sheets_of_the_others(tmp_path: Path) -> None:
    own = tmp_path / "pac.json"
    server = {"cache_folder": str(tmp_path / "kept")}
    own.write_text(json.dumps({"version": 1, "server": server}), encoding="utf-8")
    query = "SERVICE=PAC&REQUEST=GetSheet&TERRITORY=59294&FORMAT=svg"
    printed = run_program(query, tmp_path, SRCE_PAC_CONFIG=str(own))
    assert (printed.status, printed.body[:5]) == (200, b"<?xml")
    # Another process, which finds the file of the first one.
    tag = printed.headers["ETag"]
    head = run_program(query, tmp_path, REQUEST_METHOD="HEAD", SRCE_PAC_CONFIG=str(own))
    assert (head.status, head.body, head.headers["ETag"]) == (200, b"", tag)
    assert head.headers["Content-Length"] == str(len(printed.body))
    known = run_program(query, tmp_path, SRCE_PAC_CONFIG=str(own), HTTP_IF_NONE_MATCH=tag)
    assert (known.status, known.body) == (304, b"")


def test_a_body_reaches_no_other_service(tmp_path: Path) -> None:
    body = b"SERVICE=WMS&REQUEST=GetCapabilities&MAP=/etc/passwd"
    refused = run_program("SERVICE=PAC&REQUEST=GetHealth", tmp_path, body)
    assert (refused.status, b"OperationNotSupported" in refused.body) == (405, True)
