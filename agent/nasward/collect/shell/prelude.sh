# Runs on the NAS under dash, bash 3.2 or busybox ash. Everything is built in, except head, tail, sed and sleep.
# Every line of an answer gets a letter before it (. stdout, ! stderr, = exit code, ~ stdout is whole), so that
# no content can look like a mark of ours. All names begin with nw_: the questions run in this same shell's children.
PATH=/usr/syno/bin:/usr/syno/sbin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin; export PATH
LC_ALL=C; export LC_ALL
umask 077
exec 2>/dev/null

nw_mark() { printf '\n%s %s\n' "$nw_nonce" "$*" || exit 1; }

# The first $1 bytes, and the last 2000. The slow ways are for old busybox without -c.
nw_first() { head -c "$1"; }
nw_last() { tail -c 2000; }
[ "$(printf ab | head -c 1)" = a ] || nw_first() { dd bs=1 count="$1"; }
[ "$(printf ab | tail -c 1)" = b ] || nw_last() { nw_first 2000; cat >/dev/null; }

# Parent of process $1 -> nw_parent, "" where there is no such process.
nw_parent_of() {
  nw_parent=
  { read -r nw_line <"/proc/$1/stat"; } 2>/dev/null || return 0
  nw_line=${nw_line##*) }; nw_line=${nw_line#* }; nw_parent=${nw_line%% *}
}

# End process $1 and all that descend from it, except the caller. Each is stopped first, so that none can fork away;
# not this script itself: a sudo above it would stop too, and stay so.
nw_end() {
  read -r nw_me nw_line </proc/self/stat
  [ "$1" = $$ ] || kill -STOP "$1"
  nw_doomed=" $1 "; nw_more=1
  while [ "$nw_more" ]; do
    nw_more=
    for nw_dir in /proc/[0-9]*; do
      nw_pid=${nw_dir#/proc/}
      case "$nw_doomed $nw_me " in *" $nw_pid "*) continue;; esac
      nw_parent_of "$nw_pid"
      case $nw_doomed in
        *" ${nw_parent:-none} "*) kill -STOP "$nw_pid"; nw_doomed="$nw_doomed$nw_pid "; nw_more=1;;
      esac
    done
  done
  kill -KILL $nw_doomed
}

# After $1 seconds end the process $2, if it is still a child of this script. Exit code 0 says that it did.
# TERM calls it off, at whatever moment it comes, and takes the sleep along.
nw_watch() {
  nw_nap= nw_off=
  trap 'nw_off=1; [ -z "$nw_nap" ] || { kill "$nw_nap"; exit 1; }' TERM
  sleep "$1" & nw_nap=$!
  [ -z "$nw_off" ] || { kill "$nw_nap"; exit 1; }
  wait "$nw_nap"
  trap '' TERM
  nw_parent_of "$2"
  [ "$2" = $$ ] || [ "$nw_parent" = $$ ] || exit 1
  nw_end "$2"
  exit 0
}

# Our side closed the connection, or it broke: end everything at once.
nw_lifeline() {
  read -r nw_line
  nw_end $$
}

# The lines of one answer: $1 bytes of stdout at most, from the question $2.
nw_answer() {
  {
    nw_code=$(
      {
        { ( eval "$2" ) </dev/null 2>&5 3>&- 4>&- 5>&- 7<&-; echo $? >&4; } |
          nw_first "$1" | { sed 's/^/./' && printf '\n~\n'; } >&3
      } 4>&1
    )
    printf '\n=%s\n' "$nw_code" >&3
  } 5>&1 | nw_last | sed 's/^/!/'
}

# Ask question $1 (number and id): at most $2 bytes of stdout, $3 seconds, script $4.
nw_ask() {
  nw_mark begin "$1"
  ( nw_answer "$2" "$4" ) 3>&1 </dev/null & nw_job=$!
  ( nw_watch "$3" "$nw_job" ) </dev/null >/dev/null 3>&- 7<&- & nw_timer=$!
  wait "$nw_job"
  kill "$nw_timer"; wait "$nw_timer" && nw_mark timeout "$1" || nw_mark end "$1"
}

nw_guard() { ( eval "$1" ) </dev/null >/dev/null 7<&-; }

# The whole run: at most $1 seconds, and no longer than the connection lives.
nw_run() {
  exec 7<&0 </dev/null
  ( nw_lifeline ) <&7 >/dev/null 7<&- & nw_line_job=$!
  ( nw_watch "$1" $$ ) </dev/null >/dev/null 7<&- & nw_run_timer=$!
  nw_questions
  kill "$nw_line_job" "$nw_run_timer"; wait "$nw_line_job" "$nw_run_timer"
  nw_mark done
  exit 0
}
