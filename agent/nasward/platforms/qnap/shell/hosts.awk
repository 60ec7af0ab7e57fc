# How many names of the vendor's the hosts file redirects (qnap.md §11.4).
{ sub(/[#\r].*/, ""); for (i = 2; i <= NF; i++) if (tolower($i) ~ /(^|\.)qnap\.com\.?$/) found++ }
END { print "qnap=" found + 0 }
