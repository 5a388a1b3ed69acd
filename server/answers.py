# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service answers, and what it was asked."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from ..core.common.sentence import cut
from .places import without_places

JSON = "application/json; charset=utf-8"
CSV = "text/csv; charset=utf-8"

# What the service makes, by the ending of the file.
MEDIA_TYPES = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}

# A client asks again whether what it has is still right; that costs no sheet.
_ASK_AGAIN = "no-cache"

# What a sheet's warnings are in: a list of JSON, percent-encoded. A front has 4 kB for all headers.
WARNINGS = "X-PAC-Warnings"
_LONGEST_WARNINGS = 2_000
# Letters of one warning: each may take twelve characters, so that one always has room.
_LONGEST_WARNING = 160


@dataclass(frozen=True)
class Asked:
    """A request: its method, its query as it came, and what the client has already."""

    query: str
    method: str = "GET"
    if_none_match: str = ""
    if_modified_since: str = ""


@dataclass(frozen=True)
class Answer:
    """A body of a media type, its status of HTTP and its other headers."""

    body: bytes
    media_type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Version:
    """What tells a file from an earlier or later one: its fingerprint, and when it was made.

    The time is in seconds since 1970, 0 where nobody knows.
    """

    fingerprint: str
    made: float = 0.0

    @property
    def tag(self) -> str:
        """The ETag: a weak one, as two prints of one sheet differ in the time of printing."""
        return f'W/"{self.fingerprint}"'

    def headers(self) -> dict[str, str]:
        """What HTTP says of it."""
        told = {"ETag": self.tag, "Cache-Control": _ASK_AGAIN}
        if self.made:
            made = datetime.fromtimestamp(int(self.made), timezone.utc)
            told["Last-Modified"] = format_datetime(made, usegmt=True)
        return told

    def is_known_to(self, asked: Asked) -> bool:
        """Whether the client has this version already."""
        if asked.if_none_match:
            tags = {tag.strip().removeprefix("W/") for tag in asked.if_none_match.split(",")}
            return bool({f'"{self.fingerprint}"', "*"} & tags)
        if not (asked.if_modified_since and self.made):
            return False
        try:
            since = parsedate_to_datetime(asked.if_modified_since)
            return int(self.made) <= since.timestamp()
        except (TypeError, ValueError, OverflowError, OSError):
            return False


def json_answer(value: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """Values as JSON."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return Answer(text.encode("utf-8"), JSON, 200, headers or {"Cache-Control": _ASK_AGAIN})


def file_answer(body: bytes, name: str, media_type: str, headers: Mapping[str, str]) -> Answer:
    """A file that a browser shows, and saves under its name."""
    plain = re.sub(r"[^\w .,'()+-]", "_", name, flags=re.ASCII)
    place = f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Answer(body, media_type, 200, {"Content-Disposition": place, **headers})


def warnings_text(warnings: Sequence[str]) -> str:
    """Warnings as a header has them, without the places of the server; empty where there are none.

    Where they are too many, the last one is three dots.
    """
    told = [cut(without_places(one), _LONGEST_WARNING) for one in warnings]
    for count in range(len(told), 0, -1):
        most = told if count == len(told) else [*told[:count], "…"]
        text = quote(json.dumps(most, ensure_ascii=False), safe=" ,:;()[]", errors="replace")
        if len(text) <= _LONGEST_WARNINGS:
            return text
    return ""


def tagged(answer: Answer, asked: Asked) -> Answer:
    """An answer that has what it holds for its ETag; 304 where the client has it already."""
    version = Version(hashlib.sha256(answer.body).hexdigest()[:32])
    if version.is_known_to(asked):
        return not_modified(version)
    return replace(answer, headers={**answer.headers, **version.headers()})


def not_modified(version: Version) -> Answer:
    """The answer to a client that has the file already."""
    return Answer(b"", "", 304, version.headers())
