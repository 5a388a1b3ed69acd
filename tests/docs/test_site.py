# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages as a site, and the files that a forge reads."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from srce_pac.tests.support.missing import MissingError

FORGE = ".github"


@pytest.mark.once
def test_the_site_is_made_without_a_warning(root: Path, tmp_path: Path) -> None:
    python = root / ".venv" / "bin" / "python"
    if subprocess.run([python, "-c", "import mkdocs"], check=False).returncode:
        raise MissingError("needs MkDocs (tools/setup.sh site)")
    command = [str(python), "-m", "mkdocs", "build", "--strict", "--quiet"]
    command += ["--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    for page in ("guide.html", "guide.fr.html", "api.fr.html", "architecture.html"):
        assert (tmp_path / page).is_file()
    # Of what is not part of the site the words are shown, and no link.
    assert "../" not in (tmp_path / "data.fr.html").read_text("utf-8").partition('role="main"')[2]


@pytest.mark.once
def test_the_workflows_run_what_there_is(root: Path) -> None:
    (file,) = (root / FORGE / "workflows").glob("*.yml")
    jobs = yaml.safe_load(file.read_text("utf-8"))["jobs"]
    targets = (root / "Makefile").read_text("utf-8")
    steps = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    made = [step.split()[1] for step in steps if step.startswith("make ")]
    assert set(made) == {"lint", "site", "test", "package", "release"}
    assert all(f"\n{target}: " in targets for target in made)


@pytest.mark.once
def test_an_issue_form_asks_each_thing_once(root: Path) -> None:
    forms = sorted((root / FORGE / "ISSUE_TEMPLATE").glob("[0-9]*.yml"))
    assert len(forms) == 3
    for form in forms:
        content = yaml.safe_load(form.read_text("utf-8"))
        assert {"name", "description", "body"} <= set(content)
        fields = [part["id"] for part in content["body"]]
        assert len(fields) == len(set(fields))
        assert all(part["attributes"]["label"] for part in content["body"])
