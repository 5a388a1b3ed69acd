# SPDX-License-Identifier: GPL-3.0-or-later
"""Open data at hand: public sources of the list, downloaded into the user's profile."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsDataSourceUri, QgsExpression, QgsFeedback

from ..common.disk import reason
from ..common.errors import CancelledError, SourceError
from ..common.i18n import translate
from ..sources.connection import WFS, SourceLayer
from ..sources.local_copy import copy_layer
from ..sources.provenance import downloads_folder, note_path, read_note
from .catalogue import OpenData, RemoteLayer, RemoteService
from .departement_boxes import box_of
from .download import FileCheck, download, has_begun
from .http_transfer import MOST, GoneError

# Seconds for one layer of a service: all communes of France come in some dozen pages.
SERVICE_LIMIT = 1800

# Départements whose filter a service takes: it comes in the address, which may not be too long.
MOST_DEPARTEMENTS = 6

# In a credit, the day on which the data was downloaded.
DOWNLOADED = "{downloaded}"

# Codes of two digits but those that overseas ones begin with, of Corsica, and of three digits.
_DEPARTEMENT = re.compile(r"2[AB]|9[78]\d|(?!9[78])\d\d")


@dataclass(frozen=True)
class Fetched:
    """What was downloaded of a source: where, when and, if not for everywhere, for where.

    `warnings` are those of the download, of optional files that are gone.
    """

    folder: Path
    date: datetime.date
    departements: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def fetch(
    source: OpenData,
    feedback: QgsFeedback | None = None,
    departements: Sequence[str] = (),
    most: float = MOST,
) -> Fetched:
    """Download a source into a folder that is recognised like any other source.

    Events are processed meanwhile. `departements` are codes of those to download, of a source that
    can be had so; none for all. What was downloaded before stays until all is there. What came of
    files is kept when one fails, and is not downloaded again the next time. A file of unknown size
    that has, or unpacks to, more than `most` bytes is not taken.

    Raises SourceError, CancelledError; TooLargeError when a user may agree to more.
    """
    if source.fault:
        raise SourceError(source.fault)
    feedback = feedback or QgsFeedback()
    stage, codes = _stage(source), _checked(departements) if source.by_departement else ()
    if source.service is None:
        names, warnings = _fetch_files(source, stage, feedback, most)
    else:
        names, warnings = _copy_layers(source, stage, feedback, codes)
    try:
        today = _publish(source, stage, names, codes, is_whole=not warnings)
    except OSError as error:
        raise _in_use(source, error) from error
    return Fetched(_folder(source), today, codes, tuple(warnings))


def fetched(source: OpenData) -> Fetched | None:
    """What was downloaded of a source, if anything was."""
    folder = _folder(source)
    note = read_note(folder)
    return None if note is None else Fetched(folder, note.date, note.departements)


def is_begun(source: OpenData) -> bool:
    """Whether a download of a source was cut or cancelled, and may go on from there."""
    stage = _stage(source)
    if source.service is not None:
        return stage.exists()
    return any((stage / f.name).exists() or has_begun(stage / f.name) for f in source.files)


def remove(source: OpenData) -> None:
    """Remove what was downloaded of a source. Raises SourceError when a file is in use."""
    try:
        for folder in (_folder(source), _stage(source), _old(source)):
            if folder.exists():
                shutil.rmtree(folder)
        note_path(_folder(source)).unlink(missing_ok=True)
    except OSError as error:
        raise _in_use(source, error) from error


# Downloading.


def _fetch_files(
    source: OpenData, stage: Path, feedback: QgsFeedback, most: float
) -> tuple[list[str], list[str]]:
    """Download the files that are not there yet; the names of those that came, and warnings."""
    came, warnings = [], []
    gone: GoneError | None = None
    for number, file in enumerate(source.files):
        path = stage / file.name
        with _step(feedback, number, len(source.files)) as own:
            try:
                if not path.exists():
                    download(file.url, path, own, FileCheck(file.size, file.sha256, most))
            except GoneError as error:
                if not file.optional:
                    raise
                gone = error
                warnings.append(str(error))
            else:
                came.append(file.name)
    if gone is not None and not came:
        raise gone
    return came, warnings


def _copy_layers(
    source: OpenData, stage: Path, feedback: QgsFeedback, departements: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Copy the layers of a service; the names of the files, and warnings of what did not come."""
    service = source.service
    layers = service.layers if service else ()
    came: list[str] = []
    warnings: list[str] = []
    failed: SourceError | None = None
    for number, layer in enumerate(layers):
        with _step(feedback, number, len(layers)) as own:
            try:
                came.append(_copy_layer(source, layer, stage, own, departements))
            except CancelledError:
                raise
            except SourceError as error:
                if not layer.optional:
                    raise
                failed = error
                warnings.append(str(error))
    if failed is not None and not came:
        raise failed
    return came, warnings


