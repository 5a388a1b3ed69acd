# SPDX-License-Identifier: GPL-3.0-or-later
"""Which classes a style is hardly told apart from, measured as the plugin's own styles are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

from ..common.errors import StyleError
from ..common.files import ROOT, FileState, file_states
from ..common.i18n import translate
from ..sheet.definition import is_reference
from .colour_vision import COLOUR, GREY
from .differences import LEAST, LEAST_ON_PAPER
from .drawing_orders import never_together
from .ordered_style import OrderedStyle
from .qml import read_style
from .style_signs import StyleSign, between, signs_of_style

PLUGIN_STYLES = ROOT / "styles"

# How the names of the styles of light bases begin.
_BASE = "base_"
# How many categories or rules of a style are compared, and at which denominator if they have one.
MOST_SIGNS = 8
SCALE = 25_000


def contrast_warnings(path: Path, geometry: str) -> tuple[str, ...]:
    """How a style is hardly told apart from paper, from others of its folder and of the plugin.

    `geometry` is its letter (p, l or s). Points lie on the others: they are not compared.
    """
    signs = _signs(path, geometry)
    if is_reference(path.stem) or not signs:
        return ()
    warnings = [*paper_warnings(path, geometry, path)]
    for name, file in _others(path, geometry).items():
        others = _signs(file, geometry)
        views = _alike(signs, others)
        for sign in others:
            sign.patch.free_views()
        if views:
            sentence = translate(
                "Styles", "The style “{path}” is hardly told apart from “{other}” {views}."
            )
            warnings.append(sentence.format(path=path, other=name, views=", ".join(views)))
    for sign in signs:
        sign.patch.free_views()
    return tuple(warnings)


def paper_warnings(path: Path, geometry: str, shown: Path) -> tuple[str, ...]:
    """How a style is hardly seen on paper; users know its file as `shown`."""
    signs = () if is_reference(path.stem) else _signs(path, geometry)
    if all(sign.patch.contrast_on_paper() >= LEAST_ON_PAPER for sign in signs):
        return ()
    sentence = translate("Styles", "The style “{path}” is hardly seen on white paper.")
    return (sentence.format(path=shown),)


def _others(path: Path, geometry: str) -> dict[str, Path]:
    """The files of the other classes of a geometry on one map, by the names of their styles."""
    if geometry == "p":
        return {}
    folders = (PLUGIN_STYLES, path.parent)
    files = {file.stem: file for folder in folders for file in folder.glob(f"*_{geometry}.qml")}
    # The light base is muted, whatever lies over it.
    listed = (name for name in sorted(files) if not name.startswith(_BASE))
    others = (name for name in listed if name != path.stem and not is_reference(name))
    return {name: files[name] for name in others if not never_together(path.stem, name)}


def _alike(signs: Sequence[StyleSign], others: Sequence[StyleSign]) -> list[str]:
    """To whom one of some signs looks like one of others."""
    words = {
        COLOUR: translate("Styles", "in colour"),
        GREY: translate("Styles", "in grey"),
        "protanopia": translate("Styles", "without seeing red"),
        "deuteranopia": translate("Styles", "without seeing green"),
        "tritanopia": translate("Styles", "without seeing blue"),
    }
    found = list(between(signs, others))
    return [
        word
        for view, word in words.items()
        if any(difference.values[view] < LEAST[view] for difference in found)
    ]


def _signs(path: Path, geometry: str) -> tuple[StyleSign, ...]:
    """The first signs of a style; none of one that cannot be read."""
    try:
        return _drawn(path, geometry, file_states([path]))
    except StyleError:
        return ()


# The pictures of signs are kept with them.
@lru_cache(maxsize=100)
def _drawn(path: Path, geometry: str, _: tuple[FileState, ...]) -> tuple[StyleSign, ...]:
    style = OrderedStyle(path, read_style(path), "")
    # A file of another name is that of no class.
    name = path.stem if path.stem.endswith(f"_{geometry}") else f"{path.stem}_{geometry}"
    return tuple(islice(signs_of_style(name, style, SCALE), MOST_SIGNS))
