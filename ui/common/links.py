# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of text with links that answer them."""

from __future__ import annotations

from html import escape

from qgis.PyQt.QtWidgets import QLabel

from ...core.common.i18n import translate

# What the links of an offer stand for.
KEEP = "keep"
DROP = "drop"
# And that of a line that tells of something else than is there now.
RENEW = "renew"


def show_offer(label: QLabel, text: str, tip: str = "") -> None:
    """Show a text with the links Keep and Drop; hide the line where there is none."""
    links = {KEEP: translate("Dock", "Keep"), DROP: translate("Dock", "Drop")}
    show_links(label, text, links, tip)


def show_links(label: QLabel, text: str, links: dict[str, str], tip: str = "") -> None:
    """Show a text and, behind it, links by what they stand for; hide the line without a text."""
    anchors = " · ".join(link(name, word) for name, word in links.items())
    label.setText(f"{escape(text, False)} {anchors}")
    label.setToolTip(tip)
    label.setVisible(bool(text))


def link(target: str, word: str) -> str:
    """A word that leads to a target, as rich text."""
    return f'<a href="{escape(target)}">{escape(word, False)}</a>'
