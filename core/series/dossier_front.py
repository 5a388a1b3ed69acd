# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages before the sheets of a dossier: cover, list of the sheets, key figures, index."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qgis.core import QgsFeedback, QgsProject, QgsProjectMetadata
from qgis.PyQt.QtCore import QDateTime

from ..common.french import french, french_line
from ..common.i18n import SHEET_LANGUAGE
from ..common.progress import Steps
from ..common.request import COMMUNE
from ..layout.dossier_lists import (
    HEADING,
    DossierList,
    ListColumn,
    ListLine,
    Placed,
    placed_on_pages,
)
from ..layout.dossier_page import COVER, LIST, body_of, dossier_template, fill_page
from ..layout.key_figures import figure_lines
from ..layout.scale import scale_text
from ..layout.table import method
from ..layout.table_content import class_lines, empty_classes
from ..layout.template import Template
from ..layout.variables import abbreviated, name_in_capitals, office_values, printed_sources
from ..output.export import write_layout
from ..output.pdf_merge import Bookmark, Link, Part
from ..sheet.cartouche import Cartouche
from ..sheet.definition import SheetDefinition
from ..summary.summary import Summary
from ..territory.entry import Entry
from .job import Outcome
from .merge import sheet_title, territory_title


@dataclass(frozen=True)
class DossierSheet:
    """A sheet of a dossier, and how many pages it has: none where it is missing."""

    outcome: Outcome
    pages: int


@dataclass(frozen=True)
class OwnSheet(DossierSheet):
    """A sheet of the territory that a dossier is of, with its title and what it holds.

    There is no summary where its data could not be read.
    """

    title: str
    cartouche: Cartouche
    summary: Summary | None


@dataclass(frozen=True)
class Dossier:
    """What a dossier holds: the territory, its own sheets and those of its communes.

    `own` and `others` are all that were asked for, in their order; `definition` says the words
    around them.
    """

    entry: Entry
    own: Sequence[OwnSheet]
    others: Sequence[DossierSheet]
    definition: SheetDefinition

    @property
    def sheets(self) -> list[DossierSheet]:
        """All sheets in their order."""
        return [*self.own, *self.others]

    @property
    def there(self) -> list[DossierSheet]:
        """The sheets that were printed."""
        return [sheet for sheet in self.sheets if sheet.pages]

    @property
    def summaries(self) -> list[Summary]:
        """What its own sheets hold, as far as it is known."""
        return [sheet.summary for sheet in self.own if sheet.summary is not None]

    @property
    def cartouche(self) -> Cartouche:
        """Whose dossier it is."""
        return self.own[0].cartouche

    @property
    def words(self) -> dict[str, str]:
        """The words around what it says."""
        return self.definition.words

    @property
    def title(self) -> str:
        """What the document is called."""
        return french_line(f"{self.words['dossier_title']} – {self.entry.title}")


def front_parts(dossier: Dossier, folder: Path, feedback: QgsFeedback | None) -> list[Part]:
    """Write the pages before the sheets into a folder; gives them as parts of the dossier.

    The sheets that are there follow them. Raises SrceError, CancelledError.
    """
    template = dossier_template(LIST)
    body = body_of(template)
    # How many pages there are does not depend on the numbers that stand on them.
    count = 1 + len(placed_on_pages(_lists(dossier, 0), body))
    pages = placed_on_pages(_lists(dossier, count), body)
    values, printer = _values(dossier), _FrontPrinter(dossier, folder)
    parts = [printer.write(dossier_template(COVER), values, (), (Bookmark((dossier.title,)),))]
    steps = Steps(feedback, (0, 100), count)
    total = count + sum(sheet.pages for sheet in dossier.there)
    for number, placed in enumerate(pages, 2):
        steps.next()
        values["dossier_page"] = dossier.words["dossier_pages"].format(number, total)
        headings = [one for one in placed if one.kind == HEADING and one.is_first]
        bookmarks = tuple(Bookmark((one.list.heading,)) for one in headings)
        parts.append(printer.write(template, values, placed, bookmarks))
    return parts


