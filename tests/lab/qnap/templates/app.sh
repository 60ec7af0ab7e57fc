#!/bin/bash
# start|stop|restart of one app; its daemon only runs.
name=$(basename "$0" .sh) folder=$(dirname "$0")
pidfile=/run/qpkg.$name.pid
alive() { [ -s "$pidfile" ] && kill -0 "$(cat "$pidfile")" 2>/dev/null; }
start() { alive || { setsid "$folder/${name}d" </dev/null >/dev/null 2>&1 & echo $! >"$pidfile"; }; }
stop() {
    alive && kill "$(cat "$pidfile")"
    while alive; do usleep 20000; done
    rm -f "$pidfile"
}
case $1 in
start) start ;;
stop) stop ;;
restart) stop; start ;;
*) echo "Usage: $0 {start|stop|restart}"; exit 1 ;;
esac
exit 0
