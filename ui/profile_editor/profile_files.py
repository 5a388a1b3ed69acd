# SPDX-License-Identifier: GPL-3.0-or-later
"""Saving, deleting, importing and exporting data profiles, with questions to the user."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QWidget

from ...core.common.errors import SourceError
from ...core.common.i18n import translate
from ...core.profiles.profile import (
    DataProfile,
    available_profiles,
    profile_path,
    read_profile,
    remove_profile,
    write_profile,
)
from ...core.profiles.profile import export_profile as write_to_file
from ..common.file_dialogs import ask, ask_open, ask_save


def saved_name(name: str) -> str | None:
    """The saved profile of a name in any case: Windows does not distinguish cases."""
    names = {known.lower(): known for known in available_profiles()}
    return names.get(name.lower())


def save_profile(parent: QWidget, profile: DataProfile, own: str) -> str:
    """Save a profile under its title; give its name, or an empty text if the user cancels.

    It takes the place of the profile `own` without a question. Raises SourceError.
    """
    if not profile.title:
        raise SourceError(translate("Profile", "Give the profile a name."))
    path, taken = profile_path(profile.title), saved_name(profile.title)
    question = translate("Profile", "There is a profile called “{name}”. Replace it?")
    if taken not in (None, own) and not ask(parent, question.format(name=taken)):
        return ""
    write_profile(path, profile)
    return path.stem


def delete_profile(parent: QWidget, name: str) -> None:
    """Delete a saved profile after a question. Raises SourceError."""
    question = translate("Profile", "Delete the profile “{name}”? Its layers stay where they are.")
    if ask(parent, question.format(name=name)):
        remove_profile(name)


def import_profile(parent: QWidget, folder: str) -> DataProfile | None:
    """Read a profile from a file that is asked for. Raises SourceError."""
    path = ask_open(parent, translate("Profile", "Import a data profile"), folder, _kind())
    return read_profile(path) if path is not None else None


def export_profile(parent: QWidget, profile: DataProfile, folder: str) -> None:
    """Write a profile to a file that is asked for. Raises SrceError."""
    title = translate("Profile", "Export the data profile")
    path = ask_save(parent, title, folder, profile.title, [_kind()])
    if path is not None:
        write_to_file(path, profile)


def _kind() -> str:
    """The filter of profile files."""
    return f"{translate('Profile', 'Data profile')} (*.json)"
