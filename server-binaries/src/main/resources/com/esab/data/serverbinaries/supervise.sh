# Runs a server that must not outlive the JVM that started it.
# $1: folder of the server, removed when the JVM is gone; $2: signal that ends the server then; the rest: its command.
# Standard input is a pipe from the JVM and ends with it, whatever ends the JVM. The first line of output is the server's pid.
folder=$1
signal=$2
shift 2
exec 3<&0
"$@" 3<&- </dev/null >>"$folder/log" 2>&1 &
server=$!
echo $server
(
    while read -r line; do :; done
    : >"$folder/orphaned"
    # a frozen server and its children must run to take notice
    kill -CONT $server $(cat /proc/$server/task/$server/children)
    kill -"$signal" $server
    tries=0
    while [ $tries -lt 50 ] && kill -0 $server; do
        tries=$((tries + 1))
        sleep 0.1
    done
    kill -KILL $server
) <&3 >/dev/null 2>&1 &
watch=$!
exec 3<&- >/dev/null 2>&1
wait $server
status=$?
kill $watch
if [ -e "$folder/orphaned" ]; then
    rm -rf "$folder"
fi
exit $status