def _copy_layer(
    source: OpenData,
    layer: RemoteLayer,
    stage: Path,
    feedback: QgsFeedback,
    departements: Sequence[str],
) -> str:
    """Copy a layer of a service; give the name of the file. Raises SourceError, CancelledError."""
    name = f"{layer.name}.fgb"
    box = box_of(departements) if layer.by_box and departements else None
    # A layer is called in messages by what it holds where there are many.
    title = f"{source.name} – {layer.type}" if layer.by_box else source.name
    uri = _uri(source.service, layer, departements)
    remote = SourceLayer(title, uri, WFS, columns=layer.columns)
    count = copy_layer(remote, stage / name, box, feedback, SERVICE_LIMIT)
    if not count and not layer.by_box:
        raise SourceError(
            translate(
                "OpenData",
                "“{name}” has nothing in its layer {layer} for {departements}; check the codes "
                "of the départements.",
            ).format(
                name=source.name,
                layer=layer.type,
                departements=", ".join(departements) or translate("OpenData", "all of France"),
            )
        )
    return name


def _uri(service: RemoteService | None, layer: RemoteLayer, departements: Sequence[str]) -> str:
    uri = QgsDataSourceUri()
    for key, value in (
        ("url", service.url if service else ""),
        ("version", service.version if service else ""),
        # The service sends what is in the box that is asked for, and no more.
        ("restrictToRequestBBOX", "1" if layer.by_box and departements else ""),
        ("typename", layer.type),
        ("pagingEnabled", "true"),
        ("filter", _filter(layer, departements)),
    ):
        if value:
            uri.setParam(key, value)
    return str(uri.uri(False))


def _filter(layer: RemoteLayer, departements: Sequence[str]) -> str:
    """The expression of the objects that come; QGIS has the service apply it."""
    if not layer.commune_codes or not departements:
        return layer.filter
    column = QgsExpression.quotedColumnRef(layer.commune_codes)
    # An INSEE code begins with that of its département.
    starts = [f"{start}{code}%" for code in departements for start in ("", "%/")]
    there = " OR ".join(f"{column} LIKE {QgsExpression.quotedValue(start)}" for start in starts)
    return f"({layer.filter}) AND ({there})" if layer.filter else there


def _checked(departements: Sequence[str]) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code.upper() for code in departements))
    wrong = [code for code in codes if not _DEPARTEMENT.fullmatch(code)]
    if wrong:
        raise SourceError(
            translate(
                "OpenData",
                "“{code}” is no code of a département: write 59, 2A or 971, several with commas "
                "between.",
            ).format(code=wrong[0])
        )
    if len(codes) > MOST_DEPARTEMENTS:
        raise SourceError(
            translate(
                "OpenData",
                "No more than {count} départements can be asked for: name fewer, or none for all "
                "of France.",
            ).format(count=MOST_DEPARTEMENTS)
        )
    return codes


@contextmanager
def _step(feedback: QgsFeedback, number: int, count: int) -> Iterator[QgsFeedback]:
    """The feedback of one of several steps, of equal length, of what another one follows."""
    own = QgsFeedback()
    own.progressChanged.connect(lambda done: feedback.setProgress((100 * number + done) / count))
    feedback.canceled.connect(own.cancel)
    if feedback.isCanceled():
        own.cancel()
    try:
        yield own
    finally:
        feedback.canceled.disconnect(own.cancel)
    feedback.setProgress(100 * (number + 1) / count)


# What was downloaded. The note stands beside the folder, where it is not taken for data.


def _folder(source: OpenData) -> Path:
    return downloads_folder() / source.id


def _stage(source: OpenData) -> Path:
    return downloads_folder() / f"{source.id}.part"


def _old(source: OpenData) -> Path:
    return downloads_folder() / f"{source.id}.old"


def _publish(
    source: OpenData,
    stage: Path,
    names: Sequence[str],
    departements: Sequence[str],
    is_whole: bool,
) -> datetime.date:
    """Put the new files in the place of those that were there, and date them. Raises OSError.

    Where not all came, what is not there may be somewhere else.
    """
    folder, old, today = _folder(source), _old(source), datetime.date.today()
    for path in stage.iterdir():
        if path.name not in names:
            path.unlink()
    note = {
        "date": today.isoformat(),
        "departements": list(departements),
        "complete": source.is_complete and is_whole,
        "vintage": source.date or today.strftime("%d/%m/%Y"),
        "page": source.page,
        "credit": source.credit.replace(DOWNLOADED, today.strftime("%d/%m/%Y")),
    }
    part = note_path(stage)
    part.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
    if folder.exists():
        if old.exists():
            # QGIS was ended in the middle of the last time.
            shutil.rmtree(old)
        # Where a file of it is in use, Windows refuses, and all is as it was.
        folder.replace(old)
    stage.replace(folder)
    part.replace(note_path(folder))
    if old.exists():
        shutil.rmtree(old)
    return today


def _in_use(source: OpenData, error: OSError) -> SourceError:
    return SourceError(
        translate(
            "OpenData",
            "The files of “{name}” cannot be replaced or removed ({reason}): take their layers out "
            "of the open projects and try again.",
        ).format(name=source.name, reason=reason(error))
    )
