# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows: forms and the classes that drive them."""
