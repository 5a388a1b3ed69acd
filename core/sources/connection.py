# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers of databases and services, through the connections that are saved in QGIS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qgis.core import (
    QgsAbstractDatabaseProviderConnection,
    QgsApplication,
    QgsDataItem,
    QgsDataSourceUri,
    QgsException,
    QgsExpression,
    QgsFeatureRequest,
    QgsFeedback,
    QgsLayerItem,
    QgsOwsConnection,
    QgsProviderConnectionException,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt import sip

from ..common.errors import SourceError
from ..common.geometry import wkb_geometry
from ..common.harmless import harmless_address, harmless_text
from ..common.i18n import translate
from ..common.progress import TIME_LIMIT, wait_for

# QGIS's providers of databases and of services.
POSTGRES_PROVIDER = "postgres"
WFS = "WFS"
OGC_API = "OAPIF"
SERVICES = (WFS, OGC_API)

# The provider of layers that live in the memory of QGIS; these go by their id in the project.
MEMORY = "memory"

# QGIS keeps OGC API – Features among its connections to WFS.
OWS = "WFS"

# The usual names of the key of a view, where QGIS finds several columns that might be one.
USUAL_KEYS = ("gid", "id", "fid", "ogc_fid", "objectid")

# Each partition by its schema and name, and the table that it is a part of.
PARTITIONS = """
    SELECT ps.nspname, p.relname, ts.nspname, t.relname FROM pg_inherits AS i
    JOIN pg_class AS p ON p.oid = i.inhrelid JOIN pg_namespace AS ps ON ps.oid = p.relnamespace
    JOIN pg_class AS t ON t.oid = i.inhparent JOIN pg_namespace AS ts ON ts.oid = t.relnamespace
    WHERE t.relkind = 'p'
"""

# The column of row numbers in the place of a key that a view lacks.
ROW_NUMBER = "srce_row"

# For a column that takes any geometry, one layer a kind.
KINDS = (
    QgsWkbTypes.Type.MultiPoint,
    QgsWkbTypes.Type.MultiLineString,
    QgsWkbTypes.Type.MultiPolygon,
)


@dataclass(frozen=True)
class SourceLayer:
    """A layer that a source offers, not opened yet.

    `uri` is without user name and password where `connection`, saved in QGIS, adds them. `encoding`
    is a code page in the place of the file's own, `crs` an authority id in the place of what the
    layer declares, `geometry` p, l or s where that is known before it is opened. A copy keeps only
    the `columns` of these names, where some are named.
    """

    name: str
    uri: str
    provider: str = "ogr"
    connection: str = ""
    encoding: str = ""
    crs: str = ""
    geometry: str = ""
    columns: tuple[str, ...] = ()


def database_connections() -> list[str]:
    """The names of the connections to PostGIS."""
    return sorted(QgsProviderRegistry.instance().providerMetadata(POSTGRES_PROVIDER).connections())


def service_connections() -> list[str]:
    """The names of the connections to WFS and OGC API – Features."""
    return sorted(QgsOwsConnection.connectionList(OWS))


def database_layers(place: str) -> list[SourceLayer]:
    """The layers of a connection to PostGIS, or of one schema: `connection/schema`.

    A table is there once for each of its geometry columns, and for each kind of geometry of a
    column that takes any. Raises SourceError.
    """
    name, schema = place, ""
    if name not in database_connections() and "/" in place:
        name, _, schema = place.rpartition("/")
    if name not in database_connections():
        raise _unknown(name, database_connections())
    # The tables that are listed live no longer than the object that lists them.
    connection = (
        QgsProviderRegistry.instance().providerMetadata(POSTGRES_PROVIDER).createConnection(name)
    )
    base = connection.uri()
    try:
        tables = connection.tables(schema, QgsAbstractDatabaseProviderConnection.TableFlag.Vector)
    except (QgsException, QgsProviderConnectionException):
        # The message of QGIS holds the password.
        tables = None
    if tables is None:
        raise SourceError(
            translate(
                "Source",
                "The database “{database}” of the connection “{name}” does not answer or lets "
                "nobody in: test the connection in the browser of QGIS.",
            ).format(database=QgsDataSourceUri(base).database(), name=name)
        )
    tables = _without_partitions(connection, tables)
    counts = Counter((table.schema(), table.tableName()) for table in tables)
    layers = (
        layer
        for table in tables
        for layer in _table_layers(name, base, table, counts[table.schema(), table.tableName()] > 1)
    )
    # A column that takes any geometry is listed for each that it was found to hold.
    return list(dict.fromkeys(layers))


