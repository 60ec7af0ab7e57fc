# QuTS hero: which dataset is which share, its encryption, and how many snapshots of a user's it has (qnap.md §3.3, §11.1).
command -v zfs >/dev/null 2>&1 || { echo '(none)'; exit 0; }
names=$(zfs get -H -o name,value qnap:zfs_volume_name 2>/dev/null) || exit 1
snapshots=$(zfs list -H -t snapshot -o name 2>/dev/null) || exit 1
crypt=$(zfs get -H -o name,value encryption 2>/dev/null)
printf '%s\n' "$names" | awk -F '\t' 'NF > 1 && $1 !~ /@/ && $2 != "-" { print "share\t" $1 "\t" $2 }'
printf '%s\n' "$crypt" | awk -F '\t' 'NF > 1 && $1 !~ /@/ { print "encryption\t" $1 "\t" $2 }'
printf '%s\n' "$snapshots" |
  awk -F @ 'NF > 1 && $0 !~ /:init:/ { found[$1]++ } END { for (name in found) print "snapshots\t" name "\t" found[name] }'
echo end
