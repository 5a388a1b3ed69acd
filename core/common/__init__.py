# SPDX-License-Identifier: GPL-3.0-or-later
"""What every room may use: errors, files, geometry, coordinate systems, type, progress."""
