# How many services are announced by Bonjour, and how many are switched off (qnap.md §7.3). Their names are not known.
/^[ \t]*\[/ { inside = (tolower($0) ~ /\[[ \t]*bonjour service[ \t]*\]/); next }
inside && index($0, "=") > 1 {
  value = toupper(substr($0, index($0, "=") + 1)); gsub(/[ \t\r]/, "", value)
  if (value == "1" || value == "TRUE") on++
  else if (value == "0" || value == "FALSE") off++
  else if (value ~ /^[0-9]*$/) other++
}
END { print "on=" on + 0; print "off=" off + 0 }
