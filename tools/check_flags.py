# SPDX-License-Identifier: GPL-3.0-or-later
"""Find arithmetic on flags that ends as a plain int on Qt 6, where QGIS's setters refuse it.

``layer.setFlags(layer.flags() & ~flag)`` must read
``layer.setFlags(QgsMapLayer.LayerFlags(layer.flags() & ~flag))``, which Qt 5 takes as well.

Usage: ``python3 tools/check_flags.py [FILE …]``; the modules of the plugin by default.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def faults(source: str) -> list[int]:
    """The lines that take flags away without giving the result its type back."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    wrapped = {id(call.args[0]) for call in calls if is_wrapper(call)}
    return sorted(node.lineno for node in removals(tree) if id(node) not in wrapped)


def removals(tree: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """What reads ``a & ~b`` or ``a &= ~b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp):
            operands = (node.left, node.right)
        elif isinstance(node, ast.AugAssign):
            operands = (node.target, node.value)
        else:
            continue
        inverted = any(
            isinstance(each, ast.UnaryOp) and isinstance(each.op, ast.Invert) for each in operands
        )
        if isinstance(node.op, ast.BitAnd) and inverted:
            yield node


def is_wrapper(call: ast.Call) -> bool:
    """Whether a type is called, such as ``QgsMapLayer.LayerFlags(…)``."""
    name = ast.unparse(call.func).rpartition(".")[2]
    return len(call.args) == 1 and name[:1].isupper()


def main(arguments: Sequence[str]) -> int:
    files = [Path(name) for name in arguments] or [
        file
        for pattern in ("*.py", "core/**/*.py", "ui/**/*.py", "processing/**/*.py")
        for file in sorted(ROOT.glob(pattern))
    ]
    found = [
        f"{file}:{line}: this is a plain int on Qt 6: wrap it in the type of the flags"
        for file in files
        for line in faults(file.read_text(encoding="utf-8"))
    ]
    if found:
        print(*found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
