# SPDX-License-Identifier: GPL-3.0-or-later
"""The interface is English in the source and fully translated to French."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

ROOT = Path(__file__).resolve().parents[2]
TS = ROOT / "i18n" / "srce_pac_fr.ts"
QM = TS.with_suffix(".qm")
ROOMS = ("core", "ui", "processing", "server")


def strings_of_code(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "translate"
        ):
            context, text = node.args[:2]
            # Anything but a literal escapes the collector and stays English.
            assert isinstance(context, ast.Constant), f"{path.name}:{node.lineno}"
            assert isinstance(text, ast.Constant), f"{path.name}:{node.lineno}"
            yield str(context.value), str(text.value)


def strings_of_form(path: Path) -> Iterator[tuple[str, str]]:
    form = ET.parse(path).getroot()
    context = form.findtext("class", "")
    for element in form.iter("string"):
        if element.get("notr") != "true" and element.text:
            yield context, element.text


@cache
def source_strings() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            found.update(strings_of_code(path))
        for path in (ROOT / room).rglob("*.ui"):
            found.update(strings_of_form(path))
    return found


@cache
def translations() -> dict[tuple[str, str], list[str]]:
    found = {}
    for context in ET.parse(TS).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            forms = [f.text or "" for f in translation.iter("numerusform")]
            key = context.findtext("name", ""), message.findtext("source", "")
            found[key] = forms or [translation.text or ""]
    return found


@pytest.fixture
def french(qgis_app: QgsApplication) -> Iterator[None]:
    translator = QTranslator()
    assert translator.load(str(QM))
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def test_every_string_of_the_source_has_a_french_translation() -> None:
    translated = {key for key, forms in translations().items() if all(forms)}
    assert source_strings() - translated == set()


def test_no_translation_is_left_of_a_string_that_is_gone() -> None:
    assert set(translations()) - source_strings() == set()


def test_a_translation_keeps_the_placeholders() -> None:
    placeholders = re.compile(r"\{\w+\}|%n")
    changed = {
        source: form
        for (_, source), forms in translations().items()
        for form in forms
        if sorted(placeholders.findall(form)) != sorted(placeholders.findall(source))
    }
    assert changed == {}


def test_french_signs_stand_after_a_no_break_space() -> None:
    loose = re.compile("[^\\s\u00a0] [;:!?»]|« ")
    forms = [form for each in translations().values() for form in each]
    assert [form for form in forms if loose.search(form)] == []


def test_the_compiled_translation_says_the_same_as_its_source(french: None) -> None:
    single = {key: forms[0] for key, forms in translations().items() if len(forms) == 1}
    assert {key: QCoreApplication.translate(*key) for key in single} == single


def test_a_plural_follows_french_rules(french: None) -> None:
    assert QCoreApplication.translate("Dock", "%n communes", "", 1) == "1 commune"
    assert QCoreApplication.translate("Dock", "%n communes", "", 2) == "2 communes"
