# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of the house: which room may import which, and what the core never touches.

`docs/architecture.md` shows the same table to people.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# From the ground up: what a room of core/ may import. Territory, open data and profiles stand
# beside each other, so that whoever changes one need not know the others.
ROOMS: dict[str, set[str]] = {
    "common": set(),
    "sources": {"common"},
    "sheet": {"common"},
    "territory": {"common", "sources"},
    "opendata": {"common", "sources"},
    "profiles": {"common", "sources", "sheet"},
    "base": {"common", "sources", "sheet", "profiles"},
    "output": {"common"},
    "styles": {"common", "sheet", "output"},
    # Not open data: what is downloaded is a source as any other.
    "layers": {"common", "sources", "sheet", "territory", "profiles", "base", "styles"},
}
ROOMS["summary"] = {*ROOMS["layers"], "layers"}
ROOMS["layout"] = {*ROOMS["summary"], "summary"}
# Modules right in core/, above those rooms.
ON_TOP = {
    "kept_layouts",
    "pipeline",
    "prepared_sheet",
    "preview",
    "print_project",
    "read_files",
    "sheet_basis",
    "sheet_choice",
    "sheet_index",
    "sheet_layout",
    "style_gallery",
}
# Rooms above the pipeline, each beside the others: what is made of many sheets.
ABOVE = {"atlas", "series"}
ROOMS.update({room: set(ROOMS) for room in sorted(ABOVE)})

# What the other parts of the package may import: none of them a part above or beside it.
PARTS: dict[str, set[str]] = {
    "core": set(),
    "processing": {"core"},
    "ui": {"core"},
    "server": {"core"},
    "plugin": {"core", "processing", "ui"},
}

# Beginnings of the modules that need a window, or that stand above core/.
NOT_IN_CORE = (
    *("qgis.gui", "qgis.server", "qgis.utils", "qgis.PyQt.QtWidgets"),
    *("ui", "processing", "server", "plugin"),
)


@dataclass(frozen=True)
class Import:
    """What a line imports, dotted: from the root of the package where `level` is not 0."""

    target: str
    level: int
    line: int


def package_files() -> list[Path]:
    """The modules of the installed plugin, counted from the root."""
    folders = ("core", "ui", "processing", "server")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    return sorted(file.relative_to(ROOT) for file in (*files, *ROOT.glob("*.py")))


def module_name(file: Path) -> str:
    """The dotted name below the package: `core.pipeline`; a package has its folder's name."""
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(file): file for file in package_files()}
CORE = [name for name in FILES if name.startswith("core.")]


def imports_of(file: Path, source: str) -> Iterator[Import]:
    """Every import of a module, wherever in it: `from .a import b` counts as `a.b` too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, 0, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = [*file.parts[: len(file.parts) - node.level]] if node.level else []
            base += node.module.split(".") if node.module else []
            for alias in node.names:
                yield Import(".".join([*base, alias.name]), node.level, node.lineno)


@cache
def read(file: Path) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


@cache
def imported_modules(name: str) -> set[str]:
    """The modules of the package that one of them imports."""
    file = FILES[name]
    found = set()
    for each in imports_of(file, read(file)):
        if each.level:
            # What is imported is a module, or a definition inside one.
            module = each.target if each.target in FILES else each.target.rpartition(".")[0]
            assert module in FILES, f"{file}:{each.line}: {each.target} is no module"
            found.add(module)
    return found


def room_of(name: str) -> str:
    """`layout` of `core.layout.fill`; nothing where a module stands right in core/."""
    found = re.match(r"core\.(\w+)(\.|$)", name)
    return found[1] if found and found[1] in ROOMS else ""


def find_circle(imports: dict[str, set[str]]) -> list[str]:
    """The modules of a circle of imports; empty if there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_every_room_of_core_is_in_the_table() -> None:
    folders = {path.parent.name for path in (ROOT / "core").glob("*/__init__.py")}
    assert folders == set(ROOMS)
    modules = {path.stem for path in (ROOT / "core").glob("*.py")} - {"__init__"}
    assert modules == ON_TOP


def test_the_architecture_page_shows_the_table() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE)
    assert [room for room, _ in rows] == list(ROOMS)
    for room, allowed in rows:
        above = {name for name, _ in rows[: list(ROOMS).index(room)]}
        named = set(re.findall(r"`(\w+)`", allowed))
        shown = above - named if allowed.startswith("all above") else named
        assert shown == ROOMS[room], room


def test_the_table_leads_one_way_down() -> None:
    order = list(ROOMS)
    for room, below in ROOMS.items():
        assert below <= set(order[: order.index(room)])


