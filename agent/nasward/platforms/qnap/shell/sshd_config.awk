# The directives of sshd that are judged; from `Match` on, lines do not hold for everybody.
{
  key = tolower($1)
  if (key == "match") { print "match"; exit }
  if (key ~ /^(permitrootlogin|passwordauthentication|permitemptypasswords|allowtcpforwarding|permituserenvironment)$/) print
  if (key ~ /^(ciphers|macs|kexalgorithms|allowusers|include)$/) print
}
END { print "end" }
