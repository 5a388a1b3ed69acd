# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster of Slurm that is this machine alone, for as long as a test runs."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

from srce_pac.tests.support.missing import find_program
from srce_pac.tests.support.programs import PATIENCE, Server, free_port

# Nobody is asked who he is: the ports are those of loopback, for some seconds.
CONFIGURATION = """
ClusterName=tests
SlurmctldHost={host}(127.0.0.1)
AuthType=auth/none
CredType=cred/none
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={port}
SlurmdPort={node_port}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
NodeName={host} NodeAddr=127.0.0.1 CPUs={processors} State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


class _Node(Server):
    """The daemon that runs the jobs."""

    def __init__(self, configuration: Path) -> None:
        super().__init__()
        self._configuration = configuration

    def _start(self) -> None:
        self._run([find_program("slurmd"), "-D", "-f", str(self._configuration)])
        self._wait_until(lambda: "started on" in self.log.read_text("utf-8", "replace"))


class Slurm(Server):
    """The daemon that hands jobs out, and its one node."""

    def _start(self) -> None:
        self._configuration = self.folder / "slurm.conf"
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        self._configuration.write_text(
            CONFIGURATION.format(
                host=socket.gethostname(),
                user="root" if os.geteuid() == 0 else os.environ["USER"],
                port=self.port,
                node_port=free_port(),
                folder=self.folder,
                processors=len(os.sched_getaffinity(0)),
            ),
            encoding="utf-8",
        )
        self._node = _Node(self._configuration)
        self._run([find_program("slurmctld"), "-D", "-f", str(self._configuration)])
        self._node.start()
        self._wait_until(lambda: "idle" in self._ask(["sinfo", "--noheader"]).stdout)

    def close(self) -> None:
        """End both daemons."""
        node = getattr(self, "_node", None)
        if node is not None:
            node.close()
        super().close()

    def run(self, script: Path, folder: Path) -> None:
        """Run a script as its head says, in a folder, to the end of all of its jobs."""
        command = ["sbatch", "--wait", "--output", f"{folder}/job%a.txt", str(script)]
        done = self._ask(command, folder)
        said = "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("job*.txt")))
        assert done.returncode == 0, done.stdout + done.stderr + said

    def _ask(
        self, command: Sequence[str], folder: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [find_program(command[0]), *command[1:]],
            cwd=folder,
            env={**os.environ, "SLURM_CONF": str(self._configuration)},
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
