#!/bin/sh
# Puts a backup back: restore.sh [ARGUMENT...], the arguments of esab-data.jar restore. Lists the backups without any.
set -eu
if [ $# -eq 0 ]; then
    exec "$(dirname -- "$0")/esab-data.sh" backups
fi
exec "$(dirname -- "$0")/esab-data.sh" restore "$@"
