# SPDX-License-Identifier: GPL-3.0-or-later
"""Load every form with PyQt6, as QGIS 4 will: a form that it refuses fails with its name.

Usage: ``python3 tools/check_forms.py [FORM …]``, with PyQt6 and without QGIS, whose widgets are
stood in for by what the form says they extend.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

from PyQt6 import QtWidgets, uic

ROOT = Path(__file__).resolve().parents[1]


def stand_in(name: str, base: str) -> type:
    """A widget of QGIS's with the properties of another; it takes whatever else is set."""

    def setter(_: object, attribute: str) -> Any:
        if not attribute.startswith("set"):
            raise AttributeError(attribute)
        return lambda *_: None

    return type(name, (getattr(QtWidgets, base),), {"__getattr__": setter})


def provide_widgets(form: Path) -> None:
    """Make the custom widgets of a form importable from where it looks for them."""
    for widget in ElementTree.parse(form).iter("customwidget"):
        name, base, header = (widget.findtext(tag, "") for tag in ("class", "extends", "header"))
        module = sys.modules.setdefault(header, ModuleType(header))
        setattr(module, name, stand_in(name, base))


def refusal(form: Path) -> str:
    """Why PyQt6 refuses a form; empty if it takes it."""
    provide_widgets(form)
    try:
        uic.loadUi(str(form))
    # Whatever the loader raises is what QGIS 4 would show.
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def main(arguments: Sequence[str]) -> int:
    application = QtWidgets.QApplication([])
    forms = [Path(name) for name in arguments] or sorted((ROOT / "ui").rglob("*.ui"))
    found = [f"{form}: {why}" for form in forms if (why := refusal(form))]
    print(*found, f"{len(forms)} forms loaded with PyQt6, {len(found)} refused.", sep="\n")
    del application
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
