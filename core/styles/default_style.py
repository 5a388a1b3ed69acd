# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles kept inside the data, in `layer_styles`: whoever opens the layer sees it drawn."""

from __future__ import annotations

from qgis.core import (
    QgsAbstractDatabaseProviderConnection,
    QgsDataSourceUri,
    QgsException,
    QgsExpression,
    QgsProviderConnectionException,
    QgsProviderRegistry,
    QgsVectorLayer,
)

from ..common.errors import StyleError
from ..common.i18n import translate
from .class_styles import ClassStyle, styled_layer
from .library import TAG
from .qml import unusable, write_style
from .sld import to_sld
from .style_reading import examine


def foreign_default(layer: QgsVectorLayer) -> str:
    """The name of the default style in the data of a layer, where it is not the plugin's.

    Empty where there is none. Raises StyleError where the data keep no styles.
    """
    connection, table = _where(layer)
    return next((name for name in _defaults(connection, table) if not _is_own(name)), "")


def save_default_style(layer: QgsVectorLayer, style: ClassStyle, replace: bool = False) -> None:
    """Keep a style in the data of a layer, as the one in which these are opened.

    A default style of someone else's is left unless it is to be replaced; then it stays in the
    data as a further style. How the layer is drawn in its project stays. Raises StyleError, also
    where the style draws by a field that the data lack.
    """
    connection, table = _where(layer)
    drawn, _ = styled_layer(style)
    if drawn.geometryType() != layer.geometryType():
        raise StyleError(
            translate(
                "Styles", "The style “{name}” is for another geometry than “{layer}”."
            ).format(name=style.name, layer=layer.name())
        )
    reason = examine(style.qml, style.name, style.name[-1]).missing_field(layer.fields())
    if reason:
        raise unusable(style.file, reason)
    others = [name for name in _defaults(connection, table) if not _is_own(name)]
    if others and not replace:
        raise StyleError(
            translate(
                "Styles", "“{layer}” has a default style of its own already, “{name}”: it is kept."
            ).format(layer=layer.name(), name=others[0])
        )
    # The earlier one stays until the new one is saved; of one name, QGIS would ask in a window.
    count, _, kept, *_ = layer.listStylesInDatabase()
    name = f"{TAG} {style.name}"
    while name in kept[: max(0, count)]:
        name += "'"
    sld = to_sld(drawn, style.name).text
    registry = QgsProviderRegistry.instance()
    arguments = (write_style(drawn), sld, name, style.label, "", True, "")
    is_saved = registry.saveStyle(layer.providerType(), layer.source(), *arguments)
    if not is_saved or name not in _defaults(connection, table):
        raise StyleError(
            translate(
                "Styles",
                "The style cannot be kept in the data of “{layer}”: they are read-only, or you "
                "have no right to write to the table layer_styles.",
            ).format(layer=layer.name())
        )
    _remove_own(layer, name)


def _where(layer: QgsVectorLayer) -> tuple[QgsAbstractDatabaseProviderConnection, str]:
    """The database of a layer, and the condition that finds its table in `layer_styles`."""
    registry = QgsProviderRegistry.instance()
    provider = layer.providerType()
    parts = registry.decodeUri(provider, layer.source())
    if provider == "ogr" and layer.storageType() == "GPKG":
        path = str(parts["path"])
        # A layer may be named by its number.
        number = int(parts.get("layerId") or 0)
        table = parts.get("layerName") or registry.querySublayers(path)[number].name()
        connection = registry.providerMetadata(provider).createConnection(path, {})
        return connection, f"f_table_name = {QgsExpression.quotedString(table)}"
    if provider == "postgres":
        uri = QgsDataSourceUri(layer.source())
        keys = {
            "f_table_schema": uri.schema(),
            "f_table_name": uri.table(),
            "f_geometry_column": uri.geometryColumn(),
        }
        connection = registry.providerMetadata(provider).createConnection(layer.source(), {})
        tests = (f"{key} = {QgsExpression.quotedString(value)}" for key, value in keys.items())
        return connection, " AND ".join(tests)
    raise StyleError(
        translate(
            "Styles",
            "“{layer}” lies neither in a GeoPackage nor in PostGIS: its data keep no styles.",
        ).format(layer=layer.name())
    )


def _defaults(connection: QgsAbstractDatabaseProviderConnection, table: str) -> list[str]:
    """The names of the default styles of a table."""
    try:
        rows = connection.executeSql(
            # All values in it are quoted.
            f"SELECT stylename FROM layer_styles WHERE {table} AND useasdefault"  # noqa: S608 # nosec
        )
    except (QgsException, QgsProviderConnectionException):
        # There is no such table before the first style is kept.
        return []
    return [str(name) for (name,) in rows]


def _is_own(name: str) -> bool:
    return name.startswith(f"{TAG} ")


def _remove_own(layer: QgsVectorLayer, kept: str) -> None:
    """Take the plugin's styles out of the data of a layer, but for one."""
    count, ids, names, *_ = layer.listStylesInDatabase()
    for style_id, name in list(zip(ids, names))[: max(0, count)]:
        if _is_own(name) and name != kept:
            layer.deleteStyleFromDatabase(style_id)
