# Which program each line of a crontab starts. No argument leaves the NAS: it may hold a password.
# Prints "one PROGRAM", or "several PROGRAM" where the line does more than start that program.
/^[ \t\r]*(#|$)/ { next }
{
  line = $0
  sub(/^[ \t]+/, "", line)
  if ($1 !~ /^[@*0-9]/) next
  for (fields = ($1 ~ /^@/) ? 1 : 5; fields > 0; fields--) if (!sub(/^[^ \t]+[ \t]+/, "", line)) next
  sub(/#.*$/, "", line)
  gsub(/[12&]?>>?[ \t]*\/dev\/null/, "", line)
  gsub(/2>&1/, "", line)
  sub(/[ \t\r;]+$/, "", line)
  much = (line ~ /[;&|`$<>()]/) ? "several" : "one"
  split(line, word, /[ \t]+/)
  program = word[1]
  if (program ~ /^(\/.*\/)?(sh|bash|nice|setsid)$/ && word[2] != "") {
    if (word[2] ~ /^[-+]/) much = "several"
    else program = word[2]
  }
  if (program ~ /[^-A-Za-z0-9_.,+@\/\[]/) { much = "several"; program = "(not a plain program)" }
  if (program != "") print much, program
}
END { print "end" }
