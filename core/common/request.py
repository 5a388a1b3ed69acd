# SPDX-License-Identifier: GPL-3.0-or-later
"""A sheet as it is asked for, and the words in which it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .as_meant import as_meant
from .canvas_look import CanvasLook

# Short and long side in mm.
PAPERS = {
    "A4": (210.0, 297.0),
    "A3": (297.0, 420.0),
    "A2": (420.0, 594.0),
    "A1": (594.0, 841.0),
    "A0": (841.0, 1189.0),
}

# How a source is named when it is the embedded demonstration.
DEMONSTRATION = "demonstration"

# How the light base is named when none is to be drawn.
NO_BASE = "none"

# The kinds of territory.
COMMUNE = "commune"
EPCI = "epci"
# Communes that a user has put together under a title: a SCoT, a canton.
SELECTION = "selection"

# What happens to the map outside the territory.
HIDE = "hide"
DIM = "dim"
SHOW = "show"
OUTSIDE_MODES = (HIDE, DIM, SHOW)


@dataclass(frozen=True)
class TemplateWish:
    """What is asked of a template: a paper of `PAPERS`, or one template by its name or path.

    Where both are empty, the plugin chooses.
    """

    paper: str = ""
    template: str = ""

    @classmethod
    def parse(cls, text: str) -> TemplateWish:
        """The wish that a user writes as `A3`, `commune_a3_portrait` or a path."""
        text = as_meant(text)
        paper = text.upper()
        return cls(paper=paper) if paper in PAPERS else cls(template=text)


@dataclass(frozen=True)
class SheetRequest:
    """A sheet as it is asked for; what is left empty is chosen by the plugin.

    `territory` is a code or an exact name, or several with commas between for a selection of
    communes called `title`; `sheet` the id or the file of a sheet, chosen by the data where it is
    empty; `source` a file, a folder or `demonstration`; `background` a known one, a layer of the
    project or a file; `base` a source of the light base, or `none`, and where it is empty the one
    at hand for the place unless there is a background; `template` a paper (`A3`), a name or a .qpt
    file; `scale` a denominator; `outside` hide, dim or show; `office` whose cartouche it is, that
    of the département unless named; `cartouche` the entries that this export says otherwise than
    its sheet and its office. `outlines` draws letters as outlines, `geopdf` makes layers that a
    viewer switches; `styles` is a set of styles by its name, its zip or its folder, before those of
    the user and the office; `template_reads` lets a template read what is neither in it nor beside
    it, whatever the user has answered; `look` is how the user wants the classes drawn; `extras` are
    what is printed besides, as `read_extras` takes them, what the office says where it is empty;
    `dpi` are the dots per inch of pictures, those of the template where it is None.
    """

    territory: str
    title: str = ""
    sheet: str = ""
    source: str = DEMONSTRATION
    background: str = ""
    base: str = ""
    template: str = ""
    scale: float | None = None
    outside: str = DIM
    office: str = ""
    cartouche: Mapping[str, Any] = field(default_factory=dict)
    outlines: bool = False
    geopdf: bool = False
    styles: str = ""
    template_reads: bool = False
    look: CanvasLook = field(default_factory=CanvasLook)
    extras: str = ""
    dpi: int | None = None

    def __post_init__(self) -> None:
        """Take the words of it as they were meant; what is no text is refused where it is used."""
        if isinstance(self.outside, str) and self.outside not in OUTSIDE_MODES:
            object.__setattr__(self, "outside", as_meant(self.outside).casefold())

    def numbered(self, number: int, total: int) -> SheetRequest:
        """The same, of one of several sheets, which says that it is number so of so many."""
        cartouche = {**self.cartouche, "sheet_number": number, "sheet_total": total}
        return replace(self, cartouche=cartouche)
