# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences of the core as clients may read them: without the places of the server."""

from __future__ import annotations

from ..core.common.patterns import pattern
from ..core.common.sentence import Sentence, whole

# A path within the marks around a value, which may have spaces, then one that stands free.
_MARKED = pattern("(?:(?<=“)|(?<=«\u00a0))[^“”«»]*[/\\\\](?=[^“”«»/\\\\]*[\u00a0»”])")
_FREE = pattern(r"(?<![\w/])(?:[A-Za-z]:|\\|file:/*)?[/\\](?:[^\s“”«»/\\]+[/\\])+")
_ADDRESS = pattern(r"\b[a-z][a-z0-9+.-]*://[^\s“”«»]+")
_CONNECTION = pattern(
    r"\b(?:host|hostaddr|port|dbname|service|user|password|authcfg)=(?:'[^']*'|[^\s“”«»]+)"
)
# What tells the host of a database in the words of its own client.
_SERVER = pattern(r'(?:at|to server at|à) "[^"]+"(?: \([^)]*\))?,? port \d+')


def without_places(text: str) -> str:
    """A sentence in which a path is but the name of its file, and no server is named."""
    told = whole(text)
    for found in (_ADDRESS, _CONNECTION, _SERVER):
        told = found.sub("…", told)
    for found in (_MARKED, _FREE):
        told = found.sub("", told)
    return Sentence(told)
