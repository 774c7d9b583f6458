#!/bin/sh
# The library's command line, on the stores that docker/.env tells of: esab-data.sh COMMAND [ARGUMENT...], such as
# esab-data.sh health. Variables that are set already win over the file. Ends as the command does.
#
# ESAB_DATA_ENV_FILE: another file than docker/.env.
# ESAB_DATA_JAR: the jar, if it is neither beside this script nor where the build leaves it.
# ESAB_DATA_ROLE=backup: sign in as esab_backup, where a store knows roles.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

fail() {
    echo "esab-data.sh: $1" >&2
    exit 1
}

settings=${ESAB_DATA_ENV_FILE:-$here/docker/.env}
if [ -f "$settings" ]; then
    ours=' '
    while IFS= read -r line || [ -n "$line" ]; do
        name=${line%%=*}
        case $line in
            '' | '#'*) continue ;;
            *=*) ;;
            *) fail "$settings: a line without =" ;;
        esac
        case $name in
            '' | [0-9]* | *[!A-Z0-9_]*) fail "$settings: not the name of a variable: $name" ;;
        esac
        eval "known=\${$name+known}"
        case $ours in
            *" $name "*) known='' ;;
        esac
        if [ -z "$known" ]; then
            export "$name=${line#*=}"
            ours="$ours$name "
        fi
    done <"$settings"
elif [ -n "${ESAB_DATA_ENV_FILE:-}" ]; then
    fail "no file $settings"
fi

case ${ESAB_DATA_ROLE:-} in
    '') ;;
    backup)
        if [ -n "${POSTGRES_BACKUP_PASSWORD:-}" ]; then
            export POSTGRES_USER=esab_backup POSTGRES_PASSWORD="$POSTGRES_BACKUP_PASSWORD"
        fi
        if [ -n "${REDIS_BACKUP_PASSWORD:-}" ]; then
            export REDIS_USERNAME=esab_backup REDIS_PASSWORD="$REDIS_BACKUP_PASSWORD"
        fi
        ;;
    *) fail "ESAB_DATA_ROLE is $ESAB_DATA_ROLE: only backup is known" ;;
esac

for jar in "${ESAB_DATA_JAR:-$here/esab-data.jar}" "$here/../esab-data-operations/target/esab-data.jar"; do
    if [ -f "$jar" ]; then
        exec java -jar "$jar" "$@"
    fi
    [ -z "${ESAB_DATA_JAR:-}" ] || fail "no file $ESAB_DATA_JAR"
done
fail "no esab-data.jar: build it with mvn -q -ntp -pl esab-data-operations -am -DskipTests package"