class _FrontPrinter:
    """Writes pages one after another."""

    def __init__(self, dossier: Dossier, folder: Path) -> None:
        self._dossier = dossier
        self._folder = folder
        self._count = 0

    def write(
        self,
        template: Template,
        values: dict[str, str],
        placed: Sequence[Placed],
        bookmarks: tuple[Bookmark, ...],
    ) -> Part:
        """Write a page; gives it with its bookmarks and links. Raises SrceError."""
        self._count += 1
        path = self._folder / f"{self._count}.pdf"
        project = QgsProject()
        project.setMetadata(self._metadata())
        layout = fill_page(template, project, values, self._dossier.cartouche, placed)
        write_layout(layout, path)
        links = tuple(
            Link(0, (one.rect.left(), one.rect.top(), one.rect.width(), one.rect.height()), target)
            for one in placed
            if one.line is not None and (target := one.line.target) is not None
        )
        return Part(path, bookmarks, links=links)

    def _metadata(self) -> QgsProjectMetadata:
        metadata = QgsProjectMetadata()
        metadata.setTitle(self._dossier.title)
        metadata.setAuthor(self._dossier.cartouche.office)
        metadata.setAbstract(french_line(self._dossier.definition.subtitle))
        metadata.setLanguage(SHEET_LANGUAGE)
        metadata.setCreationDateTime(QDateTime.currentDateTime())
        return metadata


def _values(dossier: Dossier) -> dict[str, str]:
    """The variables of the pages, without `srce_`."""
    entry, cartouche, words = dossier.entry, dossier.cartouche, dossier.words
    notices = dict.fromkeys(summary.sheet.notice for summary in dossier.summaries)
    notice = "\n".join(filter(None, notices)) if cartouche.notice else ""
    sources = printed_sources(cartouche, _credits(dossier.summaries))
    place = (entry.code, abbreviated(entry.epci_name), entry.departement_name)
    dates = [cartouche.date] if cartouche.date else []
    dates = dates or [date for date in dict.fromkeys(s.date for s in dossier.summaries) if date]
    today = datetime.date.today().strftime("%d/%m/%Y")
    marks = dict.fromkeys(summary.watermark for summary in dossier.summaries)
    return {
        "dossier_title": words["dossier_title"],
        "dossier_head": " – ".join((words["dossier_title"], name_in_capitals(entry))),
        "dossier_sheets": _bulleted(dict.fromkeys(sheet.title for sheet in dossier.own)),
        "dossier_mark": " ".join(filter(None, marks)),
        "territory_kind": dossier.definition.kinds[entry.kind],
        "territory_name": name_in_capitals(entry),
        "territory_place": " – ".join(filter(None, place)),
        **office_values(cartouche),
        "date": f"{cartouche.date_label} : {' ; '.join(dates)}" if dates else "",
        "print_date": words["printed"].format(today),
        "sources": words["dossier_sources"].format(sources) if sources else "",
        "email": words["email"].format(cartouche.email) if cartouche.email else "",
        "notice_title": words["notice_title"] if notice else "",
        "notice": notice,
    }


def _bulleted(titles: Collection[str]) -> str:
    """Titles one under the other, told apart where they take several lines."""
    return "\n".join(f"• {title}" if len(titles) > 1 else title for title in titles)


def _credits(summaries: Sequence[Summary]) -> list[str]:
    return [credit for one in summaries for credit in one.source.split(" ; ")]


def _lists(dossier: Dossier, count: int) -> list[DossierList]:
    """All lists of a dossier, whose sheets begin behind a number of pages."""
    numbers: dict[int, tuple[int, int]] = {}
    page = count + 1
    for part, sheet in enumerate(dossier.there, count):
        numbers[id(sheet)] = part, page
        page += sheet.pages
    lists = [_contents(dossier, numbers)]
    titles = [summary.sheet.title for summary in dossier.summaries]
    is_told_apart = all(titles) and len(set(titles)) == len(titles)
    lists += [
        _figures(summary, title if is_told_apart else summary.sheet.name)
        for title, summary in zip(titles, dossier.summaries)
    ]
    if dossier.others:
        lists.append(_index(dossier, numbers))
    return lists


