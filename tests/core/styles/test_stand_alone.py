# SPDX-License-Identifier: GPL-3.0-or-later
"""What was installed, exported or kept in data works in a QGIS without the plugin."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import (
    QgsMarkerSymbol,
    QgsProject,
    QgsSingleSymbolRenderer,
    QgsStyle,
    QgsSvgMarkerSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QImage

from srce_pac.core.common.errors import ExportError
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.styles.class_styles import ClassStyle, ClassStyles, class_styles
from srce_pac.core.styles.default_style import save_default_style
from srce_pac.core.styles.differences import SHAPES, Patch, draw
from srce_pac.core.styles.export import export_styles
from srce_pac.core.styles.style_manager import install_styles
from srce_pac.tests.support.factories import Row, write_layer
from srce_pac.tests.support.made_styles import apply_style
from srce_pac.tests.support.map_server import SIZE

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

ROOT = Path(__file__).resolve().parents[3]

# A QGIS in a process of its own, that opens the project, the data and the style manager.
PLAIN_QGIS = """
import sys
from qgis.core import *
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
application = QgsApplication([], False)
application.initQgis()
folder, columns, rows = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
project = QgsProject.instance()
assert project.read(folder + "/projet.qgz"), project.error()
layers = {layer.name(): layer for layer in project.mapLayers().values()}
layers["gardé"] = QgsVectorLayer(folder + "/data.gpkg|layername=data", "gardé", "ogr")
style = QgsStyle()
assert style.load(folder + "/symbology-style.db")
(name,) = (name for name in style.symbolNames() if "(obstacle_s)" in name)
layers["installé"] = QgsVectorLayer(folder + "/data.gpkg|layername=data", "installé", "ogr")
layers["installé"].setRenderer(QgsSingleSymbolRenderer(style.symbol(name)))
for name, layer in layers.items():
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setBackgroundColor(QColor("white"))
    settings.setOutputDpi(300)
    settings.setOutputSize(QSize(columns, rows))
    settings.setExtent(QgsRectangle(*map(float, sys.argv[4:8])))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    assert job.renderedImage().save(folder + "/" + name + ".png")
assert not [name for name in sys.modules if name.startswith("srce_pac")]
del layer, layers, job, settings, style
project.clear()
application.exitQgis()
"""


@pytest.fixture
def styles() -> ClassStyles:
    return class_styles(load_sheet("srce"), str(ROOT / "styles"))


def test_a_qgis_without_the_plugin_draws_the_same(styles: ClassStyles, tmp_path: Path) -> None:
    folder = tmp_path / "partagé"
    folder.mkdir()
    data = write_layer(folder / "data.gpkg", [Row(SHAPES["s"], {"gid": 1})])
    address = f"{data}|layername=data"
    by_name = {style.name: style for style in styles.styles}
    exported = export_styles(styles, folder / "styles").files
    applied = QgsVectorLayer(address, "appliqué", "ogr")
    assert applied.loadNamedStyle(str(folder / "styles" / "corridor_restore_s.qml"))[1]
    project = QgsProject()
    project.addMapLayer(applied)
    assert project.write(str(folder / "projet.qgz"))
    save_default_style(QgsVectorLayer(address, "", "ogr"), by_name["reservoir_s"])
    manager = QgsStyle()
    assert manager.createDatabase(str(folder / "symbology-style.db"))
    assert manager.load(str(folder / "symbology-style.db"))
    install_styles(styles, manager)

    drawn = {
        name: draw(styled(address, by_name[style]), SIZE)
        for name, style in (
            ("appliqué", "corridor_restore_s"),
            ("gardé", "reservoir_s"),
            ("installé", "obstacle_s"),
        )
    }
    size = drawn["gardé"].size()
    right, top = SIZE.width() / 2, SIZE.height() / 2
    box = [str(side) for side in (-right, -top, right, top)]
    environment = {key: text for key, text in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            PLAIN_QGIS,
            str(folder),
            str(size.width()),
            str(size.height()),
            *box,
        ],
        cwd=folder,
        env={**environment, "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path / "other")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for name, ours in drawn.items():
        assert Patch(ours).difference(Patch(QImage(str(folder / f"{name}.png")))) < 0.1, name
    for file in exported:
        text = file.read_text("utf-8")
        assert str(ROOT) not in text
        assert not re.search(r"@srce_|srce_pac[/\\]", text)
    project.clear()


def styled(address: str, style: ClassStyle) -> QgsVectorLayer:
    layer = QgsVectorLayer(address, "", "ogr")
    # QGIS's loadNamedStyle takes the default style of the data, whatever file it is given.
    apply_style(layer, style.file)
    return layer


def test_pictures_of_a_style_travel_within_it(tmp_path: Path, qgis_profile: Path) -> None:
    picture = tmp_path / "chez moi" / "signe.svg"
    picture.parent.mkdir()
    picture.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">'
        '<rect width="10" height="10" fill="#123456"/></svg>',
        encoding="utf-8",
    )
    layer = QgsVectorLayer("Point?crs=EPSG:2154", "", "memory")
    symbol = QgsMarkerSymbol()
    symbol.changeSymbolLayer(0, QgsSvgMarkerSymbolLayer(str(picture), 5))
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    own = tmp_path / "set" / "obstacle_p.qml"
    own.parent.mkdir()
    layer.saveNamedStyle(str(own))
    styles = class_styles(load_sheet("srce"), str(own.parent))
    only = tuple(style for style in styles.styles if style.name == "obstacle_p")
    export_styles(replace(styles, styles=only), tmp_path / "out")
    text = (tmp_path / "out" / "obstacle_p.qml").read_text("utf-8")
    shutil.rmtree(picture.parent)
    assert "base64:" in text
    assert "signe.svg" not in text
    assert "#123456" in (tmp_path / "out" / "obstacle_p_1.svg").read_text("utf-8")


def test_the_files_that_styles_are_read_from_are_not_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    shutil.copy(ROOT / "styles" / "corridor_l.qml", folder)
    before = (folder / "corridor_l.qml").read_bytes()
    styles = class_styles(load_sheet("srce"), str(folder))
    with pytest.raises(ExportError, match="one of the files that are read"):
        export_styles(styles, folder)
    assert (folder / "corridor_l.qml").read_bytes() == before
    assert len([*folder.iterdir()]) == 1
