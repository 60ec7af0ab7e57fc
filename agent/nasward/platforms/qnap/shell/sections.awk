# Whole sections of an INI file that hold no secret: `allow` is "[access];[allowip]", in lower case.
BEGIN { n = split(allow, list, ";"); for (i = 1; i <= n; i++) wanted[list[i]] = 1 }
/^[ \t]*\[/ { name = tolower($0); gsub(/^[ \t]+|[ \t\r]+$/, "", name); inside = (name in wanted) }
inside { print }
