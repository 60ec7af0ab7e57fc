"""Local accounts of DSM: the API's list beside shadow (synology.md §6)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from nasward.model.evidence import Evidence
from nasward.model.facts import Account
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown
from nasward.platforms import files, passwords
from nasward.platforms.passwords import PasswordState
from nasward.platforms.reading import contested, rows
from nasward.platforms.synology.answers import major, pairs

_DAY = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")
_LOOK = "Control Panel > User & Group > User"
_SECOND_LOOK = "Control Panel > User & Group > User > the column of 2-factor authentication"
_NO_SHELLS = frozenset({"nologin", "false"})


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the four answers say, before it is put together per account."""

    as_of: str
    users: Mapping[str, Mapping[str, Any]]
    users_cut: Unknown | None
    admins: frozenset[str]
    admins_cut: Unknown | None
    states: Mapping[str, PasswordState]
    states_gap: Unknown | None
    uids: Mapping[str, Leaf[int]] | Unknown
    shells: Mapping[str, str] | Unknown
    days: Mapping[str, str] | Unknown
    lm: Mapping[str, str] | Unknown
    enrolled: Mapping[str, str] | Unknown
    system: Leaf[int]


def interpret_accounts(evidence: Evidence) -> Items[Account]:
    """Every user of the API's list, and every other entry of shadow whose password is not locked."""
    users, users_cut = rows(evidence.answer("synology.users"), "users")
    admins, admins_cut = rows(evidence.answer("synology.admins"), "users")
    states = passwords.states(evidence.answer("synology.passwords"))
    seen = _Seen(
        evidence.as_of,
        {str(row.get("name", "")): row for row in users},
        users_cut,
        frozenset(str(row.get("name", "")) for row in admins),
        admins_cut,
        {} if isinstance(states, Unknown) else states,
        states if isinstance(states, Unknown) else None,
        files.uids(evidence.answer("synology.passwd")),
        pairs(evidence.answer("synology.shells")),
        pairs(evidence.answer("synology.password_days")),
        pairs(evidence.answer("synology.lm")),
        pairs(evidence.answer("synology.enrolled")),
        major(evidence.answer("synology.version")),
    )
    others = [name for name, state in seen.states.items() if state.state != "locked" and name not in seen.users]
    return Items(tuple(_account(seen, name) for name in (*seen.users, *others)), users_cut or seen.states_gap)


def guest_enabled(accounts: Items[Account]) -> Leaf[bool]:
    """Whether the built-in guest is on."""
    found = next((account.enabled for account in accounts if account.name == "guest"), None)
    return found or accounts.missing or Unknown(Reason.ABSENT, "no account guest was listed", "synology.users")


def _account(seen: _Seen, name: str) -> Account:
    uid = files.uid_of(seen.uids, name, "synology.passwd")
    admin = _admin(seen, name, uid)
    state = seen.states.get(name)
    shell, age, second = _shell(seen, name), _age(seen, name), _second_factor(seen, name)
    if state is None:
        why = seen.states_gap or Unknown(Reason.ABSENT, "the account has no line in shadow", "synology.passwords", name)
        return Account(name, uid, why, admin, why, why, why, shell, age, second)
    password = passwords.password_leaf(state, "synology.passwords", name)
    # The factory password of a Synology is the empty one, which `password` already says.
    factory = password if isinstance(password, Unknown) else Known(False, "synology.passwords", name)
    enabled, scheme = _enabled(seen, name, state), _scheme(seen, name, state)
    return Account(name, uid, enabled, admin, password, factory, scheme, shell, age, second)


def _scheme(seen: _Seen, name: str, state: PasswordState) -> Leaf[str]:
    """The weaker of two: an LM hash beside the one of shadow gives the password away, however good that one is."""
    if isinstance(seen.lm, Unknown):
        return seen.lm
    if seen.lm.get(name) == "lm":
        return Known("lm", "synology.lm", name)
    return Known(state.scheme, "synology.passwords", name)


