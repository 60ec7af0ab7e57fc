# The web API behind synowebapi. `request` takes a world (accounts.jq) and one {api, method, version, param}, and gives
# {world, body}: the world afterwards and the answer ({data} or {error}, {} for a plain success), without its envelope.
include "accounts";
include "reads";

def say($body): {world: ., body: $body};
def data($data): say({data: $data});
def refuse($code): say({error: {code: $code}});
def done: say({});
def seven: .state.dsm.major >= 7;

# The old object with the values of `param` laid over it; null where a value has the wrong type.
def overlaid($param):
  reduce keys[] as $k (.; if . == null or ($param | has($k) | not) then .
    elif (.[$k] | type) == ($param[$k] | type) then .[$k] = $param[$k] else null end);
def put_object($key; $param; $must; $missing):
  (.state[$key] | overlaid($param)) as $new
  | if any($must[]; . as $k | $param | has($k) | not) then refuse($missing)
    elif $new == null then refuse(3103)
    else .state[$key] = $new | done end;
def page($list; $param): $list[($param.offset // 0):] | if ($param.limit // -1) > 0 then .[:$param.limit] else . end;

# --- shares
def share_row($param):
  {name, vol_path: (if .usb then "/volumeUSB1" else "/volume1" end), desc, uuid, is_usb_share: .usb, enc_auto_mount: .enc_auto_mount}
  + ({hidden, encryption, is_aclmode: true, unite_permission: false, is_support_acl: true, enable_recycle_bin, recycle_bin_admin_only,
      hide_unreadable, support_snapshot: true, enable_share_cow: true}
     | with_entries(select(.key as $k | ($param.additional // []) | index([$k]))))
  | with_entries(select(.value != null));
def share_list($param):
  (.state.shares | sort_by(.name) | map(share_row($param))) as $rows
  | data({shares: page($rows; $param), total: ($rows | length)});

def permission_row($share; $name; $who; $admin; $group):
  own($share; $who) as $right
  | {$name, is_admin: $admin, is_custom: false, is_deny: ($right == "na"), is_readonly: ($right == "ro"),
     is_writable: ($right == "rw" and ($admin | not))}
  + if seven then {is_mask: false, inherit: (if $group then "-" else inherited($share; $name) end)} else {} end;
def permission_rows($share; $type):
  . as $world
  | if $type == "local_user" then [users[].name as $n | $world | permission_row($share; $n; $n; is_admin($n); false)]
    elif $type == "local_group" then
      [groups[].name as $n | $world | permission_row($share; $n; "@" + $n; $n == "administrators" and (seven | not); true)]
    else [permission_row($share; "ftp"; "ftp"; false; true)] end;
def permission_list($param):
  share($param.name) as $share
  | if ($param.name and $param.user_group_type) | not then refuse(114)
    elif $share == null then refuse(402)
    else permission_rows($share; $param.user_group_type) as $rows
      | data({items: page($rows; $param), total: ($rows | length)}) end;

# Names that are no account of the type are skipped without a word.
def right: if .is_deny then "na" elif .is_writable then "rw" elif .is_readonly then "ro" else "-" end;
def permission_set($param):
  share($param.name) as $share
  | {local_user: [users[].name], local_group: [groups[].name], system: ["ftp"]}[$param.user_group_type // ""] as $names
  | if ($param | has("name") and has("user_group_type") and has("permissions")) | not then refuse(114)
    elif $share == null then refuse(402)
    elif $names == null or ($param.permissions | type) != "array" then refuse(3103)
    elif any($param.permissions[] | .is_deny, .is_readonly, .is_writable | select(. != null); type != "boolean") then refuse(3103)
    else reduce ($param.permissions[] | select(.name as $n | $names | index([$n]))) as $row
        (.; set_right($share; (if $param.user_group_type == "local_group" then "@" else "" end) + $row.name; $row | right))
      | done end;

# --- accounts
def user_row($world; $additional):
  {name} + ({description, email: ($world.state.mail[.name] // ""), expired: (if .expired then "now" else "normal" end),
    passwd_never_expire: true}
    + (if $world | seven then {cannot_chg_passwd: false, "2fa_status": ((.name as $n | $world.state.enrolled | index([$n])) != null)} else {} end)
    | with_entries(select(.key as $k | $additional | index([$k]))));
def user_list($param):
  . as $world
  | (users | map(user_row($world; $param.additional // []))) as $rows
  | data({offset: ($param.offset // 0), total: ($rows | length), users: page($rows; $param)});
def user_names($param): $param.name | if type == "array" then . else [.] end;
# A token of `additional` that it does not know makes `get` fail, though `list` minds none.
def user_get($param):
  . as $world
  | (user_names($param) | map(. as $n | $world | user($n))) as $found
  | (["description", "email", "expired", "passwd_never_expire"] + if seven then ["cannot_chg_passwd"] else [] end) as $tokens
  | if $param | has("name") | not then refuse(114)
    elif any($found[]; . == null) or (($param.additional // []) - $tokens) != [] then refuse(3106)
    else data({users: ($found | map(user_row($world; $param.additional // [])))}) end;
def user_set($param):
  if $param | has("name") | not then refuse(114)
  elif ($param.name | type) != "string" then refuse(3103)
  elif user($param.name) == null then refuse(3106)
  elif $param.expired != null and ($param.expired | IN("now", "normal") | not) then refuse(3103)
  else (if $param.expired then set_expired($param.name; $param.expired == "now") else . end)
    | (if $param.email then .state.mail[$param.name] = $param.email else . end) | done end;
def group_list($param): groups as $all | data({groups: ($all | map({description: "", name})), offset: 0, total: ($all | length)});
def member_list($param):
  . as $world
  | first(groups[] | select(.name == $param.group)) // null
  | if . == null then $world | refuse(if $param | has("group") then 3106 else 114 end)
    else [.members | sort[] as $n | $world | user($n) | select(. != null) | {description, name, uid}] as $rows
      | $world | data({offset: 0, total: ($rows | length), users: $rows}) end;

# --- services
def smb_set($param):
  if seven then
    put_object("smb"; $param; []; 2001) | if .body == {} then .world.state.smbinfo = true else . end
    | if .body == {} and $param.enable_local_master_browser == true then .world |= set_expired("guest"; false) else . end
  elif $param | has("enable_samba") | not then refuse(2001) | .log = "bool variable 'enable_samba' is missing"
  elif ($param | has("smb_encrypt_transport") or has("enable_widelink"))
    and (($param.smb_max_protocol // .state.smb.smb_max_protocol) < 3 or ($param | has("enable_symlink") | not)) then done
  else put_object("smb"; $param; []; 2001) | .world.state.smbinfo = true end;
# Alone it is refused with 1902, and the keys are written all the same.
def ftp_security_set($param):
  (.state.ftp_security | overlaid($param)) as $new
  | if $new == null then refuse(3103)
    else (.state.ftp_security | keys - ($param | keys)) as $left
      | .state.ftp_security = $new | if $left == [] then done else refuse(1902) end end;
def terminal_get($version):
  .state.terminal | if $version < 3 then {enable_ssh, enable_telnet} else . end;

# --- reaching out
def record_row: {id, provider, hostname, status, ip, ipv6, net: "DEFAULT", enable, heartbeat};
def ddns_delete($param):
  if $param | has("id") | not then refuse(114)
  elif ($param.id | type) != "array" then refuse(120)
  else .state.ddns |= map(select(.id as $i | $param.id | index([$i]) | not)) | done end;
def quickconnect_get: .state.quickconnect | {domain, enabled, myds_account, region, server_alias, server_id};
def flag_set($param; $name; path):
  if $param | has($name) | not then refuse(114)
  elif ($param[$name] | type) != "boolean" then refuse(3103)
  else path = $param[$name] | done end;
def services_set($param):
  if ($param.services | type) != "array" or any($param.services[]; (.enabled | type) != "boolean") then refuse(2901)
  else .state.quickconnect_services |= map(. as $s | first($param.services[] | select(.id == $s.id)) // $s) | done end;

def system_info($version; $param):
  if $param.type == "network" then
    {dns: "", enabled_domain: false, enabled_samba: .state.smb.enable_samba, hostname: .state.hostname, nif: [],
     wins: .state.smb.wins, workgroup: .state.smb.workgroup}
  else .state.dsm | {cpu_clock_speed: 2600, enabled_ntp: true, firmware_date: .date, firmware_ver: .firmware, model,
     ntp_server: "time.google.com", ram_size: 4096, serial, support_esata: "no", time: "2026-11-22 12:00:00",
     time_zone: "Amsterdam", time_zone_desc: "(GMT+01:00) Amsterdam, Berlin, Rome, Stockholm, Vienna",
     up_time: "100:12:3", usb_dev: []} end;

def call($api; $method; $version; $param):
  ($api | sub("^SYNO\\.Core\\."; "") + " " + $method) as $what
  | if $what == "FileServ.FTP get" then data(.state.ftp)
  elif $what == "FileServ.FTP set" then put_object("ftp"; $param; ["enable_ftp", "enable_ftps"]; 114)
  elif $what == "FileServ.FTP.Security get" then data(.state.ftp_security)
  elif $what == "FileServ.FTP.Security set" then ftp_security_set($param)
  elif $what == "FileServ.FTP.SFTP get" then data(.state.sftp)
  elif $what == "FileServ.FTP.SFTP set" then put_object("sftp"; $param; ["enable", "portnum"]; 114)
  elif $what == "FileServ.SMB get" then data(.state.smb)
  elif $what == "FileServ.SMB set" then smb_set($param)
  elif $what == "Share list" then share_list($param)
  elif $what == "Share.Permission list" then permission_list($param)
  elif $what == "Share.Permission set" then permission_set($param)
  elif $what == "User list" then user_list($param)
  elif $what == "User get" then user_get($param)
  elif $what == "User set" then user_set($param)
  elif $what == "User.Home get" then data(.state.home)
  elif $what == "Group list" then group_list($param)
  elif $what == "Group.Member list" then member_list($param)
  elif $what == "Terminal get" then data(terminal_get($version))
  elif $what == "Terminal set" then put_object("terminal"; $param; []; 114)
  elif $what == "DDNS.Record list" then data({next_update_time: "", records: (.state.ddns | map(record_row))})
  elif $what == "DDNS.Record delete" then ddns_delete($param)
  elif $what == "QuickConnect get" then data(quickconnect_get)
  elif $what == "QuickConnect set" then flag_set($param; "enabled"; .state.quickconnect.enabled)
  elif $what == "QuickConnect get_misc_config" then data({relay_enabled: .state.quickconnect.relay_enabled})
  elif $what == "QuickConnect set_misc_config" then flag_set($param; "relay_enabled"; .state.quickconnect.relay_enabled)
  elif $what == "QuickConnect.Permission get" then data({services: .state.quickconnect_services})
  elif $what == "QuickConnect.Permission set" then services_set($param)
  elif $what == "PortForwarding.Rules load" then data(.state.forwards)
  elif $what == "PortForwarding.RouterConf get" then if .state.router then data(.state.router) else refuse(1503) end
  elif $what == "Security.AutoBlock get" then data(.state.autoblock)
  elif $what == "Security.AutoBlock set" then put_object("autoblock"; $param; []; 114)
  elif $what == "System info" then data(system_info($version; $param))
  else read($api; $method; $version; $param) as $body | say($body // {error: {code: 103}}) end;

# What this DSM knows of an API: `six` overrides the entry on DSM 6 (null: not there), `package` must be installed.
def known($apis; $api):
  .state as $s
  | $apis[$api] | if . == null then .
      elif .package != null and (.package as $p | any($s.packages[]; .id | IN($p[])) | not) then null
      elif ($s.dsm.major < 7) and has("six") then .six as $six | if $six == null then null else . + $six end
      else . end;

def request($apis; $r):
  # Many requests in one; each answer names the request it belongs to. The whole succeeds even where a part fails.
  def compound($apis; $param):
    def one($r): request($apis; {api: $r.api, method: $r.method, version: ($r.version // 1),
      param: ($r | del(.api, .method, .version))});
    if $param.compound | type != "array" then refuse(101)
    else reduce $param.compound[] as $r ({world: ., result: [], failed: false};
        if .failed and $param.stopwhenerror == true then . else . as $so_far
          | (.world | one($r)) as $answer
          | {world: $answer.world, failed: ($so_far.failed or ($answer.body | has("error"))),
             result: ($so_far.result + [$answer.body + {api: $r.api, method: $r.method, version: ($r.version // 1),
               success: ($answer.body | has("error") | not)}])} end)
      | {world, body: {data: {has_fail: .failed, result}}} end;
  known($apis; $r.api) as $known
  | if $known == null then refuse(102)
    elif $r.version < $known.min or $r.version > $known.max then refuse(104)
    elif ($known.methods | has($r.method) | not) or $r.version < $known.methods[$r.method]
      or $r.version > ($known.last[$r.method] // $known.max) then refuse(103)
    elif $r.api == "SYNO.Entry.Request" then compound($apis; $r.param)
    else call($r.api; $r.method; $r.version; $r.param) end;
