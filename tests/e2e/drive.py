# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside the real QGIS (`qgis --code`): does the steps of a task, and notes what it sees."""

from __future__ import annotations

from srce_pac.tests.e2e.designer_steps import designer
from srce_pac.tests.e2e.driver import TASK, Driver, completed, iface
from srce_pac.tests.e2e.look_steps import look
from srce_pac.tests.e2e.mapping_steps import mapping
from srce_pac.tests.e2e.series_steps import series
from srce_pac.tests.e2e.sheet_steps import again, sheet, without
from srce_pac.tests.e2e.style_steps import styles, styles_again

TASKS = {
    "sheet": sheet,
    "again": again,
    "without": without,
    "mapping": mapping,
    "designer": designer,
    "look": look,
    "series": series,
    "styles": styles,
    "styles_again": styles_again,
}

iface.initializationCompleted.connect(lambda: completed.append(True))
driver = Driver(TASKS[TASK["do"]]())
