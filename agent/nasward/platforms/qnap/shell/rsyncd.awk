# Whether the rsync server has an account of its own; its name and its password stay on the NAS (qnap.md §6.2).
function trim(s) { sub(/^[ \t\r]+/, "", s); sub(/[ \t\r]+$/, "", s); return s }
BEGIN { user = "missing"; word = "missing" }
/^[ \t]*\[/ { exit }
{
  at = index($0, "="); if (at < 2) next
  key = tolower(trim(substr($0, 1, at - 1))); value = trim(substr($0, at + 1))
  if (key == "rsync user") user = (value == "" || value == "rsync") ? "default" : "own"
  if (key == "rsync enpswd" && value != "") word = "own"
  if (key == "rsync pswd" && value != "" && word == "missing") word = (value == "rsync") ? "default" : "own"
}
END { print "user=" user; print "password=" word }
