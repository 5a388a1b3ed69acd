# SPDX-License-Identifier: GPL-3.0-or-later
"""The service behind nginx, as `make serve` and deploy/ have it: what it withstands, what it says.

One start serves the folder.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import datetime, timedelta, timezone
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urljoin

from srce_pac.tests.support.programs import PATIENCE
from srce_pac.tests.support.served import Served, wait_for
from srce_pac.tests.support.servers import FileServer, Reply

PAGE = "/print?ATLAS_PK=59294"
SHEET = "/pac/commune/59294.pdf"
# What somebody types, and with what.
WORDS = "Dupont-Durand"
BROWSER = "Netscape/4.8"


def test_a_sheet_a_page_and_its_health_are_served(served: Served) -> None:
    health = json.loads(served.get("/pac/health").body)
    assert health["status"] == "ok"
    # load.sh has told the database.
    loaded = datetime.fromisoformat(health["data_time"])
    assert datetime.now(timezone.utc) - loaded < timedelta(hours=1)
    sheet = served.get(SHEET)
    assert (sheet.status, sheet.headers["content-type"]) == (200, "application/pdf")
    assert sheet.body.startswith(b"%PDF")
    named = sheet.headers["content-disposition"]
    assert "59294" in named
    page = served.get("/print/59294.pdf")
    assert (page.status, page.headers["content-type"]) == (200, "application/pdf")
    assert served.get("/pac").headers["content-type"].startswith("application/json")
    # As the Cadastre plugin has its codes.
    assert served.get("/pac/commune/590294.pdf").headers["content-disposition"] == named
    for link in ("59294", "590294"):
        path = f"/commune/{link}"
        to = served.get(path).headers["location"]
        # Also where a server in front has all of it under a path.
        for before in ("", "/srce"):
            assert urljoin(f"{before}{path}", to) == f"{before}/?territory=59294"


def test_the_letter_of_corsica_is_taken_in_either_case(served: Served) -> None:
    assert served.get("/commune/2a004").headers["location"].endswith("?territory=2A004")
    for path in ("/pac/commune/2b033.pdf", "/pac/commune/2b0033.png", "/print/2a004.pdf"):
        assert served.get(path).status == 404
    written = [("2B033", "404"), ("2B0033", "404"), ("2A004", "")]
    # nginx writes a line after its answer has gone.
    wait_for(
        lambda: [(each["territory"], each["tried"]) for each in served.entries[-3:]] == written
    )


def test_the_service_is_found_with_and_without_its_name(served: Served) -> None:
    for query in (
        "REQUEST=GetHealth",
        "service=pac&request=GetHealth",
        "REQUEST=GetHealth&LANG=en",
    ):
        assert served.get(f"/pac?{query}").status == 200, query


# What nginx itself refuses, and nobody behind it hears of.
REFUSED = [
    ("/pac?REQUEST=GetSheet&TERRITORY=59294&MAP=/etc/passwd", 400),
    ("/pac?REQUEST=GetSheet&SERVICE=WMS", 400),
    ("/pac?REQUEST=GetSheet&SERVICE=PAC&SERVICE=WMS", 400),
    ("/pac?%52EQUEST=GetPrint", 400),
    ("/pac?REQUEST=GetSheet&territory_name=x", 400),
    ("/pac?=x", 400),
    (f"/pac?{'a' * 3000}", 400),
    (f"/pac?REQUEST=Search&Q={'a' * 65536}", 414),
    (f"{SHEET}?MAP=x", 400),
    ("/pac/commune/../../etc/passwd", 404),
    ("/pac/commune/%2e%2e%2fpasswd.pdf", 404),
    ("/wfs3/collections", 404),
    ("/cgi-bin/qgis_mapserv.fcgi?SERVICE=WMS&REQUEST=GetCapabilities", 404),
]

# The lines of what is known of GetPrint, one by one: none of it passes the front.
ATTACKS = [
    # Any label can be overridden by its id, and an expression in the value runs.
    (f"{PAGE}&notice=x", 400),
    (f"{PAGE}&territory_name=x", 400),
    (f"{PAGE}&TEMPLATE=commune_a3_landscape&TEMPLATE={quote('[% env(HOME) %]')}", 400),
    (f"{PAGE}&notice={quote('[% env(HOME) %]')}", 400),
    # Empty ids are overridden all at once.
    (f"{PAGE}&=x", 400),
    # The server would fetch any address.
    (f"{PAGE}&LAYERS=EXTERNAL_WMS:a&a:url=http%3A%2F%2F127.0.0.1%2F", 400),
    (f"{PAGE}&map1:LAYERS=EXTERNAL_WMS:a", 400),
    # The veil would be taken away.
    (f"{PAGE}&OPACITIES=0,0,0", 400),
    (f"{PAGE}&map1:HIGHLIGHT_GEOM=POINT(0%200)", 400),
    (f"{PAGE}&map1:EXTENT=0,0,1,1", 400),
    (f"{PAGE}&FILTER=x", 400),
    (f"{PAGE}&SLD_BODY=x", 400),
    # No number of dots is too many for it.
    (f"{PAGE}&DPI=6000", 400),
    (f"{PAGE}&DPI=301", 400),
    (f"{PAGE}&DPI=0300", 400),
    # No page, several, any, one that is not published, one of another layout.
    ("/print", 400),
    ("/print?TEMPLATE=commune_a3_landscape", 400),
    ("/print?ATLAS_PK=59294,59264", 400),
    ("/print?ATLAS_PK=59294%2C59264", 400),
    (f"{PAGE}&ATLAS_PK=59264", 400),
    ("/print?ATLAS_PK=*", 400),
    ("/print?ATLAS_PK=59350", 404),
    (f"{PAGE}&TEMPLATE=commune_a3_portrait", 404),
    # Other projects, files and requests.
    (f"{PAGE}&MAP=/etc/passwd", 400),
    (f"{PAGE}&TEMPLATE=../../etc/passwd", 400),
    (f"{PAGE}&REQUEST=GetMap", 400),
    (f"{PAGE}&SERVICE=WFS", 400),
    (f"{PAGE}&FORMAT=application%2Fdxf", 400),
    (f"{PAGE}&FORMAT=png&format=png", 400),
    (f"{PAGE}&%46ORMAT=png", 400),
    (f"{PAGE}%26MAP=x", 400),
    (f"{PAGE}%0d%0aX:y", 400),
]


def test_what_nobody_may_ask_is_refused_in_front(served: Served) -> None:
    before = len(served.entries)
    for path, status in REFUSED + ATTACKS:
        answer = served.get(path)
        assert answer.status == status, path[:200]
        assert "ows:ExceptionText" in answer.text, path[:200]
    wait_for(lambda: len(served.entries) >= before + len(REFUSED + ATTACKS))
    for entry in served.entries[before:]:
        assert entry["tried"] == "", entry


def test_the_plain_project_withstands_bare_what_the_front_keeps_away(served: Served) -> None:
    page = (
        f"SERVICE=WMS&VERSION=1.3.0&REQUEST=GetPrint&MAP={served.folder}/print/atlas.qgz"
        "&CRS=EPSG:2154&TEMPLATE=commune_a3_landscape&ATLAS_PK=59294&FORMAT=png&DPI=30"
    )
    plain = served.ask_process(page)
    assert b"image/png" in plain[:500]
    with FileServer(lambda _: Reply(b"<xml/>", kind="text/xml")) as elsewhere:
        overrides = (
            f"&=x&notice=x&territory_name={quote('[% env(HOME) %]')}&OPACITIES=0,0,0,0"
            f"&map0:LAYERS=EXTERNAL_WMS:a&map1:LAYERS=EXTERNAL_WMS:a&LAYERS=EXTERNAL_WMS:a"
            f"&a:url={quote(elsewhere.url('wms'))}&a:layers=x&a:format=image/png"
        )
        assert served.ask_process(page + overrides) == plain
    for query in ("TEMPLATE=x", "TEMPLATE=../../etc/passwd"):
        answer = served.ask_process(page.replace("TEMPLATE=commune_a3_landscape", query))
        assert b"TEMPLATE parameter is invalid" in answer
    for several in ("59294,59264", "*"):
        answer = served.ask_process(page.replace("ATLAS_PK=59294", f"ATLAS_PK={several}"))
        assert b"at a time" in answer
    rest = f"MAP={served.folder}/print/atlas.qgz"
    layers = served.ask_process(f"SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities&{rest}")
    assert re.findall(rb"<Title>([^<]*)</Title>", layers) == [b"Carte S.R.C.E"] * 2
    assert b"<FeatureType>" not in served.ask_process(f"SERVICE=WFS&REQUEST=GetCapabilities&{rest}")


def test_a_page_is_printed_as_it_is_asked_for(served: Served) -> None:
    for asked, kind in (("FORMAT=png&DPI=72", "image/png"), ("FORMAT=svg", "image/svg+xml")):
        answer = served.get(f"{PAGE}&TEMPLATE=commune_a3_landscape&{asked}")
        assert (answer.status, answer.headers["content-type"]) == (200, kind)
    # An SVG that somebody opens runs nothing.
    assert "sandbox" in answer.headers["content-security-policy"]


def test_each_answer_is_guarded_and_tells_nothing_of_the_server(served: Served) -> None:
    for path, status in (("/pac", 200), ("/nothing", 404), ("/pac?x=1", 400)):
        answer = served.get(path)
        assert answer.status == status
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["server"] == "nginx"
        assert str(served.folder) not in answer.text


def test_only_small_requests_that_read_are_taken(served: Served) -> None:
    assert served.get("/pac", "POST", body=b"REQUEST=GetPrint").status == 405
    assert served.get("/pac/health", "DELETE").status == 405
    assert served.get("/pac/health", body=b"x" * 5000).status == 413
    head = served.get("/pac/health", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert served.get("/pac", headers={"X-Long": "x" * 8000}).status in (400, 414)


def test_what_is_written_down_names_nobody(served: Served) -> None:
    headers = {"User-Agent": BROWSER, "X-Forwarded-For": "192.0.2.7", "Referer": f"http://{WORDS}/"}
    before = len(served.entries)
    served.get(f"/pac?REQUEST=Search&Q={WORDS}", headers=headers)
    served.get(f"/{WORDS}/pac?x={WORDS}", headers=headers)
    served.get(f"/pac?REQUEST={WORDS}&TERRITORY={WORDS}", headers=headers)
    served.get("/pac?REQUEST=GetSummary&TERRITORY=59294", headers=headers)
    # A line is written after its answer.
    wait_for(lambda: len(served.entries) >= before + 4)
    last = served.entries[-1]
    assert (last["route"], last["request"], last["territory"]) == ("pac", "GetSummary", "59294")
    said = "".join(served.log(name) for name in ("access", "nginx", "qgis"))
    for secret in (WORDS, BROWSER, "192.0.2.7", "127.0.0.1"):
        assert secret not in said


def test_the_loading_login_writes_and_the_reading_one_does_not(served: Served) -> None:
    statement = "--command=UPDATE pac.demo_obstacle_p SET gid = gid"

    def run(service: str, file: str) -> str:
        done = subprocess.run(
            ["psql", "--no-psqlrc", f"--dbname=service={service}", statement],
            env={**os.environ, "PGSERVICEFILE": str(served.folder / file)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return done.stdout + done.stderr

    assert "UPDATE" in run("pac_owner", "pg_owner.conf")
    assert "read-only" in run("pac", "pg_service.conf")
    assert "pac_owner" not in (served.folder / "pg_service.conf").read_text(encoding="utf-8")


def test_slow_clients_take_no_process(served: Served) -> None:
    with ExitStack() as stack:
        for number in range(60):
            slow = stack.enter_context(served.connect())
            # Half of them never end their request, the others never read the answer.
            asked = b"GET /pac HTTP/1.1\r\nHost: x\r\n"
            slow.sendall(asked if number % 2 else b"GET /print/59294.x HTTP/1.1\r\nHost: x\r\n\r\n")
        assert served.get("/pac/health").status == 200


def ticks(process: int) -> int:
    """The processor time that a process has had, in hundredths of a second."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return int(fields[11]) + int(fields[12])


