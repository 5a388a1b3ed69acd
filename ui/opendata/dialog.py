# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog that lists public sources, downloads them and gives them to the sheets."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from qgis.PyQt import uic
from qgis.PyQt.QtCore import QDate, QLocale, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QDialog, QHeaderView, QTreeWidgetItem, QWidget

from ...core.common.i18n import translate
from ...core.common.sizes import size_text
from ...core.opendata.catalogue import BASE, ECOLOGY, TERRITORIES, OpenData, available_open_data
from ...core.opendata.http_transfer import MOST, TooLargeError
from ...core.opendata.store import Fetched, fetch, fetched, is_begun, remove
from ..common.file_dialogs import ask
from ..common.help import add_help
from ..common.messages import Messages
from ..common.progress import show_progress

FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))


class OpenDataDialog(QDialog):
    """Emits `chosen` with the kind of a source and the text that names it."""

    chosen = pyqtSignal(str, str)

    def __init__(self, departement: str = "", parent: QWidget | None = None) -> None:
        """`departement` is proposed for sources that are split by département."""
        super().__init__(parent)
        self.form = FORM()
        self.form.setupUi(self)
        self.messages = Messages(self.form.bar)
        self._departement = departement
        self._build()
        self._fill()

    def propose_territories(self) -> None:
        """Choose the territories, with the département beside those that are there already."""
        sources = self.form.sources
        items = [sources.topLevelItem(row) for row in range(sources.topLevelItemCount())]
        wanted = [i for i in items if i.data(0, Qt.ItemDataRole.UserRole).holds == TERRITORIES]
        if wanted:
            sources.setCurrentItem(wanted[0])
            there = [code for code in self.form.departements.text().split(", ") if code]
            codes = dict.fromkeys([*there, self._departement])
            self.form.departements.setText(", ".join(codes))
            self.form.download.setFocus()

    def _build(self) -> None:
        form = self.form
        header = form.sources.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        form.sources.currentItemChanged.connect(self._show)
        form.download.clicked.connect(self._download)
        form.use.clicked.connect(self._use)
        form.remove.clicked.connect(self._remove)
        form.buttons.rejected.connect(self.reject)
        add_help(form.buttons, "data")

    def _fill(self) -> None:
        for source in available_open_data():
            item = QTreeWidgetItem(self.form.sources)
            item.setData(0, Qt.ItemDataRole.UserRole, source)
            item.setText(0, source.name)
            item.setToolTip(0, source.name)
            item.setText(1, _state(source))
        self.form.sources.setCurrentItem(self.form.sources.topLevelItem(0))

    def _source(self) -> OpenData:
        source: OpenData = self.form.sources.currentItem().data(0, Qt.ItemDataRole.UserRole)
        return source

    def _show(self) -> None:
        """Show the source that is chosen in the list."""
        source, form = self._source(), self.form
        there = fetched(source)
        form.details.setText(_details(source))
        form.departementsRow.setVisible(source.by_departement)
        before = there.departements if there else (self._departement,)
        form.departements.setText(", ".join(before))
        self._update()

    def _update(self) -> None:
        """Update the buttons for the source."""
        source, form = self._source(), self.form
        there = fetched(source) is not None
        form.sources.currentItem().setText(1, _state(source))
        form.download.setText(_download_label(source))
        form.download.setEnabled(not source.fault)
        # A light base is drawn wherever it is of the département.
        is_chosen = there and source.holds != BASE
        form.use.setEnabled(is_chosen)
        form.use.setDefault(is_chosen)
        form.remove.setEnabled(there or is_begun(source))

    def _download(self) -> None:
        source = self._source()
        codes = [code for code in re.split(r"[\s,;]+", self.form.departements.text()) if code]
        self.form.bar.clearWidgets()
        with self.messages.shown():
            try:
                result = self._fetch(source, codes, MOST)
            except TooLargeError as error:
                question = translate("OpenData", "{refusal} Download it all the same?")
                if not ask(self, question.format(refusal=error)):
                    raise
                result = self._fetch(source, codes, math.inf)
            self.messages.warn(list(result.warnings))
        self._update()

    def _fetch(self, source: OpenData, codes: Sequence[str], most: float) -> Fetched:
        with show_progress(self) as progress:
            return fetch(source, progress.feedback, codes, most)

    def _use(self) -> None:
        source = self._source()
        there = fetched(source)
        if there is not None:
            self.chosen.emit(source.holds, str(there.folder))
            self.accept()

    def _remove(self) -> None:
        source = self._source()
        question = translate(
            "OpenData",
            "Delete the downloaded files of “{name}”? Projects and data profiles that use them "
            "will not find them any more.",
        )
        if ask(self, question.format(name=source.name)):
            with self.messages.shown():
                remove(source)
            self._update()


def _holds(source: OpenData) -> str:
    if source.holds == ECOLOGY:
        return translate("OpenData", "Ecological data for the sheets")
    if source.holds == BASE:
        return translate("OpenData", "Light base, drawn of itself in the départements it is of")
    return translate("OpenData", "Territories: communes and EPCIs")


def _state(source: OpenData) -> str:
    there = fetched(source)
    if there is not None:
        return _day(there.date)
    return translate("OpenData", "Begun") if is_begun(source) else "–"


def _download_label(source: OpenData) -> str:
    if is_begun(source):
        return translate("OpenData", "Re&sume")
    if fetched(source) is not None:
        return translate("OpenData", "Up&date")
    return translate("OpenData", "&Download")


def _details(source: OpenData) -> str:
    """The details of a source, with links, as HTML."""
    if source.fault:
        return escape(source.fault, False)
    licence = escape(source.licence, False)
    if source.licence_url:
        licence = _link(source.licence_url, source.licence)
    if not licence:
        licence = translate("OpenData", "see the page of its publisher")
    rows = [
        (translate("OpenData", "Holds"), _holds(source)),
        (translate("OpenData", "Licence"), licence),
        (translate("OpenData", "Date"), escape(source.date, False) or _up_to_date()),
        (translate("OpenData", "Size"), size_text(source.size) if source.size else ""),
        (translate("OpenData", "Page"), _link(source.page, source.page)),
    ]
    cells = (
        f"<tr><td>{title}</td><td style='padding-left: 8px'>{text}</td></tr>"
        for title, text in rows
        if text
    )
    return f"<table>{''.join(cells)}</table>"


def _up_to_date() -> str:
    return translate("OpenData", "that of the day on which it is downloaded")


def _link(address: str, text: str) -> str:
    return f'<a href="{escape(address)}">{escape(text, False)}</a>'


def _day(date: datetime.date) -> str:
    day = QDate(date.year, date.month, date.day)
    return str(QLocale().toString(day, QLocale.FormatType.ShortFormat))
