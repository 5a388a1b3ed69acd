# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a report: the sheets of a series with small pictures, links, counts and warnings.

It is for the office, and French as the sheets are. It needs no other file to be read, and no
network; the pictures and the sheets are linked from where it lies.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from qgis.PyQt.QtCore import QLocale

from ..common.files import cannot_write, write_whole
from ..common.i18n import SHEET_LANGUAGE
from ..common.printable import printable
from ..common.sentence import whole
from ..common.sizes import size_text
from ..layout.scale import scale_text
from .job import CANCELLED, FAILED, PRINTED, SKIPPED, Outcome
from .report_files import thumbnail_path
from .report_rows import STATES, relative
from .request import SeriesRequest

_STYLE = """
body { font: 15px/1.4 "Marianne", "Segoe UI", Arial, sans-serif; margin: 1.5em; color: #161616; }
h1 { font-size: 1.5em; margin: 0 0 .2em; }
h2 { font-size: 1.15em; margin: 1.4em 0 .4em; }
p.numbers { margin: .3em 0 1em; }
p.numbers b { font-size: 1.3em; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #ccc; padding: .35em .5em; text-align: left; vertical-align: top; }
th { background: #eee; }
td.number { text-align: right; }
td.number, td.paper { white-space: nowrap; }
td.file { width: 17%; overflow-wrap: anywhere; }
td.counts { width: 30%; font-size: .88em; }
td.notes { width: 24%; }
td img { max-width: 140px; max-height: 140px; border: 1px solid #ddd; display: block; }
ul { margin: 0; padding-left: 1.1em; }
tr.failed td { background: #fdecea; }
tr.cancelled td { color: #666; }
.note { color: #8a5300; }
a { color: #000091; }
@media print {
  body { margin: 0; font-size: 10px; }
  tr { break-inside: avoid; }
  thead { display: table-header-group; }
  td img { max-width: 90px; max-height: 90px; }
}
"""

# By this a page is known to be one of ours.
PAGE_START = "<!DOCTYPE html>\n<!-- SRCE PAC -->\n"

_HEAD = ("", "Territoire", "Fichier", "Papier, échelle", "Objets", "Remarques", "Durée")

_NUMBERS = {
    PRINTED: ("feuille imprimée", "feuilles imprimées"),
    SKIPPED: ("inchangée", "inchangées"),
    FAILED: ("en échec", "en échec"),
    CANCELLED: ("annulée", "annulées"),
}


@dataclass(frozen=True)
class SeriesFacts:
    """What is said of a series as a whole: `made` are its files of several sheets."""

    request: SeriesRequest
    warnings: Sequence[str]
    made: Sequence[Path]
    seconds: float


def write_page(path: Path, outcomes: Sequence[Outcome], series: SeriesFacts) -> None:
    """Write the page of a series, whole or not at all. Raises ExportError."""
    try:
        write_whole(path, "\n".join(_lines(outcomes, series)) + "\n")
    except OSError as error:
        raise cannot_write(path, error) from error


def _lines(outcomes: Sequence[Outcome], series: SeriesFacts) -> Iterator[str]:
    folder, part = series.request.folder, series.request.slice
    share = f" – part {part.number} sur {part.total}" if part.total > 1 else ""
    title = f"Rapport de la série{share}"
    yield f'{PAGE_START}<html lang="fr"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>{escape(title)}</h1>"
    yield from _numbers(outcomes, series.seconds)
    if series.made:
        yield f"<p>Réunies dans {', '.join(_file_link(one, folder) for one in series.made)}.</p>"
    yield from _listed("Motif de l’interruption", _reasons(outcomes))
    yield from _listed("Remarques sur la série", series.warnings)
    failed = [each for each in outcomes if each.status == FAILED]
    yield from _listed("Échecs", [f"{_title(each)} : {whole(each.message)}" for each in failed])
    yield from _listed("Territoires sans aucune donnée", _without_data(outcomes))
    yield "<h2>Feuilles</h2>"
    yield f"<table><thead><tr>{''.join(f'<th>{cell}</th>' for cell in _HEAD)}</tr></thead><tbody>"
    sheets = {outcome.job.sheet for outcome in outcomes} - {""}
    for outcome in outcomes:
        yield _row(outcome, folder, len(sheets) > 1)
    yield "</tbody></table></body></html>"


