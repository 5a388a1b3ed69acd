# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin's messages to the user, in a message bar and in QGIS's log."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Callable

from qgis.core import Qgis, QgsMessageLog
from qgis.gui import QgsMessageBar, QgsMessageBarItem
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, QTimer, QUrl
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTextBrowser, QWidget

from ...core.common.errors import CancelledError, SrceError, UnknownSourceError
from ...core.common.i18n import translate
from ...core.common.sentence import LONGEST, Sentence, sentences, shortened, whole

TITLE = "SRCE PAC"
SECONDS = 10

# The largest height of a message, in pixels.
TALLEST = 120

# Letters of a tool tip and of a line of the log.
LONGEST_WHOLE = 2000


class Messages:
    """Refusals, warnings and results, each as one sentence."""

    def __init__(self, bar: QgsMessageBar, of_qgis: bool = False) -> None:
        """`of_qgis`: whether `bar` is that of QGIS's window, and not a dialog's own."""
        self.bar = bar
        self._of_qgis = of_qgis
        self._silent = False
        # Lets the user say what the layers of an unknown source are, where that can be done.
        self.edit_profile: Callable[[], object] | None = None

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
            self._push(str(error), Qgis.MessageLevel.Info, SECONDS)
        except SrceError as error:
            is_unknown = isinstance(error, UnknownSourceError)
            button = self._profile_button() if is_unknown else None
            self._push(str(error), Qgis.MessageLevel.Critical, link=button)

    def warn(self, warnings: Iterable[str]) -> None:
        """Show the first warning and keep the others in the log."""
        warnings = sentences(warnings)
        if not warnings:
            return
        first, *others = warnings
        more = ""
        if others:
            words = translate("Messages", "%n more in the log messages", "", len(others))
            more = f" ({words})"
        for warning in others:
            _log(whole(warning), Qgis.MessageLevel.Warning)
        self._push(first, Qgis.MessageLevel.Warning, SECONDS, more=more)

    def done(self, text: str, word: str = "", action: Callable[[], object] = lambda: None) -> None:
        """Say what was done; with a word, a link behind it does something more."""
        if not word:
            self._push(text, Qgis.MessageLevel.Success, SECONDS)
            return
        link = self._link("#", word)
        link.linkActivated.connect(lambda _: (action(), self.bar.popWidget()))
        self._push(text, Qgis.MessageLevel.Success, link=link)

    def exported(self, path: Path) -> None:
        """Say that a sheet was written, with a link that opens it."""
        text = translate("Messages", "Sheet written: {file}").format(file=path.name)
        self._push(text, Qgis.MessageLevel.Success, link=self._link_to(path))

    def saved(self, path: Path) -> None:
        """Say that a table was saved, with a link that opens it."""
        text = translate("Messages", "Table saved: {file}").format(file=path.name)
        self._push(text, Qgis.MessageLevel.Success, link=self._link_to(path))

    def exported_all(self, folder: Path, count: int) -> None:
        """Say that several sheets were written, with a link that opens their folder."""
        self.written(translate("Messages", "%n sheets written to {folder}", "", count), folder)

    def written(self, text: str, folder: Path) -> None:
        """Say what was written to a `{folder}`, with a link that opens it."""
        text = text.format(folder=folder.name or folder)
        self._push(text, Qgis.MessageLevel.Success, link=self._link_to(folder))

    def ended(self, text: str, results: Mapping[str, Path]) -> None:
        """Say what came of a long work, with links by their words that open its results."""
        row = QWidget(self.bar)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        for word, path in results.items():
            layout.addWidget(self._link_to(path, word))
        self._push(text, Qgis.MessageLevel.Success, link=row)

    def _profile_button(self) -> QPushButton | None:
        """A button that opens the editor of data profiles, where there is one."""
        edit = self.edit_profile
        if edit is None:
            return None
        button = QPushButton(translate("Messages", "Data profile…"), self.bar)
        # The message, which holds the button, goes once its click is over.
        button.clicked.connect(lambda: QTimer.singleShot(0, lambda: (self.bar.popWidget(), edit())))
        return button

    def _link_to(self, path: Path, word: str = "") -> QLabel:
        # A link in the bar's own text would show the folder instead; a long one here would push
        # the docks aside.
        url = QUrl.fromLocalFile(str(path)).toString(QUrl.ComponentFormattingOption.FullyEncoded)
        link = self._link(url, word or translate("Messages", "Open"))
        link.setToolTip(str(path))
        link.setOpenExternalLinks(True)
        return link

    def _link(self, target: str, word: str) -> QLabel:
        link = QLabel(f'<a href="{escape(target)}">{escape(word)}</a>', self.bar)
        link.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        return link

    def _push(
        self,
        text: str,
        level: Qgis.MessageLevel,
        seconds: int = 0,
        link: QWidget | None = None,
        more: str = "",
    ) -> None:
        """Show a sentence, `more` behind it being left as it is."""
        if self._silent:
            return
        sentence = Sentence(text)
        shown = shortened(sentence, LONGEST - len(more)) + more
        # The bar shows rich text and logs what it shows.
        item = QgsMessageBarItem(TITLE, escape(shown, False), link, level, seconds)
        item.setToolTip(f"<qt>{escape(_bounded(sentence.whole))}{more}</qt>")
        self.bar.pushItem(item)
        if sentence.whole + more != shown:
            _log(sentence.whole, level)
        if not self._of_qgis:
            self.bar.setMinimumHeight(0)
        # Its width is known once it is shown.
        QTimer.singleShot(0, lambda: self._show_whole(item))

    def _show_whole(self, item: QgsMessageBarItem) -> None:
        """Make a message as high as its text: QGIS shows two lines, and the advice comes last."""
        if sip.isdeleted(item):
            return
        browser = item.findChild(QTextBrowser)
        needed = math.ceil(browser.document().size().height())
        if needed > browser.height():
            browser.setFixedHeight(min(needed, TALLEST))
            if not self._of_qgis:
                self.bar.setMinimumHeight(item.sizeHint().height())


def _log(text: str, level: Qgis.MessageLevel) -> None:
    QgsMessageLog.logMessage(_bounded(text), TITLE, level, False)


def _bounded(text: str) -> str:
    """A sentence with all of its values, which a damaged file may give megabytes of."""
    return shortened(text, LONGEST_WHOLE)
