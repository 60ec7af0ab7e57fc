# synoshare --enum KIND | --get NAME | --list_acl NAME | --setuser NAME NA|RO|RW +|-|= LIST | --setbrowse NAME 0|1
include "print";
include "accounts";

def flag: if . then "yes" else "no" end;
def on($right): . as $share | [.rights | to_entries[] | select(.value == $right) | .key] | sort | join(",");

def enum($kind):
  {ALL: "0xF0F]  ALL ENC DEC COLD-STORAGE", LOCAL: "0x1]  LOCAL", USB: "0x2]  USB", SATA: "0x4]  SATA", DEC: "0x200]  DEC",
    ENC: "0x100]  ENC"}[$kind] as $mask
  | (if $kind | IN("ALL", "LOCAL") then .state.shares | map(.name) | sort else [] end) as $names
  | {out: ("Share Enum Arguments: [\($mask)\n\($names | length) Listed:\n" + ($names | map(. + "\n") | add // ""))};

# Every share is in ACL mode, DSM's default: then the three lists here are empty, whatever the rights are.
# The bits of synology.md §4: 0x80 access list, 0x800 winshare, 0x1000 skip-smb-perm are set for every share.
def hex: if . < 16 then "0123456789abcdef"[.:. + 1] else (. / 16 | floor | hex) + (. % 16 | hex) end;
def status:
  6272 + (if .encryption == 2 then 2 elif .encryption == 1 then 3 else 0 end) + (if .enc_auto_mount then 4 else 0 end)
  + (if .enable_recycle_bin then 256 else 0 end) + (if .recycle_bin_admin_only then 512 else 0 end) + (if .hide_unreadable then 1024 else 0 end)
  | "0x" + hex;
def dump:
  [ "SYNOSHARE data dump:", "\t Name .......[\(.name)]", "\t Comment ....[\(.desc)]", "\t Path .......[\(.path)]",
    "\t Deny list ..[]", "\t RW list ....[]", "\t RO list ....[]", "\t fType ......[0]", "\t fBrowseable [\(.hidden | not | flag)]",
    "\t FTPPrivilege[0]", "\t Status .....[\(status)]", "\t WinShare .....[yes]", "\t ACL ..........[yes]",
    "\t Skip smb perm.[yes]", "\t Permit .......[]", "\t RecycleBin....[\(.enable_recycle_bin | flag)]",
    "\t RecycleBinAdminOnly....[\(.recycle_bin_admin_only | flag)]", "\t HideUnreadable ........[\(.hide_unreadable | flag)]", "\t Snapshot browsing .....[no]", "\t On Cold Storage Volume.....[no]" ]
  | join("\n") + "\n";
def acl:
  [ "SYNOSHARE ACL Perm List:", "\t Name ............[\(.name)]", "\t ACL RO List .....[\(on("ro"))]",
    "\t ACL RW List .....[\(on("rw"))]", "\t ACL NA List .....[\(on("na"))]", "\t ACL Custom List .[]" ] | join("\n") + "\n";

# A name that is no account is skipped without a word; so is a group without its `@`.
def setuser($share; $right; $mode; $list):
  . as $world
  | ($list | split(",") | map(select(. as $n
      | if startswith("@") then any($world | groups[]; "@" + .name == $n) else $world | user($n) != null end))) as $names
  | (if $mode == "=" then reduce ($share.rights | to_entries[] | select(.value == $right) | .key) as $n
      (.; set_right($share; $n; "-")) else . end)
  | reduce $names[] as $n (.; if $mode != "-" then set_right($share; $n; $right)
      elif $share.rights[$n] == $right then set_right($share; $n; "-") else . end);

{state: $state[0], $passwd, $shadow, $group} as $world
| $ARGS.positional as $argv
| ($world | share($argv[1])) as $share
| if $argv[0] == "--enum" and ($argv[1] | IN("ALL", "LOCAL", "USB", "SATA", "ENC", "DEC")) then $world | enum($argv[1])
  elif $argv[0] == "--list_acl" and $share == null then {code: 255, out: "SYNOShareGet failed!! synoerr=[0x1400].\n"}
  elif $argv[0] == "--getmap" and $share == null then {code: 255, out: "Failed to get share \($argv[1]).\n"}
  elif ($argv[0] | IN("--get", "--setuser", "--setbrowse")) and $share == null then
    {code: 255, out: "Lastest SynoErr=[share_db_get.c:31]\nSYNOShareGet failed. synoerr=[0x1400]\n"}
  elif $argv[0] == "--get" then {out: ($share | dump)}
  elif $argv[0] == "--list_acl" then {out: ($share | acl)}
  elif $argv[0] == "--setuser" and ($argv[2] | IN("NA", "RO", "RW")) and ($argv[3] | IN("+", "-", "=")) then
    {before: $world, after: ($world | setuser($share; $argv[2] | ascii_downcase; $argv[3]; $argv[4] // ""))}
  elif $argv[0] == "--setbrowse" and ($argv[2] | IN("0", "1")) then
    {before: $world, after: ($world | .state.shares |= map(if .name == $share.name then .hidden = ($argv[2] == "0") else . end))}
  else {code: 255} end
| shell
