# SPDX-License-Identifier: GPL-3.0-or-later
"""The reader of JSON objects: each value is checked where it is asked for, each refusal names it.

Sheets, presets, profiles, cartouches, lists of open data and backgrounds are files that users
write: whatever is wrong in one is told by its file and its entry, such as
`legend.commune[2].label`.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from .disk import reason
from .errors import SheetError, SrceError
from .i18n import translate
from .json_text import LONGEST_TEXT, JsonError, check, parse

# Bytes: the largest file of the plugin's own has a hundredth of it.
LARGEST = 4_000_000
# How often a text may ask for values: it is not to grow without end.
MOST_PLACES = 40
# What a spin box of Qt takes.
MOST = 2**31 - 1


@dataclass(frozen=True)
class JsonObject:
    """An object of a JSON file, `entry` being where it stands in the file.

    Without a `path`, it is what a program gives instead of a file.

    Every method that takes a key raises `error`, in one sentence, when that entry is missing
    (unless it has a default) or is not what the method gives.
    """

    values: dict[str, Any]
    path: Path | None
    entry: str = ""
    error: type[SrceError] = SheetError

    @classmethod
    def read(cls, path: Path, error: type[SrceError] = SheetError) -> JsonObject:
        """The object that a file holds. Raises `error` when it cannot be read or holds none."""
        return cls(_load(path, error), path, error=error)

    @classmethod
    def given(cls, values: dict[str, Any], error: type[SrceError] = SheetError) -> JsonObject:
        """An object that a program gives. Raises `error` where it is beyond the limits of files."""
        data = cls(values, None, error=error)
        try:
            check(values)
        except JsonError as fault:
            raise data.refusal(fault.entry, str(fault)) from fault
        return data

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def text(self, key: str, default: str | None = None, most: int = LONGEST_TEXT) -> str:
        """A text of at most so many characters, maybe an empty one."""
        value: str = self._value(key, (str,), translate("Json", "it must be a text"), default)
        if len(value) > most:
            fault = translate("Json", "a text has at most {most} characters")
            raise self.refusal(key, fault.format(most=most))
        return value

    def matching(self, key: str, pattern: re.Pattern[str], fault: str) -> str:
        """A text that fits a pattern as a whole; `fault` tells what it must be."""
        text = self.text(key)
        if not pattern.fullmatch(text):
            raise self.refusal(key, fault)
        return text

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """One of some texts."""
        text = self.text(key)
        if text not in allowed:
            raise self.refusal(
                key,
                translate("Json", "“{value}” is none of {allowed}").format(
                    value=text, allowed=", ".join(allowed)
                ),
            )
        return text

    def letters(self, key: str, allowed: str) -> str:
        """Some of the allowed letters, each at most once."""
        text = self.text(key)
        if not text or len(set(text)) < len(text) or not set(text) <= set(allowed):
            raise self.refusal(
                key,
                translate("Json", "it must be made of the letters {allowed}").format(
                    allowed=", ".join(allowed)
                ),
            )
        return text

    def template(self, key: str, count: int = 0, names: Collection[str] = ()) -> str:
        """A text for `format` that takes `count` values in any order and, if it wants, `names`."""
        text = self.text(key)
        if not _takes(text, count, names):
            expected = " ".join([*["{}"] * count, *(f"{{{name}}}" for name in names)])
            raise self.refusal(
                key,
                translate("Json", "of braces, it must hold {expected} and nothing else").format(
                    expected=expected
                ),
            )
        return text

    def texts(self, key: str, filled: bool = False) -> tuple[str, ...]:
        """A list of texts; `filled` when it may not be empty."""
        items = self._items(key, str, translate("Json", "it must be a text"), filled)
        return tuple(value for _, value in items)

    def table(self, key: str) -> dict[str, str]:
        """An object of which every entry is a text."""
        texts = self.object(key)
        return {name: texts.text(name) for name in texts}

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false."""
        value: bool = self._value(
            key, (bool,), translate("Json", "it must be true or false"), default
        )
        return value

    def whole(self, key: str, default: int | None = None, least: int = 0, most: int = MOST) -> int:
        """A whole number between two others."""
        fault = translate("Json", "it must be a whole number from {least} to {most}").format(
            least=least, most=most
        )
        value: int = self._value(key, (int,), fault, default)
        if not least <= value <= most:
            raise self.refusal(key, fault)
        return value

    def positive(self, key: str) -> float:
        """A number above zero."""
        fault = translate("Json", "it must be a number above 0, at most {most}").format(most=MOST)
        value: float = self._value(key, (int, float), fault)
        # What is not a number (NaN) is not within bounds either.
        if not 0 < value <= MOST:
            raise self.refusal(key, fault)
        return float(value)

    def object(self, key: str) -> JsonObject:
        """An object within this one."""
        value = self._value(key, (dict,), translate("Json", "it must be an object"))
        return JsonObject(value, self.path, self._name(key), self.error)

    def objects(self, key: str, filled: bool = False) -> list[JsonObject]:
        """A list of objects; `filled` when it may not be empty."""
        items = self._items(key, dict, translate("Json", "it must be an object"), filled)
        return [JsonObject(v, self.path, self._name(name), self.error) for name, v in items]

    def only(self, known: Collection[str]) -> None:
        """Refuse an entry whose name is not known: it would be ignored without a word."""
        for key in self:
            if key not in known:
                raise self.refusal(
                    key,
                    translate("Json", "this entry is unknown; known entries are {known}").format(
                        known=", ".join(known)
                    ),
                )

    def refusal(self, key: str, fault: str) -> SrceError:
        """The error that says what is wrong with an entry, to be raised."""
        if self.path is None:
            return self.error(
                translate("Json", "The entry “{entry}” is wrong: {fault}.").format(
                    entry=self._name(key), fault=fault
                )
            )
        return self.error(
            translate("Json", "The file “{path}” is wrong at “{entry}”: {fault}.").format(
                path=self.path, entry=self._name(key), fault=fault
            )
        )

    def _name(self, key: str) -> str:
        return f"{self.entry}.{key}" if self.entry else key

    def _value(
        self, key: str, kinds: Collection[type[Any]], fault: str, default: Any = None
    ) -> Any:
        if key not in self:
            if default is None:
                raise self.refusal(key, translate("Json", "this entry is missing"))
            return default
        # The very type: true is a number to Python, not to who writes a file.
        if type(self.values[key]) not in kinds:
            raise self.refusal(key, fault)
        return self.values[key]

    def _items(self, key: str, kind: type[Any], fault: str, filled: bool) -> list[tuple[str, Any]]:
        """Name and value of each item of a list."""
        values = self._value(key, (list,), translate("Json", "it must be a list"))
        if filled and not values:
            raise self.refusal(key, translate("Json", "it must not be empty"))
        items = [(f"{key}[{number}]", value) for number, value in enumerate(values)]
        for name, value in items:
            if type(value) is not kind:
                raise self.refusal(name, fault)
        return items


