# SPDX-License-Identifier: GPL-3.0-or-later
"""A FastCGI program that answers many requests, of which a CGI would start one for each."""

from __future__ import annotations

import socket
import struct
import subprocess
from collections.abc import Mapping
from pathlib import Path

_VERSION, _ONLY_REQUEST, _RESPONDER = 1, 1, 1
# Kinds of records.
_BEGIN, _END, _PARAMETERS, _INPUT, _OUTPUT = 1, 3, 4, 5, 6
_HEADER = struct.Struct(">BBHHBx")
_LARGEST = 0xFFFF


class FastCgi:
    """A program that listens on a socket in a folder until it is closed."""

    def __init__(self, program: str, folder: Path, environment: Mapping[str, str]) -> None:
        self._socket = str(folder / "program.sock")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self._socket)
            listener.listen(64)
            # By the socket on its standard input such a program knows that it is no CGI.
            self._process = subprocess.Popen(
                [program], stdin=listener.fileno(), env=dict(environment)
            )

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()

    def answer(self, parameters: Mapping[str, str]) -> bytes:
        """What it answers, its headers first. Raises OSError."""
        pairs = b"".join(_pair(name, value) for name, value in parameters.items())
        pieces = [pairs[start : start + _LARGEST] for start in range(0, len(pairs), _LARGEST)]
        request = [_record(_BEGIN, struct.pack(">HB5x", _RESPONDER, 0))]
        request += [_record(_PARAMETERS, piece) for piece in (*pieces, b"")]
        request.append(_record(_INPUT, b""))
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(self._socket)
            connection.sendall(b"".join(request))
            return _output(connection)


def _output(connection: socket.socket) -> bytes:
    output = bytearray()
    with connection.makefile("rb") as answer:
        while len(header := answer.read(_HEADER.size)) == _HEADER.size:
            _, kind, _, length, padding = _HEADER.unpack(header)
            content = answer.read(length + padding)[:length]
            if kind == _OUTPUT:
                output += content
            elif kind == _END:
                return bytes(output)
    raise ConnectionError("The program has ended in the middle of its answer.")


def _record(kind: int, content: bytes) -> bytes:
    return _HEADER.pack(_VERSION, kind, _ONLY_REQUEST, len(content), 0) + content


def _pair(name: str, value: str) -> bytes:
    words = name.encode(), value.encode()
    return b"".join(struct.pack(">I", len(word) | 1 << 31) for word in words) + b"".join(words)
