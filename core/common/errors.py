# SPDX-License-Identifier: GPL-3.0-or-later
"""The refusals of the plugin: one class a kind, one sentence a case, in the user's language."""

from __future__ import annotations

from .remedy import CHOOSE_SCALE, DOWNLOAD, EDIT_PROFILE
from .sentence import Sentence


class SrceError(Exception):
    """What the user is told: what was wrong, with which file, layer or field, what to do.

    As a text, it is one line of at most 200 letters, long values being cut in the middle.
    `remedy` is what the user can do about it at once, see `remedy`, and `about` what with.
    """

    remedy = ""

    def __init__(self, *args: object, about: str = "") -> None:
        super().__init__(*args)
        self.about = about

    def __str__(self) -> str:
        return Sentence(self._given(), self.remedy, self.about)

    @property
    def whole(self) -> str:
        """The sentence with all of its values, for tool tips and logs."""
        return Sentence(self._given()).whole

    def _given(self) -> str:
        """The sentence as it was raised; that of another error still knows its values."""
        (given,) = self.args or ("",)
        return given if isinstance(given, str) else str(given)


class TerritoryError(SrceError):
    """The territory is unknown, ambiguous or has no contour."""


class AbsentTerritoryError(TerritoryError):
    """The territory lies in a département that is not loaded, whose communes can be downloaded.

    It is about the code of the département.
    """

    remedy = DOWNLOAD


class SheetError(SrceError):
    """A sheet definition, a preset or a cartouche file cannot be read or is incomplete."""


class ScaleError(SheetError):
    """What is asked for is no scale."""

    remedy = CHOOSE_SCALE


class StyleError(SrceError):
    """A style or a set of styles is missing, damaged, or cannot be used or written."""


class SourceError(SrceError):
    """The thematic data is missing, unreadable or of no known schema."""


class UnknownSourceError(SourceError):
    """The thematic data is of no known schema: the user may say what its layers are.

    It is about the text of the source.
    """

    remedy = EDIT_PROFILE


class TemplateError(SrceError):
    """The layout template is missing, damaged or lacks its map."""


class ExportError(SrceError):
    """The sheet could not be written; an earlier file is still there."""


class CancelledError(SrceError):
    """The user cancelled; nothing was written."""


class BackgroundError(SrceError):
    """The background cannot be opened or drawn; the sheet is printed without it."""
