# SPDX-License-Identifier: GPL-3.0-or-later
"""What a territory holds: counted, measured, written for spreadsheets."""
