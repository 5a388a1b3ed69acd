# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service says of itself."""

from __future__ import annotations

from typing import Any

from ..core.common.errors import SrceError
from ..core.common.i18n import translate
from ..core.common.request import COMMUNE, DIM, EPCI, HIDE, PAPERS, SHOW
from ..core.common.version import plugin_version
from ..core.layout.template import Template, open_template
from ..core.series.sheet_printer import paper_text
from ..core.sheet.cartouche import named_office, usable_office
from ..core.sheet.definition import load_sheet
from ..core.territory.gazetteer import Gazetteer
from .answers import MEDIA_TYPES
from .configuration import LEAST_DPI, LEAST_SCALE, MOST_SCALE, Configuration
from .parameters import (
    LONGEST_QUERY,
    MOST_FOUND,
    Parameter,
    parameters_of,
    requests,
)
from .warm import log


def capabilities(offer: Configuration, gazetteer: Gazetteer) -> dict[str, Any]:
    """Everything that a client may ask for, as GetCapabilities gives it."""
    return {
        "title": offer.title,
        "version": plugin_version(),
        "office": _office(offer.settings.office),
        "contact": offer.contact,
        "legal": offer.legal,
        "url": offer.base_url,
        "requests": {
            name: {"parameters": [_parameter(one) for one in parameters_of(name, offer)]}
            for name in requests()
        },
        "territories": {
            "forms": [
                translate("Server", "the INSEE code of a commune"),
                translate("Server", "the SIREN code of an EPCI"),
                translate("Server", "an exact name"),
                translate("Server", "several of them with commas between"),
            ],
            "count": len(gazetteer.entries),
            "examples": _examples(gazetteer),
        },
        "sheets": _sheets(offer),
        "templates": _templates(offer),
        "papers": list(PAPERS),
        "formats": [{"name": name, "media_type": MEDIA_TYPES[name]} for name in offer.formats],
        "outside": _outside(),
        "scales": {"least": LEAST_SCALE, "most": MOST_SCALE},
        "limits": {
            "communes": offer.communes_limit,
            "dpi": {"least": LEAST_DPI, "most": offer.dpi_limit},
            "seconds": offer.seconds_limit,
            "query_letters": LONGEST_QUERY,
            "found": MOST_FOUND,
        },
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    told: dict[str, Any] = {"name": parameter.name, "required": parameter.required}
    if parameter.values:
        told["values"] = list(parameter.values)
    else:
        told["pattern"] = parameter.pattern.pattern
        told["longest"] = parameter.longest
    if parameter.most:
        told["least"], told["most"] = parameter.least, parameter.most
    if parameter.default:
        told["default"] = parameter.default
    return {**told, "description": parameter.description}


def _examples(gazetteer: Gazetteer) -> list[dict[str, str]]:
    """The largest territory of each kind."""
    first = {entry.kind: entry for entry in reversed(gazetteer.entries)}
    return [
        {"code": entry.reference, "name": entry.name, "kind": kind}
        for kind, entry in sorted(first.items())
    ]


def _office(wish: str) -> str:
    """The name that an office prints; empty where each département's own prints its own."""
    entries = usable_office(named_office(wish)[0])[0]
    return str(entries.get("office_name") or entries.get("office", ""))


def _outside() -> list[dict[str, str]]:
    titles = {
        HIDE: translate("Dock", "Hidden"),
        DIM: translate("Dock", "Dimmed"),
        SHOW: translate("Dock", "Shown"),
    }
    return [{"name": name, "title": title} for name, title in titles.items()]


def _sheets(offer: Configuration) -> list[dict[str, str]]:
    found = []
    for name in offer.sheets:
        try:
            sheet = load_sheet(name)
            found.append({"id": name, "title": sheet.title or sheet.name})
        except SrceError as error:
            log(error.whole)
    return found


def _templates(offer: Configuration) -> list[dict[str, str]]:
    found = []
    for name in offer.templates:
        try:
            template = open_template(name)
        except SrceError as error:
            log(error.whole)
            continue
        paper = paper_text((min(template.paper), max(template.paper)))
        told = {"name": name, "title": f"{paper}, {_way(template)}", "paper": paper, "kind": ""}
        if template.is_bundled:
            # Their names say for which kind of territory they are.
            told["kind"] = COMMUNE if name.startswith(COMMUNE) else EPCI
        else:
            told["title"] = f"{name} ({told['title']})"
        found.append(told)
    return found


def _way(template: Template) -> str:
    """How the page of a template lies, and what else tells it from others of its paper."""
    size = template.page_size
    is_high = size.width() < size.height()
    way = translate("Server", "portrait") if is_high else translate("Server", "landscape")
    has_table = template.is_bundled and template.name.endswith("_table")
    return f"{way}, {translate('Dock', 'with table')}" if has_table else way
