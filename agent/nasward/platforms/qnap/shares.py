"""Shared folders of QTS and what their lists give a guest (qnap.md §5.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Access, Share
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown
from nasward.platforms import files
from nasward.platforms.qnap import share_settings as own
from nasward.platforms.qnap.smbconf import Section, parse
from nasward.platforms.qnap.volumes import snapshots_of
from nasward.platforms.reading import gap, malformed, unproven

_NO_SHARES = frozenset({"global", "printers", "netlogon", "sysvol", "home"})
_LOOK = "Control Panel > Privilege > Shared Folders > Edit Shared Folder Permission > Guest Access Right"

Groups = frozenset[str] | Unknown
"""The groups of the guest."""


def interpret_shares(evidence: Evidence) -> Items[Share]:
    """Every share section of smb.conf."""
    answer = evidence.answer("qnap.smb_conf")
    missing = gap(answer)
    if missing is not None:
        return Items((), missing)
    sections = parse(str(answer.content))
    globals_ = next((section for section in sections if section.name.lower() == "global"), None)
    if globals_ is None:
        return Items((), malformed(answer, "smb.conf has no section global"))
    groups = files.memberships(evidence.answer("qnap.groups"), "guest")
    shares = [section for section in sections if section.name.lower() not in _NO_SHARES]
    seen = _Seen(answer, globals_, groups, evidence.answer("qnap.settings"), evidence.answer("qnap.zfs"))
    return Items(tuple(_share(seen, each) for each in shares), _included(answer, sections))


def _included(answer: Answer, sections: tuple[Section, ...]) -> Unknown | None:
    """Shares may stand in another file, which is not read."""
    found = next((s for s in sections if s.values.get("include") or s.values.get("configfile")), None)
    if found is None:
        return None
    return unproven(answer, "smb.conf includes another file, which is not read", found.name, f"{found.name}|include")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What every share is judged by."""

    answer: Answer
    globals_: Section
    groups: Groups
    settings: Answer
    zfs: Answer


def _share(seen: _Seen, section: Section) -> Share:
    answer, path, key = seen.answer, section.values.get("path", ""), f"{section.name}|path"
    known: Leaf[str] = (
        Known(path, answer.source, key) if path else Unknown(Reason.ABSENT, "the share has no path", answer.source, key)
    )
    return Share(
        section.name,
        path=known,
        kind=_kind(answer, section, path),
        hidden=Known(not section.yes("browsable", default=True), answer.source, f"{section.name}|browsable"),
        guest_access=_access(answer, seen.globals_, section, seen.groups),
        everyone_access=own.everyone_access(answer, section),
        encryption=own.encryption(answer, section),
        key_on_box=own.key_on_box(answer, section),
        recycle_bin=own.recycle_bin(answer, section, seen.settings),
        recycle_bin_admin_only=own.flag(answer, section, "recycle bin administrators only"),
        host_restricted=own.host_restricted(answer, seen.globals_, section),
        smb_encryption=own.smb_encryption(answer, section),
        snapshots=snapshots_of(seen.zfs, section.name),
    )


def _kind(answer: Answer, section: Section, path: str) -> Leaf[Literal["data", "home", "external"]]:
    if section.name.lower() == "homes":
        return Known("home", answer.source, section.name)
    kind: Literal["data", "external"] = "external" if path.startswith("/share/external/") else "data"
    return Known(kind, answer.source, f"{section.name}|path")


def _access(answer: Answer, globals_: Section, section: Section, groups: Groups) -> Leaf[Access]:
    """`public` is no indicator: it stands at nearly every share. The four lists decide, `invalid users` first."""
    guest = globals_.values.get("guestaccount", "guest").lower()
    if guest != "guest":
        return unproven(
            answer, "guests are another account than guest here", guest, "global|guest account", "fail", _LOOK
        )
    if _lists(section, "invalidusers", "guest"):
        return Known("none", answer.source, f"{section.name}|invalid users")
    by_group = _by_group(section, groups)
    for key, name, right in (("writelist", "write list", "write"), ("readlist", "read list", "read")):
        if _lists(section, key, "guest"):
            return _granted(answer, section, name, "write" if right == "write" else "read", by_group)
    if _lists(section, "validusers", "guest"):
        # Neither list names the guest: what everybody may do in the share holds. Samba's default is read only.
        right = "read" if section.yes("readonly", default=True) else "write"
        return _granted(answer, section, "valid users", "write" if right == "write" else "read", by_group)
    return _unlisted(answer, section, by_group)


def _lists(section: Section, key: str, name: str) -> bool:
    return name in (each.lower() for each in section.names(key))


def _by_group(section: Section, groups: Groups) -> Mapping[str, str] | Unknown:
    """Which lists name a group that the guest is a member of: list to group."""
    keys = ("invalidusers", "writelist", "readlist", "validusers")
    named = {key: [name[1:] for name in section.names(key) if name.startswith("@")] for key in keys}
    if not any(named.values()):
        return {}
    if isinstance(groups, Unknown):
        return groups
    mine = {group.lower() for group in groups}
    return {key: group for key, listed in named.items() for group in listed if group.lower() in mine}


def _granted(
    answer: Answer, section: Section, name: str, right: Access, by_group: Mapping[str, str] | Unknown
) -> Leaf[Access]:
    """A right by the guest's own name, unless a group of the guest is shut out: then two rules disagree."""
    if isinstance(by_group, Unknown):
        return by_group if section.names("invalidusers") else Known(right, answer.source, f"{section.name}|{name}")
    if "invalidusers" in by_group:
        return unproven(
            answer,
            "the guest is let in by name and shut out by group",
            by_group["invalidusers"],
            f"{section.name}|invalid users",
            "none",
            _LOOK,
        )
    return Known(right, answer.source, f"{section.name}|{name}")


def _unlisted(answer: Answer, section: Section, by_group: Mapping[str, str] | Unknown) -> Leaf[Access]:
    """The guest is named nowhere: no access, unless a group or an empty list lets everybody in."""
    if isinstance(by_group, Unknown):
        return by_group
    if by_group and "invalidusers" not in by_group:
        return unproven(
            answer,
            "the guest is in a group that is let in",
            "@" + next(iter(by_group.values())),
            f"{section.name}|valid users",
            "fail",
            _LOOK,
        )
    if not section.names("validusers") and section.yes("public", default=False) and not by_group:
        return unproven(
            answer,
            "no list says who may enter, and the share is public",
            "public = yes",
            f"{section.name}|valid users",
            "fail",
            _LOOK,
        )
    return Known("none", answer.source, f"{section.name}|valid users")
