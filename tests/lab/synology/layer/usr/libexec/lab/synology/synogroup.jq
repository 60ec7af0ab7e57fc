# synogroup --enum [SCOPE] | --get NAME | --member NAME USER... (replaces the list) | --memberadd NAME USER... (DSM 7)
include "print";
include "accounts";

def known($world): map(select(. as $n | $world | user($n) != null));

{state: $state[0], $passwd, $shadow, $group} as $world
| $ARGS.positional as $argv
| ($world | groups) as $groups
| ($groups[] | select(.name == $argv[1])) // null
| . as $found
| if $argv[0] == "--enum" then
    {out: ((if ($argv | length) == 1 then "No Enumerate agrument is specified.\nAssumeing AUTH_ALL.\n" else "" end)
      + "\($groups | length) Group Listed:\n" + ($groups | map(.name + "\n") | add))}
  elif $argv[0] == "--get" and $found == null then
    {code: 255, out: "Lastest SynoErr=[group_db_get.c:26]\nSYNOGroupGet failed, synoerr=0x1800\n"}
  elif $argv[0] == "--get" then
    {out: ("Group Name: [\($found.name)]\nGroup Type: [AUTH_LOCAL]\nGroup ID:   [\($found.gid)]\nGroup Members: \n"
      + ([$found.members | sort | to_entries[] | "\(.key):[\(.value)]\n"] | add // ""))}
  elif $argv[0] == "--member" and $found != null then
    {before: $world, after: ($world | set_members($argv[1]; $argv[2:] | known($world)))}
  elif $argv[0] == "--memberadd" and $found != null and $world.state.dsm.major >= 7 then
    {before: $world, after: ($world | set_members($argv[1]; . + ($argv[2:] | known($world))))}
  else {code: 255, out: "Lastest SynoErr=[group_db_get.c:26]\n"} end
| shell
