# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses of web pages that everybody may read: printed as a QR code, kept in profiles.

Unlike the address of a service, that of a page may have parameters of any name, unless they look
like secrets: a printed code cannot be taken back.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from .harmless import LEFT_OUT, harmless_text, harmless_url, is_like_key, is_secret, query_parts
from .patterns import pattern

# As much as is still read from a code that is printed 22 mm wide.
MOST_LETTERS = 150

_PAGE = pattern(r"(?i:https?)://[!-~]+")

# Names of secrets beside those that are secret everywhere.
_PRIVATE = pattern(
    r"(?i)ticket|otp$|^pin$|^[ks]$|^sid$|nonce|access|private|invit|partage|share|grant|hash"
)

# What a record of a catalogue is named by.
_RECORD = pattern(r"(?i)^(?:(?:file|meta)?(?:uuid|id|identifier)|metadata|record|dataset)s?$")
_UUID = pattern(r"(?i)(?:[a-z]{2,3}-)?(?:[\w]+-){0,3}[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LONG_NUMBER = pattern(r"(?i)(?=\S*[0-9])[0-9a-f]{16,}")


def refused_parts(page: str) -> list[str]:
    """The names of what an address should not have; none where everybody may read its page.

    `…` stands for the address itself, `#` for what follows that sign.
    """
    if _PAGE.fullmatch(page) is None:
        return ["…"]
    place, hash_sign, fragment = page.partition("#")
    place, _, query = place.partition("?")
    refused = list(harmless_url(place).dropped)
    host, path = urlsplit(place).hostname or "", urlsplit(place).path
    if not _is_of_everybody(host):
        refused.append(host)
    if _private_parts(unquote(path)) and f"/{LEFT_OUT}/" not in refused:
        refused.append(f"/{LEFT_OUT}/")
    parts = ((unquote(name), unquote(unquote(value))) for name, _, value in query_parts(query))
    refused += [name for name, value in parts if not _is_public(name, value)]
    if hash_sign and not _is_route(fragment):
        refused.append("#")
    if len(page) > MOST_LETTERS:
        refused.append(f"> {MOST_LETTERS}")
    return refused


def is_public(page: str) -> bool:
    """Whether everybody may read a page, and its address be printed."""
    return not refused_parts(page)


def harmless_page(page: str) -> str:
    """The address of a page as it may be kept and told: without what looks like a secret."""
    if is_public(page):
        return page
    place = re.split("[?#]", page)[0]
    if _PAGE.fullmatch(place) and _private_parts(unquote(urlsplit(place).path)):
        return f"{urlsplit(place).scheme}://{urlsplit(place).hostname}/{LEFT_OUT}"
    return harmless_text(page)


def _is_public(name: str, value: str) -> bool:
    is_record = _RECORD.fullmatch(name) is not None
    if not is_record and (is_secret(name) or _PRIVATE.search(name)):
        return False
    if "://" in value or "@" in value:
        return False
    return (is_record and _UUID.fullmatch(value) is not None) or not _is_key(value)


def _is_route(fragment: str) -> bool:
    """Whether what follows the sign # is the way to a page within a catalogue: `/metadata/…`."""
    plain = unquote(fragment)
    if not plain.startswith("/") or re.search("[=?&@]", plain):
        return False
    return not _private_parts(plain)


def _private_parts(path: str) -> list[str]:
    """The parts of a path that look like secrets, or stand behind the name of one."""
    parts = path.split("/")
    pairs = zip(["", *parts], parts)
    return [part for before, part in pairs if not _is_public(before or "page", part)]


def _is_of_everybody(host: str) -> bool:
    """Whether a host is one of the network of all, and not of an office or a machine."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host


def _is_key(value: str) -> bool:
    return is_like_key(value) or _LONG_NUMBER.search(value) is not None
