"""Shared folders of DSM (synology.md §4), their rights, encryption, recycle bins and snapshots (§19)."""

from collections.abc import Mapping
from typing import Any, Literal

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Account, Share
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown
from nasward.platforms import files
from nasward.platforms.reading import entry, rows
from nasward.platforms.synology.accounts import guest_enabled
from nasward.platforms.synology.answers import nowhere, word
from nasward.platforms.synology.rights import everyone_access, guest_access
from nasward.platforms.synology.share_snapshots import snapshots, snapshots_locked

_HOSTS = "Control Panel > Security > Firewall"
_SMB = "Control Panel > File Services > SMB > Advanced Settings"
_ENCRYPTED = "Control Panel > Shared Folder > Edit > Encryption"
_ENCRYPTION: Mapping[int, Literal["none", "locked", "unlocked"]] = {0: "none", 1: "locked", 2: "unlocked"}

_Memberships = frozenset[str] | Unknown


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
    groups = files.memberships(evidence.answer("synology.groups"), "guest")
    return Items(
        tuple(_share(evidence, answer, by_name[name], enabled, groups) for name in share_names(answer)), missing
    )


def _share(
    evidence: Evidence, answer: Answer, row: Mapping[str, Any], enabled: Leaf[bool], mine: _Memberships
) -> Share:
    name = row["name"]
    users, groups = evidence.answer("synology.share_users", name), evidence.answer("synology.share_groups", name)
    taken = evidence.answer("synology.share_snapshots", name)
    return Share(
        name,
        path=_path(answer, row),
        kind=_kind(answer, row),
        hidden=_switch(answer, row, "hidden"),
        guest_access=guest_access(users, groups, enabled, mine),
        everyone_access=everyone_access(groups),
        encryption=_encryption(answer, row),
        key_on_box=_switch(answer, row, "enc_auto_mount"),
        recycle_bin=_switch(answer, row, "enable_recycle_bin"),
        recycle_bin_admin_only=_switch(answer, row, "recycle_bin_admin_only"),
        hide_unreadable=_switch(answer, row, "hide_unreadable"),
        host_restricted=nowhere("which hosts may use a share", _HOSTS),
        smb_encryption=nowhere("SMB encryption of one share", _SMB),
        snapshots=snapshots(taken),
        snapshots_locked=snapshots_locked(taken, evidence.as_of),
    )


def _switch(answer: Answer, row: Mapping[str, Any], key: str) -> Leaf[bool]:
    return entry(answer, row, key, bool, f"shares[{row['name']}].{key}")


def _path(answer: Answer, row: Mapping[str, Any]) -> Leaf[str]:
    volume = entry(answer, row, "vol_path", str, f"shares[{row['name']}].vol_path")
    return volume if isinstance(volume, Unknown) else Known(f"{volume.value}/{row['name']}", volume.source, volume.key)


def _encryption(answer: Answer, row: Mapping[str, Any]) -> Leaf[Literal["none", "locked", "unlocked"]]:
    """A number; newer builds were seen to give a switch, of which is not said what it tells (C)."""
    key = f"shares[{row['name']}].encryption"
    kind: type[int] = bool if isinstance(row.get("encryption"), bool) else int
    return word(entry(answer, row, "encryption", kind, key), {} if kind is bool else _ENCRYPTION, _ENCRYPTED)


def _kind(answer: Answer, row: Mapping[str, Any]) -> Leaf[Literal["data", "home", "external"]]:
    name = row["name"]
    if name in ("homes", "home"):
        return Known("home", answer.source, f"shares[{name}].name")
    usb = entry(answer, row, "is_usb_share", bool, f"shares[{name}].is_usb_share")
    if isinstance(usb, Unknown):
        return usb
    return Known("external" if usb.value else "data", usb.source, usb.key)
