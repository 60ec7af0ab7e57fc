"""Password states, found out on the NAS by a ladder so that no hash ever leaves it (design §4)."""

import re
import shlex
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from nasward.model.errors import AnswerError
from nasward.model.evidence import Answer, Source
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.model.outcome import Outcome
from nasward.platforms import data, digests
from nasward.platforms.reading import gap

_LINE = re.compile(r"[^:\n]+:(?:empty|factory|locked|set|unknown):(?:[a-z0-9]*):(-?\d{0,9})")

Password = Literal["set", "empty", "locked"]


@dataclass(frozen=True, slots=True)
class PasswordState:
    """One line of the ladder. `expires`: the day (since 1970) from which the account is off, "" for never."""

    state: str
    scheme: str
    expires: str


def source(vendor: str, guard: str) -> Source:
    """The ladder for one vendor's files and constants (`passwords.yml`)."""
    table = data.table("passwords.yml")[vendor]
    known = "".join(f"  {shlex.quote(each['hash'])}) state={each['means']};;\n" for each in table["known"])
    script = (
        f"shadow={shlex.quote(table['shadow'])} smbpasswd={shlex.quote(table['smbpasswd'])}\n"
        f"known_state() {{\n  state=\n  case $1 in\n{known}  esac\n}}\n" + data.text("password_ladder.sh")
    )
    name = f"{vendor}.passwords"
    return Source(name, script, digests.text(name, _only_states), guard, seconds=60)


def _only_states(text: str) -> str:
    """Nothing but lines of the ladder becomes evidence: anything else might be a hash."""
    if not all(_LINE.fullmatch(line) for line in text.splitlines()):
        raise AnswerError(Outcome.MALFORMED, "the password states do not have the expected form")
    return text


def states(answer: Answer) -> dict[str, PasswordState] | Unknown:
    """The ladder's lines by account, or why there are none. An account that stands there twice is `unknown`."""
    missing = gap(answer)
    if missing is not None:
        return missing
    found: dict[str, PasswordState] = {}
    for line in str(answer.content).splitlines():
        name, _, rest = line.partition(":")
        state = PasswordState(*rest.split(":")) if rest.count(":") == 2 else PasswordState("unknown", "other", "?")
        found[name] = state if found.get(name, state) == state else PasswordState("unknown", "other", "?")
    return found or Unknown(Reason.MALFORMED, "no account was listed", answer.source)


def password_leaf(state: PasswordState, source: str, name: str) -> Leaf[Password]:
    """What the ladder's word says about the password."""
    match state.state:
        case "empty":
            return Known("empty", source, name)
        case "locked":
            return Known("locked", source, name)
        case "set" | "factory":
            return Known("set", source, name)
    return Unknown(
        Reason.UNPROVEN,
        f"it could not be told on the NAS whether this {state.scheme} password may be left empty",
        source,
        name,
        f"set:{state.scheme}, blank unknown",
    )


def active(expires: str, as_of: str, source: str, name: str) -> Leaf[bool]:
    """Whether an account with this expire day of shadow is on at the time of collection.

    Disabled accounts have day 1 (synology.md §6.2). The day itself and its neighbours are left open: time zones.
    """
    if expires in ("", "-1"):
        return Known(True, source, f"{name} (expire day)")
    if not expires.isascii() or not expires.isdigit() or expires == "0":
        return Unknown(Reason.MALFORMED, "the expire day makes no sense", source, name, expires)
    try:
        last = date(1970, 1, 1) + timedelta(days=int(expires))
    except OverflowError:
        return Unknown(Reason.MALFORMED, "the expire day makes no sense", source, name, expires)
    return before(last, as_of, source, f"{name} (expire day)")


def before(last: date, as_of: str, source: str, name: str) -> Leaf[bool]:
    """Whether the collection was surely before that day (True) or surely after it (False)."""
    try:
        today = date.fromisoformat(as_of[:10])
    except ValueError:
        return Unknown(Reason.MALFORMED, "the evidence does not say when it was collected", source, name)
    if abs((today - last).days) <= 1:
        return Unknown(Reason.UNPROVEN, "the account ends on about this day", source, name, last.isoformat())
    return Known(today < last, source, name)
