"""What protects a share beside its guest right (qnap.md §5.1)."""

from typing import Literal

from nasward.model.evidence import Answer
from nasward.model.facts import Access
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.platforms.ini import setting, switch
from nasward.platforms.qnap.smbconf import Section
from nasward.platforms.reading import malformed, unproven

_LOOK = "Control Panel > Privilege > Shared Folders > Edit Properties"
_RIGHTS_LOOK = "Control Panel > Privilege > Shared Folders > Edit Shared Folder Permission"
_EVERYONE = "@everyone"
_DEMANDED, _NOT_DEMANDED = (
    frozenset({"required", "mandatory"}),
    frozenset({"disabled", "no", "auto", "enabled", "default", "desired", "if_required"}),
)


def everyone_access(answer: Answer, section: Section) -> Leaf[Access]:
    """The lists name the group of all local users as `@"everyone"`; `invalid users` first."""

    def named(key: str) -> bool:
        return _EVERYONE in (name.lower() for name in section.names(key))

    if named("invalidusers"):
        return Known("none", answer.source, f"{section.name}|invalid users")
    if named("writelist"):
        return Known("write", answer.source, f"{section.name}|write list")
    if named("readlist"):
        return Known("read", answer.source, f"{section.name}|read list")
    key = f"{section.name}|valid users"
    if not section.names("validusers"):
        return unproven(answer, "no list says who may enter", "valid users =", key, "fail", _RIGHTS_LOOK)
    if not named("validusers"):
        return Known("none", answer.source, key)
    return Known("read" if section.yes("readonly", default=True) else "write", answer.source, key)


def flag(answer: Answer, section: Section, name: str) -> Leaf[bool]:
    """A switch of Samba's; missing stays unknown."""
    key, word = f"{section.name}|{name}", section.values.get(name.replace(" ", ""), "")
    if not word:
        return Unknown(Reason.ABSENT, f"the key {name} is missing", answer.source, key)
    value = switch(word)
    return malformed(answer, "an odd word", key, word) if value is None else Known(value, answer.source, key)


def recycle_bin(answer: Answer, section: Section, settings: Answer) -> Leaf[bool]:
    """The share's own switch, and the one of the whole NAS, which QNAP's readers take for off where it is missing."""
    own = flag(answer, section, "recycle bin")
    if isinstance(own, Unknown) or not own.value:
        return own
    master = setting(settings, "Network Recycle Bin", "Enable", switch, default=False)
    if isinstance(master, Unknown) or master.value:
        return master if isinstance(master, Unknown) else own
    why = "the share has a recycle bin, and that of the whole NAS is off"
    return unproven(settings, why, "Network Recycle Bin Enable is off", master.key, "fail", _LOOK)


def encryption(answer: Answer, section: Section) -> Leaf[Literal["none", "locked", "unlocked"]]:
    """Whether the folder is locked now stands in a key whose words are not known."""
    found = flag(answer, section, "encryption")
    if isinstance(found, Unknown):
        return found
    if not found.value:
        return Known("none", answer.source, found.key)
    status = section.values.get("encryptionstatus", "missing")
    why = "whether the encrypted folder is locked is not known"
    return unproven(answer, why, f"encryption status {status}", f"{section.name}|encryption status", "none", _LOOK)


def key_on_box(answer: Answer, section: Section) -> Leaf[bool]:
    """A saved key likely unlocks the folder at boot (grade C); without encryption there is no key."""
    found = encryption(answer, section)
    if isinstance(found, Known) or found.reason is not Reason.UNPROVEN:
        return Known(False, found.source, found.key) if isinstance(found, Known) else found
    raw = section.values.get("savekey", "missing")
    why = "what savekey does at boot is not known"
    return unproven(answer, why, f"savekey {raw}", f"{section.name}|savekey", "fail" if switch(raw) else "none", _LOOK)


def host_restricted(answer: Answer, globals_: Section, section: Section) -> Leaf[bool]:
    """`hosts allow` of the share, or the one of [global], which holds where the share has none."""
    for each in (section, globals_):
        value = each.values.get("hostsallow", "")
        if value:
            everybody = "all" in value.lower().replace(",", " ").split()
            return Known(not everybody, answer.source, f"{each.name}|hosts allow")
    denied = next((each for each in (section, globals_) if each.values.get("hostsdeny")), None)
    if denied is not None:
        raw = f"hosts deny = {denied.values['hostsdeny']}"
        return unproven(
            answer, "only hosts that may not use it are named", raw, f"{denied.name}|hosts deny", "none", _LOOK
        )
    return Known(False, answer.source, f"{section.name}|hosts allow (missing)")


def smb_encryption(answer: Answer, section: Section) -> Leaf[bool]:
    """Whether the share demands encryption; what a missing key means is not known."""
    word, key = section.values.get("smbencrypt", "").lower(), f"{section.name}|smb encrypt"
    if word in _DEMANDED or word in _NOT_DEMANDED:
        return Known(word in _DEMANDED, answer.source, key)
    return unproven(answer, "a word that no source names", word or "smb encrypt missing", key, "fail", _LOOK)
