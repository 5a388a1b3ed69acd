# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user can do at once about a refusal or a warning, where it tells so."""

from __future__ import annotations

# Say what the layers of the source are, in the editor of data profiles.
EDIT_PROFILE = "profile"
# Choose another scale.
CHOOSE_SCALE = "scale"
# Download open data, territories among them.
DOWNLOAD = "download"
