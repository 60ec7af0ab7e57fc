# Listening sockets as "tcp ADDRESS:PORT PROGRAM", the program "-" where it is hidden. No process number, no peer.
tool=netstat
[ ! -x /bin/netstat ] || tool=/bin/netstat
command -v "$tool" >/dev/null 2>&1 || exit 127
found=$("$tool" -tulnp 2>/dev/null) || found=$("$tool" -tuln 2>/dev/null) || exit 1
printf '%s\n' "$found" | awk '
$1 == "Proto" { print "listening" }
$1 ~ /^tcp/ && $6 != "LISTEN" { next }
$1 ~ /^(tcp|udp)6?$/ {
  program = "-"
  for (i = 6; i <= NF; i++) if ($i ~ /^[0-9]+\//) { program = $i; sub(/^[0-9]+\//, "", program); break }
  sub(/[^-A-Za-z0-9_.+].*/, "", program)
  print substr($1, 1, 3), $4, program == "" ? "-" : program
}'
