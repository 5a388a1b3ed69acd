# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles in the windows of QGIS: menus of classes and layers, comparison, sets of styles."""
