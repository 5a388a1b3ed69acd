#!/usr/bin/env bash
# Run the suite on newer QGIS releases, each in a small Debian system of its own.
# VERSIONS picks among them; the systems are kept in MATRIX_DIR, by default in the user's cache.
# With --prepare they are made, and nothing is run. With ONCE=1 the tests run as well that no release
# of QGIS changes, see tests/conftest.py.
# On a machine whose apt knows no Debian repository, DEBIAN_MIRROR names one.
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

systems=${MATRIX_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/srce_pac/matrix}
packages="make $(bash "$root/tools/setup.sh" packages)"
# An awkward name on purpose: the checkout must work in a folder of any name.
checkout="/srv/dossier d'été 1"

main() {
    local version
    for version in ${VERSIONS:-3.40 3.44}; do
        suite_of "$version" >/dev/null
    done
    bash "$root/tools/setup.sh" matrix
    download_wheels
    mkdir -p "$systems"
    exec 9>"$systems/lock"
    flock 9 # Another checkout's run would change the same systems.
    for version in ${VERSIONS:-3.40 3.44}; do
        [ "$(recipe "$version")" = "$(cat "$systems/$version/etc/srce_pac" 2>/dev/null)" ] ||
            make_system "$version"
        [ "${1:-}" = --prepare ] || run_suite "$version" "$@"
    done
}

# The Debian release that a system is made of.
suite_of() {
    case $1 in
        3.40) echo bookworm ;;
        3.44) echo trixie ;;
        sid) echo sid ;;
        *) die "QGIS $1 is not in the matrix: VERSIONS takes 3.40, 3.44 and sid." ;;
    esac
}

# Where a release has its QGIS: in its backports, but for the one that all others come from.
source_of() {
    local suite
    suite=$(suite_of "$1")
    [ "$suite" = sid ] && echo sid || echo "$suite-backports"
}

# Some wheels are made for one Python only.
python_of() {
    case $(suite_of "$1") in
        bookworm) echo 3.11 ;;
        trixie) echo 3.13 ;;
        sid) echo 3.14 ;;
    esac
}

# What a finished system says it was made from; another recipe makes another system.
recipe() {
    echo "$(source_of "$1") $packages"
}

# pip inside a system would not know the machine's certificates.
download_wheels() {
    local version python pythons="" stamp=$build/wheels/made_from made_from
    for version in ${VERSIONS:-3.40 3.44}; do
        pythons+="$(python_of "$version") "
    done
    made_from="$pythons$(cat "$root/requirements-test.txt")"
    [ "$made_from" != "$(cat "$stamp" 2>/dev/null)" ] || return 0
    rm -rf "$build/wheels"
    for python in $pythons; do
        "$venv/bin/pip" download --quiet --disable-pip-version-check --only-binary :all: \
            --python-version "$python" --dest "$build/wheels" \
            --requirement "$root/requirements-test.txt"
    done
    echo "$made_from" >"$stamp"
}

make_system() {
    local version=$1 suite source mirror folder=$systems/$1 log=$build/matrix-$1.log
    local part=$folder.part
    suite=$(suite_of "$version")
    source=$(source_of "$version")
    mirror=$(debian_mirror)
    as_root rm -rf --one-file-system "$part"
    if [ "$(cut -d " " -f 1 "$folder/etc/srce_pac" 2>/dev/null)" = "$source" ]; then
        echo "Adding what the suite needs to the system with QGIS $version in $folder"
        as_root mv "$folder" "$part"
    else
        echo "Making a Debian $suite system with QGIS $version in $folder"
        as_root rm -rf --one-file-system "$folder"
    fi
    {
        { [ -d "$part" ] || bootstrap "$suite" "$part" "$mirror"; } &&
            configure_apt "$suite" "$source" "$part" "$mirror" &&
            forbid_cluster "$part" &&
            inside "$part" shared sh -euc "
                apt-get update || apt-get update
                apt-get install -t $source $packages ||
                    { apt-get update && apt-get install -t $source $packages; }
                apt-get clean
            " &&
            inside "$part" shared python3 -c "$check_version" "$version" &&
            recipe "$version" | as_root tee "$part/etc/srce_pac" &&
            as_root mv "$part" "$folder"
    } >"$log" 2>&1 </dev/null || {
        tail -n 20 "$log" >&2
        die "The system for QGIS $version could not be made: its last words are above, the rest" \
            "is in .build/matrix-$version.log."
    }
}

