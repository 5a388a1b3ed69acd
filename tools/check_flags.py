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
    found = removals(tree, inverted_names(tree))
    return sorted(node.lineno for node in found if id(node) not in wrapped)


def inverted_names(tree: ast.AST) -> set[str]:
    """The names that an inverted value is given, as in ``mask = ~flag``."""
    assignments = (ast.Assign, ast.AnnAssign, ast.NamedExpr)
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, assignments) and node.value is not None and is_inverted(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(ast.unparse(target) for target in targets)
    return names


def removals(tree: ast.AST, masks: set[str]) -> Iterator[ast.expr | ast.stmt]:
    """What reads ``a & ~b`` or ``a &= ~b``, or ``a & mask`` of such a name, or ``flags ^ b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp):
            operands = (node.left, node.right)
        elif isinstance(node, ast.AugAssign):
            operands = (node.target, node.value)
        else:
            continue
        texts = [ast.unparse(each) for each in operands]
        inverted = any(map(is_inverted, operands)) or not masks.isdisjoint(texts)
        of_flags = any("flag" in text.lower() for text in texts)
        is_found = {ast.BitAnd: inverted, ast.BitXor: of_flags}
        if is_found.get(type(node.op), False):
            yield node


def is_inverted(node: ast.AST) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert)


def is_wrapper(call: ast.Call) -> bool:
    """Whether a type is called, such as ``QgsMapLayer.LayerFlags(…)``."""
    name = ast.unparse(call.func).rpartition(".")[2]
    return len(call.args) == 1 and name[:1].isupper()


def main(arguments: Sequence[str]) -> int:
    files = [Path(name) for name in arguments] or [
        file
        for pattern in (
            "*.py",
            "core/**/*.py",
            "ui/**/*.py",
            "processing/**/*.py",
            "server/**/*.py",
        )
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
