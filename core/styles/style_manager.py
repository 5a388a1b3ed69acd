# SPDX-License-Identifier: GPL-3.0-or-later
"""Symbols and label settings in QGIS's style manager, told from those of the user.

What was installed is noted in the QGIS profile as a style library. A symbol of that name that is
not as it was installed is the user's, and stays.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsPalLayerSettings,
    QgsReadWriteContext,
    QgsStyle,
    QgsSymbolLayerUtils,
)
from qgis.PyQt.QtXml import QDomDocument

from ..common.errors import StyleError
from ..common.files import profile_folder
from ..common.i18n import translate
from ..common.patterns import pattern
from .class_styles import ClassStyles
from .library import TAG, make_library, new_library, read_library, write_library

_SYMBOL = QgsStyle.StyleEntity.SymbolEntity
_LABELS = QgsStyle.StyleEntity.LabelSettingsEntity
_ENTITIES = (_SYMBOL, _LABELS)

# What QGIS makes anew in each copy, since 3.30: the ids of the parts of a symbol, also within the
# settings of labels, and the seed of a pattern whose style states none.
_OF_EACH_COPY = pattern(r' id=(?:"|&quot;)\{[^}]*\}(?:"|&quot;)|<Option [^>]*\bname="seed"[^>]*/>')


@dataclass(frozen=True)
class Installation:
    """How many entries of the style manager were added or updated, and removed."""

    installed: int
    removed: int
    warnings: tuple[str, ...]


def install_styles(styles: ClassStyles, manager: QgsStyle | None = None) -> Installation:
    """Put the symbols and label settings of styles into the style manager.

    They take the place of those that were installed before, whichever set these were of.

    An entry that the user has made or changed is left alone, with a warning. Raises StyleError
    where the style manager, or the note of what is installed, cannot be written to.
    """
    manager = manager or QgsStyle.defaultStyle()
    _check_writable(manager)
    library = make_library(styles.styles, styles.title)
    record = _record()
    # What cannot be noted is not installed: nothing could take it out again.
    write_library(record, _record_file())
    warnings = list(styles.warnings)
    installed = new_library()
    for entity, name in _entries(library):
        # The note may be lost; what looks as it would be installed needs none.
        if all(_is_users(manager, known, entity, name) for known in (record, library)):
            warnings.append(_is_left(name))
            continue
        _put(manager, library, entity, name)
        _put(installed, library, entity, name)
    gone = [
        (entity, name)
        for entity, name in _entries(record)
        if (entity, name) not in {*_entries(library)}
        and not _is_users(manager, record, entity, name)
    ]
    removed = sum(manager.removeEntityByName(entity, name) for entity, name in gone)
    _set_group(manager)
    write_library(installed, _record_file())
    count = len([*_entries(installed)])
    return Installation(count, removed, tuple(warnings))


def remove_styles(manager: QgsStyle | None = None) -> Installation:
    """Take out of the style manager what was installed, its tag and its group too.

    What the user has changed since stays. Raises StyleError where it cannot be written to.
    """
    manager = manager or QgsStyle.defaultStyle()
    _check_writable(manager)
    record = _record()
    warnings, removed = [], 0
    for entity, name in _entries(record):
        if name not in manager.allNames(entity):
            continue
        if _is_users(manager, record, entity, name):
            warnings.append(_is_left(name))
            continue
        removed += manager.removeEntityByName(entity, name)
    group = manager.smartgroupId(TAG)
    if group > 0:
        manager.remove(QgsStyle.StyleEntity.SmartgroupEntity, group)
    tag = manager.tagId(TAG)
    if tag > 0 and not any(manager.symbolsWithTag(entity, tag) for entity in _ENTITIES):
        manager.remove(QgsStyle.StyleEntity.TagEntity, tag)
    _record_file().unlink(missing_ok=True)
    return Installation(0, removed, tuple(warnings))


def _entries(style: QgsStyle) -> Iterator[tuple[QgsStyle.StyleEntity, str]]:
    for entity in _ENTITIES:
        for name in style.allNames(entity):
            yield entity, name


def _put(target: QgsStyle, source: QgsStyle, entity: QgsStyle.StyleEntity, name: str) -> None:
    if entity == _SYMBOL:
        is_put = target.addSymbol(name, source.symbol(name), True)
    else:
        is_put = target.addLabelSettings(name, source.labelSettings(name), True)
    if not is_put or not target.tagSymbol(entity, name, [TAG]):
        raise _not_writable(target, name)


def _is_users(manager: QgsStyle, record: QgsStyle, entity: QgsStyle.StyleEntity, name: str) -> bool:
    """Whether an entry of the style manager is not as it was installed."""
    if name not in manager.allNames(entity):
        return False
    is_known = name in record.allNames(entity)
    return not is_known or _text(manager, entity, name) != _text(record, entity, name)


def _text(style: QgsStyle, entity: QgsStyle.StyleEntity, name: str) -> str:
    """An entry as text that is the same for what looks the same."""
    if entity == _SYMBOL:
        return _OF_EACH_COPY.sub("", QgsSymbolLayerUtils.symbolProperties(style.symbol(name)))
    document = QDomDocument()
    settings: QgsPalLayerSettings = style.labelSettings(name)
    document.appendChild(settings.writeXml(document, QgsReadWriteContext()))
    return _OF_EACH_COPY.sub("", document.toString(-1))


def _set_group(manager: QgsStyle) -> None:
    if TAG not in manager.smartgroupNames():
        manager.addSmartgroup(TAG, "AND", [TAG], [], [], [])


def _record_file() -> Path:
    return profile_folder() / "installed_styles.xml"


def _record() -> QgsStyle:
    """What was installed; nothing where that is not noted, or not to be read any more."""
    file = _record_file()
    try:
        return read_library(file) if file.is_file() else new_library()
    except StyleError:
        return new_library()


def _check_writable(manager: QgsStyle) -> None:
    """Refuse a style manager whose database cannot be written to: QGIS would only seem to."""
    try:
        address = f"{Path(_database(manager)).resolve().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=1)) as database:
            database.execute("BEGIN IMMEDIATE")
            database.execute("ROLLBACK")
    except (sqlite3.Error, ValueError) as error:
        raise _not_writable(manager, str(error)) from error


def _database(manager: QgsStyle) -> str:
    # Once an XML file was imported, as in each new profile, QGIS names that one.
    is_default = manager is QgsStyle.defaultStyle()
    return str(QgsApplication.userStylePath() if is_default else manager.fileName())


def _not_writable(manager: QgsStyle, reason: str) -> StyleError:
    return StyleError(
        translate(
            "Styles", "QGIS's style manager (“{path}”) cannot be written to: {reason}."
        ).format(path=_database(manager), reason=reason)
    )


def _is_left(name: str) -> str:
    return translate(
        "Styles",
        "“{name}” in the style manager is yours or was changed by you: it is left as it is.",
    ).format(name=name)
