# switch PATH true|false: one flag of the state (its path as JSON), for `synoservice --hard-enable|--hard-disable`
include "print";
{state: $state[0], $passwd, $shadow, $group} as $world
| {before: $world, after: ($world | setpath(["state"] + ($ARGS.positional[0] | fromjson); $ARGS.positional[1] == "true"))} | shell
