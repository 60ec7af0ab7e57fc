# synouser --enum SCOPE | --get NAME | --modify NAME FULLNAME EXPIRED MAIL
include "print";
include "accounts";

def failed: {code: 255, out: "Lastest SynoErr=[user_db_get.c:36]\n", err: "synouser.c:358 SYNOUserGet failed. synoerr=[0x1D00]\n"};

def dump($user; $mail; $groups):
  [ "User Name   : [\($user.name)]", "User Type   : [AUTH_LOCAL]", "User uid    : [\($user.uid)]",
    "Primary gid : [\($user.gid)]", "Fullname    : [\($user.description)]", "User Dir    : [\($user.home)]",
    "User Shell  : [\($user.shell)]", "Expired     : [\($user.expired)]", "User Mail   : [\($mail)]",
    "Alloc Size  : [\(68 + ([$user | .name, .description, .home, .shell] | add | utf8bytelength))]",
    "Member Of   : [\($groups | length)]", ($groups[] | "(\(.gid)) \(.name)") ] | join("\n") + "\n";

def modify($name; $full; $expired; $mail):
  set_expired($name; $expired == "1") | set_description($name; $full) | .state.mail[$name] = $mail;

{state: $state[0], $passwd, $shadow, $group} as $world
| $ARGS.positional as $argv
| ($world | users) as $users
| if $argv[0] == "--enum" and ($argv[1] | IN("local", "all", "domain_used", "domain", "ldap")) then
    (if $argv[1] | IN("local", "all") then $users else [] end) as $shown
    | {out: ("\($shown | length) User Listed:\n" + ($shown | map(.name + "\n") | add // ""))}
  elif ($argv[0] | IN("--get", "--modify")) and ($argv | length) > 1 then
    ($world | user($argv[1])) as $user
    | if $user == null then failed
      elif $argv[0] == "--get" then {out: dump($user; $world.state.mail[$user.name] // ""; $world | groups_of($user.name))}
      elif ($argv | length) == 5 then {before: $world, after: ($world | modify($argv[1]; $argv[2]; $argv[3]; $argv[4]))}
      else {code: 255} end
  else {code: 255, err: "Copyright (c) 2003-2026 Synology Inc. All rights reserved.\n"} end
| shell
