# SPDX-License-Identifier: GPL-3.0-or-later
"""A publisher of open data on this machine, and a profile of the test's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from srce_pac.tests.support.open_data import admin_express, profile, publisher, sraddet, territories
from srce_pac.tests.support.servers import FileAnswer, FileServer, Serve

__all__ = ["admin_express", "profile", "publisher", "sraddet", "territories"]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Make servers that end with the test."""
    servers = []

    def make(answer: FileAnswer) -> FileServer:
        servers.append(FileServer(answer))
        return servers[-1]

    yield make
    for server in servers:
        server.close()
