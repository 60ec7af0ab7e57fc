"""Local accounts of QTS (qnap.md §2.1, §4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Account, Platform
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown
from nasward.platforms import files, passwords
from nasward.platforms.passwords import PasswordState
from nasward.platforms.qnap.version import release
from nasward.platforms.reading import gap, malformed

_SOURCE = "qnap.passwords"
_NO_SHELLS = ("/false", "/nologin", "/dev/null")
_LOOK = "Control Panel > Privilege > Users > Edit Account Profile > Disable this account"
_FACTORY_LOOK = "log in once with the first MAC address (QTS 5.2 or newer: the Cloud Key) as the password of admin"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the files say, before it is put together per account."""

    evidence: Evidence
    version: tuple[int, ...] | None
    uids: Mapping[str, Leaf[int]] | Unknown
    groups: Mapping[str, frozenset[str]] | Unknown
    shells: Mapping[str, str] | Unknown
    days: Mapping[str, str] | Unknown


def interpret_accounts(evidence: Evidence, platform: Platform) -> Items[Account]:
    """Every line of shadow whose password is not locked."""
    states = passwords.states(evidence.answer(_SOURCE))
    if isinstance(states, Unknown):
        return Items((), states)
    uids = files.uids(evidence.answer("qnap.passwd"))
    seen = _Seen(
        evidence,
        release(platform),
        uids,
        files.members(evidence.answer("qnap.groups")),
        _fields(evidence.answer("qnap.shells")),
        _fields(evidence.answer("qnap.password_days")),
    )
    open_to_login = ((name, state) for name, state in states.items() if state.state != "locked")
    return Items(tuple(_account(seen, name, state) for name, state in open_to_login), None)


def _account(seen: _Seen, name: str, state: PasswordState) -> Account:
    uid = files.uid_of(seen.uids, name, "qnap.passwd")
    password = passwords.password_leaf(state, _SOURCE, name)
    return Account(
        name=name,
        uid=uid,
        enabled=_enabled(seen.evidence, name),
        admin=_admin(seen, name, uid),
        password=password,
        factory_password=_factory(seen, name, state, uid, password),
        scheme=Known(state.scheme, _SOURCE, name),
        shell=_shell(seen, name),
        password_age=_password_age(seen, name),
    )


def _fields(answer: Answer) -> Mapping[str, str] | Unknown:
    """`name:field` lines by name; an account that stands there twice counts as missing."""
    missing = gap(answer)
    if missing is not None:
        return missing
    found: dict[str, str] = {}
    for name, colon, value in (line.partition(":") for line in str(answer.content).splitlines()):
        if name and colon:
            found[name] = value.strip() if found.get(name, value.strip()) == value.strip() else "?"
    return found or malformed(answer, "no account was listed")


def _shell(seen: _Seen, name: str) -> Leaf[bool]:
    """Whether passwd gives a shell that a login can use; an empty field is /bin/sh."""
    if isinstance(seen.shells, Unknown):
        return seen.shells
    if seen.shells.get(name, "?") == "?":
        return Unknown(Reason.ABSENT, "the account has no line in passwd", "qnap.shells", name)
    shell = seen.shells[name]
    return Known(not shell.endswith(_NO_SHELLS), "qnap.shells", name)


def _password_age(seen: _Seen, name: str) -> Leaf[int]:
    """Days since the day in shadow (since 1970)."""
    if isinstance(seen.days, Unknown):
        return seen.days
    key, word = f"{name} (day of the last change)", seen.days.get(name, "")
    try:
        changed = date(1970, 1, 1) + timedelta(days=int(word))
        age = (date.fromisoformat(seen.evidence.as_of[:10]) - changed).days
    except (ValueError, OverflowError):
        return Unknown(Reason.MALFORMED, "no day of the last change", "qnap.password_days", key, word[:20])
    if int(word) <= 0 or age < 0:
        return Unknown(Reason.MALFORMED, "the day of the last change makes no sense", "qnap.password_days", key, word)
    return Known(age, "qnap.password_days", key)


def _enabled(evidence: Evidence, name: str) -> Unknown:
    """How "disabled" is stored is not known; the vendor's tool is the best reading, graded C (qnap.md §2.1)."""
    answer = evidence.answer("qnap.user_expiry", name)
    code = "" if gap(answer) else str(answer.content)
    return Unknown(
        Reason.UNPROVEN,
        "it is not known how QTS stores that an account is disabled",
        answer.source,
        name,
        f"user_expiry exit code {code}" if code else f"user_expiry: {answer.detail or answer.outcome}",
        "none" if code not in ("", "0") else "fail",
        _LOOK,
    )


def _admin(seen: _Seen, name: str, uid: Leaf[int]) -> Leaf[bool]:
    """Members of `administrators`, and uid 0."""
    if isinstance(uid, Known) and uid.value == 0:
        return Known(True, uid.source, name)
    if isinstance(seen.groups, Unknown):
        return seen.groups
    members = seen.groups.get("administrators")
    if members is None:
        return Unknown(Reason.ABSENT, "there is no group administrators", "qnap.groups", "administrators")
    if name in members:
        return Known(True, "qnap.groups", "administrators")
    return uid if isinstance(uid, Unknown) else Known(False, "qnap.groups", "administrators")


def _factory(
    seen: _Seen, name: str, state: PasswordState, uid: Leaf[int], password: Leaf[passwords.Password]
) -> Leaf[bool]:
    """The constants of old releases are compared; since QTS 4.4.2 the factory password of admin is the box's own MAC
    address or Cloud Key (qnap.md §4.2), which is not tried.
    """
    if isinstance(password, Unknown):
        return password
    if state.state != "set":
        return Known(state.state == "factory", _SOURCE, name)
    if name != "admin" or (isinstance(uid, Known) and uid.value != 0):
        return Known(False, _SOURCE, name)
    if isinstance(uid, Known) and seen.version is not None and seen.version < (4, 4, 2):
        return Known(False, _SOURCE, name)
    why = "since QTS 4.4.2 the factory password is the MAC address or the Cloud Key, which is not tried"
    return Unknown(Reason.UNPROVEN, why, _SOURCE, name, f"set:{state.scheme}", "none", _FACTORY_LOOK)
