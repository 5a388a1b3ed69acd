# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of a sheet, changed for one export or for the office."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEvent, QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...core.common.errors import SheetError
from ...core.common.i18n import translate
from ...core.preview import SheetPreview
from ...core.sheet.cartouche import read_office, usable_office, write_office
from ...core.sheet.definition import SheetDefinition
from ...core.sheet.text_entries import (
    LABELS,
    LONGEST_LINE,
    PARAGRAPHS,
    TEXTS,
    SheetTexts,
    cleaned,
    longest,
)
from ...core.sheet.texts import legend_labels, with_texts
from ..common.fields import changed, set_value, value
from ..common.labels import office_label
from ..common.messages import Messages
from .labels_table import LabelsTable

# Pixels: two lines of text, and some.
LOWEST = 56

# The layout items in which the texts stand.
BOXES = {
    "text_title": "text_box",
    "text": "text_box",
    "nota_title": "nota_box",
    "nota": "nota_box",
    "notice": "notice_box",
    "legend_title": "legend_box",
    LABELS: "legend_box",
}


class TextsPage(QWidget):
    """Shows the texts as they will be printed; what differs from the level below is marked.

    The office's texts stand on those of the sheet, the export's on the office's. Nothing is
    written before `save`.
    """

    # A text was changed, or another level is shown.
    edited = pyqtSignal()

    def __init__(self, messages: Messages) -> None:
        super().__init__()
        self._messages = messages
        self._sheet: SheetDefinition | None = None
        self._kind = ""
        self._office = ""
        # The entries of a cartouche: of this export, and of the office with and without changes.
        self._export: dict[str, Any] = {}
        self._saved: dict[str, Any] | None = None
        self._draft: dict[str, Any] = {}
        self._used = ""
        self._build()
        self._connect()
        self._update()

    # What it holds --------------------------------------------------------------------------

    def set_export(self, entries: Mapping[str, Any]) -> None:
        """Show the texts among the entries of an export."""
        self._export = {TEXTS: entries[TEXTS]} if entries.get(TEXTS) else {}
        self._show()

    def set_sheet(self, preview: SheetPreview | None) -> None:
        """Show the texts of the sheet of a preview; none without one."""
        self._sheet = None
        if preview is not None:
            with self._messages.shown():
                self._read_office(preview.office)
            self._sheet, self._kind = preview.unedited, preview.kind
        self._show()

    def _read_office(self, office: str) -> None:
        """Read what the office says, once. Raises SheetError."""
        if self._saved is not None:
            return
        # What is printed, also where the user's own file is wrong, which is not written over.
        self._draft, _ = usable_office(office)
        self._office, self._saved = office, read_office(office)
        if office:
            label = office_label(office, self._saved.get("office", ""))
            text = translate("Cartouche", "All sheets of {office}").format(office=label)
            self.level.addItem(text, True)
            self.keep.show()

    @property
    def export(self) -> dict[str, Any]:
        """The entry of this export's texts, if there are any."""
        return dict(self._export)

    @property
    def drawn(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The entries of the office and of the export that are to be drawn."""
        return dict(self._draft), {} if self.is_for_office else self.export

    @property
    def box(self) -> str:
        """The layout item of the text that was in use last."""
        return BOXES.get(self._used, "cartouche")

    @property
    def is_for_office(self) -> bool:
        """Whether the office's texts are shown, and not the export's."""
        return bool(self.level.currentData())

    @property
    def is_office_changed(self) -> bool:
        """Whether `save` has something to write."""
        return self._saved is not None and self._draft != self._saved

    def save(self) -> None:
        """Keep what was changed for the office. Raises SheetError."""
        if self.is_office_changed:
            write_office(self._office, self._draft)
            self._saved = dict(self._draft)

    # Building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.sheets, self.level = _combo(), _combo()
        self.sheets.hide()
        self.sheets.setAccessibleName(translate("Cartouche", "Sheet"))
        self.level.addItem(translate("Cartouche", "This export"), False)
        self.level.setToolTip(
            translate("Cartouche", "Whose texts are changed: those of one export go before")
        )
        self.keep = QPushButton(translate("Cartouche", "&Keep for the office"))
        self.keep.setToolTip(
            translate(
                "Cartouche",
                "Print these texts on all sheets of the office from now on; they are kept with OK",
            )
        )
        self.keep.hide()
        self.reset = QPushButton(translate("Cartouche", "R&eset all texts"))
        for_whom, buttons = QHBoxLayout(), QHBoxLayout()
        for_whom.addWidget(_label(translate("Cartouche", "Texts &for"), self.level))
        for_whom.addWidget(self.level, 1)
        for button in (self.reset, self.keep):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.sheets)
        column.addLayout(for_whom)
        column.addWidget(self._build_fields(), 1)
        column.addLayout(buttons)

    def _build_fields(self) -> QScrollArea:
        self.fields: dict[str, QLineEdit | QPlainTextEdit] = {}
        self.labels = LabelsTable()
        self._names: dict[str, QLabel] = {}
        self.resets: dict[str, QToolButton] = {}
        body, scroll = QWidget(), QScrollArea()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        for number, (name, text) in enumerate(_names().items()):
            self._add_field(grid, 2 * number, name, text)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        # There is no horizontal bar: the width must suffice for the fields, changed or not.
        self._mark(self._names)
        bar = scroll.verticalScrollBar().sizeHint().width()
        scroll.setMinimumWidth(body.minimumSizeHint().width() + bar)
        return scroll

    def _add_field(self, grid: QGridLayout, row: int, name: str, text: str) -> None:
        widget: QWidget
        if name == LABELS:
            widget = self.labels
        elif name in PARAGRAPHS:
            widget = self.fields[name] = QPlainTextEdit()
            widget.setTabChangesFocus(True)
            widget.setMinimumHeight(2 * LOWEST if name == "text" else LOWEST)
        else:
            widget = self.fields[name] = QLineEdit()
        widget.setObjectName(name)
        widget.installEventFilter(self)
        label = self._names[name] = _label(text, widget)
        reset = self.resets[name] = QToolButton()
        reset.setIcon(QgsApplication.getThemeIcon("/mActionUndo.svg"))
        reset.setAutoRaise(True)
        # Within reach of the keys as well.
        reset.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        tip = translate("Cartouche", "Reset: {text}").format(text=text.replace("&", ""))
        reset.setToolTip(tip)
        reset.setAccessibleName(tip)
        grid.addWidget(label, row, 0)
        grid.addWidget(reset, row, 1)
        grid.addWidget(widget, row + 1, 0, 1, 2)

    def _connect(self) -> None:
        for name, widget in self.fields.items():
            changed(widget).connect(lambda *_, name=name: self._take(name))
            self.resets[name].clicked.connect(lambda *_, name=name: self._reset(name))
        self.labels.edited.connect(lambda: self._take(LABELS))
        self.labels.refused.connect(self._refuse)
        self.resets[LABELS].clicked.connect(lambda: self._reset(LABELS))
        self.reset.clicked.connect(lambda: self._put(SheetTexts()))
        self.keep.clicked.connect(self._keep)
        self.level.activated.connect(lambda: self._show())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Note which text is in use."""
        if event.type() == QEvent.Type.FocusIn and watched.objectName() in (*self.fields, LABELS):
            self._used = watched.objectName()
        return bool(super().eventFilter(watched, event))

    # Showing --------------------------------------------------------------------------------

    def _show(self) -> None:
        """Fill the fields with the texts of the level."""
        for name, widget in self.fields.items():
            text = self._printed(name, self._own)
            if self._value(name) != text:
                widget.blockSignals(True)
                set_value(widget, text)
                widget.blockSignals(False)
        self._show_labels()
        self._update()
        self.edited.emit()

    def _show_labels(self) -> None:
        if self._sheet is None:
            self.labels.show_labels({}, {})
            return
        below = legend_labels(self._sheet, self._kind, self._below)
        own = self._own.labels
        self.labels.show_labels(below, {key: own[key] for key in below if key in own})

    def _update(self) -> None:
        """Mark what is changed, and offer to reset it."""
        own = self._own
        self._mark({*own.fields, *({LABELS} if set(own.labels) & set(self._labels) else ())})
        is_changed = bool(own.fields or own.labels)
        self.reset.setEnabled(is_changed)
        self.keep.setEnabled(is_changed and not self.is_for_office)
        self.setEnabled(self._sheet is not None)

    def _mark(self, marked: Collection[str]) -> None:
        mark = translate("Cartouche", "{name} (changed)")
        for name, text in _names().items():
            label, is_changed = self._names[name], name in marked
            font = label.font()
            font.setBold(is_changed)
            label.setFont(font)
            label.setText(mark.format(name=text) if is_changed else text)
            self.resets[name].setEnabled(is_changed)

    # Changing -------------------------------------------------------------------------------

    @property
    def _id(self) -> str:
        return self._sheet.id if self._sheet is not None else ""

    @property
    def _labels(self) -> dict[str, str]:
        """The labels of the legend that is shown, by key."""
        return legend_labels(self._sheet, self._kind) if self._sheet is not None else {}

    @property
    def _own(self) -> SheetTexts:
        """What the level that is shown says."""
        return SheetTexts.of(self._draft if self.is_for_office else self._export, self._id)

    @property
    def _below(self) -> SheetTexts:
        """The texts of the level below the one that is shown."""
        return SheetTexts() if self.is_for_office else SheetTexts.of(self._draft, self._id)

    def _printed(self, name: str, own: SheetTexts) -> str:
        """A field as it is printed where the level that is shown says so much."""
        if self._sheet is None:
            return ""
        return str(getattr(with_texts(self._sheet, self._below, own), name))

    def _value(self, name: str) -> str:
        return cleaned(value(self.fields[name]), name in PARAGRAPHS)

    def _take(self, name: str) -> None:
        """Take what was typed, unless it is too long."""
        if name == LABELS:
            labels = {**self._other_labels, **self.labels.changes()}
            self._store(SheetTexts(self._own.fields, labels))
            # The table is in the middle of it: it is not filled anew.
            self._update()
            self.edited.emit()
        elif len(value(self.fields[name])) > longest(name in PARAGRAPHS):
            self._refuse(longest(name in PARAGRAPHS))
            self._show()
        else:
            others = {other: text for other, text in self._own.fields.items() if other != name}
            without = SheetTexts(others, self._own.labels)
            text = self._value(name)
            changes = {} if text == self._printed(name, without) else {name: text}
            self._put(SheetTexts({**others, **changes}, self._own.labels))

    @property
    def _other_labels(self) -> dict[str, str]:
        """What the level says of labels in the legends of other kinds of territories."""
        return {k: text for k, text in self._own.labels.items() if k not in self._labels}

    def _refuse(self, most: int = LONGEST_LINE) -> None:
        with self._messages.shown():
            raise SheetError(
                translate(
                    "Cartouche", "A text has at most {most} characters; this one was not taken."
                ).format(most=most)
            )

    def _store(self, texts: SheetTexts) -> None:
        if self.is_for_office:
            self._draft = texts.put_into(self._draft, self._id)
        else:
            self._export = texts.put_into(self._export, self._id)

    def _put(self, texts: SheetTexts) -> None:
        self._store(texts)
        self._show()

    def _reset(self, name: str) -> None:
        fields = {other: text for other, text in self._own.fields.items() if other != name}
        labels = self._other_labels if name == LABELS else self._own.labels
        self._put(SheetTexts(fields, labels))

    def _keep(self) -> None:
        """Make the texts of this export those of the office."""
        office, own = SheetTexts.of(self._draft, self._id), self._own
        both = SheetTexts({**office.fields, **own.fields}, {**office.labels, **own.labels})
        self._draft = both.put_into(self._draft, self._id)
        self._put(SheetTexts())


def _names() -> dict[str, str]:
    """What the fields are called, in the order in which they stand."""
    return {
        "family": translate("Cartouche", "Family"),
        "title": translate("Cartouche", "Title"),
        "subtitle": translate("Cartouche", "S&ubtitle"),
        "text_title": translate("Cartouche", "Title of the te&xt"),
        "text": translate("Cartouche", "Bod&y of the text"),
        "nota_title": translate("Cartouche", "Title of the NOTA"),
        "nota": translate("Cartouche", "NOT&A"),
        "notice": translate("Cartouche", "Noti&ce"),
        "legend_title": translate("Cartouche", "Title of the legend"),
        LABELS: translate("Cartouche", "Labels of the le&gend"),
    }


def _combo() -> QComboBox:
    """A list that a long name does not widen."""
    combo = QComboBox()
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return combo


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setBuddy(buddy)
    return label
