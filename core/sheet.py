# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheet definitions: legend classes, labels, order and texts of a printed sheet, read from JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import SheetError
from .i18n import translate

SHEETS = Path(__file__).resolve().parents[1] / "sheets"

# The class of the territory's own outline, drawn by every sheet.
CONTOUR = "contour"


@dataclass(frozen=True)
class LegendEntry:
    """A line of the legend: one class, the geometries it stands for, its printed label."""

    class_id: str
    geometries: str
    label: str
    heading: str = ""


@dataclass(frozen=True)
class SheetDefinition:
    """What a sheet says and in which order it draws; the same for every territory."""

    id: str
    name: str
    file_prefix: str
    family: str
    title: str
    subtitle: str
    kinds: dict[str, str]
    classes: dict[str, str]
    drawing_order: tuple[str, ...]
    legend_title: str
    legend_empty: str
    legends: dict[str, tuple[LegendEntry, ...]]
    text_title: str
    text: str
    nota_title: str
    nota: str
    notice: str
    finest_scale: float
    templates: dict[str, tuple[str, ...]]
    styles: Path

    def label(self, class_id: str) -> str:
        """The full printed name of a legend class."""
        return self.classes[class_id]


def available_sheets() -> dict[str, Path]:
    """The bundled sheet definitions, by id."""
    return {path.stem: path for path in sorted(SHEETS.glob("*.json"))}


def load_sheet(sheet: str) -> SheetDefinition:
    """Read a sheet definition by id or from a JSON file.

    Raises SheetError when it is missing, is no JSON or lacks an entry.
    """
    path = available_sheets().get(sheet) or Path(sheet)
    data = read_object(path)
    try:
        return _definition(data, path)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SheetError(
            translate(
                "Sheet", "The sheet definition “{path}” is incomplete or wrong at {entry}."
            ).format(path=path, entry=error)
        ) from error


def read_object(path: Path) -> dict[str, Any]:
    """Read a JSON file that holds one object. Raises SheetError when it cannot."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SheetError(
            translate("Sheet", "The file “{path}” cannot be read: {reason}.").format(
                path=path, reason=error.strerror or error
            )
        ) from error
    except ValueError as error:
        raise SheetError(
            translate("Sheet", "The file “{path}” is not valid JSON: {reason}.").format(
                path=path, reason=error
            )
        ) from error
    if not isinstance(data, dict):
        raise SheetError(
            translate("Sheet", "The file “{path}” does not hold a JSON object.").format(path=path)
        )
    return data


def _definition(data: dict[str, Any], path: Path) -> SheetDefinition:
    classes = dict(data["classes"])
    legend = data["legend"]
    cartouche = data["cartouche"]
    kinds = dict(data["kinds"])
    return SheetDefinition(
        id=data["id"],
        name=data["name"],
        file_prefix=data["file_prefix"],
        family=cartouche["family"],
        title=cartouche["title"],
        subtitle=cartouche["subtitle"],
        kinds=kinds,
        classes=classes,
        drawing_order=tuple(data["drawing_order"]),
        legend_title=legend["title"],
        legend_empty=legend["empty"],
        legends={kind: tuple(_entries(legend[kind], classes)) for kind in kinds},
        text_title=data["text"]["title"],
        text="\n\n".join(data["text"]["paragraphs"]),
        nota_title=data["nota"]["title"],
        nota="\n\n".join(f"– {paragraph}" for paragraph in data["nota"]["paragraphs"]),
        notice=data["notice"],
        finest_scale=float(data["finest_scale"]),
        templates={kind: tuple(names) for kind, names in data["templates"].items()},
        styles=path.resolve().parent.parent / data.get("styles", "styles"),
    )


def _entries(
    items: list[dict[str, Any]], classes: dict[str, str], heading: str = ""
) -> list[LegendEntry]:
    entries: list[LegendEntry] = []
    for item in items:
        if "heading" in item:
            entries += _entries(item["entries"], classes, item["heading"])
        else:
            class_id = item["class"]
            label = item.get("label", classes[class_id])
            entries.append(LegendEntry(class_id, item["geometries"], label, heading))
    return entries
