# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of local copies: what they are called, which projects keep, which are removed."""

from __future__ import annotations

import datetime
import filecmp
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from weakref import WeakSet

from qgis.core import QgsMapLayer, QgsProject, QgsReferencedRectangle, QgsVectorLayer
from qgis.PyQt import sip

from ..common.harmless import harmless_text
from ..common.patterns import pattern
from ..common.settings import Settings
from .connection import MEMORY, SourceLayer
from .copy_seal import is_whole
from .kept_copies import KEPT, copies_folder, forget_dead_sessions, is_kept, path_of

# Another QGIS of the same profile may be using a copy that is younger.
SAFE_AGE = datetime.timedelta(days=1)

# The beginning of the name of a file that is being written; no other name has a hyphen.
PART = "part-"

MEGABYTE = 1_000_000

_STAMP = "%Y%m%d%H%M%S%f"
_NAME = pattern(r"(?P<stem>.+_(?P<provider>\w+?)_[0-9a-f]{10})_(?P<stamp>\d{14,20})\.fgb")

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
    path = copies_folder() / f"{stem}_{datetime.datetime.now().strftime(_STAMP)}.fgb"
    _written.add(path.name)
    return path


def newest_copy(stem: str) -> Path | None:
    """The whole copy that was read last, if there is any; those dated in the future come last."""
    newest_first = sorted(_copies_of(stem), key=_rank, reverse=True)
    return next(filter(is_whole, newest_first), None)


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


def is_recent(path: Path, max_age: datetime.timedelta) -> bool:
    """Whether a copy was read no longer ago; one that is dated in the future was not."""
    return datetime.timedelta() <= datetime.datetime.now() - copy_date(path) < max_age


def _rank(path: Path) -> tuple[bool, str]:
    return copy_date(path) <= datetime.datetime.now(), path.name


def open_copy(path: Path, name: str) -> QgsVectorLayer:
    """A layer that is read from a copy, which is not removed while the layer lives."""
    layer = QgsVectorLayer(str(path), name, "ogr")
    _open_layers.add(layer)
    return layer


def remove_unused_copies() -> None:
    """Remove the copies that nothing refers to: no layer that is open, no project.

    The newest copy of a source is drawn when the source cannot be read, and stays; a layer in
    memory that cannot be read is gone. A file in use elsewhere is left for the next time.
    """
    used = {path_of(layer) for layer in _living_layers()}
    paths = sorted(copies_folder().glob("*.fgb"))
    copies = [(path, name) for path in paths if (name := _name(path))]
    newest = {name["stem"]: path for path, name in sorted(copies, key=lambda one: _rank(one[0]))}
    spare = []
    for path, name in copies:
        if path in used or is_kept(path) or not (path.name in _written or _is_old(path)):
            continue
        is_complete = not path.name.startswith(PART)
        if is_complete and path == newest[name["stem"]] and name["provider"] != MEMORY:
            spare.append(path)
        else:
            remove_copy(path)
    forget_dead_sessions()
    if spare:
        _keep_to_limit(spare)


def remove_copy(path: Path) -> bool:
    """Remove a copy and what is noted of it; whether that could be done."""
    try:
        path.unlink()
        path.with_suffix(KEPT).unlink(missing_ok=True)
    except OSError:
        return False
    return True


def is_open(path: Path) -> bool:
    """Whether a layer is read from a copy, or another process may be reading it unseen."""
    is_own = path.name in _written
    return not (is_own or _is_old(path)) or path in map(path_of, _living_layers())


def all_copies() -> list[Path]:
    """All copies, those included that are being written."""
    return [path for path in sorted(copies_folder().glob("*.fgb")) if _name(path)]


def _keep_to_limit(spare: Iterable[Path]) -> None:
    """Remove the oldest copies that nothing uses while all together are larger than the limit."""
    limit = Settings.load().copies_limit * MEGABYTE
    sizes = {path: size for path in all_copies() if (size := size_of(path)) is not None}
    total = sum(sizes.values())
    for path in sorted(spare, key=_rank):
        if not limit or total <= limit:
            return
        # What was read just now may be drawn by another QGIS, or be asked for again at once.
        if _is_old(path) and remove_copy(path):
            total -= sizes.get(path, 0)


def size_of(path: Path) -> int | None:
    """The size of a file in bytes; None where it is gone."""
    try:
        return path.stat().st_size
    except OSError:
        return None


def _is_old(path: Path) -> bool:
    """Whether a copy is so old, or so far in the future, that no process is using it unseen."""
    return abs(datetime.datetime.now() - copy_date(path)) > SAFE_AGE


def _name(path: Path) -> re.Match[str] | None:
    """The parts of the name of a copy; None where the file is none."""
    name = _NAME.fullmatch(path.name)
    try:
        return name if name is not None and copy_date(path) else None
    except ValueError:
        return None


def _copies_of(stem: str) -> list[Path]:
    return [path for path in copies_folder().glob(f"{stem}_*.fgb") if _name(path)]


def _living_layers() -> Iterator[QgsMapLayer]:
    """The layers read from copies, and those of the open project, whoever has opened them."""
    yield from QgsProject.instance().mapLayers().values()
    # A project that is cleared deletes its layers, of which Python may still hold the names.
    yield from (layer for layer in _open_layers if not sip.isdeleted(layer))
