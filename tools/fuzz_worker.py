# SPDX-License-Identifier: GPL-3.0-or-later
"""The process that tries one input after another, and says of each what came of it."""

from __future__ import annotations

import json
import shutil
import tempfile
import traceback
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from random import Random
from typing import IO, Callable

from srce_pac.core.common.errors import SrceError
from srce_pac.core.common.sentence import LONGEST, sentences

# What tries one input, made by a Random, with a folder of its own; gives warnings.
Attempt = Callable[[Random, Path], "Iterable[str]"]

# What no user should read.
_TRACES = ("Traceback", "Errno", "NoneType", "object at 0x", "Error(", "<class")


def work(attempts: Mapping[str, Attempt], kind: str, seed: int, first: int, out: IO[str]) -> None:
    """Try the inputs of a kind from a number on, for ever; say `begin` and `end` of each."""
    for number in count(first):
        _say(out, begin=number)
        _say(out, end=number, fault=fault_of(attempts[kind], kind, seed, number))


def fault_of(attempt: Attempt, kind: str, seed: int, number: int, folder: str = "") -> str:
    """What is wrong with what came of an input; empty for a result, or a refusal as it should be.

    A `folder` that is given is kept.
    """
    place = Path(folder or tempfile.mkdtemp(prefix="srce_pac_fuzz_"))
    place.mkdir(parents=True, exist_ok=True)
    try:
        warnings = attempt(Random(f"{kind}/{seed}/{number}"), place)
        return next(_faults(sentences(warnings)), "")
    except SrceError as error:
        return next(_faults([str(error)]), "")
    # Whatever else comes out is what is looked for.
    except Exception:
        return traceback.format_exc()
    finally:
        if not folder:
            shutil.rmtree(place, ignore_errors=True)


def _faults(texts: Iterable[str]) -> Iterator[str]:
    """What is wrong with sentences."""
    for text in texts:
        if not text.strip():
            yield "an empty sentence"
        if len(text) > LONGEST:
            yield f"a sentence of {len(text)} letters: {text}"
        if any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 for letter in text):
            yield f"a control character in a sentence: {text!r}"
        for trace in _TRACES:
            if trace in text:
                yield f"“{trace}” in a sentence: {text}"


def _say(out: IO[str], **what: object) -> None:
    out.write(json.dumps(what) + "\n")
    out.flush()