def service_layers(name: str, feedback: QgsFeedback | None = None) -> list[SourceLayer]:
    """The layers of a connection to WFS or OGC API – Features.

    Raises SourceError when it is not known, does not answer in time or answers wrongly,
    CancelledError.
    """
    if name not in service_connections():
        raise _unknown(name, service_connections())
    registry = QgsApplication.dataItemProviderRegistry()
    root = registry.provider(OWS).createDataItem(f"wfs:/{name}", None)
    # QGIS asks in a thread of its own: if Python deleted the item, it would wait for the thread.
    sip.transferto(root, None)
    try:
        root.populate()
        wait_for(
            lambda: root.state() == QgsDataItem.State.Populated,
            translate(
                "Source", "The service “{name}” did not answer within {seconds} seconds."
            ).format(name=name, seconds=TIME_LIMIT),
            feedback,
        )
        return _listed(name, root)
    finally:
        root.deleteLater()


def _listed(name: str, root: QgsDataItem) -> list[SourceLayer]:
    items = root.children()
    for item in items:
        # QGIS 3.22 leaves to Python what it goes on owning itself, and both would delete it.
        sip.transferto(item, root)
    layers = [
        SourceLayer(item.name(), without_credentials(item.uri()), item.providerKey(), name)
        for item in items
        if isinstance(item, QgsLayerItem)
    ]
    if not layers:
        reasons = [" ".join(item.name().split()).rstrip(".") for item in items]
        raise SourceError(
            translate("Source", "The service “{name}” offers no layer: {reason}.").format(
                name=name, reason="; ".join(reasons) or translate("Source", "its list is empty")
            )
        )
    return layers


def connected_uri(layer: SourceLayer) -> str:
    """The address of a layer as its connection has it now, with the credentials."""
    if not layer.connection:
        return layer.uri
    uri, saved = QgsDataSourceUri(layer.uri), _saved(layer)
    if layer.provider == POSTGRES_PROVIDER:
        saved.setDataSource(
            uri.schema(), uri.table(), uri.geometryColumn(), uri.sql(), uri.keyColumn()
        )
        saved.setWkbType(uri.wkbType())
        saved.setSrid(uri.srid())
        return str(saved.uri(False))
    uri.removeParam("url")
    uri.setParam("url", saved.param("url"))
    uri.setUsername(saved.username())
    uri.setPassword(saved.password())
    uri.setAuthConfigId(saved.authConfigId())
    return str(uri.uri(False))


def storable_layer(layer: SourceLayer) -> SourceLayer:
    """A layer as it may be written down: its connection, if one is saved, adds the credentials.

    Of its address there is what is known to be harmless. Raises SourceError where that is not all
    of it and no connection adds the rest.
    """
    has_connections = layer.provider in (POSTGRES_PROVIDER, *SERVICES)
    connection = layer.connection or (_matching(layer) if has_connections else "")
    uri = without_credentials(layer.uri) if connection else layer.uri
    left = harmless_address(layer.provider, uri)
    if not left.is_whole and not (connection and _is_same_table(uri, left.text)):
        raise _holds_secret(layer, left.dropped)
    name = harmless_text(layer.name)
    return replace(layer, name=name, uri=left.text, connection=connection)


def _is_same_table(uri: str, other: str) -> bool:
    """Whether two addresses differ in no more than how one gets there."""
    one, two = QgsDataSourceUri(uri), QgsDataSourceUri(other)
    keys = ("typename", "filter", "sql")
    parts = [(x.schema(), x.table(), x.sql(), *map(x.param, keys)) for x in (one, two)]
    return parts[0] == parts[1]


def _holds_secret(layer: SourceLayer, parts: Sequence[str]) -> SourceError:
    """The refusal of an address that is not written down."""
    return SourceError(
        translate(
            "Profile",
            "The address of the layer “{layer}” may hold a password or a key ({parts}), which a "
            "data profile never does: use a connection that is saved in QGIS.",
        ).format(layer=layer.name, parts=", ".join(parts))
    )


def without_credentials(address: str) -> str:
    """The address of a layer without what its connection adds."""
    uri = QgsDataSourceUri(address)
    uri.setUsername("")
    uri.setPassword("")
    uri.setAuthConfigId("")
    return str(uri.uri(False))


def _matching(layer: SourceLayer) -> str:
    """The saved connection that leads to where a layer is; nothing without one."""
    names = database_connections() if layer.provider == POSTGRES_PROVIDER else service_connections()
    place = _place(QgsDataSourceUri(layer.uri))
    return next((n for n in names if _place(_saved(replace(layer, connection=n))) == place), "")


