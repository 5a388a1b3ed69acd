# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog of one export's cartouche."""
