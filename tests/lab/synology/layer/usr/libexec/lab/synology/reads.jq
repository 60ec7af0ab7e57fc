# The web API's answers that no call of the lab changes. Most are kept as they are in state.reads (reads-6.json and
# reads-7.json with the profile's `api` laid over); the rest is worked out from the state. `read` gives a body or null.
include "accounts";

def parameter($param; $name; $code; f): if $param[$name] == null then {error: {code: $code}} else f end;
def rows($key; f): map(f) | {data: {($key): ., total: length}};

# --- firewall: state.firewall is {enabled, profile, profiles: {NAME: {SECTION: {policy, rules}}}}
def firewall($what; $param):
  .state.firewall as $f
  | if $what == "Firewall get" then {data: {enable_firewall: $f.enabled, profile_name: $f.profile}}
    elif $what == "Firewall.Adapter list" then {data: {adapter_names: ([.state.interfaces[].ifname, "global"] | sort)}}
    elif $what == "Firewall.Profile list" then {data: {profile_names: ($f.profiles | keys)}}
    elif $what == "Firewall.Profile get" then
      parameter($param; "name"; 114; $f.profiles[$param.name] as $p
        | if $p == null then {error: {code: 117}} else {data: ($p + {name: $param.name})} end)
    else ($f.profiles[$param.profile_name // ""][$param.adapter // ""]) as $section
      | if $section == null then {error: {code: 114}}
        else $section | {data: {policy, rules: (if .rules == [] then null else .rules end), total: (.rules | length)}} end end;

# --- one line per thing of the state
def service_rows($seven):
  .state as $s | [.state.units[] | select(if $seven then .seven else .six and (.hidden | not) end)
    | {service_id: (if $seven then .seven else .six end), display_name: .shown, on: (.path as $path | $s | getpath($path) // false)}]
  | sort_by(.service_id);
def services($seven; $param):
  {data: {service: (service_rows($seven) | map(if $seven then
      {service_id, display_name, enable_status: (if .on then "enabled" else "disabled" end)}
      + if ($param.additional // []) | index(["active_status"]) then {additional: {active_status: (if .on then "active" else "inactive" end)}} else {} end
    else {display_name, enable: .on, service_id} end))}};
def package_row($version; $param):
  {id, name, timestamp: 1763800000000, version}
  + if ($param.additional // []) | index(["status"]) then {additional: {status: (if .enabled then "running" else "stop" end)}} else {} end;
def task_row: {action: "run: \(.command)", can_delete: true, can_edit: true, can_run: true, enable: .enabled, id, name, next_trigger_time: "N/A", owner, type};
def snapshot_row($additional): {time} + (del(.time) | with_entries(select(.key as $k | $additional | index([$k]))));
def dos($param; $seven):
  .state.dos as $dos
  | if $seven then
      if ($param.configs | type) != "array" then {error: {code: 114}}
      else {data: [$param.configs[] | .adapter | {adapter: ., dos_protect_enable: ($dos[.] // false)}]} end
    else parameter($param; "adapter"; 114; {data: {adapter: $param.adapter, dos_protect_enable: ($dos[$param.adapter] // false)}}) end;

# Keys that only some versions of an API name.
def fitting($what; $version; $seven):
  if $what == "SYNO.Core.Web.DSM get" and $version > 1 then del(.enable_https)
  elif $what == "SYNO.Core.Upgrade.Setting get" then
    if $version == 1 then {auto_download, upgrade_type} elif $seven then del(.auto_download) else del(.auto_download, .upgrade_type) end
  else . end;

def read($api; $method; $version; $param):
  (.state.dsm.major >= 7) as $seven
  | ($api + " " + $method) as $what
  | ($what | ltrimstr("SYNO.Core.") | ltrimstr("Security.")) as $short
  | if .state.reads[$what] != null then {data: (.state.reads[$what] | fitting($what; $version; $seven))}
    elif $short | startswith("Firewall") then firewall($short; $param)
    elif $short == "AutoBlock.Rules list" then
      .state.blocked as $blocked
      | if $param.type | IN("allow", "deny") then $blocked[$param.type] | rows("ip_info"; {ip: ., record_time: "2026/11/20 08:00:00", expire_time: "0"})
        else {error: {code: 5100}} end
    elif $short == "DoS get" then dos($param; $version > 1)
    elif $short == "Certificate.CRT list" then {data: {certificates: .state.certificates}}
    elif $short == "FileServ.NFS.SharePrivilege load" then
      parameter($param; "share_name"; 114; share($param.share_name) as $s
        | if $s == null then {error: {code: 402}} else {data: {rule: $s.nfs}} end)
    elif $short == "Share.Snapshot list" then
      parameter($param; "name"; 114; share($param.name) as $s
        | if $s == null then {error: {code: 402}} else $s.snapshots | rows("snapshots"; snapshot_row($param.additional // [])) end)
    elif $short == "Package list" then .state.packages | rows("packages"; package_row($version; $param))
    elif $short == "TaskScheduler list" then .state.tasks | rows("tasks"; task_row)
    elif $short == "Service get" then services($seven; $param)
    elif $short == "Network.Interface list" then {data: .state.interfaces}
    elif $short == "Upgrade.Server check" then {error: {code: 5214}}
    elif $short == "Storage.Volume list" then {error: {code: 101}}
    else null end;
