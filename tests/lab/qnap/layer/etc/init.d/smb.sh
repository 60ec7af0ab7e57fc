#!/bin/bash
# SMB. Start writes `map to guest` in [global] anew, as the field reports say (qnap.md 1.4).
export PATH=/bin:/sbin:/usr/bin:/usr/sbin
conf=/etc/config/smb.conf

# QNAP's samba asks user_expiry about every login (qnap.md 2.1). Debian's does not: it reads a copy of smbpasswd in
# which the expired accounts are disabled. `smb passwd file` in smb.conf is overridden on the command line.
private_passwords() {
    local private=/var/lib/samba/private/smbpasswd
    mkdir -p /var/lib/samba/private
    (
        umask 077
        while IFS=: read -r name uid rest; do
            /sbin/user_expiry -C -A -u "$uid" || rest=${rest/\[U /[UD}
            printf '%s:%s:%s\n' "$name" "$uid" "$rest"
        done </etc/config/smbpasswd >$private
    )
}

start() {
    [ "$(/sbin/getcfg Samba Enable -u -d FALSE)" = TRUE ] || return 0
    /sbin/setcfg global "map to guest" "Bad User" -f $conf
    private_passwords
    /usr/libexec/lab/smbd "$conf"
}

case $1 in
start) start ;;
stop) /etc/lab/svc smbd stop ;;
restart) /etc/lab/svc smbd stop; start ;;
*) echo "Usage: $0 {start|stop|restart}"; exit 1 ;;
esac
exit 0
