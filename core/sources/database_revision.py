# SPDX-License-Identifier: GPL-3.0-or-later
"""What tells whether a database has changed: PostgreSQL's own count of its writes."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import (
    QgsDataSourceUri,
    QgsException,
    QgsProviderConnectionException,
    QgsProviderRegistry,
)

from ..common.errors import SourceError
from ..common.i18n import translate
from .connection import POSTGRES_PROVIDER

# All tables count: what a view reads is told nowhere. A restart and a reset begin a new count. The
# name of a schema counts, too: new data may come as one that takes the place of another. Of what a
# foreign table reads, PostgreSQL knows nothing.
_REVISION = """
SELECT concat_ws('/', pg_postmaster_start_time(),
    (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()),
    (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables),
    (SELECT md5(string_agg(concat_ws(' ', oid, relfilenode, relname, relnamespace::regnamespace),
        ',' ORDER BY oid)) FROM pg_class WHERE oid >= 16384),
    (SELECT max(xmin::text::bigint) FROM pg_rewrite WHERE ev_class >= 16384)),
    (SELECT count(*) FROM pg_foreign_table)
"""


def database_revision(layers: Iterable[tuple[str, str]]) -> str | None:
    """Other letters after each change of the databases of some layers (provider, address).

    None where a change could not be told: of a service, of foreign tables. PostgreSQL counts a
    change within about a second. Raises SourceError where a database does not answer.
    """
    asked = set()
    for provider, address in layers:
        if provider != POSTGRES_PROVIDER:
            return None
        uri = QgsDataSourceUri(address)
        uri.setDataSource("", "", "")
        uri.setSql("")
        asked.add(uri.uri(True))
    revisions = [_revision(address) for address in sorted(asked)]
    known = [revision for revision in revisions if revision is not None]
    return "\n".join(known) if len(known) == len(revisions) else None


def _revision(address: str) -> str | None:
    metadata = QgsProviderRegistry.instance().providerMetadata(POSTGRES_PROVIDER)
    try:
        ((told, foreign),) = metadata.createConnection(address, {}).executeSql(_REVISION)
    except (QgsException, QgsProviderConnectionException) as error:
        sentence = translate("Source", "The database does not answer: {reason}.")
        raise SourceError(sentence.format(reason=error)) from error
    return None if foreign else str(told)
