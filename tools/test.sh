#!/usr/bin/env bash
# Run the suite, or what pytest's own arguments pick of it, on all cores: -n says on how many
# workers, and -n 0 in this process, as a debugger needs it.
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

# Each worker is a QGIS of its own with its own servers.
most_workers=4

bash "$root/tools/setup.sh" test
cd -- "$root"
# What pytest-qgis keeps where there are no workers: a test must not see the last run's.
rm -rf .qgis-settings/profiles
export QT_QPA_PLATFORM=offscreen
# Each of the many processes that the tests start would compile the plugin again.
unset PYTHONDONTWRITEBYTECODE
workers=$(nproc)
[ "$workers" -le "$most_workers" ] || workers=$most_workers
# A worker that died is a defect; pytest-xdist would replace it and then wait without end.
exec "$venv/bin/python" -m pytest --numprocesses "$workers" --dist loadfile \
    --no-loadscope-reorder --max-worker-restart 0 "$@"
