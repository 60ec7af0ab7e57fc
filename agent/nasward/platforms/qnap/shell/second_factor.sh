# For whom a state of 2-step verification is kept (qnap.md §4.4); its content is a secret.
folder=/etc/config/.qos_config/users
if [ -e "$folder" ]; then [ -r "$folder" ] && [ -x "$folder" ] || exit 126; fi
for file in "$folder"/*/secondSV.conf; do
  [ -s "$file" ] || continue
  user=${file%/*}
  printf '%s\n' "user ${user##*/}"
done
echo end
