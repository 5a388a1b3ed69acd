# SPDX-License-Identifier: GPL-3.0-or-later
"""Say what a publication of a packaged plugin still lacks: ``python3 tools/check_release.py ZIP``.

.build/plugins must be on the path, as tools/package.sh has it. A zip for one's own office needs
none of this. The standard library and git are enough.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from srce_pac.tools.check_package import general

ROOT = Path(__file__).resolve().parents[1]
# What a slow connection of an office still fetches at once.
LARGEST = 4_000_000
ADDRESSES = ("homepage", "repository", "tracker")
# Names that are reserved for examples (RFC 2606), so that nobody is reached there.
EXAMPLE = re.compile(r"(^|\.)(example(\.(com|net|org))?|test|invalid|localhost)$")


def lacking(zip_file: Path, folder: Path = ROOT) -> list[str]:
    """What a publication lacks, a sentence each; folder is the checkout that the zip comes from."""
    with zipfile.ZipFile(zip_file) as package:
        top = package.namelist()[0].partition("/")[0]
        metadata = general(package.read(f"{top}/metadata.txt"))
        changelog = package.read(f"{top}/CHANGELOG.md").decode("utf-8")
    found = [*placeholders(metadata), *unreleased(metadata, changelog)]
    found += state(metadata.get("version", ""), folder)
    if zip_file.stat().st_size > LARGEST:
        size = zip_file.stat().st_size / 1e6
        found.append(f"{zip_file.name} has {size:.1f} MB; the limit is {LARGEST / 1e6:.0f} MB.")
    return found


def placeholders(metadata: dict[str, str]) -> Iterator[str]:
    """Addresses of metadata.txt at which nobody is reached."""
    for key in ADDRESSES:
        address = urlsplit(metadata.get(key, ""))
        if address.scheme not in ("http", "https") or EXAMPLE.search(address.hostname or ""):
            yield f"metadata.txt: {key} is a placeholder ({metadata.get(key, '')})."
    email = metadata.get("email", "")
    if "@" not in email or EXAMPLE.search(email.rpartition("@")[2]):
        yield f"metadata.txt: email is a placeholder ({email})."


def unreleased(metadata: dict[str, str], changelog: str) -> Iterator[str]:
    """What the changelog does not say yet of the version."""
    version = metadata.get("version", "")
    heading = re.search(rf"^## \[{re.escape(version)}\](.*)$", changelog, re.MULTILINE)
    if not heading or not re.fullmatch(r" - \d{4}-\d{2}-\d{2}", heading.group(1)):
        yield f"CHANGELOG.md: version {version} has no date yet (## [{version}] - 2026-12-31)."
    if re.search(r"^## \[Unreleased\]\s+\S(?!# \[)", changelog, re.MULTILINE | re.IGNORECASE):
        yield f"CHANGELOG.md: what stands under Unreleased is not in version {version}."
    if not metadata.get("changelog", "").startswith(version):
        yield f"metadata.txt: changelog says nothing of version {version}."


def state(version: str, folder: Path) -> Iterator[str]:
    """What of the checkout is not as the version was tagged."""
    if _git(folder, "status", "--porcelain"):
        yield "The checkout has changes that are not committed."
    tags = _git(folder, "tag", "--points-at", "HEAD").split()
    if f"v{version}" not in tags:
        there = f", only {', '.join(tags)}" if tags else ""
        yield f"The last commit has no tag v{version}{there}."


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout.strip()


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        print("Usage: python3 tools/check_release.py ZIP", file=sys.stderr)
        return 2
    found = lacking(Path(arguments[0]))
    if found:
        print("A publication on the plugin site still lacks:", file=sys.stderr)
        print(*(f"- {sentence}" for sentence in found), sep="\n", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
