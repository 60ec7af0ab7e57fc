#!/bin/bash
# The users' web server (qnap.md 1.5, 7.1).
case $1 in
start | stop) /usr/libexec/lab/portal "$1" web ;;
restart) /usr/libexec/lab/portal stop web; /usr/libexec/lab/portal start web ;;
*) echo "Usage: $0 {start|stop|restart}"; exit 1 ;;
esac
exit 0
