# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service states of its objects, against what QGIS read of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from qgis.core import QgsFeatureRequest, QgsFeedback, QgsGeometry, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QUrl, QUrlQuery

from ..common.errors import SourceError
from ..common.files import scratch_folder
from ..common.i18n import translate
from ..common.patterns import pattern
from .connection import OGC_API, SourceLayer
from .service_probe import ask_for_objects

# By which QGIS asks for a part of the objects only.
PART = pattern(r"(?i)count|maxfeatures|startindex|limit|offset")

# The version of WFS that cannot count without sending everything.
COUNTLESS = "1.0.0"

# How a WFS states the number of all objects that it was asked for.
HITS = pattern(rb"<(?:\w+:)?FeatureCollection\b[^>]*?\snumber(?:Matched|OfFeatures)=[\"'](\d+)")


@dataclass(frozen=True)
class Reading:
    """How a layer of a service was read.

    `asked` are the addresses at which QGIS asked for objects, `box` what it was to give, in the CRS
    of the layer, null for all of it, `count` how many objects were written.
    """

    layer: SourceLayer
    opened: QgsVectorLayer
    asked: Sequence[QUrl]
    box: QgsRectangle
    count: int


def check_complete(reading: Reading, feedback: QgsFeedback | None, seconds: float) -> None:
    """Ask the service for its own count where all objects, or none, were read.

    QGIS may end without a word before the objects have come. Of those in a box, services also count
    objects near it, so that only a box without any can be judged, by its objects. Raises
    SourceError when fewer came than there are, CancelledError.
    """
    address = next((url for url in reading.asked if not _is_for_one(url)), None)
    if address is None or (reading.count and not reading.box.isNull()):
        return
    try:
        is_short = _is_short(reading, address, feedback, seconds)
    except SourceError:
        # What came is all that is known: many a service does not count, or not for everybody.
        return
    if is_short:
        raise SourceError(
            translate(
                "Copying",
                "The layer “{layer}” did not come whole: its service has more objects there than "
                "the {count} that came. Try again later.",
            ).format(layer=reading.layer.name, count=reading.count)
        )


def _is_short(
    reading: Reading, address: QUrl, feedback: QgsFeedback | None, seconds: float
) -> bool:
    counting = _counting(reading.layer, address)
    stated = None
    if counting is not None:
        stated = _stated(ask_for_objects(reading.layer, counting, feedback, seconds))
    if stated is not None and stated <= reading.count:
        return False
    if reading.box.isNull():
        return stated is not None and _rows(reading.opened) < stated
    objects = ask_for_objects(reading.layer, address, feedback, seconds)
    shapes = _shapes(objects, reading.layer)
    sends_none = bool(stated) and not shapes
    return sends_none or any(shape.intersects(reading.box) for shape in shapes)


def _is_for_one(address: QUrl) -> bool:
    """Whether QGIS asked for the number or the form of objects, not for the objects."""
    words = QUrlQuery(address).queryItems()
    return any(
        (PART.fullmatch(key) and value == "1") or key.lower() == "resulttype"
        for key, value in words
    )


def _counting(layer: SourceLayer, address: QUrl) -> QUrl | None:
    """The address at which a service states how many objects there are at another; None without."""
    words = QUrlQuery(address).queryItems(QUrl.ComponentFormattingOption.FullyEncoded)
    if any(key.lower() == "version" and value == COUNTLESS for key, value in words):
        return None
    query = QUrlQuery()
    is_api = layer.provider == OGC_API
    one = ("limit", "1") if is_api else ("RESULTTYPE", "hits")
    for key, value in (*(word for word in words if not PART.fullmatch(word[0])), one):
        query.addQueryItem(key, value)
    counting = QUrl(address)
    counting.setQuery(query)
    return counting


def _stated(answer: bytes) -> int | None:
    """The number of all objects that an answer states, if it does."""
    found = HITS.search(answer)
    if found is not None:
        return int(found[1])
    try:
        statement = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    number = statement.get("numberMatched") if isinstance(statement, dict) else None
    return number if type(number) is int else None


def _rows(layer: QgsVectorLayer) -> int:
    """How many objects QGIS has of a layer, those without geometry included; it asks no more."""
    request = QgsFeatureRequest().setNoAttributes().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    return sum(1 for _ in layer.getFeatures(request))


def _shapes(answer: bytes, layer: SourceLayer) -> list[QgsGeometry]:
    """The geometries of the objects in an answer."""
    ending = "geojson" if layer.provider == OGC_API else "gml"
    with scratch_folder() as folder:
        path = folder / f"objects.{ending}"
        path.write_bytes(answer)
        objects = QgsVectorLayer(str(path), layer.name, "ogr")
        # Not their count, for which GDAL takes the word of the service.
        shapes = [feature.geometry() for feature in objects.getFeatures()]
        del objects
    return shapes
