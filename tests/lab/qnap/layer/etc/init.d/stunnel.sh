#!/bin/bash
# Administration over HTTPS and its certificate (qnap.md 1.5, 7.1).
case $1 in
start | stop) /usr/libexec/lab/portal "$1" tls ;;
restart) /usr/libexec/lab/portal stop tls; /usr/libexec/lab/portal start tls ;;
*) echo "Usage: $0 {start|stop|restart}"; exit 1 ;;
esac
exit 0
