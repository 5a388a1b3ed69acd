# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of right input into what nobody meant: of bytes, of JSON, of XML, of texts and shapes.

All of them are made by the numbers of one `Random`, so that the same seed gives the same input.
"""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

# Texts that have been the end of programs.
TEXTS = (
    *(
        "",
        " ",
        "\n",
        "\t",
        "a\nb",
        "a\x00b",
        "a\x07b",
        "a\x1b[31mb",
        "\ufeffa",
        "\u202eba",
        "\ud800",
    ),
    *("\ud800", "{0.__class__}", "{0:>20000000}", "{}", "{", "}", "{0!r}", "%n", "%s"),
    *(
        "../../etc/passwd",
        "/dev/zero",
        "C:\\CON",
        "a|layername=b",
        "file:///etc/passwd",
        "http://[",
    ),
    *(
        "http://[",
        "<b>",
        "<img src='http://127.0.0.1:9/x'>",
        "&amp;",
        "]]>",
        "';--",
        '"',
        "“a”",
        "« a »",
    ),
    *(
        "59294,",
        '"a4 "',
        "2001",
        "59 294",
        "2A004",
        "97411",
        "590294",
        "1e999",
        "nan",
        "-inf",
        "0x10",
    ),
    *(
        "-inf",
        "0x10",
        "éàü",
        "œ",
        "İ",
        "ß",
        "👩‍👩‍👧",
        "x" * 300,
        "é" * 5_000,
        "( " * 400,
        "9" * 400,
    ),
)
NUMBERS: tuple[Any, ...] = (
    *(0, -1, 1, 2**31, -(2**31), 2**63, 10**40, 0.0, -0.0, 1e-320, 1e300, 0.1, 15_000, 59_294),
    *(float("nan"), float("inf"), float("-inf")),
)
_XML_NUMBERS = (
    *("nan", "inf", "-inf", "1e999", "-1", "0", "1e-300", "99999999999", "", "x", "1,2", "1;2"),
)
_ATTRIBUTE = re.compile(r'([\w:.-]+)="([^"]*)"')
_ELEMENT = re.compile(r"<(\w+)[^<>]*/>|<(\w+)[^<>]*>[^<>]*</\2>")


def changed_bytes(random: Random, content: bytes) -> bytes:
    """Bytes of which some are others, are gone, are there twice, or are cut off."""
    data = bytearray(content)
    for _ in range(random.randint(1, 8)):
        if not data:
            break
        place = random.randrange(len(data))
        # The head of a file says the most.
        place = min(place, random.choice((20, 120, len(data) - 1, len(data) - 1)))
        length = random.choice((1, 1, 2, 4, 8, 100))
        way = random.randrange(6)
        if way == 0:
            data[place : place + length] = random.randbytes(length)
        elif way == 1:
            del data[place : place + length]
        elif way == 2:
            data[place:place] = data[place : place + length * 10]
        elif way == 3:
            data[place : place + 4] = random.choice((b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"))
        elif way == 4:
            data[place] ^= 1 << random.randrange(8)
        elif random.random() < 0.3:
            del data[place:]
    return bytes(data)


def changed_json(random: Random, values: Any) -> Any:
    """Values of which one to three are others, have another name, or are gone."""
    values = json.loads(json.dumps(values))
    for _ in range(random.randint(1, 3)):
        places = list(_places(values))
        if not places:
            break
        holder, key = random.choice(places)
        way = random.randrange(5)
        if way == 0:
            del holder[key]
        elif way == 1 and isinstance(holder, dict):
            holder[any_text(random)] = holder.pop(key)
        elif way == 2:
            other, other_key = random.choice(places)
            # A copy: what holds itself is no JSON.
            holder[key] = json.loads(
                json.dumps(
                    other.get(other_key)
                    if isinstance(other, dict)
                    else other[other_key : other_key + 1]
                )
            )
        else:
            holder[key] = any_value(random)
    return values


def written_json(random: Random, values: Any) -> bytes:
    """A text of JSON, now and then as other programs write it, or damaged."""
    text = json.dumps(values, ensure_ascii=random.random() < 0.5, indent=random.choice((None, 2)))
    content = text.encode("utf-8", "surrogatepass")
    way = random.randrange(12)
    if way == 0:
        return changed_bytes(random, content)
    if way == 1:
        return b"\xef\xbb\xbf" + content
    if way == 2:
        return text.encode("utf-16", "surrogatepass")
    return content


def changed_xml(random: Random, text: str) -> str:
    """XML of which some attributes and elements are others, are gone, or are there twice."""
    for _ in range(random.randint(1, 6)):
        way = random.randrange(4)
        found = _any_match(random, _ATTRIBUTE if way < 3 else _ELEMENT, text)
        if found is None:
            continue
        if way == 3:
            element = random.choice(("", found[0] * 2, found[0] * 50))
            text = text[: found.start()] + element + text[found.end() :]
            continue
        value = random.choice(_XML_NUMBERS) if way < 2 else escaped(any_text(random))
        if random.random() < 0.3:
            value = escaped(str(random.choice(NUMBERS)))
        text = f'{text[: found.start()]}{found[1]}="{value}"{text[found.end() :]}'
    if random.random() < 0.05:
        return text[: random.randrange(len(text))]
    return text


def escaped(text: str) -> str:
    """A text as the value of an attribute; control characters stay as they are."""
    plain = text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return plain.encode("utf-8", "replace").decode()


def any_text(random: Random) -> str:
    """One of the texts above, or some of them in a row."""
    return "".join(random.choice(TEXTS) for _ in range(random.choice((1, 1, 1, 2, 5))))


def any_value(random: Random) -> Any:
    """A value of any kind that JSON has."""
    way = random.randrange(8)
    if way < 3:
        return any_text(random)
    if way < 5:
        return random.choice(NUMBERS)
    if way == 5:
        return random.choice((None, True, False, [], {}, [[]], {"": ""}))
    if way == 6:
        return [any_text(random) for _ in range(random.choice((1, 5, 3_000)))]
    value: Any = "x"
    for _ in range(random.choice((3, 40, 2_000))):
        value = [value] if random.random() < 0.5 else {"a": value}
    return value if _depth(value) < 900 else []


def any_wkt(random: Random) -> str:
    """A shape near Alpha, the first commune of the tests, that may be none."""
    kind = random.choice(("Point", "LineString", "Polygon", "MultiPolygon", "GeometryCollection"))
    if random.random() < 0.1:
        return f"{kind} EMPTY"
    ring = [_position(random) for _ in range(random.choice((1, 2, 3, 4, 5, 200)))]
    if random.random() < 0.8:
        ring.append(ring[0])
    path = ", ".join(ring)
    shapes = {
        "Point": f"Point ({ring[0]})",
        "LineString": f"LineString ({path})",
        "Polygon": f"Polygon (({path}))",
        "MultiPolygon": f"MultiPolygon ((({path})), (({path})))",
        "GeometryCollection": f"GeometryCollection (Point ({ring[0]}), Polygon (({path})))",
    }
    return shapes[kind]


def _position(random: Random) -> str:
    far = random.choice((0, 0, 0, 0, 1e3, 1e7, 1e30, 1e300, float("nan"), float("inf")))
    x, y = (base + random.uniform(0, 1_000) for base in (700_000, 7_000_000))
    return f"{x + far if random.random() < 0.3 else x} {y}"


def _any_match(random: Random, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """A match somewhere in a text."""
    start = random.randrange(len(text) or 1)
    return pattern.search(text, start) or pattern.search(text)


def _places(values: Any) -> list[tuple[Any, Any]]:
    """What holds each value, and its name or number there."""
    found: list[tuple[Any, Any]] = []
    waiting = [values]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            found.append((holder, key))
            if isinstance(holder[key], (dict, list)):
                waiting.append(holder[key])
    return found


def _depth(value: Any) -> int:
    depth = 0
    while isinstance(value, (dict, list)) and value:
        value = value["a"] if isinstance(value, dict) else value[0]
        depth += 1
    return depth
