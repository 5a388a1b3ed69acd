#!/bin/sh
# Put the values of environment variables into a file: fill.sh FILE > FILLED. Only ${CAPITALS} are
# filled in; one that is not set is refused.
set -eu
exec awk '
    {
        line = ""
        while (match($0, /\$\{[A-Z][A-Z_]*\}/)) {
            name = substr($0, RSTART + 2, RLENGTH - 3)
            if (!(name in ENVIRON)) {
                print FILENAME ":" FNR ": " name " is not set" >"/dev/stderr"
                exit 1
            }
            line = line substr($0, 1, RSTART - 1) ENVIRON[name]
            $0 = substr($0, RSTART + RLENGTH)
        }
        print line $0
    }' "$1"
