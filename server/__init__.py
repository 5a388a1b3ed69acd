# SPDX-License-Identifier: GPL-3.0-or-later
"""The service: sheets, summaries and searches for QGIS Server, a shell on the core."""
