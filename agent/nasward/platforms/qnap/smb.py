"""SMB of QTS: [global] of smb.conf, with the defaults compiled into QNAP's own Samba (qnap.md §5.2)."""

from collections.abc import Mapping
from typing import TypeVar

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Platform, Smb
from nasward.model.facts.services import Demand
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.platforms.ini import setting, switch, words
from nasward.platforms.qnap.smbconf import Section, globals_of
from nasward.platforms.qnap.version import release
from nasward.platforms.reading import malformed, unproven

T = TypeVar("T")
_LOOK = "Control Panel > Network & File Services > Win/Mac/NFS/WebDAV > Microsoft Networking > Advanced Options"
_SIGNING: Mapping[str, Demand] = {
    "required": "required",
    "mandatory": "required",
    "auto": "offered",
    "default": "offered",
    "": "offered",
    "disabled": "off",
    "no": "off",
}
_NTLMV1 = {
    "yes": True,
    "ntlmv1-permitted": True,
    "no": False,
    "ntlmv2-only": False,
    "mschapv2-and-ntlmv2-only": False,
    "disabled": False,
}
_ANONYMOUS = {"": True, "0": True, "1": False, "2": False}
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def interpret_smb(evidence: Evidence, platform: Platform) -> Smb:
    """QNAP's own readers take a missing switch for off."""
    settings, conf = evidence.answer("qnap.settings"), evidence.answer("qnap.smb_conf")
    enabled = setting(settings, "Samba", "Enable", switch, default=False)
    section = globals_of(conf)
    if isinstance(section, Unknown):
        return Smb(enabled, section, section, section, section, section, section, section)
    return Smb(
        enabled=enabled,
        min_protocol=_min_protocol(conf, section, platform),
        max_protocol=_max_protocol(conf, section),
        signing=_signing(conf, section),
        encryption=_encryption(conf, section),
        ntlmv1=_ntlmv1(conf, section, settings),
        anonymous_listing=_word(conf, section, "restrict anonymous", _ANONYMOUS),
        wide_links=_word(conf, section, "wide links", _YES),
    )


def _value(section: Section, key: str) -> str:
    return section.values.get(key.replace(" ", ""), "").lower()


def _word(answer: Answer, section: Section, key: str, means: Mapping[str, T]) -> Leaf[T]:
    """A value in a known word; "" in `means` is what a missing key means."""
    value, name = _value(section, key), f"global|{key}"
    if value in means:
        return Known(means[value], answer.source, name if value else f"{name} (missing: vendor default)")
    if not value:
        return Unknown(Reason.ABSENT, f"the key {name} is missing", answer.source, name)
    return malformed(answer, f"{name} has a value of unknown meaning", name, value)


def _dialect(value: str) -> int | None:
    if value.startswith(("nt1", "lanman", "core")):
        return 1
    return next((number for number in (2, 3) if value.startswith(f"smb{number}")), None)


def _protocol(answer: Answer, section: Section, key: str) -> Leaf[int] | None:
    """The generation of a protocol; None where the key is missing."""
    value, name = _value(section, key), f"global|{key}"
    if not value:
        return None
    number = _dialect(value)
    return (
        malformed(answer, "a protocol that is not known", name, value)
        if number is None
        else Known(number, answer.source, name)
    )


def _min_protocol(answer: Answer, section: Section, platform: Platform) -> Leaf[int]:
    """A missing key means SMB1 on QTS 4; that it means the same since QTS 5 is not proven."""
    set_, name = _protocol(answer, section, "min protocol"), "global|min protocol"
    if set_ is not None:
        return set_
    if isinstance(platform.version, Unknown):
        return platform.version
    version = release(platform)
    if version is not None and version < (5,):
        return Known(1, answer.source, f"{name} (missing: vendor default)")
    return unproven(
        answer, "what a missing key means since QTS 5 is not known", "min protocol missing", name, "fail", _LOOK
    )


def _max_protocol(answer: Answer, section: Section) -> Leaf[int]:
    set_, name = _protocol(answer, section, "max protocol"), "global|max protocol"
    return set_ or unproven(
        answer, "what a missing key means is not known", "max protocol missing", name, "none", _LOOK
    )


def _signing(answer: Answer, section: Section) -> Leaf[Demand]:
    """Samba's default offers signing; a domain controller's may demand it, which is not proven here."""
    leaf = _word(answer, section, "server signing", _SIGNING)
    vague = _value(section, "server signing") in ("", "default", "auto")
    if vague and _value(section, "server role") not in ("", "auto", "standalone", "standalone server"):
        why = "what this means for a NAS with another server role is not known"
        raw = _value(section, "server signing") or "server signing missing"
        return unproven(answer, why, raw, "global|server signing", "fail", _LOOK)
    return leaf


def _encryption(answer: Answer, section: Section) -> Unknown:
    value = _value(section, "smb encrypt")
    lean = value not in ("required", "mandatory")
    why = "what the value for the whole service means is not known"
    raw = value or "smb encrypt missing"
    return unproven(answer, why, raw, "global|smb encrypt", "fail" if lean else "none", _LOOK)


def _ntlmv1(answer: Answer, section: Section, settings: Answer) -> Leaf[bool]:
    """QNAP's Samba 4.7 lets NTLMv1 in where the key is missing; that other releases do the same is not proven."""
    if _value(section, "ntlm auth"):
        return _word(answer, section, "ntlm auth", _NTLMV1)
    samba, name = setting(settings, "Samba", "Version", words), "global|ntlm auth"
    if isinstance(samba, Unknown) and samba.reason is not Reason.ABSENT:
        return samba
    version = samba.value if isinstance(samba, Known) else ""
    if version.lower().startswith("version 4.7."):
        return Known(True, answer.source, f"{name} (missing: vendor default)")
    why = "what a missing key means in this release is not known"
    return unproven(answer, why, f"ntlm auth missing, Samba {version or '?'}", name, "fail", _LOOK)
