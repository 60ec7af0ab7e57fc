# Every file that DSM generates from its state, and the configurations of the lab's real daemons, as calls of `put` for
# `apply`. Layouts of DSM's files: ../../../../../README.md.
include "accounts";

def put($mode; $path; $action): "put \($mode) \($path | @sh) \(. | @sh) \($action)";
def put($mode; $path): put($mode; $path; "");
def yes: if . then "yes" else "no" end;
def loud: if . then "YES" else "NO" end;
def lines: map(. + "\n") | add // "";
def dialect: ["NT1", "SMB2", "SMB2_10", "SMB3"][.];

# --- what DSM shows
def smb_conf:
  .state.smb | ["[global]", "\tworkgroup=\(.workgroup)", "\tsecurity=user", "\tlocal master=\(.enable_local_master_browser | yes)",
    "\tmax protocol=\(.smb_max_protocol | dialect)", "\tmin protocol=\(.smb_min_protocol | dialect)", "\trealm=*",
    "\tprinting=cups", "\tprintcap name=cups", "\tload printers=yes", "\tpassdb backend=smbpasswd",
    "\tinclude=/var/tmp/nginx/smb.netbios.aliases.conf"] | lines;
def smbinfo_conf:
  .state.smb | ["", "[global]", "\tsmb encrypt=\(["no", "auto", "force"][.smb_encrypt_transport])",
    "\twide links=\(.enable_widelink | yes)", "\tmsdfs root=\(.enable_msdfs | yes)"] | lines;
# In ACL mode the lists hold nothing but their sentinels, and `guest ok=yes` stands everywhere: neither says a thing.
def share_section:
  ["[\(.name)]", "\tpath=\(.path)", "\tcomment=\(.desc)", "\tbrowseable=\(.hidden | not | yes)", "\tguest ok=yes",
   "\tinvalid users=nobody,nobody", "\tvalid users=nobody,nobody", "\twrite list=nobody,nobody", "\tread list=nobody,nobody",
   "\tedit synoacl=yes", "\twin share=yes", "\tskip smb perm=yes", "\thide unreadable=\(.hide_unreadable | yes)", "\tenable recycle bin=\(.enable_recycle_bin | yes)",
   "\trecycle bin admin only=\(.recycle_bin_admin_only | yes)", "\tftp disable list=no", "\tftp disable modify=no", "\tftp disable download=no",
   "\tencryption=\(if .encryption > 0 then 1 else 0 end)", "\tautodecrypt=\(.enc_auto_mount | yes)"] | lines;
