# SPDX-License-Identifier: GPL-3.0-or-later
"""The light base under the theme of a sheet: what it is made of, and where its data come from."""
