# SPDX-License-Identifier: GPL-3.0-or-later
"""The dock and its parts."""
