# SPDX-License-Identifier: GPL-3.0-or-later
"""A publisher of open data on this machine, and a profile of the test's own."""

from __future__ import annotations

from srce_pac.tests.support.open_data import admin_express, profile, publisher, sraddet, territories

__all__ = ["admin_express", "profile", "publisher", "sraddet", "territories"]
