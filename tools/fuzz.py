#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Give the plugin what nobody meant, and look for what is neither a result nor one sentence.

make fuzz [ARGS="--seconds 600 --seed 1 --kind json template style code geometry source"]

Each input is made by its seed, its kind and its number alone. It is tried in a process that is
watched: what crashes or hangs is told as well, and how to try it again.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]

KINDS = ("json", "template", "style", "code", "geometry", "source")

# Seconds of an input on an idle machine, and of the start of a process.
PATIENCE = 20.0
STARTING = 120.0


@dataclass(frozen=True)
class Finding:
    """What came of an input that is neither a result nor one sentence."""

    kind: str
    seed: int
    number: int
    what: str

    def __str__(self) -> str:
        again = f'make fuzz ARGS="--kind {self.kind} --seed {self.seed} --case {self.number}"'
        return f"{self.kind} {self.number}: {self.what.strip()}\n  again: {again}\n"


@dataclass(frozen=True)
class Watch:
    """How inputs are tried: by which command, how many seconds one may take, and until when.

    After the `most` findings of a kind, others will hardly say more.
    """

    command: Sequence[str]
    patience: float = PATIENCE
    most: int = 20

    def run(self, kind: str, seed: int, seconds: float) -> tuple[int, list[Finding]]:
        """Try the inputs of a kind for so many seconds: how many, and what was found."""
        findings: list[Finding] = []
        first, end = 0, time.monotonic() + seconds
        while time.monotonic() < end and len(findings) < self.most:
            one = _Process(self, kind, seed, first)
            try:
                first, finding = one.watch(end)
            finally:
                one.stop()
            if finding is not None:
                findings.append(finding)
        return first, findings


class _Process:
    """A process that tries inputs from a number on."""

    def __init__(self, watch: Watch, kind: str, seed: int, first: int) -> None:
        self._watch, self._kind, self._seed = watch, kind, seed
        self._number, self._first = first, True
        reading, writing = os.pipe()
        given = ["--kind", kind, "--seed", str(seed), "--first", str(first)]
        self._process = subprocess.Popen(
            [*watch.command, *given, "--worker", str(writing)],
            pass_fds=(writing,),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        self._said: IO[bytes] = os.fdopen(reading, "rb", buffering=0)
        self._rest = b""

    def watch(self, end: float) -> tuple[int, Finding | None]:
        """Wait until something is found, or the time is over: the next number, and what it is."""
        while True:
            patience = self._patience()
            said = self._line(patience)
            if said is None:
                return self._number + 1, self._finding(f"not done after {patience:.0f} s")
            if said == b"":
                code = self._process.wait()
                name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
                return self._number + 1, self._finding(f"the process ended: {name}")
            word = json.loads(said)
            self._first = False
            self._number = word.get("begin", self._number)
            if word.get("fault"):
                # A process that goes on after that may be spoilt.
                return self._number + 1, self._finding(word["fault"])
            if "end" in word and time.monotonic() > end:
                return self._number + 1, None

    def stop(self) -> None:
        """End the process and what it has started."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._said.close()

    def _patience(self) -> float:
        """How long the next word may take, where others work on the machine too."""
        busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
        return self._watch.patience * busy + (STARTING if self._first else 0)

    def _line(self, seconds: float) -> bytes | None:
        """A line of what the process says: empty at its end, None where it says nothing."""
        end = time.monotonic() + seconds
        while b"\n" not in self._rest:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._said], [], [], left)[0]:
                return None
            part = self._said.read(65_536)
            if not part:
                return b""
            self._rest += part
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def _finding(self, what: str) -> Finding:
        return Finding(self._kind, self._seed, self._number, what)


def main() -> int:
    arguments = _arguments()
    if arguments.worker is not None or arguments.case is not None:
        return _work(arguments)
    command = [sys.executable, str(Path(__file__).resolve())]
    watch, findings, tried = Watch(command), [], 0
    for kind in arguments.kind:
        seconds = arguments.seconds / len(arguments.kind)
        count, found = watch.run(kind, arguments.seed, seconds)
        print(f"{kind}: {count} inputs, {len(found)} found", flush=True)
        for finding in found:
            print(finding, flush=True)
        findings += found
        tried += count
    print(f"{tried} inputs of seed {arguments.seed}, {len(findings)} found")
    return 1 if findings else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120, help="for all kinds together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--case", type=int, help="try this input alone, in this process")
    parser.add_argument("--folder", default="", help="where the input of --case is kept")
    parser.add_argument("--first", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def _work(arguments: argparse.Namespace) -> int:
    """Try one input, or one after another in a watched process."""
    from srce_pac.tools.fuzz_attempts import ATTEMPTS, application
    from srce_pac.tools.fuzz_worker import fault_of, work

    (kind,), seed = arguments.kind, arguments.seed
    with application():
        if arguments.case is None:
            with os.fdopen(arguments.worker, "w") as out:
                work(ATTEMPTS, kind, seed, arguments.first, out)
        fault = fault_of(ATTEMPTS[kind], kind, seed, arguments.case, arguments.folder)
    print(fault or "a result, or one sentence")
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
