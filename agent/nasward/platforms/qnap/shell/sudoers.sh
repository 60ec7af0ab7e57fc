# How many drop-ins of sudo there are (qnap.md §2.2); their content stays on the NAS.
folder=/usr/etc/sudoers.d found=0
if [ -d "$folder" ]; then
  [ -r "$folder" ] && [ -x "$folder" ] || exit 126
  for file in "$folder"/* "$folder"/.[!.]*; do [ ! -f "$file" ] || found=$((found + 1)); done
fi
echo "files=$found"
