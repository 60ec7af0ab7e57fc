#!/bin/bash
# SMB. Start writes `map to guest` in [global] anew, as the field reports say (qnap.md 1.4).
export PATH=/bin:/sbin:/usr/bin:/usr/sbin
conf=/etc/config/smb.conf

start() {
    [ "$(/sbin/getcfg Samba Enable -u -d FALSE)" = TRUE ] || return 0
    /sbin/setcfg global "map to guest" "Bad User" -f $conf
    /usr/libexec/lab/smbd "$conf"
}

case $1 in
start) start ;;
stop) /etc/lab/svc smbd stop ;;
restart) /etc/lab/svc smbd stop; start ;;
*) echo "Usage: $0 {start|stop|restart}"; exit 1 ;;
esac
exit 0
