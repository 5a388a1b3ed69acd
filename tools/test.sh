#!/usr/bin/env bash
# Run the suite, or what pytest's own arguments pick of it.
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

bash "$root/tools/setup.sh" test
cd -- "$root"
# pytest-qgis keeps its settings from one run to the next: a test must not see the last run's.
rm -rf .qgis-settings
export QT_QPA_PLATFORM=offscreen
exec "$venv/bin/python" -m pytest "$@"
