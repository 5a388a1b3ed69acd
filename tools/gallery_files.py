# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made up for pages of the gallery: territories, layers, sheets, backgrounds, logos."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPen

from srce_pac.core.common.crs import LAMBERT_93, transform
from srce_pac.core.common.files import profile_folder
from srce_pac.core.sheet.definition import available_sheets, load_sheet
from srce_pac.core.territory.contours import EMBEDDED
from srce_pac.core.territory.gazetteer import Gazetteer, Territory
from srce_pac.core.territory.territory_sources import EMBEDDED_CREDIT, EMBEDDED_TERRITORIES

# The territories of the two printed maps that the plugin takes after.
COMMUNE = "59294"
EPCI = "245901160"

# Codes that no territory has.
NINETY_COMMUNE = "59998"
STRIP = "59999"
NINETY_EPCI = "299999999"
NINETY_LETTERS = (
    "Saint-Germain-des-Longs-Noms et Sainte-Marguerite-en-Pays-de-Très-Haute-Ternoise-l'Abbaye"
)
# A thousand times longer than wide: left, bottom, right, top, across the Cambrésis (EPSG:2154).
STRIP_BOX = (700_000, 7_010_000, 720_000, 7_010_020)

_FIELDS = ("kind", "code", "name", "departement", "departement_name", "epci", "members")


def imaginary_territories() -> Gazetteer:
    """The embedded territories, of which two bear long names, and one more that is a strip."""
    embedded = QgsVectorLayer(str(EMBEDDED_TERRITORIES), "embedded", "ogr")
    gazetteer = Gazetteer([embedded])
    commune, epci = find_territory(gazetteer, COMMUNE), find_territory(gazetteer, EPCI)
    layer = QgsVectorLayer(
        f"MultiPolygon?crs={LAMBERT_93}&" + "&".join(f"field={name}:string" for name in _FIELDS),
        "imaginary",
        "memory",
    )
    strip = QgsGeometry.fromRect(QgsRectangle(*STRIP_BOX))
    strip.convertToMultiType()
    rows = (
        ("commune", NINETY_COMMUNE, commune.geometry, commune.entry.epci, ""),
        ("commune", STRIP, strip, commune.entry.epci, ""),
        ("epci", NINETY_EPCI, epci.geometry, "", "/".join(epci.entry.members)),
    )
    for kind, code, shape, siren, members in rows:
        name = "La Lanière" if code == STRIP else NINETY_LETTERS
        feature = QgsFeature(layer.fields())
        feature.setAttributes([kind, code, name, "59", "Nord", siren, members])
        feature.setGeometry(shape)
        layer.dataProvider().addFeatures([feature])
    # Those of whom the others have the shape make room for them.
    embedded.setSubsetString(f"\"code\" NOT IN ('{COMMUNE}', '{EPCI}')")
    return Gazetteer([embedded, layer], EMBEDDED_CREDIT, contours=EMBEDDED)


def write_preset() -> None:
    """Put the preset that recognises `draw_stripes` into the profile."""
    preset = {
        "id": "stripes",
        "title": "Stripes",
        "credit": "données fictives",
        "demonstration": True,
        "layers": [
            {
                "class": role[:-2],
                "geometries": role[-1],
                "names": [role],
                "fields": ["stripe"],
            }
            for role in load_sheet("srce").drawing_order
        ],
    }
    folder = profile_folder() / "sheets" / "presets"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "stripes.json").write_text(json.dumps(preset), encoding="utf-8")


def draw_stripes(folder: Path, territory: Territory, roles: Sequence[str]) -> Path:
    """Write a source with a stripe across the territory for each class and geometry letter."""
    folder.mkdir(parents=True)
    box = territory.geometry.boundingBox()
    step = box.height() / len(roles)
    for number, role in enumerate(roles):
        top = box.yMaximum() - (number + 0.2) * step
        stripe = QgsRectangle(box.xMinimum(), top - 0.6 * step, box.xMaximum(), top)
        shape = QgsGeometry.fromRect(stripe)
        if role.endswith("l"):
            shape = QgsGeometry.fromWkt(
                f"LineString({box.xMinimum()} {stripe.yMinimum()}, {box.xMaximum()} {top})"
            )
        elif role.endswith("p"):
            shape = territory.geometry.intersection(shape).pointOnSurface()
        shape.transform(transform(territory.crs, QgsCoordinateReferenceSystem("EPSG:4326")))
        feature = {
            "type": "Feature",
            "properties": {"stripe": role},
            "geometry": json.loads(shape.asJson()),
        }
        collection = {"type": "FeatureCollection", "features": [feature]}
        (folder / f"{role}.geojson").write_text(json.dumps(collection), encoding="utf-8")
    return folder


