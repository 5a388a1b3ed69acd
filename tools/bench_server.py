#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure the service beside GetPrint of the plain project and the desktop, all in the same run.

make bench-server [ARGS="--requests 100 --clients 1 8 --processes 2"]

It starts what it measures by `make serve`. docs/benchmarks.md says what each measure is.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from itertools import chain, cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

from srce_pac.tools.figures import Figure, in_a_process, median, memory, milliseconds, print_table

TOOLS = Path(__file__).resolve().parent

# Files that are not whole are failures.
FIRST, LAST = b"%PDF-", b"%%EOF"

SHEET = "/pac/commune/{code}.pdf"
PAGE = "/print/{code}.pdf"

# How often all processes are started anew for their first sheet.
COLD = 3

# Seconds for a process to begin, and for an answer.
PATIENCE = 120

# The bounds of nginx are not what is measured.
RATES = ("PAC_SHEET_RATE", "PAC_SEARCH_RATE", "PAC_BURST", "PAC_QUEUE", "PAC_CLIENT_QUEUE")
UNBOUND = dict.fromkeys(RATES, "10000")


@dataclass
class Load:
    """What some requests took: each on the clock (ms), and all of them together (s)."""

    each: list[float] = field(default_factory=list)
    whole: float = 0.0
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rate = len(self.each) / self.whole if self.whole else 0.0
        times = sorted(self.each) or [0.0]
        late = times[min(len(times) - 1, round(0.95 * len(times)))]
        return f"{rate:.1f}/s, {statistics.median(times):.0f} ms, 95 % {late:.0f} ms"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=40, help="of each load, a commune each")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--memory", type=int, default=1000, help="requests; 0 leaves it out")
    arguments = parser.parse_args()
    codes = communes(arguments.requests)
    figures: list[Figure] = []
    failures: list[str] = []
    for processes in arguments.processes:
        say(f"Starting {named(processes, 'process', 'processes')} …")
        with closing(Service(processes, codes)) as service:
            measured = Measures(service, codes, failures)
            figures += measured.cold(named(processes, "process", "processes"))
            for clients in arguments.clients:
                figures += measured.loads(clients)
            if processes == arguments.processes[0]:
                figures += measured.desktop()
            if arguments.memory:
                figures += measured.held(arguments.memory, max(arguments.clients))
    asked = "no request failed" if not failures else "; ".join(failures[:5])
    figures.append(Figure("failures", str(len(failures)), "0", asked, not failures))
    print_table(figures)
    return 1 if failures else 0


