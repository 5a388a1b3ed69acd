# SPDX-License-Identifier: GPL-3.0-or-later
"""Maps that MapServer draws by an SLD."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from urllib.parse import quote

from qgis.core import QgsProject, QgsVectorFileWriter, QgsVectorLayer
from qgis.PyQt.QtCore import QSizeF, Qt
from qgis.PyQt.QtGui import QImage

from srce_pac.tests.support.missing import find_program

# The maps: mm round (0, 0), where a metre is a millimetre on paper, and dots per inch.
SIZE = QSizeF(40, 30)
_DPI = 300
# The pixels of OGC standards, of 0.28 mm.
_OGC_DPI = 25.4 / 0.28

_KINDS = {"p": "POINT", "l": "LINE", "s": "POLYGON"}


def map_server_map(layer: QgsVectorLayer, sld: Path) -> QImage:
    """How MapServer draws the objects of a layer by an SLD, whose pictures lie beside it.

    The layer's name is that of the SLD without its ending. Raises MissingError.
    """
    folder = sld.parent
    data = folder / f"{sld.stem}.geojson"
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GeoJSON"
    context = QgsProject.instance().transformContext()
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(data), context, options)
    right, top = SIZE.width() / 2, SIZE.height() / 2
    box = f"{-right} {-top} {right} {top}"
    columns, rows = (round(side / 25.4 * _DPI) for side in (SIZE.width(), SIZE.height()))
    crs = 'PROJECTION "init=epsg:2154" END'
    map_file = folder / "style.map"
    map_file.write_text(
        f"""MAP NAME "style" EXTENT {box} SIZE {columns} {rows} {crs} IMAGECOLOR 255 255 255
        RESOLUTION {_OGC_DPI} DEFRESOLUTION {_OGC_DPI}
        OUTPUTFORMAT NAME "png" DRIVER "AGG/PNG" MIMETYPE "image/png" IMAGEMODE RGB END
        WEB METADATA "wms_title" "style" "wms_srs" "EPSG:2154" "wms_enable_request" "*" END
        VALIDATION "sld_external_graphic" "^[a-z0-9_]+[.]svg$" END END
        LAYER NAME "{sld.stem}" TYPE {_KINDS[sld.stem[-1]]} STATUS ON CONNECTIONTYPE OGR
        CONNECTION "{data}" {crs} METADATA "wms_title" "style" END END END""",
        encoding="utf-8",
    )
    (folder / "mapserver.conf").write_text("CONFIG\n ENV\n END\nEND\n", encoding="utf-8")
    query = {
        "SERVICE": "WMS",
        "VERSION": "1.1.1",
        "REQUEST": "GetMap",
        "LAYERS": sld.stem,
        "STYLES": "",
        "SRS": "EPSG:2154",
        "BBOX": box.replace(" ", ","),
        "WIDTH": str(columns),
        "HEIGHT": str(rows),
        "FORMAT": "image/png",
        "MAP_RESOLUTION": str(_DPI),
        "SLD_BODY": sld.read_text(encoding="utf-8"),
    }
    done = subprocess.run(
        [find_program("mapserv")],
        env={
            **os.environ,
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": "&".join(f"{key}={quote(value)}" for key, value in query.items()),
            "MAPSERVER_CONFIG_FILE": str(folder / "mapserver.conf"),
            "MS_MAPFILE": str(map_file),
        },
        stdout=subprocess.PIPE,
        check=False,
    )
    image = QImage()
    body = done.stdout.partition(b"\r\n\r\n")[2]
    assert image.loadFromData(body), body.decode("utf-8", "replace")
    return image


def centre(image: QImage, size: QSizeF) -> QImage:
    """The middle of a picture, of a size in mm."""
    columns, rows = (round(side / 25.4 * _DPI) for side in (size.width(), size.height()))
    return image.copy((image.width() - columns) // 2, (image.height() - rows) // 2, columns, rows)


def coarse(image: QImage, side: float) -> QImage:
    """A picture in squares of some mm, each of the mean of its colours."""
    columns, rows = (round(length / side) for length in (SIZE.width(), SIZE.height()))
    return image.scaled(
        columns,
        rows,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
