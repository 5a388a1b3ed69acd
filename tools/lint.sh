#!/usr/bin/env bash
# Check the code: all checks, or those that are named: lint.sh style|format|types|qt6|shell …
# The hooks of .pre-commit-config.yaml call them one by one.
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

python=$venv/bin/python

main() {
    local check
    [ $# -gt 0 ] || set -- style format types qt6 shell
    bash "$root/tools/setup.sh" lint
    cd -- "$root"
    for check in "$@"; do
        case $check in
            style | format | types | qt6 | shell) "check_$check" ;;
            *) die "Usage: tools/lint.sh [style|format|types|qt6|shell …]" ;;
        esac
    done
}

check_style() {
    "$python" -m ruff check .
}

check_format() {
    "$python" -m ruff format --check .
}

check_types() {
    run_mypy srce_pac/pyproject.toml mypy -p srce_pac
}

# What can be known of QGIS 4 without it: the forms, the types of Qt 6, the use of flags.
check_qt6() {
    QT_QPA_PLATFORM=offscreen "$python" tools/check_forms.py
    "$python" tools/check_flags.py
    run_mypy srce_pac/tools/qt6/mypy.ini mypy-qt6 \
        -p srce_pac.core -p srce_pac.ui -p srce_pac.processing -p srce_pac.server -m srce_pac.plugin -m srce_pac.api
}

# run_mypy <configuration> <cache> <what …>: from the folder where the package bears its name.
run_mypy() {
    local configuration=$1 cache=$2
    shift 2
    (cd -- "$build/plugins" &&
        "$python" -m mypy --config-file "$configuration" --cache-dir "../$cache" "$@")
}

check_shell() {
    "$venv/bin/shellcheck" --external-sources tools/*.sh .ci/run deploy/*.sh deploy/postgis/*.sh
}

main "$@"
