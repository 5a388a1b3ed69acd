# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins of databases that QGIS remembers until it ends, so that no saved project holds them."""

from __future__ import annotations

from qgis.core import QgsCredentials, QgsDataProvider, QgsDataSourceUri, QgsVectorLayer

from ..common.harmless import harmless_address
from .connection import POSTGRES_PROVIDER

# Whose login QGIS keeps, by the address without one: QGIS itself does not tell.
_users: dict[str, str] = {}


def forget_login(layer: QgsVectorLayer) -> bool:
    """Leave in the address of a layer only what is known to be harmless, if it can do without.

    QGIS keeps the user name and the password of a database until it ends, and asks for them when
    a saved project is opened again. Gives whether the layer may be saved as it is now.
    """
    if harmless_address(layer.providerType(), layer.source()).is_whole:
        return True
    if layer.providerType() != POSTGRES_PROVIDER:
        return False
    given = QgsDataSourceUri(layer.source())
    kept = QgsDataSourceUri(layer.source())
    kept.setUsername("")
    kept.setPassword("")
    bare = str(kept.uri(False))
    if not harmless_address(POSTGRES_PROVIDER, bare).is_whole or not _remember(given, kept):
        return False
    full = layer.source()
    _reopen(layer, bare)
    if not layer.isValid():
        # Somebody else than its user is let in without a password.
        _reopen(layer, full)
        return False
    return True


def _remember(given: QgsDataSourceUri, kept: QgsDataSourceUri) -> bool:
    """Have QGIS keep a login for all that connects without one: it keeps one for a database."""
    realm = kept.connectionInfo(False)
    if _users.setdefault(realm, given.username()) != given.username():
        return False
    credentials = QgsCredentials.instance()
    credentials.lock()
    try:
        credentials.put(realm, given.username(), given.password())
    finally:
        credentials.unlock()
    return True


def _reopen(layer: QgsVectorLayer, address: str) -> None:
    options = QgsDataProvider.ProviderOptions()
    layer.setDataSource(address, layer.name(), POSTGRES_PROVIDER, options, False)
