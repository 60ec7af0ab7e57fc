# How many lines of each kind snmpd.conf has. The words in them are passwords and stay on the NAS.
BEGIN { kinds = split("rocommunity rocommunity6 rwcommunity rwcommunity6 rouser rwuser", kind, " ") }
{ word = tolower($1); count[word]++ }
END { for (i = 1; i <= kinds; i++) print kind[i] ":" (count[kind[i]] + 0) }
