# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of a data set as a whole: its scheme, where it holds, its date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..common.json_object import JsonObject
from ..common.public_page import harmless_page
from ..sheet.scheme import known_kinds


@dataclass(frozen=True)
class DataFacts:
    """What a preset or a data profile says of its data; what is empty is not known.

    `scheme` is the kind of scheme that the data belong to (`srce`, `sraddet`); `departements` the
    codes of those that the data were made for; `date` the date of the data as it is printed;
    `classes` the legend classes that the scheme has; `scale` the denominator that the data were
    made for; `page` the address of a web page on them. Of data that are `complete`, nothing drawn
    says that nothing is there, however far the next object is.
    """

    scheme: str = ""
    departements: tuple[str, ...] = ()
    date: str = ""
    classes: tuple[str, ...] = ()
    scale: float = 0.0
    complete: bool = False
    page: str = ""

    @classmethod
    def read(cls, data: JsonObject) -> DataFacts:
        """Read the facts among the entries of a file. Raises the error of `data`."""
        return cls(
            scheme=data.choice("scheme", ("", *known_kinds())) if "scheme" in data else "",
            departements=data.texts("departements") if "departements" in data else (),
            date=data.text("date", ""),
            classes=data.texts("classes") if "classes" in data else (),
            scale=data.positive("scale") if "scale" in data else 0.0,
            complete=data.flag("complete", False),
            page=data.text("page", ""),
        )

    def entries(self) -> dict[str, Any]:
        """The facts as entries of a file: those that are known."""
        facts: dict[str, Any] = {
            "scheme": self.scheme,
            "departements": list(self.departements),
            "date": self.date,
            "classes": list(self.classes),
            "scale": self.scale,
            "complete": self.complete,
            "page": harmless_page(self.page),
        }
        return {key: value for key, value in facts.items() if value}


# Of data that nothing is known of.
UNKNOWN = DataFacts()


def dated(credit: str, date: str) -> str:
    """A credit with the date of the data, unless it names a year itself."""
    if not credit or not date or re.search(r"\b(?:19|20)\d\d\b", credit):
        return credit
    return f"{credit} ({date})"
