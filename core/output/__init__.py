# SPDX-License-Identifier: GPL-3.0-or-later
"""Finished layouts written to files."""