def _contents(dossier: Dossier, numbers: dict[int, tuple[int, int]]) -> DossierList:
    """The list of the sheets of the territory itself."""
    words = dossier.words
    columns = (
        ListColumn(words["dossier_number"], 1),
        ListColumn(words["dossier_sheet"], 8.2),
        ListColumn(words["dossier_paper"], 2),
        ListColumn(words["dossier_scale"], 2.5, is_numeric=True),
        ListColumn(words["dossier_page"], 2.8, is_numeric=True),
    )
    lines = []
    for sheet in dossier.own:
        number = f"{sheet.cartouche.sheet_number}/{sheet.cartouche.sheet_total}"
        cells = (number, sheet.title, *_paper_and_scale(sheet))
        lines.append(_line(sheet, cells, numbers, words))
    missing = [sheet.outcome for sheet in dossier.sheets if not sheet.pages]
    note = ""
    if missing:
        names = [f"{territory_title(one)}, {sheet_title(one)}" for one in missing]
        note = words["dossier_lacking"].format(" ; ".join(names))
    return _list(words, words["dossier_contents"], columns, lines, note)


def _index(dossier: Dossier, numbers: dict[int, tuple[int, int]]) -> DossierList:
    """The communes of an EPCI, with the pages of their sheets."""
    words = dossier.words
    titles = [sheet_title(sheet.outcome) for sheet in dossier.others]
    # Which sheet it is need not be said of each line where there is one.
    are_told = len(set(titles)) > 1
    columns = (
        ListColumn(words["dossier_commune"], 6),
        ListColumn(words["dossier_code"], 2.8),
        *([ListColumn(words["dossier_sheet"], 6)] if are_told else []),
        ListColumn(words["dossier_paper"], 1.8),
        ListColumn(words["dossier_scale"], 2.4, is_numeric=True),
        ListColumn(words["dossier_page"], 2.8, is_numeric=True),
    )
    lines, earlier = [], ""
    for sheet, title in zip(dossier.others, titles):
        job = sheet.outcome.job
        cells = (job.name, job.code, *([title] if are_told else []), *_paper_and_scale(sheet))
        line = _line(sheet, cells, numbers, words)
        lines.append(replace(line, repeated=2 if job.code == earlier else 0))
        earlier = job.code
    index = _list(words, words["dossier_index"], columns, lines, "")
    return replace(index, on_new_page=True)


def _figures(summary: Summary, title: str) -> DossierList:
    """What the territory holds of the classes of a sheet, under its title and key figures."""
    words = summary.sheet.words
    headings, rows = class_lines(summary)
    shares = (9.6, 1.5, 3.2, 2.9)
    columns = tuple(
        ListColumn(heading, share, is_numeric=bool(number))
        for number, (heading, share) in enumerate(zip(headings, shares))
    )
    lines = [ListLine(tuple(row)) for row in rows]
    heading = words["dossier_figures"].format(title)
    is_commune = summary.territory.entry.kind == COMMUNE
    note = method(summary)
    if not is_commune:
        # Nothing stands here of each commune.
        note = note.replace(words["summary_shared"], "").replace("  ", " ")
    note = " ".join(filter(None, (empty_classes(summary), note)))
    lead = "\n".join(" : ".join(line) for line in figure_lines(summary))
    return replace(_list(words, heading, columns, lines, note), lead=french(lead))


def _list(
    words: dict[str, str],
    heading: str,
    columns: tuple[ListColumn, ...],
    lines: Sequence[ListLine],
    note: str,
) -> DossierList:
    heading, continued = french(heading), french(words["dossier_continued"].format(heading))
    columns = tuple(replace(column, heading=french(column.heading)) for column in columns)
    set_lines = tuple(replace(line, cells=tuple(map(french, line.cells))) for line in lines)
    return DossierList(heading, continued, columns, set_lines, french(note))


def _paper_and_scale(sheet: DossierSheet) -> tuple[str, str]:
    outcome = sheet.outcome
    if not sheet.pages:
        return "", ""
    return outcome.paper, scale_text(outcome.scale) if outcome.scale else ""


def _line(
    sheet: DossierSheet,
    cells: tuple[str, ...],
    numbers: dict[int, tuple[int, int]],
    words: dict[str, str],
) -> ListLine:
    if not sheet.pages:
        return ListLine((*cells, words["dossier_missing"]), is_missing=True)
    part, page = numbers[id(sheet)]
    return ListLine((*cells, str(page)), part)
