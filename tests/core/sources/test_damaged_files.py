# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are damaged, incomplete or something else: one sentence each, the others drawn."""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from osgeo import gdal

from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sources import archive
from srce_pac.core.sources.file_formats import find_files
from srce_pac.core.sources.source import list_layers, open_layer
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.tests.support.faulty_sources import CORRIDORS, RESERVOIRS, refusal, write

pytestmark = pytest.mark.usefixtures("qgis_app")

PAGE = b"\xef\xbb\xbf\n<!-- portail -->\n<!DOCTYPE html>\n<html><body>Connexion</body></html>"
REPORT = b'<?xml version="1.0"?>\n<ows:ExceptionReport><ows:Exception/></ows:ExceptionReport>'


def cut(path: Path, kept: float) -> None:
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])


def shapefile(folder: Path) -> Path:
    return write(folder / f"{RESERVOIRS}.shp")


def without(ending: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = shapefile(folder)
        path.with_suffix(ending).unlink()
        return path

    return make


def cut_part(ending: str, kept: float) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = shapefile(folder)
        cut(path.with_suffix(ending), kept)
        return path

    return make


def cut_file(ending: str, kept: float) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = write(folder / f"{RESERVOIRS}{ending}")
        for journal in (f"{path}-wal", f"{path}-shm"):
            Path(journal).unlink(missing_ok=True)
        cut(path, kept)
        return path

    return make


def holding(name: str, content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def table_alone(folder: Path) -> Path:
    path = shapefile(folder).with_suffix(".dbf")
    for other in folder.iterdir():
        if other != path:
            other.unlink()
    return path


def mapinfo(ending: str, lost: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / f"{RESERVOIRS}{ending}"
        original = write(folder.parent.parent / f"{RESERVOIRS}.gpkg")
        gdal.VectorTranslate(
            str(path),
            str(original),
            options=["-f", "MapInfo File", "-dsco", f"FORMAT={ending[1:].upper()}"],
        )
        path.with_suffix(lost).unlink()
        return path

    return make


def link(target: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "lien.gpkg"
        path.symlink_to(target)
        return path

    return make


def pipe(folder: Path) -> Path:
    path = folder / "tube.geojson"
    os.mkfifo(path)
    return path


def misnamed(folder: Path) -> Path:
    path = Path(os.fsdecode(os.fsencode(folder) + b"/r\xe9servoirs.geojson"))
    path.write_bytes(b"{}")
    return path


DAMAGED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "no .shx": (without(".shx"), "lacks its .shx"),
    "no .dbf": (without(".dbf"), "lacks its .dbf"),
    ".shp cut": (cut_part(".shp", 0.6), "the end of its .shp is missing"),
    ".shp header only": (cut_part(".shp", 0.05), "the end of its .shp is missing"),
    ".shx cut": (cut_part(".shx", 0.6), "the end of its .shx is missing"),
    ".dbf cut": (cut_part(".dbf", 0.6), "the end of its .dbf is missing"),
    ".dbf empty": (cut_part(".dbf", 0), "the end of its .dbf is missing"),
    ".shp empty": (cut_part(".shp", 0), "is empty"),
    "table alone": (table_alone, "a table without geometries"),
    "gpkg cut": (cut_file(".gpkg", 0.5), "its end is missing"),
    "gpkg header": (
        cut_file(".gpkg", 0.0005),
        "its end is missing",
    ),
    "gpkg of a few bytes": (holding("a.gpkg", b"SQLite format 3\0\1"), "its end is missing"),
    "gpkg empty": (cut_file(".gpkg", 0), "is empty"),
    "gpkg text": (holding("a.gpkg", b"communes"), "no GeoPackage"),
    "gpkg page": (holding("a.gpkg", PAGE), "web page"),
    "geojson cut": (cut_file(".geojson", 0.7), "its end is missing"),
    "geojson page": (holding("a.geojson", PAGE), "web page"),
    "geojson broken": (holding("a.geojson", b'{"type": "FeatureCollection", "f"}'), "no JSON"),
    "geojson other": (holding("a.geojson", b'{"type": "x"}'), "no GeoJSON"),
    "gml report": (holding("a.gml", REPORT), "the error that a service answered"),
    "kml": (holding("a.kml", b"<kml><Document><Plac"), "damaged"),
    "tab no dat": (mapinfo(".tab", ".dat"), "lacks its .dat"),
    "tab no map": (mapinfo(".tab", ".map"), "lacks its .map"),
    "mif no mid": (mapinfo(".mif", ".mid"), "lacks its .mid"),
    "fgb": (holding("a.fgb", b"fgb\3fgb\1" + b"\0" * 20), "damaged"),
    "table of codes": (holding("a.csv", b"insee;nom\n59001;Alpha\n"), "no layer with geometries"),
    "sqlite": (holding("a.sqlite", b"SQLite format 3\0"), "damaged"),
    "zip": (holding("a.zip", b"PK\3\4" + b"\0" * 50), "damaged, or none"),
    "nowhere": (link("absent.gpkg"), "a link that leads to nothing"),
    "loop": (link("lien.gpkg"), "a link that leads to nothing"),
    "pipe": (pipe, "a device or a pipe"),
    "misnamed": (misnamed, "not written in UTF-8"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_bad_file_is_told_as_what_it_is_and_costs_itself_only(share: Path, name: str) -> None:
    make, sentence = DAMAGED[name]
    folder = share / "lot"
    folder.mkdir()
    path = make(folder)
    before = sorted(folder.iterdir())
    alone = refusal(lambda: list_layers(SourceAddress.parse(str(path))))
    assert sentence in alone
    write(share / f"{CORRIDORS}.fgb")
    listing = list_layers(SourceAddress.parse(str(share)))
    assert [layer.name for layer in listing.layers] == [CORRIDORS]
    # A table may well be no part of a layer.
    assert listing.warnings == ([] if path.suffix in (".dbf", ".csv") else [alone])
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("ending", [".shp", ".gpkg", ".geojson"])
def test_a_file_that_is_emptied_once_listed_is_told_as_that(share: Path, ending: str) -> None:
    path = write(share / f"{RESERVOIRS}{ending}")
    (layer,) = list_layers(SourceAddress.parse(str(path))).layers
    path.write_bytes(b"")
    assert "is empty" in refusal(lambda: open_layer(layer))


def test_devices_are_not_read(tmp_path: Path) -> None:
    for device in ("/dev/zero", "/dev/stdin"):
        if Path(device).exists() and not stat.S_ISREG(Path(device).stat().st_mode):
            assert "device" in refusal(lambda device=device: recognise(device))  # type: ignore[misc]


def test_a_folder_with_the_ending_of_a_file_is_a_folder(share: Path) -> None:
    folder = share / "livraison.shp"
    folder.mkdir()
    assert "no vector layer" in refusal(lambda: list_layers(SourceAddress.parse(str(folder))))
    shapefile(folder)
    for source in (folder, share):
        (layer,) = list_layers(SourceAddress.parse(str(source))).layers
        assert layer.name == RESERVOIRS


def test_a_folder_that_cannot_be_read_costs_itself_only(
    share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = share / "prive"
    closed.mkdir()
    write(share / f"{CORRIDORS}.fgb")
    opened = os.scandir

    def scandir(path: Path) -> object:
        if path == closed:
            raise PermissionError(13, "Permission denied")
        return opened(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = find_files(share)
    assert [file.name for file in found.files] == [f"{CORRIDORS}.fgb"]
    (warning,) = found.warnings
    assert str(closed) in warning


class TestZips:
    """Zips that no machine should unpack, and those in which something is wrong."""

    def zipped(self, share: Path, **members: bytes) -> Path:
        path = share / "livraison.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in members.items():
                packed.writestr(name.replace("_", "."), content)
        return path

    def refused(self, path: Path) -> str:
        return refusal(lambda: list_layers(SourceAddress.parse(str(path))))

    def test_one_that_unpacks_to_too_much_is_refused(
        self, share: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = self.zipped(share, a_geojson=b"0" * 2_000_000)
        assert "GeoJSON" in self.refused(path) or "damaged" in self.refused(path)
        monkeypatch.setattr(archive, "SMALL", 1_000_000)
        assert "too much" in self.refused(path)

    def test_a_kmz_is_a_zip_too(self, share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = self.zipped(share, doc_kml=b"<kml/>" + b" " * 2_000_000).rename(share / "a.kmz")
        monkeypatch.setattr(archive, "SMALL", 1_000_000)
        assert "too much" in self.refused(path)

    def test_one_of_gigabytes_is_refused_by_what_it_says(self, share: Path) -> None:
        path = self.zipped(share, a_geojson=b"{}")
        content = bytearray(path.read_bytes())
        # The size of the member in the directory at the end.
        place = content.index(b"PK\1\2") + 24
        content[place : place + 4] = (3 * 1024**3).to_bytes(4, "little")
        path.write_bytes(content)
        assert "3 072 MB" in self.refused(path)

    def test_members_that_share_their_bytes_are_refused(self, share: Path) -> None:
        path = self.zipped(share, a_geojson=os.urandom(3000))
        content = path.read_bytes()
        start, end = content.index(b"PK\1\2"), content.index(b"PK\5\6")
        record, tail = content[start:end], bytearray(content[end:])
        for place, value, size in ((8, 9, 2), (10, 9, 2), (12, 9 * len(record), 4)):
            tail[place : place + size] = value.to_bytes(size, "little")
        path.write_bytes(content[:start] + record * 9 + tail)
        assert "too much" in self.refused(path)

    def test_too_many_files_are_refused(self, share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(archive, "MOST_FILES", 2)
        assert "in 3 files" in self.refused(self.zipped(share, a_txt=b"", b_txt=b"", c_txt=b""))

    def test_one_with_a_password_is_refused(self, share: Path) -> None:
        path = self.zipped(share, a_geojson=b"{}")
        content = bytearray(path.read_bytes())
        for sign, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            content[content.index(sign) + place] |= 1
        path.write_bytes(content)
        assert "password" in self.refused(path)

    def test_one_within_another_is_told(self, share: Path) -> None:
        inner = self.zipped(share, a_geojson=b"{}")
        outer = share / "lot.zip"
        with zipfile.ZipFile(outer, "w") as packed:
            packed.write(inner, "lot/livraison.zip")
        inner.unlink()
        assert "“lot/livraison.zip” is a zip within" in self.refused(outer)
        with zipfile.ZipFile(outer, "a") as packed:
            packed.write(write(share.parent / f"{RESERVOIRS}.fgb"), "r.fgb")
        listing = list_layers(SourceAddress.parse(str(outer)))
        assert [layer.name for layer in listing.layers] == ["r"]
        assert "livraison.zip" in listing.warnings[0]

    @pytest.mark.parametrize("name", ["../a.geojson", "lot/../../a.geojson", "/tmp/a.geojson"])
    def test_what_leads_out_of_it_is_told_and_not_read(self, share: Path, name: str) -> None:
        path = share / "lot.zip"
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr(name, "{}")
        assert f"“{name}” leads out of the zip" in self.refused(path)

    def test_an_empty_one_and_one_of_texts_hold_no_data(self, share: Path) -> None:
        assert "no vector data" in self.refused(self.zipped(share))
        assert "no vector data" in self.refused(self.zipped(share, a_txt=b"x", b_pdf=b"%PDF"))

    def test_a_bad_member_costs_itself_only(self, share: Path) -> None:
        path = share / "livraison.zip"
        folder = share.parent / "brut"
        folder.mkdir()
        shapefile(folder)
        write(folder / f"{CORRIDORS}.shp").with_suffix(".dbf").unlink()
        shutil.make_archive(str(path.with_suffix("")), "zip", folder)
        listing = list_layers(SourceAddress.parse(str(path)))
        assert [layer.name for layer in listing.layers] == [RESERVOIRS]
        (warning,) = listing.warnings
        assert "lacks its .dbf" in warning
        assert "livraison.zip" in warning
        assert listing.unreadable == [CORRIDORS]


@pytest.mark.parametrize("name", ["a\0b", "\0", "/tmp/\0.gpkg"])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    assert "does not exist" in refusal(lambda: list_layers(SourceAddress.parse(name)))
