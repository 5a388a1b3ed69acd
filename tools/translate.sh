#!/usr/bin/env bash
# Collect the strings of the interface, or compile their translation: translate.sh update|compile
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

cd -- "$root"
case ${1:-} in
    update)
        # Qt 5's own collector misses a sentence that is written over two lines.
        bash tools/setup.sh lint
        find plugin.py core ui processing \( -name '*.py' -o -name '*.ui' \) -print0 | sort -z |
            xargs -0 "$venv/bin/pylupdate6" --no-obsolete --ts i18n/srce_pac_fr.ts
        ;;
    compile)
        lrelease -silent i18n/srce_pac_fr.ts -qm i18n/srce_pac_fr.qm
        ;;
    *) die "Usage: tools/translate.sh update|compile" ;;
esac
