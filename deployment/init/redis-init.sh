#!/bin/sh
# Gives a Redis that runs already the settings that the library wants, and says which of them it refuses:
# redis-init.sh [ARGUMENT...], the arguments of esab-data.jar init. With docker compose the server starts with them.
set -eu
exec "$(dirname -- "$0")/../esab-data.sh" init --only sessions "$@"
