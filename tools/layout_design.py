# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things stand on the bundled templates: papers, the band, the rows of the cartouche.

All sizes are millimetres on the page; type sizes are points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qgis.PyQt.QtCore import Qt

SMALLEST_TYPE = 6.5
LEFT = Qt.AlignmentFlag.AlignLeft
CENTRED = Qt.AlignmentFlag.AlignHCenter
RIGHT = Qt.AlignmentFlag.AlignRight

LANDSCAPE, PORTRAIT = "landscape", "portrait"
COMMUNE, EPCI = "commune", "epci"

# Short and long side in mm.
PAPERS = {
    "a4": (210, 297),
    "a3": (297, 420),
    "a2": (420, 594),
    "a1": (594, 841),
    "a0": (841, 1189),
}
A3_LONG_SIDE = 420


@dataclass(frozen=True)
class Rect:
    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def inner(self, pad: float) -> Rect:
        return Rect(self.left + pad, self.top + pad, self.width - 2 * pad, self.height - 2 * pad)

    def cut(self, shares: Sequence[float], gap: float = 0.0, down: bool = True) -> list[Rect]:
        """The rectangle in pieces of these shares, one under the other or side by side."""
        length = self.height if down else self.width
        unit = (length - gap * (len(shares) - 1)) / sum(shares)
        pieces = []
        start = 0.0
        for share in shares:
            if down:
                pieces.append(Rect(self.left, self.top + start, self.width, share * unit))
            else:
                pieces.append(Rect(self.left + start, self.top, share * unit, self.height))
            start += share * unit + gap
        return pieces


@dataclass(frozen=True)
class Design:
    """Lengths in mm of a sheet on A3, and larger in proportion, or on A4.

    `type` is how large its type is, 1 on A3. A band is as wide as told where it stands beside the
    map (landscape), as high where it stands under it; so is, in the other direction, the
    cartouche in the band.
    """

    margin: float
    gap: float
    type: float
    bands: dict[tuple[str, str], tuple[float, float]]


ON_A3 = Design(
    margin=8,
    gap=3,
    type=1,
    bands={
        (COMMUNE, LANDSCAPE): (108, 69),
        (COMMUNE, PORTRAIT): (112, 92),
        (EPCI, LANDSCAPE): (104, 75),
        (EPCI, PORTRAIT): (112, 92),
    },
)
# No type may be smaller on A4 than on A3, so that the band needs a greater share of the sheet.
ON_A4 = Design(
    margin=6,
    gap=2,
    type=0.8,
    bands={
        (COMMUNE, LANDSCAPE): (106, 54),
        (COMMUNE, PORTRAIT): (104, 58),
        (EPCI, LANDSCAPE): (106, 58),
        (EPCI, PORTRAIT): (106, 56),
    },
)

# The white between the map and the band, in mm at least, whatever the paper.
LEAST_BESIDE_MAP = 3

# How wide a box of the cartouche is that holds two texts beside each other, in mm on A3.
SIDE_BY_SIDE = 80

# What shares the height of the band's columns with its usual needs, in mm on A3.
# Figures and code are hidden where nobody asks for them, and take no room then.
NEEDS = {
    **{"legend": 52, "text": 60, "nota": 45, "notice": 26},
    **{"key_figures": 26, "qr": 34, "short": 48},
}

# What stands in the columns of the band. The notice of law is read with the title: it stands next
# to the cartouche, which is the last of a commune's band and the first of an EPCI's.
COLUMNS = {
    (COMMUNE, LANDSCAPE): (("legend", "key_figures", "text", "nota", "qr", "notice"),),
    (COMMUNE, PORTRAIT): (("legend", "key_figures", "nota", "qr"), ("notice", "text")),
    (EPCI, LANDSCAPE): (("notice", "legend", "key_figures", "text", "nota", "qr"),),
    (EPCI, PORTRAIT): (("notice", "text", "qr"), ("legend", "key_figures", "nota")),
}


@dataclass(frozen=True)
class Row:
    """A line of the cartouche: its item ID and variable, type size on A3 and usual lines."""

    name: str
    size: float
    lines: float = 1
    bold: bool = False
    italic: bool = False
    beside: bool = False  # the row before, where there is room

    def height(self, k: float) -> float:
        """How much height it wants, in points, where type is `k` times larger than on A3."""
        return max(self.size * k, SMALLEST_TYPE) * self.lines


