# SPDX-License-Identifier: GPL-3.0-or-later
"""The program of a worker: imports the plugin from this folder, whatever that is called.

It is run by a plain Python, not imported.
"""

# Python looks for modules beside the program first, and those here have names of their own.
import sys

sys.path[:] = sys.path[1:]

import importlib.util  # noqa: E402
import os  # noqa: E402
from pathlib import Path  # noqa: E402

PACKAGE = "srce_pac"
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Prepare the process, and work until nothing more comes over standard input."""
    # Whatever libraries print goes where nobody takes it for an answer.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if hasattr(os, "add_dll_directory"):
        # Python on Windows does not look for libraries in PATH any more; QGIS's are there.
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            if os.path.isdir(folder):
                os.add_dll_directory(folder)
    spec = importlib.util.spec_from_file_location(
        PACKAGE, ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(str(ROOT))
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)
    importlib.import_module(f"{PACKAGE}.core.series.worker").work(answers)


if __name__ == "__main__":
    main()
