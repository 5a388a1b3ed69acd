# SPDX-License-Identifier: GPL-3.0-or-later
"""What the dock offers with a message: the editor of profiles, the scale, the download.

A message hands the source or the département that it is about to what is done.
"""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QTimer

from ...core.common.i18n import translate
from ...core.common.remedy import CHOOSE_SCALE, DOWNLOAD, EDIT_PROFILE
from ..common.message_list import Action


def remedies(dock: Any) -> dict[str, Action]:
    """The actions of a dock, by the words of `core.common.remedy`."""
    return {
        EDIT_PROFILE: Action(translate("Messages", "Data profile…"), dock.edit_profile),
        CHOOSE_SCALE: Action(translate("Messages", "Choose a scale"), lambda: choose_scale(dock)),
        DOWNLOAD: Action(translate("Messages", "Download…"), dock.download_territories),
    }


def choose_scale(dock: Any) -> None:
    """Show where the scale is chosen, for the next key to change it."""
    scale = dock.form.scale
    dock.tabs.setCurrentWidget(dock.scroll)
    dock.form.page.setCollapsed(False)
    scale.setFocus()
    scale.lineEdit().selectAll()
    # The part of the page has its height once it is laid out.
    QTimer.singleShot(0, lambda: dock.scroll.ensureWidgetVisible(scale))
