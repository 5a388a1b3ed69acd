# SPDX-License-Identifier: GPL-3.0-or-later
"""What the profile editor says of the data as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from srce_pac.core.profiles.data_facts import DataFacts
from srce_pac.core.profiles.profile import DataProfile

OISE = DataFacts("sraddet", ("02", "60"), "2020", ("reservoir", "corridor"))


@pytest.fixture
def dialog(edit: Callable[..., Any]) -> Any:
    """The editor of a profile that says all that can be said."""
    return edit(DataProfile("Oise", "", (), facts=OISE), "Oise")


def test_what_a_profile_says_is_shown_and_kept(dialog: Any) -> None:
    form = dialog.form
    assert (form.scheme.currentText(), form.date.text()) == ("SRADDET", "2020")
    assert form.departements.text() == "02, 60"
    assert dialog.profile().facts == OISE


def test_a_profile_that_says_nothing_knows_nothing(edit: Callable[..., Any]) -> None:
    dialog = edit(DataProfile("", "", ()))
    assert dialog.form.scheme.currentText() == "Not known"
    assert dialog.profile().facts == DataFacts()


@pytest.mark.parametrize("typed", ["59, 62", "59;62", " 59  62 ", "59,62,"])
def test_what_is_typed_is_written(dialog: Any, typed: str) -> None:
    form = dialog.form
    form.scheme.setCurrentIndex(form.scheme.findData("srce"))
    form.date.setText(" mai 2017 ")
    form.departements.setText(typed)
    # The classes were those of the other scheme.
    assert dialog.profile().facts == DataFacts("srce", ("59", "62"), "mai 2017")
