#!/bin/sh
# Run PostgreSQL for the service, in PGDATA; where there is nothing yet, make the cluster, the two
# roles with the passwords that PAC_OWNER_FILE and PGSERVICEFILE have, and the empty database.
# PAC_DB_LISTEN is where it listens besides the socket in PAC_DB_SOCKETS; empty: nowhere.
set -eu

here=$(cd -- "$(dirname -- "$0")" && pwd)
programs=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
sockets=${PAC_DB_SOCKETS:-/tmp}

main() {
    [ -s "${PGDATA:?}/PG_VERSION" ] || make_cluster
    # shellcheck disable=SC2086
    exec setpriv --pdeathsig INT "$programs/postgres" -c unix_socket_directories="$sockets" \
        -c listen_addresses="${PAC_DB_LISTEN:-}" ${PAC_DB_OPTIONS:-}
}

# Nobody else meets it before it is whole: meanwhile its socket is in its own folder.
make_cluster() {
    "$programs/initdb" --username="$(id -un)" --encoding=UTF8 --locale=C.UTF-8 --no-sync
    printf '%s\n' "local all $(id -un) peer" 'local all all scram-sha-256' \
        'host all all all scram-sha-256' >"$PGDATA/pg_hba.conf"
    "$programs/pg_ctl" start --wait --silent --log="$PGDATA/first.log" \
        -o "-c listen_addresses= -c unix_socket_directories=$PGDATA"
    psql --no-psqlrc --quiet --host="$PGDATA" --dbname=postgres \
        --set=owner_password="$(password "${PAC_OWNER_FILE:?}")" --set=reader_password="$(password "${PGSERVICEFILE:?}")" \
        --file="$here/create.sql"
    "$programs/pg_ctl" stop --wait --silent --mode=fast
}

# password <file of a login>
password() {
    sed -n 's/^password=//p' "$1"
}

main
