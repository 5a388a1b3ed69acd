# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of the profile editor for what is known of the data as a whole."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ...core.common.i18n import translate
from ...core.profiles.data_facts import UNKNOWN, DataFacts
from ...core.sheet.scheme import known_kinds
from ..common.fields import select


class FactsFields:
    """The scheme, the date and the départements of the data; `form` is that of the editor."""

    def __init__(self, form: Any) -> None:
        self._form = form
        self._facts = UNKNOWN
        form.scheme.addItem(translate("Profile", "Not known"), "")
        for kind in known_kinds():
            form.scheme.addItem(kind.upper(), kind)

    def show(self, facts: DataFacts) -> None:
        """Show the facts of a profile."""
        self._facts = facts
        select(self._form.scheme, facts.scheme)
        self._form.date.setText(facts.date)
        self._form.departements.setText(", ".join(facts.departements))

    def facts(self) -> DataFacts:
        """The facts as they are shown; the classes of another scheme are not kept."""
        form = self._form
        scheme = form.scheme.currentData()
        codes = re.split(r"[\s,;]+", form.departements.text())
        return replace(
            self._facts,
            scheme=scheme,
            date=form.date.text().strip(),
            departements=tuple(filter(None, codes)),
            classes=self._facts.classes if scheme == self._facts.scheme else (),
        )
