# SPDX-License-Identifier: GPL-3.0-or-later
"""Every vector format counts in a folder as it does alone, and none of its files is changed."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from osgeo import gdal, ogr, osr

from srce_pac.core.common.files import file_states
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sources.file_formats import data_names, files_of, known_endings
from srce_pac.core.sources.layer_file import file_of, layer_name, with_file
from srce_pac.core.sources.source import list_layers, open_layer
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import X0, Y0
from srce_pac.tests.support.faulty_sources import RESERVOIRS, draw, refusal, write

pytestmark = pytest.mark.usefixtures("qgis_app")

NAME = "Forêt de Raismes"
DEGREES = ("-t_srs", "EPSG:4326")
# The driver of each ending, and how it is made to write the reservoirs.
FORMATS: dict[str, tuple[str, Sequence[str]]] = {
    "tab": ("MapInfo File", ("-dsco", "FORMAT=TAB")),
    "mif": ("MapInfo File", ("-dsco", "FORMAT=MIF")),
    "gml": ("GML", ()),
    "kml": ("LIBKML", DEGREES),
    "kmz": ("LIBKML", DEGREES),
    "sqlite": ("SQLite", ()),
    "db": ("SQLite", ("-dsco", "SPATIALITE=YES")),
    "geojsonl": ("GeoJSONSeq", DEGREES),
    "json": ("GeoJSON", DEGREES),
    "gdb": ("OpenFileGDB", ()),
    "jml": ("JML", ()),
    "fgb": ("FlatGeobuf", ()),
    "shp": ("ESRI Shapefile", ()),
    "gpkg": ("GPKG", ()),
}


def can_write(ending: str) -> bool:
    driver = gdal.GetDriverByName(FORMATS[ending][0])
    return driver is not None and bool(driver.GetMetadataItem("DCAP_CREATE"))


@pytest.fixture(scope="module")
def reservoirs() -> gdal.Dataset:
    """Three squares in Alpha, six beside it."""
    made = (gdal.GetDriverByName("Memory") or gdal.GetDriverByName("MEM")).Create("", 0, 0, 0)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(2154)
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    layer = made.CreateLayer(RESERVOIRS, crs, ogr.wkbPolygon)
    for name in ("ID_RESV", "ID_SRCE", "NOM_RESV"):
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    for number in range(9):
        row = ogr.Feature(layer.GetLayerDefn())
        for name, value in (("ID_RESV", f"R{number}"), ("ID_SRCE", "S"), ("NOM_RESV", NAME)):
            row.SetField(name, value)
        x, y = X0 + 120 + 300 * number, Y0 + 100
        ring = f"{x} {y}, {x + 50} {y}, {x + 50} {y + 50}, {x} {y + 50}, {x} {y}"
        row.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON (({ring}))"))
        layer.CreateFeature(row)
    return made


def convert(reservoirs: gdal.Dataset, folder: Path, ending: str) -> Path:
    driver, options = FORMATS[ending]
    path = folder / f"{RESERVOIRS}.{ending}"
    gdal.VectorTranslate(str(path), reservoirs, options=["-f", driver, *options])
    # The driver of GML reads this where it is there, and writes a file of its own where not.
    path.with_suffix(".xsd").unlink(missing_ok=True)
    return path


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("ending", FORMATS)
def test_a_format_counts_in_a_folder_as_it_does_alone(
    reservoirs: gdal.Dataset, share: Path, gazetteer: Gazetteer, ending: str
) -> None:
    if not can_write(ending):
        pytest.skip(f"This GDAL writes no {ending}.")
    path = convert(reservoirs, share, ending)
    before = contents(share)
    in_folder = list_layers(SourceAddress.parse(str(share)))
    assert in_folder.layers == list_layers(SourceAddress.parse(str(path))).layers
    assert in_folder.warnings == []
    (layer,) = in_folder.layers
    assert layer.name == RESERVOIRS
    assert file_of(layer) == path
    layers = draw(share, gazetteer)
    assert layers.counts == {"reservoir": 3}
    (drawn,) = layers.thematic
    (field,) = (f.name() for f in drawn.layer.fields() if f.name().lower() == "nom_resv")
    assert {feature[field] for feature in drawn.layer.getFeatures()} == {NAME}
    assert contents(share) == before


@pytest.mark.parametrize("ending", ["tab", "gdb", "kml", "gml", "sqlite", "gpkg"])
def test_a_zip_of_a_format_counts_as_the_format(
    reservoirs: gdal.Dataset, share: Path, tmp_path: Path, gazetteer: Gazetteer, ending: str
) -> None:
    if not can_write(ending):
        pytest.skip(f"This GDAL writes no {ending}.")
    folder = tmp_path / "livraison"
    folder.mkdir()
    convert(reservoirs, folder, ending)
    shutil.make_archive(str(share / "livraison"), "zip", tmp_path, "livraison")
    listing = list_layers(SourceAddress.parse(str(share)))
    assert [layer.name for layer in listing.layers] == [RESERVOIRS]
    assert draw(share, gazetteer).counts == {"reservoir": 3}


class TestFolders:
    """What of a folder is data."""

    @pytest.mark.parametrize(
        ("names", "data"),
        [
            (["a.shp", "a.shx", "a.dbf", "a.prj", "a.cpg", "a.qmd", "a.shp.xml"], ["a.shp"]),
            (["a.TAB", "a.MAP", "a.DAT", "a.ID", "b.mif", "b.MID"], ["a.TAB", "b.mif"]),
            (["a.tif", "a.ecw", "a.jp2", "a.vrt", "a.pdf", "projet.qgz", "a.qml"], []),
            (["note.txt", "a.xlsx", "a.ods", "a.xml", "a.sql", "sans_fin", ".gpkg"], []),
            (["a.gpkg", "a.gpkg-wal", "a.gpkg-shm", "._a.gpkg", "~a.gpkg"], ["a.gpkg", "~a.gpkg"]),
            (["a.GeoJSON", "b.GEOJSONL", "c.geojson.bak"], ["a.GeoJSON", "b.GEOJSONL"]),
        ],
    )
    def test_side_files_and_pictures_are_none(self, names: list[str], data: list[str]) -> None:
        assert sorted(data_names(names)) == sorted(data)

    def test_the_endings_are_those_of_gdal(self) -> None:
        assert {".tab", ".gml", ".kml", ".gpx", ".dxf", ".geojsonl", ".gdb"} <= known_endings()
        assert not {".tif", ".pdf", ".xml", ".dbf", ".ods", ".vrt"} & known_endings()

    def test_a_table_without_places_or_the_georeference_of_a_picture_is_no_matter(
        self, share: Path
    ) -> None:
        write(share / f"{RESERVOIRS}.fgb")
        (share / "codes.csv").write_text("insee;nom\n59001;Alpha\n")
        (share / "scan25.tab").write_text(
            '!table\n!version 300\nDefinition Table\n  File "scan25.tif"\n  Type "RASTER"\n'
        )
        (share / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
        (share / "package.json").write_text('{"name": "x"}')
        listing = list_layers(SourceAddress.parse(str(share)))
        assert [layer.name for layer in listing.layers] == [RESERVOIRS]
        assert listing.warnings == []

    @pytest.mark.parametrize(
        ("ending", "part"), [("tab", ".dat"), ("tab", ".map"), ("mif", ".mid"), ("shp", ".dbf")]
    )
    def test_a_change_in_a_part_of_a_file_is_noticed(
        self, reservoirs: gdal.Dataset, share: Path, ending: str, part: str
    ) -> None:
        path = convert(reservoirs, share, ending)
        before = file_states([path])
        with path.with_suffix(part).open("ab") as opened:
            opened.write(b" ")
        assert file_states([path]) != before

    def test_a_geodatabase_is_watched_file_by_file(
        self, reservoirs: gdal.Dataset, share: Path
    ) -> None:
        if not can_write("gdb"):
            pytest.skip("This GDAL writes no gdb.")
        path = convert(reservoirs, share, "gdb")
        assert set(files_of(share)) == {path, *path.iterdir()}


class TestBars:
    """Names with a bar, which QGIS takes for the end of a path."""

    NAMES = ("a|b", "a|layername=b", "été|", "l'\"eau|")

    def test_layers_are_opened_by_whatever_name(
        self, reservoirs: gdal.Dataset, share: Path
    ) -> None:
        path = share / "noms.gpkg"
        for name in self.NAMES:
            mode = "update" if path.exists() else None
            gdal.VectorTranslate(
                str(path), reservoirs, format="GPKG", layerName=name, accessMode=mode
            )
        layers = list_layers(SourceAddress.parse(str(path))).layers
        assert [layer.name for layer in layers] == list(self.NAMES)
        assert [open_layer(layer).featureCount() for layer in layers] == [9] * len(layers)
        assert {file_of(layer) for layer in layers} == {path}
        moved = path.rename(share / "autres.gpkg")
        assert [open_layer(with_file(x, moved)).featureCount() for x in layers] == [9] * len(layers)

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb"])
    def test_files_are_opened_by_whatever_name(self, share: Path, ending: str) -> None:
        path = write(share / f"{RESERVOIRS}{ending}")
        for part in share.iterdir():
            part.rename(share / part.name.replace(RESERVOIRS, "a|b#é"))
        (layer,) = list_layers(SourceAddress.parse(str(share))).layers
        assert file_of(layer) == share / f"a|b#é{path.suffix}"
        assert open_layer(layer).featureCount() == 9

    def test_the_name_of_a_layer_is_all_of_it(self) -> None:
        assert layer_name("/x.gpkg|layername=a|b") == "a|b"
        assert layer_name("/x.kml|layername=a|geometrytype=Point") == "a"
        assert layer_name("/x.shp") == ""

    def test_a_file_in_a_zip_is_told(self, share: Path) -> None:
        path = share / "livraison.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(write(share / f"{RESERVOIRS}.fgb"), "a|b.fgb")
        assert "a|b.fgb" in refusal(lambda: recognise(str(path)))
