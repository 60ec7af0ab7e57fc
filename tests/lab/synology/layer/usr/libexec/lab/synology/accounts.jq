# Accounts and rights, read from a world: {state, passwd, shadow, group}, the last three as the text of the files.

def rows($file): .[$file] | split("\n") | map(select(. != "" and (startswith("#") | not)) | split(":"));
def members: split(",") | map(select(. != ""));

def expired($name): any(rows("shadow")[]; .[0] == $name and .[7] == "1");
def users:  # people's accounts, by name; DSM counts them from uid 1024
  . as $world | rows("passwd") | map({name: .[0], uid: (.[2] | tonumber), gid: (.[3] | tonumber), description: .[4],
    home: .[5], shell: .[6], expired: (.[0] as $n | $world | expired($n))})
  | map(select(.uid >= 1024 and .uid < 65534)) | sort_by(.name);
def user($name): first(users[] | select(.name == $name)) // null;
def all_groups: rows("group") | map({name: .[0], gid: (.[2] | tonumber), members: (.[3] | members)});
def groups: all_groups | map(select((.gid | IN(100, 101, 1023)) or .gid >= 65536)) | sort_by(.name);
def groups_of($name):
  user($name).gid as $own | groups | map(select(.gid == $own or (.members | index($name)))) | sort_by(.gid);
def is_admin($name): any(groups_of($name)[]; .name == "administrators");

def set_expired($name; $on):
  .shadow |= (split("\n") | map(if startswith($name + ":") then split(":") | .[7] = (if $on then "1" else "" end) | join(":")
    else . end) | join("\n"));
def set_members($group; f):
  .group |= (split("\n") | map(if startswith($group + ":") then split(":") | .[3] |= (members | f | unique | join(",")) | join(":")
    else . end) | join("\n"));

# Rights are "rw", "ro", "na" or "-" (none given). No access beats read/write beats read only.
def strongest: . as $all | first(("na", "rw", "ro") | select(. as $r | $all | index($r))) // "-";
def share($name): first(.state.shares[] | select(.name == $name)) // null;
def own($share; $who): $share.rights[$who] // "-";
def inherited($share; $name): groups_of($name) | map($share.rights["@" + .name] // "-") | strongest;
def effective($share; $name): [own($share; $name), inherited($share; $name)] | strongest;
def set_right($share; $who; $right):
  .state.shares |= map(if .name == $share then
    if $right == "-" then del(.rights[$who]) else .rights[$who] = $right end else . end);
