#!/usr/bin/env bash
# Serve sheets on loopback, from nothing and on the files of deploy/: nginx, PROCESSES processes of
# QGIS Server, PostGIS with the demonstration (or SOURCE=, a file or a folder), and the plain project
# of some communes (COMMUNES=). PORT= is that of the address; 0 takes a free one. Ctrl-C ends all of
# it and leaves nothing.
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

deploy=$root/deploy
run=
parts=()

main() {
    if [ "${1:-}" = keep ]; then
        keep "${@:2}"
    fi
    bash "$root/tools/setup.sh" serve >&2
    PATH=$PATH:/usr/sbin
    trap leave EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    run=$(mktemp -d -t srce_pac_serve_XXXXXX)
    # PostgreSQL has another user than root.
    chmod 711 "$run"
    read_settings
    mkdir -p "$PAC_TEMP" "$PAC_PRINT" "$run/cache"
    start_database
    write_project
    start_processes
    start_nginx
    wait_until "the service" curl --silent --fail --output /dev/null "$address/pac/health"
    {
        echo "folder: $run"
        echo "page:   $address/"
        echo "sheet:  $address/pac/commune/59294.pdf"
        echo "plain:  $address/print/59294.pdf"
        echo "Ctrl-C ends it."
    }
    wait -n "${parts[@]}" || true
    die "A part of it has ended: see its log."
}

# What pac.env says, where the environment does not say otherwise; the folders are this run's own.
read_settings() {
    local line name
    while read -r line; do
        name=${line%%=*}
        [[ $line != [A-Z]*=* ]] || export "$name=${!name-${line#*=}}"
    done <"$deploy/pac.env"
    PORT=${PORT:-8080}
    [ "$PORT" != 0 ] || PORT=$("$system_python" -c "$free_port")
    address=http://127.0.0.1:$PORT
    export PAC_LISTEN=127.0.0.1:$PORT PAC_SOCKET=$run/pac.sock PAC_TEMP=$run/nginx
    export PAC_WWW=$deploy/www PAC_PRINT=$run/print PAC_ACCESS_LOG=$run/access.log
    export SRCE_PAC_CONFIG=$run/pac.json PGSERVICEFILE=$run/pg_service.conf
    export PAC_OWNER_FILE=$run/pg_owner.conf
    export QGIS_PLUGINPATH=$build/plugins QGIS_OPTIONS_PATH=$run/options
    export QGIS_CUSTOM_CONFIG_PATH=$run/profile XDG_RUNTIME_DIR=$run/options
    mkdir -m 700 "$run/options"
    sed "s|/var/cache/srce-pac|$run/cache|" "$deploy/pac.json" >"$run/pac.json"
}

start_database() {
    local as_owner=() sockets=$run/postgres
    mkdir "$sockets"
    write_services "$sockets"
    if [ "$(id -u)" -eq 0 ]; then
        # PostgreSQL refuses to run as root.
        as_owner=(setpriv --reuid=postgres --regid=postgres --clear-groups)
        chown postgres: "$sockets" "$PGSERVICEFILE" "$PAC_OWNER_FILE"
    fi
    # A socket of this run's own and no port; nothing of it is to outlive a failure of the machine.
    start database "${as_owner[@]}" env PGDATA="$sockets/data" PAC_DB_SOCKETS="$sockets" \
        PAC_DB_OPTIONS="-c fsync=off -c full_page_writes=off" sh "$deploy/postgis/database.sh"
    wait_until "the database" psql --no-psqlrc --dbname=service=pac --command="SELECT 1"
    sh "$deploy/postgis/load.sh" "${SOURCE:-$root/data/demonstration}"
}

# write_services <folder of the socket>: logins with passwords of this run.
write_services() {
    local password file
    password=$("$system_python" -c 'import secrets; print(secrets.token_hex(8))')
    for file in "$PGSERVICEFILE" "$PAC_OWNER_FILE"; do
        (umask 077 && sed "s|^host=.*|host=$1|; s|change-me|$password|" "$deploy/${file##*/}" >"$file")
    done
}

write_project() {
    echo "Writing the plain project of ${COMMUNES:=59294 59350 59049} …" >&2
    (cd "$root" && PYTHONPATH=$build/plugins "$system_python" tools/publish_project.py \
        "$PAC_PRINT/atlas.qgz" "$COMMUNES") >"$run/project.log" 2>&1 ||
        die "The plain project cannot be written: $(tail -n 1 "$run/project.log")"
    "$system_python" "$deploy/print/pages.py" "$PAC_PRINT/atlas.qgz"
}

start_processes() {
    start qgis setpriv --pdeathsig TERM spawn-fcgi -n -s "$PAC_SOCKET" -M 0660 -b 256 \
        -- "$deploy/processes.sh"
}

start_nginx() {
    # Else its workers are those of another user, who may not read the checkout.
    [ "$(id -u)" -ne 0 ] || export PAC_NGINX="user root;"
    start nginx setpriv --pdeathsig TERM sh "$deploy/web.sh"
}

# start <name> <command …>: run it, and again whenever it ends, with its words in a log.
start() {
    setpriv --pdeathsig TERM bash "$root/tools/serve.sh" keep "${@:2}" \
        >>"$run/$1.log" 2>&1 </dev/null &
    parts+=($!)
}

keep() {
    local child
    trap 'kill -TERM "$child" 2>/dev/null; wait; exit 0' TERM
    while :; do
        "$@" &
        child=$!
        wait "$child" || echo "Ended ($?): it is started again."
        sleep 0.5
    done
}

# wait_until <what> <command …>
wait_until() {
    local end=$((SECONDS + 120))
    until "${@:2}" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] ||
            die "It is not there after two minutes ($1): $(tail -qn 2 "$run"/*.log)"
        sleep 0.1
    done
}

# The trap calls it.
# shellcheck disable=SC2329
leave() {
    trap '' INT TERM HUP
    [ ${#parts[@]} -eq 0 ] || kill -TERM "${parts[@]}" 2>/dev/null || true
    wait
    [ -z "$run" ] || rm -rf -- "$run"
}

free_port='
import socket

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    print(probe.getsockname()[1])
'

main "$@"
