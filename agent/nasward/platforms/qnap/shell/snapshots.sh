# Whether a snapshot schedule is there (qnap.md §11.1): of QuTS hero by the size of its file, of QTS by its bit masks.
folder=/etc/config/qsnapshot
if [ -e "$folder" ]; then [ -r "$folder" ] && [ -x "$folder" ] || exit 126; fi
file=$folder/zsnapshotJob.conf
if [ -s "$file" ]; then echo jobs=filled; elif [ -e "$file" ]; then echo jobs=empty; else echo jobs=none; fi
file=$folder/snapshotSchedule.conf
if [ -e "$file" ]; then
  [ -r "$file" ] || exit 126
  awk -F= 'tolower($1) ~ /^[ \t]*schedulelvbitmap[ \t]*$/ { gsub(/[ \t\r]/, "", $2); print "bitmap=" $2 }' "$file" || exit 1
  echo schedule=read
else
  echo schedule=none
fi
