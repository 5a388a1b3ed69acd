# shellcheck shell=bash disable=SC2034
# What the other scripts share; sourced, never run.

root=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/.build
venv=$root/.venv
# QGIS's Python modules belong to the system's own Python, whatever else comes first on PATH.
system_python=/usr/bin/python3

# Without a UTF-8 locale, Qt and Python cannot open a file whose path has an accent.
[ "$(locale charmap 2>/dev/null)" = UTF-8 ] || export LC_ALL=C.UTF-8

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# Ask before the output of what needs root goes into a log: require_root <what it is needed for>
require_root() {
    [ "$(id -u)" -eq 0 ] || have sudo ||
        die "Root rights are needed $1: run this as root, or install sudo."
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        require_root "here"
        sudo --preserve-env=http_proxy,https_proxy,no_proxy "$@"
    fi
}

# Debian's PostgreSQL makes a database of its own, and starts it; the suite brings its own.
# forbid_cluster [the folder that is a system's root]
forbid_cluster() {
    local folder=${1:-}/etc/postgresql-common/createcluster.d
    as_root mkdir -p "$folder"
    echo "create_main_cluster = false" | as_root tee "$folder/srce_pac.conf" >/dev/null
}

# The repository is the package, but its folder may have any name: this link gives it its own.
link_plugin() {
    mkdir -p "$build/plugins"
    ln -sfn ../.. "$build/plugins/srce_pac"
}
