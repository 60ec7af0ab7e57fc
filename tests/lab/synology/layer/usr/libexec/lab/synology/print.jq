# What the tools print: JSON as the vendor's writer lays it out, and the answer as shell assignments for `call`.

def pad($n): reduce range($n) as $_ (""; . + "   ");
def scalar: type != "object" and type != "array";

# Keys in alphabetical order, three blanks, blanks around the colon; a short list of plain values on one line.
def styled($n):
  if type == "object" and length > 0 then
    "{\n" + ([keys[] as $k | pad($n + 1) + ($k | tojson) + " : " + (.[$k] | styled($n + 1))] | join(",\n"))
    + "\n" + pad($n) + "}"
  elif type == "array" and length > 0 then
    if all(.[]; scalar) and (map(tojson) | join(", ") | length) < 70
    then "[ " + (map(tojson) | join(", ")) + " ]"
    else "[\n" + ([.[] | pad($n + 1) + styled($n + 1)] | join(",\n")) + "\n" + pad($n) + "]" end
  else tojson end;
def styled: styled(0) + "\n";

# One line, keys in alphabetical order.
def compact:
  if type == "object" then "{" + ([keys[] as $k | ($k | tojson) + ":" + (.[$k] | compact)] | join(",")) + "}"
  elif type == "array" then "[" + (map(compact) | join(",")) + "]"
  else tojson end;

# input: {out, err, code, log, before, after}; before and after are worlds (accounts.jq), absent where nothing may change
def shell:
  def changed($key; f): if .after != null and .after[$key] != .before[$key] then .after[$key] | f else "" end;
  "code=\(.code // 0) out=\(.out // "" | @sh) err=\(.err // "" | @sh) log=\(.log // "" | @sh)"
  + " new_state=\(changed("state"; tojson) | @sh) new_shadow=\(changed("shadow"; .) | @sh)"
  + " new_passwd=\(changed("passwd"; .) | @sh) new_group=\(changed("group"; .) | @sh)";
