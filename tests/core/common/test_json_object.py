# SPDX-License-Identifier: GPL-3.0-or-later
"""The reader of JSON objects: what is wrong is told by file and entry, in one sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Callable

import pytest

from srce_pac.core.common.errors import BackgroundError, SheetError, SourceError, SrceError
from srce_pac.core.common.json_object import LARGEST, JsonObject
from srce_pac.core.common.json_text import DEEPEST, read_note

Read = Callable[[JsonObject], object]


def read(tmp_path: Path, text: str, error: type[SrceError] = SheetError) -> JsonObject:
    """The object of a file that holds a text."""
    path = tmp_path / "fichier.json"
    path.write_text(text, encoding="utf-8")
    return JsonObject.read(path, error)


def refusal(tmp_path: Path, text: str, value: Read) -> str:
    """The sentence with which a value is refused."""
    with pytest.raises(SheetError) as caught:  # noqa: PT012 - some are refused as they are read
        data = read(tmp_path, text)
        value(data)
    assert str(caught.value).startswith(f"The file “{tmp_path / 'fichier.json'}” is wrong at “")
    return str(caught.value)


class TestFiles:
    @pytest.mark.parametrize(
        "content", [b"", b"{", b"\xff\xfe\x00", b"{1: 2}", b"\xe9", b'{"a": "\x07"}']
    )
    def test_what_is_no_json_is_told(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "fichier.json"
        path.write_bytes(content)
        with pytest.raises(SheetError, match=r"fichier\.json” is not valid JSON: ."):
            JsonObject.read(path)

    @pytest.mark.parametrize("text", ["[1]", '"x"', "null", "3"])
    def test_what_is_no_object_is_told(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(SheetError, match=r"fichier\.json” does not hold a JSON object"):
            read(tmp_path, text)

    @pytest.mark.parametrize("depth", [DEEPEST + 1, 500, 200_000])
    @pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
    def test_deep_nesting_is_refused(
        self, tmp_path: Path, depth: int, opening: str, closing: str
    ) -> None:
        text = '{"a":' + opening * depth + "1" + closing * depth + "}"
        with pytest.raises(SheetError, match=r"fichier\.json” is .* nested too deeply"):
            read(tmp_path, text)

    def test_nesting_up_to_the_limit_is_read(self, tmp_path: Path) -> None:
        lists = DEEPEST - 2
        assert "a" in read(tmp_path, '{"a":' + "[" * lists + "1" + "]" * lists + "}")

    def test_a_large_file_is_refused_with_the_limit(self, tmp_path: Path) -> None:
        whole = '{"a": "x"}'
        assert "a" in read(tmp_path, whole.ljust(LARGEST))
        with pytest.raises(SheetError, match=r"fichier\.json” cannot be read: .* larger than 4 MB"):
            read(tmp_path, whole.ljust(LARGEST + 1))

    def test_a_missing_file_and_a_folder_are_named(self, tmp_path: Path) -> None:
        for path in (tmp_path, tmp_path / "rien.json", Path("a\0b")):
            with pytest.raises(SheetError, match=re.escape(path.name.replace("\0", " "))):
                JsonObject.read(path)

    @pytest.mark.parametrize("error", [SourceError, BackgroundError])
    def test_refusals_are_of_the_class_that_is_asked_for(
        self, tmp_path: Path, error: type[SrceError]
    ) -> None:
        with pytest.raises(error):
            read(tmp_path, "{", error)
        with pytest.raises(error):
            read(tmp_path, '{"a": {"b": [{}]}}', error).object("a").objects("b")[0].text("c")


class TestValues:
    TEXT = """{"text": "é", "texts": ["a", "b"], "table": {"x": "1"}, "yes": true, "whole": 3,
        "half": 0.5, "object": {"objects": [{"a": "1"}]}}"""

    def test_right_values_are_given_as_they_are(self, tmp_path: Path) -> None:
        data = read(tmp_path, self.TEXT)
        assert data.text("text") == "é"
        assert data.choice("text", ("e", "é")) == "é"
        assert data.texts("texts", filled=True) == ("a", "b")
        assert data.table("table") == {"x": "1"}
        assert data.flag("yes") is True
        assert data.whole("whole") == 3
        assert (data.positive("whole"), data.positive("half")) == (3.0, 0.5)
        assert data.object("object").objects("objects")[0].text("a") == "1"

    def test_what_is_missing_is_its_default(self, tmp_path: Path) -> None:
        data = read(tmp_path, "{}")
        assert (data.text("a", ""), data.flag("a", False), data.whole("a", 7)) == ("", False, 7)

    @pytest.mark.parametrize(
        "value",
        [
            lambda d: d.text("a"),
            lambda d: d.texts("a"),
            lambda d: d.table("a"),
            lambda d: d.flag("a"),
            lambda d: d.whole("a"),
            lambda d: d.positive("a"),
            lambda d: d.object("a"),
            lambda d: d.objects("a"),
            lambda d: d.choice("a", ("x",)),
            lambda d: d.letters("a", "pls"),
            lambda d: d.template("a"),
            lambda d: d.matching("a", re.compile("x"), "x"),
        ],
    )
    def test_what_is_missing_without_a_default_is_told(self, tmp_path: Path, value: Read) -> None:
        assert "“a”: this entry is missing" in refusal(tmp_path, "{}", value)

    @pytest.mark.parametrize(
        ("value", "wrong"),
        [
            (lambda d: d.text("a"), ["1", "null", "true", "[]", "{}"]),
            (lambda d: d.text("a", ""), ["1", "null"]),
            (lambda d: d.texts("a"), ['"x"', "1", "null", "{}"]),
            (lambda d: d.texts("a", filled=True), ["[]"]),
            (lambda d: d.table("a"), ["[]", '"x"', "null"]),
            (lambda d: d.flag("a"), ["1", "0", '"true"', "null"]),
            (lambda d: d.whole("a"), ["true", "1.0", "1e3", '"1"', "-1", "null", "4294967296"]),
            (lambda d: d.whole("a", 2, least=1, most=3), ["0", "4", "false"]),
            (
                lambda d: d.positive("a"),
                [
                    *("true", "0", "-1", "0.0", "NaN", "Infinity", "-Infinity", "1e999"),
                    '"1"',
                    "null",
                ],
            ),
            (lambda d: d.positive("a"), ["1" + "0" * 400]),
            (lambda d: d.object("a"), ["[]", "null", '"x"']),
            (lambda d: d.objects("a"), ["{}", "null"]),
            (lambda d: d.objects("a", filled=True), ["[]"]),
            (lambda d: d.choice("a", ("x", "y")), ['"z"', '""', "1"]),
            (lambda d: d.letters("a", "pls"), ['""', '"q"', '"pq"', '"ss"', '"S"', '"s "', "1"]),
            (lambda d: d.matching("a", re.compile(r"\w+"), "non"), ['"a b"', '""', "1"]),
        ],
    )
    def test_a_wrong_value_is_refused_by_its_entry(
        self, tmp_path: Path, value: Read, wrong: list[str]
    ) -> None:
        for text in wrong:
            assert "is wrong at “a”: " in refusal(tmp_path, f'{{"a": {text}}}', value)

    @pytest.mark.parametrize(
        ("text", "value", "entry"),
        [
            ('{"a": ["x", 1]}', lambda d: d.texts("a"), "a[1]"),
            ('{"a": {"b": 1}}', lambda d: d.table("a"), "a.b"),
            ('{"a": [{}, "x"]}', lambda d: d.objects("a"), "a[1]"),
            (
                '{"a": {"b": [{}, {"c": 1}]}}',
                lambda d: d.object("a").objects("b")[1].text("c"),
                "a.b[1].c",
            ),
            ('{"a": {"b": 1}}', lambda d: d.object("a").only(("c", "d")), "a.b"),
        ],
    )
    def test_an_entry_is_named_by_its_path(
        self, tmp_path: Path, text: str, value: Read, entry: str
    ) -> None:
        assert f"is wrong at “{entry}”: " in refusal(tmp_path, text, value)

    def test_an_unknown_entry_is_told_with_those_that_are_known(self, tmp_path: Path) -> None:
        assert "c, d" in refusal(tmp_path, '{"b": 1}', lambda d: d.only(("c", "d")))
        read(tmp_path, '{"c": 1}').only(("c", "d"))


class TestTemplates:
    @pytest.mark.parametrize(
        ("text", "values"),
        [
            ("rien", ()),
            ("{{}}", ()),
            ("Échelle {}", ("1",)),
            ("{} {}/{}", ("1", "2", "3")),
            ("{1} : {0}, {0}", ("1", "2")),
        ],
    )
    def test_a_template_that_format_fills_is_given(
        self, tmp_path: Path, text: str, values: tuple[str, ...]
    ) -> None:
        template = read(tmp_path, f'{{"a": "{text}"}}').template("a", len(values))
        assert template == text
        template.format(*values)

    @pytest.mark.parametrize(
        "text",
        [
            *("", "rien", "{} {}", "{x}", "{1}", "{0} {}", "{", "}", "{}}", "{{}", "{{}}"),
            *(
                "{0.__class__}",
                "{0[0]}",
                "{.x}",
                "{!r}",
                "{0!s}",
                "{:>20000000}",
                "{0:>9}",
                "{:{}}",
            ),
            *("{ }", "{00}", "{²}", "{-1}"),
        ],
    )
    def test_other_braces_are_refused(self, tmp_path: Path, text: str) -> None:
        sentence = refusal(tmp_path, f'{{"a": "{text}"}}', lambda d: d.template("a", 1))
        assert "is wrong at “a”: of braces, it must hold {} and nothing else" in sentence

    def test_names_may_be_used_or_not(self, tmp_path: Path) -> None:
        for text in ("rien", "le {day}", "{day} {day}"):
            read(tmp_path, f'{{"a": "{text}"}}').template("a", names=("day",))
        for text in ("{x}", "{}", "{day:>9}", "{day.year}", "{day"):
            sentence = refusal(
                tmp_path, f'{{"a": "{text}"}}', lambda d: d.template("a", names=("day",))
            )
            assert "{day}" in sentence


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ('{"a": [1]}', {"a": [1]}),
        *((text, {}) for text in ("", "{", "[1]", '{"a": "\\ud800"}', '{"a": "\ud800"}', None, 3)),
    ],
)
def test_a_note_that_is_damaged_has_no_entries(written: object, note: object) -> None:
    assert read_note(written) == note
