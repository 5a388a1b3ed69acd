# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test needs and this machine lacks."""

from __future__ import annotations

import os
import shutil

from _pytest.outcomes import Skipped


class MissingError(Exception if os.environ.get("CI") else Skipped):  # type: ignore[misc]
    """What a test needs is not on this machine: the test is skipped, but in CI it fails."""


def find_program(*names: str) -> str:
    """The path of the first of some programs that is there. Raises MissingError."""
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return found
    raise MissingError(
        f"needs {' or '.join(names)}, which is not on this machine (tools/setup.sh test)"
    )
