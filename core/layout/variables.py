# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a sheet, which the texts of its layout are expressions of."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from ..common.capitals import capitals, epci_capitals
from ..common.crs import LAMBERT_93
from ..common.french import french, french_spaces
from ..common.printable import printable
from ..common.request import EPCI
from ..sheet.cartouche import Cartouche
from ..territory.entry import Entry
from .content import SheetContent
from .extras import host_of
from .key_figures import figure_texts
from .precision import precision_lines
from .scale import scale_text
from .table import table_texts

# The usual abbreviations, for places where the full name does not fit.
NATURES = {
    "Communauté d'agglomération": "CA",
    "Communauté de communes": "CC",
    "Communauté urbaine": "CU",
}


# What the office has typed, or would have: of these texts only the spaces are mended.
OFFICE_WORDS = {
    *("state_motto", "state_name", "service", "office", "office_name", "status", "procedure"),
    *("sheet_number", "date", "sources", "email"),
}


def sheet_variables(content: SheetContent, scale: float) -> dict[str, str]:
    """The variables `srce_…` of a sheet; `scale` is the denominator of its map."""
    values = {**_values(content, scale), **table_texts(content.summary)}
    values.update(figure_texts(content.summary), short_title="", short_method="")
    return layout_variables(values)


def layout_variables(values: Mapping[str, str]) -> dict[str, str]:
    """The variables of a layout for texts by their names, set as French is; see `french`."""
    # A project that keeps the layout could not be opened with a control character in it.
    return {
        f"srce_{name}": (french_spaces if name in OFFICE_WORDS else french)(printable(value))
        for name, value in values.items()
    }


def office_values(cartouche: Cartouche) -> dict[str, str]:
    """What every page says of the office that signs it, without `srce_`."""
    return {
        "state_motto": cartouche.state_motto,
        "state_name": cartouche.state_name,
        "service": cartouche.service,
        "office": cartouche.office,
        "office_name": cartouche.office_name,
        "status": cartouche.status,
        "procedure": cartouche.procedure,
    }


def _values(content: SheetContent, scale: float) -> dict[str, str]:
    territory, sheet, cartouche = content.territory, content.sheet, content.cartouche
    entry, today = territory.entry, datetime.date.today()
    sources = printed_sources(cartouche, content.credits)
    crs, words = territory.crs, sheet.words
    uncovered = content.layers.uncovered
    # Where nothing is covered, no class is lacking more than another.
    missing = () if uncovered.is_whole else content.missing
    shown = [class_id for class_id, count in content.layers.counts.items() if count]
    nota = sheet.nota_without(missing, content.layers.hidden, content.cautions(), shown)
    precision = " ".join(precision_lines(content, scale))
    nota = "\n\n".join(filter(None, (nota, precision and f"– {precision}")))
    date = f"{cartouche.date_label} : {content.date}" if content.date else ""
    projection = "Lambert 93" if crs.authid() == LAMBERT_93 else crs.description()
    return {
        "territory_kind": sheet.kinds[entry.kind],
        "territory_name": name_in_capitals(entry),
        "territory_code": entry.code,
        "sheet_family": sheet.family,
        "sheet_title": sheet.title,
        "sheet_subtitle": sheet.subtitle,
        "sheet_number": words["number"].format(
            cartouche.sheet_word, cartouche.sheet_number, cartouche.sheet_total
        )
        if cartouche.sheet_total > 1
        else "",
        **office_values(cartouche),
        "date": date,
        "sources": words["sources"].format(sources) if sources else "",
        "email": words["email"].format(cartouche.email) if cartouche.email else "",
        "text_title": sheet.text_title,
        "text": sheet.text,
        "nota_title": sheet.nota_title if nota else "",
        "nota": nota,
        "notice_title": words["notice_title"] if sheet.notice and cartouche.notice else "",
        "notice": sheet.notice if cartouche.notice else "",
        "index_title": content.index.title if content.index else "",
        "index": content.index.rest if content.index else "",
        "qr_text": words["page"].format(host_of(content.page)) if content.page else "",
        "scale": words["scale"].format(scale_text(scale)),
        "projection": f"{projection} – {crs.authid()}",
        "print_date": words["printed"].format(today.strftime("%d/%m/%Y")),
        "page_foot": " – ".join(filter(None, (sheet.title, cartouche.office, date))),
        "situation": abbreviated(content.situation.caption),
    }


def printed_sources(cartouche: Cartouche, credits: Iterable[str]) -> str:
    """The office's own line of sources as it is typed, and after it the credits."""
    own = cartouche.sources
    named = each_once((own, *credits))
    return " ; ".join(credit if credit == own else french(credit) for credit in named)


def each_once(credits: Iterable[str]) -> list[str]:
    """The credits but those that an earlier one names already."""
    named: list[str] = []
    for credit in credits:
        # The vintage behind a name tells it better than the name alone.
        name = credit.split(" (")[0].casefold()
        if credit and not any(name in earlier.casefold() for earlier in named):
            named.append(credit)
    return named


def printed_name(entry: Entry) -> str:
    """The name of an EPCI without its nature, where what is left is a name by itself."""
    for nature in NATURES:
        rest = entry.name[len(nature) :].strip()
        if entry.kind == EPCI and entry.name.startswith(nature) and rest[:1].isupper():
            return rest
    return entry.name


def name_in_capitals(entry: Entry) -> str:
    """The printed name of a territory in capitals."""
    return (epci_capitals if entry.kind == EPCI else capitals)(printed_name(entry))


def abbreviated(epci: str) -> str:
    """The name of an EPCI with its nature abbreviated: `CA de Cambrai`."""
    for nature, abbreviation in NATURES.items():
        epci = epci.replace(nature, abbreviation)
    return epci
