#!/bin/sh
# Keep PROCESSES processes of QGIS Server on the listening socket that is standard input: whichever
# is free takes the next request, and one that ends is started again. The socket stays all the
# while, so that what comes meanwhile waits in it. Started by
#   spawn-fcgi -n -s SOCKET -M 0660 -- processes.sh
# Each process ends with this script, however that ends.
set -eu

program=${PAC_PROGRAM:-/usr/lib/cgi-bin/qgis_mapserv.fcgi}
children=

main() {
    exec 3<&0
    trap end TERM INT HUP
    if [ "${1:-}" = one ]; then
        keep_one
    fi
    sh "$(dirname -- "$0")/profile.sh"
    number=0
    while [ "$number" -lt "${PROCESSES:?}" ]; do
        setpriv --pdeathsig TERM sh "$0" one <&3 &
        children="$children $!"
        number=$((number + 1))
    done
    wait
}

keep_one() {
    while :; do
        began=$(date +%s)
        setpriv --pdeathsig KILL "$program" <&3 3<&- &
        children=$!
        wait "$children" || echo "A process of QGIS Server ended ($?); it is started again." >&2
        # What cannot start is not tried in a circle.
        [ $(($(date +%s) - began)) -ge 2 ] || sleep 1
    done
}

end() {
    trap '' TERM
    # shellcheck disable=SC2086
    kill -TERM $children 2>/dev/null || true
    wait
    exit 0
}

main "$@"
