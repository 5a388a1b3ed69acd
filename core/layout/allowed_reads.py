# SPDX-License-Identifier: GPL-3.0-or-later
"""What users have answered whether a template may read what it wants: kept with its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from ..common.files import ROOT
from ..common.request import TemplateWish
from ..common.settings import Settings
from .template import FOLDER, Template, available_templates, is_bundled, open_template

# How many answers are kept, the last ones.
MOST_KEPT = 100

_YES, _NO = "yes", "no"


def answer_of(template: Template) -> bool | None:
    """Whether a template may read what it wants; None where nobody has said so of its content."""
    for line in _lines(Settings.load()):
        answer, _, key = line.partition(" ")
        if key == _key(template):
            return answer == _YES
    return None


def may_read(template: Template) -> bool:
    """Whether a template is the plugin's own, or the user has allowed what it reads."""
    return template.is_bundled or bool(answer_of(template))


def keep_answer(template: Template, allowed: bool) -> None:
    """Keep whether a template may read what it wants, as long as its content is the same."""
    settings = Settings.load()
    key = _key(template)
    others = [line for line in _lines(settings) if line.partition(" ")[2] != key]
    kept = [f"{_YES if allowed else _NO} {key}", *others][:MOST_KEPT]
    settings.template_answers = "\n".join(kept)
    settings.save()


def count_answers() -> int:
    """How many answers are kept."""
    return len(_lines(Settings.load()))


def forget_answers() -> None:
    """Take all answers back: each is asked again."""
    settings = Settings.load()
    settings.template_answers = ""
    settings.save()


def undecided_templates(wish: TemplateWish, named: Iterable[str] = ()) -> list[Template]:
    """The templates of a wish that want to read something, of which nobody has said so.

    Where the plugin chooses, these are the user's own among those that the sheet has `named`, and
    those that take the place of a bundled one. Raises TemplateError.
    """
    own = {name: path for name, path in available_templates().items() if not is_bundled(path)}
    names = [name for name in own if name in named or (ROOT / FOLDER / f"{name}.qpt").is_file()]
    templates = [open_template(name) for name in ([wish.template] if wish.template else names)]
    return [each for each in templates if each.reads and answer_of(each) is None]


def _lines(settings: Settings) -> list[str]:
    return [line for line in settings.template_answers.split("\n") if line]


def _key(template: Template) -> str:
    digest = hashlib.sha256(template.content.data()).hexdigest()
    return f"{digest} {template.path}"
