# SPDX-License-Identifier: GPL-3.0-or-later
"""What the windows of the algorithms have besides QGIS's own fields."""
