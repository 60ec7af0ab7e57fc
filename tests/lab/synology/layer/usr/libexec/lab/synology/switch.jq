# switch KEY true|false: one flag of the state, for `synoservice --hard-enable|--hard-disable`
include "print";
{state: $state[0], $passwd, $shadow, $group} as $world
| ($ARGS.positional[0] | ltrimstr(".") | split(".")) as $path
| {before: $world, after: ($world | setpath(["state"] + $path; $ARGS.positional[1] == "true"))} | shell
