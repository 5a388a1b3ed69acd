# SPDX-License-Identifier: GPL-3.0-or-later
"""Python's collector of garbage, which costs more than the work where thousands of objects stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Make many objects that stay, without a search for cycles among them every few hundred."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
