# SPDX-License-Identifier: GPL-3.0-or-later
"""A plain project that QGIS's own atlas prints, without the plugin."""
