# Run as root on the lab's plain host: every kind of SMB, FTP and SSH server that outside.yml names, on ports of its own.
set -e
exec >/srv.log 2>&1
mkdir -p /srv/public /srv/ro /srv/fake /srv/private /srv/hidden /srv/ftp /run/vsftpd/empty /run/sshd /run/proftpd /var/log/samba
chmod 777 /srv/public /srv/private /srv/hidden
echo hello >/srv/public/readme.txt; cp /srv/public/readme.txt /srv/ro/; cp /srv/public/readme.txt /srv/ftp/
cat >>/etc/passwd <<'END'
alice:x:3001:100::/srv/ftp:/bin/sh
blankpw:x:3002:100::/srv/ftp:/bin/sh
nopw:x:3003:100::/srv/ftp:/bin/sh
offline:x:3004:100::/srv/ftp:/bin/sh
ftp:x:3021:100::/srv/ftp:/bin/false
END
# alice's password is Good-1 (SMB) and none that anybody knows elsewhere; nopw has none
printf 'nopw::19000:0:99999:7:::\nalice:$5$labsalt$x:19000:0:99999:7:::\nftp:!:19000::::::\n' >>/etc/shadow
printf '/bin/sh\n' >/etc/shells

smb() { # name port globals [shares]
  d=/srv/smb-$1; mkdir -p $d/private $d/lock $d/state $d/cache $d/pid $d/nc; c=$d/smb.conf
  printf "[global]\n smb ports=$2\n private dir=$d/private\n lock directory=$d/lock\n state directory=$d/state\n cache directory=$d/cache
 pid directory=$d/pid\n ncalrpc dir=$d/nc\n log file=$d/log\n log level=1 auth_audit:3\n max log size=0\n load printers=no
 disable spoolss=yes\n printing=bsd\n printcap name=/dev/null\n passdb backend=tdbsam\n unix password sync=no\n$3
[public]\n path=/srv/public\n guest ok=yes\n read only=no\n[roguest]\n path=/srv/ro\n guest ok=yes
[fakewrite]\n path=/srv/fake\n guest ok=yes\n read only=no\n[private]\n path=/srv/private\n read only=no
[hidden]\n path=/srv/hidden\n guest ok=yes\n read only=no\n browseable=no\n$4" >$c
  printf 'Good-1\nGood-1\n' | pdbedit -s $c -a -u alice -t
  printf '\n\n' | pdbedit -s $c -a -u blankpw -t
  printf 'x\nx\n' | pdbedit -s $c -a -u nopw -t; smbpasswd -c $c -n nopw
  printf 'Good-1\nGood-1\n' | pdbedit -s $c -a -u offline -t; smbpasswd -c $c -d offline
  smbd -D -s $c
}
many= i=0; while [ $i -lt 300 ]; do many="$many[sh$i-Röntgen]\n path=/srv/ro\n comment=Aufnahmen $i ü\n"; i=$((i + 1)); done
smb open 4451 " map to guest=bad user\n null passwords=yes\n"
smb hard 4452 " map to guest=never\n restrict anonymous=2\n server signing=mandatory\n smb encrypt=required\n server min protocol=SMB3\n"
smb nt1 4453 " map to guest=bad user\n null passwords=yes\n server min protocol=NT1\n"
smb badpw 4454 " map to guest=bad password\n restrict anonymous=1\n server signing=disabled\n server max protocol=SMB2_10\n"
smb sealed 4455 " map to guest=bad user\n smb encrypt=required\n server signing=mandatory\n"
smb signed 4456 " map to guest=bad user\n server signing=mandatory\n"
smb many 4457 " map to guest=bad user\n" "$many"

vsftp() { # name port settings
  printf "listen=YES\nbackground=YES\nlisten_port=$2\nlocal_enable=YES\nsecure_chroot_dir=/run/vsftpd/empty\npam_service_name=vsftpd
anon_root=/srv/ftp\nseccomp_sandbox=NO\nxferlog_enable=YES\nvsftpd_log_file=/srv/ftp-$1.log\n$3" >/srv/ftp-$1.conf
  vsftpd /srv/ftp-$1.conf
}
tls="ssl_enable=YES\nforce_local_logins_ssl=YES\nallow_anon_ssl=YES\nrsa_cert_file=/srv/cert.pem\nrsa_private_key_file=/srv/cert.pem\n"
vsftp anon 2101 "anonymous_enable=YES\n"
vsftp noanon 2102 "anonymous_enable=NO\n"
vsftp tls 2103 "anonymous_enable=NO\n$tls"
vsftp tlsanon 2104 "anonymous_enable=YES\nforce_anon_logins_ssl=YES\n$tls"
echo alice >/srv/userlist
vsftp userlist 2105 "anonymous_enable=NO\nuserlist_enable=YES\nuserlist_deny=NO\nuserlist_file=/srv/userlist\n"
vsftp anononly 2106 "anonymous_enable=YES\nlocal_enable=NO\n"

for port in 2201 2202; do
  [ $port = 2202 ] && empty=yes || empty=no
  printf "Port $port\nPidFile /run/sshd$port.pid\nHostKey /etc/ssh/ssh_host_ed25519_key\nUsePAM yes\nUseDNS no
PasswordAuthentication yes\nPermitEmptyPasswords $empty\nLogLevel VERBOSE\nMaxStartups 500\n" >/srv/sshd$port
  /usr/sbin/sshd -f /srv/sshd$port -E /srv/sshd$port.log
done
