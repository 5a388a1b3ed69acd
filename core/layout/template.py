# SPDX-License-Identifier: GPL-3.0-or-later
"""Layout templates: found by name or file, read once, loaded into print layouts, checked."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from qgis.core import (
    QgsLayoutItemMap,
    QgsPathResolver,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
)
from qgis.PyQt.QtCore import QByteArray, QSizeF
from qgis.PyQt.QtXml import QDomDocument

from ..common.as_meant import named_alike, nearest
from ..common.errors import TemplateError
from ..common.files import ROOT, files
from ..common.i18n import translate
from .template_file import (
    Sizes,
    check_template,
    measure_template,
    no_layout,
    parse_template,
    read_template,
)
from .template_restore import restore_template
from .template_texts import named

MAP = "map"
OVERVIEW = "overview"

FOLDER = "layouts"


def available_templates() -> dict[str, Path]:
    """The bundled templates and those in the user's profile, by name."""
    return files(FOLDER, "*.qpt")


def open_template(template: str) -> Template:
    """Read a template, by name or from a .qpt file.

    Raises TemplateError when it is missing, is none, or could not be drawn.
    """
    path = _path_of(template)
    content = read_template(path)
    if is_bundled(path):
        return Template(path, content, _bundled_sizes(path, content.data()))
    check_template(path, content)
    return Template(path, content, measure_template(path, content))


@lru_cache(maxsize=40)
def _bundled_sizes(path: Path, content: bytes) -> Sizes:
    """The sizes of a template that comes with the plugin, which each printer measures again."""
    return measure_template(path, QByteArray(content))


# Makes an empty layout of a project.
LayoutMaker = Callable[[QgsProject], QgsPrintLayout]


@dataclass(frozen=True, eq=False)
class Template:
    """A template as it was read from its file; no other is equal to it."""

    path: Path
    content: QByteArray
    sizes: Sizes

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def is_bundled(self) -> bool:
        """Whether it came with the plugin."""
        return is_bundled(self.path)

    @cached_property
    def document(self) -> QDomDocument:
        """The whole of the template, mended where it needs to be. Raises TemplateError."""
        return self._cleaned[0]

    @property
    def reads(self) -> tuple[str, ...]:
        """What it would read beside itself and its folder, as users are told. Raises TemplateError.

        The plugin's own read nothing.
        """
        return self._withheld[1]

    def warnings(self, may_read: bool) -> tuple[str, ...]:
        """What was mended in it, and whether it is printed without what it reads.

        Raises TemplateError.
        """
        if may_read or not self.reads:
            return self._cleaned[1]
        sentence = translate(
            "Template",
            "The template “{template}” wants to read what is not in it; as nobody has allowed it, "
            "this is left out: {reads}.",
        ).format(template=self.name, reads=named(list(self.reads)))
        return (*self._cleaned[1], sentence)

    @cached_property
    def _withheld(self) -> tuple[QDomDocument, tuple[str, ...]]:
        """The template without what it would read, and what that is."""
        if self.is_bundled:
            return self.document, ()
        # Only here, as most sheets are printed on a template of the plugin.
        from .template_reads import template_reads

        document = self.document.cloneNode(True).toDocument()
        reads = template_reads(document, self.path)
        for read in reads:
            read.withhold()
        return document, tuple(dict.fromkeys(read.what for read in reads))

    @cached_property
    def _cleaned(self) -> tuple[QDomDocument, tuple[str, ...]]:
        document = parse_template(self.path, self.content)
        if self.is_bundled:
            return document, ()
        from .template_cleaning import clean_template

        return document, clean_template(document, self.path)

    @property
    def page_size(self) -> QSizeF:
        """Width and height in mm of the first page; nothing where there is none."""
        return self.sizes.page

    @property
    def paper(self) -> tuple[float, float]:
        """The short and the long side in mm of the first page."""
        return page_sides(self.page_size)

    @property
    def map_size(self) -> QSizeF:
        """Width and height in mm of the sheet's map.

        Raises TemplateError when there is none, or it has no size.
        """
        if self.page_size.isEmpty():
            raise no_layout(self.path)
        size = _sheet_map(self.sizes.maps, _area, self.name)
        if size.isEmpty():
            raise TemplateError(
                translate(
                    "Template",
                    "The map of the template “{name}” cannot be drawn: its size or its place is "
                    "none.",
                ).format(name=self.name)
            )
        return size

    def new_layout(
        self, project: QgsProject, may_read: bool = False, make: LayoutMaker = QgsPrintLayout
    ) -> QgsPrintLayout:
        """A layout of the template's name that no project manages yet.

        `may_read`: whether it reads what is neither in it nor beside it, see `reads`.

        Raises TemplateError when the template is damaged or has no map.
        """
        # Of a map without any size, QGIS makes none that can be found.
        self.map_size  # noqa: B018
        layout = self.new_page(project, may_read, make)
        find_map(layout)
        restore_template(layout)
        return layout

    def new_page(
        self, project: QgsProject, may_read: bool = False, make: LayoutMaker = QgsPrintLayout
    ) -> QgsPrintLayout:
        """A layout of a template that needs no map. Raises TemplateError when it is damaged."""
        layout = make(project)
        context = QgsReadWriteContext()
        context.setPathResolver(QgsPathResolver(str(self.path)))
        # A copy: QGIS takes the identities of the items out of what it loads.
        read = self.document if may_read else self._withheld[0]
        document = read.cloneNode(True).toDocument()
        _, ok = layout.loadFromTemplate(document, context)
        if not ok or layout.pageCollection().pageCount() == 0:
            raise no_layout(self.path)
        layout.setName(self.name)
        return layout


