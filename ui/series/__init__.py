# SPDX-License-Identifier: GPL-3.0-or-later
"""The window for many sheets: which territories, how they are printed, and how far it is."""
