# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin's messages to the user, in a message bar, in a list until read, in QGIS's log."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Callable

from qgis.core import Qgis, QgsMessageLog
from qgis.gui import QgsMessageBar, QgsMessageBarItem
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from ...core.common.errors import CancelledError, SrceError
from ...core.common.i18n import translate
from ...core.common.sentence import LONGEST, Sentence, sentences, shortened, whole
from .message_list import Action, Message, MessageList, action_link, bounded

TITLE = "SRCE PAC"
SECONDS = 10

# The largest height of a message, in pixels.
TALLEST = 200


class Messages:
    """Refusals, warnings and results, each as one sentence with what can be done about it.

    What is refused or warned of stays in a list until it is read: in `listed` where the window has
    one, as the dock does, else in a window that the message itself opens.
    """

    def __init__(
        self, bar: QgsMessageBar, of_qgis: bool = False, listed: MessageList | None = None
    ) -> None:
        """`of_qgis`: whether `bar` is that of QGIS's window, and not a dialog's own."""
        self.bar = bar
        self._of_qgis = of_qgis
        self._listed = listed
        self._silent = False
        # What the user can do about a message, by the words of `core.common.remedy`, where that
        # can be done.
        self.remedies: dict[str, Action] = {}

    def close(self) -> None:
        """Remove the plugin's messages from the bar, and show no more of them."""
        self._silent = True
        for item in self.bar.items():
            if item.title() == TITLE:
                self.bar.popWidget(item)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show a refusal that the body raises, and go on."""
        try:
            yield
        except CancelledError as error:
            self._push(Message(Sentence(str(error)), Qgis.MessageLevel.Info), SECONDS)
        except SrceError as error:
            self._tell([Sentence(str(error))], Qgis.MessageLevel.Critical)

    def warn(self, warnings: Iterable[str]) -> None:
        """Show the first warning, with a link to all of them; the others are logged as well."""
        told = [Sentence(one) for one in sentences(warnings)]
        if told:
            self._tell(told, Qgis.MessageLevel.Warning, SECONDS)

    def done(self, text: str, word: str = "", action: Callable[[], object] = lambda: None) -> None:
        """Say what was done; with a word, a link behind it does something more."""
        actions = (Action(word, action),) if word else ()
        message = Message(Sentence(text), Qgis.MessageLevel.Success, actions)
        self._push(message, 0 if word else SECONDS)

    def exported(self, path: Path) -> None:
        """Say that a sheet was written, with links that open it and its folder."""
        text = translate("Messages", "Sheet written: {file}").format(file=path.name)
        self.ended(text, _file_and_folder(path))

    def saved(self, path: Path) -> None:
        """Say that a table was saved, with links that open it and its folder."""
        text = translate("Messages", "Table saved: {file}").format(file=path.name)
        self.ended(text, _file_and_folder(path))

    def exported_all(self, folder: Path, count: int) -> None:
        """Say that several sheets were written, with a link that opens their folder."""
        self.written(translate("Messages", "%n sheets written to {folder}", "", count), folder)

    def written(self, text: str, folder: Path) -> None:
        """Say what was written to a `{folder}`, with a link that opens it."""
        text = text.format(folder=folder.name or folder)
        self.ended(text, {translate("Messages", "Open"): folder})

    def ended(self, text: str, results: Mapping[str, Path]) -> None:
        """Say what came of a work, with links by their words that open its results."""
        actions = tuple(_opening(word, path) for word, path in results.items())
        self._push(Message(Sentence(text), Qgis.MessageLevel.Success, actions))

    def _tell(self, told: list[Sentence], level: Qgis.MessageLevel, seconds: int = 0) -> None:
        """Show the first of some sentences in the bar, and list all of them until they are read."""
        if self._silent:
            return
        messages = [self._message(sentence, level) for sentence in told]
        if self._listed is not None:
            self._listed.add(messages)
        first, *others = messages
        for message in others:
            _log(whole(message.text), level)
        if others:
            words = translate("Messages", "%n more", "", len(others))
            more = Action(words, lambda: self._show_all(messages), stays=True)
            first = Message(first.text, level, (*first.actions, more))
        self._push(first, seconds)

    def _message(self, sentence: Sentence, level: Qgis.MessageLevel) -> Message:
        action = self.remedies.get(sentence.remedy)
        return Message(sentence, level, (replace(action, about=sentence.about),) if action else ())

    def _show_all(self, messages: list[Message]) -> None:
        """Unfold the list of the window, or open one."""
        if self._listed is not None:
            self._listed.add([one for one in messages if one in self._listed.messages])
            return
        dialog = QDialog(self.bar.window())
        dialog.setWindowTitle(TITLE)
        dialog.setMinimumWidth(400)
        listed = MessageList(dialog)
        QVBoxLayout(dialog).addWidget(listed)
        listed.add(messages)
        dialog.show()
        dialog.finished.connect(lambda _: dialog.deleteLater())

    def _push(self, message: Message, seconds: int = 0) -> None:
        """Show a message in the bar for some seconds; for 0, until it is closed."""
        if self._silent:
            return
        sentence = message.text
        shown = shortened(sentence, LONGEST)
        links = QWidget(self.bar) if message.actions else None
        # The bar shows rich text and logs what it shows.
        item = QgsMessageBarItem(TITLE, escape(shown, False), links, message.level, seconds)
        item.setToolTip(message.tip)
        if links is not None:
            self._fill_links(links, message, item)
        self.bar.pushItem(item)
        if sentence.whole != shown:
            _log(sentence.whole, message.level)
        if not self._of_qgis:
            self.bar.setMinimumHeight(0)
        # Its width is known once it is shown, and changes with that of the window.
        _fit_soon(item, self._of_qgis)

    def _fill_links(self, links: QWidget, message: Message, item: QgsMessageBarItem) -> None:
        """Put the actions of a message side by side; the message goes with the one that is done."""
        layout = QHBoxLayout(links)
        layout.setContentsMargins(0, 0, 0, 0)
        for action in message.actions:
            link = action_link(action, links)
            link.setObjectName("messageLink")
            if not action.stays:
                # The message, which holds the link, goes once its click is over.
                link.linkActivated.connect(lambda _: QTimer.singleShot(0, lambda: self._pop(item)))
            layout.addWidget(link)

    def _pop(self, item: QgsMessageBarItem) -> None:
        if not sip.isdeleted(item):
            self.bar.popWidget(item)


def _fit_soon(item: QgsMessageBarItem, of_qgis: bool) -> None:
    """Fit a message once its layout is settled, and whenever its text flows anew."""
    browser: QTextBrowser = item.findChild(QTextBrowser)
    document = browser.document()
    flow = document.documentLayout()

    def fit() -> None:
        if not sip.isdeleted(browser):
            _fit(browser, of_qgis)

    flow.documentSizeChanged.connect(lambda _: QTimer.singleShot(0, fit))
    QTimer.singleShot(0, fit)


def _fit(browser: QTextBrowser, of_qgis: bool) -> None:
    """Make a message as high as its text: QGIS shows two lines, and the advice comes last.

    The window of a dialog gives its bar no room by itself.
    """
    document = browser.document()
    needed = min(math.ceil(document.size().height()), TALLEST)
    if needed != browser.height():
        browser.setFixedHeight(needed)
    policies = Qt.ScrollBarPolicy
    fits = needed < TALLEST
    browser.setVerticalScrollBarPolicy(
        policies.ScrollBarAlwaysOff if fits else policies.ScrollBarAsNeeded
    )
    item = browser.parentWidget()
    bar = item.parentWidget()
    if not of_qgis and bar is not None:
        bar.setMinimumHeight(item.sizeHint().height())


def _file_and_folder(path: Path) -> dict[str, Path]:
    return {translate("Messages", "Open"): path, translate("Messages", "Folder"): path.parent}


def _opening(word: str, path: Path) -> Action:
    url = QUrl.fromLocalFile(str(path))
    return Action(word, lambda: QDesktopServices.openUrl(url), str(path), stays=True)


def _log(text: str, level: Qgis.MessageLevel) -> None:
    QgsMessageLog.logMessage(bounded(text), TITLE, level, False)
