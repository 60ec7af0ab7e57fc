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
# DSM counts local groups from 65536; a user namespace of an ordinary user ends at 65535, so here they start at 60000.
def groups: all_groups | map(select((.gid | IN(100, 101, 1023)) or (.gid >= 60000 and .name != "nogroup"))) | sort_by(.name);
def groups_of($name):
  user($name).gid as $own | groups | map(select(.gid == $own or (.members | index($name)))) | sort_by(.gid);
def is_admin($name): any(groups_of($name)[]; .name == "administrators");

# The text of a file with one field of the line of `name` put through f.
def edited($name; $field; f):
  split("\n") | map(if startswith($name + ":") then split(":") | .[$field] |= f | join(":") else . end) | join("\n");
def set_expired($name; $on): .shadow |= edited($name; 7; if $on then "1" else "" end);
def set_description($name; $text): .passwd |= edited($name; 4; $text | gsub("[:\n]"; ""));
def set_members($group; f): .group |= edited($group; 3; members | f | unique | join(","));

# Rights are "rw", "ro", "na" or "-" (none given). No access beats read/write beats read only.
def strongest: . as $all | first(("na", "rw", "ro") | select(. as $r | $all | index($r))) // "-";
def share($name): first(.state.shares[] | select(.name == $name)) // null;
def own($share; $who): $share.rights[$who] // "-";
def inherited($share; $name): groups_of($name) | map($share.rights["@" + .name] // "-") | strongest;
def effective($share; $name): [own($share; $name), inherited($share; $name)] | strongest;
def set_right($share; $who; $right):
  .state.shares |= map(if .name == $share.name then
    if $right == "-" then del(.rights[$who]) else .rights[$who] = $right end else . end);
