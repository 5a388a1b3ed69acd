# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place where the plugin speaks to the user: QGIS's message bar, and its log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from qgis.core import Qgis, QgsMessageLog
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import QUrl

from ..core.errors import CancelledError, SrceError
from ..core.i18n import translate

TITLE = "SRCE PAC"


class Messages:
    """Refusals, warnings and results, each as one sentence."""

    def __init__(self, bar: QgsMessageBar) -> None:
        self.bar = bar

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show a refusal that the body raises, and go on."""
        try:
            yield
        except CancelledError as error:
            self.bar.pushMessage(TITLE, str(error), Qgis.MessageLevel.Info)
        except SrceError as error:
            QgsMessageLog.logMessage(str(error), TITLE, Qgis.MessageLevel.Critical)
            self.bar.pushMessage(TITLE, escape(str(error)), Qgis.MessageLevel.Critical)

    def warn(self, warnings: list[str]) -> None:
        """Show the first warning and keep all of them in the log."""
        for warning in warnings:
            QgsMessageLog.logMessage(warning, TITLE, Qgis.MessageLevel.Warning)
        if warnings:
            text = escape(warnings[0])
            if len(warnings) > 1:
                more = translate("Messages", "%n more in the log messages", "", len(warnings) - 1)
                text += f" ({more})"
            self.bar.pushMessage(TITLE, text, Qgis.MessageLevel.Warning, 10)

    def exported(self, path: Path) -> None:
        """Say where a sheet was written, with a link that opens it."""
        link = QUrl.fromLocalFile(str(path)).toString(QUrl.ComponentFormattingOption.FullyEncoded)
        anchor = f'<a href="{escape(link)}">{escape(path.name)}</a>'
        text = translate("Messages", "Sheet written: {link}").format(link=anchor)
        self.bar.pushMessage(TITLE, text, Qgis.MessageLevel.Success, 0)
