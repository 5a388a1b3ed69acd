#!/bin/sh
# Start nginx on what this folder says, with the values of the environment.
set -eu
here=$(dirname -- "$0")
mkdir -p "${PAC_TEMP:?}"
sh "$here/fill.sh" "$here/nginx/nginx.conf" "$PAC_TEMP/nginx.conf"
sh "$here/fill.sh" "$here/nginx/srce-pac.conf" "$PAC_TEMP/srce-pac.conf"
# What it says before it has read where to say it goes to stderr, too.
exec nginx -e stderr -c "$PAC_TEMP/nginx.conf" -g "daemon off; ${PAC_NGINX:-}"
