# SPDX-License-Identifier: GPL-3.0-or-later
"""What the dock says before a territory is chosen: how to begin, and where to go on."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Callable

from qgis.PyQt.QtCore import QObject

from ...core.common.i18n import translate
from ..common.links import link

# What the links stand for.
EXAMPLE = "example"
OWN_DATA = "own"
OPEN_DATA = "open"
GUIDE = "guide"

# A commune of the demonstration.
EXAMPLE_CODE, EXAMPLE_NAME = "59294", "Haynecourt"


class Welcome(QObject):
    """Drives a label in the place of the table of classes, until a territory is chosen."""

    def __init__(
        self, form: Any, take: Callable[[str], object], actions: Mapping[str, Callable[[], object]]
    ) -> None:
        """`form` is the dock's; `take` takes the territory of a code, `actions` answer links."""
        super().__init__(form.welcome)
        self._label, self._table = form.welcome, form.layers
        known = {EXAMPLE: lambda: take(EXAMPLE_CODE), OWN_DATA: form.browse.showMenu, **actions}
        self._label.setText(_text())
        self._label.linkActivated.connect(lambda target: known[target]())
        self._table.hide()

    def hide(self) -> None:
        """Show the table in its place, from the first territory on."""
        self._label.hide()
        self._table.show()


def _text() -> str:
    type_it = translate(
        "Dock",
        "Type the name or the code of a commune or an EPCI above, then press Enter; or begin with "
        "{example}, a commune of the demonstration.",
    )
    print_it = translate("Dock", "Press “Export…”, and choose where the sheet goes.")
    demonstration = translate(
        "Dock",
        "The demonstration is made of fictitious data: it shows how a sheet looks, and says "
        "nothing about the place.",
    )
    links = {
        OWN_DATA: translate("Dock", "Use your own data…"),
        OPEN_DATA: translate("Dock", "Download the open data of your département…"),
        GUIDE: translate("Dock", "User guide"),
    }
    steps = [
        escape(type_it, False).replace("{example}", link(EXAMPLE, EXAMPLE_NAME)),
        escape(print_it, False),
    ]
    # A table and not a list, whose numbers would have no room in large letters.
    listed = "".join(
        f'<tr><td style="padding-right:4px">{number}.</td><td>{step}</td></tr>'
        for number, step in enumerate(steps, 1)
    )
    others = "".join(f'<p style="margin:4px 0">{link(*one)}</p>' for one in links.items())
    title = escape(translate("Dock", "Your first sheet"), False)
    return (
        f'<p style="margin:0"><b>{title}</b></p>'
        f'<table cellspacing="0" cellpadding="2">{listed}</table>'
        f'<p style="margin:4px 0">{escape(demonstration, False)}</p>{others}'
    )
