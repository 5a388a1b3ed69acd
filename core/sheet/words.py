# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of a sheet around its values, and how many values each takes."""

from __future__ import annotations

from collections.abc import Collection

from ..common.json_object import JsonObject

# The number of values that are put into the words of a sheet; into the others, none.
VALUES_IN_WORDS = {
    "sources": 1,
    "email": 1,
    "scale": 1,
    "printed": 1,
    "number": 3,
    "legend_geometry": 2,
    "absent": 1,
    "hidden": 1,
    "uncovered_whole": 1,
    "uncovered_part": 1,
    "uncovered_outside": 1,
    "other_scheme": 2,
    "unloaded_members": 2,
    "index_rest": 1,
    "situation_rest": 1,
    "situation_part": 1,
    "unloaded_of": 1,
    "styles_title": 1,
    "styles_finer": 1,
    "styles_coarser": 1,
    "styles_between": 2,
    "styles_method": 2,
    "styles_nearest": 2,
    "summary_title": 1,
    "summary_method": 1,
    "summary_nothing": 1,
    "summary_unknown_is": 1,
    "summary_absent": 1,
    "summary_rounded": 2,
    "figures_share": 1,
    "figures_least": 1,
    "dossier_figures": 1,
    "dossier_sources": 1,
    "dossier_continued": 1,
    "dossier_pages": 2,
    "dossier_lacking": 1,
    "page": 1,
    "data_scale": 1,
    "data_limit": 1,
    "contours_offset": 1,
    "contours_limit": 1,
}

# Words that sheets of an earlier form may give, and that are no longer printed.
FORMER_WORDS = ("uncovered",)


def read_words(data: JsonObject, usual: Collection[str]) -> dict[str, str]:
    """The words that a sheet gives, which are among the usual ones. Raises its error."""
    if "words" not in data:
        return {}
    words = data.object("words")
    words.only({*usual, *FORMER_WORDS})
    return {
        name: words.template(name, VALUES_IN_WORDS[name])
        if name in VALUES_IN_WORDS
        else words.text(name)
        for name in words
    }
