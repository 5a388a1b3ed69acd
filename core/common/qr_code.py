# SPDX-License-Identifier: GPL-3.0-or-later
"""QR codes of short texts: byte mode, versions 1 to 10, error correction M (ISO/IEC 18004).

No library that comes with every QGIS makes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

# Codewords of each version from 1 on: those for error correction of a block, the blocks, all.
_VERSIONS = (
    *((10, 1, 26), (16, 1, 44), (26, 1, 70), (18, 2, 100), (24, 2, 134)),
    *((16, 4, 172), (18, 4, 196), (22, 4, 242), (22, 5, 292), (26, 5, 346)),
)
# The middles of the small squares, in both directions.
_SQUARES: tuple[tuple[int, ...], ...] = (
    *((), (6, 18), (6, 22), (6, 26), (6, 30), (6, 34)),
    *((6, 22, 38), (6, 24, 42), (6, 26, 46), (6, 28, 50)),
)
# The field of 256 numbers, its remainders' polynomials for what is told of format and version.
_FIELD, _FORMAT, _VERSION = 0x11D, 0x537, 0x1F25
_FORMAT_MASK = 0x5412
_PADDING = (0xEC, 0x11)
# From this version on, a code says which it is.
_TELLS_VERSION = 7
# A row like the middle of a large square, with white beside it.
_LIKE_SQUARE = ((1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0), (0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1))

# What must stay white around a code, in modules.
QUIET = 4

Modules = list[list[bool]]


class TooLongError(ValueError):
    """A text that no code of these versions holds."""


def qr_modules(text: str) -> Modules:
    """The rows of a code of a text, true where it is dark. Raises TooLongError."""
    data = text.encode("utf-8")
    for version in range(1, len(_VERSIONS) + 1):
        correction, blocks, total = _VERSIONS[version - 1]
        if 4 + _count_bits(version) + 8 * len(data) <= 8 * (total - correction * blocks):
            codewords = _interleaved(_data_codewords(data, version), version)
            masked = (_drawn(version, codewords, mask) for mask in range(8))
            return min(masked, key=_penalty)
    raise TooLongError(text)


def qr_svg(text: str) -> str:
    """A code of a text as an SVG, with the white around it. Raises TooLongError."""
    rows = qr_modules(text)
    side = len(rows) + 2 * QUIET
    runs = "".join(
        f"M{start + QUIET} {y + QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _dark_runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{runs}" fill="#000"/></svg>'
    )


def _dark_runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    start = 0
    for x, dark in enumerate([*row, False]):
        if not dark:
            if x > start:
                yield start, x - start
            start = x + 1


def _count_bits(version: int) -> int:
    return 8 if version < 10 else 16


def _data_codewords(data: bytes, version: int) -> list[int]:
    correction, blocks, total = _VERSIONS[version - 1]
    room = total - correction * blocks
    bits = f"0100{len(data):0{_count_bits(version)}b}" + "".join(f"{byte:08b}" for byte in data)
    bits += "0" * min(4, 8 * room - len(bits))
    bits += "0" * (-len(bits) % 8)
    words = [int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)]
    return words + [_PADDING[at % 2] for at in range(room - len(words))]


def _interleaved(words: list[int], version: int) -> list[int]:
    """Data and error correction, one codeword of each block after another."""
    correction, count, _ = _VERSIONS[version - 1]
    short, longer = divmod(len(words), count)
    blocks, start = [], 0
    for number in range(count):
        end = start + short + (number >= count - longer)
        blocks.append(words[start:end])
        start = end
    remainders = [_correction(block, correction) for block in blocks]
    mixed = [b[at] for at in range(short + 1) for b in blocks if at < len(b)]
    return mixed + [r[at] for at in range(correction) for r in remainders]


@cache
def _tables() -> tuple[list[int], list[int]]:
    """Powers of 2 in the field, and their logarithms."""
    powers, logs, value = [0] * 512, [0] * 256, 1
    for exponent in range(255):
        powers[exponent] = powers[exponent + 255] = value
        logs[value] = exponent
        value = value << 1 ^ (_FIELD if value & 0x80 else 0)
    return powers, logs


def _times(one: int, other: int) -> int:
    powers, logs = _tables()
    return powers[logs[one] + logs[other]] if one and other else 0


def _correction(block: list[int], count: int) -> list[int]:
    """The remainder of Reed and Solomon."""
    generator = [1]
    for exponent in range(count):
        root = _tables()[0][exponent]
        shifted = [0, *(_times(factor, root) for factor in generator)]
        generator = [a ^ b for a, b in zip([*generator, 0], shifted)]
    rest = [*block, *[0] * count]
    for at in range(len(block)):
        lead = rest[at]
        for offset, factor in enumerate(generator):
            rest[at + offset] ^= _times(factor, lead)
    return rest[len(block) :]


@dataclass
class _Grid:
    """The modules of a code; `kept` are those that no data and no mask change."""

    side: int
    dark: Modules = field(init=False)
    kept: Modules = field(init=False)

    def __post_init__(self) -> None:
        self.dark = [[False] * self.side for _ in range(self.side)]
        self.kept = [[False] * self.side for _ in range(self.side)]

    def keep(self, x: int, y: int, dark: bool) -> None:
        if 0 <= x < self.side and 0 <= y < self.side:
            self.dark[y][x], self.kept[y][x] = dark, True

    def keep_rings(self, x: int, y: int, size: int, dark: Iterable[int]) -> None:
        """Squares within each other around a middle; `dark` are the rings that are."""
        rings = set(dark)
        for dy in range(-size, size + 1):
            for dx in range(-size, size + 1):
                self.keep(x + dx, y + dy, max(abs(dx), abs(dy)) in rings)


def _drawn(version: int, codewords: list[int], mask: int) -> Modules:
    """A code under one of eight masks."""
    grid = _Grid(17 + 4 * version)
    _draw_patterns(grid, version)
    _draw_format(grid, mask)
    if version >= _TELLS_VERSION:
        _draw_version(grid, version)
    bits = "".join(f"{word:08b}" for word in codewords)
    for number, (x, y) in enumerate(_way(grid)):
        dark = number < len(bits) and bits[number] == "1"
        grid.dark[y][x] = dark ^ _is_masked(mask, x, y)
    return grid.dark


def _draw_patterns(grid: _Grid, version: int) -> None:
    last = grid.side - 7
    for at in range(8, grid.side - 8):
        grid.keep(at, 6, at % 2 == 0)
        grid.keep(6, at, at % 2 == 0)
    for x, y in ((3, 3), (grid.side - 4, 3), (3, grid.side - 4)):
        grid.keep_rings(x, y, 4, (0, 1, 3))
    places = _SQUARES[version - 1]
    for x in places:
        for y in places:
            if (x, y) not in ((6, 6), (last, 6), (6, last)):
                grid.keep_rings(x, y, 2, (0, 2))


def _with_remainder(value: int, generator: int, bits: int) -> int:
    rest = value << bits
    while rest.bit_length() > bits:
        rest ^= generator << rest.bit_length() - generator.bit_length()
    return value << bits | rest


def _draw_format(grid: _Grid, mask: int) -> None:
    # Level M is told by two zeros before the mask.
    told = _with_remainder(mask, _FORMAT, 10) ^ _FORMAT_MASK
    side = grid.side
    around = [(8, y) for y in (*range(6), 7, 8)] + [(x, 8) for x in (7, *range(5, -1, -1))]
    apart = [(side - 1 - x, 8) for x in range(8)] + [(8, side - 7 + y) for y in range(7)]
    for places in (around, apart):
        for bit, (x, y) in enumerate(places):
            grid.keep(x, y, bool(told >> bit & 1))
    grid.keep(8, side - 8, True)


def _draw_version(grid: _Grid, version: int) -> None:
    told = _with_remainder(version, _VERSION, 12)
    for bit in range(18):
        long, short = bit // 3, grid.side - 11 + bit % 3
        for x, y in ((long, short), (short, long)):
            grid.keep(x, y, bool(told >> bit & 1))


def _way(grid: _Grid) -> Iterator[tuple[int, int]]:
    """The free modules in the order of the data: two columns up, the next two down."""
    right, upwards = grid.side - 1, True
    while right > 0:
        # The column of the dots is left out.
        right -= right == 6
        for step in range(grid.side):
            y = grid.side - 1 - step if upwards else step
            for x in (right, right - 1):
                if not grid.kept[y][x]:
                    yield x, y
        right, upwards = right - 2, not upwards


def _is_masked(mask: int, x: int, y: int) -> bool:
    value = (
        x + y,
        y,
        x % 3,
        x + y,
        y // 2 + x // 3,
        x * y % 2 + x * y % 3,
        x * y % 2 + x * y % 3,
        (x + y) % 2 + x * y % 3,
    )[mask]
    if mask in (2, 5):
        return value == 0
    return value % (3 if mask == 3 else 2) == 0


def _penalty(rows: Modules) -> int:
    """How hard a code is to read: runs, blocks, what looks like a large square, too much ink."""
    side, columns = len(rows), [list(column) for column in zip(*rows)]
    points = sum(_line_penalty(line) for line in (*rows, *columns))
    for one, two in zip(rows, rows[1:]):
        points += 3 * sum(one[x] == one[x + 1] == two[x] == two[x + 1] for x in range(side - 1))
    dark = sum(map(sum, rows))
    return points + 10 * int(abs(20 * dark - 10 * side * side) // (side * side))


def _line_penalty(line: list[bool]) -> int:
    points, run = 0, 1
    for at in range(1, len(line) + 1):
        if at < len(line) and line[at] == line[at - 1]:
            run += 1
            continue
        points += run - 2 if run >= 5 else 0
        run = 1
    length = len(_LIKE_SQUARE[0])
    starts = range(len(line) - length + 1)
    return points + 40 * sum(tuple(line[at : at + length]) in _LIKE_SQUARE for at in starts)
