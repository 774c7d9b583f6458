#!/bin/sh
# Starts Redis, or Valkey, with the users of users.acl. Their passwords are in the environment; what the server gets, on disk
# and as arguments, are hashes.
set -eu

folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
users=/tmp/users.acl
product=valkey
command -v valkey-server >/dev/null || product=redis

hash_of() {
    printf '%s' "$1" | sha256sum | cut -d ' ' -f 1
}

umask 077
sed -f - "$folder/users.acl" >"$users" <<END
/^#/d
s/@REDIS_PASSWORD@/$(hash_of "$REDIS_PASSWORD")/
s/@REDIS_APP_PASSWORD@/$(hash_of "$REDIS_APP_PASSWORD")/
s/@REDIS_BACKUP_PASSWORD@/$(hash_of "$REDIS_BACKUP_PASSWORD")/
END
[ "$(id -u)" != 0 ] || chown "$product" "$users"
unset REDIS_PASSWORD REDIS_APP_PASSWORD REDIS_BACKUP_PASSWORD

exec docker-entrypoint.sh "$product-server" "$folder/redis.conf" --aclfile "$users" "$@"
