#!/usr/bin/env bash
# Make dist/srce_pac-<version>.zip from the last commit, hold it to the plugin site's rules, and say
# what a publication still lacks. "package.sh release" refuses while anything is lacking.
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

main() {
    local release=${1:-} version zip
    [ -z "$release" ] || [ "$release" = release ] || die "Usage: tools/package.sh [release]"
    cd -- "$root"
    # A checkout inside another repository would package that one's commit.
    if [ "$(git rev-parse --show-toplevel 2>/dev/null)" != "$root" ] ||
        ! git rev-parse --verify --quiet HEAD >/dev/null 2>&1; then
        die "A package needs git and a commit: what it packages is the last one." \
            "In a folder without, run: git init && git add . && git commit -m Start"
    fi
    version=$(git show HEAD:metadata.txt | sed -n "s/^version=//p")
    zip=dist/srce_pac-$version.zip
    link_plugin
    export PYTHONPATH=$build/plugins
    "$system_python" tools/build_package.py "$zip.new"
    # Lacks are told before the minute that the scan takes; they stop a publication only.
    "$system_python" tools/check_release.py "$zip.new" || [ -z "$release" ] ||
        refuse "No release was made: see above."
    "$system_python" tools/check_package.py "$zip.new" ||
        refuse "The plugin site would not take the package: see above."
    bash tools/scan.sh "$zip.new" >&2 || refuse "The plugin site's scan would find the above."
    mv -- "$zip.new" "$zip"
    echo "$zip"
}

refuse() {
    rm -f -- "$root"/dist/*.new
    die "$@"
}

main "$@"
