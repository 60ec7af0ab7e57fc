# synowebapi --exec api=API method=METHOD [version=N] [runner=USER] [outfile=FILE] [KEY=VALUE]...
include "print";
include "webapi";

# Every value is JSON. A bare word is taken as text and complained of; a number with a tail loses the tail, a path is lost.
def typed:
  . as $text
  | (try {value: fromjson} catch null) // (if test("^-?[0-9]") then {value: (capture("^(?<n>-?[0-9]+(\\.[0-9]+)?)").n | tonumber)}
    elif startswith("/") then {value: null} else {value: $text, bare: true} end);
def parameters: map(select(contains("=")) | index("=") as $i | {key: .[:$i], value: (.[$i + 1:])});

{state: $state[0], $passwd, $shadow, $group} as $world
| $ARGS.positional as $argv
| ($argv[1:] | parameters) as $given
| ($given | map({(.key): .value}) | add // {}) as $head
| ($given | map(select(.key | IN("api", "method", "version", "runner", "outfile") | not) | .typed = (.value | typed))) as $rest
| ($rest | map({(.key): .typed.value}) | add // {} | with_entries(select(.value != null))) as $param
| ($world.state.dsm.major >= 7) as $seven
| if ($argv[0] | IN("--exec", "--exec-fastwebapi") | not) or ($head | has("api") and has("method") | not) then
    {code: 255, err: "[Line 206] Arguments error! At least 2 arguments are required (api, method). [\($given | length)]\n"}
  else
    ($head.version // "\($apis[0][$head.api].min // 1)" | tonumber? // 0) as $version
    | ($world | request($apis[0]; {api: $head.api, method: $head.method, $version, $param})) as $answer
    | {before: $world, after: $answer.world, log: $answer.log,
       out: ($answer.body + {httpd_restart: false, success: ($answer.body | has("error") | not)} | styled),
       err: (($rest | map(select(.typed.bare) | "[Line \(if $seven then 265 else 237 end)] Not a json value: \(.value)\n") | add // "")
         + "[Line \(if $seven then 295 else 259 end)] Exec WebAPI:  api=\($head.api), version=\($version), method=\($head.method), param=\($param | compact), runner=\(if $seven then "SYSTEM_ADMIN" else "" end)\n")}
  end
| shell