def find_map(layout: QgsPrintLayout) -> QgsLayoutItemMap:
    """The sheet's map: the item named `map`, or the largest where none is so named.

    The largest of them where several are; never the situation map. Raises TemplateError when there
    is none.
    """
    maps = [(i.id(), i) for i in layout.items() if isinstance(i, QgsLayoutItemMap)]
    return _sheet_map(maps, lambda item: _area(item.rect().size()), layout.name())


def page_sides(page: QSizeF) -> tuple[float, float]:
    """The short and the long side of a page."""
    return min(page.width(), page.height()), max(page.width(), page.height())


_Map = TypeVar("_Map")


def _sheet_map(
    maps: Sequence[tuple[str, _Map]], area: Callable[[_Map], float], template: str
) -> _Map:
    """The sheet's map among those of a template, with their item IDs. Raises TemplateError."""
    named = [one for name, one in maps if name == MAP]
    candidates = named or [one for name, one in maps if name != OVERVIEW]
    if not candidates:
        raise _no_map(template)
    return max(candidates, key=area)


def _area(size: QSizeF) -> float:
    return 0.0 if size.isEmpty() else float(size.width() * size.height())


def _path_of(template: str) -> Path:
    """The file of a template that is given by its name, however that is written, or by its path.

    Raises TemplateError for an unknown name.
    """
    known = available_templates()
    if template in known:
        return known[template]
    path = Path(template)
    # Unlike Path, it takes a text that can be no path.
    if os.path.exists(path) or path.is_absolute() or len(path.parts) > 1:
        return path
    alike = named_alike(template, known, ".qpt")
    if alike:
        return known[alike]
    raise TemplateError(
        translate(
            "Template",
            "There is no template “{name}”: {count} are known, such as {names}.",
        ).format(name=template, count=len(known), names=nearest(template, known))
    )


def is_bundled(path: Path) -> bool:
    """Whether a file is one of the plugin's own templates."""
    return ROOT / FOLDER in path.parents


def _no_map(template: str) -> TemplateError:
    return TemplateError(
        translate(
            "Template",
            "The template “{name}” has no map: add one and give it the item ID “{id}”.",
        ).format(name=template, id=MAP)
    )
