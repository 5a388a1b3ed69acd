#!/usr/bin/env bash
# Look in a zip of the plugin for what the scan of the plugin site finds; any finding fails: scan.sh ZIP
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

# The codes of flake8 that the site looks at: critical (E9, F821 …) and warnings; style it leaves.
codes=E101,E71,E72,E731,E74,E9,F,W605,C901

main() {
    local zip
    zip=$(realpath -- "${1:?Usage: tools/scan.sh ZIP}")
    bash "$root/tools/setup.sh" lint
    unpacked=$(mktemp -d)
    trap 'rm -rf -- "$unpacked"' EXIT
    "$system_python" -m zipfile -e "$zip" "$unpacked"
    cd -- "$unpacked"
    # bandit blocks an upload whatever it finds.
    "$venv/bin/python" -m bandit --quiet --recursive srce_pac || die "bandit found the above."
    "$venv/bin/python" -m flake8 --isolated --select=$codes --max-complexity=10 srce_pac ||
        die "flake8 found the above."
    # Of files that are no text it finds nothing, and takes a minute for it.
    "$venv/bin/python" -m detect_secrets scan --all-files \
        --exclude-files 'metadata\.txt|\.(fgb|png|qm)$' --disable-plugin IPPublicDetector . |
        "$system_python" -c "$secrets" || die "detect-secrets found the above."
    echo "The scan of the plugin site finds nothing in $(basename -- "${zip%.new}")."
}

# Tokens and passwords block an upload; what only looks like one must be skipped by hand there.
secrets='
import json
import sys

WARNINGS = ("Base64 High Entropy String", "Hex High Entropy String", "Secret Keyword")
found = json.load(sys.stdin)["results"]
for file, findings in found.items():
    for finding in findings:
        severity = "warning" if finding["type"] in WARNINGS else "critical"
        print(file, finding["line_number"], severity, finding["type"])
sys.exit(bool(found))
'

main "$@"
