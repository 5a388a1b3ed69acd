# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python of this QGIS, and how a worker process is made like this process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import qgis
from qgis.core import QgsApplication, QgsOwsConnection, QgsProviderRegistry, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QProcessEnvironment, QSettings

from ..common.errors import SrceError
from ..common.settings import Settings
from ..profiles.profile import profile_file, read_profile
from ..sources.connection import (
    OWS,
    POSTGRES_PROVIDER,
    connected_uri,
    database_connections,
    service_connections,
)
from ..sources.source_address import SourceAddress, SourceKind
from ..territory.gazetteer import Gazetteer
from .request import SeriesRequest
from .territory_digest import territory_digest
from .worker_messages import Setup

# How the address of a layer names a login that QGIS keeps.
_AUTHENTICATION = "authcfg="

# Names the file of the master password, where QGIS runs without anybody to ask.
_MASTER_FILE = "QGIS_AUTH_PASSWORD_FILE"

# What a worker of many sheets takes of memory and gives back: without it, the C library keeps what
# it cannot join, some MB more each hundred sheets.
_MALLOC = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "65536",
    "MALLOC_TRIM_THRESHOLD_": "131072",
}

PROGRAM = Path(__file__).with_name("worker_start.py")


def find_python() -> Path | None:
    """The program that runs the Python of this QGIS; the one of the settings where it names one."""
    named = Settings.load().worker_python
    if named:
        return Path(named)
    return next((path for path in _candidates() if path.is_file()), None)


def worker_environment() -> QProcessEnvironment:
    """The environment of a worker: that of this process, with the way to QGIS's modules."""
    environment = QProcessEnvironment.systemEnvironment()
    if _MASTER_FILE in os.environ:
        # QGIS has taken it away from its environment, but not from that of Python.
        environment.insert(_MASTER_FILE, os.environ[_MASTER_FILE])
    # Not the folders of plugins, which only this process looks into.
    profile = QgsApplication.qgisSettingsDirPath()
    modules = [str(Path(qgis.__file__).resolve().parents[1])]
    modules += [path for path in sys.path if path and os.path.exists(path)]
    kept = [path for path in modules if not _is_within(path, profile)]
    environment.insert("PYTHONPATH", os.pathsep.join(dict.fromkeys(kept)))
    environment.insert("PYTHONDONTWRITEBYTECODE", "1")
    if sys.platform.startswith("linux"):
        # It has no window: neither a display nor its absence may matter.
        environment.insert("QT_QPA_PLATFORM", "offscreen")
        for name, value in _MALLOC.items():
            environment.insert(name, value)
    elif sys.platform == "darwin":
        environment.insert("QT_MAC_DISABLE_FOREGROUND_APPLICATION_TRANSFORM", "1")
        # A plain Python does not know where QGIS keeps Qt's own plugins, its platform among them.
        folders = os.pathsep.join(QCoreApplication.libraryPaths())
        environment.insert("QT_PLUGIN_PATH", folders)
    return environment


def worker_setup(request: SeriesRequest, gazetteer: Gazetteer) -> Setup:
    """What a worker has to know before its first sheet.

    The sheet of `request` is one of those that it prints, or what they share.
    """
    numbers = QLocale()
    groups = QLocale.NumberOption.OmitGroupSeparator
    return Setup(
        prefix=QgsApplication.prefixPath(),
        profile=QgsApplication.qgisSettingsDirPath(),
        settings=_settings_file(),
        locale=QgsApplication.locale(),
        numbers=(numbers.name(), not numbers.numberOptions() & groups),
        request=request.sheet,
        folder=request.folder,
        communes=request.communes,
        epcis=request.epcis,
        territories=territory_digest(gazetteer),
        secret=any(map(_is_secret, (request.sheet.source, request.communes, request.epcis))),
    )


def _settings_file() -> str:
    """The file of the settings of this process, whatever profile it was started with."""
    file = QgsSettings().fileName()
    if QSettings.defaultFormat() == QSettings.Format.IniFormat or file.endswith(".ini"):
        return file
    # Where the system has a store of its own, the profile's file is the one that QGIS reads.
    organisation = QCoreApplication.organizationName() or "QGIS"
    name = QCoreApplication.applicationName() or "QGIS3"
    return str(Path(QgsApplication.qgisSettingsDirPath(), organisation, f"{name}.ini"))


def _is_within(path: str, folder: str) -> bool:
    """Whether a path lies in a folder, or is it; in none that is not named."""
    inner, outer = (os.path.normcase(os.path.realpath(one)) for one in (path, folder))
    return bool(folder) and (inner == outer or inner.startswith(os.path.join(outer, "")))


def _candidates() -> Iterator[Path]:
    """Where the Python of a QGIS may be, the surest first."""
    running = Path(sys.executable or "")
    # On Windows and macOS this is QGIS itself, which would open another window.
    if running.name.lower().startswith("python"):
        yield running
    minor = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for prefix in dict.fromkeys((sys.exec_prefix, sys.base_exec_prefix, sys.prefix)):
        if sys.platform == "win32":
            yield from (Path(prefix, name) for name in ("python3.exe", "python.exe"))
        else:
            yield from (Path(prefix, "bin", name) for name in (minor, "python3"))
    if sys.platform == "darwin":
        beside = Path(QCoreApplication.applicationDirPath())
        yield from (beside / "bin" / "python3", beside / "python3", beside / minor)


def _is_secret(address: str) -> bool:
    """Whether a source is opened with a login that QGIS keeps behind its master password."""
    try:
        return any(_AUTHENTICATION in uri for uri in _uris(SourceAddress.parse(address)))
    except SrceError:
        # Whoever opens the source says what is wrong with it.
        return False


def _uris(source: SourceAddress) -> Iterator[str]:
    """How QGIS gets to a source, where it keeps a connection to it. Raises SrceError."""
    written = profile_file(source)
    if written is not None:
        yield from (connected_uri(one.layer) for one in read_profile(written).sources)
    elif source.kind is SourceKind.DATABASE:
        metadata = QgsProviderRegistry.instance().providerMetadata(POSTGRES_PROVIDER)
        # It may have a schema behind it.
        names = {source.name, source.name.rpartition("/")[0]}.intersection(database_connections())
        yield from (str(metadata.createConnection(name).uri()) for name in names)
    elif source.kind is SourceKind.SERVICE and source.name in service_connections():
        yield str(QgsOwsConnection(OWS, source.name).uri().uri(False))
