# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns of modules, compiled when they are first used.

What is compiled as modules are imported is waited for by the first sheet of a process, which uses
few of them.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern that is compiled when it is first used; `re.error` comes then as well."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))


class _Pattern:
    """Gets each method of the compiled pattern once."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        # `pattern` is what a compiled one calls its text.
        self.pattern = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self.pattern, self._flags), name)
        self.__dict__[name] = value
        return value
