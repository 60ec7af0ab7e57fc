# Runs on the NAS under dash, bash 3.2 or busybox ash. Everything is built in, except head, tail, sed and sleep.
# Every line of an answer gets a letter before it (. stdout, ! stderr, = exit code, ~ stdout is whole), so that
# no content can look like a mark of ours. All names begin with nw_: the questions run in this same shell's children.
PATH=/usr/syno/bin:/usr/syno/sbin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin; export PATH
LC_ALL=C; export LC_ALL
umask 077
exec 2>/dev/null

# What is to be sent gathers in nw_held: each small write would be an SSH packet of its own, and those are what the
# collection costs on our side. It is sent when it is long, when a question takes longer than a second, and at the end;
# through sed, because bash itself writes line by line. Where nobody listens any more, wait for the end by nw_lifeline.
nw_held=
nw_send() { printf '%s' "$nw_held" | sed '' || wait; nw_held=; }
nw_mark() {
  nw_held="$nw_held
$nw_nonce $*
"
  [ ${#nw_held} -lt 8000 ] || nw_send
}

# The first $1 bytes, and the last 2000. The slow ways are for old busybox without -c.
nw_first() { head -c "$1"; }
nw_last() { tail -c 2000; }
[ "$(printf ab | head -c 1)" = a ] || nw_first() { dd bs=1 count="$1"; }
[ "$(printf ab | tail -c 1)" = b ] || nw_last() { nw_first 2000; cat >/dev/null; }

# Parent and process group of process $1 -> nw_parent, nw_group; "" where there is no such process.
nw_stat() {
  nw_parent= nw_group=
  { read -r nw_line <"/proc/$1/stat"; } 2>/dev/null || return 0
  set -- ${nw_line##*) }
  nw_parent=$2 nw_group=$3
}

# End the children of process $1 that are of our group, and all their descendants: not the caller, nor the two that stand
# beside the run. Each is stopped before we look further, so that none can fork away. -> nw_doomed
nw_end() {
  nw_stat self
  nw_spared=" ${nw_line%% *} $nw_limit_job $nw_lifeline_job "; nw_ours="$1 $nw_group"; nw_doomed=' '; nw_more=1
  while [ "$nw_more" ]; do
    nw_more=
    for nw_dir in /proc/[0-9]*; do
      nw_pid=${nw_dir#/proc/}
      case "$nw_spared$nw_doomed" in *" $nw_pid "*) continue;; esac
      nw_stat "$nw_pid"
      case "$nw_parent $nw_group" in
        ' ') continue;;
        "$nw_ours") ;;
        *) case $nw_doomed in *" $nw_parent "*) ;; *) continue;; esac;;
      esac
      kill -STOP "$nw_pid"; nw_doomed="$nw_doomed$nw_pid "; nw_more=1
    done
  done
  [ "$nw_doomed" = ' ' ] || kill -KILL $nw_doomed
}

# End this script with all it started. It cannot be stopped first (a sudo above it would stop too, and stay so), so it
# is killed first; what it leaves goes where the caller goes then.
nw_end_run() {
  kill -KILL $$
  nw_turns=1000; nw_stat self
  while [ "$nw_parent" = $$ ] && [ $nw_turns -gt 0 ]; do nw_turns=$((nw_turns - 1)); nw_stat self; done
  nw_end "$nw_parent"
}

# A sleep that TERM ends at whatever moment it comes; the process ends with it, with exit code nw_state.
nw_restless() { nw_nap= nw_off=; trap 'nw_off=1; [ -z "$nw_nap" ] || nw_wake' TERM; }
nw_wake() { kill -KILL "$nw_nap"; exit "$nw_state"; }
nw_sleep() { sleep "$1" & nw_nap=$!; [ -z "$nw_off" ] || nw_wake; wait "$nw_nap"; nw_nap=; }

# Beside a question: after a second send what is held, after $1 seconds end the question.
# Exit code 0: it was ended; 3: it was not, but what was held is sent; else nothing was done.
nw_watch() {
  nw_state=1; nw_restless
  nw_sleep 1
  nw_send; nw_state=3; exec >/dev/null
  [ "$1" -le 1 ] || nw_sleep $(($1 - 1))
  trap '' TERM
  nw_end $$
  [ "$nw_doomed" = ' ' ] || exit 0
  exit 3
}

# Beside the run: after $1 seconds end everything.
nw_limit() { nw_state=1; nw_restless; nw_sleep "$1"; trap '' TERM; nw_end_run; }

# Beside the run: our side closed the connection, or it broke. End everything at once.
nw_lifeline() { read -r nw_line; trap '' TERM; nw_end_run; kill "$nw_limit_job"; }

# The lines of one answer on fd 3: $1 bytes of stdout at most, from the question $2.
nw_answer() {
  {
    nw_code=$(
      {
        { ( eval "$2" ) </dev/null 2>&5 3>&- 4>&- 5>&- 7<&-; echo $? >&4; } |
          nw_first "$1" | { sed 's/^/./' && printf '\n~\n'; } >&3
      } 4>&1
    )
    printf '\n=%s\n' "$nw_code" >&3
  } 5>&1 | nw_last | sed 's/^/!/' >&3
}

# Ask question $1 (number and id): at most $2 bytes of stdout, $3 seconds, script $4.
nw_ask() {
  # A question that may take long is one that may take the connection with it: what is known goes out before.
  [ "$3" -le 20 ] || nw_send
  ( nw_watch "$3" ) </dev/null 7<&- & nw_watch_job=$!
  nw_reply=$(nw_answer "$2" "$4" 3>&1)
  kill "$nw_watch_job"; wait "$nw_watch_job"; nw_state=$?
  case $nw_state in 0|3) nw_held=;; esac
  nw_held="$nw_held
$nw_nonce begin $1
$nw_reply
"
  if [ $nw_state = 0 ]; then nw_mark timeout "$1"; else nw_mark end "$1"; fi
}

nw_guard() { ( eval "$1" ) </dev/null >/dev/null 7<&-; }

# The whole run: at most $1 seconds, and no longer than the connection lives.
nw_run() {
  nw_limit_job= nw_lifeline_job=
  exec 7<&0 </dev/null
  ( nw_limit "$1" ) </dev/null >/dev/null 7<&- & nw_limit_job=$!
  ( nw_lifeline ) <&7 >/dev/null 7<&- & nw_lifeline_job=$!
  nw_questions
  kill "$nw_lifeline_job" "$nw_limit_job"; wait "$nw_lifeline_job" "$nw_limit_job"
  nw_mark done; nw_send
  exit 0
}
