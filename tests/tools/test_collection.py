# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection for QGIS Resource Sharing."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

import pytest
from qgis.core import QgsStyle
from qgis.PyQt.QtGui import QImage

from srce_pac.tools.build_collection import build_collection

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")


def test_a_collection_is_a_folder_as_resource_sharing_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "collection"
    with pytest.MonkeyPatch.context() as patch:
        # That of the second one is looked at.
        patch.setattr(
            "srce_pac.tools.build_collection.print_style_gallery",
            lambda *given: given[2].with_name("earlier.png").touch(),
        )
        assert build_collection(folder) == []
    assert list(folder.rglob("earlier.png"))
    assert build_collection(folder) == []
    assert not list(folder.rglob("earlier.png"))
    metadata = ConfigParser(interpolation=None)
    metadata.read(folder / "metadata.ini", encoding="utf-8")
    (name,) = metadata["general"]["collections"].split(",")
    about, collection = metadata[name], folder / "collections" / name
    assert {"name", "author", "email", "tags", "description"} <= set(about)
    assert (collection / about["license_file"]).is_file()
    assert not QImage(str(collection / about["preview"])).isNull()
    assert (collection / "style" / "corridor_l.qml").is_file()
    (library,) = (collection / "symbol").iterdir()
    style = QgsStyle()
    assert style.createMemoryDatabase()
    assert style.importXml(str(library))
    assert len(style.symbolNames()) > 20


def test_a_folder_that_is_no_collection_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match="no collection"):
        build_collection(tmp_path)
    assert (tmp_path / "mine.txt").is_file()
