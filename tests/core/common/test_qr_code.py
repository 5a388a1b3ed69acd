# SPDX-License-Identifier: GPL-3.0-or-later
"""QR codes, read back by a decoder of others."""

from __future__ import annotations

from typing import Any

import numpy
import pytest
import zxingcpp

from srce_pac.core.common.qr_code import QUIET, Modules, TooLongError, qr_modules, qr_svg

# The most bytes that each version holds.
MOST = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)
ADDRESS = "https://www.exemple.fr/jeux?continuités=écologiques&n="


def picture(modules: Modules, pixels: int = 4) -> Any:
    light = numpy.pad(numpy.logical_not(modules), QUIET, constant_values=True)
    return numpy.kron(light, numpy.ones((pixels, pixels))).astype(numpy.uint8) * 255


@pytest.mark.parametrize("version", range(1, 11))
def test_a_code_of_each_version_is_read_as_it_was_written(version: int) -> None:
    most = MOST[version - 1]
    least = MOST[version - 2] + 1 if version > 1 else 1
    for size in (least, most):
        text = (
            (ADDRESS + "0123456789" * 30).encode()[:size].decode(errors="ignore").ljust(size, "/")
        )
        text = text if len(text.encode()) == size else "a" * size
        modules = qr_modules(text)
        assert len(modules) == 17 + 4 * version
        [code] = zxingcpp.read_barcodes(picture(modules))
        assert code.text == text


def test_a_text_that_no_code_holds_is_refused() -> None:
    with pytest.raises(TooLongError):
        qr_modules("a" * (MOST[-1] + 1))


def test_a_drawn_code_has_white_around_it_and_all_that_is_dark() -> None:
    svg = qr_svg("https://www.exemple.fr")
    side = len(qr_modules("https://www.exemple.fr"))
    assert f'viewBox="0 0 {side + 2 * QUIET} {side + 2 * QUIET}"' in svg
    lengths = [int(run.split("v")[0]) for run in svg.split("h")[1:] if "v1" in run]
    assert sum(lengths) == sum(map(sum, qr_modules("https://www.exemple.fr")))
