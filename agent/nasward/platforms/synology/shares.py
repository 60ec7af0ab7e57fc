"""Shared folders of DSM and what their rights give a guest (synology.md §0.1 items 2-5, §4)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Access, Account, Share
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown
from nasward.platforms import files
from nasward.platforms.reading import contested, entry, rows, unproven
from nasward.platforms.synology.accounts import guest_enabled

Right = Literal["deny", "write", "read", "none"]

_FLAGS: tuple[tuple[str, Right], ...] = (("is_deny", "deny"), ("is_writable", "write"), ("is_readonly", "read"))
"""In the vendor's precedence: No access > Read/Write > Read only (synology.md §4)."""
_INHERITED: Mapping[str, Right] = {"na": "deny", "rw": "write", "ro": "read", "-": "none"}
_ACCESS: Mapping[Right, Access] = {"deny": "none", "write": "write", "read": "read", "none": "none"}
_LOOK = "Control Panel > Shared Folder > Edit > Permissions > guest"


def share_names(answer: Answer) -> tuple[str, ...]:
    """The names in a share listing, as far as it goes."""
    listed, _ = rows(answer, "shares")
    names = (row.get("name") for row in listed)
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))


def interpret_shares(evidence: Evidence, accounts: Items[Account]) -> Items[Share]:
    """All shares. Their rights come from two listings per share: local users and local groups."""
    answer = evidence.answer("synology.shares")
    listed, missing = rows(answer, "shares")
    by_name = {row["name"]: row for row in reversed(listed) if isinstance(row.get("name"), str) and row["name"]}
    if missing is None and len(by_name) != len(listed):
        missing = Unknown(Reason.MALFORMED, "a share without a name of its own was listed", answer.source)
    enabled = guest_enabled(accounts)
    groups = files.members(evidence.answer("synology.groups"))
    return Items(
        tuple(_share(evidence, answer, by_name[name], enabled, groups) for name in share_names(answer)), missing
    )


def _share(
    evidence: Evidence,
    answer: Answer,
    row: Mapping[str, Any],
    enabled: Leaf[bool],
    groups: Mapping[str, frozenset[str]] | Unknown,
) -> Share:
    name = row["name"]
    users = evidence.answer("synology.share_users", name)
    granted = _guest_access(users, evidence.answer("synology.share_groups", name), enabled, groups)
    path: Leaf[str] = entry(answer, row, "vol_path", str, f"shares[{name}].vol_path")
    if isinstance(path, Known):
        path = Known(f"{path.value}/{name}", path.source, path.key)
    hidden = entry(answer, row, "hidden", bool, f"shares[{name}].hidden")
    return Share(name, path, _kind(answer, row), hidden, granted)


def _kind(answer: Answer, row: Mapping[str, Any]) -> Leaf[Literal["data", "home", "external"]]:
    name = row["name"]
    if name in ("homes", "home"):
        return Known("home", answer.source, f"shares[{name}].name")
    usb = entry(answer, row, "is_usb_share", bool, f"shares[{name}].is_usb_share")
    if isinstance(usb, Unknown):
        return usb
    return Known("external" if usb.value else "data", usb.source, usb.key)


def _guest_access(
    users: Answer, groups: Answer, enabled: Leaf[bool], members: Mapping[str, frozenset[str]] | Unknown
) -> Leaf[Access]:
    """The guest's own row, and those of its groups: `users` always, others by /etc/group.

    What a group allows counts only while the guest is enabled: its own row is a decision about guests, a group's is
    one about staff. What a group denies counts always.
    """
    own = _right(users, "guest")
    if isinstance(own, Unknown):
        return own
    if isinstance(members, Unknown):
        return members
    shared = _group_right(groups, {"users", *files.groups_of(members, "guest")})
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


def _rows_of(answer: Answer, names: set[str]) -> Iterator[Mapping[str, Any]]:
    listed, _ = rows(answer, "items")
    return (row for row in listed if row.get("name") in names)


def _right(answer: Answer, name: str) -> Known[Right] | Unknown:
    """What one row gives; a row that is not there is unknown, not "none"."""
    _, missing = rows(answer, "items")
    if missing is not None:
        return missing
    found = list(_rows_of(answer, {name}))
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
            _LOOK,
        )
    if row.get("is_mask") is True:
        return unproven(
            answer,
            f"the rights of {name} are masked in a way that is not known",
            "is_mask",
            f"{key}.is_mask",
            "none",
            _LOOK,
        )
    for flag, right in _FLAGS:
        if flag in on:
            return Known(right, answer.source, f"{key}.{flag}")
    return Known("none", answer.source, key)


def _group_right(answer: Answer, names: set[str]) -> Known[Right] | Unknown:
    """What the rows of some groups give together. One that is denied settles it whatever the others say."""
    rights = [_right(answer, name) for name in sorted(names, key=lambda name: name != "users")]
    known = [right for right in rights if isinstance(right, Known)]
    denied = next((right for right in known if right.value == "deny"), None)
    unknown = next((right for right in rights if isinstance(right, Unknown)), None)
    return denied or unknown or _first(known)


def _inherited(users: Answer) -> Known[str] | Unknown:
    """DSM 7's own word for what the groups give the guest; "unsaid" where the key is not there (DSM 6)."""
    row = next(_rows_of(users, {"guest"}), {})
    if "inherit" not in row:
        return Known("unsaid", users.source)
    right = _INHERITED.get(str(row["inherit"]))
    if right is None:
        return unproven(users, "an inherited right in a word that is not known", row["inherit"], "items[guest].inherit")
    return Known(right, users.source, "items[guest].inherit")
