"""Shared folders of QTS and what their lists give a guest (qnap.md §5.1)."""

from collections.abc import Mapping
from typing import Literal

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Access, Share
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown
from nasward.platforms import files
from nasward.platforms.qnap.smbconf import Section, parse
from nasward.platforms.reading import gap, malformed, unproven

_NO_SHARES = frozenset({"global", "printers", "netlogon", "sysvol", "home"})
_LOOK = "Control Panel > Privilege > Shared Folders > Edit Shared Folder Permission > Guest Access Right"

Groups = Mapping[str, frozenset[str]] | Unknown


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
    groups = files.members(evidence.answer("qnap.groups"))
    shares = [section for section in sections if section.name.lower() not in _NO_SHARES]
    return Items(tuple(_share(answer, globals_, each, groups) for each in shares), _included(answer, sections))


def _included(answer: Answer, sections: tuple[Section, ...]) -> Unknown | None:
    """Shares may stand in another file, which is not read."""
    found = next((s for s in sections if s.values.get("include") or s.values.get("configfile")), None)
    if found is None:
        return None
    return unproven(answer, "smb.conf includes another file, which is not read", found.name, f"{found.name}|include")


def _share(answer: Answer, globals_: Section, section: Section, groups: Groups) -> Share:
    path = section.values.get("path", "")
    key = f"{section.name}|path"
    known: Leaf[str] = (
        Known(path, answer.source, key) if path else Unknown(Reason.ABSENT, "the share has no path", answer.source, key)
    )
    hidden = Known(not section.yes("browsable", default=True), answer.source, f"{section.name}|browsable")
    return Share(section.name, known, _kind(answer, section, path), hidden, _access(answer, globals_, section, groups))


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
    mine = {group.lower() for group in files.groups_of(groups, "guest")}
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
