# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a series that is printed: how far it is, its last sheet, what failed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEvent, QObject, QSize, Qt
from qgis.PyQt.QtGui import QPainter, QPixmap
from qgis.PyQt.QtWidgets import QListWidgetItem

from ...core.common.i18n import translate
from ...core.common.sentence import whole
from ...core.series.job import FAILED, PRINTED, SKIPPED, Outcome
from ...core.series.progress import SeriesProgress, SeriesResult
from ...core.series.report_files import thumbnail_path
from .durations import duration_text

# How many territories a line names.
_NAMED = 3


class RunPage(QObject):
    """Shows what a run tells; knows nothing of how it is done."""

    def __init__(self, form: Any, parent: QObject) -> None:
        """`form` is that of the window."""
        super().__init__(parent)
        self._form = form
        self._folder = Path()
        self._picture = QPixmap()
        form.picture.installEventFilter(self)

    def begin(self, folder: Path) -> None:
        """Show a series that has not told anything yet."""
        form = self._form
        self._folder = folder
        self._picture = QPixmap()
        form.picture.clear()
        form.picture.setVisible(True)
        form.failed.clear()
        form.failed.hide()
        form.progress.setRange(0, 0)
        form.progress.show()
        form.state.setText(translate("Series", "The series begins…"))
        form.rate.clear()

    def follow(self, progress: SeriesProgress) -> None:
        """Show how far it is."""
        form = self._form
        form.progress.setRange(0, max(1, progress.total))
        form.progress.setValue(progress.done)
        shown = ", ".join(progress.current[:_NAMED])
        more = "…" if len(progress.current) > _NAMED else ""
        if progress.note:
            form.state.setText(progress.note)
        elif shown:
            drawn = translate("Series", "Being drawn: {names}")
            form.state.setText(drawn.format(names=shown + more))
        form.rate.setText(_rate_text(progress))
        if progress.last is not None:
            self._show(progress.last)

    def note(self, outcome: Outcome) -> None:
        """Add a sheet that was not printed to the list, with its sentence."""
        if outcome.status != FAILED:
            return
        name = outcome.job.name or outcome.job.code
        icon = QgsApplication.getThemeIcon("/mIconWarning.svg")
        item = QListWidgetItem(icon, f"{name} – {outcome.message}", self._form.failed)
        item.setToolTip(whole(outcome.message))
        self._form.failed.show()

    def end(self, result: SeriesResult) -> None:
        """Show what came of it."""
        form = self._form
        form.progress.hide()
        form.state.setText(result_text(result))
        form.rate.setText("\n".join(_some(result.warnings)))

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep the picture as large as its place."""
        if event.type() == QEvent.Type.Resize:
            self._draw()
        return False

    def _show(self, outcome: Outcome) -> None:
        if outcome.status not in (PRINTED, SKIPPED):
            return
        picture = QPixmap(str(thumbnail_path(self._folder, outcome.job.path)))
        if not picture.isNull():
            self._picture = picture
            self._form.picture.setToolTip(outcome.job.path.name)
            self._draw()

    def _draw(self) -> None:
        if not self._picture.isNull():
            label = self._form.picture
            label.setPixmap(on_paper(self._picture, label.size()))


def on_paper(picture: QPixmap, room: QSize) -> QPixmap:
    """A picture on white, made smaller where it has no room: larger, it would be blurred."""
    size = picture.size()
    if size.width() > room.width() or size.height() > room.height():
        size.scale(room, Qt.AspectRatioMode.KeepAspectRatio)
    paper = QPixmap(size)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(paper.rect(), picture)
    painter.end()
    return paper


def result_text(result: SeriesResult) -> str:
    """What came of a series, in one line."""
    counts = {
        status: sum(1 for one in result.outcomes if one.status == status)
        for status in (PRINTED, SKIPPED, FAILED)
    }
    parts = [translate("Series", "%n sheets printed", "", counts[PRINTED])]
    if counts[SKIPPED]:
        parts.append(translate("Series", "%n up to date before", "", counts[SKIPPED]))
    if counts[FAILED]:
        parts.append(translate("Series", "%n failed", "", counts[FAILED]))
    if result.cancelled:
        parts.append(translate("Series", "cancelled: Print goes on where it stopped"))
    return " · ".join(parts)


def _some(warnings: Sequence[str]) -> list[str]:
    """The first warnings, and how many more there are."""
    more = len(warnings) - _NAMED
    told = [translate("Series", "and %n more, in the report", "", more)] if more > 0 else []
    return [*warnings[:_NAMED], *told]


def _rate_text(progress: SeriesProgress) -> str:
    done = translate("Series", "{done} of {total}")
    parts = [done.format(done=progress.done, total=progress.total)]
    if progress.per_minute:
        rate = translate("Series", "%n sheets a minute", "", max(1, round(progress.per_minute)))
        parts.append(rate)
    if progress.seconds_left:
        left = translate("Series", "about {time} left")
        parts.append(left.format(time=duration_text(progress.seconds_left)))
    return " · ".join(parts)
