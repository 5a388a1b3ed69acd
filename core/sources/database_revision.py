# SPDX-License-Identifier: GPL-3.0-or-later
"""What tells whether a database has changed: PostgreSQL's own count of its writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from qgis.core import (
    QgsDataSourceUri,
    QgsException,
    QgsExpression,
    QgsProviderConnectionException,
    QgsProviderRegistry,
)

from ..common.errors import SourceError
from ..common.i18n import translate
from .connection import POSTGRES_PROVIDER

# The writes of the tables in use, with their parts; of all where one is no table, as nothing tells
# what a view reads. Tables that come and go count wherever they are, and the names of schemas, as
# new data may come as one that takes the place of another. A restart and a reset begin a new count.
# Of what a foreign table reads, PostgreSQL knows nothing.
_REVISION = """
WITH asked AS (SELECT to_regclass(name) AS id FROM unnest(ARRAY[{names}]::text[]) AS name),
known AS (SELECT id, relkind FROM asked JOIN pg_class ON oid = id),
used AS (SELECT id FROM known UNION SELECT inhrelid FROM pg_inherits JOIN known ON inhparent = id),
whole AS (SELECT count(*) > 0 AS is_whole FROM asked LEFT JOIN known USING (id)
    WHERE relkind IS NULL OR relkind NOT IN ('r', 'm', 'p'))
SELECT concat_ws('/', pg_postmaster_start_time(),
    (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()),
    (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables, whole
        WHERE is_whole OR relid IN (SELECT id FROM used)),
    (SELECT md5(string_agg(concat_ws(' ', oid, relfilenode, relname, relnamespace::regnamespace),
        ',' ORDER BY oid)) FROM pg_class WHERE oid >= 16384 AND relpersistence <> 't'),
    (SELECT max(xmin::text::bigint) FROM pg_rewrite WHERE ev_class >= 16384)),
    (SELECT count(*) FROM pg_foreign_table, whole
        WHERE is_whole OR ftrelid IN (SELECT id FROM used))
"""


# What `deploy/postgis/load.sh` writes; a view tells of its own schema only.
_LOADED = """
SELECT max(substring(obj_description(relnamespace, 'pg_namespace')
    FROM '^loaded ([0-9-]{{10}}T[0-9:]{{8}}[+]00:00)$'))
FROM unnest(ARRAY[{names}]::text[]) AS name JOIN pg_class ON oid = to_regclass(name)
"""


def database_revision(layers: Iterable[tuple[str, str]]) -> str | None:
    """Other letters after each change of the databases of some layers (provider, address).

    None where a change could not be told: of a service, of foreign tables. PostgreSQL counts a
    change within about a second. Raises SourceError where a database does not answer.
    """
    used = list(layers)
    if any(provider != POSTGRES_PROVIDER for provider, _ in used):
        return None
    known = []
    for address, names in _tables(used):
        told, foreign = _ask(address, _REVISION, names)
        if foreign:
            return None
        known.append(str(told))
    return "\n".join(known)


def database_loaded(layers: Iterable[tuple[str, str]]) -> str:
    """When the data of some layers were loaded, as the comments of their schemas tell it.

    The latest one in ISO 8601, of UTC; empty where none tells it. Raises SourceError where a
    database does not answer.
    """
    used = [layer for layer in layers if layer[0] == POSTGRES_PROVIDER]
    told = [_ask(address, _LOADED, names)[0] for address, names in _tables(used)]
    return max((one for one in told if isinstance(one, str)), default="")


def _tables(layers: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """The addresses of databases, each with the names of its tables."""
    asked: dict[str, set[str]] = {}
    for _, address in layers:
        uri = QgsDataSourceUri(address)
        name = uri.quotedTablename()
        uri.setDataSource("", "", "")
        uri.setSql("")
        asked.setdefault(uri.uri(True), set()).add(name)
    return [(address, sorted(names)) for address, names in sorted(asked.items())]


def _ask(address: str, query: str, names: Sequence[str]) -> list[Any]:
    """The one row that a query about tables gives. Raises SourceError."""
    metadata = QgsProviderRegistry.instance().providerMetadata(POSTGRES_PROVIDER)
    # A query in the place of a table is the name of none.
    texts = (name if name.startswith('"') else "" for name in names)
    sql = query.format(names=", ".join(map(QgsExpression.quotedString, texts)))
    try:
        (row,) = metadata.createConnection(address, {}).executeSql(sql)
    except (QgsException, QgsProviderConnectionException) as error:
        sentence = translate("Source", "The database does not answer: {reason}.")
        raise SourceError(sentence.format(reason=error)) from error
    return list(row)
