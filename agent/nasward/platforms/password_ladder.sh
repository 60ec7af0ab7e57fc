# State of every local password, as name:state:scheme:expire-day. No hash is printed; only salts reach a command line.
# Needs shadow, smbpasswd (paths) and known_state (hash -> state, "" where it is no known constant), which is put before.
# Runs under dash, bash 3.2 and busybox ash.
nl='
'
# Accounts whose SMB password is empty by its NT hash, and whose SMB login is not switched off.
# And those that Samba may let in without any password: flag N, where `null passwords` is on (qnap.md §4.1, grade C).
blanks= unneeded=
if [ -r "$smbpasswd" ]; then
  blanks=$nl$(awk -F: 'toupper($4) == "31D6CFE0D16AE931B73C59D7E0C089C0" && $5 !~ /D/ { print $1 }' "$smbpasswd")$nl
  unneeded=$nl$(awk -F: '$5 ~ /^\[.*N/ && $5 !~ /D/ { print $1 }' "$smbpasswd")$nl
fi

# Scheme, salt and the part of a hash before the digest -> scheme, salt, head ("" where the form is unknown).
split_hash() {
  head=${1%\$*}; salt=${head##*\$}
  case $1 in
    '$1$'*) scheme=md5 option=-1;;
    '$5$rounds='*) scheme=sha256 option=-5 salt=${head#??\$};;
    '$6$rounds='*) scheme=sha512 option=-6 salt=${head#??\$};;
    '$5$'*) scheme=sha256 option=-5;;
    '$6$'*) scheme=sha512 option=-6;;
    '$y$'*) scheme=yescrypt option=;;
    '$2'*) scheme=bcrypt option= head=;;
    *[!./0-9A-Za-z]*) scheme=other option= head=;;
    ?????????????) scheme=des option=-crypt head=${1%???????????} salt=$head;;
    *) scheme=other option= head=;;
  esac
  case $1 in '$'*) [ -z "$head" ] || head="$head\$";; esac
}

# One way to hash the empty password with the salt at hand. What it prints is only believed with that salt in front.
crypt_by() {
  case $1 in
    openssl) [ -n "$option" ] && openssl passwd "$option" -salt "$salt" '';;
    # busybox: the method by name, the salt without its prefix; openssl 1.1.1 and 3 print <NULL> for '' under -5 and -6.
    cryptpw|mkpasswd) "$1" -m "$scheme" -S "$salt" '';;
    *) "$1" -W ignore -c 'import crypt, sys; print(crypt.crypt("", sys.argv[1]))' "$head";;
  esac </dev/null 2>/dev/null
}

# crypt('', own salt) -> state set or empty, or unknown where no tool here can.
compare_blank() {
  state=unknown
  [ -n "$head" ] || return 0
  for tool in openssl python3 python python2 /usr/local/bin/python /mnt/ext/opt/Python/bin/python cryptpw mkpasswd; do
    command -v "$tool" >/dev/null 2>&1 || continue
    made=$(crypt_by "$tool")
    case $made in
      "$1") state=empty; return 0;;
      "$head"???????????*) state=set; return 0;;
    esac
  done
}

# The ladder for one account.
judge() {
  scheme=
  case $2 in
    '') state=empty scheme=none;;
    '*'*|'!'*) state=locked scheme=none;;
    *)
      split_hash "$2"
      known_state "$2"
      [ -n "$state" ] || compare_blank "$2";;
  esac
  case $blanks in *"$nl$1$nl"*) state=empty;; esac
  case $state$unneeded in set*"$nl$1$nl"*) state=unknown;; esac
  # An smbpasswd that is there and cannot be read may hold an empty password.
  if [ "$state" = set ] && [ -e "$smbpasswd" ] && [ ! -r "$smbpasswd" ]; then state=unknown; fi
}

[ -e "$shadow" ] || exit 127
[ -r "$shadow" ] || exit 126
while read -r line || [ -n "$line" ]; do
  name=${line%%:*}
  case $line in
    '#'*|'') ;;
    *:*:*:*:*:*:*:*:*)
      rest=${line#*:}
      judge "$name" "${rest%%:*}"
      rest=${line#*:*:*:*:*:*:*:}
      printf '%s:%s:%s:%s\n' "$name" "$state" "$scheme" "${rest%%:*}";;
    *) printf '%s:unknown:other:\n' "$name";;
  esac
  line=
done <"$shadow"
