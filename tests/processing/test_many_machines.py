# SPDX-License-Identifier: GPL-3.0-or-later
"""A series through the real qgis_process: alone, by GNU parallel, and by an array of Slurm."""

from __future__ import annotations

import csv
import json
import os
import shlex
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from qgis.core import Qgis

from srce_pac.tests.support import pdf
from srce_pac.tests.support.missing import find_program
from srce_pac.tests.support.process import Process
from srce_pac.tests.support.slurm import Slurm

pytestmark = pytest.mark.usefixtures("qgis_app")

# The shares, and the sheets of communes of Cambrai's surroundings: no share has as many as another.
MACHINES = 2
CODES = ("59294", "59001", "59552")
ALL_SHEETS = {"SRCE_59294_HAYNECOURT.pdf", "SRCE_59001_ABANCOURT.pdf", "SRCE_59552_SANCOURT.pdf"}


def rows(folder: Path) -> list[dict[str, str]]:
    """The rows of all reports in a folder."""
    found = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found += list(csv.DictReader(file, delimiter=";"))
    return found


def sheets(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.pdf")}


def shares(folder: Path, out: Path) -> str:
    """The command that prints the share of a machine, but for which one it is."""
    program = find_program("qgis_process.bin", "qgis_process")
    given = (
        f"TERRITORIES_LIST={','.join(CODES)}",
        f"OUTPUT_FOLDER={out}",
        "TEMPLATE=commune_a4_portrait",
        "WORKERS=0",
    )
    return shlex.join([program, "run", "srce_pac:exportseries", "--", *given])


def environment(folder: Path) -> dict[str, str]:
    """That of the qgis_process of a folder."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("QGIS_")}
    return {
        **kept,
        "QGIS_PLUGINPATH": str(folder / "plugins"),
        "QGIS_CUSTOM_CONFIG_PATH": str(folder / "profile"),
        "QT_QPA_PLATFORM": "offscreen",
        "LC_ALL": "C.UTF-8",
    }


def check_shares(out: Path) -> None:
    """Every sheet is there, whole, and was printed once."""
    assert sheets(out) == ALL_SHEETS
    for path in out.glob("*.pdf"):
        assert "Commune de" in pdf.text(path)
    printed = Counter(row["fichier"] for row in rows(out) if row["état"] == "imprimée")
    assert printed == dict.fromkeys(ALL_SHEETS, 1)
    assert {path.name for path in out.glob("*.csv")} == {
        f"rapport_{number}_sur_{MACHINES}.csv" for number in range(1, MACHINES + 1)
    }


def test_a_series_by_workers_tells_what_failed_and_goes_on(
    qgis_process: Process, tmp_path: Path
) -> None:
    listed = tmp_path / "liste.csv"
    listed.write_text("code;nom\n59294;Haynecourt\n59001;Abancourt\nX;Nulpart\n", encoding="utf-8")
    given = (f"TERRITORIES_LIST={listed}", f"OUTPUT_FOLDER={tmp_path}/out", "WORKERS=1")
    first, second = (
        qgis_process("--json", "run", "srce_pac:exportseries", "--", *given) for _ in range(2)
    )
    # A process that ends with layers crashes after its answer.
    assert first.status == second.status == 0
    assert qgis_process("run", "srce_pac:exportseries", "--", *given, "SHEET=nix").status == 1
    told = [
        {name: answer.results[name] for name in ("PRINTED", "SKIPPED", "FAILED")}
        for answer in (first, second)
    ]
    assert told == [
        {"PRINTED": 2, "SKIPPED": 0, "FAILED": 1},
        {"PRINTED": 0, "SKIPPED": 2, "FAILED": 1},
    ]
    assert "No territory is called" in first.output + first.errors
    assert Path(first.results["REPORT"]).is_file()
    assert "Haynecourt (59294)" in Path(first.results["PAGE"]).read_text("utf-8")


@pytest.mark.skipif(
    Qgis.QGIS_VERSION_INT < 32400, reason="qgis_process reads JSON from QGIS 3.24 on"
)
def test_the_parameters_come_as_json_on_the_standard_input(
    qgis_process: Process, tmp_path: Path
) -> None:
    inputs: dict[str, Any] = {
        "TERRITORIES_LIST": "59294",
        "OUTPUT_FOLDER": f"{tmp_path}/out",
        "FILE_NAME": '"departement" || \'/\' || "name"',
        "FORMAT": "png",
        "TEMPLATE": "commune_a4_portrait",
        "OUTLINES": True,
        "WORKERS": 1,
    }
    answer = qgis_process("run", "srce_pac:exportseries", "-", given=json.dumps({"inputs": inputs}))
    assert answer.results["PRINTED"] == 1, answer.output + answer.errors
    assert (tmp_path / "out" / "59" / "Haynecourt.png").is_file()


@pytest.mark.once
def test_gnu_parallel_shares_a_series_out(
    qgis_process: Process, process_folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [find_program("parallel"), "--halt", "now,fail=1", "-j", str(MACHINES)]
    command += [f"{shares(process_folder, out)} SLICE={{}}/{MACHINES}", ":::", "1", "2"]
    done = subprocess.run(
        command,
        env=environment(process_folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    check_shares(out)


@pytest.mark.once
def test_an_array_of_slurm_shares_a_series_out(
    qgis_process: Process, process_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, script = tmp_path / "out", tmp_path / "serie.sh"
    part = "SLICE=$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT"
    script.write_text(
        f"#!/bin/bash\n#SBATCH --array=1-{MACHINES}\n{shares(process_folder, out)} {part}\n",
        encoding="utf-8",
    )
    for name, value in environment(process_folder).items():
        monkeypatch.setenv(name, value)
    with Slurm() as slurm:
        slurm.run(script, tmp_path)
    check_shares(out)
