# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin's page in QGIS's Options dialog."""
