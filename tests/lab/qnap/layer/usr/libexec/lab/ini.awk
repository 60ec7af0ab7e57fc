# One operation on a QNAP INI file (qnap.md 0.1, 1.2), asked for in the environment so that no name is ever code:
# INI_OP get|set|unset|drop, INI_SECTION, INI_KEY, INI_VALUE, INI_EXACT (not empty: names keep their case).
# get prints the value and exits 250 when there is none; the others print the new file.
function trim(text) { sub(/^[ \t]+/, "", text); sub(/[ \t\r]+$/, "", text); return text }
function fold(text) { return ENVIRON["INI_EXACT"] == "" ? tolower(text) : text }
function is_header(line) { return line ~ /^[ \t]*\[.*\][ \t\r]*$/ }
function header_name(line) { line = trim(line); return substr(line, 2, length(line) - 2) }
function assignment() { return key " = " ENVIRON["INI_VALUE"] }

BEGIN { op = ENVIRON["INI_OP"]; section = fold(ENVIRON["INI_SECTION"]); key = ENVIRON["INI_KEY"]; inside = (section == "") }
{ line[NR] = $0; where[NR] = "other" }
is_header($0) {
    if (inside && section == "" && NR == 1) last = 0
    inside = (fold(header_name($0)) == section)
    if (inside) { where[NR] = "header"; last = NR; known = 1 }
    next
}
inside {
    where[NR] = "inside"
    if (trim($0) != "") last = NR
    at = index($0, "=")
    if (at && !found && fold(trim(substr($0, 1, at - 1))) == fold(key)) {
        found = NR; name = trim(substr($0, 1, at - 1)); value = trim(substr($0, at + 1))
    }
}
END {
    if (op == "get") { if (!found) exit 250; print value; exit 0 }
    if (op == "set" && found) key = name
    for (n = 1; n <= NR; n++) {
        if (op == "drop" && where[n] != "other") continue
        if (n == found && op == "unset") continue
        print (n == found && op == "set" ? assignment() : line[n])
        if (op == "set" && !found && n == last) print assignment()
    }
    if (op == "set" && !found && !known) {
        if (section != "") print "[" ENVIRON["INI_SECTION"] "]"
        print assignment()
    }
}
