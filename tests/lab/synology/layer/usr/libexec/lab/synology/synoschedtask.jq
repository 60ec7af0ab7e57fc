# synoschedtask --get [id=N] [state=enabled|disabled]: one block per task.
include "print";
def named($argv; $key): first($argv[] | select(startswith($key + "=")) | ltrimstr($key + "=")) // null;
def block:
  "\n    ID: [\(.id)]\n    Name: [\(.name)]\n    State: [\(if .enabled then "enabled" else "disabled" end)]\n    Owner: [\(.owner)]\n"
  + "    Type: [\(.type)]\n    Start date: [0/0/0]\n    Run time: [0]:[0]\n    Command: [\(.command)]\n"
  + "    Last Run Time: \(.last)\n    Status: [\(.status)]\n";
$ARGS.positional as $argv
| if $argv[0] != "--get" then {code: 255}
  else named($argv; "id") as $id | named($argv; "state") as $state_
    | {out: ([$state[0].tasks[] | select(($id == null or (.id | tostring) == $id) and ($state_ == null or .enabled == ($state_ == "enabled"))) | block] | add // "")} end
| shell