@dataclass(frozen=True)
class Block:
    """A box of the cartouche."""

    name: str
    rows: tuple[Row, ...]
    align: Qt.AlignmentFlag = CENTRED

    def height(self, k: float) -> float:
        return sum(row.height(k) for row in self.rows if not row.beside)


STATE = (Row("state_motto", 6.5, italic=True), Row("state_name", 8.5, 1.2, bold=True))
OFFICE = (Row("office", 9, 1.2, bold=True), Row("office_name", 6.8, 2.5))

# The main block of the cartouche of each kind, the office's, and what else there is to say.
BLOCKS = {
    COMMUNE: (
        Block(
            "sheet_box",
            (
                Row("sheet_family", 8),
                Row("sheet_title", 15, bold=True),
                Row("sheet_subtitle", 7, 2),
                Row("status", 8, italic=True),
                Row("procedure", 7),
                Row("territory_kind", 8),
                Row("territory_name", 22, 1.2, bold=True),
                Row("territory_code", 12, bold=True),
                Row("sheet_number", 9, 1.2, bold=True),
            ),
        ),
        Block("office_box", (*STATE, Row("service", 6.5, 4), *OFFICE)),
        Block(
            "foot_box",
            (
                Row("date", 7.5, 1.2, bold=True),
                Row("sources", 6.5, 2.4),
                Row("email", 6.5, 1.2),
                Row("print_date", 6.5, beside=True),
            ),
            align=LEFT,
        ),
    ),
    EPCI: (
        Block(
            "territory_box",
            (
                Row("territory_kind", 9, bold=True),
                Row("territory_name", 17, 1.5, bold=True),
                Row("sheet_title", 13, bold=True),
                Row("sheet_subtitle", 7.5),
                Row("status", 8, italic=True),
            ),
        ),
        Block("office_box", (*STATE, *OFFICE, Row("print_date", 6.5))),
        Block(
            "export_box",
            (
                Row("procedure", 7.2, 2, bold=True),
                Row("sheet_number", 10, 1.2, bold=True),
                Row("date", 7),
                Row("sources", 6.5, 4),
                Row("email", 6.5),
            ),
        ),
    ),
}


@dataclass(frozen=True)
class Sheet:
    """A template: a kind of territory on a paper in an orientation, a table on further pages."""

    kind: str
    paper: str
    orientation: str
    table: bool = False

    @property
    def name(self) -> str:
        return f"{self.kind}_{self.paper}_{self.orientation}{'_table' if self.table else ''}"

    @property
    def landscape(self) -> bool:
        return self.orientation == LANDSCAPE

    @property
    def page(self) -> Rect:
        short, long = PAPERS[self.paper]
        return Rect(0, 0, *((long, short) if self.landscape else (short, long)))

    @property
    def design(self) -> Design:
        return ON_A4 if self.paper == "a4" else ON_A3

    @property
    def k(self) -> float:
        """How much larger the sheet is than its design."""
        return 1.0 if self.paper == "a4" else PAPERS[self.paper][1] / A3_LONG_SIDE

    @property
    def type(self) -> float:
        """How much larger than on A3 its type is, and the white around it."""
        return self.k * self.design.type

    @property
    def rule(self) -> float:
        """How much thicker than on A3 its rules are."""
        return max(1.0, self.k)

    @property
    def gap(self) -> float:
        return self.k * self.design.gap

    def parts(self) -> dict[str, Rect]:
        """The map, the boxes of the band, and the cartouche: first for an EPCI, else last."""
        body = self.page.inner(self.k * self.design.margin)
        depth, cartouche = (self.k * x for x in self.design.bands[self.kind, self.orientation])
        across = body.width if self.landscape else body.height
        # Coordinates stand between the map and the band.
        beside = max(self.gap, LEAST_BESIDE_MAP)
        frame, band = body.cut((across - beside - depth, depth), beside, not self.landscape)

        columns = COLUMNS[self.kind, self.orientation]
        along = band.height if self.landscape else band.width
        column = (along - cartouche) / len(columns) - self.gap
        if self.kind == EPCI:
            place, *rest = band.cut((cartouche, *[column] * len(columns)), self.gap, self.landscape)
        else:
            *rest, place = band.cut((*[column] * len(columns), cartouche), self.gap, self.landscape)
        parts = {"map": frame, "cartouche": place}
        for names, rect in zip(columns, rest):
            if self.table and self.kind == COMMUNE and names is columns[0]:
                # A commune's table may be short enough for the page of the map.
                names = (*names[:2], "short", *names[2:])
            parts.update(zip(names, rect.cut([NEEDS[name] for name in names], self.gap)))
        return parts
