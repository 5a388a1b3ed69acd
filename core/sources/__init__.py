# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources of layers: files, databases, services, the open project, the demonstration."""
