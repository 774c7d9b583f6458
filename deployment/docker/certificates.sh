#!/bin/sh
# Makes what docker-compose.tls.yml needs in the folder tls beside this script: an authority of our own, when there is none
# yet, and a certificate with its key for each server. Again when they run out, after a year; then restart the servers.
#
#   sudo ./certificates.sh [HOST...]
#
# HOST: names by which the servers are reached, besides localhost and those within docker compose. As root, since a key
# belongs to the user that its server runs as. Needs openssl.
set -eu
umask 077

cd "$(dirname -- "$0")"
mkdir -p tls
cd tls
chmod 755 .
if [ "$(id -u)" != 0 ]; then
    echo "certificates.sh: run it as root, so that the servers can read their keys" >&2
    exit 1
fi

if [ ! -f ca.key ]; then
    openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 3650 -subj "/CN=esab-data authority" \
        -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" \
        -keyout ca.key -out ca.crt
    chmod 644 ca.crt
fi

# SERVER USER-ID HOST...
certificate() {
    server=$1
    user=$2
    shift 2
    names="DNS:$server,DNS:localhost,IP:127.0.0.1"
    for host; do
        case $host in
            *[!0-9.]*) names="$names,DNS:$host" ;;
            *) names="$names,IP:$host" ;;
        esac
    done
    mkdir -p "$server"
    printf '%s\n' "subjectAltName=$names" "basicConstraints=critical,CA:FALSE" \
        "keyUsage=critical,digitalSignature,keyEncipherment" "extendedKeyUsage=serverAuth" >"$server/extensions"
    openssl req -new -newkey rsa:3072 -nodes -sha256 -subj "/CN=$server" -keyout "$server/server.key" \
        -out "$server/request"
    openssl x509 -req -in "$server/request" -sha256 -days 397 -CA ca.crt -CAkey ca.key -CAcreateserial \
        -extfile "$server/extensions" -out "$server/server.crt"
    rm "$server/request" "$server/extensions"
    cp ca.crt "$server/ca.crt"
    chmod 755 "$server"
    chmod 644 "$server/server.crt" "$server/ca.crt"
    chown "$user" "$server/server.key"
    chmod 600 "$server/server.key"
}

# the users of the images
certificate neo4j 7474 "$@"
certificate postgres 999 "$@"
certificate redis 999 "$@"
echo "tls/ca.crt is what clients trust; keep tls/ca.key in a safe place, away from the servers"
