#!/usr/bin/env bash
# Collect the strings of the interface, or compile their translation: translate.sh update|compile
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

cd -- "$root"
case ${1:-} in
    update)
        # Qt 5's own collector misses a sentence that is written over two lines.
        "$system_python" -m venv .build/translate
        .build/translate/bin/pip install --quiet --requirement requirements-translate.txt
        .build/translate/bin/pylupdate6 --no-obsolete --ts i18n/srce_pac_fr.ts \
            plugin.py core/*.py ui/*.py ui/*.ui processing/*.py
        ;;
    compile)
        lrelease -silent i18n/srce_pac_fr.ts -qm i18n/srce_pac_fr.qm
        ;;
    *) die "Usage: tools/translate.sh update|compile" ;;
esac
