# The package sources beside the vendor's: section, name and URL without a login or a query (qnap.md §10.2).
function trim(s) { sub(/^[ \t\r]+/, "", s); sub(/[ \t\r]+$/, "", s); return s }
/^[ \t]*\[/ { print "[" trim(substr($0, index($0, "[") + 1, index($0, "]") - index($0, "[") - 1)) "]"; next }
{
  at = index($0, "="); key = tolower(trim(substr($0, 1, at - 1))); value = trim(substr($0, at + 1))
  if (key == "store") print "store = " value
  if (key == "u") { sub(/[?#].*$/, "", value); sub(/\/\/.*@/, "//", value); print "u = " value }
}
