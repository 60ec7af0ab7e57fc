# How many SSH keys may log in as whom; no key leaves the NAS (qnap.md §11.3).
keys() {
  [ -r "$2" ] || exit 126
  printf '%s:%s\n' "$1" "$(awk '!/^[ \t\r]*(#|$)/ { n++ } END { print n + 0 }' "$2")"
}
file=/etc/config/ssh/authorized_keys
if [ -e "$file" ]; then keys admin "$file"; else echo admin:0; fi
for file in /share/homes/*/.ssh/authorized_keys; do
  [ -e "$file" ] || continue
  user=${file#/share/homes/}
  keys "${user%%/*}" "$file"
done
