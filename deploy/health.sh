#!/bin/sh
# Ask the service itself, past nginx, whether it can print: exit code 0 if so.
set -eu
export SCRIPT_NAME=/pac REQUEST_URI=/pac REQUEST_METHOD=GET SERVER_NAME=health SERVER_PORT=80
export QUERY_STRING='SERVICE=PAC&REQUEST=GetHealth'
answer=$(timeout 10 cgi-fcgi -bind -connect "${PAC_SOCKET:?}")
case $answer in
    *[Ss]tatus:\ [45]*) exit 1 ;;
    *'"status"'*) exit 0 ;;
    *) exit 1 ;;
esac
