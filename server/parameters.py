# SPDX-License-Identifier: GPL-3.0-or-later
"""The closed list of parameters of each request, and the one reader of queries.

What is published of them and what is taken of a client is made of the same list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote_to_bytes

from ..core.common.i18n import translate
from ..core.common.patterns import pattern
from ..core.common.request import OUTSIDE_MODES, PAPERS
from ..core.common.sentence import cut
from .configuration import LEAST_DPI, LEAST_SCALE, MOST_SCALE, Configuration
from .exceptions import INVALID, MISSING, UNSUPPORTED, ServiceError
from .languages import FRENCH, LANGUAGES

# Letters of a query: all parameters at their longest have fewer.
LONGEST_QUERY = 4_096
MOST_FOUND = 50

# Letters of what a client has sent that are told back.
_TOLD = 40

# Names, codes, and several of them with commas between: no path, address or expression.
_TERRITORY = pattern(r"[\w\s'’(),.&+–—°-]+")
_WHOLE = pattern(r"[0-9]{1,8}")
_SCALE = pattern(r"(?:1 *[:/] *)?[0-9][0-9 .]{0,11}")
_ANYTHING = pattern(r".*")


@dataclass(frozen=True)
class Parameter:
    """A parameter: one of its `values` where it has some, else what fits its `pattern`.

    Both are published. A `least` and a `most` bound the whole number that it is.
    """

    name: str
    description: str
    required: bool = False
    values: tuple[str, ...] = ()
    pattern: re.Pattern[str] = _ANYTHING
    longest: int = 40
    default: str = ""
    least: int = 0
    most: int = 0


def parameters_of(request: str, offer: Configuration) -> tuple[Parameter, ...]:
    """The parameters of a request, its own first."""
    return (*_OWN[request](offer), *_common(request))


def requests() -> tuple[str, ...]:
    """The requests that there are, as they are written."""
    return tuple(_OWN)


def read_pairs(query: str) -> dict[str, str]:
    """The parameters of a query by their names in capitals, the empty ones left out.

    Raises ServiceError for what is too long, repeated, or no UTF-8.
    """
    if len(query) > LONGEST_QUERY:
        sentence = translate("Server", "The query is longer than {most} letters.")
        raise ServiceError(sentence.format(most=LONGEST_QUERY))
    found: dict[str, str] = {}
    for pair in filter(None, query.split("&")):
        name, _, value = pair.partition("=")
        name, value = _decoded(name).upper(), _decoded(value, name)
        if name in found:
            sentence = translate("Server", "The parameter “{name}” is given more than once.")
            raise ServiceError(sentence.format(name=_told(name)), locator=_told(name))
        found[name] = value
    return {name: value for name, value in found.items() if value}


def read_request(pairs: Mapping[str, str]) -> str:
    """The request that is meant, as it is written. Raises ServiceError."""
    asked = pairs.get("REQUEST", "")
    if not asked:
        raise _missing("REQUEST")
    alike = [name for name in requests() if name.casefold() == asked.casefold()]
    if not alike:
        sentence = translate("Server", "There is no request “{name}”; there are {known}.")
        told = sentence.format(name=_told(asked), known=", ".join(requests()))
        raise ServiceError(told, code=UNSUPPORTED, locator="REQUEST")
    return alike[0]


def check_pairs(pairs: Mapping[str, str], parameters: tuple[Parameter, ...]) -> dict[str, str]:
    """The values of all parameters by their names, the defaults among them. Raises ServiceError."""
    known = {parameter.name: parameter for parameter in parameters}
    for name in pairs:
        if name not in known:
            sentence = translate("Server", "The parameter “{name}” is unknown; known are {known}.")
            told = sentence.format(name=_told(name), known=", ".join(known))
            raise ServiceError(told, locator=_told(name))
    return {one.name: _value(one, pairs.get(one.name, "")) for one in parameters}


def _value(parameter: Parameter, given: str) -> str:
    if not given:
        if parameter.required:
            raise _missing(parameter.name)
        return parameter.default
    if len(given) > parameter.longest:
        sentence = translate("Server", "The parameter “{name}” is longer than {most} letters.")
        told = sentence.format(name=parameter.name, most=parameter.longest)
        raise ServiceError(told, locator=parameter.name)
    if parameter.values:
        alike = [value for value in parameter.values if value.casefold() == given.casefold()]
        if alike:
            return alike[0]
        sentence = translate("Server", "“{value}” is no {name}; allowed are {values}.")
        raise _invalid(parameter, given, sentence, values=", ".join(parameter.values))
    if not parameter.pattern.fullmatch(given):
        sentence = translate("Server", "“{value}” is no {name}: {description}.")
        raise _invalid(parameter, given, sentence, description=parameter.description)
    if parameter.most:
        number = int(re.sub(r"[ .]", "", re.split("[:/]", given)[-1]))
        if not parameter.least <= number <= parameter.most:
            sentence = translate("Server", "“{value}” is no {name}: {least} to {most} are allowed.")
            raise _invalid(
                parameter, given, sentence, least=str(parameter.least), most=str(parameter.most)
            )
        return str(number)
    return given


def _invalid(parameter: Parameter, given: str, sentence: str, **values: str) -> ServiceError:
    told = sentence.format(value=_told(given), name=parameter.name, **values)
    return ServiceError(told, code=INVALID, locator=parameter.name)


def _missing(name: str) -> ServiceError:
    sentence = translate("Server", "The parameter “{name}” is missing.")
    return ServiceError(sentence.format(name=name), code=MISSING, locator=name)


def _decoded(text: str, name: str = "") -> str:
    """A part of a query as text. Raises ServiceError for what is none."""
    try:
        plain = unquote_to_bytes(text.replace("+", " ")).decode("utf-8").strip()
    except UnicodeError:
        plain = "\ufffd"
    # QGIS has put the sign for a wrong letter in the place of what it could not read.
    if "\ufffd" in plain or not plain.isprintable():
        sentence = translate("Server", "The query holds what is no text in UTF-8.")
        raise ServiceError(sentence, locator=_told(name) if name.isalpha() else "")
    return plain


def _told(text: str) -> str:
    """What a client has sent, as it is told back."""
    return cut(text, _TOLD)


def _common(request: str) -> tuple[Parameter, ...]:
    return (
        Parameter("SERVICE", translate("Server", "the service"), required=True, values=("PAC",)),
        Parameter(
            "REQUEST", translate("Server", "what is asked for"), required=True, values=(request,)
        ),
        Parameter(
            "LANG",
            translate("Server", "the language of messages; a sheet is French"),
            values=LANGUAGES,
            default=FRENCH,
        ),
    )


def _territory() -> Parameter:
    told = translate("Server", "an INSEE code, a SIREN code or the exact name of a territory")
    return Parameter("TERRITORY", told, required=True, pattern=_TERRITORY, longest=200)


def _sheet(offer: Configuration) -> tuple[Parameter, ...]:
    told = translate("Server", "the sheet; where none is given, the data choose it")
    parameter = Parameter("SHEET", told, values=offer.sheets, longest=80)
    return _chosen(parameter, offer.settings.sheet_choice, "sheet_choice" in offer.locked)


def _template(offer: Configuration) -> tuple[Parameter, ...]:
    told = translate("Server", "a paper, or the name of a template")
    parameter = Parameter("TEMPLATE", told, values=(*PAPERS, *offer.templates), longest=80)
    return _chosen(parameter, offer.settings.template, "template" in offer.locked)


def _chosen(parameter: Parameter, choice: str, is_locked: bool) -> tuple[Parameter, ...]:
    """A parameter with what the office has chosen of its values, which may be locked.

    There is none where the choice is locked and may not be told: it may be the path of a file.
    """
    wanted = choice.casefold()
    known = [value for value in parameter.values if value.casefold() == wanted]
    if not (choice and is_locked):
        return (replace(parameter, default=known[0] if known else ""),)
    return (replace(parameter, values=(known[0],), default=known[0]),) if known else ()


def _sheet_parameters(offer: Configuration) -> tuple[Parameter, ...]:
    outside = offer.settings.outside
    modes = (outside,) if "outside" in offer.locked else OUTSIDE_MODES
    dpi = translate("Server", "dots per inch of a PNG, {least} to {most}")
    scale = translate("Server", "a denominator from {least} to {most}, as 25000 or 1:25000")
    return (
        _territory(),
        *_sheet(offer),
        *_template(offer),
        Parameter(
            "SCALE",
            scale.format(least=LEAST_SCALE, most=MOST_SCALE),
            pattern=_SCALE,
            least=LEAST_SCALE,
            most=MOST_SCALE,
        ),
        Parameter(
            "OUTSIDE",
            translate("Server", "how the map outside the territory is drawn"),
            values=modes,
            default=outside,
        ),
        Parameter(
            "FORMAT",
            translate("Server", "the format of the file"),
            values=offer.formats,
            default=offer.formats[0],
        ),
        Parameter(
            "DPI",
            dpi.format(least=LEAST_DPI, most=offer.dpi_limit),
            pattern=_WHOLE,
            least=LEAST_DPI,
            most=offer.dpi_limit,
        ),
    )


def _summary_parameters(offer: Configuration) -> tuple[Parameter, ...]:
    told = translate("Server", "the format of the table")
    format_ = Parameter("FORMAT", told, values=("json", "csv"), default="json")
    return _territory(), *_sheet(offer), format_


def _search_parameters(_: Configuration) -> tuple[Parameter, ...]:
    limit = translate("Server", "how many territories at most, 1 to {most}")
    return (
        Parameter("Q", translate("Server", "what was typed so far"), required=True, longest=100),
        Parameter(
            "LIMIT",
            limit.format(most=MOST_FOUND),
            pattern=_WHOLE,
            default="12",
            least=1,
            most=MOST_FOUND,
        ),
    )


def _nothing(_: Configuration) -> tuple[Parameter, ...]:
    return ()


_OWN = {
    "GetCapabilities": _nothing,
    "GetSheet": _sheet_parameters,
    "GetSummary": _summary_parameters,
    "Search": _search_parameters,
    "GetHealth": _nothing,
}
