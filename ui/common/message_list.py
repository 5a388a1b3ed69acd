# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user was told and has not read yet: a list that folds, each with its action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Callable

from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...core.common.i18n import translate
from ...core.common.sentence import LONGEST, Sentence, shortened

# The largest height of the unfolded list, in pixels at the usual size of letters.
TALLEST = 150
# Messages that are kept; of a longer list nobody reads the rest.
MOST = 50
# Letters of a tool tip and of a line of the log.
LONGEST_WHOLE = 2000

ICONS = {
    Qgis.MessageLevel.Critical: "/mIconCritical.svg",
    Qgis.MessageLevel.Warning: "/mIconWarning.svg",
    Qgis.MessageLevel.Info: "/mIconInfo.svg",
    Qgis.MessageLevel.Success: "/mIconSuccess.svg",
}


@dataclass(frozen=True)
class Action:
    """What a message offers: a word and what it does; `tip` says more of it.

    `stays`: whether the message is shown further once it is done; `about`: what it is done with,
    which `do` takes where there is something.
    """

    word: str
    do: Callable[..., object] = field(compare=False)
    tip: str = ""
    stays: bool = False
    about: str = ""


@dataclass(frozen=True)
class Message:
    """A sentence, how grave it is, and what can be done about it."""

    text: Sentence
    level: Qgis.MessageLevel
    actions: tuple[Action, ...] = ()

    @property
    def tip(self) -> str:
        """The sentence with all of its values, which a damaged file may give megabytes of."""
        return f"<qt>{escape(bounded(self.text.whole))}</qt>"


def bounded(text: str) -> str:
    """A sentence that fits a tool tip and the log."""
    return shortened(text, LONGEST_WHOLE)


def action_link(action: Action, parent: QWidget) -> QLabel:
    """The word of an action as a link that the mouse and the keyboard follow."""
    link = QLabel(f'<a href="#">{escape(action.word)}</a>', parent)
    link.setTextInteractionFlags(
        Qt.TextInteractionFlag.LinksAccessibleByMouse
        | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
    )
    link.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
    link.setToolTip(action.tip)
    given = (action.about,) if action.about else ()
    link.linkActivated.connect(lambda _: action.do(*given))
    return link


class MessageList(QWidget):
    """Messages, the latest first; it is not shown while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.messages: list[Message] = []
        self._build()
        self._show()

    def add(self, messages: Sequence[Message]) -> None:
        """Put messages on top, unfolded; one that is there already moves up."""
        known = [message for message in self.messages if message not in messages]
        self.messages = [*messages, *known][:MOST]
        self.unfold(bool(self.messages))
        self._show()

    def stops(self) -> tuple[QWidget, ...]:
        """What Tab goes through here above the messages, in order."""
        return self.header, self.all_read

    def remove(self, message: Message) -> None:
        """Take a message away that was read."""
        self.messages = [one for one in self.messages if one != message]
        self._show()

    def clear(self) -> None:
        """Take all messages away."""
        self.messages = []
        self._show()

    def unfold(self, wanted: bool) -> None:
        """Show the messages, or only how many there are."""
        self.header.setChecked(wanted)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        top = QHBoxLayout()
        self.header = QToolButton(self)
        self.header.setObjectName("messagesHeader")
        self.header.setAutoRaise(True)
        self.header.setCheckable(True)
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.header.setToolTip(translate("Messages", "Messages that you have not closed yet"))
        self.header.toggled.connect(self._fold)
        self.all_read = _close_button(self, translate("Messages", "Close all messages"))
        self.all_read.setObjectName("messagesRead")
        self.all_read.clicked.connect(self.clear)
        top.addWidget(self.header)
        top.addStretch()
        top.addWidget(self.all_read)
        layout.addLayout(top)
        self.area = QScrollArea(self)
        self.area.setFrameShape(QFrame.Shape.StyledPanel)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidgetResizable(True)
        self.area.setMaximumHeight(TALLEST * self.fontMetrics().height() // 16)
        layout.addWidget(self.area)

    def _fold(self, is_open: bool) -> None:
        self.area.setVisible(is_open)
        arrow = Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow
        self.header.setArrowType(arrow)

    def _show(self) -> None:
        self.setVisible(bool(self.messages))
        count = translate("Messages", "%n messages", "", len(self.messages))
        self.header.setText(count)
        self._fold(self.header.isChecked())
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(4, 4, 4, 4)
        grid.setColumnStretch(1, 1)
        for number, message in enumerate(self.messages):
            self._add_row(grid, number, message)
        grid.setRowStretch(len(self.messages), 1)
        # The earlier rows go with it, later: the link of one of them may be under way.
        earlier = self.area.takeWidget()
        self.area.setWidget(rows)
        if earlier is not None:
            earlier.hide()
            earlier.deleteLater()

    def _add_row(self, grid: QGridLayout, number: int, message: Message) -> None:
        rows = grid.parentWidget()
        top = Qt.AlignmentFlag.AlignTop
        size = self.fontMetrics().height()
        icon = QLabel(rows)
        icon.setPixmap(QgsApplication.getThemeIcon(ICONS[message.level]).pixmap(QSize(size, size)))
        grid.addWidget(icon, number, 0, top)
        body = QVBoxLayout()
        body.setSpacing(0)
        text = QLabel(shortened(message.text, LONGEST), rows)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        text.setToolTip(message.tip)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        body.addWidget(text)
        for action in message.actions:
            body.addWidget(action_link(action, rows), 0, Qt.AlignmentFlag.AlignLeft)
        grid.addLayout(body, number, 1)
        close = _close_button(rows, translate("Messages", "Close this message"))
        close.clicked.connect(lambda: self.remove(message))
        grid.addWidget(close, number, 2, top)


def _close_button(parent: QWidget, tip: str) -> QToolButton:
    button = QToolButton(parent)
    button.setAutoRaise(True)
    button.setIcon(QgsApplication.getThemeIcon("/mIconClose.svg"))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
