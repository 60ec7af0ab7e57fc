# The command of each exec. $1 is the mark of this conversation, $2 the one that a working sudo
# prints, $3 is `ask` where an earlier exec has seen that sudo wants a password (each try without stands in its log).
# It says what it has (root, sudo, ask, nosudo), then becomes the shell that reads the script from stdin.
PATH=/usr/syno/bin:/usr/syno/sbin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin; export PATH
LC_ALL=C; export LC_ALL
mark=$1; proof=$2; known=$3; way=
say() { printf "\n%s %s\n" "$mark" "$1"; }
if [ "$(id -u)" = 0 ]; then say root; exec /bin/sh -s; fi
if ! command -v sudo >/dev/null 2>&1; then say nosudo; exec /bin/sh -s; fi
if [ "$known" != ask ] && sudo -n true </dev/null >/dev/null 2>&1; then say sudo; exec sudo -n /bin/sh -s; fi
say ask; read -r way
case $way in
  plain) say plain; exec /bin/sh -s;;
  # The password follows only after this word, and then sudo is all that can read it. -k: no cached right spares it.
  sudo) say asking; exec sudo -k -S -p "$mark?" /bin/sh -c "echo; echo $proof; exec /bin/sh -s";;
esac
