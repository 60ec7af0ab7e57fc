"""What the rights of a share of DSM give guests and local users (synology.md §0.1 items 2-5, §4)."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from nasward.model.evidence import Answer
from nasward.model.facts import Access
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.platforms.reading import contested, entry, rows, unproven

Right = Literal["deny", "write", "read", "none"]

_FLAGS: tuple[tuple[str, Right], ...] = (("is_deny", "deny"), ("is_writable", "write"), ("is_readonly", "read"))
"""In the vendor's precedence: No access > Read/Write > Read only (synology.md §4)."""
_INHERITED: Mapping[str, Right] = {"na": "deny", "rw": "write", "ro": "read", "-": "none"}
_ACCESS: Mapping[Right, Access] = {"deny": "none", "write": "write", "read": "read", "none": "none"}
_LOOK = "Control Panel > Shared Folder > Edit > Permissions > "


def everyone_access(groups: Answer) -> Leaf[Access]:
    """What the group of all local users may do."""
    right = _right(groups, _rows_by_name(groups), "users")
    return right if isinstance(right, Unknown) else Known(_ACCESS[right.value], right.source, right.key)


def guest_access(
    users: Answer, groups: Answer, enabled: Leaf[bool], memberships: frozenset[str] | Unknown
) -> Leaf[Access]:
    """The guest's own row, and those of its groups: `users` always, others by /etc/group.

    What a group allows counts only while the guest is enabled: its own row is a decision about guests, a group's is
    one about staff. What a group denies counts always.
    """
    own = _right(users, _rows_by_name(users), "guest")
    if isinstance(own, Unknown):
        return own
    if isinstance(memberships, Unknown):
        return memberships
    shared = _group_right(groups, {"users", *memberships})
    if isinstance(shared, Unknown):
        return shared
    inherited = _inherited(users)
    if isinstance(inherited, Unknown):
        return inherited
    if inherited.value not in ("unsaid", shared.value):
        return contested(inherited, shared, f"the guest inherits {inherited.value}, its groups give {shared.value}")
    return _joined(own, shared, enabled)


def _joined(own: Known[Right], shared: Known[Right], enabled: Leaf[bool]) -> Leaf[Access]:
    with_groups = _first([own, shared])
    alone = with_groups if with_groups.value == "deny" else own
    if _ACCESS[alone.value] == _ACCESS[with_groups.value]:
        return Known(_ACCESS[alone.value], alone.source, alone.key)
    if isinstance(enabled, Unknown):
        return enabled
    right = with_groups if enabled.value else alone
    return Known(_ACCESS[right.value], right.source, right.key)


def _first(rights: Sequence[Known[Right]]) -> Known[Right]:
    """The right that wins among several."""
    order: tuple[Right, ...] = ("deny", "write", "read", "none")
    return min(rights, key=lambda right: order.index(right.value))


_Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def _rows_by_name(answer: Answer) -> _Rows | Unknown:
    listed, missing = rows(answer, "items")
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in listed:
        if isinstance(name := row.get("name"), str):
            found.setdefault(name, []).append(row)
    return found if missing is None else missing


def _right(answer: Answer, by_name: _Rows | Unknown, name: str) -> Known[Right] | Unknown:
    """What one row gives; a row that is not there is unknown, not "none"."""
    if isinstance(by_name, Unknown):
        return by_name
    found = by_name.get(name, ())
    if len(found) != 1:
        return Unknown(Reason.ABSENT, f"{len(found)} rows for {name} in the rights of the share", answer.source, name)
    return _row_right(answer, found[0], name)


def _row_right(answer: Answer, row: Mapping[str, Any], name: str) -> Known[Right] | Unknown:
    key = f"items[{name}]"
    flags: dict[str, Leaf[bool]] = {
        flag: entry(answer, row, flag, bool, f"{key}.{flag}")
        for flag in ("is_deny", "is_custom", "is_writable", "is_readonly")
    }
    unknown = next((leaf for leaf in flags.values() if isinstance(leaf, Unknown)), None)
    if unknown is not None:
        return unknown
    on = [flag for flag, leaf in flags.items() if isinstance(leaf, Known) and leaf.value]
    if "is_deny" in on:
        return Known("deny", answer.source, f"{key}.is_deny")
    if "is_custom" in on:
        return unproven(
            answer,
            f"{name} has custom rights, which the API does not spell out",
            "is_custom",
            f"{key}.is_custom",
            "fail",
            _LOOK + name,
        )
    if row.get("is_mask") is True:
        return unproven(
            answer,
            f"the rights of {name} are masked in a way that is not known",
            "is_mask",
            f"{key}.is_mask",
            "none",
            _LOOK + name,
        )
    for flag, right in _FLAGS:
        if flag in on:
            return Known(right, answer.source, f"{key}.{flag}")
    return Known("none", answer.source, key)


def _group_right(answer: Answer, names: set[str]) -> Known[Right] | Unknown:
    """What the rows of some groups give together. One that is denied settles it whatever the others say."""
    by_name = _rows_by_name(answer)
    rights = [_right(answer, by_name, name) for name in sorted(names, key=lambda name: name != "users")]
    known = [right for right in rights if isinstance(right, Known)]
    denied = next((right for right in known if right.value == "deny"), None)
    unknown = next((right for right in rights if isinstance(right, Unknown)), None)
    return denied or unknown or _first(known)


def _inherited(users: Answer) -> Known[str] | Unknown:
    """DSM 7's own word for what the groups give the guest; "unsaid" where the key is not there (DSM 6)."""
    by_name = _rows_by_name(users)
    row = {} if isinstance(by_name, Unknown) else by_name["guest"][0]
    if "inherit" not in row:
        return Known("unsaid", users.source)
    right = _INHERITED.get(str(row["inherit"]))
    if right is None:
        return unproven(users, "an inherited right in a word that is not known", row["inherit"], "items[guest].inherit")
    return Known(right, users.source, "items[guest].inherit")
