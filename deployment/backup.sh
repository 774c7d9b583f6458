#!/bin/sh
# Takes a backup of the three stores: backup.sh [ARGUMENT...], the arguments of esab-data.jar backup.
set -eu
ESAB_DATA_ROLE=backup exec "$(dirname -- "$0")/esab-data.sh" backup "$@"
