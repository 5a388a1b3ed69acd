# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialogs that ask for a file to write or to read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QFileDialog, QMessageBox, QWidget

from ...core.common.i18n import translate
from .messages import TITLE


def ask_save(
    parent: QWidget, title: str, folder: str, name: str, kinds: Sequence[str]
) -> Path | None:
    """Ask for a file to write; `kinds` are filters like `PDF (*.pdf)`, the default one first."""
    dialog = QFileDialog(parent, title, folder or str(Path.home()))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(kinds))
    # The dialog itself adds the ending, so that it asks before a file is replaced.
    dialog.setDefaultSuffix(_ending(kinds[0]))
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_ending(kind)))
    dialog.selectFile(name)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None


def ask_open(parent: QWidget, title: str, folder: str, kind: str) -> Path | None:
    """Ask for a file to read."""
    path, _ = QFileDialog.getOpenFileName(parent, title, folder, kind)
    return Path(path) if path else None


def ask_folder(parent: QWidget, title: str, folder: str) -> Path | None:
    """Ask for a folder."""
    path = QFileDialog.getExistingDirectory(parent, title, folder)
    return Path(path) if path else None


def may_replace(parent: QWidget, folder: Path, names: Sequence[str]) -> bool:
    """Ask whether the files of these names may be replaced, if the folder holds any."""
    there = [name for name in names if (folder / name).exists()]
    if not there:
        return True
    return ask(
        parent,
        translate("Asking", "“{folder}” already holds {files}. Replace?").format(
            folder=folder, files=", ".join(there)
        ),
    )


def ask(parent: QWidget, question: str) -> bool:
    """Ask a question; closing the box means no."""
    buttons = QMessageBox.StandardButton
    box = QMessageBox(QMessageBox.Icon.Question, TITLE, question, buttons.Yes | buttons.No, parent)
    box.setDefaultButton(buttons.No)
    box.setTextFormat(Qt.TextFormat.PlainText)
    answer = buttons(box.exec())
    box.deleteLater()
    return answer == buttons.Yes


def ask_to_keep(parent: QWidget, question: str) -> bool | None:
    """Ask whether to keep or to drop something; None where the user cancels."""
    words = translate("Asking", "&Keep"), translate("Asking", "&Drop")
    answer = ask_one_of(parent, question, words)
    return None if answer is None else answer == 0


def ask_one_of(parent: QWidget, question: str, words: Sequence[str]) -> int | None:
    """Ask for one of several answers, the usual one first: its place; None for Cancel."""
    buttons, roles = QMessageBox.StandardButton, QMessageBox.ButtonRole
    box = QMessageBox(QMessageBox.Icon.Question, TITLE, question, buttons.Cancel, parent)
    answers = [
        box.addButton(word, roles.DestructiveRole if place else roles.AcceptRole)
        for place, word in enumerate(words)
    ]
    box.setDefaultButton(answers[0])
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.exec()
    clicked = box.clickedButton()
    answer = answers.index(clicked) if clicked in answers else None
    box.deleteLater()
    return answer


def cartouche_files() -> str:
    """The filter of cartouche files."""
    return f"{translate('Cartouche', 'Cartouche')} (*.json)"


def _ending(kind: str) -> str:
    return kind[kind.rindex(".") + 1 : -1]
