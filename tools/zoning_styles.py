# SPDX-License-Identifier: GPL-3.0-or-later
"""The bundled styles of natural zonings, any of which may lie on any other.

Those of large zones are hatches and marks without a fill, each in a direction of its own, and the
fills of small ones let through. What is drawn below has the broader edge, so that zones of one
outline show both.
"""

from __future__ import annotations

from typing import Callable

from qgis.core import QgsMarkerSymbol, QgsSingleSymbolRenderer, QgsVectorLayer

from srce_pac.tools.style_parts import (
    Mark,
    areas,
    dashes,
    diagonals,
    dots,
    edge,
    fill,
    levels,
    scattered,
    symbol,
)

# Of fills that show what lies below.
OPACITY = 0.5


def _znieff1_s(layer: QgsVectorLayer) -> None:
    areas(layer, diagonals("znieff1", 0.4, 2.5, angle=-45), edge("znieff1", 0.4))


def _znieff2_s(layer: QgsVectorLayer) -> None:
    areas(
        layer,
        fill("znieff2", OPACITY),
        diagonals("znieff2_line", 0.3, 4.2),
        edge("znieff2_line", 0.9),
    )


def _zps_s(layer: QgsVectorLayer) -> None:
    areas(layer, dots("zps", 0.8, 3.0), edge("zps", 0.75))


def _zsc_s(layer: QgsVectorLayer) -> None:
    areas(layer, levels("zsc", 0.35, 2.6), edge("zsc", 0.55))


def _apb_s(layer: QgsVectorLayer) -> None:
    areas(
        layer,
        fill("apb", OPACITY),
        scattered(Mark("apb_line", "cross2", 1.3, width=0.35), 2.3),
        edge("apb_line", 0.4),
    )


def _apb_p(layer: QgsVectorLayer) -> None:
    sign = symbol(
        QgsMarkerSymbol(),
        Mark("white", "square", 3.9, fill="white").part(),
        Mark("apb_line", "square", 3.2, width=0.5, fill="apb").part(),
        Mark("apb_line", "cross2", 1.6, width=0.45).part(),
    )
    layer.setRenderer(QgsSingleSymbolRenderer(sign))


def _aphn_s(layer: QgsVectorLayer) -> None:
    areas(
        layer,
        fill("aphn", OPACITY),
        scattered(Mark("aphn_line", "cross", 1.5, width=0.35), 2.8),
        edge("aphn_line", 0.4),
    )


def _rnn_s(layer: QgsVectorLayer) -> None:
    areas(
        layer,
        fill("rnn", OPACITY),
        diagonals("rnn_line", 0.35, 1.8, angle=22.5),
        edge("rnn_line", 0.5),
    )


def _rnr_s(layer: QgsVectorLayer) -> None:
    areas(
        layer,
        fill("rnr", OPACITY),
        diagonals("rnr_line", 0.35, 2.4, angle=-22.5),
        edge("rnr_line", 0.45),
    )


def _rb_s(layer: QgsVectorLayer) -> None:
    areas(
        layer,
        fill("rb", OPACITY),
        scattered(Mark("rb_line", "triangle", 1.6), 4.0),
        edge("rb_line", 0.4),
    )


def _pn_s(layer: QgsVectorLayer) -> None:
    areas(
        layer,
        scattered(Mark("pn", "triangle", 1.8), 5.6),
        edge("pn", 1.3),
    )


def _pnr_s(layer: QgsVectorLayer) -> None:
    areas(
        layer,
        scattered(Mark("pnr", "circle", 1.3, width=0.3, fill="white"), 4.8),
        edge("pnr", 1.3, dash="4;1.4"),
    )


def _ramsar_s(layer: QgsVectorLayer) -> None:
    areas(
        layer,
        dashes(Mark("ramsar", "line", 2.4, 90, width=0.5), 2.2, 2.6),
        edge("ramsar", 1.1, dash="2;1.2"),
    )


def _cdl_s(layer: QgsVectorLayer) -> None:
    areas(layer, fill("cdl", OPACITY), edge("cdl_line", 0.4))


def _cen_s(layer: QgsVectorLayer) -> None:
    areas(
        layer,
        fill("cen", OPACITY),
        scattered(Mark("cen_line", "square", 1.1), 3.6),
        edge("cen_line", 0.4),
    )


ZONINGS: dict[str, Callable[[QgsVectorLayer], None]] = {
    "apb_p": _apb_p,
    "apb_s": _apb_s,
    "aphn_s": _aphn_s,
    "cdl_s": _cdl_s,
    "cen_s": _cen_s,
    "pn_s": _pn_s,
    "pnr_s": _pnr_s,
    "ramsar_s": _ramsar_s,
    "rb_s": _rb_s,
    "rnn_s": _rnn_s,
    "rnr_s": _rnr_s,
    "znieff1_s": _znieff1_s,
    "znieff2_s": _znieff2_s,
    "zps_s": _zps_s,
    "zsc_s": _zsc_s,
}
