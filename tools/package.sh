#!/usr/bin/env bash
# Make dist/srce_pac-<version>.zip from the last commit, and hold it to the plugin site's rules.
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

largest=$((25 * 1024 * 1024))

main() {
    cd -- "$root"
    git rev-parse --verify --quiet HEAD >/dev/null || die "There is no commit to package yet."
    [ -z "$(git status --porcelain)" ] || echo "Changes not committed yet are left out." >&2
    unpacked=$(mktemp -d)
    trap 'rm -rf -- "$unpacked"' EXIT
    git archive HEAD | tar -x -C "$unpacked"

    check_metadata
    check_files
    local version zip
    version=$(metadata version)
    grep -qF "## [$version]" "$unpacked/CHANGELOG.md" ||
        die "CHANGELOG.md has no heading for version $version, which metadata.txt announces."
    zip=dist/srce_pac-$version.zip
    mkdir -p dist
    git archive --prefix=srce_pac/ --output="$zip" HEAD
    [ "$(wc -c <"$zip")" -le "$largest" ] ||
        die "$zip is larger than the 25 MB that the plugin site takes."
    echo "$zip"
}

metadata() {
    sed -n "s/^$1=//p" "$unpacked/metadata.txt"
}

check_metadata() {
    local key
    for key in name description 'description\[fr\]' version qgisMinimumVersion author email about \
        tracker repository hasProcessingProvider; do
        [ -n "$(metadata "$key")" ] || die "metadata.txt lacks ${key//\\/}, which must be there."
    done
    if metadata name | grep -qi plugin; then
        die "metadata.txt: the name may not hold the word 'plugin'."
    fi
    [ "$(metadata qgisMaximumVersion)" = 4.99 ] ||
        die "metadata.txt: qgisMaximumVersion must be 4.99, or QGIS 4 does not offer the plugin."
    [ -z "$(metadata supportsQt6)" ] || die "metadata.txt: supportsQt6 is ignored; remove it."
    [ -f "$unpacked/$(metadata icon)" ] ||
        die "metadata.txt: the icon $(metadata icon) is not in the package."
}

check_files() {
    local name
    for name in LICENSE metadata.txt __init__.py; do
        [ -f "$unpacked/$name" ] || die "$name is not in the package; the plugin site wants it."
    done
    refuse "may not be in the package" -name '*.pyc' -o -name __pycache__ -o -name '.git*' \
        -o -name '*.sh' -o -name '*.bat' -o -name '*.exe'
    refuse "has two dots in a row in its name" -name '*..*'
    refuse "may not be executable" -type f -name '*.py' -perm /111
    refuse_text '(^|[^0-9A-Za-z])[0-9a-f]{32}([^0-9A-Za-z]|$)' \
        "holds 32 hexadecimal digits, which the plugin site's scan takes for a secret"
}

# refuse <why> <find's tests …>
refuse() {
    local why=$1 found
    shift
    found=$(cd -- "$unpacked" && find . \( "$@" \) -printf '%P\n' | sort | sed -n 1p)
    [ -z "$found" ] || die "$found $why: see export-ignore in .gitattributes, or change it."
}

# refuse_text <pattern> <why>
refuse_text() {
    local found
    found=$(cd -- "$unpacked" && { grep -rIlE -e "$1" . || true; } | sort | sed -n '1s|^\./||p')
    [ -z "$found" ] || die "$found $2."
}

main
