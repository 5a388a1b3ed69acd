#!/bin/sh
# Load layers into the schema pac: load.sh FILE|FOLDER …, whatever GDAL reads (GeoPackage,
# Shapefile, FlatGeobuf …), each layer into a table of its name.
# The new tables are made beside those that are read meanwhile, and take their place in one step;
# where anything fails, nothing has changed. The earlier ones stay in the schema pac_old until the
# next time. The login is that of PAC_OWNER_FILE.
set -eu

export PGSERVICEFILE="${PAC_OWNER_FILE:-/etc/srce-pac/pg_owner.conf}"

main() {
    [ $# -gt 0 ] || fail "Usage: load.sh FILE|FOLDER …"
    exec 9<"$PGSERVICEFILE"
    flock --nonblock 9 || fail "Another load is under way: nothing has changed."
    sql 'SET client_min_messages = warning; DROP SCHEMA IF EXISTS pac_new CASCADE; CREATE SCHEMA pac_new'
    for each in "$@"; do
        if [ -d "$each" ]; then
            for file in "$each"/*.gpkg "$each"/*.fgb "$each"/*.shp "$each"/*.geojson; do
                [ ! -f "$file" ] || load "$file"
            done
        else
            load "$each"
        fi
    done
    [ "$(sql "SELECT count(*) FROM geometry_columns WHERE f_table_schema = 'pac_new'")" -gt 0 ] ||
        fail "No layer was found in $*: nothing has changed."
    # Without it, extents and plans are guesses until PostgreSQL comes by itself.
    sql 'SET client_min_messages = error; ANALYZE'
    sql "
        SET client_min_messages = warning;
        DROP SCHEMA IF EXISTS pac_old CASCADE;
        CREATE SCHEMA IF NOT EXISTS pac;
        BEGIN;
        ALTER SCHEMA pac RENAME TO pac_old;
        ALTER SCHEMA pac_new RENAME TO pac;
        COMMENT ON SCHEMA pac IS 'loaded $(date -u +%Y-%m-%dT%H:%M:%S+00:00)';
        GRANT USAGE ON SCHEMA pac TO pac_reader;
        GRANT SELECT ON ALL TABLES IN SCHEMA pac TO pac_reader;
        COMMIT;"
}

load() {
    ogr2ogr -f PostgreSQL "PG:service=pac_owner" "$1" --config PG_USE_COPY YES \
        -lco SCHEMA=pac_new -lco LAUNDER=NO -lco GEOMETRY_NAME=geom -lco FID=gid \
        -nlt PROMOTE_TO_MULTI || fail "$1 cannot be loaded: nothing has changed."
}

sql() {
    psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 \
        --dbname=service=pac_owner --command="$1"
}

fail() {
    echo "$*" >&2
    exit 1
}

main "$@"
