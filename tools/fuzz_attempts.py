# SPDX-License-Identifier: GPL-3.0-or-later
"""What is tried with each kind of input: it is made, put where it is looked for, and used.

An attempt gives the warnings of its result, or raises SrceError; anything else is a finding.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QEvent

from srce_pac.core.common.files import ROOT, profile_folder
from srce_pac.core.layers.background import open_background
from srce_pac.core.layout.template import open_template
from srce_pac.core.opendata.catalogue import available_open_data
from srce_pac.core.pipeline import Printer, SheetRequest, summarise_sheet
from srce_pac.core.profiles.presets import load_presets
from srce_pac.core.profiles.profile import VERSION, VERSION_KEY, read_profile
from srce_pac.core.sheet.cartouche import usable_office
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.sources.provenance import note_faults
from srce_pac.core.styles.style_check import check_style
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.factories import (
    NATIONAL_RESERVOIR,
    Row,
    box,
    two_communes,
    write_layer,
)
from srce_pac.tools.fuzz_mutations import (
    any_text,
    any_value,
    any_wkt,
    changed_bytes,
    changed_json,
    changed_xml,
    written_json,
)
from srce_pac.tools.fuzz_worker import Attempt

NAME = "essai"
RESERVOIR = "n_srce_reservoir_s_059"
# One input of so many is drawn as well, which takes the time of a hundred others.
DRAWN = 12

_PROFILE = {
    VERSION_KEY: VERSION,
    "credit": "© Région",
    "layers": [
        {"class": "reservoir", "geometry": "s", "name": RESERVOIR, "uri": f"/{RESERVOIR}.fgb"}
    ],
}
_NOTE = {"date": "2026-01-02", "departements": ["59"], "credit": "© Région", "vintage": "2025"}

# The folders of the profile, with what is right there.
_FILES: dict[str, list[Any]] = {
    **{
        folder: [json.loads(p.read_text("utf-8")) for p in sorted((ROOT / folder).glob("*.json"))]
        for folder in ("sheets", "sheets/presets", "data/offices", "data/backgrounds")
    },
    "data/opendata": [
        json.loads(path.read_text("utf-8"))
        for path in sorted((ROOT / "data/opendata").glob("*.json"))
    ],
    "profiles": [_PROFILE],
    "opendata": [_NOTE],
}
_TEXTS = {"srce": {"title": "Carte", "text": "Un\n\nDeux", "labels": {"reservoir": "Noyaux"}}}
_CARTOUCHE = {"office": "D.D.T", "status": "Provisoire", "notice": False, "texts": _TEXTS}


@contextmanager
def application() -> Iterator[None]:
    """QGIS with a profile of its own."""
    with TemporaryDirectory(prefix="srce_pac_fuzz_profile_") as folder:
        qgis = QgsApplication([], False, folder)
        qgis.initQgis()
        yield
        _known.cache_clear()
        qgis.exitQgis()


def try_json(random: Random, _: Path) -> list[str]:
    """A file of the profile, or a cartouche, with wrong entries."""
    place = random.choice(list(_FILES))
    right = random.choice(_FILES[place])
    if place == "data/offices":
        right = random.choice((right, _CARTOUCHE))
    with _empty_profile() as profile:
        name = random.choice((NAME, NAME, "srce", "59", "plan_ign", "srce_national"))
        path = profile / place / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written_json(random, changed_json(random, right)))
        if random.randrange(DRAWN) == 0:
            sheet = path.stem if place == "sheets" else ""
            return _drawn(SheetRequest("59294", sheet=sheet, office=path.stem))
        return _read(place, path)


def _read(place: str, path: Path) -> list[str]:
    """What is said of a file of the profile that is read alone."""
    if place == "sheets":
        sheet = load_sheet(path.stem).for_departements(["59", "62"])
        sheet.nota_without(list(sheet.classes), list(sheet.classes))
    if place == "sheets/presets":
        presets, faults = load_presets()
        for preset in presets:
            preset.is_named("n_srce_reservoir_s_" * 20)
        return faults
    if place == "data/offices":
        return usable_office(path.stem)[1]
    if place == "data/backgrounds":
        open_background(path.stem, QgsProject.instance())
    elif place == "data/opendata":
        return [source.fault for source in available_open_data() if source.fault]
    elif place == "profiles":
        read_profile(path)
    elif place == "opendata":
        path.with_suffix("").mkdir()
        return note_faults(str(path.with_suffix("")))
    return []


def try_template(random: Random, folder: Path) -> list[str]:
    """A template whose items are others."""
    bundled = random.choice(sorted((ROOT / "layouts").glob("*.qpt")))
    path = folder / "autre_bureau.qpt"
    content = changed_xml(random, bundled.read_text("utf-8")).encode("utf-8", "surrogatepass")
    path.write_bytes(changed_bytes(random, content) if random.random() < 0.1 else content)
    if random.randrange(DRAWN) == 0:
        return _drawn(SheetRequest("59294", template=str(path)))
    project = QgsProject()
    try:
        open_template(str(path)).new_layout(project)
    finally:
        _delete(project)
    return []


def try_style(random: Random, folder: Path) -> list[str]:
    """A style of a class that is another."""
    bundled = random.choice(sorted((ROOT / "styles").glob("*_[pls].qml")))
    path = folder / bundled.name
    content = changed_xml(random, bundled.read_text("utf-8")).encode("utf-8", "surrogatepass")
    path.write_bytes(changed_bytes(random, content) if random.random() < 0.1 else content)
    if random.randrange(DRAWN) == 0:
        return _drawn(SheetRequest("59294", styles=str(folder)))
    report = check_style(path, path.stem[-1])
    return [*report.warnings, *([report.refusal] if report.refusal else [])]


def try_code(random: Random, folder: Path) -> list[str]:
    """A territory as it is typed, and codes as they stand in a layer of communes."""
    if random.random() < 0.6:
        _known().resolve(any_text(random), any_text(random) if random.random() < 0.3 else "")
        return []
    first = random.choice(("code_insee", "INSEE_COM", "insee", "code", "id", "ref:INSEE"))
    rows = [
        {
            "type": "Feature",
            "properties": {first: any_value(random), **_others(random)},
            "geometry": {"type": "Polygon", "coordinates": [_square(number)]},
        }
        for number in range(random.choice((1, 2, 5)))
    ]
    path = folder / "communes.geojson"
    path.write_bytes(written_json(random, {"type": "FeatureCollection", "features": rows}))
    gazetteer = open_gazetteer(str(path))
    for entry in gazetteer.entries[:3]:
        gazetteer.territory(gazetteer.resolve(entry.code))
    return list(gazetteer.warnings)


def _others(random: Random) -> dict[str, Any]:
    names = ("nom", "NOM", "code_departement", "INSEE_DEP", "siren_epci", "population", "")
    return {name: any_value(random) for name in names if random.random() < 0.4}


def _square(number: int) -> list[list[float]]:
    x, y = 3.0 + number / 10, 50.0
    return [[x, y], [x + 0.1, y], [x + 0.1, y + 0.1], [x, y + 0.1], [x, y]]


def try_geometry(random: Random, folder: Path) -> list[str]:
    """Objects, now and then communes, whose shapes are none."""
    wkts = [any_wkt(random) for _ in range(random.choice((1, 2, 5)))]
    path = folder / f"{RESERVOIR}{random.choice(('.gpkg', '.geojson', '.fgb', '.shp'))}"
    if random.random() < 0.4:
        # Another program may write what QGIS would not.
        path = path.with_suffix(".geojson")
        path.write_bytes(written_json(random, changed_json(random, _objects(random))))
        return _summarised(path, folder)
    rows = [Row(wkt, {"NUMERO": number, **NATIONAL_RESERVOIR}) for number, wkt in enumerate(wkts)]
    try:
        write_layer(path, rows, random.choice(("Polygon", "MultiPolygon", "Unknown")))
    except AssertionError:
        # QGIS itself does not write such a shape in that format.
        return []
    return _summarised(path, folder)


def _objects(random: Random) -> dict[str, Any]:
    """Objects in degrees, in Alpha and far from it."""
    shapes = [_square(number) for number in range(random.choice((1, 3)))]
    far = random.choice((0.0, 0.0, 90.0, 180.0, 1e6, 1e300))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"NUMERO": 1, **NATIONAL_RESERVOIR},
                "geometry": {
                    "type": random.choice(("Polygon", "Polygon", "LineString")),
                    "coordinates": [[[x, y + far] for x, y in shape]],
                },
            }
            for shape in shapes
        ],
    }


def try_source(random: Random, folder: Path) -> list[str]:
    """A file of objects of which some bytes are others."""
    path = folder / f"{RESERVOIR}{random.choice(('.gpkg', '.geojson', '.fgb', '.shp'))}"
    shapes = [box(100 + 300 * number, 100, 50) for number in range(5)]
    write_layer(path, [Row(wkt, {"NUMERO": 1, **NATIONAL_RESERVOIR}) for wkt in shapes])
    part = random.choice(sorted(folder.glob(f"{RESERVOIR}*")))
    if random.random() < 0.1:
        part.unlink()
    else:
        part.write_bytes(changed_bytes(random, part.read_bytes()))
    return _summarised(random.choice((path, folder)), folder)


def _summarised(source: Path, folder: Path) -> list[str]:
    """What is said of a source that is counted in Alpha."""
    territories = folder / "communes" / "territories.fgb"
    territories.parent.mkdir()
    write_layer(territories, two_communes(), geometry="MultiPolygon")
    gazetteer = open_gazetteer(str(territories))
    summary = summarise_sheet(SheetRequest("59001", source=str(source)), gazetteer)
    return list(summary.warnings)


def _drawn(request: SheetRequest) -> list[str]:
    """What is said of a sheet that is drawn."""
    with closing(Printer(request, _known())) as printer:
        preview = printer.preview(request)
        preview.picture(request.cartouche, 200)
        warnings = list(preview.warnings)
        del preview
    _delete(None)
    return warnings


@cache
def _known() -> Gazetteer:
    """The embedded territories."""
    return open_gazetteer()


@contextmanager
def _empty_profile() -> Iterator[Path]:
    profile = profile_folder()
    shutil.rmtree(profile, ignore_errors=True)
    profile.mkdir(parents=True)
    try:
        yield profile
    finally:
        shutil.rmtree(profile, ignore_errors=True)


def _delete(project: QgsProject | None) -> None:
    """Let Qt take away what is no longer used, as it does in a window."""
    if project is not None:
        project.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


ATTEMPTS: dict[str, Attempt] = {
    "json": try_json,
    "template": try_template,
    "style": try_style,
    "code": try_code,
    "geometry": try_geometry,
    "source": try_source,
}
