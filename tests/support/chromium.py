# SPDX-License-Identifier: GPL-3.0-or-later
"""A headless Chromium, driven by its DevTools protocol over a pair of pipes."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from srce_pac.tests.support.missing import find_program

# Whatever the machine is doing.
_PATIENCE = 60.0
_POLL = 0.03

_OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--remote-debugging-pipe", "--no-first-run", "--hide-scrollbars", "--mute-audio"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-extensions", "--no-default-browser-check", "--lang=fr"),
    # One process less of each kind: a test needs one page.
    *("--renderer-process-limit=1", "--no-zygote", "--disable-features=Translate,MediaRouter"),
)

_KEYS = {
    "Enter": (13, "\r"),
    "Escape": (27, ""),
    "Tab": (9, ""),
    "ArrowUp": (38, ""),
    "ArrowDown": (40, ""),
    "Backspace": (8, ""),
}

# What a request is answered with instead: its status, and its body. 0 holds it, -1 cuts it off.
Answer = tuple[int, str]


class Node(NamedTuple):
    """What a screen reader is told of an element."""

    role: str
    name: str
    facts: Mapping[str, Any]


class Chromium:
    """The browser with one page. `log` is what the page's console has said, `asked` its requests.

    `answer` may give what a request by its address is answered with in the place of the server;
    None lets it pass, to the address that `route` may give. Raises MissingError where there is no
    Chromium.
    """

    def __init__(self, folder: Path) -> None:
        read_end, self._commands = os.pipe()
        self._replies, write_end = os.pipe()
        # The browser reads from 3 and writes to 4.
        shell = f'exec "$@" 3<&{read_end} 4>&{write_end}'
        command = (find_program("chromium"), *_OPTIONS, f"--user-data-dir={folder}", "about:blank")
        self._process = subprocess.Popen(
            ["bash", "-c", shell, "chromium", *command],
            pass_fds=(read_end, write_end),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(read_end)
        os.close(write_end)
        self.log: list[str] = []
        self.asked: list[str] = []
        self.answer: Callable[[str], Answer | None] | None = None
        self.route: Callable[[str], str] | None = None
        # Where the page is that is looked at.
        self.address = ""
        self._held: list[tuple[str, str]] = []
        self._rest = b""
        self._number = 0
        self._session = ""
        target = self.call("Target.getTargets")["targetInfos"][0]["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.call(f"{domain}.enable")
        self.call("Fetch.enable", patterns=[{"urlPattern": "http*"}])

    def close(self) -> None:
        """End the browser, with all its processes."""
        os.close(self._commands)
        os.close(self._replies)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(_PATIENCE)

    def call(self, method: str, **values: Any) -> dict[str, Any]:
        """The result of a method of the protocol."""
        self._number += 1
        number = self._number
        self._post(number, method, values)
        while True:
            message = self._next()
            if message.get("id") != number:
                self._take(message)
                continue
            assert "error" not in message, f"{method}: {message['error']}"
            result: dict[str, Any] = message["result"]
            return result

    def open(self, url: str) -> None:
        """Show an address, and wait for the page's scripts to have run."""
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete'")

    def run(self, expression: str) -> Any:
        """The value of an expression of the page's, awaited where it is a promise."""
        told = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def wait(self, expression: str) -> None:
        """Wait until an expression of the page's is true."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            if self.run(f"Boolean({expression})"):
                return
            time.sleep(_POLL)
        raise AssertionError(f"never true: {expression}; the console said {self.log}")

    def text(self, selector: str) -> str:
        """The text that an element shows."""
        return str(self.run(f"document.querySelector({json.dumps(selector)}).innerText"))

    def write(self, text: str) -> None:
        """Type letters where the focus is."""
        for letter in text:
            self.call("Input.dispatchKeyEvent", type="keyDown", key=letter, text=letter)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=letter)

    def press(self, *keys: str) -> None:
        """Press keys by their names, one after another; `Shift+Tab` is one."""
        for key in keys:
            name = key.rpartition("+")[2]
            code, text = _KEYS[name]
            values: dict[str, Any] = {"key": name, "code": name, "windowsVirtualKeyCode": code}
            values["modifiers"] = 8 if key.startswith("Shift+") else 0
            if text:
                values["text"] = text
            kind = "keyDown" if text else "rawKeyDown"
            self.call("Input.dispatchKeyEvent", type=kind, **values)
            self.call("Input.dispatchKeyEvent", type="keyUp", **values)

    def click(self, selector: str) -> None:
        """Click in the middle of an element."""
        where = self.run(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
            "return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call(
                "Input.dispatchMouseEvent",
                **{"type": kind, "x": where[0], "y": where[1], "button": "left", "clickCount": 1},
            )

    def show_as(self, width: int, height: int = 900, **media: str) -> None:
        """Give the page a width in CSS pixels, and what its media queries ask for."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            **{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )
        features = [
            {"name": name.replace("_", "-"), "value": value} for name, value in media.items()
        ]
        self.call("Emulation.setEmulatedMedia", features=features)

    def picture(self, path: Path, whole: bool = True) -> Path:
        """What the page looks like, as a PNG."""
        told = self.call("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(told["data"]))
        return path

    def files(self, folder: Path) -> list[Path]:
        """The files that were downloaded into a folder, as soon as there are whole ones."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            found = list(folder.iterdir())
            if found and all(path.suffix != ".crdownload" for path in found):
                return found
            time.sleep(_POLL)
        raise AssertionError("nothing was downloaded")

    def node(self, role: str, name: str = "") -> Node:
        """The first element of a role, and of a name if one is given."""
        tree = self.tree()
        alike = [node for node in tree if node.role == role and name in ("", node.name)]
        assert alike, [node[:2] for node in tree]
        return alike[0]

    def tree(self) -> list[Node]:
        """All that a screen reader is told of."""
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        return [
            Node(
                node["role"]["value"],
                node.get("name", {}).get("value", ""),
                {one["name"]: one["value"].get("value") for one in node.get("properties", ())},
            )
            for node in nodes
            if not node["ignored"]
        ]

    def let_pass(self) -> None:
        """Let the requests go on that `answer` has held, the last one first."""
        while self._held:
            self._go_on(*self._held.pop())

    # ---- The pipes ----

    def _post(self, number: int, method: str, values: Mapping[str, Any]) -> None:
        message: dict[str, Any] = {"id": number, "method": method, "params": values}
        if self._session and not method.startswith("Target."):
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._commands, data) :]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            read = os.read(self._replies, 1 << 20)
            assert read, "the browser has ended"
            self._rest += read
        text, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        return message

    def _take(self, message: Mapping[str, Any]) -> None:
        """Note an event, and answer the browser where it waits."""
        kind, values = message.get("method"), message.get("params", {})
        if kind == "Log.entryAdded":
            self.log.append(values["entry"]["text"])
        elif kind == "Runtime.consoleAPICalled":
            self.log.append(str(values["args"]))
        elif kind == "Runtime.exceptionThrown":
            self.log.append(str(values["exceptionDetails"]))
        elif kind == "Fetch.requestPaused":
            self._decide(values["requestId"], values["request"]["url"])

    def _decide(self, request: str, url: str) -> None:
        self.asked.append(url)
        answer = self.answer(url) if self.answer else None
        if answer is None:
            self._go_on(request, url)
        elif answer[0] < 0:
            self._number += 1
            cut = {"requestId": request, "errorReason": "ConnectionRefused"}
            self._post(self._number, "Fetch.failRequest", cut)
        elif answer[0]:
            body = base64.b64encode(answer[1].encode()).decode()
            self._number += 1
            values = {"requestId": request, "responseCode": answer[0], "body": body}
            self._post(self._number, "Fetch.fulfillRequest", values)
        else:
            self._held.append((request, url))

    def _go_on(self, request: str, url: str) -> None:
        self._number += 1
        values = {"requestId": request, "url": self.route(url) if self.route else url}
        self._post(self._number, "Fetch.continueRequest", values)
