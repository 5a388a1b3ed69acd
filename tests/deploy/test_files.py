# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of deploy/ fit together: compose, systemd, nginx and what they are filled with."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from srce_pac.tests.support.missing import MissingError, find_program

SHARE = "/usr/share/srce-pac"


@pytest.fixture(scope="module")
def deploy(root: Path) -> Path:
    return root / "deploy"


@pytest.fixture(scope="module")
def settings(deploy: Path) -> Mapping[str, str]:
    """What pac.env says."""
    lines = (deploy / "pac.env").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and line[0] != "#")
    return {name: value for name, _, value in pairs}


@pytest.fixture(scope="module")
def compose(deploy: Path) -> dict[str, Any]:
    import yaml

    read: dict[str, Any] = yaml.safe_load((deploy / "compose.yaml").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def installed(deploy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a machine on which the service was installed from a package of one file."""
    folder = tmp_path_factory.mktemp("installed")
    package = folder / "plugin.zip"
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("srce_pac/metadata.txt", "")
    for _ in range(2):
        subprocess.run(["sh", deploy / "install.sh", package, folder / "root"], check=True)
        # What the office has written stays.
        (folder / "root" / "etc" / "srce-pac" / "pac.json").write_text("{}", encoding="utf-8")
    return folder / "root"


def test_containers_have_no_rights(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"web", "qgis", "db"}
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["user"] not in ("", "root", "0"), name
        assert "privileged" not in service, name
        assert "cap_add" not in service, name
        assert {"mem_limit", "pids_limit", "healthcheck", "restart"} <= set(service), name
        assert ("ports" in service) == (name == "web"), name
    assert compose["networks"]["back"]["internal"] is True


def test_compose_names_files_that_are_there(
    compose: dict[str, Any], deploy: Path, settings: Mapping[str, str]
) -> None:
    docker = (deploy / "Dockerfile").read_text(encoding="utf-8")
    stages = re.findall(r"^FROM \S+ AS (\w+)$", docker, re.MULTILINE)
    for name, service in compose["services"].items():
        assert service["env_file"] == "pac.env"
        assert service["build"]["target"] in stages
        assert (deploy / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (deploy / source).is_file(), name
            elif not source.startswith("/"):
                assert source in compose["volumes"], name
        # The number is said in one place, and folders as the file of settings has them.
        said = service.get("environment", {})
        assert "PROCESSES" not in said
        assert set(said) & {*settings} <= {"PAC_LISTEN", "PAC_TEMP", "PAC_ACCESS_LOG"}
    memory = compose["services"]["qgis"]["mem_limit"]
    assert memory == f"{2 * int(settings['PROCESSES'])}g"
    web, qgis, database = (compose["services"][name] for name in ("web", "qgis", "db"))
    for service in (web, qgis):
        places = [volume.split(":")[1] for volume in service["volumes"]]
        assert os.path.dirname(settings["PAC_SOCKET"]) in places
        assert settings["PAC_PRINT"] in places
    assert f"./pac.json:{settings['SRCE_PAC_CONFIG']}:ro" in qgis["volumes"]
    # The login that writes is the database's alone.
    reads = {"source": "pg_service", "target": settings["PGSERVICEFILE"]}
    writes = {"source": "pg_owner", "target": settings["PAC_OWNER_FILE"]}
    assert (qgis["secrets"], database["secrets"]) == ([reads], [reads, writes])
    assert "secrets" not in web
    for name, secret in compose["secrets"].items():
        text = (deploy / secret["file"]).read_text(encoding="utf-8")
        assert ("user=pac_owner" in text) == (name == "pg_owner")


def test_images_copy_and_start_what_is_installed(deploy: Path, installed: Path) -> None:
    docker = (deploy / "Dockerfile").read_text(encoding="utf-8")
    for source in re.findall(r"deploy/[\w./]+", "".join(re.findall("COPY .*", docker))):
        assert (deploy.parent / source).exists(), source
    for started in re.findall(rf'"{SHARE}/([^"]+)"', docker):
        assert os.access(installed / f".{SHARE}" / started, os.X_OK), started


def test_nginx_is_filled_whole_or_not_at_all(
    deploy: Path, settings: Mapping[str, str], tmp_path: Path
) -> None:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if nginx is None:
        raise MissingError("needs nginx, which is not on this machine (tools/setup.sh test)")
    paths = {"PAC_TEMP": tmp_path, "PAC_ACCESS_LOG": tmp_path / "access.log"}
    values = {**os.environ, **settings, **{name: str(path) for name, path in paths.items()}}
    for name in ("nginx.conf", "srce-pac.conf"):
        filled = tmp_path / name
        command = ["sh", str(deploy / "fill.sh"), str(deploy / "nginx" / name), str(filled)]
        subprocess.run(command, env=values, check=True)
    done = subprocess.run(
        [nginx, "-t", "-e", "stderr", "-c", tmp_path / "nginx.conf"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    before = filled.read_bytes()
    less = {name: value for name, value in values.items() if name != "PAC_LISTEN"}
    done = subprocess.run(command, env=less, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert re.fullmatch(r".*PAC_LISTEN is not set: add it to pac\.env\n", done.stderr)
    # What an earlier version was filled with serves on.
    assert filled.read_bytes() == before
    assert not [*tmp_path.glob("*.new")]


@pytest.mark.parametrize(
    ("said", "bounds"),
    [
        ({"PROCESSES": "1"}, "16 8"),
        ({"PROCESSES": "4"}, "64 32"),
        ({"PROCESSES": "4", "PAC_QUEUE": "20", "PAC_CLIENT_QUEUE": "5"}, "20 5"),
    ],
)
def test_as_many_wait_as_the_processes_can_keep(
    deploy: Path, tmp_path: Path, said: dict[str, str], bounds: str
) -> None:
    asked, filled = tmp_path / "asked", tmp_path / "filled"
    asked.write_text("${PAC_QUEUE} ${PAC_CLIENT_QUEUE}", encoding="utf-8")
    values = {"PATH": os.environ["PATH"], **said}
    subprocess.run(["sh", deploy / "fill.sh", asked, filled], env=values, check=True)
    assert filled.read_text(encoding="utf-8") == f"{bounds}\n"


def test_units_are_those_that_systemd_takes(installed: Path, tmp_path: Path) -> None:
    folder = installed / "etc" / "systemd" / "system"
    units = sorted(folder.iterdir())
    assert {unit.name for unit in units} == {
        *("srce-pac.socket", "srce-pac.service", "srce-pac@.service"),
        *("srce-pac-health.service", "srce-pac-health.timer"),
    }
    for unit in units:
        # Nothing is installed on this machine itself.
        text = unit.read_text(encoding="utf-8").replace(SHARE, f"{installed}{SHARE}")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [find_program("systemd-analyze"), "verify", "--man=no", *sorted(tmp_path.iterdir())],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_processes_are_hardened_and_as_many_as_one_number_says(
    deploy: Path, installed: Path, settings: Mapping[str, str]
) -> None:
    process = (deploy / "systemd" / "srce-pac@.service").read_text(encoding="utf-8")
    for line in (
        *("ProtectSystem=strict", "NoNewPrivileges=yes", "User=srce-pac", "Restart=always"),
        *("ReadWritePaths=/var/cache/srce-pac", "CapabilityBoundingSet=", "MemoryMax=2G"),
    ):
        assert line in process.splitlines()
    socket = (deploy / "systemd" / "srce-pac.socket").read_text(encoding="utf-8")
    assert f"ListenStream={settings['PAC_SOCKET']}\n" in socket
    group = (deploy / "systemd" / "srce-pac.service").read_text(encoding="utf-8")
    assert '"$PROCESSES"' in group
    named = [
        path
        for path in deploy.rglob("*")
        if path.is_file() and re.search(r"^\s*PROCESSES[=:]", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert named == [deploy / "pac.env"]
    assert (installed / "etc" / "srce-pac" / "pac.json").read_text(encoding="utf-8") == "{}"
