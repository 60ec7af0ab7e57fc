#!/bin/bash
# Administration over HTTP (qnap.md 1.5, 7.1).
case $1 in
start | stop) /usr/libexec/lab/portal "$1" admin ;;
restart) /usr/libexec/lab/portal stop admin; /usr/libexec/lab/portal start admin ;;
*) echo "Usage: $0 {start|stop|restart}"; exit 1 ;;
esac
exit 0
