# SPDX-License-Identifier: GPL-3.0-or-later
"""What several windows use: messages, file dialogs, fields, labels."""
