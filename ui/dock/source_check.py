# SPDX-License-Identifier: GPL-3.0-or-later
"""Says of a source, as soon as it is chosen, whether its layers are recognised."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QObject

from ...core.common.errors import CancelledError, SrceError
from ...core.common.i18n import translate
from ...core.profiles.recognition import recognise
from ...core.sources.source_address import SourceAddress, SourceKind
from ..common.labels import number
from ..common.links import show_links
from ..common.messages import Messages
from .steps import Steps


class SourceCheck(QObject):
    """Fills the line below the source; nothing is said of the demonstration."""

    def __init__(self, form: Any, steps: Steps, messages: Messages, parent: QObject) -> None:
        """`messages` know what can be done about a source that is not recognised."""
        super().__init__(parent)
        self._form = form
        self._steps = steps
        self._messages = messages
        form.sourceNote.linkActivated.connect(lambda remedy: messages.remedies[remedy].do())
        form.source.currentIndexChanged.connect(lambda _: self._say("", {}))

    def check(self) -> None:
        """Look into the source that is chosen, and say what is recognised of it."""
        source = self._form.source.currentData()
        if not source or self._steps.progress is not None:
            return
        if SourceAddress.parse(source).kind is SourceKind.DEMONSTRATION:
            self._say("", {})
            return
        links = {}
        with self._steps.in_use():
            try:
                with self._steps.busy() as feedback:
                    text = _recognised(source, feedback)
            except CancelledError:
                text = ""
            except SrceError as error:
                text = str(error)
                remedy = self._messages.remedies.get(error.remedy)
                if remedy is not None:
                    links[error.remedy] = remedy.word
            if not self._steps.is_closed:
                self._say(text, links)

    def _say(self, text: str, links: dict[str, str]) -> None:
        show_links(self._form.sourceNote, text, links)


def _recognised(source: str, feedback: Any) -> str:
    """What is recognised of a source. Raises SourceError, CancelledError."""
    profile = recognise(source, None, feedback)
    count = len({one.class_id for one in profile.sources})
    text = translate("Dock", "Recognised: {schema}, {count} classes", "", count)
    return text.format(schema=profile.title, count=number(count))
