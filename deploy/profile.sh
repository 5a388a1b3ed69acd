#!/bin/sh
# Make the folder of QGIS's settings for processes that have none: the connection to PostGIS.
set -eu
umask 077
mkdir -p "${QGIS_OPTIONS_PATH:?}/QGIS" "${QGIS_CUSTOM_CONFIG_PATH:?}"
cp -- "$(dirname -- "$0")/QGIS3.ini" "$QGIS_OPTIONS_PATH/QGIS/QGIS3.ini"
