#!/bin/sh
# Put the service on a Debian machine: install.sh ZIP [ROOT], as root. ZIP is the plugin's package
# (make package). Files that the office has changed in /etc/srce-pac stay as they are.
set -eu
# nginx and the service read what root installs.
umask 022

here=$(cd -- "$(dirname -- "$0")" && pwd)

main() {
    [ $# -ge 1 ] && [ -f "$1" ] || fail "Usage: install.sh dist/srce_pac-VERSION.zip [ROOT]"
    zip=$1 root=${2:-}
    share=$root/usr/share/srce-pac
    mkdir -p "$share/plugins" "$root/etc/srce-pac" "$root/srv/srce-pac/print" \
        "$root/etc/systemd/system" "$root/usr/lib/sysusers.d" "$root/etc/nginx/conf.d"
    rm -rf -- "$share/plugins/srce_pac" "$share/www"
    python3 -m zipfile -e "$zip" "$share/plugins"
    cp -R -- "$here/nginx" "$here/postgis" "$here/print" "$here/www" "$here"/*.sh \
        "$here/QGIS3.ini" "$share"
    cp -- "$here"/systemd/*.service "$here"/systemd/*.socket "$here"/systemd/*.timer \
        "$root/etc/systemd/system"
    cp -- "$here/systemd/srce-pac.sysusers" "$root/usr/lib/sysusers.d/srce-pac.conf"
    for file in pac.env pac.json pg_service.conf pg_owner.conf; do
        keep "$file"
    done
    if [ -z "$root" ]; then
        finish
    fi
}

keep() {
    [ -e "$root/etc/srce-pac/$1" ] || cp -- "$here/$1" "$root/etc/srce-pac/$1"
}

finish() {
    systemd-sysusers srce-pac.conf
    install -d -o srce-pac -g srce-pac -m 750 /var/cache/srce-pac
    chown root:srce-pac /etc/srce-pac/pg_service.conf
    chmod 640 /etc/srce-pac/pg_service.conf
    chmod 600 /etc/srce-pac/pg_owner.conf
    set -a
    # shellcheck source=deploy/pac.env
    . /etc/srce-pac/pac.env
    if [ -d /run/systemd/system ]; then
        sh "$share/fill.sh" "$share/nginx/srce-pac.conf" /etc/nginx/conf.d/srce-pac.conf
        systemctl daemon-reload
    fi
}

fail() {
    echo "$*" >&2
    exit 1
}

main "$@"