def test_a_killed_process_costs_no_request_and_comes_back(served: Served) -> None:
    before = served.processes
    assert len(before) == 2
    began = {process: ticks(process) for process in before}
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(served.get, f"{PAGE}&FORMAT=png&DPI=300")
        # Whichever has taken it is at work by then.
        wait_for(lambda: any(ticks(process) > began[process] + 10 for process in before))
        os.kill(max(before, key=lambda process: ticks(process) - began[process]), signal.SIGKILL)
        assert asked.result().status == 200
    wait_for(lambda: "502, 200" in [entry["tried"] for entry in served.entries])
    wait_for(lambda: len(served.processes) == 2)


def test_a_database_that_ends_is_told_and_found_again(served: Served) -> None:
    os.kill(served.database, signal.SIGINT)
    while (answer := served.get(SHEET)).status != 200:
        assert answer.status == 503
        assert int(answer.headers["retry-after"]) > 0
        threading.Event().wait(0.5)


def test_who_asks_too_often_waits_and_a_process_that_hangs_is_given_up(served: Served) -> None:
    def search(_: int) -> tuple[int, str | None]:
        # Another client than that of the tests, which may ask on.
        elsewhere = ("127.0.0.3", 0)
        client = HTTPConnection("127.0.0.1", served.port, PATIENCE, source_address=elsewhere)
        with closing(client):
            client.request("GET", "/pac?REQUEST=Search&Q=lille")
            answer = client.getresponse()
            return answer.status, answer.headers["retry-after"]

    with ThreadPoolExecutor(8) as pool:
        assert {*pool.map(search, range(60))} == {(200, None), (429, "2")}
    assert served.get("/pac?REQUEST=Search&Q=lille").status == 200
    stopped = served.processes
    for process in stopped:
        os.kill(process, signal.SIGSTOP)
    late = served.get("/pac/health")
    for process in stopped:
        os.kill(process, signal.SIGCONT)
    assert late.status == 504
    assert "temps permis" in late.text
