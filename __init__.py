# SPDX-License-Identifier: GPL-3.0-or-later
"""SRCE PAC: print "Porter à connaissance" maps of ecological continuities from QGIS."""


def classFactory(iface):  # noqa: N802, ANN001, ANN201 - the name and the signature are QGIS's
    """Give QGIS the plugin object; nothing heavier than this is imported before it is asked."""
    from .plugin import SrcePacPlugin

    return SrcePacPlugin(iface)
