# SPDX-License-Identifier: GPL-3.0-or-later
"""Which classes a style is hardly told apart from, measured as the plugin's own styles are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from pathlib import Path

from qgis.core import QgsSingleSymbolRenderer

from ..common.errors import StyleError
from ..common.files import ROOT, FileState, file_states
from ..common.i18n import translate
from ..sheet.definition import is_reference
from .colour_vision import COLOUR, GREY
from .differences import LEAST, LEAST_ON_PAPER, SHAPES, Patch, layer_to_draw
from .plain_vector import draw_plainly
from .qml import apply_style, drawn_signs

PLUGIN_STYLES = ROOT / "styles"
# How many categories or rules of a style are compared.
MOST_SYMBOLS = 8


def contrast_warnings(path: Path, geometry: str) -> tuple[str, ...]:
    """How a style is hardly told apart from paper, from others of its folder and of the plugin.

    `geometry` is its letter (p, l or s). Points lie on the others: they are not compared.
    """
    patches = _patches(path, geometry)
    if is_reference(path.stem) or not patches:
        return ()
    warnings = []
    if min(patch.contrast_on_paper() for patch in patches) < LEAST_ON_PAPER:
        sentence = translate("Styles", "The style “{path}” is hardly seen on white paper.")
        warnings.append(sentence.format(path=path))
    for name, file in _others(path, geometry).items():
        views = _alike(patches, _patches(file, geometry))
        if views:
            sentence = translate(
                "Styles", "The style “{path}” is hardly told apart from “{other}” {views}."
            )
            warnings.append(sentence.format(path=path, other=name, views=", ".join(views)))
    return tuple(warnings)


def _others(path: Path, geometry: str) -> dict[str, Path]:
    """The files of the other classes of a geometry, by the names of their styles."""
    if geometry == "p":
        return {}
    folders = (PLUGIN_STYLES, path.parent)
    files = {file.stem: file for folder in folders for file in folder.glob(f"*_{geometry}.qml")}
    return {
        name: files[name] for name in sorted(files) if name != path.stem and not is_reference(name)
    }


def _alike(patches: Iterable[Patch], others: Iterable[Patch]) -> list[str]:
    """To whom one of some patches looks like one of others."""
    words = {
        COLOUR: translate("Styles", "in colour"),
        GREY: translate("Styles", "in grey"),
        "protanopia": translate("Styles", "without seeing red"),
        "deuteranopia": translate("Styles", "without seeing green"),
        "tritanopia": translate("Styles", "without seeing blue"),
    }
    pairs = list(product(patches, others))
    return [
        word
        for view, word in words.items()
        if any(one.difference(other, view) < LEAST[view] for one, other in pairs)
    ]


def _patches(path: Path, geometry: str) -> tuple[Patch, ...]:
    """The symbols of a style, drawn to be compared; none of one that cannot be read."""
    try:
        return _drawn(path, geometry, file_states([path]))
    except StyleError:
        return ()


@lru_cache(maxsize=100)
def _drawn(path: Path, geometry: str, _: tuple[FileState, ...]) -> tuple[Patch, ...]:
    layer = layer_to_draw(geometry, [SHAPES[geometry]])
    apply_style(layer, path)
    draw_plainly(layer)
    # No object of the data is at hand that would be drawn by one or the other.
    signs = drawn_signs(layer.renderer(), 0).values()
    symbols = [sign.symbol().clone() for sign in signs if sign.symbol() is not None]
    patches = []
    for symbol in symbols[:MOST_SYMBOLS]:
        layer.setRenderer(QgsSingleSymbolRenderer(symbol))
        patches.append(Patch.of(layer, geometry))
    return tuple(patches)
