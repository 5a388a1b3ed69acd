# SPDX-License-Identifier: GPL-3.0-or-later
"""The language in which a request is answered: one process may answer in several."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from ..core.common.files import ROOT

FRENCH, ENGLISH = "fr", "en"
LANGUAGES = (FRENCH, ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Have the plugin's sentences in a language while the body runs."""
    translator = _translator(language)
    if translator is None:
        yield
        return
    QCoreApplication.installTranslator(translator)
    try:
        yield
    finally:
        QCoreApplication.removeTranslator(translator)


@lru_cache(maxsize=len(LANGUAGES))
def _translator(language: str) -> QTranslator | None:
    """The translation into a language; None for that of the sentences themselves."""
    translator = QTranslator()
    file = ROOT / "i18n" / f"srce_pac_{language}.qm"
    return translator if translator.load(str(file)) else None
