# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of local copies: what they are called, which projects keep, which are removed."""

from __future__ import annotations

import datetime
import filecmp
import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from weakref import WeakSet

from qgis.core import QgsMapLayer, QgsProject, QgsReferencedRectangle, QgsVectorLayer
from qgis.PyQt import sip

from ..common.disk import reason
from ..common.errors import SourceError
from ..common.files import profile_folder
from ..common.harmless import harmless_text
from ..common.i18n import translate
from .connection import MEMORY, SourceLayer
from .layer_file import file_of_uri

# Another QGIS of the same profile may be using a copy that is younger.
SAFE_AGE = datetime.timedelta(days=1)

# The beginning of the name of a file that is being written; no other name has a hyphen.
PART = "part-"

# The ending of the note beside a copy that says that a project uses it.
KEPT = ".kept"

_STAMP = "%Y%m%d%H%M%S%f"
_NAME = re.compile(r"(?P<stem>.+_(?P<provider>\w+?)_[0-9a-f]{10})_(?P<stamp>\d{14,20})\.fgb")

# The layers that are read from copies, and the copies that this process has written.
_open_layers: WeakSet[QgsVectorLayer] = WeakSet()
_written: set[str] = set()


def copy_stem(layer: SourceLayer, extent: QgsReferencedRectangle | None) -> str:
    """What the copies of a layer, or of its objects within an extent, have in common."""
    key = f"{layer.provider} {layer.uri}"
    if extent is not None:
        key += f" {extent.crs().authid()} {extent.asWktCoordinates()}"
    digest = hashlib.sha256(key.encode()).hexdigest()[:10]
    # A layer may be called by its address.
    name = re.sub(r"[^0-9A-Za-z]+", "_", harmless_text(layer.name))[:40]
    return f"{name}_{layer.provider}_{digest}"


def new_copy(stem: str) -> Path:
    """Where a copy that is read now is written to."""
    path = _folder() / f"{stem}_{datetime.datetime.now().strftime(_STAMP)}.fgb"
    _written.add(path.name)
    return path


def newest_copy(stem: str) -> Path | None:
    """The copy that was read last, if there is any."""
    return max(_copies_of(stem), default=None)


def without_duplicate(path: Path, stem: str) -> Path:
    """An earlier copy with the same content in the place of a new one, where there is one.

    Raises OSError.
    """
    for earlier in _copies_of(stem):
        if earlier != path and filecmp.cmp(earlier, path, shallow=False):
            path.unlink()
            return earlier
    return path


def copy_date(path: Path) -> datetime.datetime:
    """When a copy was read, in local time."""
    return datetime.datetime.strptime(path.stem.rsplit("_", 1)[1], _STAMP)


def open_copy(path: Path, name: str) -> QgsVectorLayer:
    """A layer that is read from a copy, which is not removed while the layer lives."""
    layer = QgsVectorLayer(str(path), name, "ogr")
    _open_layers.add(layer)
    return layer


def keep_copies(layers: Iterable[QgsMapLayer]) -> None:
    """Keep for good the copies that some layers are read from: their project may be saved.

    Raises SourceError when this cannot be noted.
    """
    for path in map(_path, layers):
        if path.parent == _folder():
            note = path.with_suffix(KEPT)
            try:
                note.touch()
            except OSError as error:
                raise SourceError(
                    translate("Copying", "“{path}” cannot be written: {reason}.").format(
                        path=note, reason=reason(error, note)
                    )
                ) from error


def remove_unused_copies() -> None:
    """Remove the copies that nothing refers to: no layer that is open, no project.

    The newest copy of a source is drawn when the source cannot be read, and stays; a layer in
    memory that cannot be read is gone. A file in use elsewhere is left for the next time.
    """
    used = {_path(layer) for layer in _living_layers()}
    paths = sorted(_folder().glob("*.fgb"))
    copies = [(path, name) for path in paths if (name := _NAME.fullmatch(path.name))]
    newest = {name["stem"]: path for path, name in copies}
    for path, name in copies:
        is_safe = path.name in _written or datetime.datetime.now() - copy_date(path) > SAFE_AGE
        is_used = path in used or path.with_suffix(KEPT).exists()
        is_whole = not path.name.startswith(PART)
        is_spare = is_whole and path == newest[name["stem"]] and name["provider"] != MEMORY
        if is_safe and not is_used and not is_spare:
            with suppress(OSError):
                path.unlink()


def _folder() -> Path:
    return profile_folder() / "copies"


def _copies_of(stem: str) -> list[Path]:
    return list(_folder().glob(f"{stem}_*.fgb"))


def _path(layer: QgsMapLayer) -> Path:
    return Path(file_of_uri(layer.source()))


def _living_layers() -> Iterator[QgsMapLayer]:
    """The layers read from copies, and those of the open project, whoever has opened them."""
    yield from QgsProject.instance().mapLayers().values()
    # A project that is cleared deletes its layers, of which Python may still hold the names.
    yield from (layer for layer in _open_layers if not sip.isdeleted(layer))
