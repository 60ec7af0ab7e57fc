# docker ps [-a] [-q] [--no-trunc] [--format T] | inspect [-f T] ID... | version: a small part of the client, from
# state.containers, each as `docker inspect` prints it.
include "print";
def dotted($path): reduce ($path | split(".")[] | select(. != "")) as $k (.; if type == "object" then .[$k] else null end);
def go: if . == null then "<no value>" elif type == "array" then "[" + (map(go) | join(" ")) + "]"
  elif type == "object" then "map[" + (to_entries | map("\(.key):\(.value | go)") | join(" ")) + "]" else tostring end;
# {{.A.B}}, {{json .A.B}}, {{json .}}; all else as it stands
def filled($template):
  . as $value
  | [$template | splits("(?=\\{\\{)")] | map(
      (capture("^\\{\\{\\s*(?<json>json\\s+)?\\.(?<path>[A-Za-z.]*)\\s*\\}\\}(?<rest>(.|\\n)*)$") // null) as $found
      | if $found == null then . else ($value | dotted($found.path)) as $v | (if $found.json then $v | tojson else $v | go end) + $found.rest end)
  | join("") | gsub("\\\\t"; "\t") | gsub("\\\\n"; "\n");
def published: [.NetworkSettings.Ports // {} | to_entries[] | .key as $inner | (.value // [])[] | "\(.HostIp):\(.HostPort)->\($inner)"] | join(", ");
def row: {ID: .Id[:12], Names: .Name[1:], Image: .Config.Image, State: .State.Status, Status: (if .State.Running then "Up 3 days" else "Exited (0) 2 weeks ago" end), Ports: published};
def after($argv; $names): first(range($argv | length) as $i | select($argv[$i] | IN($names[])) | $argv[$i + 1]) // first($argv[] | select(startswith("--format=")) | ltrimstr("--format=")) // null;
$ARGS.positional as $argv
| $state[0].containers as $all
| after($argv; ["--format", "-f"]) as $format
| any($argv[]; test("^-[a-z]*q") or . == "--quiet") as $quiet
| any($argv[]; test("^-[a-z]*a") or . == "--all") as $stopped
| if $argv[0] == "ps" or $argv[0:2] == ["container", "ls"] then
    [$all[] | select($stopped or .State.Running)] as $shown
    | {out: (if $quiet then $shown | map((if $argv | index(["--no-trunc"]) then .Id else .Id[:12] end) + "\n") | add // ""
        elif $format then $shown | map((row | filled(if $format == "json" then "{{json .}}" else $format end)) + "\n") | add // ""
        else "CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   PORTS   NAMES\n"
          + ($shown | map(row | "\(.ID)   \(.Image)   \"-\"   3 days ago   \(.Status)   \(.Ports)   \(.Names)\n") | add // "") end)}
  elif $argv[0] == "inspect" or $argv[0:2] == ["container", "inspect"] then
    [$argv[1:][] | select(startswith("-") | not) | select(. != $format and . != "inspect")] as $names
    | [$names[] as $n | first($all[] | select(.Id == $n or .Id[:12] == $n or .Name[1:] == $n))] as $found
    | if $names == [] then {code: 1, err: "\"docker inspect\" requires at least 1 argument.\n"}
      else {out: (if $format then $found | map(filled(if $format == "json" then "{{json .}}" else $format end) + "\n") | add // "" else ($found | tojson) + "\n" end),
        code: (if ($found | length) < ($names | length) then 1 else 0 end),
        err: (if ($found | length) < ($names | length) then "Error: No such object\n" else "" end)} end
  else {code: 1, err: "docker: unknown command\n"} end
| shell
