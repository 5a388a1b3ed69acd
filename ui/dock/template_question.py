# SPDX-License-Identifier: GPL-3.0-or-later
"""The question whether a template may read what is neither in it nor beside it."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QWidget

from ...core.common.errors import SrceError
from ...core.common.i18n import translate
from ...core.common.request import SheetRequest, TemplateWish
from ...core.layout.allowed_reads import keep_answer, undecided_templates
from ...core.layout.template import Template
from ...core.sheet.definition import load_sheet
from ..common.file_dialogs import ask_one_of

# How many of the things that a template reads are told one by one.
MOST_TOLD = 8


def settle_reads(request: SheetRequest, parent: QWidget) -> bool:
    """Have the user decide what the templates of a request may read; whether to go on.

    An answer is kept for the content of the template.
    """
    try:
        named = load_sheet(request.sheet).templates.values() if request.sheet else ()
        names = {name for each in named for name in each}
        undecided = undecided_templates(TemplateWish.parse(request.template), names)
    except SrceError:
        # What is wrong is said as the sheet is drawn.
        return True
    for template in undecided:
        words = translate("Dock", "Go on &without"), translate("Dock", "&Allow")
        answer = ask_one_of(parent, _question(template), words)
        if answer is None:
            return False
        keep_answer(template, answer == 1)
    return True


def _question(template: Template) -> str:
    question = translate(
        "Dock",
        "The template “{template}” is not the plugin's own and wants to read:\n\n{reads}\n\n"
        "May it? The answer is kept until the template is changed, or taken back in Settings ▸ "
        "Options ▸ SRCE PAC.",
    )
    lines = [f"• {read[:100]}" for read in template.reads[:MOST_TOLD]]
    if len(template.reads) > MOST_TOLD:
        lines.append("• …")
    return question.format(template=template.name, reads="\n".join(lines))
