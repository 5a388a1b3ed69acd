#!/bin/sh
# Put the values of environment variables into a file: fill.sh FILE FILLED. Only ${CAPITALS} are
# filled in. Where one is not set, that is said and an earlier FILLED stays as it was.
set -eu

# What the processes can keep within PAC_SECONDS, and half of it for one address.
[ -z "${PROCESSES:-}" ] || : "${PAC_QUEUE:=$((16 * PROCESSES))}"
[ -z "${PAC_QUEUE:-}" ] || : "${PAC_CLIENT_QUEUE:=$(((PAC_QUEUE + 1) / 2))}"
export PAC_QUEUE PAC_CLIENT_QUEUE

new=$2.new
trap 'rm -f -- "$new"' EXIT
awk '
    {
        line = ""
        while (match($0, /\$\{[A-Z][A-Z_]*\}/)) {
            name = substr($0, RSTART + 2, RLENGTH - 3)
            if (!(name in ENVIRON)) {
                print FILENAME ":" FNR ": " name " is not set: add it to pac.env" >"/dev/stderr"
                exit 1
            }
            line = line substr($0, 1, RSTART - 1) ENVIRON[name]
            $0 = substr($0, RSTART + RLENGTH)
        }
        print line $0
    }' "$1" >"$new"
mv -- "$new" "$2"
