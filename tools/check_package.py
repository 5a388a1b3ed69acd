# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold a packaged plugin to the rules of the plugin site that concern its files.

Usage: ``python3 tools/check_package.py ZIP``, with .build/plugins on the path, as tools/package.sh
has it. The standard library is enough. What the site makes of the code inside is looked for by
``tools/scan.sh``.
"""

from __future__ import annotations

import configparser
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from srce_pac.tools.build_package import LINK, leads_out

LARGEST = 25 * 1024 * 1024
FILES = ("LICENSE", "metadata.txt", "__init__.py")
ENTRIES = (
    *("name", "description", "description[fr]", "version", "qgisMinimumVersion", "author"),
    *("email", "about", "tracker", "repository", "hasProcessingProvider"),
)
FORBIDDEN = (
    *("*.pyc", "__pycache__", ".*", "*.sh", "*.bat", "*.cmd", "*.ps1"),
    *("*.exe", "*.dll", "*.so", "*.dylib"),
)
EXECUTABLE = 0o111
# The site's scan takes them for secrets.
LONG_NUMBER = re.compile(rb"(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])")


def faults(zip_file: Path) -> Iterator[str]:
    """What the plugin site would refuse, a sentence each."""
    if zip_file.stat().st_size > LARGEST:
        yield f"{zip_file.name} is larger than the 25 MB that the plugin site takes."
    with zipfile.ZipFile(zip_file) as package:
        infos = [info for info in package.infolist() if not info.is_dir()]
        tops = sorted({info.filename.partition("/")[0] for info in infos})
        if len(tops) != 1 or not tops[0].isidentifier():
            yield f"All must be in one folder whose name is a Python identifier, not in {tops}."
            return
        start = len(tops[0]) + 1
        contents = {info.filename[start:]: package.read(info) for info in infos}
    for name, info in zip(contents, infos):
        yield from file_faults(name, info.external_attr >> 16, contents[name])
        if name.endswith(".md"):
            yield from page_faults(name, contents)
    missing = [name for name in FILES if name not in contents]
    yield from (f"{name} is not in the package; the plugin site wants it." for name in missing)
    if not missing:
        yield from metadata_faults(contents)


def file_faults(name: str, mode: int, content: bytes) -> Iterator[str]:
    """What is wrong with one file, whose mode is that of Unix."""
    parts = PurePosixPath(name).parts
    if any(fnmatch(part, pattern) for part in parts for pattern in FORBIDDEN):
        yield f"{name} may not be in the package: see PARTS in tools/build_package.py."
    if ".." in name:
        yield f"{name} has two dots in a row in its name."
    if name.endswith(".py") and mode & EXECUTABLE:
        yield f"{name} may not be executable."
    if b"\0" not in content and LONG_NUMBER.search(content):
        yield (
            f"{name} holds 32 hexadecimal digits, which the plugin site's scan takes for a secret."
        )


def page_faults(name: str, contents: Mapping[str, bytes]) -> Iterator[str]:
    """What a page links to that is not in the package."""
    for _, _, target, _ in LINK.findall(contents[name].decode("utf-8")):
        if leads_out(name, target, contents):
            yield f"{name} links to {target}, which is not in the package."


def metadata_faults(contents: Mapping[str, bytes]) -> Iterator[str]:
    """What is wrong with metadata.txt, and with what it names."""
    metadata = general(contents["metadata.txt"])
    for key in ENTRIES:
        if not metadata.get(key):
            yield f"metadata.txt lacks {key}, which must be there."
    if "plugin" in metadata.get("name", "").lower():
        yield "metadata.txt: the name may not hold the word “plugin”."
    if metadata.get("qgisMaximumVersion") != "4.99":
        yield "metadata.txt: qgisMaximumVersion must be 4.99, or QGIS 4 does not offer the plugin."
    if "supportsQt6" in metadata:
        yield "metadata.txt: supportsQt6 is ignored; remove it."
    icon, version = metadata.get("icon", ""), metadata.get("version", "")
    if icon not in contents:
        yield f"metadata.txt: the icon {icon} is not in the package."
    if f"## [{version}]" not in contents.get("CHANGELOG.md", b"").decode("utf-8"):
        yield f"CHANGELOG.md has no heading for version {version}, which metadata.txt announces."


def general(content: bytes) -> dict[str, str]:
    """The entries of a metadata.txt as the plugin site and QGIS read them."""
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(content.decode("utf-8"))
    return dict(parser["general"])


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        print("Usage: python3 tools/check_package.py ZIP", file=sys.stderr)
        return 2
    found = list(faults(Path(arguments[0])))
    if found:
        print(*found, sep="\n", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
