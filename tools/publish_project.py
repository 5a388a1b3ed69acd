# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the plain project of some communes, as srce_pac:atlasproject does, on the demonstration.

Usage: ``python3 tools/publish_project.py PROJECT "CODE CODE …"``, with .build/plugins on the path.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from qgis.core import QgsApplication

from srce_pac.core.atlas.publish import AtlasRequest, publish_atlas
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.pipeline import open_gazetteer


def main(arguments: Sequence[str]) -> int:
    project, communes = arguments
    application = QgsApplication([], True)
    application.initQgis()
    request = AtlasRequest(SheetRequest(""), ", ".join(communes.split()), Path(project))
    result = publish_atlas(request, open_gazetteer())
    for fault in result.failed:
        sys.stderr.write(f"{fault.asked}: {fault.message}\n")
    return 1 if result.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
