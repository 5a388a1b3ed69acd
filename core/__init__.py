# SPDX-License-Identifier: GPL-3.0-or-later
"""The pipeline from a territory's name to a printed sheet; knows no widget."""
