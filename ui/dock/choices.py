# SPDX-License-Identifier: GPL-3.0-or-later
"""The choices that the dock offers in its lists."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QLabel

from ...core.common.errors import SheetError
from ...core.common.files import ROOT
from ...core.common.i18n import translate
from ...core.common.layer_roles import ROLE
from ...core.common.request import (
    COMMUNE,
    DEMONSTRATION,
    DIM,
    HIDE,
    NO_BASE,
    PAPERS,
    SHOW,
    SheetRequest,
)
from ...core.common.settings import Settings
from ...core.layers.background import available_backgrounds
from ...core.layout.scale import read_scale, scale_text
from ...core.layout.template import available_templates
from ...core.profiles.profile import available_profiles
from ...core.sheet.definition import available_sheets, sheets_by_scheme
from ...core.sources.source_address import SourceAddress, SourceKind
from ...core.styles.style_set import known_sets, own_set
from ..common.fields import select, value
from ..common.labels import sheet_names, template_label
from ..common.locked import is_locked

# The choice of all sheets, which are exported one after the other.
ALL_SHEETS = "*"

# The widgets of the settings that an office may lock.
LOCKED = {
    "sheet_choice": ("sheet",),
    "source": ("source", "browse"),
    "background": ("background",),
    "base": ("base",),
    "template": ("template_",),
    "outside": ("outside",),
    "styles": ("styles",),
    "extras": ("extras",),
}

SCALES = (
    *(2_000, 2_500, 5_000, 7_500, 10_000, 12_500, 15_000, 20_000, 25_000, 30_000, 40_000),
    *(50_000, 75_000, 100_000, 150_000, 200_000),
)


def fill_sheets(combo: QComboBox, has_all: bool = True) -> None:
    """List the choice by the data, the sheets, and “all sheets” where several suit any data.

    `has_all`: whether all of them can be chosen at once.
    """
    for sheet, name in sheet_names().items():
        combo.addItem(name, sheet)
    if has_all and len(numbered_sheets()) > 1:
        combo.addItem(translate("Dock", "All sheets, numbered"), ALL_SHEETS)


def select_choice(combo: QComboBox, setting: str, chosen: str) -> None:
    """Choose what a setting says; what the office has locked is listed, whatever it is.

    It is printed then, or refused by what reads it.
    """
    if chosen and combo.findData(chosen) < 0 and is_locked(setting):
        combo.addItem(Path(chosen).name or chosen, chosen)
    select(combo, chosen)


def numbered_sheets() -> list[str]:
    """The sheets of a series: of those by scheme, that which the data choose; all others."""
    return ["", *(sheet for sheet in available_sheets() if sheet not in sheets_by_scheme())]


def chosen_sheets(form: Any) -> list[str]:
    """The sheet that is chosen in the dock's form, or all of them."""
    chosen = form.sheet.currentData()
    return [chosen] if chosen != ALL_SHEETS else numbered_sheets()


def fill_styles(combo: QComboBox, chosen: str) -> None:
    """List the sets of styles that may come before the user's own and the office's."""
    combo.clear()
    combo.addItem(translate("Dock", "Usual styles"), "")
    names = [one.name for one in known_sets() if one.folder != own_set().folder]
    for name in names if chosen in ("", *names) else [*names, chosen]:
        combo.addItem(name, name)
    select(combo, chosen)


