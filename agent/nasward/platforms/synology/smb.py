"""SMB of DSM (synology.md §5). The protocol range stands in the API's answer and in smb.conf: both must agree."""

from collections.abc import Mapping

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Smb
from nasward.model.facts.services import Demand
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.platforms import ini
from nasward.platforms.reading import contested, field, gap, malformed, unproven
from nasward.platforms.synology.answers import major, nowhere, word
from nasward.platforms.synology.service_files import is_none

_LOOK = "Control Panel > File Services > SMB > Advanced Settings"
_LEVELS: Mapping[int, int] = {0: 1, 1: 2, 2: 2, 3: 3}
"""SMB1, SMB2, SMB2 with large MTU, SMB3."""
_DIALECTS = (("nt1", 1), ("lanman", 1), ("core", 1), ("smb2", 2), ("smb3", 3))
"""How Samba's words for a dialect begin."""
_ENCRYPTION: Mapping[int, Demand] = {0: "off", 1: "offered", 2: "required"}
_SIGNING_6: Mapping[int, Demand] = {0: "off", 1: "offered", 2: "required"}
_SIGNING_7: Mapping[int, Demand] = {0: "offered", 2: "required"}
"""0 switches it off for SMB1 only; from SMB2 on it is still negotiated."""


def interpret_smb(evidence: Evidence) -> Smb:
    """Switch, protocol range, signing, encryption, old logins and links."""
    smb = evidence.answer("synology.smb")
    return Smb(
        enabled=field(smb, "enable_samba", bool),
        min_protocol=_protocol(evidence, "smb_min_protocol", "min protocol"),
        max_protocol=_protocol(evidence, "smb_max_protocol", "max protocol"),
        signing=_signing(evidence),
        encryption=word(field(smb, "smb_encrypt_transport", int), _ENCRYPTION, _LOOK),
        ntlmv1=_ntlmv1(smb),
        anonymous_listing=nowhere("whether a nameless session may list shares and accounts", _LOOK),
        wide_links=field(smb, "enable_widelink", bool),
        local_master=field(smb, "enable_local_master_browser", bool),
    )


def _protocol(evidence: Evidence, field_name: str, key: str) -> Leaf[int]:
    """The API's number, which smb.conf must not contradict.

    What 1 means on DSM 7 is contested (synology.md §22 item 5): there only smb.conf can settle it.
    """
    number = word(field(evidence.answer("synology.smb"), field_name, int), _LEVELS, _LOOK, "fail")
    written = _written(evidence.answer("synology.smb_conf"), key)
    if isinstance(number, Unknown):
        return number
    if isinstance(written, Unknown):
        return written
    if written is not None and written.value != number.value:
        return contested(number, written, f"the API says SMB{number.value}, smb.conf SMB{written.value}")
    raw = field(evidence.answer("synology.smb"), field_name, int)
    if written is None and isinstance(raw, Known) and raw.value == 1:
        return _alone(number, raw, major(evidence.answer("synology.version")))
    return number


def _alone(number: Known[int], raw: Known[int], version: Leaf[int]) -> Leaf[int]:
    """The contested 1 without a line in smb.conf: measured on 6.2.3 only."""
    if isinstance(version, Unknown):
        return version
    if version.value == 6:
        return number
    detail = "sources disagree whether 1 is SMB1 or SMB2, and smb.conf does not say it"
    return Unknown(Reason.CONTESTED, detail, raw.source, raw.key, str(raw.value), "none", _LOOK)


def _written(answer: Answer, key: str) -> Known[int] | Unknown | None:
    """The dialect in smb.conf; None where the file or the key is not there."""
    missing = gap(answer, key)
    if missing is not None or is_none(answer):
        return missing
    found = ini.read(answer)
    if isinstance(found, Unknown):
        return found
    words = (*found.values("global", key), *found.values("global", f"server {key}"))
    levels = {_level(each) for each in words}
    if not levels:
        return None
    level = levels.pop()
    if levels or level is None:
        return malformed(answer, f"{key} does not have one value of known meaning", key, " / ".join(words))
    return Known(level, answer.source, f"global|{key}")


def _level(dialect: str) -> int | None:
    return next((level for start, level in _DIALECTS if dialect.casefold().startswith(start)), None)


def _signing(evidence: Evidence) -> Leaf[Demand]:
    """DSM 7 says it in the SMB answer, DSM 6 in the one on domains."""
    smb = evidence.answer("synology.smb")
    missing = gap(smb, "enable_server_signing")
    if missing is not None:
        return missing
    if isinstance(smb.content, Mapping) and "enable_server_signing" in smb.content:
        return _signing_7(smb, field(smb, "enable_server_signing", int))
    version = major(evidence.answer("synology.version"))
    if isinstance(version, Unknown):
        return version
    if version.value != 6:
        return Unknown(Reason.ABSENT, "the answer has no enable_server_signing", smb.source, "enable_server_signing")
    return word(field(evidence.answer("synology.domain_conf"), "enable_server_signing", int), _SIGNING_6, _LOOK, "fail")


def _signing_7(smb: Answer, number: Leaf[int]) -> Leaf[Demand]:
    if isinstance(number, Unknown):
        content = smb.content.get("enable_server_signing") if isinstance(smb.content, Mapping) else None
        if isinstance(content, bool):
            return unproven(smb, "a switch where a number is known", content, "enable_server_signing", "fail", _LOOK)
        return number
    if number.value == 1:
        detail = "sources disagree whether 1 offers signing or demands it"
        return Unknown(Reason.CONTESTED, detail, number.source, number.key, "1", "fail", _LOOK)
    return word(number, _SIGNING_7, _LOOK, "fail")


def _ntlmv1(smb: Answer) -> Leaf[bool]:
    switch = field(smb, "enable_ntlmv1_auth", bool)
    if isinstance(switch, Unknown) and switch.reason is Reason.ABSENT and smb.content is not None:
        detail = "the SMB API of this DSM has no enable_ntlmv1_auth; that of 6.2.3 never had it"
        return Unknown(Reason.ABSENT, detail, switch.source, switch.key, look=_LOOK)
    return switch
