"""Password rules, second factor and directories of QTS: what little can be read (qnap.md §4.3, §4.4, §5.2)."""

from dataclasses import fields, replace

from nasward.model.evidence import Evidence
from nasward.model.facts import Account, Directory, PasswordPolicy, SecondFactor
from nasward.model.leaf import Items, Known, Leaf, Unknown
from nasward.platforms import ini
from nasward.platforms.ini import setting, words
from nasward.platforms.qnap.marks import guess, lines
from nasward.platforms.qnap.smbconf import Section, globals_of
from nasward.platforms.reading import unproven

_POLICY_LOOK = "Control Panel > System > Security > Password Policy"
_FACTOR_LOOK = "Control Panel > System > Security > 2-Step Verification"
_USER_LOOK = "Desktop > user name > Options > 2-step Verification"
_LDAP_LOOK = "Control Panel > Privilege > Domain Security"
_ENCODED = frozenset({"min_length", "mixed_case", "digits", "special", "refuses_user_name", "max_age"})
_ALONE = frozenset({"", "auto", "standalone", "standalone server"})


def interpret_password_policy(evidence: Evidence) -> PasswordPolicy:
    """One number holds all rules; how is not known."""
    answer = evidence.answer("qnap.settings")
    reading = setting(answer, "System", "Password constraints", words)
    leaf = guess(answer, reading, "how this number holds the rules is not known", _POLICY_LOOK, lambda raw: raw == "0")
    return replace(PasswordPolicy(), **{f.name: leaf for f in fields(PasswordPolicy) if f.name in _ENCODED})


def interpret_second_factor(evidence: Evidence) -> SecondFactor:
    """The key stands in a section that no source names; what its value enforces is not known."""
    answer = evidence.answer("qnap.settings")
    settings = ini.read(answer)
    if isinstance(settings, Unknown):
        return SecondFactor(settings)
    found = [e.value for e in settings.entries if e.key == "2 step verification"]
    raw = " / ".join(dict.fromkeys(found)) if found else "no key 2 step verification"
    why = "what this key enforces is not known"
    lean = any(ini.switch(value) for value in found)
    return SecondFactor(unproven(answer, why, raw, "2 step verification", "none" if lean else "fail", _FACTOR_LOOK))


def with_second_factor(evidence: Evidence, accounts: Items[Account]) -> Items[Account]:
    """Per account whether the state of a second factor is kept, which likely means that one is enrolled (grade C)."""
    answer = evidence.answer("qnap.second_factor")
    listed = lines(answer)
    have = frozenset() if isinstance(listed, Unknown) else frozenset(line.removeprefix("user ") for line in listed)

    def enrolled(name: str) -> Unknown:
        if isinstance(listed, Unknown):
            return listed
        raw = "secondSV.conf is there" if name in have else "no secondSV.conf"
        why = "what secondSV.conf says is not known"
        return unproven(answer, why, raw, name, "none" if name in have else "fail", _USER_LOOK)

    return replace(accounts, items=tuple(replace(each, second_factor=enrolled(each.name)) for each in accounts))


def interpret_directory(evidence: Evidence) -> Directory:
    """Samba's role says whether there is a domain; that of LDAP can be guessed from where it keeps its accounts."""
    answer = evidence.answer("qnap.smb_conf")
    section = globals_of(answer)
    if isinstance(section, Unknown):
        return Directory(domain=section, ldap=section)
    backend = section.values.get("passdbbackend", "")
    ldap = unproven(
        answer,
        "where QTS keeps its LDAP membership is not known",
        f"passdb backend = {backend.partition(':')[0]}",
        "global|passdb backend",
        "none",
        _LDAP_LOOK,
    )
    return Directory(domain=_domain(answer.source, section), ldap=ldap)


def _domain(source: str, section: Section) -> Leaf[bool]:
    role, security = (section.values.get(key, "").lower() for key in ("serverrole", "security"))
    joined = security in ("ads", "domain") or role not in _ALONE
    return Known(joined, source, "global|server role, global|security")
