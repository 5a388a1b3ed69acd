# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the plugin's zip from the last commit: ``python3 tools/build_package.py ZIP``.

The standard library and git are enough. A page tells nothing of a file that the zip leaves out: a
link to one keeps its text only, and so does a picture. The same commit gives the same bytes.
"""

from __future__ import annotations

import io
import posixpath
import re
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "srce_pac"
# What the installed plugin needs. Of the pages, those that its users read; of their pictures, those
# of the guide in the language of the sheets that are not large: all would double the zip.
PARTS = (
    *("LICENSE", "CHANGELOG.md", "metadata.txt", "__init__.py", "plugin.py", "api.py"),
    *("core", "data", "docs", "i18n", "icons", "layouts", "processing", "server"),
    *("sheets", "styles", "ui"),
)
LEFT_OUT = (
    *("docs/architecture.md", "docs/benchmarks.md", "docs/deploy*.md", "docs/index.md"),
    "i18n/*.ts",
)
PICTURES = "docs/images/"
PICTURES_OF = "docs/guide.fr.md"
LARGEST_PICTURE = 60_000

# Lines and indents between the elements of templates and styles, which say nothing to QGIS.
INDENTED = (".qpt", ".qml")
BETWEEN = re.compile(rb">\s*\n\s*<")

# [text](target) and ![text](target), the target without its anchor and its title.
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)#\s]*)([^)]*)\)")
MODE = 0o644


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        print("Usage: python3 tools/build_package.py ZIP", file=sys.stderr)
        return 2
    moment, files = committed()
    write_zip(Path(arguments[0]), packed(files), moment)
    return 0


def committed() -> tuple[int, dict[str, bytes]]:
    """The time of the last commit in seconds, and the package's files as it has them, by path."""
    leave = [f":!{pattern}" for pattern in LEFT_OUT]
    archive = _git("archive", "--format=tar", "HEAD", "--", *_there(), *leave)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        members = [member for member in tar.getmembers() if member.isfile()]
        files = {}
        for member in members:
            content = tar.extractfile(member)
            files[member.name] = content.read() if content else b""
    return int(_git("log", "-1", "--format=%ct", "HEAD")), files


def packed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files as the zip holds them: without most pictures, without links to what is left out,
    and without the indents of XML."""
    shown = {target for _, _, target, _ in LINK.findall(files[PICTURES_OF].decode("utf-8"))}
    kept = {
        path: content
        for path, content in files.items()
        if not path.startswith(PICTURES)
        or (posixpath.relpath(path, "docs") in shown and len(content) <= LARGEST_PICTURE)
    }
    return {path: _as_packed(path, content, kept) for path, content in kept.items()}


def _as_packed(path: str, content: bytes, kept: Collection[str]) -> bytes:
    if path.endswith(".md"):
        return page(path, content.decode("utf-8"), kept).encode("utf-8")
    return BETWEEN.sub(b"><", content) if path.endswith(INDENTED) else content


def page(path: str, text: str, kept: Collection[str]) -> str:
    """A page of Markdown in which a link to a file that is not kept is its text alone."""

    def link(match: re.Match[str]) -> str:
        picture, words, target, _ = match.groups()
        if not leads_out(path, target, kept):
            return match.group()
        return f"*{words}*" if picture else words

    return LINK.sub(link, text)


def leads_out(page_path: str, target: str, kept: Collection[str]) -> bool:
    """Whether what a page links to is a file that is not among those that are kept."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page_path), target))
    return bool(target) and ":" not in target and path not in kept


def write_zip(path: Path, files: Mapping[str, bytes], moment: int) -> None:
    """Write the zip beside its place, then move it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    date = time.gmtime(moment)[:6]
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name in sorted(files):
            info = zipfile.ZipInfo(f"{PACKAGE}/{name}", date)
            info.external_attr = MODE << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, files[name])
    beside.replace(path)


def _there() -> list[str]:
    names = _git("ls-tree", "--name-only", "HEAD").decode("utf-8").splitlines()
    return [part for part in PARTS if part in names]


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
