# SPDX-License-Identifier: GPL-3.0-or-later
"""Many sheets in one go, on the one pipeline: planned, printed by workers, reported, merged."""
