#!/usr/bin/env bash
# Make dist/srce_pac-<version>.zip from the last commit, and hold it to the plugin site's rules.
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

# What the installed plugin needs. Of the pages, those that its users read.
parts=(LICENSE CHANGELOG.md metadata.txt __init__.py plugin.py)
parts+=(core data docs i18n icons layouts processing sheets styles ui)
parts+=(':!docs/architecture.md' ':!docs/benchmarks.md')

main() {
    cd -- "$root"
    git rev-parse --verify --quiet HEAD >/dev/null 2>&1 ||
        die "make package needs git and a commit: what it packages is the last one."
    [ -z "$(git status --porcelain)" ] || echo "Changes not committed yet are left out." >&2
    local version zip
    version=$(git show HEAD:metadata.txt | sed -n "s/^version=//p")
    zip=dist/srce_pac-$version.zip
    mkdir -p dist
    git archive --prefix=srce_pac/ --output="$zip" HEAD -- "${parts[@]}"
    "$system_python" tools/check_package.py "$zip" || {
        rm -f -- "$zip"
        die "The plugin site would not take the package: see above."
    }
    echo "$zip"
}

main
