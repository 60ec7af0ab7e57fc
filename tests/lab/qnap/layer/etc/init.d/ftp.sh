#!/bin/bash
# FTP: ProFTPD, its configuration made anew from uLinux.conf [FTP] and the share rights in smb.conf (qnap.md 1.4, 6.3).
export PATH=/bin:/sbin:/usr/bin:/usr/sbin

start() {
    [ "$(/sbin/getcfg FTP Enable -u -d FALSE)" = TRUE ] || return 0
    /usr/libexec/lab/proftpd
}

case $1 in
start) start ;;
stop) /etc/lab/svc proftpd stop ;;
restart) /etc/lab/svc proftpd stop; start ;;
*) echo "Usage: $0 {start|stop|restart}"; exit 1 ;;
esac
exit 0
