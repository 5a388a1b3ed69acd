# SPDX-License-Identifier: GPL-3.0-or-later
"""What is harmless in the addresses of databases and services, as QGIS writes them."""

from __future__ import annotations

import re
from typing import Any, Callable

from qgis.core import QgsDataSourceUri

from .patterns import pattern


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# The names of what such an address may hold, in lower case, as far as it is known to be harmless.
DATA_KEYS = words(
    """
    dbname host port service sslmode schema table key srid type sql estimatedmetadata selectatid
    checkprimarykeyunicity authcfg url typename version srsname crs srs layername layerid subset
    layer format bbox
    """
)
# The parameters that QGIS itself reads by their very names.
PARAMETERS = (
    *("url", "typename", "version", "srsname", "crs", "format", "layer", "filter", "bbox"),
    *("pagingEnabled", "pageSize", "maxNumFeatures", "preferCoordinatesForWfsT11"),
    *("restrictToRequestBBOX", "InvertAxisOrientation", "IgnoreAxisOrientation"),
    *("invertAxisOrientation", "ignoreAxisOrientation", "validateSqlFunctions"),
    *("hideDownloadProgressDialog", "checkPrimaryKeyUnicity", "featureFormat"),
    *("geometryTypeFilter", "sql", "layerType", "dataLastUpdate", "extent", "type"),
)
PROVIDERS = (
    *("postgres", "postgresraster", "mssql", "oracle", "hana", "DB2", "spatialite"),
    *("WFS", "OAPIF", "arcgisfeatureserver", "arcgismapserver", "geonode", "virtualraster"),
)

_AUTHENTICATION = pattern(r"[0-9A-Za-z]{7}")
_HOST = pattern(r"[\w.,:/\\\[\]-]*")
_NUMBER = pattern(r"-?\d*(?:,\d+)*")
_QUOTED = pattern(r"""'(?:\\.|[^'\\])*'|"(?:[^"])*\"""")
# By which libpq takes the name of a database for a whole address.
_NESTED = pattern(r"=|://")

# What is left of a text or of an address, and what was left out of it.
Cleaner = Callable[[str], Any]


def harmless_data_uri(
    provider: str, uri: str, clean_url: Cleaner, clean_text: Cleaner
) -> tuple[str, tuple[str, ...]] | None:
    """What is left of an address, and the names of what is not; None of an unknown provider."""
    if provider not in PROVIDERS:
        return None
    given, kept = QgsDataSourceUri(uri), QgsDataSourceUri()
    _copy_connection(given, kept)
    _copy_table(given, kept, clean_text)
    for key in PARAMETERS:
        if given.hasParam(key):
            value = given.param(key)
            is_url = key == "url" or "://" in value
            kept.setParam(key, clean_url(value).text if is_url else clean_text(value))
    return str(kept.uri(False)), _dropped(uri, given, kept)


def _copy_connection(given: QgsDataSourceUri, kept: QgsDataSourceUri) -> None:
    authentication = given.authConfigId()
    if not _AUTHENTICATION.fullmatch(authentication):
        authentication = ""
    database = given.database() if not _NESTED.search(given.database()) else ""
    host = given.host() if _HOST.fullmatch(given.host()) else ""
    port = given.port() if _NUMBER.fullmatch(given.port()) else ""
    login = ("", "", given.sslMode(), authentication)
    if given.service():
        kept.setConnection(given.service(), database, *login)
    else:
        kept.setConnection(host, port, database, *login)
    kept.setDriver(given.driver())


def _copy_table(given: QgsDataSourceUri, kept: QgsDataSourceUri, clean_text: Cleaner) -> None:
    table, sql = clean_text(given.table()), clean_text(given.sql())
    kept.setDataSource(given.schema(), table, given.geometryColumn(), sql, given.keyColumn())
    kept.setWkbType(given.wkbType())
    if _NUMBER.fullmatch(given.srid()):
        kept.setSrid(given.srid())
    kept.setUseEstimatedMetadata(given.useEstimatedMetadata())
    kept.disableSelectAtId(given.selectAtIdDisabled())


def _dropped(uri: str, given: QgsDataSourceUri, kept: QgsDataSourceUri) -> tuple[str, ...]:
    """The names of what is left out of an address, whether QGIS reads it or not."""
    known = DATA_KEYS | {key.lower() for key in PARAMETERS}
    names = re.findall(r"\b(\w+)\s?=", _QUOTED.sub("", uri).partition(" sql=")[0])
    left_out = tuple(dict.fromkeys(name for name in names if name.lower() not in known))
    if left_out or given.uri(False) == kept.uri(False):
        return left_out
    return ("url",) if given.param("url") != kept.param("url") else ("…",)