def resized_sheet(folder: Path, factor: float) -> Path:
    """The bundled sheet definition with texts longer or shorter by a factor."""

    def resized(text: Any) -> Any:
        if isinstance(text, list):
            return [resized(part) for part in text]
        if isinstance(text, dict):
            return {key: resized(part) for key, part in text.items()}
        words = text.split()
        wanted = max(1, round(len(words) * factor))
        return " ".join(itertools.islice(itertools.cycle(words), wanted))

    data = json.loads(available_sheets()["srce"].read_text(encoding="utf-8"))
    for part in ("text", "nota"):
        data[part]["paragraphs"] = resized(data[part]["paragraphs"])
    data["notice"] = resized(data["notice"])
    file = folder / f"texts_{factor:g}.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


def draw_ground(folder: Path, territory: Territory) -> Path:
    """Paint fields and roads around a territory, as strong in colour as a topographic map."""
    box = territory.geometry.boundingBox()
    box.grow(max(box.width(), box.height()))
    side = 3000
    image = QImage(side, side, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    fields = itertools.cycle(("#c8e6a0", "#f5e6b0", "#a8d08d", "#e8d0a0", "#9cc3e6", "#d9d9d9"))
    for x, y in itertools.product(range(0, side, 125), range(0, side, 75)):
        painter.fillRect(x, y, 125, 75, QColor(next(fields)))
    for colour, width, step in (("#7f7f7f", 3, 150), ("#c00000", 9, 600)):
        painter.setPen(QPen(QColor(colour), width))
        for start in range(-side, side, step):
            painter.drawLine(start, 0, start + side, side)
            painter.drawLine(start + side, 0, start, side)
    painter.end()
    picture = folder / f"ground_{territory.entry.code}.png"
    image.save(str(picture))
    corners = [box.xMinimum(), box.yMaximum(), box.xMaximum(), box.yMinimum()]
    file = picture.with_suffix(".tif")
    gdal.Translate(str(file), str(picture), outputBounds=corners, outputSRS=LAMBERT_93)
    return file


def draw_logo(file: Path, width: int, height: int) -> Path:
    """A logo that is nobody's: a disc on a blue field."""
    radius = min(width, height) * 0.35
    file.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<rect width="{width}" height="{height}" fill="#1f3f7f"/>'
        f'<circle cx="{width / 2}" cy="{height / 2}" r="{radius}" fill="#ffffff"/></svg>',
        encoding="utf-8",
    )
    return file


FULL_CARTOUCHE = {
    "service": "Service Urbanisme, Habitat et Connaissances des territoires\n"
    "Pôle Gestion, Valorisation et Diffusion des Données géographiques\n"
    "Cellule Observatoires et Cartographie",
    "office": "D.D.T.M 59 – S.U.C.T",
    "office_name": "Direction Départementale des Territoires et de la Mer du Nord, délégation "
    "territoriale de Douai-Cambrai",
    "status": "Pour information – document provisoire avant l'arrêt du projet",
    "procedure": "Porter à connaissance complémentaire pour la procédure de révision du Plan "
    "Local d'Urbanisme intercommunal valant Programme Local de l'Habitat",
    "sheet_word": "PLANCHE",
    "sheet_number": 12,
    "sheet_total": 24,
    "date_label": "Date de dernière mise à jour",
    "date": "30/09/2016, complétée le 17 novembre 2026",
    "sources": "Gestionnaires Servitudes © Cadastre / PCI – DGFiP ; Agence de l'eau "
    "Artois-Picardie ; Conservatoire botanique national de Bailleul ; DREAL Hauts-de-France",
    "email": "service-urbanisme-et-connaissances-des-territoires@nord.gouv.fr",
}


def find_territory(gazetteer: Gazetteer, code: str) -> Territory:
    return gazetteer.territory(gazetteer.resolve(code))


def write_style_set(workshop: Path, reservoirs: Path) -> Path:
    """A set of styles of which one is of the user's, that of the areas to preserve."""
    folder = workshop / "styles"
    folder.mkdir()
    name = json.dumps({"name": "Réservoirs un par un"}, ensure_ascii=False)
    (folder / "style_set.json").write_text(name, encoding="utf-8")
    if reservoirs.exists():
        shutil.copyfile(reservoirs, folder / "reservoir_preserve_s.qml")
    return folder
