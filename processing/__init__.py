# SPDX-License-Identifier: GPL-3.0-or-later
"""The Processing algorithms, thin shells on `core`."""