def fill_sources(combo: QComboBox, recent: Iterable[str], chosen: str) -> None:
    """List the recent sources, the last one first, the other data profiles, the demonstration.

    The one that is chosen is among them, though it be the office that has chosen it.
    """
    combo.clear()
    profiles = [SourceAddress(SourceKind.PROFILE, name) for name in available_profiles()]
    texts = [text for text in (*recent, chosen) if text != DEMONSTRATION]
    used = [SourceAddress.parse(text) for text in texts]
    locked = [SourceAddress.parse(chosen)] if is_locked("source") else []
    known = [*profiles, *locked]
    used = [one for one in used if one.kind is not SourceKind.PROFILE or one in known]
    for address in dict.fromkeys([*used, *profiles]):
        combo.addItem(address.label, str(address))
        tip = _source_tooltip(address)
        combo.setItemData(combo.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
    combo.addItem(translate("Dock", "Fictitious demonstration"), DEMONSTRATION)
    select(combo, chosen if combo.findData(chosen) >= 0 else DEMONSTRATION)


def fill_outside(combo: QComboBox) -> None:
    """List the ways to draw the surroundings of the territory."""
    combo.addItem(translate("Dock", "Hidden"), HIDE)
    combo.addItem(translate("Dock", "Dimmed"), DIM)
    combo.addItem(translate("Dock", "Shown"), SHOW)


def fill_templates(combo: QComboBox, kind: str, chosen: str) -> None:
    """List the papers, then the user's own templates, then the bundled ones.

    Of these, those that are made for a kind of territory, if one is given and there is a choice.
    """
    kind = "" if is_locked("template") else kind
    combo.clear()
    combo.addItem(translate("Dock", "By its shape"), "")
    for paper in PAPERS:
        combo.addItem(paper, paper)
    combo.insertSeparator(combo.count())
    bundled = {n: path.parent == ROOT / "layouts" for n, path in available_templates().items()}
    for name in sorted(bundled, key=lambda name: (bundled[name], name)):
        if not bundled[name] or _suits(name, kind):
            combo.addItem(template_label(name), name)
    select_choice(combo, "template", chosen)


def _suits(name: str, kind: str) -> bool:
    """Whether a bundled template is made for a kind: its name begins with it.

    Selections are printed as EPCIs are.
    """
    return not kind or name.startswith(f"{COMMUNE}_") == (kind == COMMUNE)


def fill_backgrounds(combo: QComboBox, project: QgsProject) -> None:
    """List the known backgrounds and the layers of the project; keep the choice if possible."""
    chosen = combo.currentData() or ""
    combo.clear()
    combo.addItem(translate("Dock", "None"), "")
    for key, name in available_backgrounds().items():
        combo.addItem(name, key)
    layers = sorted(filter(_may_lie_below, project.mapLayers().values()), key=QgsMapLayer.name)
    if layers:
        combo.insertSeparator(combo.count())
    for layer in layers:
        combo.addItem(layer.name(), layer.id())
    select_choice(combo, "background", chosen)


def fill_bases(combo: QComboBox, chosen: str) -> None:
    """List the light bases: the one at hand, none, those that the user has a profile of."""
    combo.clear()
    combo.addItem(translate("Dock", "At hand"), "")
    combo.addItem(translate("Dock", "None"), NO_BASE)
    others = [str(SourceAddress(SourceKind.PROFILE, name)) for name in available_profiles()]
    known = ["", NO_BASE, *others]
    for text in others if chosen in known else [chosen, *others]:
        combo.addItem(SourceAddress.parse(text).label, text)
    select(combo, chosen)


def is_known_background(key: str) -> bool:
    """Whether a background does not depend on the project."""
    return key in ("", *available_backgrounds())


def fill_scales(combo: QComboBox) -> None:
    """List round scales; any other may be typed."""
    combo.addItem(translate("Dock", "Largest that fits"))
    for scale in SCALES:
        combo.addItem(scale_text(scale))
    # A line that is too narrow shows how its text begins.
    combo.currentIndexChanged.connect(lambda: combo.lineEdit().home(False))
    combo.lineEdit().home(False)


def is_largest_scale(combo: QComboBox) -> bool:
    """Whether no scale is chosen or typed."""
    return combo.currentText().strip() in ("", combo.itemText(0))


def scale_of(combo: QComboBox) -> float | None:
    """The denominator that is chosen or typed, or None for the largest scale that fits.

    Raises SheetError when what is typed is no scale.
    """
    if is_largest_scale(combo):
        return None
    return read_scale(combo.currentText())


def scale_fault(combo: QComboBox) -> str:
    """Why what is typed is no scale; empty where it is one."""
    try:
        scale_of(combo)
    except SheetError as error:
        return str(error)
    return ""


def tidy_scale(combo: QComboBox) -> None:
    """Format a scale that was typed like those of the list; leave any other text as it is."""
    try:
        scale = scale_of(combo)
    except SheetError:
        # It is said beside it.
        return
    combo.setCurrentText(combo.itemText(0) if scale is None else scale_text(scale))


def reserve_lines(label: QLabel, lines: int) -> None:
    """Keep room for so many lines of a label: nothing below it moves when its text wraps."""
    label.setMinimumHeight(lines * label.fontMetrics().lineSpacing() + 2)


def chosen_options(form: Any) -> SheetRequest:
    """What the dock's form and the settings ask for, of any territory. Raises SheetError."""
    settings = Settings.load()
    return SheetRequest(
        territory="",
        source=form.source.currentData(),
        background=form.background.currentData(),
        base=form.base.currentData(),
        template=form.template_.currentData(),
        scale=scale_of(form.scale),
        outside=form.outside.currentData(),
        office=settings.office,
        outlines=settings.outlines,
        geopdf=settings.geopdf,
        styles=form.styles.currentData(),
        extras=value(form.extras),
    )


def update_buttons(form: Any, chosen: bool, several: bool) -> None:
    """Enable the buttons of the dock's form that can be used, and say what they do.

    `chosen` tells whether there is a territory, `several` whether it is for several sheets.
    """
    form.load.setEnabled(bool(form.search.text().strip()) and not several)
    form.layout_.setEnabled(chosen and not several)
    form.export_.setEnabled(chosen)
    form.cartouche.setEnabled(chosen)
    one = translate("Dock", "Choose one sheet for this; all sheets can only be exported")
    tips = {
        form.load: translate(
            "Dock",
            "Load the layers of the territory into the project, in place of those of the "
            "territory before",
        ),
        form.layout_: translate(
            "Dock", "Open the filled layout in the layout designer, with layers of its own"
        ),
    }
    for button, tip in tips.items():
        button.setToolTip(one if several else tip)
    for combo in (form.sheet, form.source):
        # One that is locked tells why.
        if combo.isEnabled():
            tip = combo.currentData(Qt.ItemDataRole.ToolTipRole)
            combo.setToolTip(tip or combo.currentText())


def _source_tooltip(address: SourceAddress) -> str:
    if address.kind is SourceKind.PROFILE:
        return translate("Dock", "Data profile “{name}”").format(name=address.name)
    return address.full_label


def _may_lie_below(layer: QgsMapLayer) -> bool:
    """Whether a layer draws something and does not belong to the plugin."""
    drawn = isinstance(layer, QgsRasterLayer) or (
        isinstance(layer, QgsVectorLayer) and layer.isSpatial()
    )
    return drawn and not layer.customProperty(ROLE)
