# One JSON object per container (synology.md §19). No environment, no command: they may hold secrets.
program=/usr/local/bin/docker
[ -e "$program" ] || exit 127
[ -x "$program" ] || exit 126
ids=$("$program" ps -aq 2>/dev/null) || exit 1
[ -n "$ids" ] || exit 0
"$program" inspect -f '{"name":{{json .Name}},"image":{{json .Config.Image}},"running":{{json .State.Running}},"privileged":{{json .HostConfig.Privileged}},"network":{{json .HostConfig.NetworkMode}},"ports":{{json .HostConfig.PortBindings}},"binds":{{json .HostConfig.Binds}}}' $ids
