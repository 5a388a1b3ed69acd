# SPDX-License-Identifier: GPL-3.0-or-later
"""What a piece of HTML would fetch: anything but text and how it looks may."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser

from ..common.patterns import pattern

# An expression within a text, as QGIS finds it.
EXPRESSION = pattern(r"\[%(.*?)%\]", re.DOTALL)

_TAGS = pattern(
    r"a|abbr|address|article|aside|b|big|blockquote|body|br|caption|center|code|col|colgroup"
    r"|dd|del|div|dl|dt|em|figcaption|figure|font|footer|h1|h2|h3|h4|h5|h6|head|header|hr|html"
    r"|i|ins|kbd|li|main|mark|nobr|ol|p|pre|q|s|samp|section|small|span|strike|strong|style"
    r"|sub|sup|table|tbody|td|tfoot|th|thead|title|tr|tt|u|ul|var|wbr"
)
_ATTRIBUTES = pattern(
    r"align|alt|bgcolor|border|cellpadding|cellspacing|charset|class|color|colspan|dir|face"
    r"|height|href|id|lang|name|nowrap|rowspan|size|span|start|style|title|type|valign|value"
    r"|width"
)
# How a style reads what is elsewhere: a function other than one of a colour or a length, a rule of
# its own, a letter that is written as a number.
_STYLE = pattern(r"@|\\|(?<!rgb)(?<!rgba)(?<!hsl)(?<!hsla)(?<!calc)\(", re.IGNORECASE)
# What builds a tag out of letters.
_TAG_MAKER = pattern(r"<|char\s*\(|from_base64|json|geom_to_gml|unicode", re.IGNORECASE)


def reads_of_html(html: str) -> list[str]:
    """The addresses and the tags by which a piece of HTML would read what is not in it."""
    for expression in EXPRESSION.findall(html):
        if _TAG_MAKER.search(expression):
            return ["HTML"]
    reader = _Reader()
    # An expression may make a part of a tag: no harmless one has that.
    reader.feed(EXPRESSION.sub("x", html))
    reader.close()
    return list(dict.fromkeys(reader.found))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        values = {name: value or "" for name, value in attrs}
        addresses = [values[name] for name in ("src", "href", "data", "url") if values.get(name)]
        if tag == "img" and _are_looks(values.keys() - {"src"}) and _is_within(values):
            self._check_style(values.get("style", ""))
        elif (
            not _TAGS.fullmatch(tag) or not _are_looks(values) or (tag != "a" and "href" in values)
        ):
            self.found.append(addresses[0] if addresses else f"<{tag}>")
        else:
            self._check_style(values.get("style", ""))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - Python's name
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self._check_style(data)

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - Python's name
        # Browsers end a comment otherwise than others.
        self.found.append("<!-- -->")

    def handle_pi(self, data: str) -> None:  # noqa: ARG002 - Python's name
        self.found.append("<? >")

    def unknown_decl(self, data: str) -> None:  # noqa: ARG002 - Python's name
        self.found.append("<![ ]>")

    def _check_style(self, style: str) -> None:
        if _STYLE.search(style):
            found = re.search(r"url\s*\(\s*['\"]?([^'\")]+)", style)
            self.found.append(found[1] if found else "<style>")


def _are_looks(names: Iterable[str]) -> bool:
    return all(_ATTRIBUTES.fullmatch(name) for name in names)


def _is_within(values: dict[str, str]) -> bool:
    """Whether a picture is in the HTML itself, and draws nothing that is elsewhere."""
    return bool(re.match(r"data:image/(?:png|jpe?g|gif|bmp);base64,", values.get("src", "")))
