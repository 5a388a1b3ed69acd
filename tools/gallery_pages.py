# SPDX-License-Identifier: GPL-3.0-or-later
"""What the gallery shows: an entry for each page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from srce_pac.core.common.request import OUTSIDE_MODES, SHOW, SheetRequest
from srce_pac.core.layout.template import available_templates
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tools.gallery_files import (
    COMMUNE,
    EPCI,
    FULL_CARTOUCHE,
    NINETY_COMMUNE,
    NINETY_EPCI,
    NINETY_LETTERS,
    STRIP,
    draw_ground,
    draw_logo,
    draw_stripes,
    find_territory,
    resized_sheet,
    write_preset,
    write_style_set,
)

SHARED = Path(__file__).resolve().parents[2] / "shared"
REFERENCE = SHARED / "reference"
SRADDET = SHARED / "data" / "sraddet_hdf2020_oise_est.gpkg"
COMPUTED_SCALE = SHARED / "cases" / "template_computes_its_scale.qpt"
CATEGORISED = SHARED / "cases" / "style_categorised.qml"
SRCE_SAMPLE = SHARED / "data" / "srce_npdc_2014_sample"


@dataclass(frozen=True)
class Detail:
    """A part of a page: left, top, right and bottom as parts of its width and height."""

    name: str
    landscape: tuple[float, float, float, float]
    portrait: tuple[float, float, float, float]


BAND = Detail("band", (0.62, 0.0, 1.0, 1.0), (0.0, 0.58, 1.0, 1.0))
CENTRE = Detail("centre", (0.2, 0.3, 0.55, 0.7), (0.2, 0.12, 0.8, 0.45))


@dataclass(frozen=True)
class Page:
    """A sheet to print, and what of it is shown.

    `beside` is a picture to compare it with, `needs` a file without which it is not made;
    `imaginary` says that its territory is made up, `eyes` that it is also shown as the
    colour-blind see it, `styles` that not the sheet but the gallery of its styles is made.
    """

    name: str
    caption: str
    request: SheetRequest
    details: tuple[Detail, ...] = ()
    ending: str = ".pdf"
    beside: Path | None = None
    needs: Path | None = None
    imaginary: bool = False
    eyes: bool = False
    styles: bool = False


# A title and the pages under it.
Section = tuple[str, Sequence[Page]]


def all_sections(workshop: Path, gazetteer: Gazetteer) -> list[Section]:
    """Every page of the gallery; the files made up for them come into `workshop`."""
    return [
        ("The two models", models()),
        ("Every template", templates()),
        ("Real data", real_data()),
        ("Law, coverage, precision", truths()),
        ("Outside the territory", outsides()),
        ("Backgrounds", backgrounds(workshop, gazetteer)),
        ("Communes: extremes of name and shape", communes()),
        ("EPCIs: extremes of name and shape", epcis()),
        ("Selections of communes", selections()),
        ("Legends without a class, and with all of them", legends(workshop, gazetteer)),
        ("Texts long and short", texts(workshop)),
        ("Cartouches", cartouches(workshop)),
        ("Papers, scales and orientations", papers()),
        ("Other files than a plain PDF", formats()),
        ("Styles", styles(workshop)),
    ]


def models() -> list[Page]:
    return [
        Page(
            "haynecourt",
            "The commune sheet",
            SheetRequest(COMMUNE),
            (BAND, CENTRE),
            beside=REFERENCE / "wireframe_commune_a3.png",
            eyes=True,
        ),
        Page(
            "valenciennes",
            "The EPCI plan",
            SheetRequest(EPCI),
            (BAND, CENTRE),
            beside=REFERENCE / "wireframe_epci_a1.png",
            eyes=True,
        ),
    ]


def templates() -> list[Page]:
    return [
        Page(
            f"template_{name}",
            name,
            SheetRequest(EPCI if name.startswith("epci") else COMMUNE, template=name),
            (BAND,),
        )
        for name in sorted(available_templates())
    ]


def real_data() -> list[Page]:
    sraddet, sample = str(SRADDET), str(SRCE_SAMPLE)
    sheets = {
        "real_compiegne": ("Compiègne", SheetRequest("60159", source=sraddet)),
        "real_choisy": ("Choisy-au-Bac", SheetRequest("60151", source=sraddet)),
        "real_choisy_shown": (
            "Choisy-au-Bac, the outside shown",
            SheetRequest("60151", source=sraddet, outside=SHOW),
        ),
        "real_epci": ("The EPCI of Compiègne", SheetRequest("200067965", source=sraddet)),
        "real_epci_a3": (
            "The EPCI of Compiègne on A3",
            SheetRequest("200067965", source=sraddet, template="A3"),
        ),
        "real_epci_a0": (
            "The EPCI of Compiègne on A0",
            SheetRequest("200067965", source=sraddet, template="A0"),
        ),
        "real_srce_commune": ("Alquines, SRCE 2014", SheetRequest("62024", source=sample)),
        "real_srce_epci": (
            "CC du Pays de Lumbres, SRCE 2014",
            SheetRequest("246201016", source=sample),
        ),
    }
    return [
        Page(name, caption, request, (BAND, CENTRE), needs=Path(request.source))
        for name, (caption, request) in sheets.items()
    ]


def truths() -> list[Page]:
    sraddet, two_regions = str(SRADDET), "247600588"
    edited = {"sraddet": {"title": "Carte du SCoT", "text": "", "notice": "À relire."}}
    on_sraddet = {
        "law_two_regions": ("Two regions, both named", SheetRequest(two_regions, source=sraddet)),
        "law_forced": (
            "The sheet of the SRCE on data of the SRADDET",
            SheetRequest("60159", source=sraddet, sheet="srce"),
        ),
        "law_no_scheme": (
            "The sheet that names no scheme",
            SheetRequest("60159", source=sraddet, sheet="continuites"),
        ),
        "law_edited": (
            "Texts edited, one of them to nothing",
            SheetRequest("60159", source=sraddet, cartouche={"texts": edited}),
        ),
        "coverage_extract": ("Out of an extract", SheetRequest("60057", source=sraddet)),
    }
    on_demonstration = {
        "law_other_region": ("Data made for another region", SheetRequest("80021")),
        "coverage_none": ("Not covered: Arras", SheetRequest("62041")),
        "coverage_part": ("Covered in part", SheetRequest("59294,62298", "Deux communes")),
        "precision_floor": ("At the floor of the contours", SheetRequest("59332")),
        "precision_forced": ("1/2 000 asked for", SheetRequest("59332", scale=2_000)),
    }
    return [
        *(
            Page(name, caption, request, (BAND,), needs=SRADDET)
            for name, (caption, request) in on_sraddet.items()
        ),
        *(
            Page(name, caption, request, (BAND,))
            for name, (caption, request) in on_demonstration.items()
        ),
        Page(
            "scale_computed",
            "A template that computes its scale",
            SheetRequest(COMMUNE, template=str(COMPUTED_SCALE)),
            (BAND,),
            needs=COMPUTED_SCALE,
        ),
    ]


def outsides() -> list[Page]:
    return [
        Page(f"outside_{mode}_{what}", f"{what}: {mode}", SheetRequest(code, outside=mode))
        for what, code in (("commune", COMMUNE), ("epci", EPCI))
        for mode in OUTSIDE_MODES
    ]


def backgrounds(workshop: Path, gazetteer: Gazetteer) -> list[Page]:
    pages = [
        Page(
            f"background_{what}",
            f"Fields and roads, {what}",
            SheetRequest(
                code, background=str(draw_ground(workshop, find_territory(gazetteer, code)))
            ),
            (CENTRE,),
        )
        for what, code in (("commune", COMMUNE), ("epci", EPCI))
        for territory in [find_territory(gazetteer, code)]
    ]
    missing = SheetRequest(COMMUNE, background=str(workshop / "absent.tif"))
    return [*pages, Page("background_missing", "A background that is missing", missing)]


def communes() -> list[Page]:
    codes = {
        "shortest": ("80829", "The shortest name, out of reach of the demonstration"),
        "longest": ("80714", "The longest name"),
        "largest": ("59353", "The largest"),
        "smallest": ("59332", "The smallest, 17 ha"),
        "wide": ("59234", "The widest for its height"),
        "tall": ("62766", "The tallest for its width"),
        "oblique": ("62458", "The most elongated, obliquely"),
        "pieces": ("60320", "In three pieces"),
        "enclaves": ("02232", "With enclaves"),
        "hollow": ("62615", "A hollow shape"),
        "ragged": ("02502", "The one that fills the least of its hull"),
        "coast": ("59183", "On the sea, in two pieces"),
        "city": ("59350", "In the middle of a city"),
        "border": ("59392", "On the border of the country"),
    }
    real = [
        Page(f"commune_{name}", f"{caption} ({code})", SheetRequest(code))
        for name, (code, caption) in codes.items()
    ]
    ninety = f"A name of {len(NINETY_LETTERS)} letters"
    return [
        *real,
        Page("commune_ninety", ninety, SheetRequest(NINETY_COMMUNE), (BAND,), imaginary=True),
        Page(
            "commune_ninety_a4",
            f"{ninety}, on A4",
            SheetRequest(NINETY_COMMUNE, template="commune_a4_portrait"),
            imaginary=True,
        ),
        Page(
            "commune_strip",
            "A thousand times longer than wide",
            SheetRequest(STRIP),
            imaginary=True,
        ),
    ]


def epcis() -> list[Page]:
    codes = {
        "shortest": ("200033579", "The shortest name"),
        "longest": ("200067965", "The longest name"),
        "largest": ("200071181", "The largest, of 119 communes"),
        "smallest": ("246000129", "The smallest"),
        "fewest": ("245900758", "Flandre Lys: eight communes, two départements, the widest"),
        "tall": ("200069722", "Over two regions, the tallest, most members not loaded"),
        "city": ("200093201", "The Métropole: 95 communes close together"),
        "pieces": ("246000871", "In four pieces"),
        "enclaves": ("200071991", "With enclaves"),
        "ragged": ("200070993", "The one that fills the least of its hull"),
        "ternois": ("200069672", "Ternois: 103 communes in two départements"),
        "absent": ("247600588", "Villes Sœurs: members that are not loaded"),
        "coast": ("245900428", "On the sea"),
    }
    real = [
        Page(f"epci_{name}", f"{caption} ({code})", SheetRequest(code), (CENTRE,))
        for name, (code, caption) in codes.items()
    ]
    return [
        *real,
        Page(
            "epci_ninety",
            f"A name of {len(NINETY_LETTERS)} letters",
            SheetRequest(NINETY_EPCI),
            (BAND,),
            imaginary=True,
        ),
    ]


def selections() -> list[Page]:
    canton = "59294,62298,59552,59488,59521,62164"
    return [
        Page("selection_canton", "A canton", SheetRequest(canton, "Canton de Haynecourt")),
        Page(
            "selection_scot",
            "A SCoT: two EPCIs",
            SheetRequest(f"{EPCI},200042190", "SCoT du Valenciennois"),
        ),
        Page("selection_far", "Two communes far from each other", SheetRequest("59294,59183")),
        Page("selection_untitled", "Without a title", SheetRequest(canton)),
    ]


def legends(workshop: Path, gazetteer: Gazetteer) -> list[Page]:
    write_preset()
    every = load_sheet("srce").drawing_order
    commune, epci = (find_territory(gazetteer, code) for code in (COMMUNE, EPCI))
    one = draw_stripes(workshop / "one", commune, ["reservoir_restore_s"])
    sources = {
        COMMUNE: draw_stripes(workshop / COMMUNE, commune, every),
        EPCI: draw_stripes(workshop / EPCI, epci, every),
    }
    sheets = {
        "commune_a3_landscape": COMMUNE,
        "commune_a4_landscape": COMMUNE,
        "commune_a4_portrait": COMMUNE,
        "epci_a1_landscape": EPCI,
        "epci_a3_landscape": EPCI,
    }
    return [
        Page("legend_empty", "No class at all", SheetRequest("59197"), (BAND,)),
        Page("legend_one", "One class", SheetRequest(COMMUNE, source=str(one)), (BAND,)),
        *(
            Page(
                f"legend_all_{template}",
                f"All {len(every)} symbols of the sheet, {template}",
                SheetRequest(code, source=str(sources[code]), template=template),
                (BAND,),
                eyes=template == "commune_a3_landscape",
            )
            for template, code in sheets.items()
        ),
    ]


def texts(workshop: Path) -> list[Page]:
    long, short = (str(resized_sheet(workshop, factor)) for factor in (3.0, 0.2))
    sheets = {
        "texts_long_a3": (COMMUNE, long, "commune_a3_landscape", "Texts three times as long"),
        "texts_long_a3_portrait": (COMMUNE, long, "commune_a3_portrait", "The same, portrait"),
        "texts_long_a4": (COMMUNE, long, "commune_a4_portrait", "The same, on A4"),
        "texts_long_epci": (EPCI, long, "epci_a1_landscape", "The same, for an EPCI"),
        "texts_short_a3": (COMMUNE, short, "commune_a3_landscape", "Texts a fifth as long"),
        "texts_short_epci": (EPCI, short, "epci_a1_landscape", "The same, for an EPCI"),
    }
    return [
        Page(name, caption, SheetRequest(code, sheet=sheet, template=template), (BAND,))
        for name, (code, sheet, template, caption) in sheets.items()
    ]


def cartouches(workshop: Path) -> list[Page]:
    broad, tall = (
        draw_logo(workshop / "broad.svg", 240, 80),
        draw_logo(workshop / "tall.svg", 60, 120),
    )
    bare = dict.fromkeys(("service", "office", "office_name", "status", "sources", "email"), "")
    entries: dict[str, tuple[str, Mapping[str, Any]]] = {
        "no_notice": ("Without the notice", {"notice": False}),
        "logo_broad": ("With a broad logo", {"logo": str(broad)}),
        "logo_tall": ("With a tall logo", {"logo": str(tall)}),
        "logo_missing": ("With a logo that is missing", {"logo": str(workshop / "absent.png")}),
        "full": ("Every entry filled, at length", FULL_CARTOUCHE),
        "bare": ("Nothing said of the office", bare),
    }
    return [
        Page(
            f"cartouche_{name}_{what}",
            f"{caption}, {what}",
            SheetRequest(code, cartouche=texts),
            (BAND,),
        )
        for name, (caption, texts) in entries.items()
        for what, code in (("commune", COMMUNE), ("epci", EPCI))
    ]


def papers() -> list[Page]:
    wide, tall, city = "245900758", "200069722", "200093201"
    requests = {
        "scale_commune": ("1/10 000 asked for", SheetRequest(COMMUNE, scale=10_000)),
        "scale_epci": ("1/25 000 asked for", SheetRequest(EPCI, scale=25_000)),
        "scale_cut": (
            "Too fine for its paper",
            SheetRequest(COMMUNE, template="commune_a4_portrait", scale=5_000),
        ),
        "scale_coarse": ("Much coarser than needed", SheetRequest(COMMUNE, scale=50_000)),
        "paper_upright": (
            "A wide EPCI on upright paper",
            SheetRequest(wide, template="epci_a1_portrait"),
        ),
        "paper_across": (
            "A tall EPCI on paper across",
            SheetRequest(tall, template="epci_a3_landscape"),
        ),
        "paper_city_a3": ("95 communes on A3", SheetRequest(city, template="epci_a3_landscape")),
        "paper_city_a4": ("95 communes on A4", SheetRequest(city, template="epci_a4_portrait")),
    }
    return [Page(name, caption, request) for name, (caption, request) in requests.items()]


def formats() -> list[Page]:
    return [
        Page("format_png", "PNG", SheetRequest(COMMUNE), ending=".png"),
        Page("format_svg", "SVG", SheetRequest(COMMUNE), ending=".svg"),
        *(
            Page(
                f"format_compiegne_{ending}",
                f"Real data as {ending.upper()}",
                SheetRequest("60159", source=str(SRADDET)),
                ending=f".{ending}",
                needs=SRADDET,
            )
            for ending in ("png", "svg")
        ),
        Page("format_outlines", "Letters as outlines", SheetRequest(COMMUNE, outlines=True)),
        Page(
            "format_geopdf",
            "GeoPDF",
            SheetRequest("60151", source=str(SRADDET), geopdf=True),
            needs=SRADDET,
        ),
    ]


def styles(workshop: Path) -> list[Page]:
    own = str(write_style_set(workshop, CATEGORISED))
    usual, with_own = (SheetRequest("", sheet="srce", styles=styles) for styles in ("", own))
    commune, epci = (SheetRequest(code, styles=own) for code in (COMMUNE, EPCI))
    return [
        Page("styles_srce", "The styles of the plugin", usual, styles=True),
        Page("styles_png", "The same as PNG", usual, ending=".png", styles=True),
        Page("styles_own", "A set with categories", with_own, needs=CATEGORISED, styles=True),
        Page("styles_commune", "It on a commune", commune, (BAND,), needs=CATEGORISED),
        Page("styles_epci", "It on an EPCI", epci, (BAND,), needs=CATEGORISED),
    ]
