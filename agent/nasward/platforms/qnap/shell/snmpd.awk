# Whether communities are set and well known (`known` is a list with ;); no community leaves the NAS (qnap.md §9.1).
BEGIN { n = split(known, list, ";"); for (i = 1; i <= n; i++) famous[list[i]] = 1; kind["ro"] = kind["rw"] = "none" }
tolower($1) ~ /^r[ow]community6?$/ && $2 != "" {
  which = substr(tolower($1), 1, 2)
  word = tolower($2); gsub(/["\r]/, "", word)
  if (kind[which] != "well-known") kind[which] = (word in famous) ? "well-known" : "own"
}
END { print "ro=" kind["ro"]; print "rw=" kind["rw"] }
