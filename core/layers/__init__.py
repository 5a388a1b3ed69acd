# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of a sheet: restricted, styled, named, in the user's project."""
