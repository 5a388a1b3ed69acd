# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether two processes have the same territories."""

from __future__ import annotations

import hashlib

from ..territory.gazetteer import Gazetteer


def territory_digest(gazetteer: Gazetteer) -> str:
    """A text that is the same for gazetteers of the same entries."""
    digest = hashlib.sha256()
    for entry in gazetteer.entries:
        digest.update(f"{entry.kind}\t{entry.code}\t{entry.name}\n".encode("utf-8", "replace"))
    return digest.hexdigest()
