# SPDX-License-Identifier: GPL-3.0-or-later
"""What the plugin remembers between sessions, kept by QGIS under `srce_pac/`."""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from qgis.core import QgsSettings

from .central import usable_central
from .harmless import harmless_text
from .request import DEMONSTRATION, DIM
from .settings_steps import PREFIX, bring_up_to_date, note_version

# What a spin box of the options takes.
MOST_NUMBER = 1_000_000


# Whether anything is remembered: no more, once the user has had all of it removed.
_remembers = True
# Whether there is a user whose settings are read; a server has none.
_has_user = True


def remembers() -> bool:
    """Whether the plugin may write settings in this session of QGIS."""
    return _remembers


def forget_settings(stored: QgsSettings) -> None:
    """Remove all settings of the plugin, and write none until QGIS is restarted."""
    global _remembers
    _remembers = False
    stored.remove(PREFIX)


def forget_user() -> None:
    """Have the office alone say what the settings are, as on a server: none is read or written."""
    global _remembers, _has_user
    _remembers = _has_user = False


@dataclass
class Settings:
    """The choices made last: texts (lists are joined by line breaks), booleans and numbers.

    `sheet_choice` is the id of a sheet, empty where the data choose it; `territories` and `epcis`
    are sources, those of the plugin where they are empty; `layer_choices` are the layers and fields
    that were chosen of them by hand, see `LayerChoices`; `office` is the name of the office that
    prints, that of the territory's département where it is empty; `base`, `outlines`, `geopdf`,
    `styles` and `extras` are as in `SheetRequest`; `office_styles` is the folder or the zip of the
    office's set of styles; `template_answers` are those on what templates may read; `copies_limit`
    is the most that copies of services take of the disk, in MB, 0 for any size; `page_open` tells
    whether the dock shows its choices of the page; `worker_python` is the program that runs the
    workers of a series, that of this QGIS where it is empty; `selections` are those of communes,
    see `keep_selection`, `recent_territories` what was worked on lately, see `remember_territory`.
    What begins with `series_` is as in `SeriesRequest`, what `keep_list` writes.
    """

    sheet_choice: str = ""
    source: str = DEMONSTRATION
    recent_sources: str = ""
    territories: str = ""
    epcis: str = ""
    layer_choices: str = ""
    background: str = ""
    base: str = ""
    template: str = ""
    outside: str = DIM
    page_open: bool = False
    export_folder: str = ""
    office: str = ""
    outlines: bool = False
    geopdf: bool = False
    styles: str = ""
    extras: str = ""
    office_styles: str = ""
    template_answers: str = ""
    copies_limit: int = 1000
    worker_python: str = ""
    selections: str = ""
    recent_territories: str = ""
    series_territories: str = ""
    series_folder: str = ""
    series_own_sheet: bool = False
    series_format: str = "pdf"
    series_name: str = ""
    series_output: str = "files"
    series_existing: str = "skip"
    series_workers: int = 2
    # What was read: only what differs from it was chosen since.
    _read: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def load(cls) -> Settings:
        """Read the settings of the current QGIS profile, and what the office says of them."""
        if not _has_user:
            office = usable_central()
            return cls(**{**office.defaults, **office.locked})
        stored, office = QgsSettings(), usable_central()
        if remembers():
            bring_up_to_date(stored)
        values: dict[str, Any] = {}
        for f in _kept(cls):
            # Settings files hold texts only; QGIS converts "true" and "false" for the type bool.
            key, default = f"{PREFIX}/{f.name}", office.defaults.get(f.name, f.default)
            if type(f.default) is int:
                values[f.name] = _number(stored.value(key), default)
            else:
                values[f.name] = stored.value(key, default, type=type(f.default))
            values[f.name] = office.locked.get(f.name, values[f.name])
        settings = cls(**values)
        settings._read = values
        return settings

    def save(self) -> None:
        """Write what was changed since they were read, but for what the office has locked.

        What nobody chose follows a later default of the office.
        """
        if not remembers():
            return
        stored, office = QgsSettings(), usable_central()
        note_version(stored)
        for f in _kept(self):
            value = getattr(self, f.name)
            is_changed = f.name not in self._read or value != self._read[f.name]
            if is_changed and f.name not in office.locked:
                # A source may have been typed with its password.
                kept = harmless_text(value) if isinstance(value, str) else value
                stored.setValue(f"{PREFIX}/{f.name}", kept)
        self._read = {f.name: getattr(self, f.name) for f in _kept(self)}

    def remember_source(self, source: str, most: int = 8) -> None:
        """Make a source the current one and the first of the recent ones."""
        self.source = source
        if source != DEMONSTRATION:
            others = [s for s in self.sources() if s != source]
            self.recent_sources = "\n".join([source, *others][:most])

    def sources(self) -> list[str]:
        """The sources used lately, the last one first."""
        return [s for s in self.recent_sources.split("\n") if s]

    def source_folder(self) -> str:
        """The folder of the file or the folder used last; empty where there is none."""
        used = [source for source in self.sources() if Path(source).is_absolute()]
        return str(Path(used[0]).parent) if used else ""


def _kept(settings: Settings | type[Settings]) -> list[Field[Any]]:
    """What of the settings is kept between sessions."""
    return [one for one in fields(settings) if one.init]


def _number(stored: Any, default: int) -> int:
    """A whole number of the settings; the default where it is none, or one that makes no sense."""
    try:
        number = int(str(stored))
    except ValueError:
        return default
    return number if 0 <= number <= MOST_NUMBER else default
