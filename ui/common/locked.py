# SPDX-License-Identifier: GPL-3.0-or-later
"""Choices that the office has locked: shown, not to be changed, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...core.common.central import usable_central
from ...core.common.i18n import translate


def is_locked(setting: str) -> bool:
    """Whether the office has locked a setting."""
    return setting in usable_central().locked


def lock_fields(form: Any, fields: Mapping[str, tuple[str, ...]]) -> None:
    """Disable the widgets of a form whose setting is locked; `fields` has their names by setting.

    A widget that is disabled still shows its tool tip.
    """
    office = usable_central()
    sentence = translate("Options", "Set by your office, in {file}.")
    for setting, names in fields.items():
        if setting in office.locked:
            for name in names:
                widget = getattr(form, name)
                widget.setEnabled(False)
                widget.setToolTip(sentence.format(file=office.path))
