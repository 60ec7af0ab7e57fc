#!/bin/bash
# SSH, as quoted in qnap.md 2.3. `stop` and `restart` end every session, also the one they were called from.
export PATH=/bin:/sbin:/usr/bin:/usr/sbin

start() {
    mkdir -p -m 0755 /run/sshd
    chmod 0400 /etc/config/shadow*
    /sbin/mksshdconf
    [ "$(/sbin/getcfg LOGIN "SSH Enable" -u -d FALSE)" = FALSE ] && return
    # SetEnv: QTS gives a command the bare PATH (qnap.md 2.5), Debian's sshd a longer one.
    /usr/sbin/sshd -f /etc/config/ssh/sshd_config -p "$(/sbin/getcfg LOGIN "SSH Port" -d 22)" -o SetEnv=PATH=$PATH 2>/dev/null
}

stop() {
    killall -q sshd
    for _ in 1 2 3 4; do
        pidof sshd >/dev/null || return 0
        usleep 50000
    done
    killall -q -9 sshd
}

case $1 in
start) start ;;
stop) stop ;;
restart) stop; start ;;
*) echo "Usage: $0 {start|stop|restart}"; exit 1 ;;
esac
exit 0
