# The directives of sshd_config that a fact hangs on, and where blocks begin. Names have no case.
BEGIN {
  n = split("port permitrootlogin passwordauthentication permitemptypasswords allowtcpforwarding disableforwarding " \
    "permituserenvironment challengeresponseauthentication kbdinteractiveauthentication usepam match", list, " ")
  for (i = 1; i <= n; i++) wanted[list[i]] = 1
  print "# read"
}
{
  line = $0
  gsub(/\r/, "", line)
  sub(/^[ \t]+/, "", line)
  key = tolower(line)
  sub(/[ \t="].*$/, "", key)
  if (key in wanted) print line
  # Of these only the name matters: more settings stand in other files, or another way to log in is demanded.
  if (key == "include" || (key == "authenticationmethods" && tolower($2) != "any")) print key " x"
}