def _shell(seen: _Seen, name: str) -> Leaf[bool]:
    """Whether field 7 of passwd is a shell; the empty field is one."""
    if isinstance(seen.shells, Unknown):
        return seen.shells
    if name not in seen.shells:
        return Unknown(Reason.ABSENT, "the account has no line in passwd", "synology.shells", name)
    return Known(seen.shells[name].rpartition("/")[2] not in _NO_SHELLS, "synology.shells", name)


def _age(seen: _Seen, name: str) -> Leaf[int]:
    """Days since field 3 of shadow; the factory's accounts say 10933, a day in 1999 (measured on 6.2.3)."""
    if isinstance(seen.days, Unknown):
        return seen.days
    day = seen.days.get(name, "")
    try:
        changed = date(1970, 1, 1) + timedelta(days=int(day))
        age = (date.fromisoformat(seen.as_of[:10]) - changed).days
    except (ValueError, OverflowError):
        why = "the day of the last password change is not said"
        return Unknown(Reason.MALFORMED if day else Reason.ABSENT, why, "synology.password_days", name, day)
    if changed <= date(1970, 1, 1) or age < -1:
        why = "the day of the last password change makes no sense"
        return Unknown(Reason.MALFORMED, why, "synology.password_days", name, day)
    return Known(max(age, 0), "synology.password_days", name)


def _second_factor(seen: _Seen, name: str) -> Leaf[bool]:
    """A code app's secret is proof. Where SecureSignIn of DSM 7 keeps its methods is graded C."""
    if isinstance(seen.enrolled, Unknown):
        return seen.enrolled
    if isinstance(seen.system, Unknown):
        return seen.system
    state = seen.enrolled.get(name, "none")
    if state == "code":
        return Known(True, "synology.enrolled", name)
    if state == "none" and seen.system.value < 7:
        return Known(False, "synology.enrolled", name)
    leans: Literal["fail", "none"] = "fail" if state == "none" else "none"
    why = "whether a method of SecureSignIn is enrolled is not proven"
    return Unknown(Reason.UNPROVEN, why, "synology.enrolled", name, state, leans, _SECOND_LOOK)


def _admin(seen: _Seen, name: str, uid: Leaf[int]) -> Leaf[bool]:
    if name in seen.admins:
        return Known(True, "synology.admins", name)
    if isinstance(uid, Unknown):
        return uid
    if uid.value == 0:
        return Known(True, uid.source, uid.key)
    return seen.admins_cut or Known(False, "synology.admins", "users[].name")


def _enabled(seen: _Seen, name: str, state: PasswordState) -> Leaf[bool]:
    """Known only where the API's word and the expire day of shadow agree; one beside the API has only the day."""
    by_day = passwords.active(state.expires, seen.as_of, "synology.passwords", name)
    if name not in seen.users:
        return seen.users_cut or by_day
    by_word = _by_word(seen, name)
    if isinstance(by_word, Unknown):
        return by_word
    if isinstance(by_day, Unknown):
        return by_day
    if by_word.value != by_day.value:
        return contested(by_word, by_day, f"the API calls {name} {_on(by_word.value)}, shadow {_on(by_day.value)}")
    return by_word


def _on(value: bool) -> str:
    return "enabled" if value else "disabled"


def _by_word(seen: _Seen, name: str) -> Leaf[bool]:
    key = f"users[{name}].expired"
    answer_source = "synology.users"
    word = seen.users[name].get("expired")
    if word in ("normal", "now"):
        return Known(word == "normal", answer_source, key)
    day = _DAY.fullmatch(word) if isinstance(word, str) else None
    if day is None:
        return Unknown(
            Reason.UNPROVEN if word else Reason.ABSENT,
            "whether the account is on is not said in a known word",
            answer_source,
            key,
            str(word or "")[:80],
            "none",
            _LOOK,
        )
    try:
        return passwords.before(date(*map(int, day.groups())), seen.as_of, answer_source, key)
    except ValueError:
        return Unknown(Reason.MALFORMED, "the day on which the account ends makes no sense", answer_source, key, day[0])
