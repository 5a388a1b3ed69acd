#!/usr/bin/env bash
# Make the documentation's site in both languages into dist/site; a warning fails.
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

bash "$root/tools/setup.sh" site
cd -- "$root"
"$venv/bin/python" -m mkdocs build --strict --quiet --clean
echo dist/site/index.html
