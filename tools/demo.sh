#!/usr/bin/env bash
# Print one real sheet, PDF and PNG, through the real qgis_process and the real plugin.
# TERRITORY, SOURCE, TEMPLATE, OUT (a folder) and the other parameters of srce_pac:exportsheet
# are read from the environment; paths are relative to where this was called.
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

log=$build/qgis_process.log

main() {
    local name value out pdf parameters=()
    out=$(realpath -m -- "${OUT:-$root/out}")
    for name in TITLE SHEET SOURCE TERRITORIES EPCIS TEMPLATE BACKGROUND BASE SCALE OUTSIDE CARTOUCHE; do
        value=${!name:-}
        if [ -n "$value" ]; then
            parameters+=("$name=$(absolute_if_path "$value")")
        fi
    done
    # What the embedded data cannot bear is printed on the sheet; a first try need not hear it.
    [ ${#parameters[@]} -gt 0 ] || [ -n "${TERRITORY:-}" ] || export FIRST_TRY=1
    bash "$root/tools/setup.sh" demo
    echo "Printing the sheet of ${TERRITORY:-59294} …" >&2

    # Relative, because QGIS writes these two into Python code without escaping their quotes.
    cd -- "$root"
    export QGIS_PLUGINPATH=.build/plugins QGIS_CUSTOM_CONFIG_PATH=.build/profile
    export QT_QPA_PLATFORM=offscreen
    : >"$log"
    enable_plugin
    qgis_process --json run srce_pac:exportsheet -- TERRITORY="${TERRITORY:-59294}" \
        OUTPUT="$out/" "${parameters[@]}" >"$build/result.json" || fail
    pdf=$("$system_python" -c "$read_result" "$build/result.json") || fail
    # Several sheets come as the folder that they are in.
    for pdf in "$pdf" "$pdf"/*.pdf; do
        if [ -f "$pdf" ]; then
            pdftoppm -r 150 -png -singlefile "$pdf" "${pdf%.pdf}"
            printf '%s\n' "$pdf" "${pdf%.pdf}.png"
        fi
    done
}

# A template or a source may also be a name or an address, which is left as it is.
absolute_if_path() {
    if [ -e "$1" ]; then
        realpath -- "$1"
    else
        printf '%s\n' "$1"
    fi
}

enable_plugin() {
    if ! grep -qrs '^srce_pac=true' .build/profile --include='QGIS*.ini'; then
        qgis_process plugins enable srce_pac >>"$log" || fail
    fi
}

# Debian 12's wrapper passes on options that its own program refuses.
qgis_process() {
    local program
    program=$(command -v qgis_process.bin || command -v qgis_process)
    "$program" "$@" 2>>"$log"
}

# The last line that qgis_process writes is the sentence of the algorithm.
fail() {
    die "The sheet was not printed: $(grep -v '^[[:space:]]*$' "$log" | tail -n 1)" \
        "(All that QGIS wrote is in $log.)"
}

# shellcheck disable=SC2016
read_result='
import json
import os
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    answer = json.load(file)
warnings = [] if os.environ.get("FIRST_TRY") else answer.get("log", {}).get("warning", [])
for warning in warnings:
    print(warning, file=sys.stderr)
print(answer["results"]["OUTPUT"])
'

main