def _numbers(outcomes: Sequence[Outcome], seconds: float) -> Iterator[str]:
    """How many sheets, how large, how long, and when."""
    counts = Counter(outcome.status for outcome in outcomes)
    told = [
        f"<b>{counts[status]}</b> {words[counts[status] > 1]}"
        for status, words in _NUMBERS.items()
        if counts[status] or status != CANCELLED
    ]
    yield f'<p class="numbers">{", ".join(told)}</p>'
    size = sum(outcome.size for outcome in outcomes)
    day = datetime.datetime.now().strftime("%d/%m/%Y à %H:%M")
    left = counts[CANCELLED]
    state = "Interrompue" if left else "Terminée"
    yield f"<p>{state} le {day}, en {_duration(seconds)} ; {_size(size)}.</p>"
    if left:
        rest = "Une feuille reste" if left == 1 else f"{left} feuilles restent"
        yield f"<p>{rest} à imprimer : relancée telle quelle, la série reprend là.</p>"


def _listed(title: str, texts: Sequence[str]) -> Iterator[str]:
    if texts:
        items = "".join(f"<li>{_text(text)}</li>" for text in texts)
        yield f"<h2>{title}</h2><ul>{items}</ul>"


def _reasons(outcomes: Sequence[Outcome]) -> list[str]:
    """Why sheets are left, each reason once; nothing where somebody has cancelled the series."""
    messages = (whole(one.message) for one in outcomes if one.status == CANCELLED)
    return list(dict.fromkeys(filter(None, messages)))


def _without_data(outcomes: Sequence[Outcome]) -> list[str]:
    """The territories in which a sheet shows nothing."""
    found = [
        _title(outcome)
        for outcome in outcomes
        if outcome.status in (PRINTED, SKIPPED) and not any(outcome.counts.values())
    ]
    return list(dict.fromkeys(found))


def _row(outcome: Outcome, folder: Path, is_named: bool) -> str:
    """A row of the table; `is_named` tells whether it names the sheet."""
    job = outcome.job
    scale = scale_text(outcome.scale) if outcome.scale else ""
    counts = "".join(f"<li>{_text(k)} : {n}</li>" for k, n in outcome.counts.items())
    notes = [f'<li class="note">{_text(whole(text))}</li>' for text in outcome.warnings]
    if outcome.message:
        notes.insert(0, f"<li>{_text(whole(outcome.message))}</li>")
    cells = (
        _picture(outcome, folder),
        _text(_title(outcome)) + (f"<br><small>{_text(job.sheet)}</small>" if is_named else ""),
        _link(outcome, folder),
        "<br>".join(_text(part) for part in (outcome.paper, scale) if part),
        f"<ul>{counts}</ul>" if counts else "",
        f"<ul>{''.join(notes)}</ul>" if notes else "",
    )
    seconds = f"{outcome.seconds:.1f} s".replace(".", ",") if outcome.seconds else ""
    names = ("", "", "file", "paper", "counts", "notes")
    row = "".join(f'<td class="{name}">{cell}</td>' for name, cell in zip(names, cells))
    return f'<tr class="{outcome.status}">{row}<td class="number">{seconds}</td></tr>'


def _picture(outcome: Outcome, folder: Path) -> str:
    if not outcome.job.path.name:
        return ""
    path = thumbnail_path(folder, outcome.job.path)
    if outcome.status not in (PRINTED, SKIPPED) or not path.is_file():
        return ""
    target, picture = (_address(one, folder) for one in (outcome.job.path, path))
    image = f'<img src="{picture}" alt="" loading="lazy">'
    return f'<a href="{target}">{image}</a>' if outcome.job.path.is_file() else image


def _link(outcome: Outcome, folder: Path) -> str:
    state = STATES[outcome.status]
    if not outcome.job.path.name:
        return state
    path = outcome.job.path
    # One file of all sheets may have taken its place.
    if outcome.status not in (PRINTED, SKIPPED) or not path.is_file():
        return f"{state}<br>{_text(relative(path, folder))}"
    return f"{_file_link(path, folder)}<br>{state}, {_size(outcome.size)}"


def _file_link(path: Path, folder: Path) -> str:
    return f'<a href="{_address(path, folder)}">{_text(relative(path, folder))}</a>'


def _address(path: Path, folder: Path) -> str:
    """The link to a file, from where the page lies."""
    return escape(quote(f"./{relative(path, folder)}", safe="/"), quote=True)


def _title(outcome: Outcome) -> str:
    job = outcome.job
    return f"{job.name} ({job.code})" if job.name and job.code else job.name or job.code


def _text(text: str) -> str:
    return escape(printable(text))


def _size(count: int) -> str:
    return escape(size_text(count, QLocale(SHEET_LANGUAGE)))


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (rest, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"