class Service:
    """What `make serve` starts, with so many processes, on a port of its own."""

    def __init__(self, processes: int, codes: Sequence[str]) -> None:
        own = {"PROCESSES": str(processes), "PORT": "0", "COMMUNES": " ".join(codes)}
        self.processes = processes
        self._program = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", "bash", str(TOOLS / "serve.sh")],
            env={**os.environ, **UNBOUND, **own},
            stdout=subprocess.PIPE,
            encoding="utf-8",
            # Ctrl-C is for this program, which ends the service in order, however it ends itself.
            start_new_session=True,
        )
        said: dict[str, str] = {}
        for line in self._program.stdout or ():
            name, _, value = line.partition(":")
            said[name] = value.strip()
            if name.startswith("Ctrl-C"):
                break
        if "page" not in said:
            sys.exit("The service did not start.")
        self.address, self.folder = said["page"], Path(said["folder"])

    def pids(self) -> list[int]:
        """The processes of QGIS Server."""
        parents: dict[int, tuple[int, str]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                text = stat.read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            name, fields = text.partition("(")[2].rsplit(")", 1)
            parents[int(stat.parent.name)] = int(fields.split()[1]), name
        return [
            pid
            for pid, (_, name) in parents.items()
            if name.startswith("qgis_mapserv") and self._program.pid in _above(pid, parents)
        ]

    def restart(self) -> None:
        """Kill all processes: others begin in their places."""
        old = self.pids()
        for pid in old:
            os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + PATIENCE
        while len(set(self.pids()) - set(old)) < self.processes:
            if time.monotonic() > end:
                sys.exit("The processes of QGIS Server do not begin again.")
            time.sleep(0.01)

    def forget_sheets(self) -> None:
        """Empty the cache on disk."""
        for file in (self.folder / "cache").glob("*"):
            file.unlink(missing_ok=True)

    def close(self) -> None:
        """End all of it."""
        self._program.terminate()
        self._program.wait()


class Measures:
    """The measures of one service, over some communes; what fails is added to `failures`."""

    def __init__(self, service: Service, codes: Sequence[str], failures: list[str]) -> None:
        self._service = service
        self._codes = codes
        self._failures = failures

    def cold(self, which: str) -> Iterator[Figure]:
        """The first sheet of a process, from its start on, beside the first page of another."""
        say(f"Measuring the first sheets of {which} …")
        loads: dict[str, list[float]] = {SHEET: [], PAGE: []}
        for code in self._codes[:COLD]:
            for path, times in loads.items():
                self._service.forget_sheets()
                self._service.restart()
                times += self._load(path, [code], 1).each
        own, other = (median(times or [0.0]) for times in loads.values())
        yield Figure(
            f"first sheet, with the start of {which}",
            f"{own:.0f} ms",
            "",
            f"GetPrint {other:.0f} ms",
        )

    def loads(self, clients: int) -> Iterator[Figure]:
        """Sheets that are printed, beside pages of the plain project; the same sheets again."""
        count = self._service.processes
        which = f"{named(count, 'process', 'processes')}, {named(clients, 'client', 'clients')}"
        say(f"Measuring {which} …")
        self._warm()
        self._service.forget_sheets()
        printed = self._load(SHEET, self._codes, clients)
        plain = self._load(PAGE, self._codes, clients)
        yield Figure(f"sheets printed, {which}", str(printed), "", f"GetPrint {plain}")
        again = self._load(SHEET, self._codes, clients)
        yield Figure(f"the same from the cache, {which}", str(again))

    def desktop(self) -> Iterator[Figure]:
        """The desktop's own export of the same communes from the same database."""
        said = json.loads((self._service.folder / "pac.json").read_text(encoding="utf-8"))
        chosen = {**said["defaults"], **said["locked"]}
        chosen["sheet"] = chosen.pop("sheet_choice", "")
        connection = {"PostgreSQL/connections/pac/service": "pac"}
        os.environ["PGSERVICEFILE"] = str(self._service.folder / "pg_service.conf")
        with tempfile.TemporaryDirectory() as folder:
            given = {
                "measure": "timed_sheets",
                "request": {"territory": self._codes[0], **chosen},
                "codes": list(self._codes),
                "folder": folder,
                "settings": connection,
            }
            answer = in_a_process(TOOLS / "bench_process.py", given, Path(folder) / "profile")
        first, *later = answer["each"]
        load = Load(later, sum(later) / 1000)
        yield Figure(
            "sheets of the desktop, one printer", str(load), "", f"the first {first:.0f} ms"
        )

    def held(self, requests: int, clients: int) -> Iterator[Figure]:
        """What the processes hold after many sheets that were printed, beside after some."""
        say(f"Measuring memory over {requests} requests …")
        early, count = self._memory(), len(self._codes)
        for number in range(0, requests, count):
            self._service.forget_sheets()
            self._load(SHEET, self._codes[: requests - number], clients)
        late = self._memory()
        yield Figure(
            f"memory after {requests} more requests, {clients} clients",
            ", ".join(f"{each:.0f} MB" for each in late),
            "",
            "before: " + ", ".join(f"{each:.0f} MB" for each in early),
        )

    def _memory(self) -> list[float]:
        return sorted(memory(pid=pid) for pid in self._service.pids())

    def _warm(self) -> None:
        """Have each process print once, both ways: which one takes a request, nobody can say."""
        some = list(islice(cycle(self._codes), 4 * self._service.processes))
        for path in (SHEET, PAGE):
            self._service.forget_sheets()
            self._load(path, some, 2 * self._service.processes)

    def _load(self, path: str, codes: Sequence[str], clients: int) -> Load:
        load = run_load(self._service.address, [path.format(code=code) for code in codes], clients)
        self._failures += load.failures
        return load


def run_load(address: str, paths: Sequence[str], clients: int) -> Load:
    """Ask for each path once, by so many clients at once."""
    parts = [paths[number::clients] for number in range(clients)]
    load, started = Load(), time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        answers = list(chain.from_iterable(pool.map(partial(_ask_all, address), parts)))
    load.whole = time.perf_counter() - started
    load.failures = [fault for _, fault in answers if fault]
    load.each = [took for took, fault in answers if not fault]
    return load


def _ask_all(address: str, paths: Iterable[str]) -> list[tuple[float, str]]:
    """What each request of one client took, and what was wrong with its answer."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    answers = []
    with closing(connection):
        for path in paths:
            started = time.perf_counter()
            fault = _fault(connection, path)
            answers.append((milliseconds(started), fault))
    return answers


def _fault(connection: HTTPConnection, path: str) -> str:
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, HTTPException) as error:
        connection.close()
        return f"{path}: {error!r}"
    if answer.status != 200:
        return f"{path}: {answer.status}"
    if not (body.startswith(FIRST) and LAST in body[-32:]):
        return f"{path}: no whole PDF of {len(body)} bytes"
    return ""


def communes(count: int) -> list[str]:
    """The codes of so many communes of the Nord, each once."""
    from srce_pac.core.pipeline import open_gazetteer

    codes = [
        entry.code
        for entry in open_gazetteer().entries
        if entry.departement == "59" and entry.kind == "commune" and not entry.holder
    ]
    if not 2 <= count <= len(codes):
        sys.exit(f"--requests: 2 to {len(codes)} are possible.")
    return codes[:count]


def named(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _above(pid: int, parents: dict[int, tuple[int, str]]) -> set[int]:
    """The processes that a process descends from."""
    found: set[int] = set()
    while pid in parents and pid not in found:
        found.add(pid)
        pid = parents[pid][0]
    return found


if __name__ == "__main__":
    sys.exit(main())