def share_map: "[\(.name)]\n\tpath=\(.path)\n\tdisplay name=\(.name)\n\tguest ok=yes\n";
def ddns_conf:
  "#If you want to change DDNS Name, remember to change upnpd.c\n#  , remember to consider updating problem.\n"
  + (.state.ddns | map(["[\(.id)]", "hostname=\(.hostname)", "passwd=\(.passwd)", "net=DEFAULT", "status=\(.status)", "ip=\(.ip)",
    "service=\(.enable)", "username=\(.username)", "enable_heartbeat=\(.heartbeat | yes)", "provider=\(.provider)",
    "ipv6=\(.ipv6)"] | lines) | add // "");
def router_conf: .state.router | to_entries | map("\(.key)=\(.value)") | lines;
def relay_conf:
  .state | {quickconnect: {enabled: .quickconnect.enabled}, serverID: .quickconnect.server_id,
    server_alias: {alias: .quickconnect.server_alias}, service: [.quickconnect_services[] | select(.enabled) | {id}]};
def misc_conf: {relay_tunnel: {relay_enabled: .state.quickconnect.relay_enabled}, upnp: {enabled: .state.quickconnect.upnp_enabled}};

# One key of a key="value" file: its line is replaced, or one is added at the end.
def set_key($key; $value):
  split("\n") | "\($key)=\"\($value)\"" as $line
  | if any(.[]; startswith($key + "=")) then map(if startswith($key + "=") then $line else . end)
    else .[:-1] + [$line, ""] end | join("\n");
def synoinfo($text):
  .state as $s
  | $text | set_key("ssh_port"; $s.terminal.ssh_port) | set_key("ftpport"; $s.ftp.portnum)
  | set_key("ftpanonymouslogin"; $s.ftp_security.anonymous | yes) | set_key("sftpPort"; $s.sftp.portnum)
  | if $s.autoblock.enable then set_key("autoblock_attempts"; $s.autoblock.attempts)
      | set_key("autoblock_attempt_min"; $s.autoblock.within_mins) else set_key("autoblock_attempts"; 0) end;

# A share's rights are the daemon's; SFTP off means that sshd knows no such subsystem.
def sshd_config($text):
  .state as $s
  | $text | split("\n")
  | map(if test("^#?Port ") then if $s.terminal.ssh_port == 22 then "#Port 22" else "Port \($s.terminal.ssh_port)" end
      elif test("^#?Subsystem +sftp") then (if $s.sftp.enable then "" else "#" end) + "Subsystem       sftp    internal-sftp -f DAEMON -u 000"
      else . end) | join("\n");

# --- what the lab's smbd and vsftpd run with
def guest_on: any(users[]; .name == "guest" and (.expired | not));
def smbd_conf:
  guest_on as $guest
  | .state.smb | ["[global]", "workgroup = \(.workgroup)", "server role = standalone", "passdb backend = smbpasswd:/var/lib/lab/synology/smbpasswd",
    "server min protocol = \(.smb_min_protocol | dialect)", "server max protocol = \(.smb_max_protocol | dialect)",
    "smb encrypt = \(["off", "if_required", "required"][.smb_encrypt_transport])",
    "server signing = \(if .enable_server_signing == 2 then "mandatory" else "auto" end)",
    "ntlm auth = \(if .enable_ntlmv1_auth then "ntlmv1-permitted" else "ntlmv2-only" end)",
    "access based share enum = \(.enable_access_based_share_enum // false | yes)",
    "guest account = guest", "map to guest = \(if $guest then "Bad User" else "Never" end)",
    "restrict anonymous = \(if $guest then 0 else 2 end)", "load printers = no", "printing = bsd", "printcap name = /dev/null",
    "disable spoolss = yes", "smb ports = 445 139", "log file = /var/log/samba/log.smbd", "max log size = 1000",
    "include = /var/lib/lab/synology/smbd.shares.conf"] | lines;
# Debian's smbd cannot carry every name DSM might: such a share stays in the vendor's answers only.
def servable: .name | test("[\"%<>|:*?/\\\\;\\[\\]]") | not;
# S-1-5-7 is the null session: it gets what the guest gets.
def list($guest): (["nobody"] + . + if $guest and index(["guest"]) then ["S-1-5-7"] else [] end) | join(", ");
def smbd_share($world; $guest):
  . as $share
  | [$world | users[].name as $n | {name: $n, right: effective($share; $n)}] as $all
  | [$all[] | select(.right | IN("ro", "rw")) | .name] as $readers
  | [$all[] | select(.right == "rw") | .name] as $writers
  | ["[\(.name)]", "path = \(.path)", "comment = \(.desc | gsub("%"; "%%"))", "browseable = \(.hidden | not | yes)",
     "read only = yes", "guest ok = \($guest and ($readers | index(["guest"])) != null | yes)",
     "valid users = \($readers | list($guest))", "write list = \($writers | list($guest))"] | lines;
def smbd_shares: . as $world | guest_on as $guest | .state.shares | map(select(servable) | smbd_share($world; $guest)) | add // "";
# DSM leaves the flags of a disabled account alone and looks elsewhere; Debian's smbd goes by the D flag.
def smbd_passwords($text):
  . as $world
  | [$world | users[] | select(.expired) | .name] as $off
  | $text | split("\n") | map(if (split(":")[0]) as $n | $off | index([$n]) then sub("\\[U "; "[UD") else . end) | join("\n");
# Everybody is `nobody` with an empty folder once logged in: vsftpd wants a home, and homes are off.
def vsftpd_conf:
  .state | ["listen=YES", "background=NO", "listen_port=\(.ftp.portnum)", "local_enable=YES", "write_enable=YES",
    "anonymous_enable=\(.ftp_security.anonymous | loud)", "anon_root=/var/lib/lab/synology/ftp", "local_root=/var/lib/lab/synology/ftp",
    "no_anon_password=NO", "ftp_username=nobody", "guest_enable=YES",
    "guest_username=nobody", "ftpd_banner=\(.hostname) FTP server ready.", "idle_session_timeout=\(.ftp.timeout)",
    "secure_chroot_dir=/run/vsftpd/empty", "pam_service_name=vsftpd", "nopriv_user=nobody", "seccomp_sandbox=NO",
    "ssl_enable=\(.ftp.enable_ftps | loud)", "force_local_logins_ssl=\(.ftp.enable_ftp | not | loud)",
    "force_local_data_ssl=\(.ftp.enable_ftp | not | loud)", "allow_anon_ssl=YES", "force_anon_logins_ssl=\(.ftp.enable_ftp | not | loud)",
    "force_anon_data_ssl=\(.ftp.enable_ftp | not | loud)", "require_ssl_reuse=NO",
    "rsa_cert_file=/usr/syno/etc/certificate/system/default/fullchain.pem",
    "rsa_private_key_file=/usr/syno/etc/certificate/system/default/privkey.pem"] | lines;

{state: $state[0], $passwd, $shadow, $group}
| (smb_conf | put("0644"; "/etc/samba/smb.conf")),
  (if .state.smbinfo then smbinfo_conf | put("0644"; "/etc/samba/smbinfo.conf") else empty end),
  (.state.shares | map(share_section) | add // "" | put("0644"; "/etc/samba/smb.share.conf")),
  (.state.shares | map(share_map) | add // "" | put("0644"; "/usr/syno/etc/share_right.map")),
  (ddns_conf | put("0644"; "/etc/ddns.conf")),
  (if .state.router then router_conf | put("0644"; "/etc/portforward/router.conf") else empty end),
  (relay_conf | tojson | put("0600"; "/usr/syno/etc/synorelayd/synorelayd.conf")),
  (misc_conf | tojson | put("0600"; "/usr/syno/etc/synorelayd/misc.conf")),
  (synoinfo($synoinfo) | put("0644"; "/etc/synoinfo.conf")),
  (sshd_config($sshd) | put("0644"; "/etc/ssh/sshd_config"; "sshd:reload")),
  (smbd_conf | put("0600"; "/var/lib/lab/synology/smbd.conf"; "smbd:restart")),
  (smbd_shares | put("0600"; "/var/lib/lab/synology/smbd.shares.conf"; "smbd:reload")),
  (smbd_passwords($smbpasswd) | put("0600"; "/var/lib/lab/synology/smbpasswd")),
  (vsftpd_conf | put("0600"; "/etc/vsftpd.conf"; "vsftpd:restart")),
  (.state | "smbd=\(.smb.enable_samba) vsftpd=\(.ftp.enable_ftp or .ftp.enable_ftps) sshd=\(.terminal.enable_ssh)")