def _place(uri: QgsDataSourceUri) -> tuple[str, ...]:
    return uri.service(), uri.host(), uri.port(), uri.database(), uri.param("url")


def _saved(layer: SourceLayer) -> QgsDataSourceUri:
    if layer.provider == POSTGRES_PROVIDER:
        if layer.connection not in database_connections():
            raise _unknown(layer.connection, database_connections())
        metadata = QgsProviderRegistry.instance().providerMetadata(POSTGRES_PROVIDER)
        return QgsDataSourceUri(metadata.createConnection(layer.connection).uri())
    if layer.connection not in service_connections():
        raise _unknown(layer.connection, service_connections())
    return QgsOwsConnection(OWS, layer.connection).uri()


def _unknown(name: str, known: list[str]) -> SourceError:
    return SourceError(
        translate(
            "Source",
            "No connection called “{name}” is saved in QGIS; add it in the browser of QGIS. Those "
            "that are: {known}.",
        ).format(name=name, known=", ".join(known) or "–")
    )


def _without_partitions(
    connection: QgsAbstractDatabaseProviderConnection,
    tables: Sequence[QgsAbstractDatabaseProviderConnection.TableProperty],
) -> list[QgsAbstractDatabaseProviderConnection.TableProperty]:
    """Tables without those whose rows are also listed as rows of the table that they part."""
    try:
        rows = connection.executeSql(PARTITIONS)
    except (QgsException, QgsProviderConnectionException):
        # A database that does not know the word has none.
        rows = []
    listed = {(table.schema(), table.tableName()) for table in tables}
    parts = {(row[0], row[1]) for row in rows if (row[2], row[3]) in listed}
    return [table for table in tables if (table.schema(), table.tableName()) not in parts]


def _table_layers(
    connection: str,
    base: str,
    table: QgsAbstractDatabaseProviderConnection.TableProperty,
    several: bool,
) -> Iterator[SourceLayer]:
    name, column = table.tableName(), table.geometryColumn()
    title = f"{name}.{column}" if several else name
    for geometry in table.geometryColumnTypes():
        any_kind = QgsWkbTypes.geometryType(geometry.wkbType) in (
            QgsWkbTypes.GeometryType.UnknownGeometry,
            QgsWkbTypes.GeometryType.NullGeometry,
        )
        for kind in KINDS if any_kind else (geometry.wkbType,):
            uri = QgsDataSourceUri(base)
            _set_table(uri, table)
            uri.setWkbType(kind)
            if geometry.crs.postgisSrid() > 0:
                uri.setSrid(str(geometry.crs.postgisSrid()))
            layer = SourceLayer(
                title,
                without_credentials(uri.uri(False)),
                POSTGRES_PROVIDER,
                connection,
                geometry=wkb_geometry(kind),
            )
            if not any_kind or _holds_any(uri):
                yield layer


def _set_table(
    uri: QgsDataSourceUri, table: QgsAbstractDatabaseProviderConnection.TableProperty
) -> None:
    flag = QgsAbstractDatabaseProviderConnection.TableFlag
    keys = table.primaryKeyColumns()
    schema, name, column = table.schema(), table.tableName(), table.geometryColumn()
    is_view = any(bool(table.flags() & kind) for kind in (flag.View, flag.MaterializedView))
    if not is_view:
        uri.setDataSource(schema, name, column, "", keys[0] if len(keys) == 1 else "")
        return
    # Of a view QGIS gives every column that might be a key, and refuses one that is none.
    for key in (key for usual in USUAL_KEYS for key in keys if key.lower() == usual):
        uri.setDataSource(schema, name, column, "", key)
        if QgsVectorLayer(uri.uri(False), "", POSTGRES_PROVIDER).isValid():
            return
    view = ".".join(str(QgsExpression.quotedColumnRef(part)) for part in (schema, name))
    # The names of the view are quoted, and QGIS takes a query as text only.
    query = f"SELECT row_number() OVER () AS {ROW_NUMBER}, * FROM {view}"  # noqa: S608 # nosec B608
    uri.setDataSource("", f"({query})", column, "", ROW_NUMBER)


def _holds_any(uri: QgsDataSourceUri) -> bool:
    layer = QgsVectorLayer(uri.uri(False), "", POSTGRES_PROVIDER)
    request = QgsFeatureRequest().setLimit(1).setNoAttributes()
    return next(layer.getFeatures(request), None) is not None