def fields_of(text: str) -> list[tuple[str, str | None, str | None]] | None:
    """Name, specification and conversion of what a text for `format` asks for.

    None where it is no such text, or asks for more than a text needs.
    """
    try:
        fields = [(n, s, c) for _, n, s, c in Formatter().parse(text) if n is not None]
    except ValueError:
        return None
    return fields if len(fields) <= MOST_PLACES else None


def _takes(text: str, count: int, names: Collection[str]) -> bool:
    """Whether `format` can fill a text with all of `count` values and with nothing but `names`."""
    fields = fields_of(text)
    if fields is None:
        return False
    places = [name for name, *_ in fields if name not in names]
    if not any(places):
        places = [str(number) for number in range(len(places))]
    plain = not any(spec or conversion for _, spec, conversion in fields)
    return plain and set(places) == {str(number) for number in range(count)}


def _load(path: Path, error: type[SrceError]) -> dict[str, Any]:
    """The values of a file that holds one object. Raises `error`."""
    try:
        data = parse(_content(path))
    except OSError as fault:
        sentence = translate("Json", "The file “{path}” cannot be read: {reason}.")
        raise error(sentence.format(path=path, reason=reason(fault))) from fault
    except JsonError as fault:
        if fault.entry:
            raise JsonObject({}, path, error=error).refusal(fault.entry, str(fault)) from fault
        sentence = translate("Json", "The file “{path}” is not valid JSON: {reason}.")
        raise error(sentence.format(path=path, reason=fault)) from fault
    if not isinstance(data, dict):
        sentence = translate("Json", "The file “{path}” does not hold a JSON object.")
        raise error(sentence.format(path=path))
    return data


def _content(path: Path) -> bytes:
    """The bytes of a file. Raises OSError, for more than the largest file may have too."""
    try:
        mode = path.stat().st_mode
    except ValueError as error:
        # A name with a null byte.
        raise OSError(str(error)) from error
    # Reading a pipe would wait for ever.
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(translate("Json", "it is no file"))
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        sentence = translate("Json", "it is larger than {size} MB")
        raise OSError(sentence.format(size=LARGEST // 1_000_000))
    return content
