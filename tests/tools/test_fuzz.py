# SPDX-License-Identifier: GPL-3.0-or-later
"""The search for what no input should do: it finds each sort of fault, and finds it again."""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path
from random import Random
from typing import Any, Callable

import pytest

from srce_pac.core.common.errors import SheetError, SrceError
from srce_pac.tools.fuzz import Watch
from srce_pac.tools.fuzz_mutations import (
    any_text,
    any_value,
    any_wkt,
    changed_bytes,
    changed_json,
    changed_xml,
    written_json,
)
from srce_pac.tools.fuzz_worker import fault_of

SHEET = {"id": "x", "classes": {"a": "A", "b": "B"}, "legend": [{"class": "a"}, 3]}

CHANGES: dict[str, Callable[[Random], Any]] = {
    "bytes": lambda random: changed_bytes(random, bytes(range(256))),
    "json": lambda random: written_json(random, changed_json(random, SHEET)),
    "xml": lambda random: changed_xml(random, '<a b="1" c="x"><d e="2"/></a>'),
    "text": any_text,
    "value": lambda random: repr(any_value(random)),
    "shape": any_wkt,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_seed_gives_the_same_input_again(change: Callable[[Random], Any]) -> None:
    first = [change(Random(seed)) for seed in range(30)]
    assert [change(Random(seed)) for seed in range(30)] == first
    assert len(set(first)) > 10


def test_what_is_changed_stays_as_it_was() -> None:
    before = json.dumps(SHEET)
    changed_json(Random(1), SHEET)
    assert json.dumps(SHEET) == before


def attempt(error: Exception | None, *warnings: str) -> Callable[[Random, Path], list[str]]:
    def run(random: Random, folder: Path) -> list[str]:
        if error is not None:
            raise error
        return list(warnings)

    return run


class RamblingError(SrceError):
    """A refusal that is not shortened."""

    def __str__(self) -> str:
        return "x" * 300


FAULTS: dict[str, tuple[Any, str]] = {
    "a result": (attempt(None), ""),
    "a warning": (attempt(None, "The layer “a\nb” is left out."), ""),
    "a refusal": (attempt(SheetError("The file “x” is wrong.\n" + "x" * 900)), ""),
    "another exception": (attempt(KeyError("planted")), "KeyError: 'planted'"),
    "too long a sentence": (attempt(RamblingError("x")), "a sentence of 300 letters"),
    "words of a program": (attempt(SheetError("x: 'NoneType' is wrong.")), "“NoneType”"),
    "no words": (attempt(SheetError("")), "an empty sentence"),
}


@pytest.mark.parametrize(("attempt", "fault"), FAULTS.values(), ids=FAULTS)
def test_an_input_has_a_result_or_one_sentence(attempt: Any, fault: str) -> None:
    found = fault_of(attempt, "json", 1, 7)
    assert fault in found
    assert bool(found) is bool(fault)


def test_an_input_is_kept_where_it_is_asked_for(tmp_path: Path) -> None:
    def run(random: Random, folder: Path) -> list[str]:
        (folder / "input").write_text(str(random.random()))
        return []

    fault_of(run, "json", 1, 7, str(tmp_path / "a"))
    fault_of(run, "json", 1, 7, str(tmp_path / "b"))
    fault_of(run, "json", 1, 8, str(tmp_path / "c"))
    one, same, other = ((tmp_path / name / "input").read_text() for name in "abc")
    assert one == same != other


# A process that tries three inputs, the second of which is what is looked for.
WORKER = """
import os, signal, sys, time
sys.path[:0] = {path!r}
from srce_pac.tools.fuzz_worker import work

def attempt(random, folder):
    attempt.number += 1
    if attempt.number == 2:
        {fault}
    time.sleep(0.02)
    return []

first = int(sys.argv[sys.argv.index("--first") + 1])
attempt.number = first
with os.fdopen(int(sys.argv[sys.argv.index("--worker") + 1]), "w") as out:
    work({{"json": attempt}}, "json", 1, first, out)
"""

PLANTED = {
    "an exception": ("raise KeyError('planted')", "KeyError: 'planted'"),
    "a hang": ("time.sleep(3600)", "not done after"),
    "a crash": ("os.kill(os.getpid(), signal.SIGSEGV)", "the process ended: SIGSEGV"),
    "an end": ("os._exit(3)", "the process ended: exit code 3"),
}


@pytest.mark.parametrize(("fault", "told"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found_and_told_how_to_see_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str, told: str
) -> None:
    monkeypatch.setattr("srce_pac.tools.fuzz.STARTING", 60.0)
    # As on an idle machine.
    monkeypatch.setattr("os.getloadavg", lambda: (0.0, 0.0, 0.0))
    script = tmp_path / "worker.py"
    script.write_text(textwrap.dedent(WORKER).format(path=sys.path, fault=fault))

    count, findings = Watch((sys.executable, str(script)), patience=0.7, most=1).run("json", 1, 60)
    assert [finding.number for finding in findings] == [1]
    assert count == 2
    assert told in str(findings[0])
    assert 'make fuzz ARGS="--kind json --seed 1 --case 1"' in str(findings[0])
