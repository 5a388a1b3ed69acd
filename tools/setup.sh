#!/usr/bin/env bash
# Install what one task needs and the machine lacks:
# setup.sh demo|serve|lint|test|geostyler|assets|matrix|site
# With "packages" it only lists all that the suite needs, as Debian calls it.
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

wanted=()
only_list=

main() {
    local task=${1:-}
    case $task in
        demo) find_demo_packages ;;
        serve) find_demo_packages && find_serve_packages ;;
        lint | site) find_lint_packages ;;
        test)
            find_demo_packages && find_lint_packages && find_test_packages
            # The systems of the matrix are made without.
            [ -n "${IN_MATRIX:-}" ] || find_many_packages
            ;;
        geostyler) find_geostyler_packages ;;
        assets) find_demo_packages && find_asset_packages ;;
        matrix) find_lint_packages && find_matrix_packages ;;
        packages)
            only_list=yes
            find_demo_packages && find_lint_packages && find_test_packages
            echo "${wanted[*]}"
            return
            ;;
        *) die "Usage: tools/setup.sh demo|serve|lint|test|geostyler|assets|matrix|site" ;;
    esac
    if [ ${#wanted[@]} -gt 0 ]; then
        install_packages "${wanted[@]}"
    fi
    case $task in
        lint) install_requirements requirements-test.txt requirements-lint.txt ;;
        site) install_requirements requirements-site.txt ;;
        test | matrix)
            install_requirements requirements-test.txt
            [ -n "${IN_MATRIX:-}" ] || install_requirements requirements-site.txt
            ;;
    esac
    [ "$task" != geostyler ] || install_geostyler
    link_plugin
}

find_demo_packages() {
    need qgis have qgis_process
    need python3-qgis has_module qgis
    need poppler-utils have pdftoppm
    need fonts-liberation has_font "Liberation Sans"
}

find_lint_packages() {
    need python3-venv has_module ensurepip
}

find_test_packages() {
    need xvfb have xvfb-run
    need xauth have xauth
    need xdotool have xdotool
    # Draws an SVG as others than Qt do.
    need librsvg2-bin have rsvg-convert
    # Reads a PDF more strictly than viewers do.
    need qpdf have qpdf
    # The services that offices keep their data on, as real peers.
    find_data_packages
    need mapserver-bin have mapserv
}

# What deploy/ runs on.
find_serve_packages() {
    find_data_packages
    find_web_packages
}

find_data_packages() {
    need postgresql-postgis has_postgis
    need gdal-bin have ogr2ogr
    need qgis-server have qgis_mapserver
}

find_web_packages() {
    need nginx-light test -x /usr/sbin/nginx
    need spawn-fcgi have spawn-fcgi
    need libfcgi-bin have cgi-fcgi
    need curl have curl
}

# What serves, a browser, and what offices share work among machines with: no release of QGIS
# changes these.
find_many_packages() {
    find_web_packages
    need chromium have chromium
    need parallel have parallel
    need slurm-wlm have sbatch
}

# GeoStyler reads SLD in one test, and needs npm: apart, for those who want that.
find_geostyler_packages() {
    need nodejs have node
    need npm have npm
}

find_asset_packages() {
    need qttools5-dev-tools have lrelease
}

find_matrix_packages() {
    need debootstrap test -x /usr/sbin/debootstrap
    need iproute2 have ip
}

# need <package> <check …>: the checks ask for the thing, not for the package, so that a QGIS that
# came some other way is left alone.
need() {
    local package=$1
    shift
    [ -z "$only_list" ] && "$@" || wanted+=("$package")
}

has_module() {
    "$system_python" -c \
        "import importlib.util, sys; sys.exit(importlib.util.find_spec('$1') is None)" 2>/dev/null
}

has_font() {
    have fc-list && [ -n "$(fc-list "$1")" ]
}

has_postgis() {
    compgen -G "/usr/share/postgresql/*/extension/postgis.control" >/dev/null
}

install_packages() {
    have apt-get || die "This system has no apt: install yourself what Debian calls $* (QGIS 3.22" \
        "or later), then run this again."
    require_root "to install $*"
    local log=$build/apt.log
    mkdir -p "$build"
    echo "Installing $* …"
    case " $* " in *" postgresql-postgis "*)
        trap 'as_root rm -f /etc/postgresql-common/createcluster.d/srce_pac.conf' EXIT
        forbid_cluster
        ;;
    esac
    if ! { apt_size "$@" || { apt_get update >"$log" 2>&1 && apt_size "$@"; }; }; then
        tail -n 20 "$log" >&2
        die "apt does not know all of $*: its last words are above."
    fi
    if ! apt_get -o APT::Status-Fd=1 install "$@" 2>&1 | tee "$log" | apt_progress; then
        tail -n 20 "$log" >&2
        die "apt could not install $*: its last words are above, the rest is in .build/apt.log."
    fi
    # Debian's nginx starts by itself; the tests bring their own.
    case " $* " in *" nginx-light "*)
        ! have systemctl || as_root systemctl disable --now nginx >/dev/null 2>&1 || true
        ;;
    esac
}

# What apt would fetch and unpack, in its own words.
apt_size() {
    local plan
    plan=$(LC_ALL=C apt-get --assume-no --no-install-recommends install "$@" 2>/dev/null |
        grep -E '^(Need to get|After this operation)') || return 1
    sed -E 's/^Need to get (.*) of archives\.$/  \1 to fetch,/; s/^After this operation, (.*)\.$/  \1./' \
        <<<"$plan"
}

# Of apt's lines "dlstatus:…:percent:…" and "pmstatus:…:percent:…", a line every twenty percent.
apt_progress() {
    awk -F: '
        /^(dl|pm)status:/ {
            if ($1 != kind) { kind = $1; told = 0 }
            if ($3 >= told + 20) {
                told = int($3 / 20) * 20
                print (kind == "dlstatus" ? "  fetched " : "  installed ") told " %"
                fflush()
            }
        }'
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get --yes --no-install-recommends "$@" </dev/null
}

# One stamp for each file of requirements: the second run installs nothing and needs no network.
install_requirements() {
    local file stamp sum
    [ -x "$venv/bin/pip" ] || "$system_python" -m venv --system-site-packages "$venv"
    for file in "$@"; do
        stamp=$venv/$file.sha256
        sum=$(sha256sum <"$root/$file")
        if [ "$sum" != "$(cat "$stamp" 2>/dev/null)" ]; then
            "$venv/bin/pip" install --quiet --disable-pip-version-check \
                --requirement "$root/$file" ||
                die "pip could not install what $file lists: see its words above."
            echo "$sum" >"$stamp"
        fi
    done
}

install_geostyler() {
    local from=$root/tests/support/geostyler to=$build/geostyler
    mkdir -p "$to"
    if ! cmp -s "$from/package-lock.json" "$to/node_modules/.lock"; then
        cp "$from"/* "$to"
        npm ci --prefix "$to" --silent --no-audit --no-fund ||
            die "npm could not install GeoStyler: see its words above."
        cp "$from/package-lock.json" "$to/node_modules/.lock"
    fi
    cp "$from/read.js" "$to"
}

main "$@"
