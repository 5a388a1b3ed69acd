# SPDX-License-Identifier: GPL-3.0-or-later
"""The bundled templates, and what fills them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.template_checks import TEMPLATES, Filler


@pytest.fixture(scope="module")
def filler(embedded: Gazetteer) -> Iterator[Filler]:
    made = Filler(embedded)
    yield made
    made.close()


@pytest.fixture(scope="module", params=TEMPLATES)
def template(request: pytest.FixtureRequest) -> str:
    return str(request.param)