# Where this machine's own apt gets Debian from, so that nothing else has to be reachable.
debian_mirror() {
    local mirror=${DEBIAN_MIRROR:-}
    [ -n "$mirror" ] || mirror=$(known_mirror)
    if [ -z "$mirror" ]; then
        as_root apt-get update >/dev/null
        mirror=$(known_mirror)
    fi
    [ -n "$mirror" ] || die "apt knows no Debian repository here: name one in DEBIAN_MIRROR."
    echo "$mirror"
}

known_mirror() {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(LABEL) $(COMPONENT) $(REPO_URI)' 'Origin: Debian' |
        awk '$1 == "Debian" && $2 == "main" && !found { print $3; found = 1 }'
}

bootstrap() {
    local suite=$1 part=$2 mirror=$3 http_proxy=${http_proxy:-} https_proxy=${https_proxy:-}
    eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
    export http_proxy https_proxy
    inside / shared debootstrap --variant=minbase --include=ca-certificates \
        "$suite" "$part" "$mirror"
}

# The machine's ways to its mirror (proxies, certificates, clock) are the system's too.
configure_apt() {
    local suite=$1 source=$2 part=$3 mirror=$4 bundle=/etc/ssl/certs/ca-certificates.crt
    if [ -r "$bundle" ]; then
        as_root cp "$bundle" "$part/etc/apt/machine.crt"
    fi
    {
        printf '%s\n' 'APT::Install-Recommends "false";' 'APT::Get::Assume-Yes "true";' \
            'APT::Sandbox::User "root";' 'DPkg::Options { "--force-unsafe-io"; };'
        [ ! -r "$bundle" ] || echo 'Acquire::https::CaInfo "/etc/apt/machine.crt";'
        apt-config dump | grep -E '^Acquire::(https?::Proxy|Check-|Retries)' || true
    } | as_root tee "$part/etc/apt/apt.conf.d/90srce_pac"
    {
        printf 'deb %s %s main\n' "$mirror" "$suite"
        [ "$source" = "$suite" ] ||
            printf 'deb %s %s main\n' "$mirror" "$suite-updates" "$mirror" "$source"
    } | as_root tee "$part/etc/apt/sources.list"
}

# inside <folder> shared|own <command …>: run it with the folder as its root. Mounts and processes
# live in namespaces of their own, so nothing stays behind however the command ends. The suite gets
# a network of its own too: displays of two Xvfb, inside and outside, would claim the same socket.
inside() {
    local folder=$1 network=$2 own=()
    shift 2
    [ "$network" = shared ] || own=(--net)
    # shellcheck disable=SC2016
    as_root unshare --mount --pid --fork --kill-child "${own[@]}" sh -euc '
        folder=$1 network=$2
        shift 2
        if [ "$folder" != / ]; then
            # A root that is no mount point lets nobody inside make mounts of their own.
            mount --bind "$folder" "$folder"
            mount --rbind /sys "$folder/sys"
            mount --rbind /dev "$folder/dev"
        fi
        mount -t proc proc "$folder/proc"
        [ "$network" = shared ] || ip link set lo up
        exec chroot "$folder" "$@"
    ' sh "$folder" "$network" env --ignore-environment HOME=/root LANG=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" "$@"
}

check_version='
import sys
from qgis.core import Qgis

if sys.argv[1] not in ("sid", Qgis.version().rpartition(".")[0]):
    sys.exit(f"it holds QGIS {Qgis.version()}, not {sys.argv[1]}")
'

run_suite() {
    local version=$1 folder=$systems/$1
    shift
    echo "The suite on QGIS $version"
    as_root rm -rf --one-file-system "$folder/srv"
    as_root mkdir -p "$folder$checkout"
    tar -C "$root" --create --exclude=./.build --exclude=./.venv --exclude=./.git --exclude=./out \
        --exclude=./dist --exclude=./.qgis-settings --exclude=__pycache__ . |
        as_root tar -C "$folder$checkout" --extract --no-same-owner
    as_root cp -r "$build/wheels" "$folder/srv/wheels"
    if [ -d "$root/../shared" ]; then
        as_root cp -rH "$root/../shared" "$folder/srv/shared"
    fi
    local picked=(-m "not once")
    [ -z "${ONCE:-}" ] || picked=()
    inside "$folder" own env CI="${CI:-}" IN_MATRIX=1 PIP_NO_INDEX=1 PIP_FIND_LINKS=/srv/wheels \
        bash "$checkout/tools/test.sh" "${picked[@]}" "$@"
}

main "$@"
