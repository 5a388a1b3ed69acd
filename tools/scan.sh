#!/usr/bin/env bash
# Look in the plugin's zip for what the scan of the plugin site finds; any finding fails.
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

main() {
    bash "$root/tools/setup.sh" lint
    local zip found
    zip=$root/$(bash "$root/tools/package.sh")
    unpacked=$(mktemp -d)
    trap 'rm -rf -- "$unpacked"' EXIT
    "$system_python" -m zipfile -e "$zip" "$unpacked"
    cd -- "$unpacked"
    # bandit blocks an upload whatever it finds, flake8 by syntax errors and unknown names.
    "$venv/bin/python" -m bandit --quiet --recursive srce_pac || die "bandit found the above in $zip."
    "$venv/bin/python" -m flake8 --isolated --select=E9,F,C901 --max-complexity=10 srce_pac ||
        die "flake8 found the above in $zip."
    found=$("$venv/bin/python" -m detect_secrets scan --all-files srce_pac | "$system_python" -c "$secrets")
    [ -z "$found" ] || die "detect-secrets found in $zip:"$'\n'"$found"
    echo "The scan of the plugin site finds nothing in ${zip#"$root/"}."
}

secrets='
import json
import sys

for file, findings in json.load(sys.stdin)["results"].items():
    for finding in findings:
        print(file, finding["line_number"], finding["type"])
'

main
