# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sheet says: sheet definitions and cartouches."""
