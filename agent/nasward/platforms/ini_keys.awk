# Section lines and allow-listed keys of an INI file. `allow` is "section|key;section|key", in lower case.
function trim(s) { sub(/^[ \t\r]+/, "", s); sub(/[ \t\r]+$/, "", s); return s }
BEGIN { n = split(allow, list, ";"); for (i = 1; i <= n; i++) wanted[list[i]] = 1 }
{
  line = trim($0)
  end = index(line, "]")
  if (substr(line, 1, 1) == "[" && end > 0) {
    section = tolower(trim(substr(line, 2, end - 2)))
    print "[" section "]"
  } else {
    at = index(line, "=")
    key = tolower(trim(substr(line, 1, at - 1)))
    if (at > 1 && ((section "|" key) in wanted || ("*|" key) in wanted)) print line
  }
}