def test_a_room_imports_only_rooms_below_it() -> None:
    assert [
        f"{FILES[name]} imports {target}"
        for name in CORE
        for target in imported_modules(name)
        if (room := room_of(name))
        if room_of(target) not in {room, *ROOMS[room]}
        and not (room in ABOVE and target.split(".")[1] in ON_TOP)
    ] == []


def test_the_pipeline_knows_nothing_of_the_rooms_above_it() -> None:
    on_top = [name for name in CORE if name.split(".")[1] in ON_TOP]
    found = {name: {room_of(t) for t in imported_modules(name)} & ABOVE for name in on_top}
    assert {name: rooms for name, rooms in found.items() if rooms} == {}


def forbidden(name: str, targets: set[str]) -> list[str]:
    """Those of the modules that a module imports which its part of the package may not."""
    part = name.partition(".")[0]
    allowed = {part, *PARTS.get(part, PARTS)}
    return sorted(target for target in targets if target.partition(".")[0] not in allowed)


def test_a_part_of_the_package_imports_only_parts_below_it() -> None:
    found = {name: forbidden(name, imported_modules(name)) for name in FILES}
    assert {name: targets for name, targets in found.items() if targets} == {}


def test_an_import_of_a_part_above_or_beside_is_found() -> None:
    for name, target in (
        ("processing.provider", "ui.common.icons"),
        ("ui.dock.dock", "plugin"),
        ("ui.dock.dock", "processing.provider"),
        ("core.common.settings", "ui.common.icons"),
    ):
        assert forbidden(name, {target, "core.common.settings"}) == [target]


def test_no_imports_run_in_a_circle() -> None:
    # A package of rooms imports nothing itself, and is imported with each of its modules.
    imports = {name: imported_modules(name) - {name} for name in FILES}
    assert find_circle(imports) == []


def test_core_needs_no_window() -> None:
    assert [
        f"{FILES[name]}:{each.line}: {each.target}"
        for name in CORE
        for each in imports_of(FILES[name], read(FILES[name]))
        if any(f"{each.target}.".startswith(f"{banned}.") for banned in NOT_IN_CORE)
    ] == []


def test_the_package_imports_itself_relatively() -> None:
    own = {path.name for path in ROOT.iterdir() if path.is_dir()} | {"srce_pac"}
    # QGIS's own module, which `core` never imports.
    own.discard("processing")
    assert [
        f"{file}:{each.line}: {each.target}"
        for file in FILES.values()
        for each in imports_of(file, read(file))
        if not each.level and each.target.split(".")[0] in own
    ] == []


SAMPLE = """
import json
from qgis.gui import QgsMapCanvas
from . import boxes
from ..common.errors import SrceError
def late():
    from ...ui.dock import dock
"""


def test_imports_are_found_wherever_they_stand() -> None:
    found = {(each.target, each.line) for each in imports_of(Path("core/layout/fill.py"), SAMPLE)}
    assert found == {
        ("json", 2),
        ("qgis.gui.QgsMapCanvas", 3),
        ("core.layout.boxes", 4),
        ("core.common.errors.SrceError", 5),
        ("ui.dock.dock", 7),
    }


def test_a_circle_is_found() -> None:
    assert set(find_circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})) == {"a", "b", "c"}
    assert find_circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_no_module_is_made_by_pyrcc() -> None:
    # Qt 6 has no pyrcc: icons are opened by their paths.
    assert [file for file in FILES.values() if "qRegisterResourceData" in read(file)] == []


LONGEST_MODULE = 450
LONGEST_FUNCTION = 60

CODE = sorted(
    [*FILES.values(), *(file.relative_to(ROOT) for file in (ROOT / "tools").glob("*.py"))]
)


def long_functions(source: str) -> list[str]:
    """The names of the functions and methods that take more lines than one may."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, functions)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]


def test_a_function_fits_on_a_screen() -> None:
    found = {str(file): long_functions(read(file)) for file in CODE}
    assert {file: names for file, names in found.items() if names} == {}


def test_a_long_function_is_found() -> None:
    def source(lines: int) -> str:
        return "def short():\n    pass\n\ndef long():\n" + "    pass\n" * (lines - 1)

    assert long_functions(source(LONGEST_FUNCTION)) == []
    assert long_functions(source(LONGEST_FUNCTION + 1)) == ["long"]


def test_a_module_is_not_too_long() -> None:
    found = {str(file): read(file).count("\n") for file in CODE}
    assert {file: lines for file, lines in found.items() if lines > LONGEST_MODULE} == {}
