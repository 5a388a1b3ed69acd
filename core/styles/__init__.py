# SPDX-License-Identifier: GPL-3.0-or-later
"""The styles of layers: sets of QML files, kept, checked, and looked up in their order."""
